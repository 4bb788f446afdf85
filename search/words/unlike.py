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
_LEAST_PIECE: Final = 3
"""Letters that the last piece of a compound has at least (but for Ei): Notlagen is not made of lag."""
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
    found = [_may_have_piece(folded, own, others) for folded in folds]
    if not any(found) or not compounds.is_ready():
        return [False] * len(words)
    may_be = [at for at, has in enumerate(found) if has]
    pieces = compounds.pieces_each([words[at] for at in may_be], [folds[at] for at in may_be])
    made = [False] * len(words)
    for at, own_pieces in zip(may_be, pieces, strict=True):
        made[at] = not others.isdisjoint(own_pieces)
    return made


def _may_have_piece(folded: str, own: str, others: frozenset[str]) -> bool:
    """Return whether one of ``others`` may be a piece of a fold; splitting it takes several times as long."""
    least = len(own) - _LINK if own in folded else 0
    return any(other in folded and len(other) > least and _leaves_pieces(folded, other) for other in others)


def _leaves_pieces(folded: str, piece: str) -> bool:
    """Return whether ``piece`` is somewhere where what is left before and behind it may be pieces too, or nothing."""
    at = folded.find(piece)
    while at >= 0:
        behind = len(folded) - at - len(piece)
        if at != 1 and (behind == 0 or behind >= _LEAST_PIECE):
            return True
        at = folded.find(piece, at + 1)
    return False


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
    return fold("\n".join(line for line in _FILE.read_text("utf-8").splitlines() if line[:1] != "#")).split("\n")
