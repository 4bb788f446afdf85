"""Words that a stem throws together and no ending tells apart: ``Kohl`` and ``Kohle``, ``Seite`` and ``seit``.

What endings show (Arbeit, Arbeiter) follows from the dictionary, and so do function words; these pairs are in
``unlike.txt``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from index import compounds, fold

_FILE: Final = Path(__file__).with_name("unlike.txt")
_AKIN: Final = "|"
_NEVER: Final = "||"
_ALONE: Final = "|||"
_NONE: Final[frozenset[str]] = frozenset()


def unlike(word: str) -> frozenset[str]:
    """Return the folds of the forms that are not ``word``, but have its stem and are akin; none for most words."""
    return _pairs(_AKIN).get(fold(word), _NONE)


def never(word: str) -> frozenset[str]:
    """Return those that ``word`` does not find at all."""
    folded = fold(word)
    return _pairs(_NEVER).get(folded, _NONE) | _pairs(_ALONE).get(folded, _NONE)


def is_alone(word: str) -> bool:
    """Return whether what is made of the stem of ``word`` is akin to another word of that stem."""
    return fold(word) in _alone()


def are_made_of(compound_words: Sequence[str], others: frozenset[str]) -> list[bool]:
    """Return of each compound whether a piece of it, with what links it to the next, is among ``others``."""
    if not compounds.is_ready():
        return [False] * len(compound_words)
    return [
        any(fold(piece) in others for piece in _pieces(word, parts))
        for word, parts in zip(compound_words, compounds.split_each(compound_words), strict=True)
    ]


def _pieces(word: str, parts: Sequence[compounds.Part]) -> list[str]:
    """Return the pieces of a compound: Kohlen and stoff."""
    starts = [part.start for part in parts]
    return [word[start:end] for start, end in zip(starts, [*starts[1:], len(word)], strict=True)]


@cache
def _alone() -> frozenset[str]:
    """Return the folds of the words before the sign."""
    return frozenset().union(*(fold(before).split() for before, _ in _lines(_ALONE)))


@cache
def _pairs(sign: str) -> Mapping[str, frozenset[str]]:
    """Return the other folds by each fold, of the lines with this sign between two words."""
    found: dict[str, frozenset[str]] = {}
    for sides in _lines(sign):
        one, other = (frozenset(fold(side).split()) for side in sides)
        for words, strangers in ((one, other), (other, one)):
            for word in words:
                found[word] = found.get(word, _NONE) | strangers
    return found


def _lines(sign: str) -> list[tuple[str, str]]:
    """Return what stands before and behind the sign in each line that has it."""
    lines = [line.partition(f" {sign} ") for line in _FILE.read_text("utf-8").splitlines() if line[:1] != "#"]
    return [(before, behind) for before, found, behind in lines if found]
