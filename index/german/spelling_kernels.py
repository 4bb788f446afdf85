"""A kernel that tells which words `index.german.orthography.canonicals` leaves as they are: 24 of 25.

What the rules change has four letters in a row that tell it. So most words need not be compared with the rules.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.german import orthography
from index.kernels import Number, kernel

_BITS: Final = 5
"""Bits of a letter from a to z; 0 is every other character, and what is before the first."""
_BEFORE_A: Final = ord("a") - 1
_LETTERS: Final = 26
_ASCII: Final = 128
_ALL: Final = (1 << _BITS * orthography.WINDOW) - 1


@cache
def telling_letters() -> npt.NDArray[np.bool_]:
    """Return for each four letters in a row, bool[2 ** 20], whether a word with them may be changed."""
    telling = np.zeros((1 << _BITS,) * orthography.WINDOW, np.bool_)
    for written in orthography.written():
        telling[tuple(map(_number, orthography.rarest(written)))] = True
    for letter in range(1, _LETTERS + 1):
        telling[..., letter, letter, letter] = True
    for first, second in orthography.PAIRS:
        telling[..., _number(first), _number(second)] = True
    return telling.reshape(-1)


def _number(letter: str) -> int:
    return 0 if letter == orthography.BEGIN else ord(letter) - _BEFORE_A


@kernel
def may_differ(codes: Array, start: Array, end: Array, telling: Array) -> Array:
    """Return which words ``codes[start:end]`` may be changed, bool[words]: those with other letters may."""
    differ = np.zeros(len(start), np.bool_)
    for word in range(len(start)):
        letters: Number = 0
        for at in range(start[word], end[word]):
            letter = np.int64(codes[at])
            differ[word] |= letter >= _ASCII
            letter -= _BEFORE_A
            letters = (letters << _BITS | (letter if 1 <= letter <= _LETTERS else 0)) & _ALL
            differ[word] |= telling[letters]
    return differ
