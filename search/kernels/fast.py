"""Numba kernels of the search room, beside those of the modules whose names end in ``_kernels``.

Each has a plain twin of the same name in `search.kernels.plain` and gives the same bits. All release the GIL. They are
compiled at first use, which takes seconds, and cached on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import posting_kernels
from search.kernels.apart_kernels import apart
from search.kernels.match_kernels import UNIT as _UNIT
from search.kernels.match_kernels import (
    advanced,
    best_of,
    intersection,
    leading,
    matched,
    ranked,
    scores,
    union,
)
from search.kernels.near_kernels import together
from search.kernels.place_kernels import held, in_row, places, window
from search.kernels.record_kernels import counts, frequencies, marks
from search.lists import Counts, Documents
from search.ranking import Floats
from search.words import Word, read_together

__all__ = [
    "apart",
    "best_of",
    "counts",
    "frequencies",
    "held",
    "in_row",
    "intersection",
    "leading",
    "marks",
    "matched",
    "places",
    "ranked",
    "scores",
    "shares",
    "together",
    "union",
    "window",
    "with_more",
]

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel = posting_kernels.kernel
_FIRST: Final = np.zeros(1, np.int64)
_UNLIMITED: Final = np.iinfo(np.int64).max


@kernel
def _merged_counts(
    document: Array, weighted: Array, nearest: Array, more: Array, more_weighted: Array, more_nearest: Array,
    most: Number,
) -> tuple[Array, Array, Array]:  # fmt: skip
    size = len(document) + len(more)
    found, total, best = np.empty(size, np.int32), np.empty(size, np.int64), np.empty(size, np.int16)
    one, other, kept = 0, 0, 0
    while one < len(document) or other < len(more):
        is_one = one < len(document) and (other == len(more) or document[one] <= more[other])
        is_other = other < len(more) and (one == len(document) or more[other] <= document[one])
        total[kept], best[kept] = 0, -1
        if is_one:
            found[kept], total[kept], best[kept] = document[one], weighted[one], nearest[one]
            one += 1
        if is_other:
            found[kept] = more[other]
            total[kept] += min(more_weighted[other], most)
            best[kept] = max(best[kept], more_nearest[other])
            other += 1
        kept += 1
    return found[:kept], total[:kept], best[:kept]


def with_more(counts: Counts, more: Counts, most: int | None = None) -> Counts:
    """Return ``counts`` with what ``more`` counts beside it, in each document ``most`` at most if given."""
    if not len(more.document):
        return counts
    most = _UNLIMITED if most is None else most
    return Counts(*_merged_counts(*counts[:3], *more[:3], most), counts.frequency)


@kernel
def _add_shares(
    document: Array, words: Array, nearest: Array, bounds: Array, places: Array, factors: Array, share: Array
) -> None:
    """Add what words count that were read at ``places`` of a reading: their documents begin and end at ``bounds``."""
    for word in range(len(places)):
        at, end = bounds[places[word]], bounds[places[word] + 1]
        for i in range(len(document)):
            at = advanced(words, at, end, document[i])
            if at == end:
                break
            if words[at] == document[i]:
                share[i] += factors[word] * nearest[at] / _UNIT


def shares(document: Documents, words: Sequence[Word], at: int, factors: Floats) -> Floats:
    """Return the sum of the factors of the words that each document has, a related form counting as its weight."""
    found, reading = np.zeros(len(document)), read_together(words)
    if reading is not None:
        read, own = reading.part(at)
        places = np.array([own * read.words + word.place for word in words])
        _add_shares(document, read.lists.document, read.nearest, read.lists.bounds, places, factors, found)
        return found
    for place, word in enumerate(words):
        having, _, nearest, _ = word.scored(at)
        _add_shares(document, having, nearest, np.array((0, len(having))), _FIRST, factors[place : place + 1], found)
    return found
