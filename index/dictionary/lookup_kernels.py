"""Looking a word up among the forms of a chunk, as kernels: the twins of what `index.dictionary.folds.Folds` does.

A form is folded only when a search comes across it, some four times for a place, and where one is left to
`index.german.german` (see `index.german.fold_kernels`), the whole look-up is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Array, Columns, Strings
from index.dictionary.folds import HEAD_EVERY, LONGEST_STEM
from index.german import derivation, fold_table, german
from index.kernels import Number, Words, checked_kernel, codes_of
from index.tokenising import decode

KNOWN_LETTERS: Final = 0x530
"""Letters of Latin, Greek and Cyrillic words, and signs that count as letters: beside ``für`` stands ``fürʼs``, which
stops a look-up if it is not known. Of the 5,000 words of the benchmark's questions, 8 were stopped; now it is 1."""
LONGEST: Final = 240
"""Bytes of the longest form that is folded here."""
AFTER_ALL: Final = 0x10FFFF
_WIDTH, _ALONE, _TWO = np.uint64(3), np.uint64(1), np.uint64(2)
_IS_CAPITAL, _IS_SMALL, _IS_LETTER = np.uint64(4), np.uint64(8), np.uint64(16)
_FIRST, _SECOND, _CODE = np.uint64(16), np.uint64(40), np.uint64(0xFFFFFF)
"""Bits of `letters`: how many letters it becomes, whether it is a capital, small, a letter at all, which it becomes."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_SMALL_UE, _CAPITAL_UE, _A, _E, _B, _I, _STAR, _COLON, _UNDERSCORE = map(ord, "üÜaebi*:_")
_ASCII: Final = 0x80
_NOTHING: Final = np.uint64(0)
_UE_ITSELF: Final = np.uint64(1 | _SMALL_UE << 16)
"""What a ü that is no umlaut becomes, as in `letters`."""
UNKNOWN: Final = -1
"""Instead of a place: one of the forms on the way to it is not for us."""


SAME, CAPITAL, SMALL = 1, 2, 4
KIND_BITS: Final = 3
"""What `forms_of_word` tells of a form: has the fold, begins with a capital or a small letter, and above these bits its
kind (a place in `index.german.derivation.KINDS`)."""
_AGENT: Final = derivation.KINDS.index(derivation.AGENT)
_AGENTS: Final = len(derivation.AGENT_ENDINGS)
_N: Final = ord("n")


class Sorted(NamedTuple):
    """The forms of a chunk in order of their folds, in types that are always the same; see `index.dictionary.folds`."""

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


@cache
def letters() -> npt.NDArray[np.uint64]:
    """Return what becomes of each letter up to `KNOWN_LETTERS`, uint64, bits as above; 0 for `german` to say.

    In one array, as each that a kernel is handed takes 0.2 microseconds.
    """
    table = fold_table()
    others = [chr(code) for code in range(len(table.width), KNOWN_LETTERS)]
    folds = [german.fold(letter) if letter.isalnum() else "" for letter in others]
    width = np.append(table.width, [len(fold) * (len(fold) <= int(_TWO)) for fold in folds]).astype(np.uint64)
    first, second = ([ord(f"{fold}\0\0"[at]) for fold in folds] for at in (0, 1))
    is_letter = np.array([_LETTER.fullmatch(chr(code)) is not None for code in range(KNOWN_LETTERS)])
    capital = np.append(table.capital, [letter.isupper() for letter in others])
    small = np.append(table.small, [letter.islower() for letter in others])
    flags = width | capital * _IS_CAPITAL | small * _IS_SMALL | is_letter * _IS_LETTER
    becomes = np.append(table.first, first).astype(np.uint64) << _FIRST
    becomes |= np.append(table.second, second).astype(np.uint64) << _SECOND
    return flags | becomes


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
def _is_before(one: Array, other: Array) -> bool:
    """Return whether ``one`` stands before ``other`` in the dictionary."""
    for at in range(min(len(one), len(other))):
        if one[at] != other[at]:
            return bool(one[at] < other[at])
    return len(one) < len(other)


@checked_kernel
def _head_is_before(heads: Array, at: Number, end: Number, wanted: Array) -> bool:
    """Return whether the head at those bytes stands before ``wanted``."""
    for letter in wanted:
        if at == end:
            return True
        code, width = decode(heads, at)
        if code != letter:
            return bool(code < letter)
        at += width
    return False


@checked_kernel
def _heads_before(heads: Array, start: Array, wanted: Array, low: Number, step: Number) -> Number:
    """Return how many heads stand before ``wanted``, ``low`` at least: by growing steps, then by halves."""
    high = len(start) - 1
    while low + step <= high:
        at = low + step - 1
        if not _head_is_before(heads, np.int64(start[at]), np.int64(start[at + 1]), wanted):
            high = at
            break
        low += step
        step <<= 1
    while low < high:
        middle = (low + high) >> 1
        if _head_is_before(heads, np.int64(start[middle]), np.int64(start[middle + 1]), wanted):
            low = middle + 1
        else:
            high = middle
    return low


@checked_kernel
def _place_from(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, table: Array, wanted: Array, out: Array,
    low: Number, step: Number,
) -> Number:  # fmt: skip
    """Return the first place in ``order`` whose fold is not before ``wanted``; ``low`` heads stand before it."""
    block = _heads_before(heads, head_start, wanted, low, step) - 1
    if block < 0:
        return 0
    low, high = block * HEAD_EVERY, min((block + 1) * HEAD_EVERY, len(order))
    for at in range(low, high):  # so that all come from memory at once, not each when it is looked at
        out[at - low] = forms[start[order[at]]]
    while low < high:
        middle = (low + high) >> 1
        form = np.int64(order[middle])
        size = folded(forms, np.int64(start[form]), np.int64(start[form + 1]), table, out)
        if size == UNKNOWN:
            return UNKNOWN
        if _is_before(out[:size], wanted):
            low = middle + 1
        else:
            high = middle
    return low


@checked_kernel
def first_place(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, table: Array, wanted: Array, out: Array
) -> Number:
    """Return the first place in ``order`` whose fold is not before ``wanted``."""
    return _place_from(forms, start, order, heads, head_start, table, wanted, out, 0, len(order) + 1)


@checked_kernel
def place_after(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, table: Array, wanted: Array, out: Array,
    place: Number,
) -> Number:  # fmt: skip
    """Return the same, that is not before ``place`` and perhaps near it."""
    low = max(place, 0) // HEAD_EVERY  # the head of that block may be at ``place`` itself
    return _place_from(forms, start, order, heads, head_start, table, wanted, out, low, 1)


@checked_kernel
def _range_by(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, _stem_length: Array, table: Array,
    prefix: Array, last: Number,
) -> tuple[Number, Number]:  # fmt: skip
    out, after = np.empty(2 * LONGEST, np.uint32), followed_by(prefix, last)
    begin = first_place(forms, start, order, heads, head_start, table, prefix, out)
    return begin, place_after(forms, start, order, heads, head_start, table, after, out, begin)


def range_of(columns: Sorted, prefix: str) -> tuple[int, int] | None:
    """Return between which places the folds begin with ``prefix``; None if that is left to `index.dictionary.folds`."""
    begin, end = _range_by(*columns, letters(), codes_of(prefix), AFTER_ALL)
    return None if begin < 0 or end < 0 else (begin, end)


def range_equal(columns: Sorted, fold: str) -> tuple[int, int] | None:
    """Return between which places the folds are ``fold``; None if that is left to `index.dictionary.folds`."""
    begin, end = _range_by(*columns, letters(), codes_of(fold), 0)
    return None if begin < 0 or end < 0 else (begin, end)


@checked_kernel
def followed_by(wanted: Array, code: Number) -> Array:
    """Return ``wanted`` with one more code point."""
    longer = np.empty(len(wanted) + 1, np.uint32)
    for i in range(len(wanted)):  # assigning a slice takes two seconds to compile
        longer[i] = wanted[i]
    longer[len(wanted)] = code
    return longer


@checked_kernel
def _begins(word: Array, at: Number, ending: Array) -> bool:
    """Return whether ``ending`` stands in ``word`` from ``at`` on."""
    if at + len(ending) > len(word):
        return False
    for place in range(len(ending)):  # noqa: SIM110  # Numba knows no generators
        if word[at + place] != ending[place]:
            return False
    return True


@checked_kernel
def _is_plural(fold: Array, codes: Array, start: Array, end: Array) -> bool:
    """Return whether a word ends in one of ``codes[start:end]``, perhaps with an n behind."""
    for size in range(len(fold) - (len(fold) > 0 and fold[-1] == _N), len(fold) + 1):
        for one in range(len(start)):
            ending = codes[start[one] : end[one]]
            if len(ending) <= size and _begins(fold[:size], size - len(ending), ending):
                return True
    return False


@checked_kernel
def kind_of(fold: Array, stem_size: Number, is_noun: bool, endings: Array, start: Array, end: Array) -> Number:
    """Return the place in `derivation.KINDS` of what `derivation.kind` returns; see `endings`."""
    rest = len(fold) - stem_size
    for kind in range(1, _AGENT):
        if _begins(fold, stem_size, endings[start[kind] : end[kind]]):
            return kind
    agents = _AGENT + _AGENTS
    for one in range(_AGENT, agents):
        ending = endings[start[one] : end[one]]
        if len(ending) == rest and _begins(fold, stem_size, ending):
            return _AGENT if is_noun and not _is_plural(fold, endings, start[agents:], end[agents:]) else 0
    return 0


@cache
def endings() -> Words:
    """Return the endings that make other words, those of agents, and those of plurals, as `kind_of` reads them."""
    return Words.of([*derivation.KINDS[:_AGENT], *derivation.AGENT_ENDINGS, *derivation.plurals()])


@checked_kernel
def forms_of_word(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, stem_length: Array,
    table: Array, endings: Array, ending_start: Array, ending_end: Array, fold: Array, stem: Array,
) -> tuple[bool, Array, Array]:  # fmt: skip
    """Return the forms with that fold or that stem, in any order, and what is true of each, int64 (see `SAME`).

    The first answer is False if the look-up is left to `index.dictionary.folds`.
    """
    out = np.empty(2 * LONGEST, np.uint32)
    begin = first_place(forms, start, order, heads, head_start, table, stem, out)
    after = followed_by(stem, AFTER_ALL)
    end = place_after(forms, start, order, heads, head_start, table, after, out, begin)
    near = begin if _begins(fold, 0, stem) else 0
    same = place_after(forms, start, order, heads, head_start, table, fold, out, near)
    other = place_after(forms, start, order, heads, head_start, table, followed_by(fold, 0), out, same)
    known, size = min(begin, end, same, other) != UNKNOWN, 0
    found = np.empty(end - begin + other - same if known else 0, np.int64)
    traits = np.empty(len(found), np.int64)
    for at in range(min(begin, same) if known else 0, max(end, other) if known else 0):  # unknown places are negative
        is_same = same <= at < other
        if is_same or (begin <= at < end and stem_length[at] == len(stem)):
            form = np.int64(order[at])
            first = np.int64(start[form])
            size_of_fold = folded(forms, first, np.int64(start[form + 1]), table, out)
            if size_of_fold == UNKNOWN:
                known = False
                break
            letter = table[decode(forms, first)[0]]
            is_noun, is_small = letter & _IS_CAPITAL != 0, letter & _IS_SMALL != 0
            kind = kind_of(out[:size_of_fold], len(stem), is_noun, endings, ending_start, ending_end)
            found[size] = form
            traits[size] = is_same | is_noun * CAPITAL | is_small * SMALL | kind << KIND_BITS
            size += 1
    return known, found[:size], traits[:size]


@checked_kernel
def _sharing_each(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, stem_length: Array,
    table: Array, numbered_from: Number, folds: Array, sizes: Array,
) -> tuple[bool, Array, Array]:  # fmt: skip
    """Do what `sharing_each` does; ``sizes`` are those of the folds and then of the stems."""
    words, out, room, letter = len(sizes) >> 1, np.empty(2 * LONGEST, np.uint32), np.int64(0), np.int64(0)
    bounds, places = np.zeros(words + 1, np.int64), np.empty(4 * words, np.int64)
    for word in range(words):
        fold, stem_size = folds[letter : letter + sizes[word]], sizes[words + word]
        letter += sizes[word]
        stem = fold if stem_size < 0 else fold[: min(stem_size, LONGEST_STEM)]
        begin = first_place(forms, start, order, heads, head_start, table, stem, out)
        same = begin
        if stem_size >= 0:
            same = place_after(forms, start, order, heads, head_start, table, fold, out, begin)
        other = place_after(forms, start, order, heads, head_start, table, followed_by(fold, 0), out, same)
        end = other
        if stem_size >= 0:
            after = followed_by(stem, AFTER_ALL)
            end = place_after(forms, start, order, heads, head_start, table, after, out, other)
        if min(begin, same, other, end) == UNKNOWN:
            return False, np.empty(0, np.int64), bounds
        places[4 * word], places[4 * word + 1], places[4 * word + 2], places[4 * word + 3] = begin, same, other, end
        room += end - begin
    found, size = np.empty(room, np.int64), np.int64(0)
    for word in range(words):
        same, other = places[4 * word + 1], places[4 * word + 2]
        stem_size = min(sizes[words + word], LONGEST_STEM)
        for at in range(places[4 * word], places[4 * word + 3]):
            if same <= at < other or stem_length[at] == stem_size:
                form, place = np.int64(order[at]) + numbered_from, size
                while place > bounds[word] and found[place - 1] > form:
                    found[place] = found[place - 1]
                    place -= 1
                found[place] = form
                size += 1
        bounds[word + 1] = size
    return True, found[:size], bounds


def sharing_each(
    columns: Sorted, numbered_from: int, folds: Sequence[str], stem_sizes: Sequence[int]
) -> list[npt.NDArray[np.int64]] | None:
    """Return, for each fold, the forms that have it or share the stem, its first so many letters; each ascending.

    A size of -1 asks for those with the fold alone. None if a look-up is left to `index.dictionary.folds`.
    """
    sizes = np.array([*map(len, folds), *stem_sizes])
    known, found, bounds = _sharing_each(*columns, letters(), numbered_from, codes_of("".join(folds)), sizes)
    if not known:
        return None
    if len(folds) == 1:
        return [found]
    return [found[begin:end] for begin, end in pairwise(bounds.tolist())]


@checked_kernel
def few_letters(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, _stem_length: Array, table: Array,
    fold: Array, least: Number, most: Number,
) -> tuple[Number, Number, Number]:  # fmt: skip
    """Do what `few` does; 0 letters if that is left to `index.dictionary.folds`."""
    out, low = np.empty(2 * LONGEST, np.uint32), 0
    for length in range(least, len(fold) + 1):
        prefix = fold[:length]
        after = followed_by(prefix, AFTER_ALL)
        low = _heads_before(heads, head_start, prefix, low, len(head_start) if length == least else 1)
        high = _heads_before(heads, head_start, after, low, 1)
        if (high - low - 1) * HEAD_EVERY >= most:  # the heads alone tell that there are more
            continue
        begin = place_after(forms, start, order, heads, head_start, table, prefix, out, low * HEAD_EVERY)
        end = place_after(forms, start, order, heads, head_start, table, after, out, begin)
        if min(begin, end) == UNKNOWN:
            return 0, 0, 0
        if end - begin <= most:
            return length, begin, end
    return len(fold) + 1, 0, 0


def few(columns: Sorted, fold: str, least: int, most: int) -> tuple[int, int, int] | None:
    """Return with how many letters of ``fold`` (``least`` or more) no more than ``most`` folds begin, and their places.

    None if that is left to `index.dictionary.folds`.
    """
    length, begin, end = few_letters(*columns, letters(), codes_of(fold), least, most)
    return (length, begin, end) if length else None
