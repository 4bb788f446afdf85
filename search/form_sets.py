"""Which forms a segment has at all, a bit each: of many segments most lack nearly all forms of a word.

A set takes an eighth of a byte for each form of the dictionary, is made the first time a segment is read by kernels
(2 ms for half a million rows), and kept as long as the segment is open. Without kernels nothing needs it.
"""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from index import Segment, errors, posting_kernels, postings
from search.bits import INSIDE, ONE, WORD

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
checked_kernel = posting_kernels.checked_kernel
_BITS_A_BLOCK: Final = 2**postings.ROW_BITS
_SPARSE: Final = 4
"""Segments with one in so many forms or more have no set: of 4 segments with half of 1,000,000 forms it saved 2 %."""
_ANY: Final = np.zeros(0, np.uint64)
"""The set of a segment in which every form may be."""
_sets: Final[WeakKeyDictionary[Segment, Array]] = WeakKeyDictionary()


@checked_kernel
def add_forms(high: Array, low: Array, held: Array) -> None:
    """Add the forms of a field to a set (see `index.postings.FormRows`)."""
    for block in range(len(high) - 1):
        for row in range(high[block], high[block + 1]):
            form = block << postings.ROW_BITS | np.int64(low[row])
            held[form >> WORD] |= ONE << np.uint64(form & INSIDE)


@checked_kernel
def present(
    held: Array, forms: Array, weights: Array, direct: Array, of_word: Array
) -> tuple[Array, Array, Array, Array]:
    """Return those forms of words that are in the set, with the same columns; all of them if the set is empty."""
    form, weight = np.empty(len(forms), np.int64), np.empty(len(forms), np.int64)
    own, bounds = np.empty(len(forms), np.bool_), np.zeros(len(of_word), np.int64)
    kept = np.int64(0)
    for word in range(len(of_word) - 1):
        for i in range(of_word[word], of_word[word + 1]):
            form[kept], weight[kept], own[kept] = forms[i], weights[i], direct[i]
            at = forms[i] >> WORD
            if len(held) == 0:
                kept += 1
            elif at < len(held):
                kept += np.int64(held[at] >> np.uint64(forms[i] & INSIDE) & ONE)  # no branch on what is read
        bounds[word + 1] = kept
    return form[:kept], weight[:kept], own[:kept], bounds


def held_forms(segment: Segment) -> Array:
    """Return the set of the forms of a segment, uint64[forms / 64]; an empty array if it is not worth while.

    Raises `index.StoreError` if the segment is damaged.
    """
    found = _sets.get(segment)
    if found is None:
        found = _sets[segment] = _made(segment)
    return found


def _made(segment: Segment) -> Array:
    rows = [field.form_rows for field in segment.fields.values()]
    blocks = max(len(one.high) - 1 for one in rows)
    if max(len(one.low) for one in rows) * _SPARSE >= blocks * _BITS_A_BLOCK:
        return _ANY
    held = np.zeros(blocks * _BITS_A_BLOCK >> WORD, np.uint64)
    try:
        for one in rows:
            add_forms(one.high, one.low, held)
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    return held
