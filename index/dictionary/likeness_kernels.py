"""How like forms are to a word, as kernels: the twins of `index.german.likeness` and of what `lexicon` makes of it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.dictionary.lookup_kernels import few_letters
from index.dictionary.ordered_kernels import Sorted
from index.kernels import Number, checked_kernel, codes_of, contains
from index.tokenising import decode

LONGEST_LIKE: Final = 62
"""Letters of the longest fold whose places, and a beginning and an end, fit 64 bits."""
_LIKE_LETTERS: Final = 0x80
"""Letters whose places in a word are at hand; of another, which is rare, they are counted when it is read."""
_CHARACTER: Final = np.uint32(0xFFFF)
_NEXT: Final = np.uint64(1)
_BEGIN, _END = ord("^"), ord("$")


@checked_kernel
def _places_of(fold: Array, letter: Number) -> Number:
    """Return at which places of ``^fold$`` a letter stands, a bit for each place."""
    places = np.uint64(0)
    for at in range(len(fold)):
        places |= np.uint64(fold[at] & _CHARACTER == letter) << np.uint64(at + 1)
    return places


@checked_kernel
def _where(fold: Array) -> Array:
    """Return at which places of ``^fold$`` each letter stands, a bit for each place, uint64[_LIKE_LETTERS]."""
    places = np.zeros(_LIKE_LETTERS, np.uint64)
    places[_BEGIN] |= np.uint64(1)
    for at in range(len(fold)):
        letter = fold[at] & _CHARACTER
        if letter < _LIKE_LETTERS:
            places[letter] |= np.uint64(1) << np.uint64(at + 1)
    places[_END] |= np.uint64(1) << np.uint64(len(fold) + 1)
    return places


@checked_kernel
def _shared_with(places: Array, fold: Array, letters: Array, at: Number, end: Number) -> tuple[Number, Number]:
    """Return how many pieces of the word at those bytes of ``letters`` are pieces of ``^fold$``, and its letters.

    ``places`` are those of the letters of ``fold`` (see `_where`). At each letter, ``two``, ``three`` and ``four`` have
    a bit for each place in ``fold`` where the piece of so many letters that ends here ends as well.
    """
    shared, size = np.int64(0), np.int64(0)
    one = places[_BEGIN]
    two, three = np.uint64(0), np.uint64(0)
    is_behind = False
    while not is_behind:
        is_behind = at == end
        if is_behind:
            here = places[_END]
        else:
            letter, width = decode(letters, at)
            at += width
            size += 1
            letter &= _CHARACTER
            here = places[letter] if letter < _LIKE_LETTERS else _places_of(fold, letter)
        four = here & (three << _NEXT)
        three = here & (two << _NEXT)
        two = here & (one << _NEXT)
        one = here
        shared += np.int64(two != 0) + np.int64(three != 0) + np.int64(four != 0)
    return shared, size


@checked_kernel
def _alike_at(
    fold: Array, start: Array, form: Array, word: Array, begin: Number, end: Number, numbered_from: Number,
    least: Number,
) -> tuple[Array, Array]:  # fmt: skip
    """Return the forms at places ``begin`` to ``end`` that are ``least`` like ``word``, and how much."""
    places, kept = _where(word), 0
    found, likeness = np.empty(end - begin, np.int64), np.empty(end - begin)
    for at in range(begin, end):
        shared, size = _shared_with(places, word, fold, np.int64(start[at]), np.int64(start[at + 1]))
        like = min(shared / np.sqrt(np.float64((3 * size) * (3 * len(word)))), 1.0)
        if like >= least:
            found[kept], likeness[kept] = numbered_from + np.int64(form[at]), like
            kept += 1
    return found[:kept], likeness[:kept]


@checked_kernel
def _alike(
    fold: Array, start: Array, _head: Array, form: Array, _traits: Array, word: Array, begin: Number, end: Number,
    numbered_from: Number, least: Number,
) -> tuple[Array, Array]:  # fmt: skip
    return _alike_at(fold, start, form, word, begin, end, numbered_from, least)


def alike(
    columns: Sorted, numbered_from: int, fold: str, begin: int, end: int, least: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]] | None:
    """Return the forms at places ``begin`` to ``end`` that are ``least`` like ``fold``, and how much.

    None if that is left to `index.german.likeness`.
    """
    codes = codes_of(fold)
    if len(codes) > LONGEST_LIKE:
        return None
    found: tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]] = _alike(
        *columns, codes, begin, end, numbered_from, least
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
    fold: Array, start: Array, head: Array, form: Array, word: Array, beginning: Number, candidates: Number,
    least: Number, known: Array, most: Number, numbered_from: Number,
) -> tuple[Array, Array]:  # fmt: skip
    """Return what `few`, `alike` and `likest` find one after the other in a dictionary of one chunk."""
    _, begin, end = few_letters(fold, start, head, word, beginning, candidates)
    found, like = _alike_at(fold, start, form, word, begin, end, numbered_from, least)
    return _likest(found, like, known, most)
