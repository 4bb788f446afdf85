"""How like forms are to a word, as kernels: the twins of `index.german.likeness` and of what `lexicon` makes of it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.dictionary.lookup_kernels import KNOWN_LETTERS, LONGEST, UNKNOWN, Sorted, few_letters, folded, letters
from index.kernels import Number, checked_kernel, codes_of, contains

LONGEST_LIKE: Final = 62
"""Letters of the longest fold whose places, and a beginning and an end, fit 64 bits."""
_LIKE_LETTERS: Final = KNOWN_LETTERS
"""A form with a letter beyond, as ``Ⱥ`` has when folded, is left to `index.german.likeness`."""
_CHARACTER: Final = np.uint32(0xFFFF)
_NEXT: Final = np.uint64(1)
_BEGIN, _END = ord("^"), ord("$")


@checked_kernel
def _where(fold: Array) -> Array:
    """Return at which places of ``^fold$`` each letter stands, a bit for each place, uint64[_LIKE_LETTERS]."""
    places = np.zeros(_LIKE_LETTERS, np.uint64)
    places[_BEGIN] |= np.uint64(1)
    for at in range(len(fold)):
        letter = fold[at] & _CHARACTER
        if letter < _LIKE_LETTERS:  # another is no letter of what is folded here
            places[letter] |= np.uint64(1) << np.uint64(at + 1)
    places[_END] |= np.uint64(1) << np.uint64(len(fold) + 1)
    return places


@checked_kernel
def _shared_with(places: Array, letters: Array) -> Number:
    """Return how many pieces of ``^letters$`` are pieces of the word whose letters are at ``places`` (see `_where`).

    At each letter, ``two``, ``three`` and ``four`` have a bit for each place in that word where the piece of so many
    letters that ends here ends as well. `UNKNOWN` if a letter is beyond all places.
    """
    shared: Number = 0
    one = places[_BEGIN]
    two, three = np.uint64(0), np.uint64(0)
    for at in range(len(letters) + 1):
        if at < len(letters) and letters[at] >= len(places):
            return UNKNOWN
        here = places[letters[at]] if at < len(letters) else places[_END]
        four = here & (three << _NEXT)
        three = here & (two << _NEXT)
        two = here & (one << _NEXT)
        one = here
        shared += np.int64(two != 0) + np.int64(three != 0) + np.int64(four != 0)
    return shared


@checked_kernel
def _alike(
    forms: Array, start: Array, order: Array, _heads: Array, _head_start: Array, _stem_length: Array, table: Array,
    fold: Array, begin: Number, end: Number, numbered_from: Number, least: Number,
) -> tuple[Array, Array, Number]:  # fmt: skip
    out, places = np.empty(2 * LONGEST, np.uint32), _where(fold)
    found, likeness, kept, unknown = np.empty(end - begin, np.int64), np.empty(end - begin), 0, 0
    first, last = np.empty(end - begin, np.int64), np.empty(end - begin, np.int64)
    for at in range(end - begin):  # first of all forms, so that no one waits for another to come from memory
        form = np.int64(order[begin + at])
        first[at], last[at] = start[form], start[form + 1]
    letter = np.empty(end - begin, np.uint8)
    for at in range(end - begin):  # and so that their letters are there when they are folded: a third of the time
        letter[at] = forms[first[at]]
    for at in range(end - begin):
        size = folded(forms, first[at], last[at], table, out)
        like = -1.0
        if size != UNKNOWN:
            shared = _shared_with(places, out[:size])
            like = -1.0 if shared == UNKNOWN else min(shared / np.sqrt(np.float64((3 * size) * (3 * len(fold)))), 1.0)
        unknown += like < 0
        if like < 0 or like >= least:
            found[kept], likeness[kept] = numbered_from + np.int64(order[begin + at]), like
            kept += 1
    return found[:kept], likeness[:kept], unknown


def alike(
    columns: Sorted, numbered_from: int, fold: str, begin: int, end: int, least: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], int] | None:
    """Return the forms at places ``begin`` to ``end`` that are ``least`` like ``fold``, and how much.

    -1 is for a form that is left to `index.german.likeness`; how many these are comes last. None if all are.
    """
    codes = codes_of(fold)
    if len(codes) > LONGEST_LIKE:
        return None
    found: tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], int] = _alike(
        *columns, letters(), codes, begin, end, numbered_from, least
    )
    return found


@checked_kernel
def _likest(forms: Array, likeness: Array, known: Array, most: Number) -> tuple[Array, Array]:
    found, like, kept = np.empty(len(forms), np.int64), np.empty(len(forms)), 0
    for at in range(len(forms)):
        if not contains(known, forms[at]):
            found[kept], like[kept] = forms[at], likeness[at]
            kept += 1
    least = 0.0
    if kept > most:
        highest, held = np.empty(most), 0
        for at in range(kept):
            if held == most and like[at] <= highest[held - 1]:
                continue
            place = held if held < most else held - 1
            held = place + 1
            while place > 0 and highest[place - 1] < like[at]:
                highest[place] = highest[place - 1]
                place -= 1
            highest[place] = like[at]
        least = highest[held - 1]
    size = 0
    for at in range(kept):
        form, one, place = found[at], like[at], size
        if one >= least:
            while place > 0 and found[place - 1] > form:
                found[place], like[place] = found[place - 1], like[place - 1]
                place -= 1
            found[place], like[place] = form, one
            size += 1
    return found[:size], like[:size]


def likest(
    forms: npt.NDArray[np.int64], likeness: npt.NDArray[np.float64], known: npt.NDArray[np.int64], most: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the ``most`` forms that are likest, and those like the last of them, without ``known`` ones, ascending."""
    found: tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]] = _likest(forms, likeness, known, most)
    return found


@checked_kernel
def likest_of(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, stem_length: Array, table: Array,
    fold: Array, beginning: Number, candidates: Number, least: Number, known: Array, most: Number,
    numbered_from: Number,
) -> tuple[bool, Array, Array]:  # fmt: skip
    """Return what `few`, `alike` and `likest` find one after the other in a dictionary of one chunk.

    The first answer is False if one of the forms is left to `index.german.likeness`.
    """
    size, begin, end = few_letters(
        forms, start, order, heads, head_start, stem_length, table, fold, beginning, candidates
    )
    found, like, unknown = _alike(
        forms, start, order, heads, head_start, stem_length, table, fold, begin, end, numbered_from, least
    )
    if size == 0 or unknown:
        return False, found, like
    found, like = _likest(found, like, known, most)
    return True, found, like
