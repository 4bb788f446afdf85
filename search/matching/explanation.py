"""Where a score comes from: the parts that add up, or multiply, to it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from whoosh import query

from index import WEIGHT_UNIT, tokenise
from search import ranking
from search.arrays import is_in
from search.kernels import weighted_length
from search.matching.execute import Execution
from search.matching.leaves import FILTERS, WORDS, fields_of, scored_parts, scoring_children, words_of
from search.matching.nearness import Nearness
from search.query import AtLeast, Near, Variants, Within
from search.words import Word


@dataclass(frozen=True, slots=True)
class Explanation:
    """A value, what it is, and what it is made of.

    ``code`` names the kind of value (the page translates by it), ``text`` says it in English, ``values`` are what the
    text is about.
    """

    value: float
    text: str
    parts: tuple[Explanation, ...] = ()
    code: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the tree as JSON-ready objects."""
        parts = [part.to_json() for part in self.parts]
        return {"value": self.value, "code": self.code, "text": self.text, "values": self.values, "parts": parts}


def explain(execution: Execution, tree: query.Query, at: int, document: int, recency: float) -> Explanation:
    """Return how the score of a document of segment ``at`` comes about."""
    words = tuple(_words(execution, tree, 1.0, at, document))
    if not _matches(execution, tree, at, document):
        return Explanation(0.0, "the article does not match the query; it is not in the answer", code="no-match")
    factors = [Explanation(recency, "recency factor: 1 + RECENCY * 0.5 ** (age / half-life)", code="recency")]
    if next(words_of(tree), None) is None:
        text = "filters alone give no score: newest first, articles without a date last, ties by id"
        return Explanation(0.0, text, code="unscored")
    nearness = Nearness(execution, tree)
    if nearness:
        only = np.array([execution.base[at] + document])
        together, coverage = float(nearness.together(only)[0]), float(nearness.coverage(only)[0])
        if together:
            text = "nearness: for words that stand near each other, or where the text begins"
            words = (*words, Explanation(together, text, code="nearness"))
        factors.insert(0, Explanation(coverage, "coverage factor: 1 + COVERAGE * share of the idf", code="coverage"))
    total = sum(part.value for part in words)
    return Explanation(
        total * math.prod(part.value for part in factors),
        f"score: sum of the words, times the {' and the '.join(f'{part.code} factor' for part in factors)}",
        (Explanation(total, "sum of the words", words, "sum"), *factors),
        "score",
    )


def _words(execution: Execution, node: query.Query, boost: float, at: int, document: int) -> Iterator[Explanation]:
    """Yield the words that add to the score: a group that does not match as a whole adds nothing."""
    if not _matches(execution, node, at, document):
        return
    if isinstance(node, (*WORDS, query.Phrase)):
        yield from _of_leaves(execution, node, boost, at, document)
    elif isinstance(node, Near | Within | AtLeast):
        for part, own in scored_parts(node, boost):
            explained = _words if isinstance(part, Variants) else _of_leaves
            yield from explained(execution, part, own, at, document)
    elif not isinstance(node, (*FILTERS, query.Not)):
        for child in scoring_children(node):
            if isinstance(child, WORDS):  # which may lack the word and have some that look like it
                yield from _of_leaves(execution, child, boost * node.boost, at, document)
            else:
                yield from _words(execution, child, boost * node.boost, at, document)


def _of_leaves(execution: Execution, node: query.Query, boost: float, at: int, document: int) -> Iterator[Explanation]:
    """Yield what the words of a leaf add, each followed by the words that it is made of."""
    for leaf in words_of(node, boost):
        word = execution.word(leaf)
        shares = [(word, leaf.boost, repr(leaf.text), "")]
        for part in word.parts:
            name = f"{part.expansion.word!r}, part of {leaf.text!r}"
            shares.append((part, leaf.boost * execution.parameters.part, name, leaf.text))
        for one, times, name, whole in shares:
            found = _word(execution, one, _Share(times, name, whole), at, document)
            if found.value:
                yield found


class _Share(NamedTuple):
    """What is explained of a word: its boost, how it is called, and the compound that it is a part of, if it is one."""

    boost: float
    name: str
    whole: str


def _matches(execution: Execution, node: query.Query, at: int, document: int) -> bool:
    return bool(is_in(np.array([document]), execution.documents(node, at))[0])


def _word(execution: Execution, word: Word, share: _Share, at: int, document: int) -> Explanation:
    counts, parameters = word.scored(at), execution.parameters
    here = counts.weighted[counts.document == document] / WEIGHT_UNIT
    segment, only = execution.segments[at], np.array([document], np.int32)
    length = weighted_length(segment, only, parameters.title_weight)
    norm = ranking.length_norm(length, execution.average_length, parameters)
    saturated = float(ranking.saturate(here, norm, 1.0, parameters)[0]) if len(here) else 0.0
    return Explanation(
        share.boost * word.idf * saturated,
        f"{share.name}: boost {share.boost:g} * idf * saturated count",
        (
            Explanation(
                word.idf,
                f"idf: {word.frequency} of {execution.articles} articles have it",
                code="rarity",
                values={"articles": word.frequency, "all": execution.articles},
            ),
            Explanation(
                saturated,
                "saturated count: tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average)), "
                f"k1 = {parameters.k1:g}, b = {parameters.b:g}",
                (
                    Explanation(
                        float(here.sum()),
                        f"tf: weighted count; a word of the title counts {parameters.title_weight}",
                        tuple(_forms(execution, word, share, at, document)),
                        code="count",
                        values={"title_weight": parameters.title_weight},
                    ),
                    Explanation(float(length[0]), "length: weighted number of words", code="length"),
                    Explanation(execution.average_length, "average length", code="average-length"),
                ),
                "saturated",
                {"k1": parameters.k1, "b": parameters.b},
            ),
        ),
        "word",
        {"word": word.expansion.word, "boost": share.boost},
    )


def _forms(execution: Execution, word: Word, share: _Share, at: int, document: int) -> Iterator[Explanation]:
    """Yield what each form of a word adds to its count in an article, and what the parts of a compound add."""
    expansion, segment = word.expansion, execution.segments[at]
    article, title_weight = segment.article(document), execution.parameters.title_weight
    texts = {"title": (article.title, title_weight), "body": (article.text, 1)}
    occurs: Counter[str] = Counter()
    for name in fields_of(word.field):
        text, field_weight = texts[name]
        for form in tokenise(text).words:
            occurs[form] += field_weight
    numbers = execution.numbers(list(occurs)).tolist()
    scored, look_alike = word.scored(at), 0
    left = int(scored.weighted[scored.document == document].sum())
    for form, number in zip(occurs, numbers, strict=True):
        for own in filter(None, (expansion, expansion.alike)):
            place = int(np.searchsorted(own.forms, number))
            if place < len(own.forms) and own.forms[place] == number:
                counted = int(own.weights[place]) * occurs[form]
                left -= counted
                look_alike += counted * (own is expansion.alike)
                yield _form(form, occurs[form], int(own.weights[place]), own.relations[int(own.relation[place])])
    too_much = look_alike - execution.most_alike
    if too_much > 0:
        left += too_much
        most = execution.most_alike / WEIGHT_UNIT
        message = f"what only looks like the word counts {most:.3g} together, not more"
        yield Explanation(-too_much / WEIGHT_UNIT, message, code="alike", values={"most": most})
    if left > 0 and share.whole:
        message = f"{share.whole!r}, which says it too, with what it stands for"
        yield Explanation(left / WEIGHT_UNIT, message, code="whole", values={"word": share.whole})
    elif left > 0:
        message = f"the parts of {expansion.word!r} near each other, each time at {execution.parameters.apart:g}"
        values = {"word": expansion.word, "weight": execution.parameters.apart}
        yield Explanation(left / WEIGHT_UNIT, message, code="apart", values=values)


def _form(form: str, count: int, weight: int, relation: str) -> Explanation:
    """Return what a form adds that occurs ``count`` times, in the title several times each."""
    message = f"{form!r}: {count} at {weight / WEIGHT_UNIT:.3g}, by the relation {relation!r}"
    values: dict[str, Any] = {
        "form": form,
        "count": count,
        "weight": weight / WEIGHT_UNIT,
        "relation": relation,
    }
    return Explanation(count * weight / WEIGHT_UNIT, message, code="form", values=values)
