"""What was understood of a query: each word with the forms that it stands for, and the query with it changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from whoosh import query

from search.limits import MAX_SHOWN_FORMS
from search.matching import WORDS, Execution, Leaf, words_of
from search.query import Changes, ExactPhrase, Form, Near, Within, Words
from search.suggesting import Vocabulary
from search.words import Expansion, FormNumbers

WordKind = Literal["word", "exact", "beginning", "pattern", "similar", "phrase", "near"]


@dataclass(frozen=True, slots=True)
class UnderstoodForm:
    """A form that a word stands for, in how many articles it is, and the ``relation`` that leads to it.

    ``word`` and ``stem`` are the word itself and its inflections; the others are named as `search.words.expansion`
    names them.
    """

    value: str
    count: int
    relation: str

    def to_json(self) -> dict[str, Any]:
        """Return the form as a JSON-ready object."""
        return {"value": self.value, "count": self.count, "relation": self.relation}


@dataclass(frozen=True, slots=True)
class UnderstoodWord:
    """A word of the query, at characters ``start`` to ``end``, and what it stands for.

    ``kind``: a ``word`` in all its forms, ``exact`` in one, a ``beginning``, a ``pattern``, ``similar`` spellings, or
    a word of a ``phrase`` or of words ``near`` each other. ``forms`` are those of the most articles, each with its
    number of articles; ``form_count`` says how many there are in all, and ``left_out`` how many of these are not
    searched. ``exact``, ``inflected`` and ``without`` are the query with the word made exact, in all its forms, and
    without it; empty where that is not possible. ``negated``: articles that have the word are left out.
    """

    text: str
    start: int
    end: int
    kind: WordKind
    field: str
    forms: tuple[UnderstoodForm, ...]
    form_count: int
    left_out: int
    exact: str = ""
    inflected: str = ""
    without: str = ""
    negated: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the word as a JSON-ready object."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "field": self.field,
            "forms": [form.to_json() for form in self.forms],
            "form_count": self.form_count,
            "left_out": self.left_out,
            "exact": self.exact,
            "inflected": self.inflected,
            "without": self.without,
            "negated": self.negated,
        }


def understood(
    text: str, tree: query.Query, execution: Execution, vocabulary: Vocabulary
) -> tuple[UnderstoodWord, ...]:
    """Return what each of the words of ``tree``, the reading of ``text``, stands for, in order of place."""
    beside = set(map(id, _side_by_side(tree)))
    at: dict[tuple[int, int], list[query.Query]] = {}
    for leaf in tree.leaves():
        if leaf.startchar is not None:
            at.setdefault((leaf.startchar, leaf.endchar), []).append(leaf)

    def changes(node: query.Query) -> Changes:
        others = tuple(other for other in at[node.startchar, node.endchar] if other is not node)
        return Changes(text, tree, node, id(node) in beside, others)

    words = [(leaf, negated) for leaf, negated in _words(tree) if leaf.node.startchar is not None]
    expansions = [execution.expansion(leaf.node, leaf.text, leaf.exact) for leaf, _ in words]
    shown = [vocabulary.commonest(expansion.forms, MAX_SHOWN_FORMS) for expansion in expansions]
    vocabulary.articles([form for forms in shown for form in forms.tolist()])  # those of all words at once
    found = [
        _understood(leaf, negated, changes(leaf.node), expansion, _shown(expansion, forms, vocabulary))
        for (leaf, negated), expansion, forms in zip(words, expansions, shown, strict=True)
    ]
    return tuple(sorted(found, key=lambda word: word.start))


def _words(node: query.Query, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield each word of a tree, and whether articles that have it are left out."""
    if isinstance(node, (*WORDS, query.Phrase)):
        yield from ((leaf, negated) for leaf in words_of(node))
        return
    turned = _turned(node)
    for child in node.children():
        yield from _words(child, negated != (child is turned))


def _turned(node: query.Query) -> query.Query | None:
    """Return the child of which a node asks the opposite."""
    if isinstance(node, query.Not):
        return node.query
    if isinstance(node, query.AndNot):
        return node.b
    return node.right if isinstance(node, Near | Within) and node.negated else None


def _understood(
    leaf: Leaf, negated: bool, changes: Changes, expansion: Expansion, forms: tuple[UnderstoodForm, ...]
) -> UnderstoodWord:
    return UnderstoodWord(
        text=leaf.text,
        start=leaf.node.startchar,
        end=leaf.node.endchar,
        kind=kind_of(leaf.node),
        field=leaf.node.fieldname,
        forms=forms,
        form_count=len(expansion.forms) + expansion.capped,
        left_out=expansion.capped,
        exact=changes.exact(),
        inflected=changes.inflected(),
        without=changes.without(),
        negated=negated,
    )


def _shown(expansion: Expansion, forms: FormNumbers, vocabulary: Vocabulary) -> tuple[UnderstoodForm, ...]:
    """Return the ``forms`` of an expansion that any article has, those of most first."""
    places = np.searchsorted(expansion.forms, forms)
    relations = [expansion.relations[at] for at in expansion.relation[places].tolist()]
    texts, counts = vocabulary.lexicon.texts(forms.tolist()), vocabulary.articles(forms.tolist())
    found = [UnderstoodForm(*form) for form in zip(texts, counts, relations, strict=True) if form[1]]
    return tuple(sorted(found, key=lambda form: -form.count))


def kind_of(node: query.Query) -> WordKind:
    """Return what a leaf of the tree asks for."""
    kinds: tuple[tuple[type, WordKind], ...] = (
        (ExactPhrase, "phrase"),
        (query.Phrase, "near"),
        (Form, "exact"),
        (query.FuzzyTerm, "similar"),
        (query.Prefix, "beginning"),
        (query.Wildcard, "pattern"),
        (query.Regex, "pattern"),
    )
    return next((name for kind, name in kinds if isinstance(node, kind)), "word")


def _side_by_side(tree: query.Query) -> Iterator[query.Query]:
    """Yield the members of groups of words without operators: one of them can go without a trace."""
    if isinstance(tree, Words):
        yield from tree.children()
    for child in tree.children():
        yield from _side_by_side(child)
