"""Postings: which documents hold a form, how often, and where; flat arrays and their packed columns.

A document's tokens are numbered from 0 in each field; a *posting* is one (form, document) pair with its count and
its positions. `Postings` holds them flat. On disk they are LEB128 variable-length integers (seven bits a byte,
lowest first, the high bit set on all but a number's last byte):

- ``posting``: for every form first one number a document, ``gap << 1 | (count > 1)``, where gap is the distance to
  the form's previous document (to 0 for the first), then ``count - 2`` for each document with count > 1;
- ``position``: for every posting its first position, then the distances between its positions.

`start` and `place` say at which byte a form's part of either begins. This module is plain NumPy and the reference
for `index.kernels`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]


class Postings(NamedTuple):
    """Postings of one field, by form, then by document.

    ``form`` uint32[forms], ascending; ``frequency`` int64[forms]: its number of documents; ``document``
    int64[postings], ascending within a form; ``counts`` int64[postings], at least 1; ``position``
    int64[sum of counts], ascending within a posting.
    """

    form: npt.NDArray[np.uint32]
    frequency: Numbers
    document: Numbers
    counts: Numbers
    position: Numbers


class Packed(NamedTuple):
    """The same as columns: see the module's docstring.

    ``form`` uint32[forms]; ``frequency`` [forms]; ``start`` and ``place`` [forms + 1], bytes; ``posting`` and
    ``position`` uint8[bytes].
    """

    form: npt.NDArray[np.uint32]
    frequency: npt.NDArray[np.integer]
    start: npt.NDArray[np.integer]
    posting: Bytes
    place: npt.NDArray[np.integer]
    position: Bytes


def starts_of(sizes: npt.ArrayLike) -> Numbers:
    """Return where each of the consecutive parts of the given sizes begins, and last where all end."""
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))


def ragged_arange(sizes: npt.ArrayLike) -> Numbers:
    """Return 0, 1, … anew for each of the given sizes: ``[2, 3] -> [0, 1, 0, 1, 2]``."""
    starts = starts_of(sizes)
    return np.arange(starts[-1]) - np.repeat(starts[:-1], np.diff(starts))


def invert(form: npt.NDArray[np.integer], text_start: Numbers) -> Postings:
    """Return the postings of texts (one a document) whose tokens have the numbers ``form``.

    ``text_start`` int64[documents + 1] says where each document's tokens begin.
    """
    lengths = np.diff(text_start)
    document = np.repeat(np.arange(len(lengths)), lengths)
    order = np.argsort(form, kind="stable")
    form, document, position = form[order], document[order], ragged_arange(lengths)[order]
    first = np.ones(len(form), bool)
    first[1:] = (form[1:] != form[:-1]) | (document[1:] != document[:-1])
    at = np.flatnonzero(first)
    forms, frequency = np.unique(form[at], return_counts=True)
    count = np.diff(np.append(at, len(form)))
    return Postings(forms.astype(np.uint32), frequency.astype(np.int64), document[at], count, position)


def encode(values: npt.NDArray[np.integer]) -> tuple[Bytes, Numbers]:
    """Return the numbers as LEB128, and where each begins (and last where all end)."""
    values = values.astype(np.uint64)
    sizes = np.ones(len(values), np.int64)
    for bits in range(7, 64, 7):
        sizes += values >= np.uint64(1 << bits)
    starts = starts_of(sizes)
    packed = np.empty(starts[-1], np.uint8)
    for byte in range(int(sizes.max(initial=0))):
        has = np.flatnonzero(sizes > byte)
        low = (values[has] >> np.uint64(7 * byte)) & np.uint64(0x7F)
        packed[starts[has] + byte] = low | ((sizes[has] > byte + 1) * 0x80).astype(np.uint64)
    return packed, starts


def decode(packed: Bytes) -> Numbers:
    """Return the numbers that `encode` packed."""
    ends = np.flatnonzero(packed < 0x80) + 1
    if not len(ends):
        return np.zeros(0, np.int64)
    starts = np.concatenate(([0], ends[:-1]))
    shifts = 7 * (np.arange(ends[-1]) - np.repeat(starts, ends - starts))
    parts = (packed[: ends[-1]].astype(np.int64) & 0x7F) << shifts
    numbers: Numbers = np.add.reduceat(parts, starts)
    return numbers


def pack(postings: Postings) -> Packed:
    """Return the postings as columns."""
    form, frequency, document, count, position = postings
    first = starts_of(frequency)
    gap = _gaps(document, first[:-1])
    several = count > 1
    counts_before = starts_of(several)[first]
    # Where each number goes: a form's gaps, then its counts.
    numbers = np.empty(len(document) + counts_before[-1], np.int64)
    of_form = np.repeat(np.arange(len(form)), frequency)
    numbers[np.arange(len(document)) + counts_before[of_form]] = gap << 1 | several
    at = np.flatnonzero(several)
    numbers[first[of_form[at] + 1] + np.arange(len(at))] = count[at] - 2
    posting, number_start = encode(numbers)
    begin = starts_of(count)
    packed_position, position_start = encode(_gaps(position, begin[:-1]))
    return Packed(
        form,
        frequency,
        number_start[first + counts_before],
        posting,
        position_start[begin[first]],
        packed_position,
    )


def _gaps(values: Numbers, firsts: Numbers) -> Numbers:
    """Return the distances between neighbours, but at ``firsts`` the values themselves."""
    gaps = np.diff(values, prepend=0)
    gaps[firsts] = values[firsts]
    return gaps


def _sums(gaps: Numbers, sizes: Numbers) -> Numbers:
    """Undo `_gaps` for parts of the given sizes."""
    total = np.cumsum(gaps)
    starts = starts_of(sizes)[:-1]
    before = np.where(starts > 0, total[starts - 1], 0) if len(total) else starts
    return total - np.repeat(before, sizes)


def documents(packed: Bytes, frequency: int) -> tuple[Numbers, Numbers]:
    """Return the documents and counts of one form from its part of ``posting``."""
    numbers = decode(packed)
    document = np.cumsum(numbers[:frequency] >> 1)
    count = (numbers[:frequency] & 1) + 1
    count[count == 2] += numbers[frequency:]
    return document, count


def positions(packed: Bytes, count: Numbers) -> Numbers:
    """Return the positions of one form's postings from its part of ``position``, int64[sum of count]."""
    return _sums(decode(packed), count)


def unpack(packed: Packed) -> Postings:
    """Return the postings that `pack` packed."""
    frequency = packed.frequency.astype(np.int64)
    numbers = decode(packed.posting)
    bytes_before = starts_of(packed.posting < 0x80)
    first_number = bytes_before[packed.start.astype(np.int64)]
    is_gap = ragged_arange(np.diff(first_number)) < np.repeat(frequency, np.diff(first_number))
    gaps = numbers[is_gap]
    count = (gaps & 1) + 1
    count[count == 2] += numbers[~is_gap]
    document = _sums(gaps >> 1, frequency)
    return Postings(packed.form, frequency, document, count, _sums(decode(packed.position), count))
