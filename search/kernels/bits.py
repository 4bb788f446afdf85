"""Sets of documents as bits, inside kernels: a word of 64 says at once where nothing is to be done."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from index import kernels

ONE: Final = np.uint64(1)
"""The bit of the first document of a word, shifted for the others."""
WORD: Final = 6
"""A document's word is its number shifted so far."""
INSIDE: Final = 63
"""The bits of a document's number that tell its place in the word."""

EIGHT: Final = 8
MOST_SUM: Final = 255
"""Sums up to here fit in a byte; see `sums_of`."""
_ALL_BITS: Final = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_HIGH_BITS: Final = np.uint64(0x8080_8080_8080_8080)
_LOW_BITS: Final = np.uint64(0x7F7F_7F7F_7F7F_7F7F)
_LOWEST_BITS: Final = np.uint64(0x0101_0101_0101_0101)
_PAIRS: Final = np.uint64(0x00FF_00FF_00FF_00FF)
_ONE_A_PAIR: Final = np.uint64(0x0001_0001_0001_0001)


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


@intrinsic  # type: ignore[untyped-decorator]
def _eight_bytes(_context: Any, array: Any, _at: Any) -> Any:  # noqa: ANN401
    """Return the eight bytes of an array that begin at a place, wherever that is, as one number."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), ir.IntType(64).as_pointer())
        return builder.load(place, align=1)

    return types.uint64(array, types.int64), generate


@kernels.checked_kernel
def after_numbers(stream: Any, at: Any, count: Any) -> Any:  # noqa: ANN401
    """Return where ``count`` LEB128 numbers end that begin at ``stream[at]``: a number ends with a byte below 128."""
    if at < 0:  # eight bytes at a time are read without being checked
        raise IndexError
    while count >= EIGHT and at + EIGHT <= len(stream):
        count -= EIGHT - _ones(_eight_bytes(stream, np.int64(at)) & _HIGH_BITS)
        at += EIGHT
    if count > 0 and at + EIGHT <= len(stream) and _eight_bytes(stream, np.int64(at)) & _HIGH_BITS == 0:
        return at + count
    while count > 0:
        count -= stream[at] < 0x80
        at += 1
    return at


@kernels.kernel
def next_bytes(stream: Any, at: Any, count: Any) -> Any:  # noqa: ANN401
    """Return the next eight LEB128 numbers, or the ``count`` (1 or more) next ones, as the lowest bytes of a number.

    Only if they are known to be a byte each, which `are_bytes` tells.
    """
    if at + EIGHT > len(stream):
        return _HIGH_BITS
    unwanted = EIGHT * max(EIGHT - np.int64(count), np.int64(0))
    return _eight_bytes(stream, np.int64(at)) & (_ALL_BITS >> np.uint64(unwanted))


@kernels.kernel
def are_bytes(numbers: Any) -> bool:  # noqa: ANN401
    """Return whether `next_bytes` knew its numbers to be bytes."""
    return numbers & _HIGH_BITS == 0


@kernels.kernel
def gaps_of(numbers: Any) -> Any:  # noqa: ANN401
    """Return the gaps to the documents of a record that eight numbers tell."""
    return (numbers >> ONE) & _LOW_BITS


@kernels.kernel
def counts_for(numbers: Any, before: Any) -> Any:  # noqa: ANN401
    """Return for how many of the documents that ``before`` of eight numbers tell a count follows."""
    flags = numbers & _LOWEST_BITS
    return _ones(flags) if before >= EIGHT else _ones(flags & ((ONE << np.uint64(EIGHT * before)) - ONE))


@kernels.kernel
def sum_of(numbers: Any) -> Any:  # noqa: ANN401
    """Return the sum of eight bytes below 128."""
    pairs = (numbers & _PAIRS) + ((numbers >> np.uint64(8)) & _PAIRS)
    return np.int64((pairs * _ONE_A_PAIR) >> np.uint64(48))


@kernels.kernel
def sums_of(numbers: Any) -> Any:  # noqa: ANN401
    """Return the sums of the first byte, of the first two, and so on, as eight bytes: if all are at most `MOST_SUM`."""
    return numbers * _LOWEST_BITS


@kernels.kernel
def place_among(sums: Any, wanted: Any) -> Any:  # noqa: ANN401
    """Return the place of the first of eight bytes that is ``wanted``, `EIGHT` if none is."""
    others = sums ^ (np.uint64(wanted) * _LOWEST_BITS)
    zeros = (others - _LOWEST_BITS) & ~others & _HIGH_BITS  # the lowest bit is that of the first byte that is 0
    return EIGHT if zeros == 0 else first_bit(zeros) >> 3


@kernels.kernel
def how_many(bits: Any) -> int:  # noqa: ANN401
    """Return how many documents are in the set."""
    found = 0
    for word in range(len(bits)):
        found += _ones(bits[word])
    return found


@kernels.kernel
def members(bits: Any) -> Any:  # noqa: ANN401
    """Return the documents in the set, ascending, and leave it empty."""
    found, kept = np.empty(how_many(bits), np.int32), 0
    for word in range(len(bits)):
        left = bits[word]
        while left != 0:
            found[kept] = (word << WORD) + first_bit(left)
            left &= left - ONE
            kept += 1
        bits[word] = 0
    return found
