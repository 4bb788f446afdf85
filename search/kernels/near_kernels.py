"""The numba kernel of `nearness`: what words near each other, and where texts begin, add to scores of articles.

See `search.matching.nearness` and `search.kernels.fast`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from index import errors, kernels
from search.kernels.place_kernels import FEW_PLACES, PLACE_BITS, merge_runs, read_places
from search.kernels.record_kernels import frequencies_of, postings_of, records_of
from search.lists import Numbers
from search.ranking import NEAR_DISTANCE, OPENING_WORDS, ORDERED_DISTANCE, Floats, Parameters
from search.scratch import scratch
from search.words import BODIES, TITLES, Compared, SegmentTable

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = kernels.kernel, kernels.checked_kernel


@checked_kernel
def places_of_words(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, of_word: Array, wanted: Array, rank: Array,
) -> tuple[Array, Array]:  # fmt: skip
    """Return where words stand in the ``wanted`` documents, ascending for each word, and where each word's begin."""
    place, found = np.empty(FEW_PLACES, np.int64), np.int64(0)
    bounds = np.zeros(len(of_word), np.int64)
    record = records_of(high, low, start, forms)
    frequency = frequencies_of(stream, record)
    for word in range(len(of_word) - 1):
        begin = found
        for i in range(of_word[word], of_word[word + 1]):
            if frequency[i] > 0:
                before = found
                place, found = read_places(stream, record[i], wanted, rank, place, found)
                if found > before > begin:
                    merge_runs(place[begin:found], before - begin, found - begin)
        bounds[word + 1] = found
    return place[:found], bounds


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


@kernel
def _pair_scores(
    near1: Array, ordered1: Array, title_weight: Number, near2: Array, ordered2: Array, factors: Array,
    document: Array, norm: Array, times: Number, near_weight: Number, order_weight: Number,
) -> Array:  # fmt: skip
    score, words = np.zeros(len(document)), len(factors)
    for row in range(len(document)):
        here = norm[document[row]]
        for one in range(words):
            for other in range(one + 1, words):
                count = title_weight * near1[row, one, other] + near2[row, one, other]
                in_order = title_weight * ordered1[row, one, other] + ordered2[row, one, other]
                if count > 0:
                    added = near_weight * (times * count / (count + here))
                    added += order_weight * (times * in_order / (in_order + here))
                    score[row] += (factors[one] + factors[other]) / 2 * added
    return score


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


@kernel
def _in_segment(
    columns: Array, forms1: Array, of_word1: Array, title_weight: Number, forms2: Array, of_word2: Array,
    factors: Array, document: Array, norm: Array, times: Number, near_weight: Number, order_weight: Number,
    opening: Number, rank: Array,
) -> Array:  # fmt: skip
    """Do what `together` does in one segment."""
    high1, low1, start1, stream1 = postings_of(columns, TITLES)
    high2, low2, start2, stream2 = postings_of(columns, BODIES)
    places1, bounds1 = places_of_words(high1, low1, start1, stream1, forms1, of_word1, document, rank)
    places2, bounds2 = places_of_words(high2, low2, start2, stream2, forms2, of_word2, document, rank)
    near1, ordered1 = _near_pairs(places1, bounds1, document, NEAR_DISTANCE, ORDERED_DISTANCE)
    near2, ordered2 = _near_pairs(places2, bounds2, document, NEAR_DISTANCE, ORDERED_DISTANCE)
    score = _pair_scores(
        near1, ordered1, title_weight, near2, ordered2, factors, document, norm, times, near_weight, order_weight
    )
    begun = np.zeros(len(document))
    for word in range(len(factors)):
        _add_opening(places2[bounds2[word] : bounds2[word + 1]], document, factors[word], OPENING_WORDS, begun)
    for row in range(len(document)):
        score[row] += opening * begun[row]
    return score


@kernel
def _together(
    columns: Array, base: Array, first: Number, last: Number, forms1: Array, of_word1: Array, title_weight: Number,
    forms2: Array, of_word2: Array, factors: Array, document: Array, norm: Array, times: Number,
    near_weight: Number, order_weight: Number, opening: Number, rank: Array,
) -> Array:  # fmt: skip
    score, begin = np.zeros(len(document)), 0
    for at in range(first, last):
        end = begin
        while end < len(document) and document[end] < base[at + 1]:
            end += 1
        if begin == end:
            continue
        own = np.empty(end - begin, np.int32)
        for i in range(len(own)):
            own[i] = document[begin + i] - base[at]
        found = _in_segment(
            columns[at], forms1, of_word1, title_weight, forms2, of_word2, factors, own, norm[base[at] : base[at + 1]],
            times, near_weight, order_weight, opening, rank,
        )  # fmt: skip
        for i in range(len(own)):
            score[begin + i] = found[i]
        begin = end
    return score


def together(
    table: SegmentTable,
    words: Compared,
    document: Numbers,
    first: int,
    last: int,
    norm: Floats,
    parameters: Parameters,
) -> Floats:
    """Return what is added for words that stand near each other in ``document``, or where its body begins."""
    own = scratch.of(table.longest)
    try:
        found: Floats = _together(
            table.columns, table.base, first, last, *words.columns("title"), parameters.title_weight,
            *words.columns("body"), words.factors, document, norm, parameters.k1 + 1, float(parameters.near),
            float(parameters.ordered), float(parameters.opening), own.count,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        for at in range(first, last if last - first > 1 else first):  # which of them is it?
            begin, end = np.searchsorted(document, table.base[at : at + 2])
            together(table, words, document[begin:end], at, at + 1, norm, parameters)
        raise errors.damaged_segment(table.segments[first].name) from error
    return found
