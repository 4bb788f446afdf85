"""Numba kernels of the search room, beside those of the modules whose names end in ``_kernels``.

Each has a plain twin of the same name in `search.kernels.plain` and gives the same bits. All release the GIL. They are
compiled at first use, which takes seconds, and cached on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index import kernels
from search.kernels.apart_kernels import with_pieces
from search.kernels.headline_kernels import headlines
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
from search.kernels.place_kernels import held, places, window
from search.kernels.record_kernels import counts, frequencies, looked_up, marks
from search.kernels.row_kernels import in_rows
from search.lists import DOCUMENTS, NEAREST, SIZE, Numbers
from search.ranking import Floats
from search.words import Word, rows_of

__all__ = [
    "best_of",
    "counts",
    "frequencies",
    "headlines",
    "held",
    "in_rows",
    "intersection",
    "leading",
    "looked_up",
    "marks",
    "matched",
    "places",
    "ranked",
    "scores",
    "shares",
    "together",
    "union",
    "window",
    "with_pieces",
]

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel = kernels.kernel
documents_at, weights_at = kernels.addresses.documents_at, kernels.addresses.weights_at


@kernel
def _shares(rows: Array, base: Array, document: Array, factors: Array) -> Array:
    share, begin = np.zeros(len(document)), 0
    for segment in range(len(rows)):
        end = begin
        while end < len(document) and document[end] < base[segment + 1]:
            end += 1
        for word in range(len(factors) if begin < end else 0):
            row = rows[segment, word]
            having, nearest = documents_at(row[DOCUMENTS], row[SIZE]), weights_at(row[NEAREST], row[SIZE])
            at = 0
            for i in range(begin, end):
                here = np.int32(document[i] - base[segment])
                at = advanced(having, at, len(having), here)
                if at == len(having):
                    break
                if having[at] == here:
                    share[i] += factors[word] * nearest[at] / _UNIT
        begin = end
    return share


def shares(document: Numbers, words: Sequence[Word], base: Numbers, factors: Floats) -> Floats:
    """Return the sum of the factors of the words that each document has, a related form counting as its weight."""
    found: Floats = _shares(rows_of(words), base, document, factors)
    return found
