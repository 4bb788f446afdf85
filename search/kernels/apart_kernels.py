"""The numba kernel that finds the pieces of compounds near each other; see `search.words.parts`, `fast`."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment, errors, kernels
from search.kernels.match_kernels import in_all
from search.kernels.near_kernels import places_of_words
from search.kernels.place_kernels import PLACE_BITS, grown, merge_runs, stretches
from search.limits import APART_WORDS
from search.lists import Counts, Having
from search.scratch import scratch
from search.words import Apart

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = kernels.kernel, kernels.checked_kernel


@kernel
def _which_time(places: Array, bounds: Array) -> Array:
    """Return of each word how often it must occur: once, and once more for each before it with the same places."""
    nth = np.ones(len(bounds) - 1, np.int64)
    for word in range(len(nth)):
        for other in range(word):
            size = bounds[word + 1] - bounds[word]
            same = bounds[other + 1] - bounds[other] == size
            for i in range(size if same else 0):
                same &= places[bounds[word] + i] == places[bounds[other] + i]
            nth[word] += same
    return nth


@checked_kernel
def _add_starts(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, of_word: Array, wanted: Array, slop: Number,
    rank: Array, starts: Array,
) -> Array:  # fmt: skip
    """Return the places where stretches begin, ascending, with those of a way in one field among them."""
    places, bounds = places_of_words(high, low, start, stream, forms, of_word, wanted, rank)
    first, _ = stretches(places, bounds, _which_time(places, bounds), slop)
    both_ways = grown(starts, len(starts), len(starts) + len(first))
    for i in range(len(first)):
        both_ways[len(starts) + i] = first[i]
    merge_runs(both_ways, len(starts), len(both_ways))
    return both_ways


@kernel
def _counted(starts1: Array, weight1: Number, starts2: Array, weight2: Number) -> tuple[Array, Array]:
    """Return the documents of two fields' ascending places, and how many distinct ones each has, times a weight."""
    size = len(starts1) + len(starts2)
    document, count = np.empty(size, np.int32), np.empty(size, np.int64)
    one, other, kept = 0, 0, 0
    while one < len(starts1) or other < len(starts2):
        here = np.int64(1) << 62
        if one < len(starts1):
            here = starts1[one] >> PLACE_BITS
        if other < len(starts2):
            here = min(here, starts2[other] >> PLACE_BITS)
        document[kept], count[kept] = here, 0
        while one < len(starts1) and starts1[one] >> PLACE_BITS == here:
            count[kept] += weight1 * (one == 0 or starts1[one] != starts1[one - 1])
            one += 1
        while other < len(starts2) and starts2[other] >> PLACE_BITS == here:
            count[kept] += weight2 * (other == 0 or starts2[other] != starts2[other - 1])
            other += 1
        kept += 1
    return document[:kept], count[:kept]


@checked_kernel
def _apart(
    high1: Array, low1: Array, start1: Array, stream1: Array, weight1: Number,
    high2: Array, low2: Array, start2: Array, stream2: Array, weight2: Number,
    forms: Array, of_word: Array, of_way: Array, having: Array, bounds: Array, near: Number, weight: Number,
    rank: Array, seen: Array,
) -> tuple[Array, Array, Array]:  # fmt: skip
    starts1, starts2 = np.empty(0, np.int64), np.empty(0, np.int64)
    for way in range(len(of_way) - 1):
        begin, end = of_way[way], of_way[way + 1]
        wanted, words = in_all(having, bounds, begin, end, seen), of_word[begin : end + 1]
        slop = near + max(0, end - begin - 2)
        if len(wanted) > 0 and weight1 > 0:
            starts1 = _add_starts(high1, low1, start1, stream1, forms, words, wanted, slop, rank, starts1)
        if len(wanted) > 0 and weight2 > 0:
            starts2 = _add_starts(high2, low2, start2, stream2, forms, words, wanted, slop, rank, starts2)
    document, weighted = _counted(starts1, weight1 * weight, starts2, weight2 * weight)
    nearest = np.empty(len(document), np.int16)
    for i in range(len(nearest)):
        nearest[i] = weight
    return document, weighted, nearest


def apart(segment: Segment, ways: Apart, having: Having, weights: dict[FieldName, int]) -> Counts:
    """Return what the pieces of a compound that stand near each other count."""
    title, body = segment.fields["title"], segment.fields["body"]
    own = scratch.of(len(segment))
    try:
        document, weighted, nearest = _apart(
            title.form_rows.high, title.form_rows.low, title.start, title.records, weights.get("title", 0),
            body.form_rows.high, body.form_rows.low, body.start, body.records, weights.get("body", 0),
            *ways.columns, *having, APART_WORDS, ways.weight, own.count, own.nearest,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    return Counts(document, weighted, nearest, 0)
