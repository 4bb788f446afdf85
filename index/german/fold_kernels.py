"""Folds as kernels: the twin of `index.german.german.fold` for the letters of European languages.

A word with a letter beyond them, with the sign of a gender form, or with an ü that may be no umlaut is left to
`index.german.german`: one form in a thousand.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.german import german
from index.kernels import Number, kernel

_LETTERS: Final = 0x180
"""Latin letters with and without accents; no word with others is folded here."""
LINE_END: Final = ord("\n")
_I, _N = ord("I"), ord("n")


class FoldTable(NamedTuple):
    """What becomes of each character when it is folded."""

    width: npt.NDArray[np.uint8]
    """How many letters; 0 for what is left to `index.german.german`."""
    first: npt.NDArray[np.uint32]
    second: npt.NDArray[np.uint32]
    capital: npt.NDArray[np.bool_]
    small: npt.NDArray[np.bool_]
    gendered: npt.NDArray[np.bool_]
    """After which ``In`` may be the ending of a gender form."""


@cache
def fold_table() -> FoldTable:
    """Return the table, read off `index.german.german.fold`."""
    characters = [chr(code) for code in range(_LETTERS)]
    folds = [german.fold(character) if character.isalnum() else "" for character in characters]
    width = np.array([len(fold) if len(fold) <= 2 else 0 for fold in folds], np.uint8)
    width[ord("ſ")] = 0  # folds to s, which is no letter of an ending then
    padded = [f"{fold}\0\0" for fold in folds]
    return FoldTable(
        width,
        np.array([ord(fold[0]) for fold in padded], np.uint32),
        np.array([ord(fold[1]) for fold in padded], np.uint32),
        np.array([character.isupper() for character in characters]),
        np.array([character.islower() for character in characters]),
        np.array([character in "abcdefghijklmnopqrstuvwxyzäöüß" for character in characters]),
    )


class Folded(NamedTuple):
    """Folded words: a run of code points, a line each, and what is true of them.

    ``start``, ``end`` int64[words]: where each is; ``half`` uint8[codes]: 1 for the second letter of two that were one;
    ``capital`` bool[words]: whether a word begins with a capital; ``capitals`` bool[words]: whether it has no small
    letter; ``simple`` bool[words]: whether it was folded here; the others are empty.
    """

    codes: Array
    half: Array
    start: Array
    end: Array
    capital: Array
    capitals: Array
    simple: Array


@kernel
def fold_word(codes: Array, table: FoldTable, out: Array, half: Array, at: Number) -> Number:
    """Write the fold of a word from ``at`` on; return where it ends, -1 if the word is not for us."""
    for place in range(len(codes)):
        code = codes[place]
        if code >= len(table.width) or table.width[code] == 0:
            return -1
        letter = table.first[code]
        if table.width[code] == 2:
            if place and (codes[place] == 0xFC or codes[place] == 0xDC):
                before = table.first[codes[place - 1]]
                if table.width[codes[place - 1]] == 1 and (before == 97 or before == 101):  # noqa: PLR1714
                    return -1  # aü, eü; Numba takes half a second to compile a set
            out[at], half[at] = letter, 0
            out[at + 1], half[at + 1] = table.second[code], 1
            at += 2
            continue
        n_follows = place + 1 < len(codes) and codes[place + 1] == _N
        if n_follows and code == _I and place and table.gendered[codes[place - 1]]:
            return -1
        out[at], half[at] = letter, 0
        at += 1
    return at


@kernel
def _has_small(codes: Array, table: FoldTable) -> Number:
    small = False
    for place in range(len(codes)):
        small = small or table.small[codes[place]]
    return small


@kernel
def fold_words(codes: Array, start: Array, end: Array, table: FoldTable) -> Folded:
    """Fold each word ``codes[start:end]``."""
    size = len(start)
    for word in range(len(start)):
        size += end[word] - start[word]
    out, half = np.empty(2 * size, np.uint32), np.empty(2 * size, np.uint8)
    starts, ends = np.empty(len(start), np.int64), np.empty(len(start), np.int64)
    simple = np.empty(len(start), np.bool_)
    capital, capitals = np.zeros(len(start), np.bool_), np.zeros(len(start), np.bool_)
    at = np.int64(0)
    for word in range(len(start)):
        starts[word] = at
        stop = fold_word(codes[start[word] : end[word]], table, out, half, at)
        simple[word] = stop >= 0
        if stop > at:
            capital[word] = table.capital[codes[start[word]]]
            capitals[word] = not _has_small(codes[start[word] : end[word]], table)
        at = stop if stop >= 0 else at
        ends[word] = at
        out[at], half[at] = LINE_END, 0
        at += 1
    return Folded(out[:at], half[:at], starts, ends, capital, capitals, simple)
