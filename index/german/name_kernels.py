"""Kernels for names: the readings of many folds, the twin of `index.german.phonetics.readings_of_fold`.

Only folds of plain letters are read here; others are left to `index.german.phonetics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.german.phonetics import MIN_NAME, rows
from index.kernels import MULTIPLIER, Number, kernel

_MULTIPLIER: Final = np.uint64(MULTIPLIER)
_A, _Z = ord("a"), ord("z")
_LETTERS: Final = _Z - _A + 1
_S, _V, _W = ord("s"), ord("v"), ord("w")
_VOWELS: Final = tuple(map(ord, "aeiou"))


class Strings(NamedTuple):
    """Strings in order of their first letters, longest first.

    String i is ``codes[start[i]:start[i + 1]]``; ``first`` int64[27]: which is the first that begins with a, b, ... z;
    ``second`` int64[26]: a bit for each second letter of these (all bits where one has none, or no letter there).
    """

    codes: npt.NDArray[np.uint32]
    start: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]


class Reading(NamedTuple):
    """How letters sound: endings and other letters, and what each becomes."""

    endings: Strings
    ending_sounds: Strings
    letters: Strings
    sounds: Strings


class Signs(NamedTuple):
    """What shows where a name comes from."""

    beginnings: Strings
    endings: Strings
    anywhere: Strings


def _strings(texts: Iterable[str]) -> Strings:
    ordered = list(texts)
    letters = [ord(text[0]) - _A if text else 0 for text in ordered]
    second = np.zeros(_LETTERS, np.int64)
    for text in ordered:
        if "a" <= text[:1] <= "z":  # sounds, which are not looked for, may be others
            second[ord(text[0]) - _A] |= 1 << ord(text[1]) - _A if "a" <= text[1:2] <= "z" else -1
    return Strings(
        np.array([ord(letter) for text in ordered for letter in text], np.uint32),
        np.cumsum([0, *map(len, ordered)]),
        np.searchsorted(letters, np.arange(_LETTERS + 1)),
        second,
    )


def _ordered(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: (text[0], -len(text)))


@cache
def signs(kind: str) -> Signs:
    """Return the signs of one kind of the table."""
    found = rows(kind)
    return Signs(
        _strings(_ordered(sign[1:] for sign in found if sign[0] == "^")),
        _strings(_ordered(sign[1:] for sign in found if sign[0] == "-")),
        _strings(_ordered(sign for sign in found if sign[0] not in "^-")),
    )


@cache
def reading(kind: str) -> Reading:
    """Return the rules of one reading of the table."""
    sounds = rows("both", kind)
    endings = {text[1:]: sound for text, sound in sounds.items() if text[0] == "-"}
    letters = {text: sound for text, sound in sounds.items() if text[0] != "-"}
    return Reading(*_with_sounds(endings), *_with_sounds(letters))


def _with_sounds(sounds: Mapping[str, str]) -> tuple[Strings, Strings]:
    ordered = _ordered(sounds)
    return _strings(ordered), _strings([sounds[text] for text in ordered])


@kernel
def _stands_at(word: Array, at: Number, strings: Strings, place: Number) -> Number:
    """Return whether a string stands in ``word`` from ``at`` on."""
    begin, size = strings.start[place], strings.start[place + 1] - strings.start[place]
    same = at + size <= len(word)
    letter = 0
    while same and letter < size:
        same = word[at + letter] == strings.codes[begin + letter]
        letter += 1
    return same


@kernel
def _may_stand_at(word: Array, at: Number, strings: Strings) -> Number:
    """Return whether one of the strings has the letters of ``word`` at ``at`` and behind it: at few places one does."""
    following = np.int64(word[at + 1]) - _A if at + 1 < len(word) else _LETTERS
    return (strings.second[np.int64(word[at]) - _A] >> following) & 1


@kernel
def _longest(word: Array, at: Number, strings: Strings) -> Number:
    """Return the longest of the strings that stands in ``word`` from ``at`` on, -1 if none does."""
    letter = np.int64(word[at]) - _A
    if not _may_stand_at(word, at, strings):
        return -1
    for place in range(strings.first[letter], strings.first[letter + 1]):
        if _stands_at(word, at, strings, place):
            return place
    return -1


@kernel
def _ending(word: Array, at: Number, strings: Strings) -> Number:
    """Return the longest of the strings that ``word`` has from ``at`` to its end, or up to an s there; -1 if none."""
    letter = np.int64(word[at]) - _A
    if not _may_stand_at(word, at, strings):
        return -1
    for place in range(strings.first[letter], strings.first[letter + 1]):
        stop = at + strings.start[place + 1] - strings.start[place]
        at_end = stop == len(word) or (stop == len(word) - 1 and word[stop] == _S)
        if at_end and _stands_at(word, at, strings, place):
            return place
    return -1


@kernel
def _has_sign(word: Array, signs: Signs) -> Number:
    if _longest(word, 0, signs.beginnings) >= 0:
        return True
    for at in range(len(word)):
        if _longest(word, at, signs.anywhere) >= 0 or _ending(word, at, signs.endings) >= 0:
            return True
    return False


@kernel
def _is_vowel(letter: Number) -> Number:
    return letter in _VOWELS


@kernel
def _first_ending(word: Array, endings: Strings) -> tuple[Number, Number]:
    """Return where the longest ending behind the first letter begins, and which it is (-1: there is none)."""
    for at in range(1, len(word)):
        ending = _ending(word, at, endings)
        if ending >= 0:
            return at, ending
    return len(word), -1


@kernel
def _read(word: Array, reading: Reading) -> Number:
    """Return the hash of how ``word`` sounds (`index.german.phonetics._read`)."""
    stop, ending = _first_ending(word, reading.endings)
    value, before = np.uint64(0), np.uint32(0)
    at: Number = 0
    while at < stop:
        place = _longest(word[:stop], at, reading.letters)
        sounds, begin, end = word, at, at + 1
        if place >= 0:
            sounds, begin, end = reading.sounds.codes, reading.sounds.start[place], reading.sounds.start[place + 1]
            at += reading.letters.start[place + 1] - reading.letters.start[place]
        else:
            at += 1
        for sound in range(begin, end):
            letter = np.uint32(_V) if sounds[sound] == _W else sounds[sound]
            if letter != before or _is_vowel(letter):
                value = value * _MULTIPLIER + np.uint64(letter)
            before = letter
    if ending >= 0:
        for sound in range(reading.ending_sounds.start[ending], reading.ending_sounds.start[ending + 1]):
            value = value * _MULTIPLIER + np.uint64(reading.ending_sounds.codes[sound])
    return value


@kernel
def is_plain(word: Array) -> Number:
    """Return whether all letters are from a to z."""
    plain = True
    for at in range(len(word)):
        plain = plain and _A <= word[at] <= _Z
    return plain


@kernel
def plain_words(codes: Array, start: Array, end: Array) -> Array:
    """Return of which words ``codes[start:end]`` all letters are from a to z, bool[words]."""
    plain = np.empty(len(start), np.bool_)
    for word in range(len(start)):
        plain[word] = is_plain(codes[start[word] : end[word]])
    return plain


@kernel
def readings(
    codes: Array, start: Array, end: Array, shown: Signs, possible: Signs, german: Reading, english: Reading
) -> tuple[Array, Array]:
    """Return the readings of words of the letters from a to z: hash, uint64, and place of the word, int64.

    ``shown`` are signs that a name is read as German and as English, ``possible`` that it is read as German.
    """
    key, place = np.empty(2 * len(start), np.uint64), np.empty(2 * len(start), np.int64)
    found = 0
    for at in range(len(start)):
        word = codes[start[at] : end[at]]
        if len(word) < MIN_NAME:
            continue
        both = _has_sign(word, shown)
        if both or _has_sign(word, possible):
            key[found], place[found] = _read(word, german), at
            found += 1
        if both:
            key[found], place[found] = _read(word, english), at
            found += key[found] != key[found - 1]
    return key[:found], place[:found]
