"""Hashes as kernels: the twins of `index.kernels.hashing`."""

from __future__ import annotations

from typing import Final

import numpy as np

from index.columns import Array
from index.kernels.hashing import MULTIPLIER, HashTable
from index.kernels.jit import Number, kernel

_MULTIPLIER: Final = np.uint64(MULTIPLIER)


@kernel
def hash_codes(codes: Array) -> Number:
    """Return the hash of a string of code points (`index.kernels.hashing.text_hash`)."""
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
def row_of(keys: Array, bucket: Array, shift: Number, key: Number) -> Number:
    """Return the row of ``key`` in the hash table of these parts, -1 if it is not there.

    For loops: each time that a kernel takes an array out of a tuple it counts one more user of it, and all threads
    count in one place.
    """
    part = np.int64(key >> shift)
    for row in range(bucket[part], bucket[part + 1]):
        if keys[row] == key:
            return row
    return -1


@kernel
def find(table: HashTable, key: Number) -> Number:
    """Return the row of ``key`` in a hash table, -1 if it is not there."""
    return row_of(table.keys, table.bucket, table.shift, key)


@kernel
def find_all(table: HashTable, keys: Array) -> Array:
    """Return the row of each key, int64, -1 for unknown ones."""
    rows = np.empty(len(keys), np.int64)
    own, bucket, shift = table.keys, table.bucket, table.shift
    for place in range(len(keys)):
        rows[place] = row_of(own, bucket, shift, keys[place])
    return rows
