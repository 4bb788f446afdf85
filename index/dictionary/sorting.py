"""Sorts many strings by NumPy: some bytes of all at a time, which takes a quarter of the time of comparing strings."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Strings

_WIDTH: Final = 8
"""Bytes of a number that is sorted by."""
_FIRST_BYTES: Final = np.array([2**64 - 2 ** (64 - 8 * count) for count in range(_WIDTH + 1)], np.uint64)
"""Masks that keep so many bytes."""
_INDEX_BITS: Final = np.uint64(32)
_Numbers = npt.NDArray[np.int64]
_Keys = npt.NDArray[np.uint64]


def in_order(texts: Strings) -> _Numbers:
    """Return the places of ``texts`` in the order of these, equal ones as they come.

    UTF-8 sorts as code points do. No text holds a zero character.
    """
    data = np.concatenate((texts.blob, np.zeros(_WIDTH, np.uint8)))
    start, end = texts.start[:-1].astype(np.int64), texts.start[1:].astype(np.int64)
    order, tied, group = np.arange(len(texts)), np.arange(len(texts)), np.zeros(len(texts), np.uint64)
    while len(tied):  # the places in `order` where the bytes so far do not tell which text comes first
        width = (64 - int(group[-1]).bit_length()) // 8
        here = order[tied]
        left = end[here] - start[here]
        by_key = np.argsort(key := group << np.uint64(8 * width % 64) | _numbers(data, start[here], left, width))
        order[tied], key, ended = here[by_key], key[by_key], left[by_key] < width
        group, shared = _groups(key)
        _by_index(order, tied, group, shared & ended)
        start += width  # of all texts, for those that are tied no more are not looked at again
        more = shared & ~ended
        tied, group = tied[more], _dense(group[more])
    return order


def _numbers(data: npt.NDArray[np.uint8], start: _Numbers, left: _Numbers, width: int) -> _Keys:
    """Return the next ``width`` bytes of each text as a number, zeros behind a text that has fewer ``left``."""
    windows = np.ndarray((len(data) - _WIDTH + 1,), ">u8", data.data, strides=(1,))
    value = windows[np.minimum(start, len(windows) - 1)].astype(np.uint64)
    value &= _FIRST_BYTES[np.clip(left, 0, width)]
    return value >> np.uint64(8 * (_WIDTH - width))


def _groups(key: _Keys) -> tuple[_Keys, npt.NDArray[np.bool_]]:
    """Return a number for each run of equal keys, and which of these share theirs."""
    new = np.ones(len(key) + 1, bool)
    new[1:-1] = key[1:] != key[:-1]
    return np.cumsum(new[:-1]).astype(np.uint64), ~(new[:-1] & new[1:])


def _dense(group: _Keys) -> _Keys:
    """Return the numbers of groups, which ascend, without those that are missing."""
    return np.cumsum(np.diff(group, prepend=group[:1]) != 0).astype(np.uint64)


def _by_index(order: _Numbers, tied: _Numbers, group: _Keys, equal: npt.NDArray[np.bool_]) -> None:
    """Put equal texts as they come."""
    at = tied[equal]
    index = order[at].astype(np.uint64)
    order[at] = order[at[np.argsort(group[equal] << _INDEX_BITS | index)]]
