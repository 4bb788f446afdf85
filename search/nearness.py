"""The best articles of an answer, compared more closely: whether the query's words stand near each other, and how many.

To what `search.execute` gives an article, this adds for every two words of the query::

    mean idf of the two * (NEAR * saturated(count within NEAR_DISTANCE) + ORDERED * saturated(count in order))

where words are neighbours in order as in the query and `saturated` is that of BM25F, and then multiplies by
``1 + COVERAGE * share``, the share of the words' idf that the article has (a related form counts as its weight). Both
only make scores higher, so the `MAX_COMPARED_ARTICLES` that are compared stay before all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from whoosh import query

from search import hot, ranking
from search.arrays import is_in
from search.execute import FILTERS, WORDS, Execution, Leaf, Word, fields_of, scoring_children, words_of
from search.expand import WEIGHT_UNIT
from search.limits import MAX_NEAR_WORDS
from search.lists import Documents, Numbers
from search.nodes import Variants
from search.plain import weighted_length
from search.ranking import Floats
from search.spans import POSITION_BITS


class _Asked(NamedTuple):
    """A word of the query, and boost * idf."""

    word: Word
    factor: float


class Nearness:
    """Compares articles by all words of a query; of many, the rarest `MAX_NEAR_WORDS`."""

    def __init__(self, execution: Execution, tree: query.Query) -> None:
        self._execution, self._parameters = execution, execution.parameters
        self._asked = _rarest(_Asked(execution.word(leaf), self._factor(leaf)) for leaf in _distinct(_typed(tree, 1.0)))

    def _factor(self, leaf: Leaf) -> float:
        return leaf.boost * self._execution.word(leaf).idf

    def __bool__(self) -> bool:
        """Whether there is something to compare: two words at least, and a parameter that is not 0."""
        return len(self._asked) > 1 and self._parameters.compares

    @cached_property
    def _factors(self) -> Floats:
        return np.array([one.factor for one in self._asked])

    def rescored(self, at: int, document: Documents, score: Floats, recency: Floats) -> Floats:
        """Return the scores of ``document`` of segment ``at``, ascending, after the comparison.

        ``score`` is that of the words times ``recency``.
        """
        return (score + self.together(at, document) * recency) * self.coverage(at, document)

    def coverage(self, at: int, document: Documents) -> Floats:
        """Return the factor for having many of the words."""
        found = np.zeros(len(document))
        for word, factor in self._asked:
            counts = word.scored[at]
            has = is_in(document, counts.document)
            found[has] += factor * counts.nearest[np.searchsorted(counts.document, document[has])] / WEIGHT_UNIT
        return 1 + self._parameters.coverage * found / (self._factors.sum() or 1.0)

    def together(self, at: int, document: Documents) -> Floats:
        """Return what is added for words that stand near each other."""
        segment, parameters = self._execution.segments[at], self._parameters
        near, ordered = self._pairs(at, document)
        length = weighted_length(segment, document, parameters.title_weight)
        norm = ranking.length_norm(length, self._execution.average_length, parameters)[:, None, None]
        pair = (self._factors[:, None] + self._factors[None, :]) / 2
        added = parameters.near * ranking.saturate(near, norm, 1.0, parameters)
        added += parameters.ordered * ranking.saturate(ordered, norm, 1.0, parameters)
        return (pair * added).sum(axis=(1, 2))

    def _pairs(self, at: int, document: Documents) -> tuple[Numbers, Numbers]:
        """Return the counts of near and of ordered pairs (see `search.plain.near_pairs`), a title's as its words."""
        shape = (len(document), len(self._asked))
        near, ordered = np.zeros((2, *shape, shape[1]), np.int64)
        for name, weight in (("title", self._parameters.title_weight), ("body", 1)):
            parts = []
            for one, _ in self._asked:
                if name in fields_of(one.field):
                    direct = one.expansion.only_direct()
                    parts.append(hot.operations().places(self._execution.segments[at], direct, name, document))
                else:
                    parts.append(np.zeros(0, np.int64))
            word = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
            place = np.concatenate(parts)
            order = np.argsort(place, kind="stable")
            row = np.searchsorted(document, place[order] >> POSITION_BITS)
            found = hot.operations().near_pairs(place[order], word[order], row, shape)
            near += weight * found[0]
            ordered += weight * found[1]
        return near, ordered


def _typed(node: query.Query, boost: float) -> Iterator[Leaf]:
    """Yield the words of a tree as they were typed, without those that may stand for them."""
    if isinstance(node, Variants):
        yield from _typed(node.subqueries[0], boost * node.boost)
    elif isinstance(node, (*WORDS, query.Phrase)):
        yield from words_of(node, boost)
    elif not isinstance(node, (*FILTERS, query.Not)):
        for child in scoring_children(node):
            yield from _typed(child, boost * node.boost)


def _distinct(leaves: Iterable[Leaf]) -> list[Leaf]:
    """Return single words, each once, in the order of the query; patterns stand for too much to be near anything."""
    kept: dict[tuple[str, str], Leaf] = {}
    for leaf in leaves:
        if isinstance(leaf.node, query.Term | query.Phrase):
            kept.setdefault((leaf.node.fieldname, leaf.text), leaf)
    return list(kept.values())


def _rarest(asked: Iterable[_Asked]) -> list[_Asked]:
    """Return the `MAX_NEAR_WORDS` of most weight, in the order of the query."""
    found = list(asked)
    places = sorted(range(len(found)), key=lambda place: (-found[place].factor, place))[:MAX_NEAR_WORDS]
    return [found[place] for place in sorted(places)]
