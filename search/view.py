"""One generation of an index, ready to be searched: everything that many questions share."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from whoosh import query

from index import NO_DATE, Snapshot
from search import ranking
from search.lists import Documents, Numbers, Weights
from search.matching import Execution, SegmentReader
from search.ranking import Floats, Parameters
from search.showing import FacetTable
from search.words import Expander, FormNumbers, Synonyms, with_variants

if TYPE_CHECKING:
    from search.suggesting import Speller, Suggester, Vocabulary


class View:
    """A snapshot with what is worked out of it at first need.

    Documents of all segments are numbered one after the other: ``base[at]`` is the first of segment ``at``.
    """

    def __init__(
        self, snapshot: Snapshot, parameters: Parameters, known: dict[int, SegmentReader], synonyms: Synonyms
    ) -> None:
        self.snapshot, self.parameters, self.synonyms = snapshot, parameters, synonyms
        self.segments = snapshot.segments
        self.readers = [known.get(id(one)) or SegmentReader(one) for one in snapshot.segments]
        self.base = [0]
        for one in snapshot.segments:
            self.base.append(self.base[-1] + len(one))
        self.expander = Expander(snapshot, self._frequency, parameters, synonyms)
        self.execution = Execution(snapshot.segments, self.readers, self.expander, parameters)
        self._lender: View | None = None

    def tree(self, parsed: query.Query) -> query.Query:
        """Return a parsed tree with the other ways to write its words."""
        if not self.parameters.relations:
            return parsed
        return with_variants(parsed, self.synonyms, self.parameters.synonym)

    def place(self, document: int) -> tuple[int, int]:
        """Return the segment of a document numbered over all, and its number there."""
        if document < self.base[1]:
            return 0, document
        at = bisect_right(self.base, document) - 1
        return at, document - self.base[at]

    def identifier(self, document: int) -> str:
        """Return the id of a document numbered over all."""
        at, number = self.place(document)
        return self.segments[at].ids[number]

    @cached_property
    def published(self) -> Numbers:
        """When each document was published, int64[documents] in seconds since 1970."""
        return np.concatenate([np.zeros(0, np.int64), *(one.published for one in self.segments)])

    @cached_property
    def newest(self) -> int:
        """When the newest live article was published."""
        dates = [one.published[one.live & (one.published != NO_DATE)] for one in self.segments]
        return max((int(part.max()) for part in dates if len(part)), default=NO_DATE)

    @cached_property
    def recency(self) -> Floats:
        """The recency factor of each document, float64[documents]."""
        return ranking.recency_factor(self.published, self.newest, self.parameters)

    @cached_property
    def weights(self) -> Weights:
        """What decides about documents beside the words."""
        base = self.execution.base
        return Weights(
            self.execution.norms, self.recency, self.published, base, max(map(len, self.segments), default=0)
        )

    @cached_property
    def facets(self) -> FacetTable:
        """What facets are counted in."""
        return FacetTable(self.readers)

    def numbered(self, parts: list[Documents]) -> Numbers:
        """Return the documents of each segment as one list, numbered over all."""
        if len(parts) == 1:
            return parts[0].astype(np.int64)
        shifted = [part + np.int64(base) for part, base in zip(parts, self.base[:-1], strict=True)]
        return np.concatenate([np.zeros(0, np.int64), *shifted])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words with their frequencies."""
        from search.suggesting import Vocabulary

        return Vocabulary(self.snapshot)

    def load_words(self) -> None:
        """Make ready what expands words."""
        self.snapshot.lexicon.load()
        self.synonyms.load()

    def load(self) -> None:
        """Make ready what the first suggestion and the first misspelt word would wait for."""
        self.load_words()
        self.vocabulary.load()
        self._own_speller.load()
        self._lender = None

    def borrow(self, other: View) -> None:
        """Correct and suggest from an older generation, or from what that one borrows from, until `load` is done."""
        self._lender = other._lender or other

    @property
    def speller(self) -> Speller:
        """What corrects misspelt words."""
        lender = self._lender
        return self._own_speller if lender is None else lender.speller

    @property
    def suggester(self) -> Suggester:
        """What suggests queries while one is typed."""
        lender = self._lender
        return self._own_suggester if lender is None else lender.suggester

    @cached_property
    def _own_speller(self) -> Speller:
        from search.suggesting import Speller

        return Speller(self.vocabulary)

    @cached_property
    def _own_suggester(self) -> Suggester:
        from search.suggesting import Suggester

        return Suggester(self.vocabulary, self.count, self.execution.documents)

    def count(self, tree: query.Query) -> int:
        """Return how many articles match a tree."""
        return sum(len(self.execution.documents(tree, at)) for at in range(len(self.segments)))

    def _frequency(self, forms: FormNumbers) -> FormNumbers:
        """Return in about how many articles each form is: for choosing among forms, not for scores."""
        return self.vocabulary.frequencies(forms)
