"""Spellings of one word: old and new orthography, accents, what both dictionaries and newspapers allow.

`canonical` gives what the spellings of a word are compared as (``Photo Foto``, ``Schiffahrt Schifffahrt``,
``Erdoğan Erdogan``); it is no spelling to show. Umlauts, ``ß`` and capitals are `index.german.german.fold`'s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from index import data_files

_LETTERS: Final = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "oe", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ħ": "h"}
    | dict(zip("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789", strict=True))
)
"""Letters with a stroke or joined ones, which Unicode does not take apart, and numbers that stand
lower or higher (CO₂)."""
_CACHED: Final = 1024
"""A question compares each of its words more than once."""
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_THREE: Final = re.compile(r"([b-df-hj-np-tv-z])\1\1+(?=[a-z])")
"""Three equal consonants where words meet: since 1996 all are written, before it two. Not ``III``."""
_TWO_H: Final = re.compile(r"hh(?<=[a-z]{2}hh)(?=[a-z])")
_PH: Final = re.compile(r"ph(?!(?<=\bgraph)(?!i))(?:(?=\w\w)|(?<=\w\wph))")
"""Not in ``Graph``, which is no ``Graf``, and not in short words."""
_FREQUENT_FIRST: Final = "enisratdhulcgmobwfkzpvjyxq"
"""Letters as German has them."""
PAIRS: Final = ("hh", "ph")
"""Letters that the rules above look for, beside three equal ones."""
_FREQUENT: Final = (
    "^beh ^pla ^pro ^sto aufw chwe fahr iell inko kata koll komm lauf lbst ngel ommu plat port quen reck rick schi "
    "schw ssel tsch vari verb zier"
)
"""Four letters in a row that more than 0.5 per mille of the forms in newspapers have, though each letter is rare."""
BEGIN: Final = "^"
"""Stands before the first letter of a word."""
WINDOW: Final = 4
"""So many letters in a row tell that a row of the table may apply: by three, a third of all words were compared."""


@lru_cache(_CACHED)
def canonical(fold: str) -> str:
    """Return what the spellings of the word with this ``fold`` are compared as."""
    return canonicals([fold])[0] if may_differ(fold) else fold


def may_differ(fold: str) -> bool:
    """Return whether the word with this ``fold`` may be compared as something else: one in 24 may."""
    if not fold.isascii() or "hh" in fold or "ph" in fold:  # `PAIRS`, one by one: it is asked of every word
        return True
    if _THREE.search(fold):
        return True
    marked = BEGIN + fold
    return not _telling().isdisjoint(zip(marked, marked[1:], marked[2:], marked[3:], strict=False))


def canonicals(folds: Sequence[str]) -> list[str]:
    """Return what the spellings of each word are compared as (no word holds a line break)."""
    if not folds:
        return []
    plain = list(folds)
    accented = [at for at, fold in enumerate(folds) if not fold.isascii()]
    if accented:
        for at, word in zip(accented, _without_accents([folds[at] for at in accented]), strict=True):
            plain[at] = word
    text = "\n" + "\n\n".join(plain) + "\n"  # so that the beginning and the end of a word are its own
    for written, compared in _rows():
        text = text.replace(written, compared)
    return _THREE.sub(r"\1\1", _TWO_H.sub("h", _PH.sub("f", text)))[1:-1].split("\n\n")


def _without_accents(words: Sequence[str]) -> list[str]:
    return _ACCENTS.sub("", unicodedata.normalize("NFD", "\n".join(words).translate(_LETTERS))).split("\n")


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    """Return the rows of the table, line breaks for its signs of beginning and end."""
    rows: list[tuple[str, str]] = []
    for line in data_files.lines("orthography.tsv"):
        written, compared = line.split("\t")
        begin, end = "\n" * written.startswith("^"), "\n" * written.endswith("$")
        rows.append((begin + written.strip("^$") + end, begin + compared + end))
    return tuple(rows)


@cache
def _telling() -> frozenset[tuple[str, ...]]:
    """Return four letters of each row of the table, in a row."""
    return frozenset(tuple(rarest(row)) for row in written())


def rarest(letters: str) -> str:
    """Return the four letters in a row, of several, that are the rarest in German."""
    fours = (letters[at : at + WINDOW] for at in range(len(letters) - WINDOW + 1))
    return max(fours, key=lambda four: (four not in _FREQUENT, sum(map(_FREQUENT_FIRST.index, four.strip(BEGIN)))))


def written() -> list[str]:
    """Return what the rows of the table change: letters, and `BEGIN` where a word has to begin; four at least."""
    return [row.strip("\n") if row[0] != "\n" else BEGIN + row.strip("\n") for row, _ in _rows()]
