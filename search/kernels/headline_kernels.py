"""The numba kernel that reads what every hit shows: the ids and titles of articles; see `search.kernels.fast`."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from index import errors, kernels
from search.kernels import plain
from search.lists import Numbers
from search.words import BYTES, STARTS, SegmentTable

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
checked_kernel, prefetch = kernels.checked_kernel, kernels.prefetch
bytes_at, starts_at = kernels.addresses.bytes_at, kernels.addresses.starts_at


@checked_kernel
def _bounds(strings: Array, base: Array, documents: Array) -> tuple[Array, Number]:
    """Return where the ids, and then the titles, of documents are: segment, field, first byte, byte behind the last.

    And how many bytes these are. All are asked for here, so that the memory is waited for once.
    """
    many, size = len(documents), np.int64(0)
    found = np.empty((2 * many, 4), np.int64)
    for i in range(many):
        at = 0
        while documents[i] >= base[at + 1]:
            at += 1
        own = documents[i] - base[at]
        for field in range(2):
            row, one = strings[at, field], found[field * many + i]
            start = starts_at(row[STARTS], row[STARTS + 1])
            one[0], one[1], one[2], one[3] = at, field, start[own], start[own + 1]
            prefetch(bytes_at(row[BYTES], row[BYTES + 1]), one[2])
            size += max(one[3] - one[2], 0)
    return found, size


@checked_kernel
def _headlines(strings: Array, base: Array, documents: Array) -> tuple[Array, Array]:
    """Return the ids of documents and then their titles end to end, and how many characters are before the end of each.

    A byte that does not go on with a character of UTF-8 (10xxxxxx) begins one.
    """
    bounds, size = _bounds(strings, base, documents)
    text, ends, kept, characters = np.empty(size, np.uint8), np.empty(len(bounds), np.int64), 0, np.int64(0)
    for place in range(len(bounds)):
        segment, field, begin, end = bounds[place, 0], bounds[place, 1], bounds[place, 2], bounds[place, 3]
        blob = bytes_at(strings[segment, field, BYTES], strings[segment, field, BYTES + 1])
        for at in range(begin, end):
            text[kept] = blob[at]
            characters += np.int64(blob[at] & 0xC0 != 0x80)
            kept += 1
        ends[place] = characters
    return text, ends


def headlines(table: SegmentTable, documents: Numbers) -> tuple[list[str], list[str]]:
    """Return the ids and the titles of documents, numbered over all segments (see `plain`)."""
    try:
        text, ends = _headlines(table.strings, table.base, documents)
        joined = str(text.data, "utf-8")
    except errors.UNREADABLE:
        return plain.headlines(table, documents)  # which names the damage, or makes the best of it
    strings = [joined[begin:end] for begin, end in pairwise([0, *ends.tolist()])]
    return strings[: len(documents)], strings[len(documents) :]
