"""Words that a stem throws together and no ending tells apart: ``Kohl`` and ``Kohle``, ``Seite`` and ``seit``.

What endings show (Arbeit, Arbeiter) follows from the dictionary, and so do function words; these pairs are in
``unlike.txt``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from index import compounds, fold

_FILE: Final = Path(__file__).with_name("unlike.txt")
_CACHED: Final = 4096
"""A question asks for those of each of its words, and of all words that are akin to it."""
_LINK: Final = 3
"""Letters by which a word is longer than another that cannot be the other with a linking element: Bildung, Bild."""
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


def are_made_of(words: Sequence[str], own: str, others: frozenset[str]) -> list[bool]:
    """Return of each word whether it is a compound and a piece of it, with what links it on, is among ``others``.

    What holds ``own``, a fold, and only much shorter ones of the others is not split: Bildungspolitik, beside Bild.
    """
    folds = fold("\n".join(words)).split("\n")
    found = [_longest(others, folded) > (len(own) - _LINK if own in folded else 0) for folded in folds]
    if not any(found) or not compounds.is_ready():
        return [False] * len(words)
    split = iter(compounds.split_each([word for word, may_be in zip(words, found, strict=True) if may_be]))
    return [
        may_be and any(fold(piece) in others for piece in _pieces(word, next(split)))
        for word, may_be in zip(words, found, strict=True)
    ]


def _longest(words: frozenset[str], folded: str) -> int:
    """Return how many letters the longest of ``words`` has that is in a fold."""
    return max((len(word) for word in words if word in folded), default=0)


def _pieces(word: str, parts: Sequence[compounds.Part]) -> list[str]:
    """Return the pieces of a compound (Kohlen and stoff); none if it is left whole."""
    starts = [part.start for part in parts]
    ends = [*starts[1:], len(word)]
    return [word[start:end] for start, end in zip(starts, ends, strict=True)] if len(parts) > 1 else []


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
