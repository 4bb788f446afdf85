"""Numba kernels of the search room that read places of words: for phrases, and for words near each other.

See `search.kernels`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment, errors, posting_kernels, postings
from search.bits import EIGHT, INSIDE, ONE, WORD, after_numbers, are_bytes, members
from search.expand import Expansion
from search.lists import NO_DOCUMENTS, Documents
from search.record_kernels import records_of
from search.scratch import scratch
from search.spans import POSITION_BITS, Places, Spans

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = posting_kernels.kernel, posting_kernels.checked_kernel
read_number = posting_kernels.read_number
SKIP: Final = postings.SKIP
PLACE_BITS: Final = np.int64(POSITION_BITS)
_FEW_PLACES: Final = 256


@kernel
def _read_gaps(stream: Array, at: Number, document: Array, count: Array) -> tuple[Number, Number, Number]:
    """Write a record's documents, and to ``count`` 1, or 2 where a count follows; these are read by `_read_counts`.

    Returns how many documents there are, how many counts follow, and where.
    """
    frequency, at = read_number(stream, at)
    if frequency > len(document):
        raise IndexError
    here: Number = 0
    repeated: Number = 0
    posting = 0
    while posting < frequency:
        if posting + EIGHT <= frequency and are_bytes(stream, at):
            for i in range(EIGHT):
                gap = np.int64(stream[at + i])
                here += gap >> 1
                document[posting + i], count[posting + i] = here, 1 + (gap & 1)
                repeated += gap & 1
            at += EIGHT
            posting += EIGHT
        else:
            number, at = read_number(stream, at)
            here += number >> 1
            document[posting], count[posting] = here, 1 + (number & 1)
            repeated += number & 1
            posting += 1
    return frequency, repeated, at


@checked_kernel
def _opened(stream: Array, at: Number, document: Array, count: Array) -> tuple[Number, Number, Number, Number, Number]:
    """Do what `_read_gaps` does; return how many documents and skips, and where counts, skips, places begin."""
    frequency, repeated, counts = _read_gaps(stream, at, document, count)
    blocks = (frequency - 1) // SKIP
    sizes = after_numbers(stream, counts, repeated)
    return frequency, blocks, counts, sizes, after_numbers(stream, sizes, blocks)


@checked_kernel
def _read_counts(stream: Array, at: Number, count: Array, first: Number, last: Number, needed: Number) -> Number:
    """Read the counts of some documents of a record if they are ``needed``; return where those of the others begin."""
    if not needed:
        return after_numbers(stream, at, _sum(count, first, last) - (last - first))
    for posting in range(first, last):
        if count[posting] > 1:
            more: Number = np.int64(stream[at])
            at += 1
            if more >= 0x80:
                more, at = read_number(stream, at - 1)
            count[posting] = more + 2
    return at


@kernel
def _sum(count: Array, begin: Number, end: Number) -> Number:
    total = np.int64(0)
    for i in range(begin, end):
        total += count[i]
    return total


@checked_kernel
def _read_places(
    stream: Array, at: Number, document: Array, count: Array, wanted: Array, every: bool, out: Array, found: Number
) -> tuple[Array, Number]:
    """Write the places of one record in the documents ``wanted`` (or in all) to ``out`` from ``found`` on.

    Positions of `SKIP` documents of which none is wanted are not read. Returns ``out``, grown if it was full, and where
    the next place goes.
    """
    frequency, blocks, counts, sizes, at = _opened(stream, at, document, count)
    cursor = 0
    for first in range(0, frequency, SKIP):
        last, size = min(first + SKIP, frequency), 0
        if first // SKIP < blocks:
            size, sizes = read_number(stream, sizes)
        while not every and cursor < len(wanted) and wanted[cursor] < document[first]:
            cursor += 1
        if not every and cursor == len(wanted):
            return out, found
        needed = every or wanted[cursor] <= document[last - 1]
        counts = _read_counts(stream, counts, count, first, last, needed)
        if not needed:
            at += size
            continue
        begin, skipped = at, 0
        for posting in range(first, last):
            while not every and cursor < len(wanted) and wanted[cursor] < document[posting]:
                cursor += 1
            if not every and (cursor == len(wanted) or wanted[cursor] != document[posting]):
                skipped += count[posting]
                continue
            at, skipped = after_numbers(stream, at, skipped), 0
            if found + count[posting] > len(out):
                if count[posting] > len(stream):  # a place takes at least a byte
                    raise IndexError
                grown = np.empty(2 * (found + count[posting]), np.int64)
                grown[:found] = out[:found]
                out = grown
            place = np.int64(document[posting]) << PLACE_BITS
            for _ in range(count[posting]):
                number, at = read_number(stream, at)
                place += number
                out[found] = place
                found += 1
        at = begin + size
    return out, found


@kernel
def _places(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, wanted: Array, every: bool,
    document: Array, count: Array,
) -> tuple[Array, Number]:  # fmt: skip
    out = np.empty(_FEW_PLACES, np.int64)
    found, records = 0, 0
    record = records_of(high, low, start, forms)
    for i in range(len(forms)):
        if record[i] >= 0:
            before = found
            out, found = _read_places(stream, record[i], document, count, wanted, every, out, found)
            records += found > before
    return out[:found], records


def places(segment: Segment, expansion: Expansion, name: FieldName, wanted: Documents | None = None) -> Places:
    """Return where the forms stand in a field, ascending, only in the documents ``wanted`` if it is given."""
    field, own = segment.fields[name], scratch.of(len(segment))
    try:
        found, records = _places(
            field.form_rows.high, field.form_rows.low, field.start, field.records, expansion.forms,
            NO_DOCUMENTS if wanted is None else wanted, wanted is None, own.document, own.count,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    if records > 1:  # each record's places ascend
        found.sort(kind="stable")  # which merges such runs
    return found


@checked_kernel
def _mark_held(stream: Array, at: Number, document: Array, count: Array, wanted: Array, held: Array) -> None:
    """Set ``held`` where a place that is ``wanted`` is one of a record; positions are read only near such places."""
    frequency, blocks, counts, sizes, at = _opened(stream, at, document, count)
    cursor = 0
    for first in range(0, frequency, SKIP):
        last, size = min(first + SKIP, frequency), 0
        if first // SKIP < blocks:
            size, sizes = read_number(stream, sizes)
        while cursor < len(wanted) and wanted[cursor] >> PLACE_BITS < document[first]:
            cursor += 1
        if cursor == len(wanted):
            return
        needed = wanted[cursor] >> PLACE_BITS <= document[last - 1]
        counts = _read_counts(stream, counts, count, first, last, needed)
        if not needed:
            at += size
            continue
        begin, skipped = at, 0
        for posting in range(first, last):
            place: Number = np.int64(document[posting]) << PLACE_BITS
            left: Number = np.int64(count[posting])
            while cursor < len(wanted) and wanted[cursor] < place:
                cursor += 1
            if cursor == len(wanted):
                return
            if wanted[cursor] >> PLACE_BITS == document[posting]:
                at, skipped = after_numbers(stream, at, skipped), 0
            while left > 0 and cursor < len(wanted) and wanted[cursor] >> PLACE_BITS == document[posting]:
                number, at = read_number(stream, at)
                place += number
                left -= 1
                while cursor < len(wanted) and wanted[cursor] < place:
                    cursor += 1
                if cursor < len(wanted) and wanted[cursor] == place:
                    held[cursor] = True
            skipped += left
        at = begin + size


@kernel
def _held(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, wanted: Array, document: Array, count: Array
) -> Array:
    held = np.zeros(len(wanted), np.bool_)
    record = records_of(high, low, start, forms)
    for i in range(len(forms)):
        if record[i] >= 0:
            _mark_held(stream, record[i], document, count, wanted, held)
    return held


def held(segment: Segment, expansion: Expansion, name: FieldName, wanted: Places) -> npt.NDArray[np.bool_]:
    """Return which of the ``wanted`` places, ascending, have one of the forms."""
    field, own = segment.fields[name], scratch.of(len(segment))
    try:
        found: npt.NDArray[np.bool_] = _held(
            field.form_rows.high, field.form_rows.low, field.start, field.records, expansion.forms, wanted,
            own.document, own.count,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    return found


@kernel
def _window(places: Array, bounds: Array, nth: Array, slop: Number) -> tuple[Array, Array]:
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
    return Spans(*_window(np.concatenate(words), bounds, np.array(nth), slop))


@kernel
def _merge_runs(places: Array, middle: Number, end: Number) -> None:
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


@checked_kernel
def _mark_row(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, bounds: Array, rarest_first: Array,
    wanted: Array, document: Array, count: Array, bits: Array,
) -> None:  # fmt: skip
    """Set the bits of ``wanted`` documents in which words stand one directly after the other in one field."""
    place, found = np.empty(_FEW_PLACES, np.int64), 0
    rarest = rarest_first[0]
    record = records_of(high, low, start, forms[bounds[rarest] : bounds[rarest + 1]])
    for i in range(len(record)):
        before = found
        if record[i] >= 0:
            place, found = _read_places(stream, record[i], document, count, wanted, False, place, found)
            _merge_runs(place, before, found)
    place = place[:found] - rarest
    for word in rarest_first[1:]:
        if len(place) == 0:
            return
        place += word
        held = _held(high, low, start, stream, forms[bounds[word] : bounds[word + 1]], place, document, count)
        kept = 0
        for i in range(len(place)):
            if held[i]:
                place[kept] = place[i] - word
                kept += 1
        place = place[:kept]
    for i in range(len(place)):
        here = place[i] >> PLACE_BITS
        bits[here >> WORD] |= ONE << np.uint64(here & INSIDE)


@checked_kernel
def _in_row(
    high1: Array, low1: Array, start1: Array, stream1: Array, in_title: bool,
    high2: Array, low2: Array, start2: Array, stream2: Array, in_body: bool,
    forms: Array, bounds: Array, rarest_first: Array, wanted: Array, document: Array, count: Array, bits: Array,
) -> Array:  # fmt: skip
    if in_title:
        _mark_row(high1, low1, start1, stream1, forms, bounds, rarest_first, wanted, document, count, bits)
    if in_body:
        _mark_row(high2, low2, start2, stream2, forms, bounds, rarest_first, wanted, document, count, bits)
    return members(bits)


def in_row(
    segment: Segment, words: Sequence[Expansion], rarest_first: Sequence[int], wanted: Documents,
    fields: Sequence[FieldName],
) -> Documents:  # fmt: skip
    """Return those ``wanted`` documents that have the words one directly after the other in one of the fields."""
    title, body = segment.fields["title"], segment.fields["body"]
    own = scratch.of(len(segment))
    forms = [word.forms for word in words]
    try:
        found: Documents = _in_row(
            title.form_rows.high, title.form_rows.low, title.start, title.records, "title" in fields,
            body.form_rows.high, body.form_rows.low, body.start, body.records, "body" in fields,
            np.concatenate(forms), np.array([0, *accumulate(map(len, forms))]), np.array(rarest_first), wanted,
            own.document, own.count, own.bits,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        scratch.forget()
        raise errors.damaged_segment(segment.name) from error
    return found
