"""A table of words that holds their hashes only: small, memory-mapped, the same in Python and in kernels.

The hash of a word is `index.kernels.hashing.text_hash`, so the hash of any piece of a word follows from the hashes of
its beginnings. The words themselves are not kept.
"""

from __future__ import annotations

from index.kernels import MASK, MULTIPLIER, HashTable, bucketed, hash_table, plain_table, text_hash

__all__ = ["MASK", "MULTIPLIER", "HashTable", "beginnings", "bucketed", "hash_table", "plain_table", "word_hash"]

word_hash = text_hash


def beginnings(word: str) -> list[int]:
    """Return the hashes of ``word[:0]``, ``word[:1]``, ... ``word``."""
    values = [0]
    for character in word:
        values.append((values[-1] * MULTIPLIER + ord(character)) & MASK)
    return values
