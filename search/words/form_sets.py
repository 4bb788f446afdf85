"""Which segments of a generation hold which forms: of many segments most lack nearly all forms of a word.

A table has a row for each form of the dictionary: a bit for each segment that has it in a title, then one for each that
has it in a body. So a form is looked up in memory once, not twice in every segment. It is made at first need by kernels
(0.15 s for 17 million rows in 34 segments) and takes ten bytes a form there. Without kernels nothing needs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import Segment, errors, kernels, postings
from search.words.expansion import FormNumbers

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = kernels.kernel, kernels.checked_kernel
IN_TITLE: Final = 1
"""The bit of a mark that says that the titles of a segment have the form ..."""
IN_BODY: Final = 2
"""... and that its bodies have it."""


@checked_kernel
def add_forms(high: Array, low: Array, table: Array, column: Number, bit: Number) -> None:
    """Set a bit in a column of the table for all forms of a field (see `index.segments.postings.FormRows`)."""
    for block in range(len(high) - 1):
        for row in range(high[block], high[block + 1]):
            table[block << postings.ROW_BITS | np.int64(low[row]), column] |= bit


@checked_kernel
def marked(table: Array, forms: Array, segments: Number) -> Array:
    """Return of each of ``segments`` which of its fields have each form: uint8[segments, forms] of `IN_TITLE` etc.

    All rows are fetched before any is taken apart, so that the memory is asked for many at a time.
    """
    width = table.shape[1]
    rows = np.zeros((len(forms), width), np.uint8)
    for i in range(len(forms)):
        if forms[i] < len(table):
            for column in range(width):
                rows[i, column] = table[forms[i], column]
    marks = np.empty((segments, len(forms)), np.uint8)
    for at in range(segments):
        column, shift = at >> 3, np.uint8(at & 7)
        for i in range(len(forms)):
            title, body = rows[i, column] >> shift & 1, rows[i, column + (width >> 1)] >> shift & 1
            marks[at, i] = title * IN_TITLE + body * IN_BODY
    return marks


def table_of(segments: Sequence[Segment]) -> npt.NDArray[np.uint8]:
    """Return the table of the forms of ``segments``, uint8[forms, 2 * segments / 8].

    Raises `index.StoreError` if a segment is damaged.
    """
    blocks = max(len(field.form_rows.high) - 1 for one in segments for field in one.fields.values())
    width = -(-len(segments) // 8)
    table = np.zeros((blocks << postings.ROW_BITS, 2 * width), np.uint8)
    for at, segment in enumerate(segments):
        try:
            for field, first in (("title", 0), ("body", width)):
                rows = segment.fields[field].form_rows  # type: ignore[index]
                add_forms(rows.high, rows.low, table, first + (at >> 3), np.uint8(1 << (at & 7)))
        except errors.UNREADABLE as error:
            raise errors.damaged_segment(segment.name) from error
    return table


def marks_of(table: npt.NDArray[np.uint8], forms: FormNumbers, segments: int) -> npt.NDArray[np.uint8]:
    """Return, for each segment, which of its fields have each of ``forms``: uint8[segments, forms]."""
    marks: npt.NDArray[np.uint8] = marked(table, forms, segments)
    return marks
