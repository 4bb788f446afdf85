"""Bytes of a text compared 64 at a time: which of them are letters, as the bits of one number.

A loop over bytes that writes down where something changes takes some four steps of the processor a byte. It compares 64
bytes with one instruction, and the bits of the outcome lead from one change to the next without looking at what is
between them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

AT_ONCE: Final = 64
"""Bytes that are compared at once, and that may be read behind a text."""
COPIED: Final = 16
"""Bytes that are copied at once: most words have no more."""
_COPIED: Final = ir.VectorType(ir.IntType(8), COPIED)
_BYTES: Final = ir.VectorType(ir.IntType(8), AT_ONCE)
_NUMBER: Final = ir.IntType(AT_ONCE)
_SMALL: Final = 0x20
"""The bit that a capital of ASCII lacks."""


def _each(byte: int) -> Any:  # noqa: ANN401  # LLVM has no types
    return ir.Constant(_BYTES, [byte] * AT_ONCE)


def _among(builder: Any, data: Any, first: str, count: int) -> Any:  # noqa: ANN401  # LLVM has no types
    """Return which bytes are one of ``count`` characters from ``first`` on."""
    return builder.icmp_unsigned("<", builder.sub(data, _each(ord(first))), _each(count))


def _alphanumeric(builder: Any, data: Any) -> Any:  # noqa: ANN401  # LLVM has no types
    letters = _among(builder, builder.or_(data, _each(_SMALL)), "a", 26)
    return builder.or_(letters, _among(builder, data, "0", 10))


def _beyond_ascii(builder: Any, data: Any) -> Any:  # noqa: ANN401  # LLVM has no types
    return builder.icmp_signed("<", data, _each(0))


def _gender_signs(builder: Any, data: Any) -> Any:  # noqa: ANN401  # LLVM has no types
    star, colon, line = (builder.icmp_unsigned("==", data, _each(ord(sign))) for sign in "*:_")
    return builder.or_(builder.or_(star, colon), line)


def _bits(array: Any, test: Callable[[Any, Any], Any]) -> tuple[Any, Any]:  # noqa: ANN401  # Numba has no types
    """Return what an intrinsic is made of that tells for which of the bytes from one on ``test`` is true."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        data = make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(data, [arguments[1]]), _BYTES.as_pointer())
        return builder.bitcast(test(builder, builder.load(place, align=1)), _NUMBER)

    return types.uint64(array, types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def alphanumeric(_: Any, buffer: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001  # Numba has no types
    """Return, inside of a kernel, which of `AT_ONCE` bytes from ``at`` on are ASCII letters or digits: a bit each."""
    return _bits(buffer, _alphanumeric)


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def beyond_ascii(_: Any, buffer: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001  # Numba has no types
    """Return, inside of a kernel, which of `AT_ONCE` bytes from ``at`` on are not ASCII: a bit each."""
    return _bits(buffer, _beyond_ascii)


def _going_on(builder: Any, data: Any) -> Any:  # noqa: ANN401  # LLVM has no types
    return builder.icmp_signed("<", data, _each(0xC0))


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def going_on(_: Any, buffer: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001  # Numba has no types
    """Return, inside of a kernel, which of `AT_ONCE` bytes from ``at`` on go on with a character: a bit each."""
    return _bits(buffer, _going_on)


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def ones(_: Any, bits: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001  # Numba has no types
    """Return, inside of a kernel, how many bits of a number are set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401, ARG001
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def gender_signs(_: Any, buffer: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001  # Numba has no types
    """Return, inside of a kernel, which of `AT_ONCE` bytes from ``at`` on are ``*``, ``:`` or ``_``: a bit each."""
    return _bits(buffer, _gender_signs)


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def lowest_bit(_: Any, bits: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001  # Numba has no types
    """Return, inside of a kernel, the place of the lowest bit of a number that is not 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401, ARG001
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]  # Numba has no types
def copy(_: Any, source: Any, begin: Any, target: Any, at: Any) -> tuple[Any, Any]:  # noqa: ANN401, ARG001
    """Copy, inside of a kernel, `COPIED` bytes of ``source`` from ``begin`` on to ``target`` from ``at`` on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        first, _, second, _ = signature.args
        read = make_array(first)(context, builder, arguments[0]).data
        written = make_array(second)(context, builder, arguments[2]).data
        data = builder.load(builder.bitcast(builder.gep(read, [arguments[1]]), _COPIED.as_pointer()), align=1)
        builder.store(data, builder.bitcast(builder.gep(written, [arguments[3]]), _COPIED.as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(source, types.intp, target, types.intp), generate
