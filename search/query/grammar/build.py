"""Joining sub-queries: the one place that decides what the tree of a combination looks like.

The rules, for ``search/matching/execute.py`` and ``wording``: no group holds fewer than two members, or one of its own
kind without a boost; negation is always ``AndNot``, from ``Every`` where nothing positive stands beside it;
what must not be given up when an answer is relaxed (``+a``, filters) stands in an ``And`` beside the
``Words``. Every function owns the queries that it is given and may change them.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from whoosh import query
from whoosh.query import Query

from search.limits import MAX_BOOST
from search.query.nodes import AtLeast, Category, Near, Published, Within, Words

ADJACENT: Final = 1
"""``slop`` of words that touch: whoosh counts from word to word, so neighbours are 1 apart."""
_PLACED = (query.Term, query.MultiTerm, query.Phrase)


def side_by_side(members: Iterable[tuple[str, Query]]) -> Query | None:
    """Return what stands side by side, each member with its sign ``+``, ``-`` or ``""``; None for nothing."""
    needed: list[Query] = []
    plain: list[Query] = []
    negative: list[Query] = []
    for sign, member in members:
        if sign == "-":
            negative.append(member)
        elif sign == "+" or is_filter(member):
            needed.append(member)
        else:
            plain.append(member)
    together = _joined(Words, plain)
    positive = _joined(query.And, [*needed, together] if together else needed)
    return without(positive, negative)


def both(members: Iterable[tuple[str, Query]]) -> Query | None:
    """Return what ``UND`` joins, ``NICHT`` members with the sign ``-``; None for no members."""
    signed = list(members)
    positive = [member for sign, member in signed if sign != "-"]
    return without(_joined(query.And, positive), [member for sign, member in signed if sign == "-"])


def either(members: Sequence[Query]) -> Query | None:
    """Return what ``ODER`` joins; None for no members."""
    return _joined(query.Or, members)


def without(positive: Query | None, negative: Sequence[Query]) -> Query | None:
    """Return ``positive`` (every article, if None) without what is ``negative``; None for neither."""
    if positive is None:
        positive = query.Every() if negative else None
    elif negative and isinstance(positive, query.AndNot):  # one negation of both, however many follow
        positive, negative = positive.a, [positive.b, *negative]
    unwanted = either(negative)
    return positive if unwanted is None else query.AndNot(positive, unwanted)


def _joined(kind: type[Query], members: Sequence[Query]) -> Query | None:
    """Return the members as a group of that kind, members of the same kind opened up."""
    flat: list[Query] = []
    for member in members:
        flat += member if type(member) is kind and member.boost == 1.0 else [member]
    if kind is not query.Or:
        flat = [member for member in flat if not isinstance(member, query.Every)] or flat[:1]
    return kind(flat) if len(flat) > 1 else next(iter(flat), None)


def boosted(tree: Query, boost: float) -> Query:
    """Return ``tree`` with its boost times ``boost``, at most `MAX_BOOST`; of a negation, what is kept."""
    if isinstance(tree, query.AndNot):
        return query.AndNot(boosted(tree.a, boost), tree.b)
    if not isinstance(tree, (query.Every, Category, Published)):  # these have no score
        tree.boost = min(tree.boost * boost, MAX_BOOST)
    return tree


def is_filter(tree: Query) -> bool:
    """Return whether ``tree`` asks only for source, section, author or date."""
    if isinstance(tree, (query.And, query.Or)):
        return all(map(is_filter, tree))
    return isinstance(tree, (Category, Published))


def has_places(tree: Query) -> bool:
    """Return whether a match of ``tree`` is words at places in a text, so that they can be near others."""
    if isinstance(tree, (query.And, query.Or)):
        return all(map(has_places, tree))
    return isinstance(tree, (*_PLACED, Near, Within, AtLeast))


def at_least(tree: Query, count: int) -> Query:
    """Return ``tree`` at least ``count`` times; of words that must all be there, each so often."""
    if count <= 1:
        return tree
    if isinstance(tree, query.And):
        return type(tree)([at_least(member, count) for member in tree], boost=tree.boost)
    return AtLeast(tree, count)


def in_a_row(members: Sequence[Query], distance: int = 1, ordered: bool = True) -> Query:
    """Return the members each at most ``distance`` words from those before it; ``ordered``: after them."""
    chain = members[0]
    for member in members[1:]:
        chain = Near(chain, member, distance, ordered=ordered)
    return chain
