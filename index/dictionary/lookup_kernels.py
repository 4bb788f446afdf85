"""Looking a word up among the forms of a chunk, as kernels: the twins of what `index.dictionary.folds.Folds` does.

They read the forms in order of their folds, see `index.dictionary.ordered_kernels`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from index.columns import Array
from index.dictionary.folds import HEAD_EVERY, LONGEST_STEM
from index.dictionary.ordered_kernels import (
    AFTER_ALL,
    IS_CAPITAL,
    IS_SMALL,
    KEY_BYTES,
    NO_BYTE,
    STEM_LENGTH,
    Sorted,
    encoded,
)
from index.german import derivation
from index.kernels import Number, Words, addresses, checked_kernel, codes_of, hash_codes
from index.tokenising import decode

_BYTE_BITS: Final = np.uint64(8)
SAME, CAPITAL, SMALL = 1, 2, 4
KIND_BITS: Final = 3
"""What `forms_of_word` tells of a form: has the fold, begins with a capital or a small letter, and above these bits its
kind (a place in `index.german.derivation.KINDS`)."""
_AGENT: Final = derivation.KINDS.index(derivation.AGENT)
_AGENTS: Final = len(derivation.AGENT_ENDINGS)
_N: Final = ord("n")


@checked_kernel
def _is_before(fold: Array, at: Number, end: Number, wanted: Array) -> bool:
    """Return whether the fold at those bytes stands before ``wanted``."""
    for byte in wanted:
        if at == end:
            return True
        if fold[at] != byte:
            return bool(fold[at] < byte)
        at += 1
    return False


@checked_kernel
def _heads_before(fold: Array, start: Array, head: Array, wanted: Array, low: Number, high: Number) -> Number:
    """Return how many heads stand before ``wanted``, which are ``low`` at least and ``high`` at most.

    First by their beginnings alone, then, of those that begin alike, by all of the fold.
    """
    key = np.uint64(0)
    for at in range(KEY_BYTES):
        key = key << _BYTE_BITS | (np.uint64(wanted[at]) if at < len(wanted) else np.uint64(0))
    size = high - low
    while size > 0:  # by halves without a branch: which half it is cannot be foreseen
        half = (size + 1) >> 1
        low += half * np.int64(head[low + half - 1] < key)
        size -= half
    step = 1
    while low + step <= high and head[low + step - 1] == key:
        step <<= 1
    high = min(high, low + step - 1)
    while low < high:
        middle = (low + high) >> 1
        place = middle * HEAD_EVERY
        if head[middle] == key and _is_before(fold, np.int64(start[place]), np.int64(start[place + 1]), wanted):
            low = middle + 1
        else:
            high = middle
    return low


@checked_kernel
def _place_in(fold: Array, start: Array, heads: Number, wanted: Array) -> Number:
    """Return the first place whose fold is not before ``wanted``; so many ``heads`` are before it."""
    if heads == 0:
        return np.int64(0)
    low, high = np.int64((heads - 1) * HEAD_EVERY + 1), min(np.int64(heads * HEAD_EVERY), np.int64(len(start) - 1))
    while low < high:
        middle = (low + high) >> 1
        if _is_before(fold, np.int64(start[middle]), np.int64(start[middle + 1]), wanted):
            low = middle + 1
        else:
            high = middle
    return low


@checked_kernel
def place_of_fold(fold: Array, start: Array, head: Array, wanted: Array) -> Number:
    """Return the first place whose fold is not before ``wanted``."""
    return _place_in(fold, start, _heads_before(fold, start, head, wanted, 0, len(head)), wanted)


@checked_kernel
def range_by(fold: Array, start: Array, head: Array, prefix: Array, last: Number) -> tuple[Number, Number]:
    """Return the first places whose folds are not before ``prefix`` and not before it with the byte ``last``."""
    begin = place_of_fold(fold, start, head, encoded(prefix, NO_BYTE))
    return begin, place_of_fold(fold, start, head, encoded(prefix, last))


@checked_kernel
def _range(
    fold: Array, start: Array, head: Array, _form: Array, _traits: Array, prefix: Array, last: Number
) -> tuple[Number, Number]:
    return range_by(fold, start, head, prefix, last)


def range_of(columns: Sorted, prefix: str) -> tuple[int, int]:
    """Return between which places the folds begin with ``prefix``."""
    found: tuple[int, int] = _range(*columns, codes_of(prefix), AFTER_ALL)
    return found


def range_equal(columns: Sorted, fold: str) -> tuple[int, int]:
    """Return between which places the folds are ``fold``."""
    found: tuple[int, int] = _range(*columns, codes_of(fold), 0)
    return found


@checked_kernel
def read_fold(fold: Array, at: Number, end: Number, out: Array) -> Number:
    """Write the letters of the fold at those bytes to ``out``; return how many these are."""
    size = 0
    while at < end:
        out[size], width = decode(fold, at)
        at += width
        size += 1
    return size


@checked_kernel
def longest_of(start: Array, begin: Number, end: Number) -> Number:
    """Return the bytes of the longest fold at these places."""
    longest = np.int64(0)
    for at in range(begin, end):
        longest = max(longest, np.int64(start[at + 1]) - np.int64(start[at]))
    return longest


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
    fold: Array, start: Array, head: Array, form: Array, traits: Array, endings: Array, ending_start: Array,
    ending_end: Array, word: Array, stem: Array,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Return the forms with the fold ``word`` or that stem, in any order, what is true of each, int64 (see `SAME`).

    And the hash of the stem of each, int64.
    """
    begin, end = range_by(fold, start, head, stem, AFTER_ALL)
    same, other = range_by(fold, start, head, word, 0)
    own, length, size = np.int64(hash_codes(stem)), min(len(stem), LONGEST_STEM), 0
    found = np.empty(end - begin + other - same, np.int64)
    true, keys = np.empty(len(found), np.int64), np.empty(len(found), np.int64)
    out = np.empty(max(longest_of(start, begin, end), longest_of(start, same, other)), np.uint32)
    for at in range(min(begin, same), max(end, other)):
        is_same, trait = same <= at < other, np.int64(traits[at])
        has_stem = begin <= at < end and trait & STEM_LENGTH == length
        if is_same or has_stem:
            letters = read_fold(fold, np.int64(start[at]), np.int64(start[at + 1]), out)
            is_noun, is_small = trait & IS_CAPITAL != 0, trait & IS_SMALL != 0
            kind = kind_of(out[:letters], len(stem), is_noun, endings, ending_start, ending_end)
            found[size] = form[at]
            true[size] = is_same | is_noun * CAPITAL | is_small * SMALL | kind << KIND_BITS
            keys[size] = own if has_stem else np.int64(hash_codes(out[: min(letters, trait & STEM_LENGTH)]))
            size += 1
    return found[:size], true[:size], keys[:size]


FIRST, COLUMNS = 0, 1
"""In the row of a chunk: the number of its first form, and from there on two numbers for each column of `Sorted`."""


@checked_kernel
def _sorted_at(row: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return the columns of a chunk (see `Lexicon.sorted_at`)."""
    at = row[COLUMNS:]
    return (
        addresses.bytes_at(at[0], at[1]), addresses.starts_at(at[2], at[3]), addresses.keys_at(at[4], at[5]),
        addresses.starts_at(at[6], at[7]), addresses.traits_at(at[8], at[9]),
    )  # fmt: skip


@checked_kernel
def _is_fold(fold: Array, at: Number, end: Number, wanted: Array) -> bool:
    """Return whether the fold at those bytes is ``wanted``."""
    return bool(end - at == len(wanted) and _begins(fold, at, wanted))


@checked_kernel
def _size_of(fold: Array, begin: Number, end: Number, letters: Number) -> Number:
    """Return how many bytes so many first letters of the fold at those bytes are."""
    at = begin
    while letters > 0 and at < end:
        _, width = decode(fold, at)
        at += width
        letters -= 1
    return at - begin


@checked_kernel
def _beginning(fold: Array, begin: Number, size: Number, last: Number) -> Array:
    """Return so many bytes from ``begin`` on, with the byte ``last`` behind them if it is none of `NO_BYTE`."""
    found = np.empty(size + (last != NO_BYTE), np.uint8)
    for at in range(size):
        found[at] = fold[begin + at]
    if last != NO_BYTE:
        found[size] = last
    return found


@checked_kernel
def sharing(dictionary: Array, folds: Array, sizes: Array) -> tuple[Array, Array]:
    """Return the forms that share the fold of each word or its stem, word by word, ascending, and where each begins.

    ``dictionary`` is what `Lexicon.sorted_at` returns; ``folds`` are all folds in UTF-8, end to end, and ``sizes``
    int64[words, 2] how many letters each is, and how many of these are the stem. Of -1, only the fold is looked up.
    """
    words, room, begins = len(sizes), np.int64(0), np.zeros(len(sizes) + 1, np.int64)
    for word in range(words):
        begins[word + 1] = begins[word] + _size_of(folds, begins[word], len(folds), sizes[word, 0])
    bounds, places = np.zeros(words + 1, np.int64), np.empty((words, len(dictionary), 2), np.int64)
    for word in range(words):
        sought, stem_size, last = begins[word + 1] - begins[word], sizes[word, 1], 0
        if stem_size >= 0:
            sought, last = _size_of(folds, begins[word], begins[word + 1], min(stem_size, LONGEST_STEM)), AFTER_ALL
        first, behind = _beginning(folds, begins[word], sought, NO_BYTE), _beginning(folds, begins[word], sought, last)
        for chunk in range(len(dictionary)):
            fold, start, head, _, _ = _sorted_at(dictionary[chunk])
            begin, end = place_of_fold(fold, start, head, first), place_of_fold(fold, start, head, behind)
            places[word, chunk, 0], places[word, chunk, 1] = begin, end
            room += end - begin
    found, size = np.empty(room, np.int64), np.int64(0)
    for word in range(words):
        own = _beginning(folds, begins[word], begins[word + 1] - begins[word], NO_BYTE)
        stem_size = min(sizes[word, 1], LONGEST_STEM)
        for chunk in range(len(dictionary)):
            fold, start, _, form, traits = _sorted_at(dictionary[chunk])
            first_place, least = size, dictionary[chunk, FIRST]
            for at in range(places[word, chunk, 0], places[word, chunk, 1]):
                has_stem = stem_size < 0 or np.int64(traits[at]) & STEM_LENGTH == stem_size
                if has_stem or _is_fold(fold, np.int64(start[at]), np.int64(start[at + 1]), own):
                    number, place = np.int64(form[at]) + least, size
                    while place > first_place and found[place - 1] > number:
                        found[place] = found[place - 1]
                        place -= 1
                    found[place] = number
                    size += 1
        bounds[word + 1] = size
    return found[:size], bounds


NO_WORDS: Final = np.frombuffer(b"", np.uint8), np.zeros((0, 2), np.int64)
"""What `spelled` would return for no words."""


def spelled(folds: Sequence[str], stem_sizes: Sequence[int]) -> tuple[Array, Array]:
    """Return words, one or more, as `sharing` takes them."""
    text = "".join(folds).encode("utf-8", "surrogatepass")
    return np.frombuffer(text, np.uint8), np.array(list(zip(map(len, folds), stem_sizes, strict=True)))


@checked_kernel
def few_letters(
    fold: Array, start: Array, head: Array, word: Array, least: Number, most: Number
) -> tuple[Number, Number, Number]:
    """Do what `few` does."""
    low, high = np.int64(0), np.int64(len(head))
    for length in range(least, len(word) + 1):
        prefix, after = encoded(word[:length], NO_BYTE), encoded(word[:length], AFTER_ALL)
        low = _heads_before(fold, start, head, prefix, low, high)
        high = _heads_before(fold, start, head, after, low, high)
        if (high - low - 1) * HEAD_EVERY >= most:  # the heads alone tell that there are more
            continue
        begin, end = _place_in(fold, start, low, prefix), _place_in(fold, start, high, after)
        if end - begin <= most:
            return length, begin, end
    return len(word) + 1, 0, 0


@checked_kernel
def _few(
    fold: Array, start: Array, head: Array, _form: Array, _traits: Array, word: Array, least: Number, most: Number
) -> tuple[Number, Number, Number]:
    return few_letters(fold, start, head, word, least, most)


def few(columns: Sorted, fold: str, least: int, most: int) -> tuple[int, int, int]:
    """Return with how many letters of ``fold`` (``least`` or more) no more than ``most`` folds begin, and where."""
    found: tuple[int, int, int] = _few(*columns, codes_of(fold), least, most)
    return found
