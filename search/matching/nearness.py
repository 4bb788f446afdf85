"""The best articles of an answer, compared more closely: where the query's words stand in them, and how many do.

To what `search.matching.execute` gives an article, this adds for every two words of the query::

    mean idf of the two * (NEAR * saturated(count within NEAR_DISTANCE) + ORDERED * saturated(count in order))

where words are neighbours in order as in the query and `saturated` is that of BM25F; for every word whose first place
in the body is among the first::

    idf * OPENING * (1 - place / OPENING_WORDS)

and then multiplies by ``1 + COVERAGE * share``, the share of the words' idf that the article has (a related form counts
as its weight). All three only make scores higher, so the `MAX_COMPARED_ARTICLES` that are compared stay before all
others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from whoosh import query

from search.kernels import hot
from search.limits import MAX_NEAR_WORDS
from search.lists import Numbers
from search.matching.execute import Execution
from search.matching.leaves import FILTERS, WORDS, Leaf, fields_of, scoring_children, words_of
from search.matching.side_by_side import in_runs
from search.query import ExactPhrase, Variants
from search.ranking import Floats
from search.words import Compared, Word


class _Asked(NamedTuple):
    """A word of the query, and boost * idf."""

    word: Word
    factor: float


class Nearness:
    """Compares articles by all words of a query; of many, the rarest `MAX_NEAR_WORDS`.

    ``matching``: only articles that match the query are compared.
    """

    def __init__(self, execution: Execution, tree: query.Query, *, matching: bool = False) -> None:
        self._execution, self._parameters = execution, execution.parameters
        leaves = _distinct(_typed(tree, 1.0))
        words = (execution.words_of_all if matching and _needs_all(tree) else execution.words)(leaves)
        self._asked = _rarest(_Asked(word, leaf.boost * word.idf) for leaf, word in zip(leaves, words, strict=True))

    def __bool__(self) -> bool:
        """Whether there is something to compare: two words at least, and a parameter that is not 0."""
        return len(self._asked) > 1 and self._parameters.compares

    @cached_property
    def _compared(self) -> Compared:
        """The words, as the forms of each that are the word itself."""
        words, factors = zip(*self._asked, strict=True)
        forms = [one.expansion.forms[one.expansion.direct] for one in words]
        return Compared(forms, [fields_of(one.field) for one in words], np.array(factors))

    def rescored(self, document: Numbers, score: Floats, recency: Floats) -> Floats:
        """Return the scores of documents, ascending and numbered over all segments, after the comparison.

        ``score`` is that of the words times ``recency``.
        """
        return (score + self.together(document) * recency) * self.coverage(document)

    def coverage(self, document: Numbers) -> Floats:
        """Return the factor for having many of the words."""
        factors = self._compared.factors
        found = hot.operations().shares(document, [word for word, _ in self._asked], self._execution.base, factors)
        return 1 + self._parameters.coverage * found / (factors.sum() or 1.0)

    def together(self, document: Numbers) -> Floats:
        """Return what is added for words that stand near each other, or where the body begins."""
        table, norms, together = self._execution.table, self._execution.norms, hot.operations().together
        if len(table.segments) == 1:
            return together(table, self._compared, document, 0, 1, norms, self._parameters)
        bounds = np.searchsorted(document, table.base).tolist()

        def added(first: int, last: int) -> Floats:
            own = document[bounds[first] : bounds[last]]
            return together(table, self._compared, own, first, last, norms, self._parameters)

        return np.concatenate(in_runs(added, len(table.segments)))


def _typed(node: query.Query, boost: float) -> Iterator[Leaf]:
    """Yield the words of a tree as they were typed, without those that may stand for them."""
    if isinstance(node, Variants):
        yield from _typed(node.subqueries[0], boost * node.boost)
    elif isinstance(node, (*WORDS, query.Phrase)):
        yield from words_of(node, boost)
    elif not isinstance(node, (*FILTERS, query.Not)):
        for child in scoring_children(node):
            yield from _typed(child, boost * node.boost)


def _needs_all(tree: query.Query) -> bool:
    """Return whether what matches has all words of a tree."""
    is_group = isinstance(tree, query.And) and all(isinstance(child, query.Term) for child in tree.children())
    return is_group or isinstance(tree, ExactPhrase)


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
