"""Hashes of short texts, the same in Python, NumPy and kernels.

The hash is a polynomial over the code points modulo 2^64, so the hash of any piece of a word follows from the hashes
of its beginnings. Two of a million words share a hash with a chance of one in thirty million.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

MULTIPLIER: Final = 0x9E3779B97F4A7C15  # 2^64 / golden ratio, odd
MASK: Final = 2**64 - 1
_MAX_BUCKET_BITS: Final = 20


def text_hash(text: str) -> int:
    """Return the hash of ``text``."""
    value = 0
    for character in text:
        value = (value * MULTIPLIER + ord(character)) & MASK
    return value


def text_hashes(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return the hash of each text."""
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    value = np.zeros(len(texts), np.uint64)
    longest_first = np.argsort(-sizes, kind="stable")
    start = (np.cumsum(sizes) - sizes)[longest_first]
    left = np.searchsorted(-sizes[longest_first], -np.arange(int(sizes.max(initial=0))), "left")
    hashes = np.zeros(len(texts), np.uint64)
    for at, count in enumerate(left.tolist()):  # the texts that are longer than `at`
        hashes[:count] *= np.uint64(MULTIPLIER)
        hashes[:count] += codes[start[:count] + at]
    value[longest_first] = hashes
    return value


class HashTable(NamedTuple):
    """``keys`` uint64, sorted; the rows whose hash begins with the bits b are ``bucket[b]:bucket[b + 1]``.

    Only kernels need ``bucket``, which takes a tenth of a second to make: without it, `row` looks up all the same.
    """

    keys: npt.NDArray[np.uint64]
    bucket: npt.NDArray[np.int32]
    shift: np.uint64

    def row(self, key: int) -> int:
        """Return the row of a hash, -1 if it is not here."""
        at = int(self.keys.searchsorted(np.uint64(key)))
        return at if at < len(self.keys) and int(self.keys[at]) == key else -1


def plain_table(keys: npt.NDArray[np.uint64]) -> HashTable:
    """Return the table over sorted ``keys``, for `HashTable.row` only."""
    return HashTable(keys, np.zeros(0, np.int32), np.uint64(0))


def hash_table(keys: npt.NDArray[np.uint64]) -> HashTable:
    """Return the table over sorted ``keys``, for kernels as well."""
    bits = min(_MAX_BUCKET_BITS, max(1, len(keys).bit_length()))
    found = bucketed(keys, np.zeros(2**bits + 1, np.int32))
    np.cumsum(np.bincount((keys >> found.shift).astype(np.int64), minlength=2**bits), out=found.bucket[1:])
    return found


def bucketed(keys: npt.NDArray[np.uint64], bucket: npt.NDArray[np.int32]) -> HashTable:
    """Return the table over sorted ``keys`` whose ``bucket`` is at hand, a number more than a power of two."""
    return HashTable(keys, bucket, np.uint64(65 - len(bucket).bit_length()))
