"""Numba kernels of the search room that read places of words: for phrases, and for words near each other.

See `search.kernels.fast`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment, errors, kernels, postings
from search.kernels.bits import (
    EIGHT,
    MOST_SUM,
    after_numbers,
    are_bytes,
    counts_for,
    gaps_of,
    next_bytes,
    place_among,
    sum_of,
    sums_of,
)
from search.kernels.match_kernels import advanced
from search.kernels.record_kernels import records_of
from search.lists import Documents
from search.scratch import scratch
from search.spans import POSITION_BITS, Places, Spans
from search.words import Expansion

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = kernels.kernel, kernels.checked_kernel
read_number = kernels.read_number
SKIP: Final = postings.SKIP
PLACE_BITS: Final = np.int64(POSITION_BITS)
FEW_PLACES: Final = 256


@checked_kernel
def _matches(stream: Array, at: Number, frequency: Number, wanted: Array, rank: Array) -> Any:  # noqa: ANN401
    """Walk over the gaps of a record: return its documents that are ``wanted`` and which postings they are.

    And how many counts come before that of each, times 2, and 1 more if it has one. Then how many counts follow in all,
    and where. To ``rank`` goes, for every `SKIP` postings, how many of those before have a count.
    """
    document = np.empty(min(frequency, len(wanted)) + 1, np.int32)  # one more, as what is not found is written too
    posting_of, counts_of = np.empty(len(document), np.int64), np.empty(len(document), np.int64)
    here, repeated, posting, cursor, found = np.int64(0), np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    end = np.int64(len(wanted))
    while posting < frequency:
        block = posting // SKIP
        if posting == block * SKIP:
            rank[block] = repeated
        size = min(np.int64(EIGHT), min(frequency, (block + 1) * SKIP) - posting)
        numbers = next_bytes(stream, at, size)
        distance = sum_of(gaps_of(numbers))
        if are_bytes(numbers) and distance <= MOST_SUM:  # as nearly always
            sums = sums_of(gaps_of(numbers))
            while cursor < end and wanted[cursor] <= here + distance:
                nth = place_among(sums, wanted[cursor] - here)
                document[found], posting_of[found] = wanted[cursor], posting + nth
                before = repeated + counts_for(numbers, nth)
                counts_of[found] = before << 1 | (repeated + counts_for(numbers, nth + 1) - before)
                found += nth < EIGHT  # without a branch, as nobody can foretell it
                cursor += 1
            here += distance
            repeated += counts_for(numbers, EIGHT)
            posting += size
            at += size
            continue
        for _ in range(size):
            number: Number = np.int64(stream[at])
            at += 1
            if number >= 0x80:
                number, at = read_number(stream, at - 1)
            here += number >> 1
            if cursor < end and wanted[cursor] < here:
                cursor = np.int64(advanced(wanted, cursor, end, here))
            if cursor < end and wanted[cursor] == here:
                document[found], posting_of[found] = here, posting
                counts_of[found] = repeated << 1 | (number & 1)
                found += 1
                cursor += 1
            repeated += number & 1
            posting += 1
    return document[:found], posting_of[:found], counts_of[:found], repeated, at


@checked_kernel
def _found_in(stream: Array, at: Number, wanted: Array, rank: Array) -> tuple[Array, Array, Array]:
    """Return which ``wanted`` documents a record has, how often each, and where its positions begin.

    Of the others only gaps and, near a document that is wanted, counts are read, eight at a time.
    """
    frequency, at = read_number(stream, at)
    if frequency > len(stream):  # a document takes at least a byte
        raise IndexError
    document, posting_of, counts_of, repeated, counts = _matches(stream, at, frequency, wanted, rank)
    count, place = np.empty(len(document), np.int64), np.empty(len(document), np.int64)
    if len(document) == 0:
        return document, count, place
    sizes = after_numbers(stream, counts, repeated)
    block_begin = after_numbers(stream, sizes, (frequency - 1) // SKIP)
    # Before ``posting`` are ``passed`` counts, up to ``counts``, and the positions up to ``here`` but for ``skipped``.
    block, posting, passed, here, skipped = np.int64(0), np.int64(0), np.int64(0), block_begin, np.int64(0)
    for k in range(len(document)):
        if block < posting_of[k] // SKIP:
            while block < posting_of[k] // SKIP:
                size, sizes = read_number(stream, sizes)
                block_begin += size
                block += 1
            counts = after_numbers(stream, counts, rank[block] - passed)
            posting, passed, here, skipped = block * SKIP, np.int64(rank[block]), block_begin, np.int64(0)
        between = (counts_of[k] >> 1) - passed
        more, counts = _sum_of_numbers(stream, counts, between)
        here = after_numbers(stream, here, skipped + posting_of[k] - posting + between + more)
        many: Number = np.int64(1)
        if counts_of[k] & 1:
            more, counts = read_number(stream, counts)
            many = more + 2
        count[k], place[k] = many, here
        posting, passed, skipped = posting_of[k] + 1, (counts_of[k] + 1) >> 1, many
    return document, count, place


@checked_kernel
def _sum_of_numbers(stream: Array, at: Number, count: Number) -> tuple[Number, Number]:
    """Return the sum of ``count`` LEB128 numbers that begin at ``stream[at]``, and where they end."""
    total = np.int64(0)
    while count > 0:
        size = min(np.int64(EIGHT), count)
        numbers = next_bytes(stream, at, size)
        if are_bytes(numbers):
            total += sum_of(numbers)
            at += size
        else:
            for _ in range(size):
                number, at = read_number(stream, at)
                total += number
        count -= size
    return total, at


@checked_kernel
def grown(places: Array, found: Number, size: Number) -> Array:
    """Return an array of ``size`` that begins with the ``found`` first places.

    Copied one by one: assigning a slice takes two seconds to compile, for the text of an error that can't occur.
    """
    grown = np.empty(size, np.int64)
    for i in range(found):
        grown[i] = places[i]
    return grown


@checked_kernel
def read_places(
    stream: Array, at: Number, wanted: Array, rank: Array, out: Array, found: Number
) -> tuple[Array, Number]:
    """Write the places of one record in the ``wanted`` documents to ``out`` from ``found`` on.

    Returns ``out``, grown if it was full, and where the next place goes.
    """
    document, count, place_at = _found_in(stream, at, wanted, rank)
    for k in range(len(document)):
        if found + count[k] > len(out):
            if count[k] > len(stream):  # a place takes at least a byte
                raise IndexError
            out = grown(out, found, 2 * (found + count[k]))
        place, at = np.int64(document[k]) << PLACE_BITS, place_at[k]
        for _ in range(count[k]):
            number: Number = np.int64(stream[at])
            at += 1
            if number >= 0x80:
                number, at = read_number(stream, at - 1)
            place += number
            out[found] = place
            found += 1
    return out, found


@kernel
def _places(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, wanted: Array, rank: Array
) -> tuple[Array, Number]:
    out = np.empty(FEW_PLACES, np.int64)
    found, records = 0, 0
    record = records_of(high, low, start, forms)
    for i in range(len(forms)):
        if record[i] >= 0:
            before = found
            out, found = read_places(stream, record[i], wanted, rank, out, found)
            records += found > before
    return out[:found], records


def places(segment: Segment, expansion: Expansion, name: FieldName, wanted: Documents | None = None) -> Places:
    """Return where the forms stand in a field, ascending, only in the documents ``wanted`` if it is given."""
    field, own = segment.fields[name], scratch.of(len(segment))
    if wanted is None:
        wanted = np.arange(len(segment), dtype=np.int32)
    try:
        found, records = _places(
            field.form_rows.high, field.form_rows.low, field.start, field.records, expansion.forms, wanted, own.count,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    if records > 1:  # each record's places ascend
        found.sort(kind="stable")  # which merges such runs
    return found


@kernel
def _documents_of(places: Array) -> Array:
    """Return the documents of ascending places."""
    document, found = np.empty(len(places), np.int32), 0
    for i in range(len(places)):
        here = places[i] >> PLACE_BITS
        if found == 0 or document[found - 1] != here:
            document[found] = here
            found += 1
    return document[:found]


@checked_kernel
def _mark_held(stream: Array, at: Number, documents: Array, rank: Array, wanted: Array, held: Array) -> None:
    """Set ``held`` where a place that is ``wanted`` is one of a record; ``documents`` are those of the places."""
    document, count, place_at = _found_in(stream, at, documents, rank)
    cursor, end = np.int64(0), np.int64(len(wanted))
    for k in range(len(document)):
        place, at = np.int64(document[k]) << PLACE_BITS, place_at[k]
        behind = place + (np.int64(1) << PLACE_BITS)
        cursor = np.int64(advanced(wanted, cursor, end, place))
        left = count[k]
        while left > 0 and cursor < end and wanted[cursor] < behind:
            size = min(left, np.int64(EIGHT))
            numbers = next_bytes(stream, at, size)
            distance = sum_of(numbers)
            left -= size
            if are_bytes(numbers) and distance <= MOST_SUM:
                at += size
                sums = sums_of(numbers)
                while cursor < end and wanted[cursor] <= place + distance:
                    held[cursor] |= place_among(sums, wanted[cursor] - place) < EIGHT
                    cursor += 1
                place += distance
                continue
            for _ in range(size):
                number, at = read_number(stream, at)
                place += number
                while cursor < end and wanted[cursor] < place:
                    cursor += 1
                if cursor < end and wanted[cursor] == place:
                    held[cursor] = True
                    cursor += 1


@kernel
def held_places(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, wanted: Array, rank: Array
) -> Array:
    """Return which ``wanted`` places have one of the forms."""
    held, documents = np.zeros(len(wanted), np.bool_), _documents_of(wanted)
    record = records_of(high, low, start, forms)
    for i in range(len(forms)):
        if record[i] >= 0:
            _mark_held(stream, record[i], documents, rank, wanted, held)
    return held


def held(segment: Segment, expansion: Expansion, name: FieldName, wanted: Places) -> npt.NDArray[np.bool_]:
    """Return which of the ``wanted`` places, ascending, have one of the forms."""
    field, own = segment.fields[name], scratch.of(len(segment))
    try:
        found: npt.NDArray[np.bool_] = held_places(
            field.form_rows.high, field.form_rows.low, field.start, field.records, expansion.forms, wanted, own.count,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    return found


@kernel
def stretches(places: Array, bounds: Array, nth: Array, slop: Number) -> tuple[Array, Array]:
    """Return where the stretches begin and end that `window` finds; each word must occur as often as ``nth`` says."""
    words, found = len(bounds) - 1, 0
    following = bounds[:-1].copy()
    first, last = np.empty(len(places), np.int64), np.empty(len(places), np.int64)
    while True:
        start = end = np.int64(-1)
        for word in range(words):
            at = following[word] + nth[word] - 1
            if at >= bounds[word + 1]:
                return first[:found], last[:found]
            end = max(end, places[at])
            head = places[following[word]]
            start = head if start < 0 else min(start, head)
        if end - start <= slop:
            first[found], last[found] = start, end
            found += 1
        for word in range(words):
            if places[following[word]] == start:
                following[word] += 1


def window(words: Sequence[Places], slop: int) -> Spans:
    """Return the smallest stretches that hold all words, in any order, with ``last - first`` at most ``slop``."""
    nth = [1 + sum(one is other or np.array_equal(one, other) for other in words[:at]) for at, one in enumerate(words)]
    bounds = np.cumsum([0, *map(len, words)])
    return Spans(*stretches(np.concatenate(words), bounds, np.array(nth), slop))


@kernel
def merge_runs(places: Array, middle: Number, end: Number) -> None:
    """Put two ascending runs, one after the other, in order."""
    other, before, at = places[middle:end].copy(), middle - 1, end - 1
    left = len(other) - 1
    while left >= 0:
        if before >= 0 and places[before] > other[left]:
            places[at] = places[before]
            before -= 1
        else:
            places[at] = other[left]
            left -= 1
        at -= 1
