"""Kernels for compounds: what is found under their parts.

The pieces of a compound are its parts and the compounds inside it; each is known by the hash of its stem. A part that
never meets another word of its stem is also known by the complement of the hash of its letters.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.columns import Array
from index.compounds.tables import MAX_LETTERS, MAX_PARTS, RESTORED
from index.german import stem_length
from index.kernels import HashTable, Number, find, hash_codes, kernel

_LONGEST_RESTORED: Final = max(map(len, RESTORED))
RESTORED_LETTERS: Final = np.array(
    [[ord(letter) for letter in text.ljust(_LONGEST_RESTORED, "\0")] for text in RESTORED], np.uint32
)
"""`index.compounds.tables.RESTORED` as code points, filled up with zeros."""
_E, _N, _S, _R = ord("e"), ord("n"), ord("s"), ord("r")


@kernel
def _is_link(codes: Array, half: Array, begin: Number, end: Number) -> Number:
    """Return whether ``codes[begin:end]`` are letters of linking elements by themselves, none half of an ß."""
    for at in range(begin, end):
        letter = codes[at]
        if half[at] or half[at + 1] or letter not in (_E, _N, _S, _R):
            return False
    return True


@kernel
def _key(letters: Array, restored: Array, word: Array, room: Array) -> Number:
    """Return the hash of the stem of ``letters`` with what composition cut off them."""
    size = len(letters)
    for at in range(size):
        word[at] = letters[at]
    for at in range(len(restored)):
        if restored[at]:
            word[size] = restored[at]
            size += 1
    return hash_codes(word[: stem_length(word[:size], room)])


@kernel
def _ends(codes: Array, half: Array, count: Number, points: Array, restores: Array, ends: Array) -> Number:
    """Write where the parts of one word end; return whether each begins with a whole letter of the form."""
    for part in range(count):
        point, link = np.int64(points[part]), np.int64(restores[part]) & 15
        if half[point]:
            return False
        ends[part] = point - link if _is_link(codes, half, point - link, point) else point
    ends[count] = len(codes)
    return True


@kernel
def pieces_of_splits(
    codes: Array,
    half: Array,
    start: Array,
    end: Array,
    counts: Array,
    points: Array,
    restores: Array,
    restored: Array,
    never_met: HashTable,
) -> tuple[Array, Array, Array]:
    """Return the pieces of words that `kernels.split_words` split.

    ``half`` uint8[codes]: whether a code point is the second of two that were one letter of the form; ``restored`` is
    `RESTORED_LETTERS`, ``never_met`` the table of `index.compounds.pieces.never_met`.

    Returns:
        The key, uint64; the place of the word, int64; whether the piece ends where the word ends, bool (see
        `index.compounds.pieces.Pieces`).
    """
    at_most = np.int64(0)
    for word in range(len(start)):
        parts = np.int64(counts[word]) + 1
        at_most += 2 * parts + parts * (parts - 1) // 2 if parts > 1 else 0
    key, form, is_head = np.empty(at_most, np.uint64), np.empty(at_most, np.int64), np.empty(at_most, np.bool_)
    text, room = np.empty(MAX_LETTERS + 8, np.uint32), np.empty(MAX_LETTERS + 8, np.uint32)
    begins, ends = np.zeros(MAX_PARTS, np.int64), np.zeros(MAX_PARTS, np.int64)
    found = 0
    for word in range(len(start)):
        count = np.int64(counts[word])
        letters, halves = codes[start[word] : end[word]], half[start[word] : end[word] + 1]
        if count == 0 or not _ends(letters, halves, count, points[word], restores[word], ends):
            continue
        for part in range(count):
            begins[part + 1] = points[word, part]
        for part in range(count + 1):
            written = hash_codes(letters[begins[part] : begins[part + 1] if part < count else len(letters)])
            if find(never_met, written) >= 0:
                key[found], form[found], is_head[found] = ~written, word, False
                found += 1
        for first in range(count + 1):
            for last in range(first, count + 1):
                if last - first == count:
                    continue
                cut_off = np.int64(restores[word, first]) >> 4 if first == last and last < count else 0
                piece = letters[begins[first] : ends[last]]
                key[found] = _key(piece, restored[cut_off], text, room)
                form[found], is_head[found] = word, last == count
                found += 1
    return key[:found], form[:found], is_head[:found]
