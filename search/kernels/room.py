"""Lists that kernels write to before it is known how long they become."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from index import kernels

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""


@kernels.kernel
def longer(array: Array, kept: Number, more: Number) -> Array:
    """Return an array with the first ``kept`` entries and room for so many more: the same one if it has that.

    A new one has room for as many more as are kept, at least, so that who adds a little at a time copies little.
    Copied one by one: assigning a slice takes two seconds to compile, for the text of an error that can't occur.
    """
    if kept + more <= len(array):
        return array
    longer = np.empty(kept + max(kept, more), array.dtype)
    for i in range(kept):
        longer[i] = array[i]
    return longer
