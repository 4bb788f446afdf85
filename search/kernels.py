"""Numba kernels of the search room, beside those of `search.record_kernels`, `place_kernels` and `match_kernels`.

Each has a plain twin of the same name in `search.plain` and gives the same bits. All release the GIL. They are
compiled for fixed types at the first import, which takes seconds, and cached on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import posting_kernels
from search.lists import Counts, Documents, Numbers
from search.match_kernels import UNIT as _UNIT
from search.match_kernels import (
    advanced,
    all_of,
    any_of,
    best_of,
    count_codes,
    intersection,
    leading,
    ranked,
    scores,
    union,
)
from search.place_kernels import PLACE_BITS, held, in_row, places, window
from search.ranking import NEAR_DISTANCE, OPENING_WORDS, ORDERED_DISTANCE, Floats, Parameters
from search.record_kernels import counts, frequencies, marks
from search.spans import Places

__all__ = [
    "all_of",
    "any_of",
    "best_of",
    "count_codes",
    "counts",
    "frequencies",
    "held",
    "in_row",
    "intersection",
    "leading",
    "marks",
    "near_pairs",
    "openings",
    "pair_scores",
    "places",
    "ranked",
    "scores",
    "shares",
    "union",
    "window",
    "with_more",
]

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel = posting_kernels.kernel
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
def _merged(places: Array, bounds: Array, document: Array) -> tuple[Array, Array, Array]:
    """Return the places of several words in order, which word stands there, and the row of its document."""
    size, words = len(places), len(bounds) - 1
    place, word, row = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    following, here = bounds[:-1].copy(), 0
    for at in range(size):
        first = -1
        for one in range(words):
            if following[one] < bounds[one + 1] and (first < 0 or places[following[one]] < places[following[first]]):
                first = one
        place[at], word[at] = places[following[first]], first
        following[first] += 1
        while document[here] < place[at] >> PLACE_BITS:
            here += 1
        row[at] = here
    return place, word, row


@kernel
def _near_pairs(
    places: Array, bounds: Array, document: Array, distance: Number, in_order: Number
) -> tuple[Array, Array]:
    words = len(bounds) - 1
    place, word, row = _merged(places, bounds, document)
    near = np.zeros((len(document), words, words), np.int64)
    ordered = np.zeros((len(document), words, words), np.int64)
    for i in range(len(place)):
        for j in range(i + 1, len(place)):
            apart = place[j] - place[i]
            if apart > distance:
                break
            one, other = word[i], word[j]
            if one != other:
                near[row[i], min(one, other), max(one, other)] += 1
            if other == one + 1 and 0 < apart <= in_order:
                ordered[row[i], one, other] += 1
    return near, ordered


def near_pairs(parts: Sequence[Places], document: Documents) -> tuple[Numbers, Numbers]:
    """Return how often words stand near each other in each document, and how often in the order of the query."""
    bounds = np.zeros(len(parts) + 1, np.int64)
    for at, part in enumerate(parts):
        bounds[at + 1] = bounds[at] + len(part)
    near, ordered = _near_pairs(np.concatenate(parts), bounds, document, NEAR_DISTANCE, ORDERED_DISTANCE)
    return near, ordered


@kernel
def _pair_scores(
    near: Array, ordered: Array, factors: Array, norm: Array, times: Number, near_weight: Number, order_weight: Number
) -> Array:
    score, words = np.zeros(len(near)), len(factors)
    for row in range(len(near)):
        for one in range(words):
            for other in range(one + 1, words):
                count, in_order = near[row, one, other], ordered[row, one, other]
                if count > 0:
                    added = near_weight * (times * count / (count + norm[row]))
                    added += order_weight * (times * in_order / (in_order + norm[row]))
                    score[row] += (factors[one] + factors[other]) / 2 * added
    return score


def pair_scores(near: Numbers, ordered: Numbers, factors: Floats, norm: Floats, parameters: Parameters) -> Floats:
    """Return what the counts of `near_pairs` add to the score of each document."""
    found: Floats = _pair_scores(near, ordered, factors, norm, parameters.k1 + 1, parameters.near, parameters.ordered)
    return found


@kernel
def _add_opening(places: Array, document: Array, factor: Number, words: Number, score: Array) -> None:
    here, before = 0, -1
    for at in range(len(places)):
        owner = places[at] >> PLACE_BITS
        position = places[at] - (owner << PLACE_BITS)
        if owner != before and position < words:
            while document[here] < owner:
                here += 1
            score[here] += factor * (1 - position / words)
        before = owner


def openings(parts: Sequence[Places], document: Documents, factors: Floats) -> Floats:
    """Return the sum of the factors of the words that the body of each document begins with, the first ones whole."""
    score = np.zeros(len(document))
    for part, factor in zip(parts, factors.tolist(), strict=True):
        _add_opening(part, document, factor, OPENING_WORDS, score)
    return score


@kernel
def _add_shares(document: Array, words: Array, nearest: Array, factor: Number, share: Array) -> None:
    at, end = 0, len(words)
    for i in range(len(document)):
        at = advanced(words, at, end, document[i])
        if at == end:
            break
        if words[at] == document[i]:
            share[i] += factor * nearest[at] / _UNIT


def shares(document: Documents, words: Sequence[Counts], factors: Floats) -> Floats:
    """Return the sum of the factors of the words that each document has, a related form counting as its weight."""
    found = np.zeros(len(document))
    for word, factor in zip(words, factors.tolist(), strict=True):
        _add_shares(document, word.document, word.nearest, factor, found)
    return found
