"""Bits inside kernels: which bytes of eight are flagged, without looking at each."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

EACH_BYTE: Final = np.uint64(0x0101_0101_0101_0101)
"""The lowest bit of each of eight bytes."""


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def trailing_zeros(_context: Any, _number: Any) -> Any:  # noqa: ANN401
    """Return how many lower bits of an unsigned number, not 0, are zero: one instruction of the processor."""

    def generate(_own: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate
