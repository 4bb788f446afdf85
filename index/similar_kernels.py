"""A Numba kernel that tells which words may be like another: few are, and only these are compared in earnest."""

from __future__ import annotations

from index.columns import Array
from index.jit import Number, kernel


@kernel
def _alike_at_the_ends(codes: Array, start: Number, size: Number, word: Array) -> Number:
    """Return how many characters ``codes[start:start + size]`` and ``word`` share at their beginnings and ends."""
    shorter = min(size, len(word))
    begin = 0
    while begin < shorter and codes[start + begin] == word[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and codes[start + size - 1 - end] == word[len(word) - 1 - end]:
        end += 1
    return begin + end


@kernel
def candidates(codes: Array, ends: Array, word: Array, edits: Number, out: Array) -> Number:
    """Write to ``out`` which texts may be at most ``edits`` edits from ``word``; return how many.

    ``codes`` uint32 are the characters of all texts, each with a line break after it; ``ends`` uint32[texts] are the
    places of the line breaks. None that is so near is left out: one edit (two neighbours swapped are one) leaves all
    but two characters of the longer text at its beginning and its end.
    """
    found, start = 0, 0
    for text in range(len(ends)):
        size = ends[text] - start
        longer = max(size, len(word))
        if abs(size - len(word)) <= edits and (edits > 1 or _alike_at_the_ends(codes, start, size, word) >= longer - 2):
            out[found] = text
            found += 1
        start = ends[text] + 1
    return found
