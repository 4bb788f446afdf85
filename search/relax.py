"""Relaxation: articles that have only some of the words, for when few or none have all."""

from __future__ import annotations

from whoosh import query

from search.nodes import Variants, Words


def relaxed(node: query.Query) -> query.Query:
    """Return the tree with "some of the words" in place of "all of the words"; all else stays as it is.

    Only words that stand side by side are relaxed: what was joined by an operator, marked with ``+``, negated
    or given as a filter was meant.
    """
    if isinstance(node, Words):
        return query.Or([_loosened(child) for child in node.children()], boost=node.boost)
    if isinstance(node, query.AndNot):
        return query.AndNot(relaxed(node.a), node.b)
    if isinstance(node, query.And):
        return query.And([relaxed(child) for child in node.children()], boost=node.boost)
    return node


def members(node: query.Query) -> list[query.Query]:
    """Return the members of the groups that `relaxed` relaxes."""
    if isinstance(node, Words):
        return [member for child in node.children() for member in _words_of_variants(child)]
    if isinstance(node, query.AndNot):
        return members(node.a)
    if isinstance(node, query.And):
        return [member for child in node.children() for member in members(child)]
    return []


def typed(member: query.Query) -> query.Query:
    """Return what was typed of a member."""
    return member.subqueries[0] if isinstance(member, Variants) else member


def _loosened(member: query.Query) -> query.Query:
    """Return a member; of words that have variants as a whole, any of them is enough."""
    if isinstance(member, Variants):
        return Variants([relaxed(child) for child in member.children()], boost=member.boost)
    return member


def _words_of_variants(member: query.Query) -> list[query.Query]:
    """Return a member; words that have variants as a whole one by one, each with the variants."""
    first, *others = member.children() if isinstance(member, Variants) else [member]
    return [Variants([word, *others]) for word in first.children()] if isinstance(first, Words) else [member]
