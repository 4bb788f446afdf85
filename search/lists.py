"""Lists of documents: what a query is made of on its way from postings to hits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
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
_NO_RANKS: Final = np.zeros(0)


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


ROW: Final = 7
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
"""... the best weights of the documents that count, an address; ..."""
FREQUENCY: Final = 6
"""... and how many documents hold a direct form."""


def address(array: npt.NDArray[Any]) -> int:
    """Return where in memory the entries of a contiguous array begin; they stay there for as long as it is kept."""
    found: int = array.__array_interface__["data"][0]
    return found


def row_of(scored: Counts, matching: Documents) -> tuple[int, ...]:
    """Return where the lists of a word in a segment are: what counts, and what matches."""
    document, weighted, nearest, frequency = scored
    return (
        address(document), address(weighted), len(document), address(matching), len(matching), address(nearest),
        frequency,
    )  # fmt: skip


class Read(NamedTuple):
    """What was read of several words together in one segment or some neighbouring ones.

    ``rows`` int64[segments, words, `ROW`] tells where the lists of each word of each segment are: all of them somewhere
    in ``block``, int64. What matches a word is what counts for it, the same list, unless some only have what looks like
    it.
    """

    block: Numbers
    rows: Numbers

    @classmethod
    def of(cls, words: Sequence[Counts], having: Sequence[Documents] | None = None, segments: int = 1) -> Read:
        """Return the counts of ``words`` of each segment; those of ``having`` match, all if it is not given."""
        matching = [word.document for word in words] if having is None else having
        lists = [part for word, own in zip(words, matching, strict=True) for part in (*word[:3], own)]
        bounds = list(accumulate((-(-part.nbytes // 8) for part in lists), initial=0))
        block, copies = np.zeros(bounds[-1], np.int64), []
        for part, begin, end in zip(lists, bounds[:-1], bounds[1:], strict=True):
            copies.append(block[begin:end].view(part.dtype)[: len(part)])
            copies[-1][:] = part
        rows = []
        for word, document, weighted, nearest, own in zip(words, *(copies[at::4] for at in range(4)), strict=True):
            counts = Counts(document, weighted, nearest, word.frequency)
            rows.append(row_of(counts, document if len(own) == len(document) else own))
        return cls(block, np.array(rows, np.int64).reshape(segments, len(words) // max(1, segments), ROW))

    @property
    def segments(self) -> int:
        """The number of segments."""
        return len(self.rows)

    def matching(self, word: int, segment: int = 0) -> Documents:
        """Return the documents that match a word, by its place."""
        row = self.rows[segment, word].tolist()
        return self._list(row[MATCHING], row[MATCHES], np.int32)

    def word(self, word: int, segment: int = 0) -> Counts:
        """Return the counts of a word, by its place."""
        row = self.rows[segment, word].tolist()
        size = row[SIZE]
        document, weighted = self._list(row[DOCUMENTS], size, np.int32), self._list(row[WEIGHTED], size, np.int64)
        return Counts(document, weighted, self._list(row[NEAREST], size, np.int16), row[FREQUENCY])

    def each(self, segment: int = 0) -> list[Counts]:
        """Return the counts of each word."""
        return [self.word(word, segment) for word in range(self.rows.shape[1])]

    def _list(self, at: int, size: int, kind: type[np.generic]) -> npt.NDArray[Any]:
        """Return the list of so many entries at an address in the block."""
        return np.frombuffer(self.block, kind, size, at - address(self.block)) if size else np.zeros(0, kind)


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


NORM, RECENCY, PUBLISHED, BASE, ALL = range(5)
"""Places in `Weights.addresses`: where ``norm``, ``recency``, ``published`` and ``base`` begin, and for how many
documents."""


class Weights:
    """What decides about every document beside the words: length norm, recency factor and date.

    Those of all segments, one after the other: those of segment ``at`` from ``base[at]`` to ``base[at + 1]``. No
    segment has more than ``longest`` documents. ``addresses`` int64 tells kernels where they are.
    """

    def __init__(
        self, norm: npt.NDArray[np.float64], recency: npt.NDArray[np.float64], published: Numbers, base: Numbers,
        longest: int,
    ) -> None:  # fmt: skip
        self.norm, self.recency, self.published, self.base, self.longest = norm, recency, published, base, longest
        self.addresses: Numbers = np.array([*map(address, (norm, recency, published, base)), len(norm)])

    def of(self, at: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], Numbers]:
        """Return the norms, recency factors and dates of a segment."""
        own = slice(self.base[at], self.base[at + 1])
        return self.norm[own], self.recency[own], self.published[own]


class Best(NamedTuple):
    """The best matches of some segments: ``total`` matches in all, of which these are ``document`` with their ranks.

    Documents are numbered over all segments. ``having`` are the matches of each segment, if they were asked for.
    ``is_ranked`` tells that the best comes first, and that none ties with the next.
    """

    total: int
    having: list[Documents]
    document: Numbers
    rank: npt.NDArray[np.float64]
    is_ranked: bool = False


def joined(parts: Sequence[Best]) -> Best:
    """Return the best matches of several runs of segments as one."""
    if len(parts) == 1:
        return parts[0]
    return Best(
        sum([one.total for one in parts]), [own for one in parts for own in one.having],
        np.concatenate([_NO_NUMBERS, *(one.document for one in parts)]),
        np.concatenate([_NO_RANKS, *(one.rank for one in parts)]),
    )  # fmt: skip


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
            own = self._best[get_ident()] = np.empty(self.count)
            own.fill(-math.inf)  # a third of the time of np.full
        return own

    def reach(self, rank: npt.NDArray[np.float64]) -> None:
        """Take note of the ranks of the best of a segment."""
        if self.count > 0 and len(rank):
            best = self.best
            seen = rank if best[-1] == -math.inf else np.concatenate((best, rank))
            highest = np.sort(seen)[-self.count :]  # a quarter of the time of np.partition
            best[self.count - len(highest) :] = highest
            self.rank[0] = max(self.least, float(best[0]))
