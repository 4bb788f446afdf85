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
from functools import cache
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
_CODED: Final = re.compile("|".join(f"({letters})" for letters, _ in _CODES))
_REPEATED: Final = re.compile(r"(\d)\1+")

MIN_NAME: Final = 4
"""Shorter names (Kiew has four letters) have too many neighbours that sound alike."""
_OF_ENDING, _LETTERS = 2, 3
"""So many letters of an ending, and of another sign, are looked for first; no ending is shorter."""
_DOUBLED: Final = re.compile(r"([^aeiou])\1+")


def cologne(word: str) -> str:
    """Return the Cologne code of ``word``: digits, equal for words that sound alike."""
    coded = _CODED.sub(lambda match: _CODES[(match.lastindex or 1) - 1][1], _plain(fold(word)))
    single = _REPEATED.sub(r"\1", "".join(filter(str.isdecimal, coded)))
    return single[:1] + single[1:].replace("0", "")


def readings(name: str) -> frozenset[str]:
    """Return how ``name`` may sound, read as German and as English; nothing where it is no such name."""
    return readings_of_fold(fold(name))


def readings_of_fold(folded: str) -> frozenset[str]:
    """Return the same for the fold of a name."""
    word = _plain(folded)
    if len(word) < MIN_NAME or not word.isalpha() or not _may_have_sign(word):
        return frozenset()
    if _signs("of_cyrillic").search(word):
        return frozenset((_read(word, "german"), _read(word, "english")))
    return frozenset((_read(word, "german"),)) if _signs("may_be_cyrillic").search(word) else frozenset()


def _plain(folded: str) -> str:
    """Return the letters of a folded word without accents."""
    if folded.isascii():
        return folded
    return "".join(letter for letter in unicodedata.normalize("NFD", folded) if not unicodedata.combining(letter))


def _read(word: str, reading: Reading) -> str:
    """Return the sounds of ``word``, without what only doubles a consonant."""
    endings, letters, sounds = _rules(reading)
    ending = endings.search(word)
    beginning = word[: ending.start()] if ending else word
    sounding = letters.sub(lambda match: sounds[match[0]], beginning)
    return _DOUBLED.sub(r"\1", sounding.replace("w", "v")) + (sounds["-" + ending[1]] if ending else "")


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


@cache
def _signs(kind: str) -> re.Pattern[str]:
    """Return what finds a sign that a name comes from Cyrillic, or that it may."""
    signs = rows(kind)
    endings = "|".join(sign[1:] for sign in signs if sign.startswith("-"))
    anywhere = [sign for sign in signs if not sign.startswith("-")]
    return re.compile("|".join([*anywhere, *([f"(?:{endings})s?$"] if endings else [])]))


@cache
def _rules(reading: Reading) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str]]:
    """Return what finds the endings and the letters of a reading, and how they sound."""
    sounds = rows("both", reading)
    ordered = sorted(sounds, key=len, reverse=True)
    endings = "|".join(letters[1:] for letters in ordered if letters.startswith("-"))
    return (
        re.compile(rf"(?<=.)({endings})s?$"),
        re.compile("|".join(letters for letters in ordered if not letters.startswith("-"))),
        sounds,
    )


@cache
def rows(*kinds: str) -> dict[str, str]:
    """Return the rows of some kinds of the table: letters, and how they sound (a sign has no sound)."""
    found: dict[str, str] = {}
    for line in data_files.lines("transliteration.tsv"):
        of, letters, sound = f"{line}\t".split("\t")[:3]
        if of in kinds:
            found[letters] = sound
    return found
