"""The leaves of a query tree: which words it has, and which of its parts a score comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from whoosh import query

from index import FieldName
from search.query import ANY, TITLE, Category, ExactPhrase, Form, Near, Published, Unsure, Variants, Within
from search.words import LeafKey

WORDS: Final = (query.Term, query.Prefix, query.Wildcard, query.Regex, query.FuzzyTerm)
"""Leaves that stand for an Expansion (`Form` is a Term)."""
FILTERS: Final = (Category, Published, query.Every, type(query.NullQuery))
"""Nodes that choose articles and have no words."""


def fields_of(name: str) -> tuple[FieldName, ...]:
    """Return the fields of postings that a field of the query language stands for."""
    return ("title", "body") if name == ANY else ("title",) if name == TITLE else ("body",)


class Leaf(NamedTuple):
    """A word of a query tree: the leaf that holds it, its text, whether only its own form counts, and its boost."""

    node: query.Query
    text: str
    exact: bool
    boost: float


def words_of(node: query.Query, boost: float = 1.0) -> Iterator[Leaf]:
    """Yield the words of a tree, those of phrases one by one; what is negated or only filters is left out."""
    if isinstance(node, query.Phrase):
        for word in node.words:
            yield Leaf(node, word, isinstance(node, ExactPhrase), boost * node.boost)
    elif isinstance(node, WORDS):
        yield leaf_of(node, boost)
    elif not isinstance(node, (*FILTERS, query.Not)):
        for child in scoring_children(node):
            yield from words_of(child, boost * node.boost)


def all_words_of(node: query.Query) -> Iterator[Leaf]:
    """Yield the words of a tree, negated ones too."""
    if isinstance(node, (*WORDS, query.Phrase)):
        yield from words_of(node)
    elif not isinstance(node, FILTERS):
        for child in node.children():
            yield from all_words_of(child)


def piece_of(field: str, text: str) -> Leaf:
    """Return a word that a compound is made of, in all inflections."""
    return Leaf(query.Phrase(field, [text]), text, False, 1.0)


def leaf_of(node: query.Query, boost: float) -> Leaf:
    """Return the word that a leaf of the tree is."""
    return Leaf(node, node.text, isinstance(node, Form), boost * node.boost)


def scored_parts(node: query.Query, boost: float = 1.0) -> Iterator[tuple[query.Query, float]]:
    """Yield what a tree of places gets its score from, with the boost around it: words, phrases and `Variants`."""
    if isinstance(node, (*WORDS, query.Phrase, Variants)):
        yield node, boost
    elif not isinstance(node, (*FILTERS, query.Not)):
        for child in scoring_children(node):
            yield from scored_parts(child, boost * node.boost)


def scoring_children(node: query.Query) -> list[query.Query]:
    """Return those children of a node that its score comes from."""
    if isinstance(node, query.AndNot | query.Require):
        return [node.a]
    if isinstance(node, Near | Within) and node.negated:
        return [node.left]
    return list(node.children())


def key_of(leaf: Leaf) -> LeafKey:
    """Return what a word is known by."""
    node, kind = leaf.node, type(leaf.node)
    if kind is query.Term or kind is Unsure:
        return query.Term, node.fieldname, leaf.text
    return kind, node.fieldname, leaf.text, leaf.exact, *_details(node)


def _details(node: query.Query) -> tuple[Any, ...]:
    """Return what a leaf is beside its kind, field and text."""
    if isinstance(node, Form):
        return (node.cased,)
    return (node.maxdist, node.prefixlength) if isinstance(node, query.FuzzyTerm) else ()
