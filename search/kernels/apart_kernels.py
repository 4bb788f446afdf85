"""The numba kernel that counts the pieces of compounds near each other; see `search.words.parts`, `fast`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import FieldName, errors, kernels
from search.kernels.match_kernels import documents_of, in_all, matching_of, weighted_of
from search.kernels.near_kernels import places_of_words
from search.kernels.place_kernels import PLACE_BITS, grown, merge_runs, stretches
from search.kernels.record_kernels import lay_out, locate, postings_of, size_of
from search.kernels.room import longer
from search.limits import APART_WORDS
from search.lists import DOCUMENTS, FREQUENCY, MATCHES, MATCHING, NEAREST, ROW, SIZE, WEIGHTED, Read
from search.scratch import scratch
from search.words import BODIES, TITLES, Compound, SegmentTable

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = kernels.kernel, kernels.checked_kernel
addresses = kernels.addresses
address_of, documents_at = addresses.address_of, addresses.documents_at
counts_at, weights_at = addresses.counts_at, addresses.weights_at
_UNLIMITED: Final = np.iinfo(np.int64).max
_OWN, _PIECES = 0, 1
"""Of the lists of a compound, the first are its own, the next those of the first piece."""


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


@kernel
def _with_more(
    document: Array, weighted: Array, nearest: Array, more: Array, more_weighted: Array, more_nearest: Array,
    most: Number,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Return the counts of a word with ``more`` beside them, of which each document counts ``most`` at most."""
    if len(more) == 0:
        return document, weighted, nearest
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


@checked_kernel
def _apart(
    columns: Array, rows: Array, weight1: Number, weight2: Number, forms: Array, of_word: Array, of_way: Array,
    near: Number, weight: Number, rank: Array, seen: Array,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Return what pieces near each other count in a segment, where ``rows`` say what each of them matches."""
    high1, low1, start1, stream1 = postings_of(columns, TITLES)
    high2, low2, start2, stream2 = postings_of(columns, BODIES)
    starts1, starts2 = np.empty(0, np.int64), np.empty(0, np.int64)
    for way in range(len(of_way) - 1):
        begin, end = of_way[way], of_way[way + 1]
        wanted, slop = in_all(rows, begin, end, seen), near + max(0, end - begin - 2)
        if len(wanted) == 0:
            continue
        own, words = forms[of_word[begin] : of_word[end]], np.empty(end - begin + 1, np.int64)
        for word in range(len(words)):
            words[word] = of_word[begin + word] - of_word[begin]
        if weight1 > 0:
            starts1 = _add_starts(high1, low1, start1, stream1, own, words, wanted, slop, rank, starts1)
        if weight2 > 0:
            starts2 = _add_starts(high2, low2, start2, stream2, own, words, wanted, slop, rank, starts2)
    document, weighted = _counted(starts1, weight1 * weight, starts2, weight2 * weight)
    nearest = np.empty(len(document), np.int16)
    for i in range(len(nearest)):
        nearest[i] = weight
    return document, weighted, nearest


@kernel
def _counts_of(rows: Array, word: Number) -> tuple[Array, Array, Array]:
    """Return the lists of what counts for a word (see `search.lists.ROW`)."""
    return documents_of(rows, word), weighted_of(rows, word), weights_at(rows[word, NEAREST], rows[word, SIZE])


@checked_kernel
def _added(
    block: Array, kept: Number, row: Array, document: Array, weighted: Array, best: Array, having: Array, is_same: bool
) -> Array:  # fmt: skip
    """Return the block with the lists of a word behind the ``kept`` numbers; ``having`` may be the same documents."""
    match_room = np.int64(0 if is_same else len(having))
    block = longer(block, kept, size_of(len(document), match_room))
    lay_out(row, kept, len(document), match_room)
    row[SIZE], row[MATCHES], start = len(document), len(having), address_of(block)
    documents, counts = documents_at(start + row[DOCUMENTS], row[SIZE]), counts_at(start + row[WEIGHTED], row[SIZE])
    nearest, matching = weights_at(start + row[NEAREST], row[SIZE]), documents_at(start + row[MATCHING], match_room)
    for i in range(len(document)):
        documents[i], counts[i], nearest[i] = document[i], weighted[i], best[i]
    for i in range(match_room):
        matching[i] = having[i]
    if is_same:
        row[MATCHING] = row[DOCUMENTS]
    return block


@checked_kernel
def _with_pieces(
    columns: Array, all_rows: Array, first: Number, last: Number, weight1: Number, weight2: Number, forms: Array,
    of_word: Array, of_way: Array, first_part: Number, parts: Number, has_alike: bool, most: Number, near: Number,
    weight: Number, rank: Array, seen: Array,
) -> tuple[Array, Array]:  # fmt: skip
    """Do what `with_pieces` does; the lists are as `record_kernels` returns them."""
    block, kept, found = np.empty(0, np.int64), np.int64(0), np.empty((last - first, 1 + parts, ROW), np.int64)
    for segment in range(last - first):
        rows = all_rows[first + segment]
        whole, counted, nearest = _counts_of(rows, _OWN)
        if weight > 0:
            more, more_counted, more_nearest = _apart(
                columns[first + segment], rows[_PIECES:], weight1, weight2, forms, of_word, of_way, near, weight, rank,
                seen,
            )  # fmt: skip
            whole, counted, nearest = _with_more(whole, counted, nearest, more, more_counted, more_nearest, _UNLIMITED)
        for word in range(1 + parts):
            part, having, row = _OWN, whole, found[segment, word]
            if word > 0:
                part = _PIECES + first_part + word - 1
                having = matching_of(rows, part)
                own, own_counted, own_nearest = _counts_of(rows, part)
                own, own_counted, own_nearest = _with_more(
                    own, own_counted, own_nearest, whole, counted, nearest, _UNLIMITED
                )
            elif has_alike:
                more, more_counted, more_nearest = _counts_of(rows, len(rows) - 1)
                own, own_counted, own_nearest = _with_more(
                    whole, counted, nearest, more, more_counted, more_nearest, most
                )
            else:
                own, own_counted, own_nearest = whole, counted, nearest
            is_same = word == 0 and not has_alike
            block = _added(block, kept, row, own, own_counted, own_nearest, having, is_same)
            row[FREQUENCY] = rows[part, FREQUENCY]
            kept += size_of(len(own), 0 if is_same else len(having))
    block = block[:kept].copy()
    locate(found, address_of(block))
    return block, found


def with_pieces(table: SegmentTable, compound: Compound, weights: dict[FieldName, int], first: int, last: int) -> Read:
    """Return what a compound counts with its pieces near each other, and its parts with that (see `plain`)."""
    own, parts = scratch.of(table.longest), len(compound.parts)
    try:
        return Read(
            *_with_pieces(
                table.columns, compound.rows, first, last, weights.get("title", 0), weights.get("body", 0),
                *compound.columns, compound.first_part, parts, compound.alike is not None, compound.most, APART_WORDS,
                compound.weight, own.count, own.nearest,
            )
        )  # fmt: skip
    except errors.UNREADABLE as error:
        scratch.forget()
        for at in range(first, last if last - first > 1 else first):  # which of them is it?
            with_pieces(table, compound, weights, at, at + 1)
        raise errors.damaged_segment(table.segments[first].name) from error
