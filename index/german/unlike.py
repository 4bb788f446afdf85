"""Words that a stem throws together and no ending tells apart: ``Kohl`` and ``Kohle``, ``Seite`` and ``seit``.

What endings show (Arbeit, Arbeiter) follows from the dictionary, and so do function words; these pairs are in
``data/unlike.txt``.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from index import data_files
from index.german.german import fold

_FILE: Final = "unlike.txt"
_CACHED: Final = 4096
"""A question asks for those of each of its words, and of all words that are akin to it."""
_AKIN: Final = "|"
_NEVER: Final = "||"
_ALONE: Final = "|||"
_NONE: Final[frozenset[str]] = frozenset()


def unlike(word: str) -> frozenset[str]:
    """Return the folds of the forms that are not ``word``, but have its stem and are akin; none for most words."""
    return _pairs(_AKIN).get(fold(word), _NONE)


@lru_cache(_CACHED)
def never(word: str) -> frozenset[str]:
    """Return those that ``word`` does not find at all."""
    folded = fold(word)
    return _pairs(_NEVER).get(folded, _NONE) | _pairs(_ALONE).get(folded, _NONE)


def is_alone(word: str) -> bool:
    """Return whether what is made of the stem of ``word`` is akin to another word of that stem."""
    return fold(word) in _alone()


@cache
def never_met() -> frozenset[str]:
    """Return the folds of all words that are never found for another one, nor is what is made of them."""
    return frozenset(_pairs(_NEVER)) | frozenset(_pairs(_ALONE))


def checksum() -> int:
    """Return the CRC-32 of the file: what is computed from it is old when this changes."""
    return zlib.crc32(data_files.content(_FILE))


@cache
def _alone() -> frozenset[str]:
    """Return the folds of the words before the sign."""
    return frozenset().union(*(before.split() for before, _ in _lines(_ALONE)))


@cache
def _pairs(sign: str) -> Mapping[str, frozenset[str]]:
    """Return the other folds by each fold, of the lines with this sign between two words."""
    found: dict[str, frozenset[str]] = {}
    for sides in _lines(sign):
        one, other = (frozenset(side.split()) for side in sides)
        for words, strangers in ((one, other), (other, one)):
            for word in words:
                found[word] = found.get(word, _NONE) | strangers
    return found


def _lines(sign: str) -> list[tuple[str, str]]:
    """Return the folds that stand before and behind the sign in each line that has it."""
    lines = [line.partition(f" {sign} ") for line in _folded()]
    return [(before, behind) for before, found, behind in lines if found]


@cache
def _folded() -> list[str]:
    """Return the folds of all lines, folded at once: a third of the time."""
    return fold("\n".join(data_files.lines(_FILE))).split("\n")
