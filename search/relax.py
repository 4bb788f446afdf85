"""Relaxation: articles that have only some of the words, for when few or none have all."""

from __future__ import annotations

from whoosh import query

from search.nodes import Words


def relaxed(node: query.Query) -> query.Query:
    """Return the tree with "some of the words" in place of "all of the words"; all else stays as it is.

    Only words that stand side by side are relaxed: what was joined by an operator, marked with ``+``, negated
    or given as a filter was meant.
    """
    if isinstance(node, Words):
        return query.Or(list(node.children()), boost=node.boost)
    if isinstance(node, query.AndNot):
        return query.AndNot(relaxed(node.a), node.b)
    if isinstance(node, query.And):
        return query.And([relaxed(child) for child in node.children()], boost=node.boost)
    return node


def members(node: query.Query) -> list[query.Query]:
    """Return the members of the groups that `relaxed` relaxes."""
    if isinstance(node, Words):
        return list(node.children())
    if isinstance(node, query.AndNot):
        return members(node.a)
    if isinstance(node, query.And):
        return [member for child in node.children() for member in members(child)]
    return []
