"""`search.arrays` against NumPy."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.arrays import counted, distinct, is_in


@given(st.lists(st.integers(-5, 5) | st.integers(-(2**63), 2**63 - 1)))
def test_distinct_equals_unique(numbers: list[int]) -> None:
    array = np.array(numbers, np.int64)
    found = distinct(array)
    assert found.dtype == np.int64
    assert found.tolist() == np.unique(array).tolist()
    assert array.tolist() == numbers


@given(st.lists(st.integers(-5, 5)))
def test_counted_equals_unique(numbers: list[int]) -> None:
    found, times = np.unique(np.array(numbers, np.int64), return_counts=True)
    assert [one.tolist() for one in counted(np.array(numbers, np.int64))] == [found.tolist(), times.tolist()]


@given(st.lists(st.integers(-9, 9)), st.sets(st.integers(-9, 9)))
def test_what_is_in_equals_isin(values: list[int], others: set[int]) -> None:
    array, ascending = np.array(values, np.int64), np.array(sorted(others), np.int64)
    assert is_in(array, ascending).tolist() == np.isin(array, ascending).tolist()
