"""What stands between the words of a text, packed: `index.tokenising.gaps.packed_gaps` as a kernel."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.kernels import Number, kernel, put_number
from index.tokenising.gaps import GAPS, LONGER, MOST_BYTES, MOST_SPACES, WRITTEN

ROOM: Final = 2
"""Bytes that the gaps of a text take for each of its bytes, at most, ..."""
ROOM_BESIDE: Final = 8
"""... and beside them: one of one byte that has no number takes four, and there is a letter for each but the last."""
_SLOTS: Final = 1024
_SHIFT: Final = np.uint64(54)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Fibonacci hashing
_ONE: Final = np.uint64(1)
_SIZE_SHIFT: Final = np.uint64(8 * MOST_BYTES)


def _table() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
    """Return the gaps that have a number, each in the slot that its hash tells or behind: its key, and the number."""
    keys, numbers = np.zeros(_SLOTS, np.uint64), np.full(_SLOTS, WRITTEN, np.uint8)
    for number, gap in enumerate(GAPS):
        key = int.from_bytes(gap, "little") | (len(gap) + 1) << int(_SIZE_SHIFT)
        slot = (key * int(_MIX) & (1 << 64) - 1) >> int(_SHIFT)
        while keys[slot]:
            slot = (slot + 1) % _SLOTS
        keys[slot], numbers[slot] = key, number
    return keys, numbers


_KEYS, _NUMBERS = _table()


@kernel
def _number_of(buffer: Array, gap: Number, size: Number) -> Number:
    """Return the number of the gap of ``size`` bytes, `WRITTEN` if it has none."""
    if size > MOST_BYTES:
        return WRITTEN
    key = np.uint64(size + 1) << _SIZE_SHIFT
    for byte in range(size):
        key |= np.uint64(buffer[gap + byte]) << np.uint64(8 * byte)
    slot = (key * _MIX) >> _SHIFT
    while _KEYS[slot] != key and _KEYS[slot] != 0:
        slot = (slot + _ONE) & np.uint64(_SLOTS - 1)
    return np.int64(_NUMBERS[slot])


@kernel
def put_gaps(buffer: Array, bounds: Array, runs: Number, begin: Number, end: Number, out: Array, at: Number) -> Number:
    """Write the gaps of the text ``buffer[begin:end]`` to ``out`` from ``at`` on; return where they end.

    ``bounds`` has where each of its ``runs`` words begins and where it ends, in turn.
    """
    spaces, gap = np.int64(0), begin
    for run in range(runs + 1):
        start = bounds[2 * run] if run < runs else end
        if start == gap + 1 and buffer[gap] == 32 and spaces < MOST_SPACES:
            spaces += 1
        else:
            number = _number_of(buffer, gap, start - gap)
            out[at] = spaces << 4 | min(number, LONGER)
            out[at + 1] = number
            at += 2 if number >= LONGER else 1
            spaces = np.int64(0)
            if number == WRITTEN:
                at = put_number(out, at, start - gap)
                for byte in range(gap, start):
                    out[at] = buffer[byte]
                    at += 1
        if run < runs:
            gap = bounds[2 * run + 1]
    return at
