"""Looking for some forms of a dictionary among the words of a text, by hashes; see `index.hot.WordFinder`."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.jit import Number, checked_kernel, kernel
from index.kernels import SPARE, hash_word
from index.sorted_kernels import contains

_MARKS: Final = 16
"""Marks for each hash that is looked for, at least: so few others are taken for one of them at first sight."""


@kernel
def _mark(hashes: Array, marks: Array) -> None:
    """Set ``marks`` uint8[a power of two] where the lower bits of a hash point."""
    mask = np.uint64(len(marks) - 1)
    for value in hashes:
        marks[np.int64(value & mask)] = 1


@kernel
def _places_among(hashes: Array, wanted: Array, marks: Array) -> Array:
    """Return at which places of ``hashes`` one of ``wanted`` (sorted; ``marks`` as `_mark` sets them) stands."""
    found = np.empty(len(hashes) + 1, np.int64)
    mask = np.uint64(len(marks) - 1)
    candidates: Number = 0
    for place in range(len(hashes)):
        found[candidates] = place
        candidates += np.int64(marks[np.int64(hashes[place] & mask)])  # no branch: few are, and none can be foreseen
    count: Number = 0
    for place in found[:candidates]:
        if contains(wanted, hashes[place]):
            found[count] = place
            count += 1
    return found[:count]


@checked_kernel
def form_hashes(blob: Array, start: Array, forms: Array) -> Array:
    """Return the hash of each of the ``forms`` of a chunk, the same as that of the word in a text."""
    values, longest = np.empty(len(forms), np.uint64), np.int64(0)
    for form in forms:
        longest = max(longest, np.int64(start[form + 1]) - np.int64(start[form]))
    own = np.empty(longest + SPARE - longest % 8, np.uint8)
    eights = own.view(np.uint64)
    for i in range(len(forms)):
        begin = np.int64(start[forms[i]])
        size = np.int64(start[forms[i] + 1]) - begin
        for at in range(size):
            own[at] = blob[begin + at]
        values[i] = hash_word(eights, 0, size)
    return values


class HashSet:
    """Hashes of words, and where some of them stand among others."""

    def __init__(self, hashes: npt.NDArray[np.uint64]) -> None:
        """Hold ``hashes``, sorted."""
        self._hashes = hashes
        self._marks = np.zeros(_MARKS << len(self._hashes).bit_length(), np.uint8)
        _mark(self._hashes, self._marks)

    def places(self, hashes: npt.NDArray[np.uint64]) -> list[int]:
        """Return at which places of ``hashes`` one of these stands, ascending."""
        places: list[int] = _places_among(hashes, self._hashes, self._marks).tolist()
        return places
