"""How a word sounds: Cologne phonetics, and how one name is written in several languages.

`cologne` is Hans Joachim Postel's code of 1969: coarse, and therefore good for suggesting and not for matching
(``Meier Mayer Maier`` have one code, and so have ``Mohr`` and ``Mauer``). It is written here because the package that
there is runs some twenty expressions a word, too slow for a whole dictionary.

`readings` says how a name may be pronounced that was written in Cyrillic once, read by the rules of German newspapers
(``Lawrow``, ``Charkiw``) and by those of English ones (``Lavrov``, ``Kharkiv``). Two names with a reading in
common are probably one. A word without any sign of such an origin has no reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Final, Literal, NamedTuple

from index import data_files
from index.german.german import fold

Reading = Literal["german", "english"]

_CODES: Final = (
    (r"[aeijouy]", "0"),
    (r"p(?=h)|[fvw]", "3"),
    (r"[bp]", "1"),
    (r"[dt](?=[csz])", "8"),
    (r"[dt]", "2"),
    (r"\bc(?=[ahkloqrux])|\B(?<![sz])c(?=[ahkoqux])|[gkq]", "4"),
    (r"(?<![ckq])x", "48"),
    (r"l", "5"),
    (r"[mn]", "6"),
    (r"r", "7"),
    (r"[cszx]", "8"),
    (r"\w", ""),  # h has no sound; letters of other alphabets have none that is known
)

MIN_NAME: Final = 4
"""Shorter names (Kiew has four letters) have too many neighbours that sound alike."""
_OF_ENDING, _LETTERS = 2, 3
"""So many letters of an ending, and of another sign, are looked for first; no ending is shorter."""
_VOWELS: Final = frozenset("aeiou")


def cologne(word: str) -> str:
    """Return the Cologne code of ``word``: digits, equal for words that sound alike."""
    coded = _coded().sub(lambda match: _CODES[(match.lastindex or 1) - 1][1], _plain(fold(word)))
    single = "".join(digit for digit, _ in groupby(filter(str.isdecimal, coded)))
    return single[:1] + single[1:].replace("0", "")


@cache
def _coded() -> re.Pattern[str]:
    """Return what finds letters that have a code: compiled when somebody asks for one, as a question does not."""
    return re.compile("|".join(f"({letters})" for letters, _ in _CODES))


def readings(name: str) -> frozenset[str]:
    """Return how ``name`` may sound, read as German and as English; nothing where it is no such name."""
    return readings_of_fold(fold(name))


def readings_of_fold(folded: str) -> frozenset[str]:
    """Return the same for the fold of a name."""
    word = _plain(folded)
    if len(word) < MIN_NAME or not word.isalpha() or not _may_have_sign(word):
        return frozenset()
    if _has_sign(word, "of_cyrillic"):
        return frozenset((_read(word, "german"), _read(word, "english")))
    return frozenset((_read(word, "german"),)) if _has_sign(word, "may_be_cyrillic") else frozenset()


def _plain(folded: str) -> str:
    """Return the letters of a folded word without accents."""
    if folded.isascii():
        return folded
    return "".join(letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))


def _read(word: str, reading: Reading) -> str:
    """Return the sounds of ``word``, without what only doubles a consonant."""
    sounds = _sounds(reading)
    end, ending = _ending(word, sounds.endings)
    beginning, heard, at = word[:end], [], 0
    while at < end:
        parts = (beginning[at : at + size] for size in sounds.sizes)
        part = next((part for part in parts if part in sounds.letters), "")
        heard.append(sounds.letters[part] if part else beginning[at])
        at += len(part) or 1
    return _without_doubled("".join(heard).replace("w", "v")) + ending


def _ending(word: str, endings: Mapping[str, str]) -> tuple[int, str]:
    """Return where the longest ending of ``word`` begins, behind one letter at least, and how it sounds.

    A genitive s behind it is left out.
    """
    for begin in range(1, len(word)):
        rest = word[begin:]
        for ending in (rest, rest.removesuffix("s")):
            if ending in endings:
                return begin, endings[ending]
    return len(word), ""


def _without_doubled(sounds: str) -> str:
    """Return sounds with each consonant once where it is there several times in a row."""
    runs = ((sound, list(run)) for sound, run in groupby(sounds))
    return "".join("".join(run) if sound in _VOWELS else sound for sound, run in runs)


def _may_have_sign(word: str) -> bool:
    """Return whether `_signs` may be found in ``word``: a tenth of the time that it takes to look for them all."""
    hints = _hints()
    return (
        word.startswith(hints.beginnings)
        or word[-_OF_ENDING:] in hints.endings
        or word[-_OF_ENDING - 1 : -1] in hints.endings  # with a genitive s
        or any(sign in word for sign in hints.short)
        or not hints.threes.isdisjoint(zip(word, word[1:], word[2:], strict=False))
    )


class _Hints(NamedTuple):
    """What the signs of all kinds begin or end with: beginnings, the last letters of endings, the rest by its size."""

    beginnings: tuple[str, ...]
    endings: frozenset[str]
    short: tuple[str, ...]
    threes: frozenset[tuple[str, ...]]


@cache
def _hints() -> _Hints:
    signs = rows("of_cyrillic", "may_be_cyrillic")
    anywhere = [sign for sign in signs if sign[0] not in "-^"]
    return _Hints(
        tuple(sign[1:] for sign in signs if sign.startswith("^")),
        frozenset(sign[-_OF_ENDING:] for sign in signs if sign.startswith("-")),
        tuple(sign for sign in anywhere if len(sign) < _LETTERS),
        frozenset(tuple(sign[:_LETTERS]) for sign in anywhere if len(sign) >= _LETTERS),
    )


def _has_sign(word: str, kind: str) -> bool:
    """Return whether ``word`` has a sign that it comes from Cyrillic, or that it may."""
    beginnings, endings, anywhere = _signs(kind)
    return (
        word.startswith(beginnings)
        or word.endswith(endings)
        or word.removesuffix("s").endswith(endings)
        or any(sign in word for sign in anywhere)
    )


@cache
def _signs(kind: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the signs of a kind: beginnings, endings, and those that may be anywhere."""
    signs = rows(kind)
    beginnings = tuple(sign[1:] for sign in signs if sign.startswith("^"))
    endings = tuple(sign[1:] for sign in signs if sign.startswith("-"))
    return beginnings, endings, tuple(sign for sign in signs if sign[0] not in "-^")


class _Sounds(NamedTuple):
    """How endings and letters sound in a reading, and of how many letters these are, the longest first."""

    endings: Mapping[str, str]
    letters: Mapping[str, str]
    sizes: Sequence[int]


@cache
def _sounds(reading: Reading) -> _Sounds:
    sounds = rows("both", reading)
    letters = {one: sound for one, sound in sounds.items() if not one.startswith("-")}
    endings = {one[1:]: sound for one, sound in sounds.items() if one.startswith("-")}
    return _Sounds(endings, letters, sorted({len(one) for one in letters}, reverse=True))


@cache
def rows(*kinds: str) -> dict[str, str]:
    """Return the rows of some kinds of the table: letters, and how they sound (a sign has no sound)."""
    found: dict[str, str] = {}
    for line in _lines():
        of, letters, sound = f"{line}\t".split("\t")[:3]
        if of in kinds:
            found[letters] = sound
    return found


@cache
def _lines() -> list[str]:
    return data_files.lines("transliteration.tsv")
