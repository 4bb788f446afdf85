"""A table of words that holds their hashes only: small, memory-mapped, the same in Python and in kernels.

The hash of a word is `index.hashing.text_hash`, so the hash of any piece of a word follows from the hashes of
its beginnings. The words themselves are not kept.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.hashing import MASK, MULTIPLIER, text_hash

__all__ = ["MASK", "MULTIPLIER", "HashTable", "beginnings", "hash_table", "plain_table", "word_hash"]

word_hash = text_hash
_MAX_BUCKET_BITS: Final = 20


def beginnings(word: str) -> list[int]:
    """Return the hashes of ``word[:0]``, ``word[:1]``, ... ``word``."""
    values = [0]
    for character in word:
        values.append((values[-1] * MULTIPLIER + ord(character)) & MASK)
    return values


class HashTable(NamedTuple):
    """``keys`` uint64, sorted; the rows whose hash begins with the bits b are ``bucket[b]:bucket[b + 1]``.

    Only kernels need ``bucket``, which takes a tenth of a second to make: without it, `row` looks up all the same.
    """

    keys: npt.NDArray[np.uint64]
    bucket: npt.NDArray[np.int32]
    shift: np.uint64

    def row(self, key: int) -> int:
        """Return the row of a hash, -1 if it is not here."""
        at = int(np.searchsorted(self.keys, np.uint64(key)))
        return at if at < len(self.keys) and int(self.keys[at]) == key else -1


def plain_table(keys: npt.NDArray[np.uint64]) -> HashTable:
    """Return the table over sorted ``keys``, for `HashTable.row` only."""
    return HashTable(keys, np.zeros(0, np.int32), np.uint64(0))


def hash_table(keys: npt.NDArray[np.uint64]) -> HashTable:
    """Return the table over sorted ``keys``, for kernels as well."""
    bits = min(_MAX_BUCKET_BITS, max(1, len(keys).bit_length()))
    shift = np.uint64(64 - bits)
    edges = np.arange(1, 2**bits, dtype=np.uint64) << shift
    inner = np.searchsorted(keys, edges)
    return HashTable(keys, np.concatenate([[0], inner, [len(keys)]]).astype(np.int32), shift)
