"""Numba kernels of postings: invert tokens, pack, read and merge records.

Each does what its plain twin in `index.segments.postings` does, and tests hold them equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.kernels import Number, checked_kernel, kernel, put_number, read_number
from index.segments.postings import SKIP, Packed, Texts, starts_of
from index.tokenising import NO_BREAK, PARAGRAPH

TOKENS_AT_ONCE = 10_000_000
"""Sorting so many takes 40 MB, or 80 (see `places`)."""
_POSITION_BYTES: Final = 5
_TOKEN_BYTES: Final = 16
"""A token takes no more on average."""
SMALL_BITS: Final = 32
"""Places that need no more are numbers of four bytes."""
Places: TypeAlias = npt.NDArray[np.unsignedinteger]


@checked_kernel
def _put_documents(document: Array, count: Array, size: Array, frequency: Number, out: Array, at: Number) -> Number:
    """Write a record up to its positions, which take ``size`` bytes in each document; return where these go."""
    at = put_number(out, at, frequency)
    before = np.int64(0)
    for posting in range(frequency):
        at = put_number(out, at, (document[posting] - before) << 1 | np.int64(count[posting] > 1))
        before = document[posting]
    for posting in range(frequency):
        if count[posting] < 0x80:  # nearly all are; what is written for 1 is written over
            out[at] = count[posting] - 2
            at += np.int64(count[posting] > 1)
        else:
            at = put_number(out, at, count[posting] - 2)
    for block in range((frequency - 1) // SKIP):
        skipped = np.int64(0)
        for posting in range(block * SKIP, (block + 1) * SKIP):
            skipped += size[posting]
        at = put_number(out, at, skipped)
    return at


@kernel
def _count(of_form: Array, begin: Array, end: Array, counts: Array) -> None:
    """Add up how often each form occurs in some texts."""
    for text in range(len(begin)):
        for token in range(begin[text], end[text]):
            counts[of_form[token]] += 1


@kernel
def _sort_places(
    of_form: Array, begin: Array, end: Array, document: Number, bits: Number,
    following: Array, first: Number, last: Number, places: Array,
) -> None:  # fmt: skip
    """Write the places (document << bits | position) of the forms from ``first`` to before ``last``, by form.

    The texts are those of the documents from ``document`` on. ``following`` says where the places of each form go on.
    """
    for text in range(len(begin)):
        place = np.uint64(document + text) << np.uint64(bits)
        for token in range(begin[text], end[text]):
            form = np.int64(of_form[token]) - first
            if 0 <= form < last - first:
                places[following[form]] = place
                following[form] += 1
            place += np.uint64(1)


@kernel
def _put_record(
    places: Array, bits: Number, token: Number, end: Number,
    document: Array, count: Array, size: Array, positions: Array, out: Array, at: Number,
) -> Number:  # fmt: skip
    """Write the record of the form with ``places[token:end]``; return where the next one goes."""
    posting, used, begin, times = np.int64(-1), np.int64(0), np.int64(0), np.int64(0)
    there, before = np.int64(-1), np.int64(0)
    for place in places[token:end]:  # no branch: in which document a word comes again could not be foreseen
        here = np.int64(place) >> bits
        position = np.int64(place) - (here << bits)
        same = np.int64(here == there)
        begin += (used - begin) * (1 - same)
        used = put_number(positions, used, position - before * same)
        posting += 1 - same
        times = times * same + 1
        document[posting], count[posting], size[posting] = here, times, used - begin  # whole with its last place
        there, before = here, position
    frequency = posting + 1
    at = _put_documents(document, count, size, frequency, out, at)
    for byte in range(used):
        out[at + byte] = positions[byte]
    return at + used


@kernel
def _put_records(
    places: Array, bits: Number, begin: Array, form: Array,
    document: Array, count: Array, size: Array, positions: Array, out: Array, at: Number, start: Array,
) -> Number:  # fmt: skip
    """Write the records of some forms, and where each ends to ``start``; return where the next one goes."""
    base = begin[form[0]]
    for row in range(len(form)):
        token, end = begin[form[row]] - base, begin[form[row] + 1] - base
        at = _put_record(places, bits, token, end, document, count, size, positions, out, at)
        start[row] = at
    return at


def inverted(parts: Sequence[Texts], at_once: int = TOKENS_AT_ONCE) -> Packed:
    """Return the packed postings of texts: the twin of `postings.inverted`.

    The forms of ``at_once`` tokens are sorted at once, for the places of all would take twice the memory of the text;
    for more, all tokens are read again. NumPy asks for memory in large pages, unlike a kernel: so it is made here.
    """
    begin = np.zeros(2 + max((int(part.tokens.max(initial=0)) for part in parts), default=0), np.int64)
    for part in parts:
        _count(*part, begin[1:])
    most = int(begin.max())
    np.cumsum(begin, out=begin)
    form = np.flatnonzero(begin[1:] > begin[:-1])
    document, count, size = np.empty((3, most), np.int64)
    positions = np.empty(_POSITION_BYTES * most, np.uint8)
    stream = np.empty(_TOKEN_BYTES * int(begin[-1]), np.uint8)  # untouched pages cost nothing
    start = np.zeros(len(form) + 1, np.uint32)
    bits = max((int(part.lengths.max(initial=0)) for part in parts), default=0).bit_length()
    at, first, row = 0, 0, 0
    while row < len(form):
        last = max(int(form[row]) + 1, int(np.searchsorted(begin, begin[first] + at_once, "right")) - 1)
        rows = int(np.searchsorted(form, last))
        sorted_places = places(parts, begin[first : last + 1], first, bits)
        at = _put_records(
            sorted_places, bits, begin, form[row:rows],
            document, count, size, positions, stream, at, start[row + 1 : rows + 1],
        )  # fmt: skip
        first, row = last, rows
    return Packed(form.astype(np.uint32), start, stream[:at])


def places(parts: Sequence[Texts], begin: npt.NDArray[np.int64], first: int, bits: int) -> Places:
    """Return the places of the forms from ``first`` on, by form: those of each ``begin`` where it says.

    Four bytes each where they fit: new memory has to be cleared.
    """
    small = sum(len(part.begin) for part in parts) << bits <= 1 << SMALL_BITS
    found: Places = np.empty(int(begin[-1] - begin[0]), np.uint32 if small else np.uint64)
    following, document = begin[:-1] - begin[0], 0
    for part in parts:
        _sort_places(*part, document, bits, following, first, first + len(following), found)
        document += len(part.begin)
    return found


@kernel
def _put_breaks(breaks: Array, begin: Array, end: Array, out: Array, at: Number, ends: Array) -> Number:
    """Write the breaks of texts from ``at`` on, and where those of each end to ``ends``; return where the last do."""
    for text in range(len(begin)):
        before = begin[text]
        for token in range(begin[text] + 1, end[text]):
            if breaks[token] != NO_BREAK:
                at = put_number(out, at, (token - before) << 1 | np.int64(breaks[token] == PARAGRAPH))
                before = token
        ends[text] = at
    return at


def packed_breaks(parts: Sequence[Texts]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return where sentences begin in texts: the twin of `postings.packed_breaks`."""
    start = np.zeros(1 + sum(len(part.begin) for part in parts), np.int64)
    stream = np.empty(_POSITION_BYTES * sum(int(np.count_nonzero(part.tokens)) for part in parts), np.uint8)
    text = at = 0
    for part in parts:
        at = _put_breaks(*part, stream, at, start[text + 1 : text + 1 + len(part.begin)])
        text += len(part.begin)
    return stream[:at], start


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
            at = _put_documents(new, times, size, live, out, at)
            for posting in range(live):
                for byte in range(size[posting]):
                    out[at + byte] = stream[position[posting] + byte]
                at += size[posting]
            forms[rows] = this
            rows += 1
            begins[rows] = at
    return forms, begins, rows


def merged(parts: Sequence[Packed], live: Sequence[npt.NDArray[np.bool_]]) -> Packed:
    """Return the postings of several segments as one: the twin of `index.segments.postings.merged`."""
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
