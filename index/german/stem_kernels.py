"""Snowball's German stemmer as a kernel: how much of a fold is its stem.

The algorithm is that of https://snowballstem.org/algorithms/german/stemmer.html (version 3, which reads ``ae oe ue``
as umlauts). The package `snowballstemmer` is its twin: `agrees` compares both before a process relies on this one.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.german import german
from index.kernels import Number, Words, kernel

_A, _E, _L, _O, _Q, _S, _U, _Y = (np.uint32(ord(letter)) for letter in "aeloqsuy")
_AE, _OE, _UE = (np.uint32(ord(letter)) for letter in "äöü")
_MARKED_U, _MARKED_Y = np.uint32(ord("U")), np.uint32(ord("Y"))
_LETTERS: Final = 0x100
"""Letters from here on are in no group and no ending."""

# NumPy numbers, here and below: Numba compiles a kernel once for every plain number that it is called with.
VOWEL, S_ENDING, ST_ENDING, ET_ENDING = (np.uint8(group) for group in (1, 2, 4, 8))
_GROUPS: Final = {
    VOWEL: "aeiouyäöü",
    S_ENDING: "bdfghklmnrt",
    ST_ENDING: "bdfghklmnt",
    ET_ENDING: "Udfgklmnrstzä",
}


def _group_table() -> npt.NDArray[np.uint8]:
    table = np.zeros(_LETTERS, np.uint8)
    for group, letters in _GROUPS.items():
        table[[ord(letter) for letter in letters]] |= group
    return table


# The endings of each step, and what is done with a word that has one.
FIRST, SECOND, NOT_ET, THIRD, BEFORE_KEIT, APOSTROPHE, SYST, NIS, IG, ER_EN = np.arange(10)
"""The steps of the algorithm. NOT_ET is what stands before an -et that belongs to the word, BEFORE_KEIT what goes with
a -keit; the last four are pieces that a step looks for by themselves, as if they were endings."""
_STEPS: Final[tuple[dict[str, int], ...]] = (
    {"em": 1, "ern": 2, "erin": 2, "erinnen": 2, "er": 2, "e": 3, "en": 3, "es": 3, "s": 4, "ln": 5, "lns": 5},
    {"en": 1, "er": 1, "est": 1, "st": 2, "et": 3},
    {"tick": 1, "plan": 1, "geordn": 1, "intern": 1, "tr": 1},
    {"end": 1, "ung": 1, "ig": 2, "ik": 2, "isch": 2, "lich": 3, "heit": 3, "keit": 4},
    {"ig": 1, "lich": 1},
    {"'": 1, "'s": 1, "'sch": 1},
    {"syst": 1},
    {"nis": 1},
    {"ig": 1},
    {"er": 1, "en": 1},
)

_LAST: Final = 32
"""Endings are looked for by the last letter of the word, of which so many are told apart: a to z are."""

# Numba makes constants of these: the endings of all steps, by their last letters, of each the longest first.
_BY_LAST: Final = sorted(
    (step * _LAST + ord(ending[-1]) % _LAST, -len(ending), ending)
    for step in range(len(_STEPS))
    for ending in _STEPS[step]
)
_OF_ENDINGS: Final = np.array([ord(letter) for _, _, ending in _BY_LAST for letter in ending], np.uint32)
_START: Final = np.cumsum([0, *(-length for _, length, _ in _BY_LAST)])
_ACTION: Final = np.array([_STEPS[place // _LAST][ending] for place, _, ending in _BY_LAST], np.int64)
_OF_LAST: Final = np.searchsorted([place for place, _, _ in _BY_LAST], np.arange(len(_STEPS) * _LAST + 1))
_GROUP: Final = _group_table()


@kernel
def _in(letter: Number, group: Number) -> Number:
    return letter < len(_GROUP) and _GROUP[letter] & group != 0


@kernel
def _ending(word: Array, size: Number, step: Number) -> tuple[Number, Number]:
    """Return what is done with the longest ending of ``word[:size]`` (0: there is none), and where it begins."""
    if size == 0:
        return 0, size
    last = step * _LAST + np.int64(word[size - 1]) % _LAST
    for ending in range(_OF_LAST[last], _OF_LAST[last + 1]):
        length = _START[ending + 1] - _START[ending]
        same = length <= size
        at = 0
        while same and at < length:
            same = word[size - length + at] == _OF_ENDINGS[_START[ending] + at]
            at += 1
        if same:
            return _ACTION[ending], size - length
    return 0, size


@kernel
def _prelude(fold: Array, word: Array) -> Number:
    """Write ``fold`` with umlauts, and with U and Y for u and y between vowels; return the length."""
    for at in range(len(fold)):
        word[at] = fold[at]
    for at in range(len(fold) - 2):
        between = _in(word[at], VOWEL) and _in(word[at + 2], VOWEL)
        if between and word[at + 1] == _U:
            word[at + 1] = _MARKED_U
        elif between and word[at + 1] == _Y:
            word[at + 1] = _MARKED_Y
    size = at = 0
    while at < len(fold):
        letter = word[at]
        following = word[at + 1] if at + 1 < len(fold) else np.uint32(0)
        width = 2
        if letter == _A and following == _E:
            letter = _AE
        elif letter == _O and following == _E:
            letter = _OE
        elif letter == _U and following == _E:
            letter = _UE
        elif letter == _Q and following == _U:
            word[size] = _Q
            size += 1
            letter = _U
        else:
            width = 1
        word[size] = letter
        size += 1
        at += width
    return size


@kernel
def _region(word: Array, size: Number, at: Number) -> Number:
    """Return where the part of the word begins that follows the first non-vowel after a vowel; beyond it if none."""
    while at < size and not _in(word[at], VOWEL):
        at += 1
    at += 1
    while at < size and _in(word[at], VOWEL):
        at += 1
    return at + 1 if at < size else size + 1


@kernel
def _regions(word: Array, size: Number) -> tuple[Number, Number]:
    """Return where the regions R1 and R2 begin; where there is none, at the end of the word as it is now."""
    if size < 3:
        return size, size
    first = _region(word, size, np.int64(0))
    if first > size:
        return size, size
    second = _region(word, size, first)
    return max(first, 3), min(second, size)


@kernel
def _first_step(word: Array, size: Number, region: Number) -> Number:
    action, begin = _ending(word, size, FIRST)
    if action == 0 or begin < region:
        return size
    if action == 1 and _ending(word, begin, SYST)[0]:
        return size
    if action == 3 and begin > 0 and word[begin - 1] == _S and _ending(word, begin - 1, NIS)[0]:
        return begin - 1
    if action == 4 and not (begin > 0 and _in(word[begin - 1], S_ENDING)):
        return size
    if action == 5:
        word[begin] = _L
        return begin + 1
    return begin


@kernel
def _second_step(word: Array, size: Number, region: Number) -> Number:
    action, begin = _ending(word, size, SECOND)
    if action == 0 or begin < region:
        return size
    if action == 2 and not (begin >= 4 and _in(word[begin - 1], ST_ENDING)):
        return size
    if action == 3:
        if begin == 0 or not _in(word[begin - 1], ET_ENDING):
            return size
        belongs, _ = _ending(word, begin, NOT_ET)
        if belongs:
            return size
    return begin


@kernel
def _third_step(word: Array, size: Number, first: Number, second: Number) -> Number:
    action, begin = _ending(word, size, THIRD)
    if action == 0 or begin < second:
        return size
    if action == 1 and _ending(word, begin, IG)[0]:
        before_e = begin > 2 and word[begin - 3] == _E
        return begin if before_e or begin - 2 < second else begin - 2
    if action == 2 and begin > 0 and word[begin - 1] == _E:
        return size
    if action == 3 and _ending(word, begin, ER_EN)[0]:
        return begin - 2 if begin - 2 >= first else begin
    if action == 4:
        found, earlier = _ending(word, begin, BEFORE_KEIT)
        return earlier if found and earlier >= second else begin
    return begin


@kernel
def _plain(letter: Number) -> Number:
    """Return what the algorithm writes in the end for a letter that it marked."""
    if letter == _MARKED_Y:
        return _Y
    if letter in (_MARKED_U, _UE):
        return _U
    if letter == _AE:
        return _A
    return _O if letter == _OE else letter


@kernel
def _letters_of_fold(fold: Array, word: Array, size: Number) -> Number:
    """Return of how many letters of ``fold`` the stem ``word[:size]`` is made; see `german._keep_umlauts`."""
    same = size <= len(fold)
    for at in range(min(size, len(fold))):
        word[at] = _plain(word[at])
        same = same and word[at] == fold[at]
    if same:
        return size
    at = 0
    for place in range(size):
        letter = word[place]
        if at >= len(fold) or not (fold[at] == letter or (letter == _U and fold[at] == _UE)):
            return len(fold)
        at += 1
        umlaut = letter in (_A, _O, _U)
        if umlaut and not (place + 1 < size and word[place + 1] == _E) and at < len(fold) and fold[at] == _E:
            at += 1
    return at


@kernel
def stem_length(fold: Array, room: Array) -> Number:
    """Return how many letters of ``fold`` are its stem; ``room`` uint32, at least as long, is written to."""
    size = _prelude(fold, room)
    first, second = _regions(room, size)
    size = _first_step(room, size, first)
    size = _second_step(room, size, first)
    size = _third_step(room, size, first, second)
    action, begin = _ending(room, size, APOSTROPHE)
    if action and begin > 1:
        size = begin
    return _letters_of_fold(fold, room, size)


@kernel
def stem_lengths(codes: Array, start: Array, end: Array) -> Array:
    """Return the stem length of each fold ``codes[start:end]``, int64."""
    lengths = np.empty(len(start), np.int64)
    longest = 1
    for word in range(len(start)):
        longest = max(longest, end[word] - start[word])
    room = np.empty(longest, np.uint32)
    for word in range(len(start)):
        lengths[word] = stem_length(codes[start[word] : end[word]], room)
    return lengths


_SAMPLE: Final = (
    "haeuser gegangen verhaeltnisse verhaeltnissen systemen lehrerinnen lehrerin handeln segelns sporthallen bauer "
    "duell quelle neuen steuern yacht bayern royal geordnet internet ticket planet vertritt reichst kleinste aeltester "
    "wohnung huldigung ewigung beleidigend auftreten neblig stetig politisch musik freiheiten freundlichkeit "
    "haeufigkeit koerperlich bitterlich merkel's ab ei a"
)


@cache
def agrees() -> bool:
    """Return whether the installed package has the rules that are here; if not, it is asked for every stem."""
    words = _SAMPLE.split()
    return [len(stem) for stem in german.stems(words)] == stem_lengths(*Words.of(words)).tolist()
