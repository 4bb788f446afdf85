"""Looking a word up among the forms of a chunk, as kernels: the twins of what `index.folds.Folds` does.

A form is folded only when a search comes across it, some four times for a place, and where one is left to
`index.german` (see `index.fold_kernels`), the whole look-up is.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.code_points import codes_of
from index.columns import Array, Columns, Strings
from index.fold_kernels import FoldTable, fold_table, fold_word
from index.folds import Sharing
from index.jit import Number, checked_kernel
from index.kernels import decode

HEAD_EVERY: Final = 16
"""As in `index.folds`."""
_LONGEST: Final = 240
"""Bytes of the longest form that is folded here."""
_AFTER_ALL: Final = 0x10FFFF
_LONGEST_PIECE: Final = 4
"""As in `index.likeness`."""
_LONGEST_LIKE: Final = 48
"""Letters of the longest fold whose pieces fit the table of `_SLOTS`."""
_SLOTS: Final = 256
_SLOT_SHIFT: Final = np.uint64(56)
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
_CHARACTER: Final = np.uint64(0xFFFF)
_BEGIN, _END = ord("^"), ord("$")
_UNKNOWN: Final = -1
"""Instead of a place: one of the forms on the way to it is not for us."""


class Sorted(NamedTuple):
    """The forms of a chunk in order of their folds, in types that are always the same; see `index.folds`."""

    form: Array
    form_start: Array
    order: Array
    head: Array
    head_start: Array
    stem_length: Array
    """In the order of the folds, as it is read."""

    @classmethod
    def of(cls, forms: Strings, columns: Columns) -> Sorted:
        """Return the columns of ``forms``."""
        heads = Strings.from_columns(columns, "fold.head")
        order = columns["fold.form"]
        arrays = (forms.blob, _long(forms.start), order, heads.blob, _long(heads.start), columns["stem.length"][order])
        return cls(*map(_read_only, arrays))


def _long(start: Array) -> Array:
    return start.astype(np.uint32, copy=False)


def _read_only(array: Array) -> Array:
    """Return a view that cannot be written to, as columns are: Numba compiles for what can be once more."""
    view = array.view()
    view.flags.writeable = False
    return view


@checked_kernel
def _fold(forms: Array, begin: Number, end: Number, table: FoldTable, codes: Array, out: Array, half: Array) -> Number:
    """Write the fold of a form to ``out``; return its size."""
    if end - begin > _LONGEST:
        return _UNKNOWN
    size = 0
    while begin < end:
        codes[size], width = decode(forms, begin)
        begin += width
        size += 1
    return fold_word(codes[:size], table, out, half, 0)


@checked_kernel
def _is_before(one: Array, other: Array) -> bool:
    """Return whether ``one`` stands before ``other`` in the dictionary."""
    for at in range(min(len(one), len(other))):
        if one[at] != other[at]:
            return bool(one[at] < other[at])
    return len(one) < len(other)


@checked_kernel
def _heads_before(heads: Array, start: Array, wanted: Array, codes: Array) -> Number:
    """Return how many heads stand before ``wanted``."""
    low, high = 0, len(start) - 1
    while low < high:
        middle = (low + high) >> 1
        at, end, size = np.int64(start[middle]), np.int64(start[middle + 1]), 0
        while at < end and size <= len(wanted):  # of a longer one no more need be compared
            codes[size], width = decode(heads, at)
            at += width
            size += 1
        if _is_before(codes[:size], wanted):
            low = middle + 1
        else:
            high = middle
    return low


@checked_kernel
def _place(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, table: FoldTable, wanted: Array
) -> Number:
    """Return the first place in ``order`` whose fold is not before ``wanted``."""
    codes, out = np.empty(max(_LONGEST, len(wanted)) + 1, np.uint32), np.empty(2 * _LONGEST, np.uint32)
    half = np.empty(2 * _LONGEST, np.uint8)
    block = _heads_before(heads, head_start, wanted, codes) - 1
    if block < 0:
        return 0
    low, high = block * HEAD_EVERY, min((block + 1) * HEAD_EVERY, len(order))
    while low < high:
        middle = (low + high) >> 1
        form = np.int64(order[middle])
        size = _fold(forms, np.int64(start[form]), np.int64(start[form + 1]), table, codes, out, half)
        if size == _UNKNOWN:
            return _UNKNOWN
        if _is_before(out[:size], wanted):
            low = middle + 1
        else:
            high = middle
    return low


@checked_kernel
def _place_by(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, _stem_length: Array, width: Array,
    first: Array, second: Array, capital: Array, small: Array, gendered: Array, wanted: Array,
) -> Number:  # fmt: skip
    table = FoldTable(width, first, second, capital, small, gendered)  # to pass a tuple takes as long as all the rest
    return _place(forms, start, order, heads, head_start, table, wanted)


def place(columns: Sorted, text: str) -> int:
    """Return the first place whose fold is not before ``text``, -1 if that is left to `index.folds`."""
    found: int = _place_by(*columns, *fold_table(), codes_of(text))
    return found


@checked_kernel
def _range_by(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, _stem_length: Array, width: Array,
    first: Array, second: Array, capital: Array, small: Array, gendered: Array, prefix: Array,
) -> tuple[Number, Number]:  # fmt: skip
    table = FoldTable(width, first, second, capital, small, gendered)
    begin = _place(forms, start, order, heads, head_start, table, prefix)
    return begin, _place(forms, start, order, heads, head_start, table, _followed_by(prefix, _AFTER_ALL))


def range_of(columns: Sorted, prefix: str) -> tuple[int, int] | None:
    """Return between which places the folds begin with ``prefix``; None if that is left to `index.folds`."""
    begin, end = _range_by(*columns, *fold_table(), codes_of(prefix))
    return None if begin < 0 or end < 0 else (begin, end)


@checked_kernel
def _followed_by(wanted: Array, code: Number) -> Array:
    longer = np.empty(len(wanted) + 1, np.uint32)
    longer[: len(wanted)] = wanted
    longer[len(wanted)] = code
    return longer


@checked_kernel
def _sharing(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, stem_length: Array,
    numbered_from: Number, width: Array, first: Array, second: Array, capital: Array, small: Array, gendered: Array,
    fold: Array, stem: Array, stem_size: Number,
) -> tuple[bool, Array, Array]:  # fmt: skip
    table = FoldTable(width, first, second, capital, small, gendered)
    begin = _place(forms, start, order, heads, head_start, table, stem)
    end = _place(forms, start, order, heads, head_start, table, _followed_by(stem, _AFTER_ALL))
    same = _place(forms, start, order, heads, head_start, table, fold)
    other = _place(forms, start, order, heads, head_start, table, _followed_by(fold, 0))
    if min(begin, end, same, other) == _UNKNOWN:
        return False, np.empty(0, np.int64), np.empty(0, np.bool_)
    found = np.empty(end - begin + other - same, np.int64)
    has_fold = np.empty(len(found), np.bool_)
    size = 0
    for at in range(min(begin, same), max(end, other)):
        is_same = same <= at < other
        if is_same or (begin <= at < end and stem_length[at] == stem_size):
            form, place = numbered_from + order[at], size
            while place > 0 and found[place - 1] > form:
                found[place], has_fold[place] = found[place - 1], has_fold[place - 1]
                place -= 1
            found[place], has_fold[place] = form, is_same
            size += 1
    return True, found[:size], has_fold[:size]


def sharing(columns: Sorted, numbered_from: int, fold: str, stem: str, stem_size: int) -> Sharing | None:
    """Return the forms with that fold or that stem, ascending, and which have the fold.

    None if the look-up is left to `index.folds`.
    """
    known, *found = _sharing(*columns, numbered_from, *fold_table(), codes_of(fold), codes_of(stem), stem_size)
    return Sharing(*found) if known else None


@checked_kernel
def _slot(pieces: Array, piece: Number) -> Number:
    """Return where ``piece`` is in the table, or an empty slot where it may be put."""
    at = np.int64((piece * _MULTIPLIER) >> _SLOT_SHIFT)
    while pieces[at] != 0 and pieces[at] != piece:
        at = (at + 1) & (_SLOTS - 1)
    return at


@checked_kernel
def _shared_with(pieces: Array, line: Array, size: Number, put: bool) -> Number:
    """Return how many pieces of ``line[:size]`` are in the table; ``put`` adds them first."""
    shared = 0
    for at in range(size - 1):
        piece = np.uint64(0)
        for length in range(min(_LONGEST_PIECE, size - at)):
            piece |= (np.uint64(line[at + length]) & _CHARACTER) << np.uint64(16 * length)
            if length > 0:
                slot = _slot(pieces, piece)
                if put:
                    pieces[slot] = piece
                shared += pieces[slot] == piece
    return shared


@checked_kernel
def _shared_pieces(
    forms: Array, start: Array, _order: Array, _heads: Array, _head_start: Array, _stem_length: Array, width: Array,
    first: Array, second: Array, capital: Array, small: Array, gendered: Array, fold: Array, numbers: Array,
) -> tuple[bool, Array, Array]:  # fmt: skip
    table = FoldTable(width, first, second, capital, small, gendered)
    codes, out = np.empty(_LONGEST + 1, np.uint32), np.empty(2 * _LONGEST, np.uint32)
    half, line = np.empty(2 * _LONGEST, np.uint8), np.empty(2 * _LONGEST + 2, np.uint32)
    pieces = np.zeros(_SLOTS, np.uint64)
    shared, sizes = np.empty(len(numbers), np.int64), np.empty(len(numbers), np.int64)
    line[0], line[1 : len(fold) + 1], line[len(fold) + 1] = _BEGIN, fold, _END
    _shared_with(pieces, line, len(fold) + 2, True)
    for at in range(len(numbers)):
        form = numbers[at]
        size = _fold(forms, np.int64(start[form]), np.int64(start[form + 1]), table, codes, out, half)
        if size == _UNKNOWN:
            return False, shared, sizes
        line[1 : size + 1], line[size + 1] = out[:size], _END
        shared[at], sizes[at] = _shared_with(pieces, line, size + 2, False), size
    return True, shared, sizes


def shared_pieces(
    columns: Sorted, fold: str, numbers: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Return how many pieces each form shares with ``fold`` (see `index.likeness`), and the letters of its fold.

    None if that is left to `index.likeness`.
    """
    codes = codes_of(fold)
    if len(codes) > _LONGEST_LIKE or not (codes & 0xFFFF).all():
        return None
    known, *found = _shared_pieces(*columns, *fold_table(), codes, numbers)
    return (found[0], found[1]) if known else None
