"""Hashes as kernels: the twins of `index.hashing`."""

from __future__ import annotations

from typing import Final

import numpy as np

from index.columns import Array
from index.hashing import MULTIPLIER
from index.jit import Number, kernel

_MULTIPLIER: Final = np.uint64(MULTIPLIER)


@kernel
def hash_codes(codes: Array) -> Number:
    """Return the hash of a string of code points (`index.hashing.text_hash`)."""
    value = np.uint64(0)
    for at in range(len(codes)):
        value = value * _MULTIPLIER + np.uint64(codes[at])
    return value


@kernel
def hash_spans(codes: Array, start: Array, end: Array) -> Array:
    """Return the hash of each ``codes[start:end]``, uint64."""
    hashes = np.empty(len(start), np.uint64)
    for word in range(len(start)):
        hashes[word] = hash_codes(codes[start[word] : end[word]])
    return hashes
