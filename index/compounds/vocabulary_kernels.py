"""Kernels for the vocabulary: hash words, find them, read first parts of compounds.

Words come as one run of code points with a start and an end each, all folded.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.columns import Array
from index.compounds.hashing import MULTIPLIER, HashTable
from index.kernels import Number, find, hash_codes, kernel

# What a word of the vocabulary is; it may be several things.
NOUN, LEMMA, VERB, ADJECTIVE, VERB_STEM, UNLISTED = 1, 2, 4, 8, 16, 32
NAME_LIKE, NO_PLURAL, BOUND, PARTICLE, SUFFIX, SURNAME, PLACE = 64, 128, 256, 512, 1024, 2048, 4096
ADJECTIVE_ENDING, VERB_ENDING, REGULAR, SMALL_SUFFIX = 8192, 16384, 32768, 65536

# How a first part may be read: as a noun with or without a linking element, as what is left of a noun or verb ...
(
    AS_NOUN,
    AS_NOUN_FORM,
    REGULAR_S,
    LINK_S,
    FORM_S,
    LINK_ES,
    LINK_N,
    LINK_EN,
    LINK_ER,
    LINK_E,
    LINK_ENS,
    CUT_E,
    CUT_EN,
    AS_VERB,
    AS_VERB_E,
    AS_ADJECTIVE,
    AS_UNLISTED,
) = range(17)
READINGS: Final = 17

_MULTIPLIER: Final = np.uint64(MULTIPLIER)
_ZERO: Final = np.uint64(0)
_E, _N, _R, _S = ord("e"), ord("n"), ord("r"), ord("s")


@kernel
def _rows_of_beginnings(table: HashTable, codes: Array, start: Number, end: Number, rows: Array) -> Number:
    """Write the rows of a word without its last 0 to 3 letters, with -e and with -en; return the hash."""
    value = _ZERO
    for place in range(4):
        rows[place] = -1
    for at in range(start, end):
        value = value * _MULTIPLIER + np.uint64(codes[at])
        if end - at <= 4:
            rows[end - at - 1] = find(table, value)
    with_e = value * _MULTIPLIER + np.uint64(_E)
    rows[4] = find(table, with_e)
    rows[5] = find(table, with_e * _MULTIPLIER + np.uint64(_N))
    return value


@kernel
def _put(readings: Array, bases: Array, count: Number, reading: Number, base: Number) -> Number:
    readings[count], bases[count] = reading, base
    return count + 1


@kernel
def _has(flags: Array, row: Number, flag: Number) -> Number:
    return row >= 0 and flags[row] & flag != 0


@kernel
def _links(codes: Array, size: Number, end: Number, flags: Array, rows: Array, readings: Array, bases: Array) -> Number:
    """Write the readings of a first part that ends with a linking element."""
    count = 0
    last = codes[end - 1]
    before = codes[end - 2] if size > 2 else 0
    if last == _S and size > 2:
        if _has(flags, rows[1], LEMMA):
            regular = flags[rows[1]] & REGULAR
            count = _put(readings, bases, count, REGULAR_S if regular else LINK_S, rows[1])
        elif _has(flags, rows[1], NOUN):
            count = _put(readings, bases, count, FORM_S, rows[1])
        if size > 3 and before == _E and _has(flags, rows[2], LEMMA):
            count = _put(readings, bases, count, LINK_ES, rows[2])
        if size > 4 and before == _N and codes[end - 3] == _E and _has(flags, rows[3], LEMMA):
            count = _put(readings, bases, count, LINK_ENS, rows[3])
    if last == _N and size > 2 and _has(flags, rows[1], LEMMA):
        count = _put(readings, bases, count, LINK_N, rows[1])
    if last == _N and size > 3 and before == _E and _has(flags, rows[2], LEMMA):
        count = _put(readings, bases, count, LINK_EN, rows[2])
    if last == _R and size > 3 and before == _E and _has(flags, rows[2], LEMMA):
        count = _put(readings, bases, count, LINK_ER, rows[2])
    if last == _E and size > 2 and _has(flags, rows[1], LEMMA):
        count = _put(readings, bases, count, LINK_E, rows[1])
    return count


@kernel
def _read(
    table: HashTable,
    flags: Array,
    codes: Array,
    start: Number,
    end: Number,
    rows: Array,
    readings: Array,
    bases: Array,
) -> Number:
    """Write all readings of a first part, and the row of the word that each is made of; return how many."""
    _rows_of_beginnings(table, codes, start, end, rows)
    count = 0
    if end - start < 2 or _has(flags, rows[0], BOUND):
        return count
    count = _links(codes, end - start, end, flags, rows, readings, bases)
    if _has(flags, rows[0], NOUN):
        count = _put(readings, bases, count, AS_NOUN if flags[rows[0]] & LEMMA else AS_NOUN_FORM, rows[0])
    if _has(flags, rows[4], LEMMA):
        count = _put(readings, bases, count, CUT_E, rows[4])
    if _has(flags, rows[5], LEMMA):
        count = _put(readings, bases, count, CUT_EN, rows[5])
    if _has(flags, rows[0], VERB_STEM):
        count = _put(readings, bases, count, AS_VERB, rows[0])
    if codes[end - 1] == _E and _has(flags, rows[1], VERB_STEM):
        count = _put(readings, bases, count, AS_VERB_E, rows[1])
    if _has(flags, rows[0], ADJECTIVE):
        count = _put(readings, bases, count, AS_ADJECTIVE, rows[0])
    if _has(flags, rows[0], UNLISTED):
        count = _put(readings, bases, count, AS_UNLISTED, rows[0])
    return count


@kernel
def _grown(array: Array) -> Array:
    return np.concatenate((array, np.empty_like(array)))


@kernel
def read_first_parts(
    table: HashTable, flags: Array, codes: Array, start: Array, end: Array
) -> tuple[Array, Array, Array]:
    """Return all readings of each ``codes[start:end]`` as a first part: its number, the reading, the row it is of."""
    capacity = 4 * len(start) + READINGS
    part, kind, base = np.empty(capacity, np.int64), np.empty(capacity, np.uint8), np.empty(capacity, np.int64)
    rows, readings, bases = np.empty(6, np.int64), np.empty(READINGS, np.int64), np.empty(READINGS, np.int64)
    total = 0
    for word in range(len(start)):
        count = _read(table, flags, codes, start[word], end[word], rows, readings, bases)
        if total + count > len(part):
            part, kind, base = _grown(part), _grown(kind), _grown(base)
        for at in range(count):
            part[total], kind[total], base[total] = word, readings[at], bases[at]
            total += 1
    return part[:total], kind[:total], base[:total]


@kernel
def count_compounds(
    table: HashTable, flags: Array, codes: Array, start: Array, end: Array
) -> tuple[Array, Array, Array, Array]:
    """Find every way to read each noun ``codes[start:end]`` as a first part and a noun lemma.

    Returns:
        Of each way: hash of the first part, where it begins and ends in ``codes``, and the row of the last part.
    """
    capacity = 4 * len(start) + READINGS
    hashes, last = np.empty(capacity, np.uint64), np.empty(capacity, np.int64)
    begins, ends = np.empty(capacity, np.int64), np.empty(capacity, np.int64)
    rows, readings, bases = np.empty(6, np.int64), np.empty(READINGS, np.int64), np.empty(READINGS, np.int64)
    total = 0
    for word in range(len(start)):
        value, power = _ZERO, np.uint64(1)
        for at in range(end[word] - 1, start[word] + 1, -1):  # the hash of the last part grows to the left
            value += np.uint64(codes[at]) * power
            power *= _MULTIPLIER
            row = find(table, value) if end[word] - at >= 2 else -1
            if not _has(flags, row, LEMMA) or _has(flags, row, SUFFIX):
                continue
            if _read(table, flags, codes, start[word], at, rows, readings, bases):
                if total == len(hashes):
                    hashes, begins, ends, last = _grown(hashes), _grown(begins), _grown(ends), _grown(last)
                hashes[total] = hash_codes(codes[start[word] : at])
                begins[total], ends[total], last[total] = start[word], at, row
                total += 1
    return hashes[:total], begins[:total], ends[:total], last[:total]


@kernel
def derivations(
    table: HashTable, flags: Array, longest: Number, codes: Array, start: Array, end: Array
) -> tuple[Array, Array]:
    """Return which words end like a derived adjective, and which are the stem of a verb and an ending.

    An ending has at most ``longest`` letters, and at least two letters go before it, three if they are a verb's.
    """
    adjective, verb = np.zeros(len(start), np.bool_), np.zeros(len(start), np.bool_)
    for word in range(len(start)):
        size = end[word] - start[word]
        suffix, power = _ZERO, np.uint64(1)
        for letters in range(1, min(size - 2, longest) + 1):
            at = end[word] - letters
            suffix += np.uint64(codes[at]) * power
            power *= _MULTIPLIER
            row = find(table, suffix)
            if _has(flags, row, ADJECTIVE_ENDING):
                adjective[word] = True
            if letters <= size - 3 and _has(flags, row, VERB_ENDING) and not verb[word]:
                value = _ZERO
                for place in range(start[word], at):
                    value = value * _MULTIPLIER + np.uint64(codes[place])
                verb[word] = _has(flags, find(table, value), VERB_STEM)
    return adjective, verb
