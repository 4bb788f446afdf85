"""The decorator of all kernels: compiled by Numba at first use, without the GIL, cached on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Number = Any
"""A scalar inside a kernel; Numba infers its width."""
_Function = TypeVar("_Function", bound=Callable[..., Any])


def kernel(function: _Function) -> _Function:
    """Return ``function`` compiled; it is called as before."""
    return cast("_Function", njit(nogil=True, cache=True)(function))


def checked_kernel(function: _Function) -> _Function:
    """Return ``function`` compiled, with every index checked: what reads files, which may be damaged.

    An index outside of an array is an IndexError then, as in NumPy; without the check it is a crash of the process.
    """
    return cast("_Function", njit(nogil=True, cache=True, boundscheck=True)(function))
