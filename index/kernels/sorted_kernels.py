"""Looking for a value in a sorted array, inside kernels."""

from __future__ import annotations

from index.columns import Array
from index.kernels.jit import Number, checked_kernel


@checked_kernel
def place_of(values: Array, begin: Number, end: Number, wanted: Number) -> Number:
    """Return where ``wanted`` is in ``values[begin:end]``, -1 if it is not there; an IndexError outside the array."""
    size = end - begin
    while size > 1:  # nothing between ``begin`` and ``begin + size`` is left out that may be ``wanted``
        half = size >> 1
        begin += half * (values[begin + half - 1] < wanted)  # no branch: which half it is cannot be foreseen
        size -= half
    return begin if size > 0 and values[begin] == wanted else -1


@checked_kernel
def contains(values: Array, wanted: Number) -> bool:
    """Return whether ``wanted`` is one of ``values``."""
    return bool(place_of(values, 0, len(values), wanted) >= 0)
