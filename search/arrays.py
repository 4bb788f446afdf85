"""What NumPy does too, but at a cost that a single question would notice; and choosing by several keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


def distinct(numbers: Numbers) -> Numbers:
    """Return the distinct numbers, ascending: ``np.unique``, which loads ``numpy.ma`` (about 20 ms) to do so."""
    return distinct_of_ascending(np.sort(numbers))


def distinct_of_ascending(ascending: Numbers) -> Numbers:
    """Return the same of numbers that ascend already: of millions of places, to sort them again takes the longest."""
    first = np.ones(len(ascending), bool)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return ascending[first]


def counted(numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Return the distinct numbers, ascending, and how often each is there: ``np.unique`` again."""
    ascending = np.sort(numbers)
    first = np.ones(len(ascending), bool)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    begins = np.flatnonzero(first)
    return ascending[begins], np.diff(begins, append=len(ascending))


def is_in(values: npt.NDArray[np.integer], ascending: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Return which values are among ``ascending``: ``np.isin``, which sorts what is sorted and loads ``numpy.ma``."""
    if not len(ascending):
        return np.zeros(len(values), bool)
    at = np.searchsorted(ascending, values)
    at[at == len(ascending)] = 0
    return ascending[at] == values


def first_by(keys: Sequence[npt.NDArray[Any]], count: int) -> Numbers:
    """Return the ``count`` smallest entries by ``keys``, in any order, with all that tie with the last of them."""
    undecided = np.arange(len(keys[0]) if count > 0 else 0)
    decided = []
    for key in keys:
        if len(undecided) <= count:
            break
        values = key[undecided]
        threshold = np.partition(values, count - 1)[count - 1]
        smaller = undecided[values < threshold]
        decided.append(smaller)
        count -= len(smaller)
        undecided = undecided[values == threshold]
    return np.concatenate([*decided, undecided])
