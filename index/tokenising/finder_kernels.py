"""Looking for some forms of a dictionary among the words of texts; see `index.hot.WordFinder`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.kernels import Number, checked_kernel, kernel, prefetch
from index.tokenising.scan_kernels import SPARE, head_of, is_form
from index.tokenising.tokens import Cut

_SLOTS: Final = 8
"""Slots for each form that is looked for, at least: so few other words are taken for one of them at first sight."""
_ROOM: Final = 24
"""Bytes for each form at first: most need half as many, and others are copied once more."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Fibonacci hashing
_SHIFT: Final = np.uint64(32)


@checked_kernel
def _copy(blob: Array, start: Array, forms: Array, first: Number, own: Array, offsets: Array) -> None:
    """Write the bytes of ``forms`` of a chunk end to end, if ``own`` has room for all, and where each begins.

    The forms of the chunk begin with number ``first``.
    """
    offsets[0] = 0
    for i in range(len(forms)):
        begin, end = np.int64(start[forms[i] - first]), np.int64(start[forms[i] - first + 1])
        if end < begin:
            raise IndexError
        prefetch(blob, begin)
        offsets[i + 1] = offsets[i] + end - begin
    for i in range(len(forms) if offsets[-1] <= len(own) else 0):
        begin = np.int64(start[forms[i] - first])
        for at in range(offsets[i + 1] - offsets[i]):
            own[offsets[i] + at] = blob[begin + at]


def _copied(
    blob: Array, start: Array, forms: npt.NDArray[np.int64], first: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the bytes of ``forms`` of a chunk, and where each begins."""
    offsets, own = np.empty(len(forms) + 1, np.int64), np.empty(_ROOM * len(forms) + SPARE, np.uint8)
    _copy(blob, start, forms, first, own, offsets)
    size = int(offsets[-1])
    if size > len(own) - SPARE:
        own = np.empty(size + SPARE, np.uint8)
        _copy(blob, start, forms, first, own, offsets)
    return own[: size + SPARE - size % 8], offsets


def packed(parts: Sequence[tuple[Array, Array, Array, int]]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the bytes of forms end to end, some more behind them, and where each begins, int64[forms + 1].

    A part is the bytes of a chunk's forms, where each begins in them, which forms are wanted (int64), and the number of
    the chunk's first. Raises IndexError where the chunk is damaged.
    """
    copied = [_copied(*part) for part in parts]
    if len(copied) == 1:  # the dictionary of an index that nothing was added to
        return copied[0]
    sizes = [np.zeros(1, np.int64), *(np.diff(offsets) for _, offsets in copied)]
    offsets = np.cumsum(np.concatenate(sizes))
    spare = np.zeros(SPARE - int(offsets[-1]) % 8, np.uint8)
    return np.concatenate([*(own[: its[-1]] for own, its in copied), spare]), offsets


@kernel
def _slot(eights: Array, start: Number, size: Number, slots: Number) -> Number:
    """Return the slot of the word of ``size`` bytes, told from its size and its first eight bytes."""
    value = (head_of(eights, start, size) ^ np.uint64(size)) * _MIX
    return (value ^ (value >> _SHIFT)) & np.uint64(slots - 1)


@kernel
def _enter_forms(eights: Array, offsets: Array, head: Array, following: Array) -> None:
    """Chain the forms of each slot: ``head`` int32[a power of two] begins with -1, ``following`` int32[forms]."""
    for form in range(len(following)):
        slot = _slot(eights, offsets[form], offsets[form + 1] - offsets[form], len(head))
        following[form], head[slot] = head[slot], form


@kernel
def _find(
    eights: Array,
    bounds: Array,
    token_end: Array,
    own: Array,
    offsets: Array,
    head: Array,
    following: Array,
    found: Array,
    found_end: Array,
) -> None:
    """Write which tokens of texts are which form: their places in the text into ``found[0]``, forms into ``found[1]``.

    ``token_end`` int64[texts] is where the tokens of each text end, and ``found_end`` likewise in what is written.
    Bytes are compared: what comes out is no guess.
    """
    candidates, count, first, text = np.uint64(0), np.int64(0), np.int64(0), 0
    for place in range(token_end[-1]):
        start = bounds[2 * place]
        found[0, candidates] = place
        # No branch: few are candidates, and none can be foreseen.
        candidates += np.uint64(head[_slot(eights, start, bounds[2 * place + 1] - start, len(head))] >= 0)
    for place in found[0, :candidates]:
        while place >= token_end[text]:
            first, found_end[text] = token_end[text], count
            text += 1
        start, size = bounds[2 * place], bounds[2 * place + 1] - bounds[2 * place]
        form = head[_slot(eights, start, size, len(head))]
        while form >= 0 and not _is_same(eights, start, size, own, offsets[form], offsets[form + 1] - offsets[form]):
            form = following[form]
        if form >= 0:
            found[0, count], found[1, count] = place - first, form
            count += 1
    found_end[text:] = count


@kernel
def _is_same(words: Array, start: Number, size: Number, own: Array, begin: Number, form_size: Number) -> Number:
    """Return whether the word of ``size`` bytes is a form."""
    if size != form_size or head_of(words, start, size) != head_of(own, begin, size):
        return False
    return size <= 8 or is_form(words, start, size, own, begin, form_size)


class FormTable:
    """Some forms, and where they stand in texts."""

    def __init__(self, forms: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> None:
        """Hold the forms that `packed` gives."""
        self._eights, self._offsets = forms.view(np.uint64), offsets
        self._head = np.full(_SLOTS << len(offsets).bit_length(), -1, np.int32)
        self._following = np.empty(len(offsets) - 1, np.int32)
        _enter_forms(self._eights, offsets, self._head, self._following)

    def find(self, cut: Cut) -> tuple[list[int], npt.NDArray[np.int64], list[int]]:
        """Return which tokens of texts are forms, their places in each, which forms, and where each text ends."""
        found = np.empty((2, int(cut.token_end[-1]) + 1), np.int64)
        found_end = np.empty(len(cut.token_end), np.int64)
        _find(
            cut.eights, cut.bounds, cut.token_end, self._eights, self._offsets, self._head, self._following,
            found, found_end,
        )  # fmt: skip
        ends = found_end.tolist()
        return found[0, : ends[-1]].tolist(), found[1, : ends[-1]], ends
