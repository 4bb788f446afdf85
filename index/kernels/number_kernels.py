"""Numbers as LEB128: seven bits a byte from the lowest on, the highest bit of a byte says that another follows."""

from __future__ import annotations

import numpy as np

from index.columns import Array
from index.kernels.jit import Number, checked_kernel


@checked_kernel
def put_number(out: Array, at: Number, value: Number) -> Number:
    """Write ``value`` to ``out`` at ``at`` as LEB128 and return where the next number goes.

    A byte behind it may be written to as well.
    """
    if value < 0x4000:  # nearly all are; no branch could foresee which take one byte and which two
        two = np.int64(value >= 0x80)
        out[at] = (value & 0x7F) | two << 7
        out[at + 1] = value >> 7
        return at + 1 + two
    while value >= 0x80:
        out[at] = (value & 0x7F) | 0x80
        value >>= 7
        at += 1
    out[at] = value
    return at + 1


@checked_kernel
def read_number(stream: Array, at: Number) -> tuple[Number, Number]:
    """Return the LEB128 number at ``stream[at]``, and where the next one begins."""
    byte = np.int64(stream[at])
    value, shift = byte & 0x7F, 7
    at += 1
    while byte >= 0x80:
        byte = np.int64(stream[at])
        value |= (byte & 0x7F) << shift
        shift += 7
        at += 1
    return value, at
