"""The forms of a chunk in order of their folds, as kernels look them up: all that a look-up reads, in that order.

On disk are the forms in order of their numbers, and these in order of the folds. To fold them when a look-up comes
across them would wait for the memory at each: for its number, for where it begins, for its letters. So a process with
kernels folds all of them once, and a look-up reads neighbours.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Array, Columns, Strings
from index.dictionary.folds import HEAD_EVERY
from index.german import fold_table, german
from index.kernels import Number, checked_kernel, prefetch
from index.tokenising import decode

LONGEST: Final = 240
"""Bytes of the longest form that is folded here."""
_WIDTH, _ALONE, _TWO = np.uint64(3), np.uint64(1), np.uint64(2)
_IS_CAPITAL, _IS_SMALL, _IS_LETTER = np.uint64(4), np.uint64(8), np.uint64(16)
_FIRST, _SECOND, _CODE = np.uint64(16), np.uint64(40), np.uint64(0xFFFFFF)
"""Bits of `letters`: how many letters it becomes, whether it is a capital, small, a letter at all, which it becomes."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_SMALL_UE, _CAPITAL_UE, _A, _E, _B, _I, _N, _STAR, _COLON, _UNDERSCORE = map(ord, "üÜaebin*:_")
_ASCII: Final = 0x80
_TWO_BYTES: Final = 0x800
_THREE_BYTES: Final = 0x10000
_NOTHING: Final = np.uint64(0)
_UE_ITSELF: Final = np.uint64(1 | _SMALL_UE << 16)
"""What a ü that is no umlaut becomes, as in `letters`."""
UNKNOWN: Final = -1
"""Instead of a size: the form is left to `index.german.german`."""
IS_CAPITAL: Final = 1 << 8
"""What `Sorted.traits` tells beside the length of the stem: the form begins with a capital ..."""
IS_SMALL: Final = 1 << 9
"""... or with a small letter."""
STEM_LENGTH: Final = IS_CAPITAL - 1
NO_BYTE: Final = -1
"""Instead of a byte, none."""
AFTER_ALL: Final = 0xFF
"""A byte that stands behind all of UTF-8, so that what begins with a prefix ends before prefix + this."""
KEY_BYTES: Final = 8
_AHEAD: Final = 16
"""So many forms before it is folded, a form is asked for: 25 ms for 262,000 forms instead of 66."""
_MOST_WIDTH: Final = 4
"""Bytes of the longest letter."""


class Sorted(NamedTuple):
    """The forms of a chunk in order of their folds; see `index.dictionary.folds`.

    ``fold`` uint8: the folds end to end, in UTF-8, whose order is that of the letters; ``start`` uint32[forms + 1],
    where each begins; ``head`` uint64, the first eight bytes of every `HEAD_EVERY`-th, as a number; ``form``
    uint32[forms], the numbers in the chunk; ``traits`` uint16[forms], the length of the stem and `IS_CAPITAL`,
    `IS_SMALL`.
    """

    fold: Array
    start: Array
    head: Array
    form: Array
    traits: Array

    @classmethod
    def of(cls, forms: Strings, columns: Columns) -> Sorted:
        """Return the ``forms`` of a chunk with these columns."""
        order, stem_length = columns["fold.form"], columns["stem.length"]
        fold, start, traits, others = _in_order(
            read_only(forms.blob), read_only(starts(forms)), read_only(order), read_only(stem_length), letters()
        )
        if len(others):
            texts = forms.take(order[others])
            traits[others] |= np.array([_case(text) for text in texts], np.uint16)
            fold, start = _with_others(fold, start, others, [german.fold(text).encode() for text in texts])
        return cls(*map(read_only, (fold, start, _heads(fold, start), order, traits)))


def starts(strings: Strings) -> Array:
    """Return where each string begins, in the type that kernels are compiled for."""
    return strings.start.astype(np.uint32, copy=False)


def read_only(array: Array) -> Array:
    """Return a view that cannot be written to, as columns are: Numba compiles for what can be once more."""
    view = array.view()
    view.flags.writeable = False
    return view


def _case(text: str) -> int:
    return IS_CAPITAL * text[0].isupper() | IS_SMALL * text[0].islower()


def _with_others(fold: Array, start: Array, others: Array, texts: list[bytes]) -> tuple[Array, Array]:
    """Return the folds with the ``texts`` of those at the places ``others``, which are empty so far."""
    begins = [0, *start[others].tolist()]
    pieces = [fold[begin:end].data for begin, end in zip(begins, [*begins[1:], len(fold)], strict=True)]
    joined = b"".join(part for pair in zip(pieces, [*texts, b""], strict=True) for part in pair)
    longer = np.zeros(len(start), np.uint32)
    longer[others + 1] = list(map(len, texts))
    return np.frombuffer(joined, np.uint8), start + np.cumsum(longer, dtype=np.uint32)


def _heads(fold: Array, start: Array) -> npt.NDArray[np.uint64]:
    """Return the first eight bytes of every `HEAD_EVERY`-th fold as numbers, in the order of which they stand."""
    begin, end = start[:-1:HEAD_EVERY].astype(np.int64), start[1::HEAD_EVERY].astype(np.int64)
    places = begin[:, None] + np.arange(KEY_BYTES)
    known = places < end[:, None]
    letters = np.where(known, np.append(fold, np.uint8(0))[np.where(known, places, len(fold))], 0)
    return letters.astype(np.uint8).view(">u8").astype(np.uint64).reshape(-1)


@cache
def letters() -> npt.NDArray[np.uint64]:
    """Return what becomes of each letter that kernels fold, uint64, bits as above; 0 for `german` to say.

    In one array, as each that a kernel is handed takes 0.2 microseconds.
    """
    table = fold_table()
    is_letter = np.array([_LETTER.fullmatch(chr(code)) is not None for code in range(len(table.width))])
    flags = table.width | table.capital * _IS_CAPITAL | table.small * _IS_SMALL | is_letter * _IS_LETTER
    return flags | table.first.astype(np.uint64) << _FIRST | table.second.astype(np.uint64) << _SECOND


@checked_kernel
def folded(forms: Array, begin: Number, end: Number, table: Array, out: Array) -> Number:
    """Write the fold of a form to ``out``, by `letters`; return its size."""
    if end - begin > LONGEST:
        return UNKNOWN
    before: Number = np.uint64(0)
    size = 0
    while begin < end:
        code, width = decode(forms, begin)
        begin += width
        letter = table[code] if code < len(table) else np.uint64(0)
        if letter & _WIDTH == 0:
            if before & _IS_LETTER != 0 and _is_sign(forms, code, begin, end):
                continue
            return UNKNOWN
        if letter & _WIDTH == _TWO and before & _WIDTH == _ALONE and _is_ue(code) and _is_a_or_e(out[size - 1]):
            is_ascii = begin < end and forms[begin] < _ASCII
            following = table[np.int64(forms[begin])] if is_ascii else _NOTHING
            if begin < end and following & _WIDTH == 0:
                return UNKNOWN
            if begin < end and following >> _FIRST & _CODE != _B:
                letter = _UE_ITSELF
        out[size] = np.uint32(letter >> _FIRST & _CODE)
        size += 1
        if letter & _WIDTH == _TWO:
            out[size] = np.uint32(letter >> _SECOND)
            size += 1
        before = letter
    return size


@checked_kernel
def _is_ue(code: Number) -> bool:
    return bool(code == _SMALL_UE or code == _CAPITAL_UE)  # noqa: PLR1714, SIM109  # a set would be made and searched


@checked_kernel
def _is_a_or_e(code: Number) -> bool:
    return bool(code == _A or code == _E)  # noqa: PLR1714, SIM109


@checked_kernel
def _is_sign(forms: Array, code: Number, begin: Number, end: Number) -> bool:
    """Return whether a character behind a letter is the sign of a gender form: ``in`` begins behind it."""
    is_sign = code == _STAR or code == _COLON or code == _UNDERSCORE  # noqa: PLR1714
    return bool(is_sign and begin + 1 < end and forms[begin] == _I and forms[begin + 1] == _N)


@checked_kernel
def _longer(bytes_: Array, kept: Number, size: Number) -> Array:
    """Return an array of ``size`` with the first ``kept`` bytes."""
    longer = np.empty(size, np.uint8)
    for at in range(kept):  # assigning a slice takes two seconds to compile
        longer[at] = bytes_[at]
    return longer


@checked_kernel
def encoded(codes: Array, last: Number) -> Array:
    """Return code points in UTF-8, with the byte ``last`` behind them if it is none of `NO_BYTE`."""
    found, size = np.empty(_MOST_WIDTH * len(codes) + 1, np.uint8), 0
    for at in range(len(codes)):
        size += write_letter(found, size, np.int64(codes[at]))
    if last != NO_BYTE:
        found[size] = last
        size += 1
    return found[:size]


@checked_kernel
def write_letter(out: Array, at: Number, code: Number) -> Number:
    """Write a code point in UTF-8; return its size."""
    if code < _ASCII:
        out[at] = code
        return 1
    if code < _TWO_BYTES:
        out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
        return 2
    if code < _THREE_BYTES:
        out[at], out[at + 1], out[at + 2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
        return 3
    out[at], out[at + 1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 0x3F
    out[at + 2], out[at + 3] = 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
    return 4


@checked_kernel
def _in_order(
    forms: Array, start: Array, order: Array, stem_length: Array, table: Array
) -> tuple[Array, Array, Array, Array]:
    """Return ``fold``, ``start`` and ``traits`` of `Sorted`, and the places of the forms that are left to others.

    Their folds are empty.
    """
    out, size, left = np.empty(2 * LONGEST, np.uint32), np.int64(0), np.int64(0)
    fold, begins = np.empty(len(forms) + len(order), np.uint8), np.zeros(len(order) + 1, np.uint32)
    traits, others = np.empty(len(order), np.uint16), np.empty(len(order), np.int64)
    for place in range(len(order)):
        if place + 2 * _AHEAD < len(order):  # so that no form waits for the memory: each stands somewhere else
            prefetch(start, np.int64(order[place + 2 * _AHEAD]))
            prefetch(forms, np.int64(start[order[place + _AHEAD]]))
        form = np.int64(order[place])
        first = np.int64(start[form])
        letters = folded(forms, first, np.int64(start[form + 1]), table, out)
        traits[place] = stem_length[form]
        if letters == UNKNOWN:
            others[left] = place
            left, letters = left + 1, np.int64(0)
        else:
            letter = table[decode(forms, first)[0]]
            is_capital, is_small = letter & _IS_CAPITAL != 0, letter & _IS_SMALL != 0
            traits[place] |= is_capital * IS_CAPITAL | is_small * IS_SMALL
        if size + _MOST_WIDTH * letters > len(fold):
            fold = _longer(fold, size, 2 * (size + _MOST_WIDTH * letters))
        for at in range(letters):
            size += write_letter(fold, size, np.int64(out[at]))
        begins[place + 1] = size
    return _longer(fold, size, size), begins, traits, others[:left]
