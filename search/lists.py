"""Lists of documents: what a query is made of on its way from postings to hits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from threading import get_ident
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Documents = npt.NDArray[np.int32]
"""Numbers of one segment's documents, ascending, none twice."""
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.uint8]
"""Which fields of each segment have each of some forms, uint8[segments, forms] (see `search.words.form_sets`)."""
NO_DOCUMENTS: Final[Documents] = np.zeros(0, np.int32)
_NO_NUMBERS: Final[Numbers] = np.zeros(0, np.int64)
_NO_WEIGHTS: Final = np.zeros(0, np.int16)


class Counts(NamedTuple):
    """The live documents that hold a form of an Expansion, and the weighted counts there.

    ``weighted`` int64[documents] and ``nearest`` int16[documents], the weight of the best form there, are in units of
    1 / `index.WEIGHT_UNIT`; ``frequency`` is how many of the documents hold a direct form: the word
    itself, in one of its inflections.
    """

    document: Documents
    weighted: Numbers
    nearest: npt.NDArray[np.int16]
    frequency: int


class Lists(NamedTuple):
    """The documents of several words and their weighted counts, one word after the other.

    Those of word ``w`` go from ``bounds[w]`` to ``bounds[w + 1]``, int64[words + 1].
    """

    document: Documents
    weighted: Numbers
    bounds: Numbers

    @classmethod
    def of(cls, words: Sequence[Counts]) -> Lists:
        """Return the counts of ``words``, which were not read together."""
        if len(words) == 1:
            document, weighted, _, _ = words[0]
            return cls(document, weighted, np.array((0, len(document))))
        document = np.concatenate([NO_DOCUMENTS, *(word.document for word in words)])
        weighted = np.concatenate([_NO_NUMBERS, *(word.weighted for word in words)])
        return cls(document, weighted, np.array([0, *accumulate([len(word.document) for word in words])]))

    def each(self) -> list[tuple[Documents, Numbers]]:
        """Return the documents and the weighted counts of each word."""
        return [(self.document[begin:end], self.weighted[begin:end]) for begin, end in pairwise(self.bounds.tolist())]


class Having(NamedTuple):
    """The documents that have each of several words, one word after the other, as in `Lists`: what decides a match.

    Scores may come from other `Lists`: of look-alikes, and of the parts of a compound, that decide nothing.
    """

    document: Documents
    bounds: Numbers

    @classmethod
    def of(cls, words: Sequence[Documents]) -> Having:
        """Return the documents of each of ``words``."""
        bounds = np.array((0, *accumulate(map(len, words))))
        return cls(words[0] if len(words) == 1 else np.concatenate([NO_DOCUMENTS, *words]), bounds)

    def each(self) -> list[Documents]:
        """Return the documents of each word."""
        return [self.document[begin:end] for begin, end in pairwise(self.bounds.tolist())]


ROW: Final = 6
"""Numbers that say where the lists of a word in a segment are: in memory, as a kernel reads them ..."""
DOCUMENTS: Final = 0
"""... the documents that count, an address ..."""
WEIGHTED: Final = 1
"""... their weighted counts ..."""
SIZE: Final = 2
"""... how many these are; ..."""
MATCHING: Final = 3
"""... the documents that match, an address ..."""
MATCHES: Final = 4
"""... how many these are; ..."""
NEAREST: Final = 5
"""... and the best weights of the documents that count, an address."""


def address(array: npt.NDArray[Any]) -> int:
    """Return where in memory the entries of a contiguous array begin; they stay there for as long as it is kept."""
    found: int = array.__array_interface__["data"][0]
    return found


def row_of(scored: Counts, matching: Documents) -> tuple[int, int, int, int, int, int]:
    """Return where the lists of a word in a segment are: what counts, and what matches."""
    document, weighted, nearest, _ = scored
    return (
        address(document), address(weighted), len(document), address(matching), len(matching), address(nearest),
    )  # fmt: skip


class Read(NamedTuple):
    """The `Counts` of several ``words`` in one segment or some neighbouring ones, as they were read together.

    All arrays go on from segment to segment, in each from word to word: ``bounds`` of ``lists`` and of ``having`` are
    int64[segments * words + 1], ``frequency`` int64[segments * words]. ``nearest`` is that of every entry of ``lists``.
    ``having`` are the documents that match each word: those of ``lists``, the same array, unless some only have what
    looks like it. ``located`` is what `rows` returns, if it is known.
    """

    lists: Lists
    nearest: npt.NDArray[np.int16]
    frequency: Numbers
    having: Having
    words: int
    located: Numbers | None = None

    @classmethod
    def of(cls, words: Sequence[Counts], having: Sequence[Documents] | None = None, segments: int = 1) -> Read:
        """Return the counts of ``words`` of each segment; those of ``having`` match, all if it is not given."""
        lists, nearest = Lists.of(words), np.concatenate([_NO_WEIGHTS, *(word.nearest for word in words)])
        frequency = np.array([word.frequency for word in words], np.int64)
        deciding = Having(lists.document, lists.bounds) if having is None else Having.of(having)
        return cls(lists, nearest, frequency, deciding, len(words) // segments)

    @property
    def segments(self) -> int:
        """The number of segments."""
        return len(self.frequency) // self.words

    @property
    def has_only_matching(self) -> bool:
        """Whether all documents that count for a word match it."""
        return self.having.document is self.lists.document

    def matching(self, word: int, segment: int = 0) -> Documents:
        """Return the documents that match a word, by its place."""
        (document, bounds), entry = self.having, segment * self.words + word
        return document[bounds[entry] : bounds[entry + 1]]

    def word(self, word: int, segment: int = 0) -> Counts:
        """Return the counts of a word, by its place."""
        (document, weighted, bounds), entry = self.lists, segment * self.words + word
        begin, end = bounds[entry], bounds[entry + 1]
        return Counts(document[begin:end], weighted[begin:end], self.nearest[begin:end], int(self.frequency[entry]))

    def each(self, segment: int = 0) -> list[Counts]:
        """Return the counts of each word."""
        return [self.word(word, segment) for word in range(self.words)]

    @property
    def rows(self) -> Numbers:
        """Where the lists of each word of each segment are in memory, int64[segments, words, `ROW`]."""
        if self.located is not None:
            return self.located
        rows = [
            row_of(self.word(word, segment), self.matching(word, segment))
            for segment in range(self.segments)
            for word in range(self.words)
        ]
        return np.array(rows, np.int64).reshape(self.segments, self.words, ROW)


class Matched(NamedTuple):
    """The live documents of a segment that match, and their scores, float64[documents]."""

    document: Documents
    score: npt.NDArray[np.float64]

    def among(self, allowed: Mask | None) -> Matched:
        """Return only the documents that are ``allowed``; None allows all."""
        if allowed is None:
            return self
        keep = allowed[self.document]
        return Matched(self.document[keep], self.score[keep])


class Weights(NamedTuple):
    """What decides about every document beside the words: length norm, recency factor and date.

    Those of all segments, one after the other: those of segment ``at`` from ``base[at]`` to ``base[at + 1]``. No
    segment has more than ``longest`` documents.
    """

    norm: npt.NDArray[np.float64]
    recency: npt.NDArray[np.float64]
    published: Numbers
    base: Numbers
    longest: int

    def of(self, at: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], Numbers]:
        """Return the norms, recency factors and dates of a segment."""
        own = slice(self.base[at], self.base[at + 1])
        return self.norm[own], self.recency[own], self.published[own]


class Best(NamedTuple):
    """The best matches of some segments: ``total`` matches in all, of which these are ``document`` with their ranks.

    Documents are numbered over all segments. ``having`` are the matches of each segment, if they were asked for.
    """

    total: int
    having: list[Documents]
    document: Numbers
    rank: npt.NDArray[np.float64]


class Threshold:
    """The rank below which no article is among the ``count`` best, as far as segments were looked at.

    It is carried from one segment to the next, also of two threads: each rank that it had at any time is one that as
    many articles reach, so which of them is seen changes how many are looked at in vain, and not which are the best.
    Kernels read and write ``rank`` themselves, float64[1].
    """

    def __init__(self, count: int) -> None:
        self.count, self.rank = count, np.array((-math.inf,))
        self._best: dict[int, npt.NDArray[np.float64]] = {}

    @property
    def least(self) -> float:
        """The rank itself."""
        return float(self.rank[0])

    @property
    def best(self) -> npt.NDArray[np.float64]:
        """The ``count`` best ranks that this thread has seen, -inf where these are fewer: the lowest comes first.

        Kernels keep them as a heap.
        """
        own = self._best.get(get_ident())
        if own is None:
            own = self._best[get_ident()] = np.full(self.count, -math.inf)
        return own

    def reach(self, rank: npt.NDArray[np.float64]) -> None:
        """Take note of the ranks of the best of a segment."""
        if self.count > 0 and len(rank):
            best = self.best
            best[:] = np.partition(np.concatenate((best, rank)), len(rank))[len(rank) :]
            self.rank[0] = max(self.least, float(best[0]))
