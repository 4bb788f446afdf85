"""Sets of documents as bits, inside kernels: a word of 64 says at once where nothing is to be done."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

from index import posting_kernels

ONE: Final = np.uint64(1)
"""The bit of the first document of a word, shifted for the others."""
WORD: Final = 6
"""A document's word is its number shifted so far."""
INSIDE: Final = 63
"""The bits of a document's number that tell its place in the word."""


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def first_bit(_context: Any, _bits: Any) -> Any:  # noqa: ANN401
    """Return the place of the lowest bit that is set in a word that is not 0."""

    def generate(_own: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]
def _ones(_context: Any, _bits: Any) -> Any:  # noqa: ANN401
    """Return how many bits of a word are set."""

    def generate(_own: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


@posting_kernels.kernel
def how_many(bits: Any) -> int:  # noqa: ANN401
    """Return how many documents are in the set."""
    found = 0
    for word in range(len(bits)):
        found += _ones(bits[word])
    return found
