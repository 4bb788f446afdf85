"""Memory that is asked for ahead: what is computed stays the same, and the processor is told."""

from __future__ import annotations

import numpy as np
from numba import njit

from index.columns import Array
from index.kernels import Number, kernel, prefetch


@kernel
def _asked_and_read(array: Array, ahead: Number) -> Number:
    prefetch(array, ahead)
    return array[0, 1]


def test_asking_for_memory_changes_nothing_even_where_there_is_none() -> None:
    array = np.arange(6, dtype=np.uint64).reshape(3, 2)
    assert [_asked_and_read(array, ahead) for ahead in (0, 5, -1, 1 << 60)] == [1, 1, 1, 1]
    assert array.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_the_processor_is_asked() -> None:
    compiled = njit(_asked_and_read.py_func)  # type: ignore[attr-defined]  # not read from a cache, which has no LLVM
    compiled(np.zeros((1, 2), np.uint64), 0)
    assert all("@llvm.prefetch" in code for code in compiled.inspect_llvm().values())
