"""Numba kernels that read of a record only what it holds of some documents; see `search.kernels.record_kernels`."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import kernels
from search.kernels.bits import (
    EIGHT,
    INSIDE,
    MOST_SUM,
    ONE,
    WORD,
    after_numbers,
    are_bytes,
    counts_for,
    gaps_of,
    next_bytes,
    place_among,
    sum_of,
    sums_of,
)
from search.kernels.plain import FEW_OF, MUCH_MORE

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
MORE: Final = 8
"""A record with so many times as many documents as are wanted is walked over eight at a time."""
kernel, checked_kernel = kernels.kernel, kernels.checked_kernel
read_number = kernels.read_number


@kernel
def mark(stream: Array, at: Number, bits: Array, size: Number) -> None:
    """Set the bits of all documents of a record; an IndexError outside of the arrays."""
    frequency, at = read_number(stream, at)
    here: Number = 0
    for _ in range(frequency):
        if at >= len(stream):
            raise IndexError
        number: Number = np.int64(stream[at])
        at += 1
        if number >= 0x80:
            number, at = read_number(stream, at - 1)
        here += number >> 1
        if here < 0 or here >= size:
            raise IndexError
        bits[here >> WORD] |= ONE << np.uint64(here & INSIDE)


@checked_kernel
def _walk(stream: Array, at: Number, wanted: Array, document: Array, counts_of: Array) -> tuple[Number, Number]:
    """Walk over the gaps of a record, eight at a time: write which ``wanted`` documents it has to ``document``.

    And to ``counts_of``, how many counts come before that of each, times 2, and 1 more if it has one. Returns how many
    these are, and where the counts begin.
    """
    left, at = read_number(stream, at)
    here, repeated, cursor, found = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    end = np.int64(len(wanted))
    while left > 0 and cursor < end:
        size = min(np.int64(EIGHT), np.int64(left))
        numbers = next_bytes(stream, at, size)
        distance = sum_of(gaps_of(numbers))
        if are_bytes(numbers) and distance <= MOST_SUM:  # as nearly always
            if wanted[cursor] <= here + distance:
                sums = sums_of(gaps_of(numbers))
                while cursor < end and wanted[cursor] <= here + distance:
                    nth = place_among(sums, wanted[cursor] - here)
                    if nth < EIGHT:
                        before = repeated + counts_for(numbers, nth)
                        document[found] = wanted[cursor]
                        counts_of[found] = before << 1 | (repeated + counts_for(numbers, nth + 1) - before)
                        found += 1
                    cursor += 1
            here += distance
            repeated += counts_for(numbers, EIGHT)
            left -= size
            at += size
            continue
        number, at = read_number(stream, at)
        here += number >> 1
        while cursor < end and wanted[cursor] < here:
            cursor += 1
        if cursor < end and wanted[cursor] == here:
            document[found], counts_of[found] = here, repeated << 1 | (number & 1)
            found += 1
            cursor += 1
        repeated += number & 1
        left -= 1
    return found, after_numbers(stream, at, left) if found > 0 else at


@kernel
def set_of(documents: Array, words: Number) -> Array:
    """Return a set of documents, as bits."""
    bits = np.zeros(words, np.uint64)
    for here in documents:
        bits[here >> WORD] |= ONE << np.uint64(here & INSIDE)
    return bits


@kernel
def _add_of_few(
    stream: Array, at: Number, weight: Number, nearness: Number, total: Array, nearest: Array, bits: Array,
    several: Array, size: Number, among: Array,
) -> None:  # fmt: skip
    """Add the counts of a short record in documents ``among`` a set; an IndexError outside of the arrays."""
    frequency, at = read_number(stream, at)
    if frequency > size:
        raise IndexError
    here: Number = np.int64(0)
    repeated: Number = np.int64(0)
    for _ in range(frequency):
        number, at = read_number(stream, at)
        here += number >> 1
        if here < 0 or here >= size:
            raise IndexError
        if among[here >> WORD] >> np.uint64(here & INSIDE) & ONE:
            total[here] += weight
            if nearness > 0:
                nearest[here] = max(nearest[here], nearness)
            bits[here >> WORD] |= ONE << np.uint64(here & INSIDE)
        several[repeated] = here
        repeated += number & 1
    for j in range(repeated):
        more, at = read_number(stream, at)
        here = np.int64(several[j])
        if among[here >> WORD] >> np.uint64(here & INSIDE) & ONE:
            total[here] += (more + 1) * weight


@checked_kernel
def add_wanted(
    stream: Array, at: Number, weight: Number, nearness: Number, total: Array, nearest: Array, bits: Array,
    document: Array, counts_of: Array, size: Number, wanted: Array, among: Array,
) -> None:  # fmt: skip
    """Add a record's counts in ``wanted`` documents, a list, which are also ``among`` a set, as `record_kernels` does.

    Of the other documents of a long record only the gaps are read.
    """
    frequency, _ = read_number(stream, at)
    if frequency < len(wanted) * MORE:
        _add_of_few(stream, at, weight, nearness, total, nearest, bits, document, size, among)
        return
    found, at = _walk(stream, at, wanted, document, counts_of)
    passed = np.int64(0)
    for k in range(found):
        here = document[k]
        total[here] += weight
        if nearness > 0:
            nearest[here] = max(nearest[here], nearness)
        bits[here >> WORD] |= ONE << np.uint64(here & INSIDE)
        if counts_of[k] & 1:
            before = np.int64(counts_of[k]) >> 1
            more, at = read_number(stream, after_numbers(stream, at, before - passed))
            passed = before + 1
            total[here] += (more + 1) * weight


@checked_kernel
def mark_any(
    stream: Array, record: Array, begin: Number, end: Number, direct: Array, bits: Array, size: Number
) -> None:
    """Set the bits of the documents that have a direct form of a word in one field."""
    for i in range(begin, end):
        if record[i] >= 0 and direct[i]:
            mark(stream, record[i], bits, size)


@checked_kernel
def add_all_wanted(
    stream: Array, record: Array, begin: Number, end: Number, weights: Array, field_weight: Number, only: Number,
    total: Array, nearest: Array, bits: Array, several: Array, place: Array, size: Number, wanted: Array, among: Array,
) -> None:  # fmt: skip
    """Add a word's records in one field, in ``wanted`` documents."""
    for i in range(begin, end):
        if record[i] >= 0:
            nearness = np.int16(0) if only > 0 else np.int16(weights[i])
            add_wanted(
                stream, record[i], weights[i] * field_weight, nearness, total, nearest, bits, several, place, size,
                wanted, among,
            )  # fmt: skip


@kernel
def is_much_more(postings: Number, matches: Number, size: Number) -> bool:
    """Return whether a word has so many postings that only those are read that are beside the matches of another."""
    return postings > MUCH_MORE * matches and matches * FEW_OF < size


@checked_kernel
def postings_in(frequency: Array, begin: Number, end: Number) -> Number:
    """Return how many postings a word has in a field."""
    postings = np.int64(0)
    for i in range(begin, end):
        postings += frequency[i]
    return postings


@checked_kernel
def put_in_order(
    order: Array, postings: Array, frequency1: Array, of_word1: Array, frequency2: Array, of_word2: Array
) -> None:  # fmt: skip
    """Find out how many postings the own forms of each word have in a segment: the word with the fewest comes first."""
    for word in range(len(order)):
        postings[word] = postings_in(frequency1, of_word1[2 * word], of_word1[2 * word + 1])
        postings[word] += postings_in(frequency2, of_word2[2 * word], of_word2[2 * word + 1])
        at = word
        while at > 0 and postings[order[at - 1]] > postings[word]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = word
