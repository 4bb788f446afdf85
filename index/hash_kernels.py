"""Hashes as kernels: the twins of `index.hashing`."""

from __future__ import annotations

from typing import Final

import numpy as np

from index.columns import Array
from index.hashing import MULTIPLIER, HashTable
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


@kernel
def find(table: HashTable, key: Number) -> Number:
    """Return the row of ``key`` in a hash table, -1 if it is not there."""
    part = np.int64(key >> table.shift)
    for row in range(table.bucket[part], table.bucket[part + 1]):
        if table.keys[row] == key:
            return row
    return -1


@kernel
def find_all(table: HashTable, keys: Array) -> Array:
    """Return the row of each key, int64, -1 for unknown ones."""
    rows = np.empty(len(keys), np.int64)
    for place in range(len(keys)):
        rows[place] = find(table, keys[place])
    return rows
