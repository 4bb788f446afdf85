"""Numba kernels of the search room: these count, `search.place_kernels` read places, `search.match_kernels` choose.

Each has a plain twin of the same name in `search.plain` and gives the same bits. All release the GIL. They are
compiled for fixed types at the first import, which takes seconds, and cached on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment, errors, posting_kernels
from search.bits import INSIDE, ONE, WORD, first_bit, how_many
from search.expand import Expansion, FormNumbers
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
from search.place_kernels import PLACE_BITS, held, in_row, places, record_of, window
from search.ranking import NEAR_DISTANCE, ORDERED_DISTANCE, Floats, Parameters
from search.scratch import scratch
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
    "near_pairs",
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
kernel, checked_kernel = posting_kernels.kernel, posting_kernels.checked_kernel
read_number = posting_kernels.read_number
_UNLIMITED: Final = np.iinfo(np.int64).max
_NOTHING_REMOVED: Final = np.zeros(0, bool)
_NOTHING_REMOVED.flags.writeable = False


@checked_kernel
def _add(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, weights: Array, direct: Array, wanted: bool,
    field_weight: Number, total: Array, nearest: Array, bits: Array, several: Array,
) -> None:  # fmt: skip
    """Add the weighted counts of the forms in one field to ``total``: of those that are direct as it is ``wanted``."""
    for i in range(len(forms)):
        at = record_of(high, low, start, forms[i]) if direct[i] == wanted else -1
        if at < 0:
            continue
        weight, own = weights[i] * field_weight, np.int16(weights[i])
        frequency, at = read_number(stream, at)
        here, repeated = 0, 0
        for _ in range(frequency):
            number: Number = np.int64(stream[at])  # nearly always a byte
            at += 1
            if number >= 0x80:
                number, at = read_number(stream, at - 1)
            here += number >> 1
            total[here] += weight
            nearest[here] = max(nearest[here], own)
            bits[here >> WORD] |= ONE << np.uint64(here & INSIDE)
            several[repeated] = here
            repeated += number & 1
        for j in range(repeated):
            number, at = read_number(stream, at)
            total[several[j]] += (number + 1) * weight


@kernel
def _live(bits: Array, size: Number, removed: Array) -> Number:
    """Return how many of the documents in a set are live; one that the segment does not have is an IndexError."""
    found = how_many(bits)
    for word in range(0 if len(removed) > 0 else size >> WORD, len(bits)):  # from where one may be wrong
        left = bits[word]
        while left != 0:
            at = (word << WORD) + first_bit(left)
            left &= left - ONE
            if at >= size:
                raise IndexError
            found -= len(removed) > 0 and removed[at]
    return found


@kernel
def _collect(found: Number, removed: Array, total: Array, nearest: Array, bits: Array) -> tuple[Array, Array, Array]:
    """Return the ``found`` live documents, their totals and best weights; leave the scratch all zero."""
    document, weighted, best = np.empty(found, np.int32), np.empty(found, np.int64), np.empty(found, np.int16)
    kept = 0
    for word in range(len(bits)):
        left = bits[word]
        while left != 0:
            at = (word << WORD) + first_bit(left)
            left &= left - ONE
            if len(removed) == 0 or not removed[at]:
                document[kept], weighted[kept], best[kept] = at, total[at], nearest[at]
                kept += 1
            total[at] = nearest[at] = 0
        bits[word] = 0
    return document, weighted, best


@checked_kernel
def _counts(
    high1: Array, low1: Array, start1: Array, stream1: Array, weight1: Number,
    high2: Array, low2: Array, start2: Array, stream2: Array, weight2: Number,
    forms: Array, weights: Array, direct: Array, size: Number, removed: Array,
    total: Array, nearest: Array, bits: Array, several: Array,
) -> tuple[Array, Array, Array, Number]:  # fmt: skip
    frequency = 0
    for own in (True, False):
        if weight1 > 0:
            _add(high1, low1, start1, stream1, forms, weights, direct, own, weight1, total, nearest, bits, several)
        if weight2 > 0:
            _add(high2, low2, start2, stream2, forms, weights, direct, own, weight2, total, nearest, bits, several)
        found = _live(bits, size, removed)
        if own:
            frequency = found
    document, weighted, best = _collect(found, removed, total, nearest, bits)
    return document, weighted, best, frequency


def counts(segment: Segment, expansion: Expansion, weights: dict[FieldName, int]) -> Counts:
    """Return the weighted counts of the forms over the fields that ``weights`` names, in live documents."""
    title, body = segment.fields["title"], segment.fields["body"]
    own = scratch.of(len(segment))
    removed = _NOTHING_REMOVED if segment.removed is None else segment.removed
    try:
        document, weighted, nearest, frequency = _counts(
            title.form_rows.high, title.form_rows.low, title.start, title.records, weights.get("title", 0),
            body.form_rows.high, body.form_rows.low, body.start, body.records, weights.get("body", 0),
            expansion.forms, expansion.weights, expansion.direct, len(segment), removed,
            own.total, own.nearest, own.bits, own.document,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        scratch.forget()
        raise errors.damaged_segment(segment.name) from error
    return Counts(document, weighted, nearest, frequency)


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


@checked_kernel
def _add_frequencies(high: Array, low: Array, start: Array, stream: Array, forms: Array, total: Array) -> None:
    for i in range(len(forms)):
        at = record_of(high, low, start, forms[i])
        if at >= 0:
            frequency, _ = read_number(stream, at)
            total[i] += frequency


def frequencies(segment: Segment, forms: FormNumbers) -> Numbers:
    """Return in how many documents each form is, those with it in title and body counted twice."""
    total = np.zeros(len(forms), np.int64)
    try:
        for field in segment.fields.values():
            _add_frequencies(field.form_rows.high, field.form_rows.low, field.start, field.records, forms, total)
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    return total


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
