"""A Numba kernel that tells which words may be one edit from another: only these few are compared in earnest."""

from __future__ import annotations

from index.columns import Array
from index.kernels import Number, kernel


@kernel
def one_edit_apart(codes: Array, ends: Array, texts: Array, word: Array, out: Array) -> Number:
    """Write to ``out`` which of ``texts`` may be one edit from ``word``; return how many.

    ``codes`` uint32 are the characters of all texts, each with a line break after it; ``ends`` uint32[texts] are the
    places of the line breaks; ``texts`` int64 are those that are at most one character longer or shorter. None that is
    so near is left out: one edit (two neighbours swapped are one) leaves all but two characters of the longer text at
    its beginning and its end.
    """
    found, size = 0, len(word)
    for at in range(len(texts)):
        text = texts[at]
        start = 0 if text == 0 else ends[text - 1] + 1
        stop = ends[text] - 1
        shorter = min(stop + 1 - start, size)
        begin = 0
        while begin < shorter and codes[start + begin] == word[begin]:
            begin += 1
        end = 0
        while end < shorter - begin and codes[stop - end] == word[size - 1 - end]:
            end += 1
        if begin + end >= max(stop + 1 - start, size) - 2:
            out[found] = text
            found += 1
    return found
