"""Numba kernels of postings: invert tokens, pack, read and merge records.

Each does what its plain twin in `index.postings` does, and tests hold them equal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.jit import Number, checked_kernel, kernel
from index.postings import SKIP, Packed, starts_of

TOKENS_AT_ONCE = 10_000_000
"""Sorting so many takes 80 MB."""

__all__ = ["after_skips", "checked_kernel", "inverted", "kernel", "merged", "read_documents", "read_number"]


@checked_kernel
def _put(out: Array, at: Number, value: Number) -> Number:
    """Write ``value`` to ``out`` at ``at`` as LEB128 and return where the next number goes."""
    while value >= 0x80:
        out[at] = (value & 0x7F) | 0x80
        value >>= 7
        at += 1
    out[at] = value
    return at + 1


@kernel
def _begins(rank: Array, of_form: Array, forms: Number) -> Array:
    """Return where the tokens of each form begin, were they sorted by form, int64[forms + 1]."""
    begin = np.zeros(forms + 1, np.int64)
    for token in range(len(of_form)):
        begin[rank[of_form[token]] + 1] += 1
    for form in range(forms):
        begin[form + 1] += begin[form]
    return begin


@kernel
def _sorted_places(
    rank: Array, of_form: Array, text_start: Array, begin: Array, first: Number, last: Number, places: Array
) -> None:
    """Write the places (document << 32 | position) of the forms from ``first`` to before ``last``, by form."""
    following = begin[first:last] - begin[first]
    for document in range(len(text_start) - 1):
        high = np.uint64(document) << np.uint64(32)
        for token in range(text_start[document], text_start[document + 1]):
            form = rank[of_form[token]] - first
            if 0 <= form < last - first:
                places[following[form]] = high | np.uint64(token - text_start[document])
                following[form] += 1


@kernel
def _size(value: Number) -> Number:
    """Return how many bytes `_put` writes."""
    size = 1
    while value >= 0x80:
        value >>= 7
        size += 1
    return size


@kernel
def _document_end(places: Array, token: Number, end: Number) -> Number:
    """Return where the places of the document of ``places[token]`` end."""
    here = places[token] >> np.uint64(32)
    while token < end and places[token] >> np.uint64(32) == here:
        token += 1
    return token


@kernel
def _put_documents(places: Array, begin: Number, end: Number, out: Array, at: Number) -> Number:
    """Write a record up to its counts (see `index.postings`)."""
    frequency, token = 0, begin
    while token < end:
        token = _document_end(places, token, end)
        frequency += 1
    at = _put(out, at, frequency)
    before, token = np.int64(0), begin
    while token < end:
        here, stop = np.int64(places[token] >> np.uint64(32)), _document_end(places, token, end)
        at = _put(out, at, (here - before) << 1 | (stop - token > 1))
        before, token = here, stop
    token = begin
    while token < end:
        stop = _document_end(places, token, end)
        if stop - token > 1:
            at = _put(out, at, stop - token - 2)
        token = stop
    if frequency > SKIP:
        at = _put_skips(places, begin, end, frequency, out, at)
    return at


@kernel
def _put_skips(places: Array, begin: Number, end: Number, frequency: Number, out: Array, at: Number) -> Number:
    """Write the bytes of the positions of every `SKIP` documents but the last ones."""
    token = begin
    for _ in range((frequency - 1) // SKIP):
        size = 0
        for _ in range(SKIP):
            stop, before = _document_end(places, token, end), np.int64(0)
            while token < stop:
                now = np.int64(places[token] & np.uint64(0xFFFFFFFF))
                size += _size(now - before)
                before = now
                token += 1
        at = _put(out, at, size)
    return at


@kernel
def _put_positions(places: Array, begin: Number, end: Number, out: Array, at: Number) -> Number:
    """Write the positions of a record."""
    token = begin
    while token < end:
        stop, before = _document_end(places, token, end), np.int64(0)
        while token < stop:
            now = np.int64(places[token] & np.uint64(0xFFFFFFFF))
            at = _put(out, at, now - before)
            before = now
            token += 1
    return at


@kernel
def _pack(rank: Array, of_form: Array, text_start: Array, forms: Number, at_once: Number) -> tuple[Array, Array]:
    begin = _begins(rank, of_form, forms)
    stream = np.empty(16 * len(of_form) + 16, np.uint8)  # untouched pages cost nothing
    start = np.zeros(forms + 1, np.uint32)
    at, first = np.int64(0), np.int64(0)
    while first < forms:  # some forms at a time: the places of all would take twice the memory of the text
        last = max(first + 1, np.searchsorted(begin, begin[first] + at_once, "right") - 1)
        places = np.empty(begin[last] - begin[first], np.uint64)
        _sorted_places(rank, of_form, text_start, begin, first, last, places)
        for form in range(first, last):
            token, end = begin[form] - begin[first], begin[form + 1] - begin[first]
            at = _put_documents(places, token, end, stream, at)
            at = _put_positions(places, token, end, stream, at)
            start[form + 1] = at
        first = last
    return start, stream[:at].copy()


def inverted(
    of_form: npt.NDArray[np.integer], text_start: npt.NDArray[np.int64], at_once: int = TOKENS_AT_ONCE
) -> Packed:
    """Return the packed postings of texts: the twin of ``postings.pack(postings.invert(…))``.

    The forms of ``at_once`` tokens are sorted at once; for more, all tokens are read again.
    """
    present = np.zeros(int(of_form.max()) + 1 if len(of_form) else 0, bool)
    present[of_form] = True
    form = np.flatnonzero(present)
    rank = np.cumsum(present, dtype=np.uint32)  # over the whole dictionary, of which a segment has a part
    rank -= 1
    start, stream = _pack(rank, of_form, text_start, len(form), at_once)
    return Packed(form.astype(np.uint32), start, stream)


@checked_kernel
def read_number(stream: Array, at: Number) -> tuple[Number, Number]:
    """Return the LEB128 number at ``stream[at]``, and where the next one begins."""
    byte = np.int64(stream[at])
    value, shift = byte & 0x7F, 7
    at += 1
    while byte >= 0x80:
        byte = np.int64(stream[at])
        value |= (byte & 0x7F) << shift
        shift += 7
        at += 1
    return value, at


@checked_kernel
def read_documents(stream: Array, at: Number, document: Array, count: Array) -> tuple[Number, Number]:
    """Write a record's documents and counts; return how many there are, and where the record goes on."""
    frequency, at = read_number(stream, at)
    here = 0
    for posting in range(frequency):
        number, at = read_number(stream, at)
        here += number >> 1
        document[posting] = here
        count[posting] = 1 + (number & 1)
    for posting in range(frequency):
        if count[posting] > 1:
            number, at = read_number(stream, at)
            count[posting] = number + 2
    return frequency, at


@checked_kernel
def after_skips(stream: Array, at: Number, frequency: Number) -> Number:
    """Return where the positions begin of a record whose counts end at ``at``."""
    for _ in range((frequency - 1) // SKIP):
        _, at = read_number(stream, at)
    return at


@checked_kernel
def _merge(
    stream: Array, start: Array, form: Array, renumbered: Array, base: Array, out: Array, postings: Number
) -> tuple[Array, Array, Number]:
    """Merge the records that begin at ``start``, in order of their ``form`` and then of their segment.

    ``base`` is where a record's segment begins in ``renumbered``, which gives each document its new number, -1 if it
    is removed; no form has more than ``postings``. Writes to ``out``; returns the forms, where their records begin,
    and their number.
    """
    forms, begins = np.empty(len(form), np.uint32), np.zeros(len(form) + 1, np.uint32)
    document, count = np.empty(postings, np.int64), np.empty(postings, np.int64)
    new, times = np.empty(postings, np.int64), np.empty(postings, np.int64)
    position, size = np.empty(postings, np.int64), np.empty(postings, np.int64)
    rows, at, entry = 0, 0, 0
    while entry < len(form):
        this, live = form[entry], 0
        while entry < len(form) and form[entry] == this:
            frequency, place = read_documents(stream, start[entry], document, count)
            place = after_skips(stream, place, frequency)
            for posting in range(frequency):
                begin, left = place, count[posting]
                while left > 0:
                    left -= stream[place] < 0x80
                    place += 1
                number = renumbered[base[entry] + document[posting]]
                if number >= 0:
                    new[live], times[live], position[live], size[live] = number, count[posting], begin, place - begin
                    live += 1
            entry += 1
        if live > 0:
            at = _put_merged(stream, new[:live], times, position, size, out, at)
            forms[rows] = this
            rows += 1
            begins[rows] = at
    return forms, begins, rows


@checked_kernel
def _put_merged(
    stream: Array, document: Array, count: Array, position: Array, size: Array, out: Array, at: Number
) -> Number:
    """Write one record, its positions copied from ``stream``; return where the next one goes."""
    frequency = len(document)
    at = _put(out, at, frequency)
    before = 0
    for posting in range(frequency):
        at = _put(out, at, (document[posting] - before) << 1 | (count[posting] > 1))
        before = document[posting]
    for posting in range(frequency):
        if count[posting] > 1:
            at = _put(out, at, count[posting] - 2)
    for block in range((frequency - 1) // SKIP):
        at = _put(out, at, size[block * SKIP : (block + 1) * SKIP].sum())
    for posting in range(frequency):
        for byte in range(size[posting]):
            out[at + byte] = stream[position[posting] + byte]
        at += size[posting]
    return at


def merged(parts: Sequence[Packed], live: Sequence[npt.NDArray[np.bool_]]) -> Packed:
    """Return the postings of several segments as one: the twin of `index.postings.merged`."""
    form = np.concatenate([part.form for part in parts])
    order = np.argsort(form, kind="stable")
    stream_base = starts_of([len(part.stream) for part in parts])[:-1]
    document_base = starts_of([len(one) for one in live])
    start = np.concatenate([part.start[:-1] + begin for part, begin in zip(parts, stream_base, strict=True)])
    base = np.repeat(document_base[:-1], [len(part.form) for part in parts])
    keep = np.concatenate(live)
    renumbered = np.where(keep, np.cumsum(keep) - 1, -1)
    stream = np.concatenate([part.stream for part in parts])
    # Gaps may grow where one segment follows another: at most by two bytes for each record.
    out = np.empty(len(stream) + 8 * len(form) + 16, np.uint8)
    forms, begins, rows = _merge(stream, start[order], form[order], renumbered, base[order], out, max(1, len(keep)))
    return Packed(forms[:rows].copy(), begins[: rows + 1].copy(), out[: begins[rows]].copy())
