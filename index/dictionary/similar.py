"""Which words may be few edits from another: told from their sizes and ends, so that few are compared in earnest."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index import hot

_SHORT: Final = 4
_LONG: Final = 7
"""Longer words than `_SHORT` keep two characters at one end through one edit, those of `_LONG` or more three."""
_SIZES: Final = 255
"""Longer words count as this long: they are looked at together."""
_FACTOR: Final = np.uint32(257)
"""Of one character's number, before the next is added: a prime above the codes of most letters."""


class Neighbours:
    """Words among which those few edits from another are sought; ``lines`` holds them, a line each."""

    def __init__(self, lines: str) -> None:
        self._codes = np.frombuffer(lines.encode("utf-32-le"), np.uint32)
        self._ends = np.flatnonzero(self._codes == ord("\n")).astype(np.uint32)
        sizes = np.diff(self._ends.astype(np.int64), prepend=-1) - 1
        bounded = np.minimum(sizes, _SIZES).astype(np.uint8)
        order = np.argsort(bounded, kind="stable")
        self._by_size = order.astype(np.uint32)  # so that only words of about the same size are looked at
        self._size_begins = np.searchsorted(bounded[order], np.arange(_SIZES + 2)).tolist()
        ends, sizes = self._ends[order].astype(np.int64), sizes[order]
        first = [self._codes[np.minimum(ends - sizes + at, ends)] for at in range(3)]
        last = [self._codes[np.maximum(ends - 3 + at, 0)] for at in range(3)]
        self._edges = {2: (_number(*first[:2]), _number(*last[1:])), 3: (_number(*first), _number(*last))}

    def near(self, word: str, edits: int) -> npt.NDArray[np.int64]:
        """Return which words may be at most ``edits`` edits from ``word``, ascending; none so near is left out."""
        least, most = min(max(len(word) - edits, 0), _SIZES), min(len(word) + edits, _SIZES)
        begin, end = self._size_begins[least], self._size_begins[most + 1]
        texts = self._by_size[begin:end]
        wanted = np.frombuffer(word.encode("utf-32-le"), np.uint32)
        if edits == 1 and len(word) > _SHORT:  # then one edit leaves the first two or three characters or the last
            size = 2 if len(word) < _LONG else 3
            first, last = self._edges[size]
            of_word = np.split(wanted[:size], size), np.split(wanted[-size:], size)
            texts = texts[(first[begin:end] == _number(*of_word[0])) | (last[begin:end] == _number(*of_word[1]))]
        found = texts.astype(np.int64)
        if edits == 1 and hot.lookups():  # without kernels, by these alone
            from index.dictionary.similar_kernels import one_edit_apart

            out = np.empty(len(found), np.int64)
            found = out[: one_edit_apart(self._codes, self._ends, found, wanted, out)]
        found.sort()
        return found


def _number(*characters: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint16]:
    """Return a number for each run of characters; others may have the same one."""
    number = characters[0]
    for one in characters[1:]:
        number = number * _FACTOR + one
    return number.astype(np.uint16)
