"""Relaxation: articles that have only some of the words, for when few or none have all."""

from __future__ import annotations

from whoosh import query

from search.query import ExactPhrase, Unsure, Variants, Words


def relaxed(node: query.Query) -> query.Query:
    """Return the tree with "some of the words" in place of "all of the words"; all else stays as it is.

    Only words that stand side by side are relaxed, or are joined by a hyphen: what was quoted, joined by an operator,
    marked with ``+``, negated or given as a filter was meant.
    """
    return _loosened(node) if type(node) is query.Term else _relaxed(node)


def _relaxed(node: query.Query) -> query.Query:
    if isinstance(node, Words):
        return query.Or([_loosened(child) for child in node.children()], boost=node.boost)
    if isinstance(node, query.Phrase | Variants):
        return _loosened(node)
    if isinstance(node, query.AndNot):
        return query.AndNot(relaxed(node.a), node.b)
    if isinstance(node, query.And):
        return query.And([_relaxed(child) for child in node.children()], boost=node.boost)
    return node


def members(node: query.Query) -> list[query.Query]:
    """Return the members of the groups that `relaxed` relaxes."""
    if isinstance(node, Words):
        return [member for child in node.children() for member in _words_of_member(child)]
    if isinstance(node, query.Phrase | Variants):
        return _words_of_member(node)
    if isinstance(node, query.AndNot):
        return members(node.a)
    if isinstance(node, query.And):
        return [member for child in node.children() for member in members(child)]
    return []


def typed(member: query.Query) -> query.Query:
    """Return what was typed of a member."""
    return member.subqueries[0] if isinstance(member, Variants) else member


def _loosened(member: query.Query) -> query.Query:
    """Return a member of a group; of several words that are one member any is enough."""
    if type(member) is query.Term:
        return Unsure(member.fieldname, member.text, boost=member.boost)
    if isinstance(member, Variants):
        return Variants([_relaxed(child) for child in member.children()], boost=member.boost)
    if _is_joined(member):
        return query.Or([_loosened(word) for word in _single(member)], boost=member.boost)
    return member


def _is_joined(node: query.Query) -> bool:
    """Return whether a node is words with a hyphen or an apostrophe between them."""
    return isinstance(node, query.Phrase) and not isinstance(node, ExactPhrase) and node.slop == 1


def _single(phrase: query.Phrase) -> list[query.Query]:
    """Return the words of a phrase, which need not stand together any more."""
    return [query.Term(phrase.fieldname, word) for word in phrase.words]


def _words_of_member(member: query.Query) -> list[query.Query]:
    """Return the words of a member one by one, each with the variants of all of them; joined words, too, as one."""
    first, *others = member.children() if isinstance(member, Variants) else [member]
    if isinstance(first, Words):
        return [Variants([word, *others]) for word in first.children()]
    if _is_joined(first):
        return [*(Variants([word, *others]) for word in _single(first)), member]
    return [member]
