"""The rules of Lucene's GermanAnalyzer, as published (Lucene 10, analysis/common, Apache-2.0), in Python.

Standard tokenizer, lower case, the Snowball project's stop list, `normalised` (GermanNormalizationFilter) and `stemmed`
(GermanLightStemmer, after Savoy's light stemmer). Written from their descriptions; nothing of Lucene is run.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.heaps import WORD

_NORMAL, _VOWEL, _BEFORE_E = range(3)
_PLAIN: Final = str.maketrans("äöü", "aou")
_ACCENTS: Final = str.maketrans("äàáâöòóôïìíîüùúû", "aaaaooooiiiiuuuu")
_BEFORE_ST: Final = frozenset("bdfghklmnt")


def analysed(text: str) -> list[str]:
    """Return the terms of a text."""
    words = (word.lower() for word in WORD.findall(text))
    return [_term(word) for word in words if word not in _stop_list()]


@cache
def _stop_list() -> frozenset[str]:
    lines = Path(__file__).with_name("stop_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _term(word: str) -> str:
    return stemmed(normalised(word))


def normalised(word: str) -> str:
    """Return ``word`` without umlauts, those of two letters too: ``ue`` only where no vowel or q is before it."""
    state, found = _NORMAL, []
    for letter in word:
        if letter == "e" and state == _BEFORE_E:
            state = _VOWEL
            continue
        if letter in "ao":
            state = _BEFORE_E
        elif letter == "u":
            state = _BEFORE_E if state == _NORMAL else _VOWEL
        else:
            state = _VOWEL if letter in "eiqyäöü" else _NORMAL
        found.append("ss" if letter == "ß" else letter.translate(_PLAIN))
    return "".join(found)


def stemmed(word: str) -> str:
    """Return ``word`` without one ending of declension and one of comparison."""
    return _second(_first(word.translate(_ACCENTS)))


def _first(word: str) -> str:
    if len(word) > 5 and word.endswith("ern"):
        return word[:-3]
    if len(word) > 4 and word[-2] == "e" and word[-1] in "mnrs":
        return word[:-2]
    if len(word) > 3 and (word[-1] == "e" or (word[-1] == "s" and word[-2] in _BEFORE_ST)):
        return word[:-1]
    return word


def _second(word: str) -> str:
    if len(word) > 5 and word.endswith("est"):
        return word[:-3]
    if len(word) > 4 and (word.endswith(("er", "en")) or (word.endswith("st") and word[-3] in _BEFORE_ST)):
        return word[:-2]
    return word
