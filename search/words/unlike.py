"""Words that a stem throws together and no ending tells apart: ``Kohl`` and ``Kohle``, ``Seite`` and ``seit``.

What endings show (Arbeit, Arbeiter) follows from the dictionary, and so do function words; these pairs are in
``unlike.txt``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from index import fold

_FILE: Final = Path(__file__).with_name("unlike.txt")


def unlike(word: str) -> frozenset[str]:
    """Return the folds of the forms that are not ``word``, but have its stem; none for most words."""
    return _pairs("|").get(fold(word), frozenset())


def never(word: str) -> frozenset[str]:
    """Return those of them that ``word`` does not find at all: they would be most of what it finds."""
    return _pairs("||").get(fold(word), frozenset())


@cache
def _pairs(sign: str) -> Mapping[str, frozenset[str]]:
    """Return the other folds by each fold, of the lines with this sign between two words."""
    found: dict[str, frozenset[str]] = {}
    for line in _FILE.read_text("utf-8").splitlines():
        sides = line.split(f" {sign} ")
        if len(sides) > 1 and not line.startswith("#"):
            one, other = (frozenset(fold(side).split()) for side in sides)
            found |= dict.fromkeys(one, other) | dict.fromkeys(other, one)
    return found
