"""What `index.dictionary.family` does with the rows of relations, as one kernel: a word is one call.

A row of a family is one number, so that sorting these numbers brings the best row of each form first: from above, the
form, whether it is related only, how much its weight lacks of the highest one, and the relation.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.columns import Array
from index.dictionary.likeness_kernels import LONGEST_LIKE, likest_of
from index.dictionary.lookup_kernels import (  # fmt: skip
    AFTER_ALL,
    CAPITAL,
    LONGEST,
    SAME,
    UNKNOWN,
    first_place,
    folded,
    followed_by,
    forms_of_word,
    place_after,
)
from index.kernels import Number, checked_kernel, hash_codes, place_of
from index.relations import FULL_WEIGHT

RELATION_BITS: Final = 8
WEIGHT_BITS: Final = 15
FORM_BITS: Final = RELATION_BITS + WEIGHT_BITS + 1
MOST_WEIGHT: Final = 2**WEIGHT_BITS - 1
RELATED: Final = 2 ** (RELATION_BITS + WEIGHT_BITS)
_RELATIONS: Final = 2**RELATION_BITS - 1
_UNIT: Final = 256
"""As in `search.words.expand`."""
DIRECT, STEMS, RELATED_TOO, BEST = 1, 2, 4, 8
"""Steps of `family`: the rows of the word itself, the stems of these, what is related to it, each form once."""
IS_KNOWN, IS_SMALL, ALIKE_KNOWN = 1, 2, 4
"""What `family` says of its answer: no form is left to `index.german.german`; the word is printed without a capital;
and all that looks like it was found as well."""


@checked_kernel
def _whole(weight: Number) -> Number:
    """Return a weight in units of 1 / `_UNIT`."""
    return max(int(np.rint(weight * _UNIT)), 1)


@checked_kernel
def _led_to(
    rows: Array, forms: Array, start: Array, order: Array, heads: Array, head_start: Array, stem_length: Array,
    keys: Array, bounds: Array, key_start: Array, related: Array, weight: Array, table: Array,
    way_table: Array, strength: Array, way_low: Array,
    codes: Array, sizes: Array, low: Array, key: Array, way: Array, factor: Array, numbered_from: Number,
) -> tuple[bool, Array]:  # fmt: skip
    """Return ``rows`` and behind them those under each ``key``, and those of the forms with each stem.

    A key is looked up in the table of its ``way``; the weights of its rows are times ``factor`` and the ``strength`` of
    the way; of a negative factor, all have its amount. A stem has so many of ``codes`` as ``sizes`` says; its rows are
    marked ``low``. The first answer is False if a form's fold is left to `index.german.german`.
    """
    out, known, letter = np.empty(2 * LONGEST, np.uint32), True, 0
    size: Number = len(rows)
    places = np.empty((len(low) + len(key), 2), np.int64)  # where each begins and ends
    for one in range(len(low)):
        stem = codes[letter : letter + sizes[one]]
        letter += sizes[one]
        begin = first_place(forms, start, order, heads, head_start, table, stem, out)
        after = followed_by(stem, AFTER_ALL)
        end = place_after(forms, start, order, heads, head_start, table, after, out, begin)
        known = known and min(begin, end) != UNKNOWN
        places[one, 0], places[one, 1] = begin, end
        size += max(0, end - begin)
    for one in range(len(key)):
        own = way_table[way[one]]
        at = place_of(keys, bounds[own], bounds[own + 1], key[one])
        begin, end = np.int64(0), np.int64(0)
        if at >= 0:
            begin, end = np.int64(key_start[at + own]), np.int64(key_start[at + own + 1])
        places[len(low) + one, 0], places[len(low) + one, 1] = begin, end
        size += max(0, end - begin)
    more = np.empty(size, np.int64)
    for at in range(len(rows)):
        more[at] = rows[at]
    size = len(rows)
    for one in range(len(low) if known else 0):
        for at in range(places[one, 0], places[one, 1]):
            more[size] = (numbered_from + np.int64(order[at])) << FORM_BITS | low[one]
            size += stem_length[at] == sizes[one]
    for one in range(len(key)):
        own = way[one]
        for row in range(places[len(low) + one, 0], places[len(low) + one, 1]):
            counts = np.float64(weight[row]) * factor[one] * strength[own] if factor[one] >= 0 else -factor[one]
            lacks = MOST_WEIGHT - _whole(counts)
            more[size] = (numbered_from + np.int64(related[row])) << FORM_BITS | lacks << RELATION_BITS | way_low[own]
            size += 1
    return known, more[:size]


@checked_kernel
def _stems(
    numbered_from: Number, forms: Array, start: Array, stem_length: Array, table: Array, rows: Array, own: Array
) -> tuple[bool, Array, Array]:
    """Return the hashes of the stem ``own`` and of those of the direct forms, int64, each with its highest weight.

    The first answer is False if a form's fold is left to `index.german.german`.
    """
    out = np.empty(2 * LONGEST, np.uint32)
    keys, weights, size = np.empty(len(rows) + 1, np.int64), np.empty(len(rows) + 1, np.int64), 1
    keys[0], weights[0] = np.int64(hash_codes(own)), _UNIT
    for row in rows:
        if row & RELATED:
            continue
        form = (row >> FORM_BITS) - numbered_from
        letters = folded(forms, np.int64(start[form]), np.int64(start[form + 1]), table, out)
        if letters == UNKNOWN:
            return False, keys, weights
        key, at = np.int64(hash_codes(out[: min(letters, np.int64(stem_length[form]))])), 0
        while at < size and keys[at] != key:
            at += 1
        if at == size:
            keys[at], weights[at] = key, 0
            size += 1
        weights[at] = max(weights[at], MOST_WEIGHT - (row >> RELATION_BITS & MOST_WEIGHT))
    return True, keys[:size], weights[:size]


@checked_kernel
def _ascending(rows: Array) -> Array:
    """Return ``rows`` in order, by merging runs that ascend, as most parts of a family are."""
    end, runs, other = np.empty(len(rows), np.int64), 0, np.empty(len(rows), np.int64)
    for at in range(len(rows)):
        if at + 1 == len(rows) or rows[at + 1] < rows[at]:
            end[runs] = at + 1
            runs += 1
    while runs > 1:  # every run of ``rows`` ascends, and ends where the next begins
        begin, left = np.int64(0), 0
        for run in range(0, runs, 2):
            middle, last = end[run], end[min(run + 1, runs - 1)]
            first, second = begin, middle
            for at in range(begin, last):
                if first < middle and (second == last or rows[first] <= rows[second]):
                    other[at] = rows[first]
                    first += 1
                else:
                    other[at] = rows[second]
                    second += 1
            end[left] = begin = last
            left += 1
        rows, other, runs = other, rows, left
    return rows


@checked_kernel
def best(rows: Array) -> tuple[Array, Array, Array, Array]:
    """Return the forms of ``rows``, ascending, each once: with its weight, whether it is direct, its relation."""
    rows = _ascending(rows)
    size, before = 0, np.int64(-1)
    for row in rows:
        size += row >> FORM_BITS != before
        before = row >> FORM_BITS
    forms, weights = np.empty(size, np.int64), np.empty(size, np.int64)
    direct, relation = np.empty(size, np.bool_), np.empty(size, np.uint8)
    at, before = 0, np.int64(-1)
    for row in rows:
        if row >> FORM_BITS != before:
            before = row >> FORM_BITS
            forms[at], weights[at] = before, MOST_WEIGHT - (row >> RELATION_BITS & MOST_WEIGHT)
            direct[at], relation[at] = not row & RELATED, row & _RELATIONS
            at += 1
    return forms, weights, direct, relation


@checked_kernel
def _under_stems(
    stem_key: Array, stem_weight: Array, by_stem: Array, key: Array, way: Array, factor: Array
) -> tuple[Array, Array, Array]:
    """Return keys, ways and factors with those of stems before them, once for each way ``by_stem``."""
    size = len(by_stem) * len(stem_key)
    keys, ways = np.empty(size + len(key), np.uint64), np.empty(size + len(key), np.int64)
    factors, at = np.empty(size + len(key)), 0
    for one in by_stem:
        for stem in range(len(stem_key)):
            keys[at], ways[at] = np.uint64(stem_key[stem]), one
            factors[at] = np.float64(stem_weight[stem]) / _UNIT / FULL_WEIGHT
            at += 1
    for one in range(len(key)):
        keys[at], ways[at], factors[at] = key[one], way[one], factor[one]
        at += 1
    return keys, ways, factors


@checked_kernel
def family(
    numbered_from: Number, forms: Array, start: Array, order: Array, heads: Array, head_start: Array,
    stem_length: Array, stem_length_of: Array, keys: Array, bounds: Array, key_start: Array, related: Array,
    weight: Array, table: Array, endings: Array, ending_start: Array, ending_end: Array,
    way_table: Array, strength: Array, way_low: Array, by_stem: Array, weighed: Array,
    codes: Array, sizes: Array, low: Array, key: Array, way: Array, factor: Array,
    steps: Number, own_stems: Number, own_keys: Number,
    beginning: Number, candidates: Number, least: Number, most: Number, alike: Number, most_forms: Number,
) -> tuple[Number, Array, Array, Array, Array, Array, Array]:  # fmt: skip
    """Return the family of a word in a chunk, and the forms that look like it.

    What it is told is made in `index.dictionary.family`: the columns of a chunk, ``stem_length_of`` in order of its
    forms; of each way to related forms its table, what it counts, its mark, and which are ``by_stem``; the row but for
    the form of each set of traits, int64[2, 256], of words printed small and others; what is `family.Wanted`, first
    ``own_stems`` and ``own_keys`` of the word itself; and `family.Alike`. Returns what is true of the answer
    (`IS_KNOWN` and others), what `best` does, forms that look like the word, and their weights. Without `BEST`, first
    rows, and last the hashes of stems, int64, and their weights.
    """
    state, known, rows = 0, True, np.empty(0, np.int64)
    stem_keys, stem_weights = rows, rows
    fold, stem, letter = codes[: sizes[0]], codes[sizes[0] : sizes[0] + sizes[1]], sizes[0] + sizes[1]
    if steps & DIRECT:
        known, rows, traits = forms_of_word(
            forms, start, order, heads, head_start, stem_length, table, endings, ending_start, ending_end, fold, stem
        )
        for trait in traits:
            if trait & SAME != 0 and trait & CAPITAL == 0:
                state = IS_SMALL
        for at in range(len(rows)):
            rows[at] = (numbered_from + rows[at]) << FORM_BITS | weighed[0 if state else 1, traits[at]]
    first_stem, last_stem, first_key, last_key = 0, own_stems, 0, own_keys
    for step in (DIRECT, RELATED_TOO):
        if known and steps & step:
            own, ways, factors = _under_stems(
                stem_keys, stem_weights, by_stem, key[first_key:last_key], way[first_key:last_key], factor[first_key:]
            )
            known, rows = _led_to(
                rows, forms, start, order, heads, head_start, stem_length, keys, bounds, key_start, related, weight,
                table, way_table, strength, way_low, codes[letter:], sizes[2 + first_stem : 2 + last_stem],
                low[first_stem:last_stem], own, ways, factors, numbered_from,
            )  # fmt: skip
        if known and step == DIRECT and steps & STEMS:
            known, stem_keys, stem_weights = _stems(numbered_from, forms, start, stem_length_of, table, rows, stem)
        for one in range(first_stem, last_stem):
            letter += sizes[2 + one]
        first_stem, last_stem, first_key, last_key = own_stems, len(low), own_keys, len(key)
    state |= known * IS_KNOWN
    found, weights, direct, relation = best(rows if steps & BEST else rows[:0])
    if steps & BEST == 0:
        found = rows
    elif known and most > 0 and len(found) <= most_forms and len(fold) <= LONGEST_LIKE:
        alike_known, stem_keys, likeness = likest_of(
            forms, start, order, heads, head_start, stem_length, table, fold, beginning, candidates, least, found,
            most, numbered_from,
        )  # fmt: skip
        state |= alike_known * ALIKE_KNOWN
        stem_weights = np.empty(len(likeness), np.int64)
        for at in range(len(likeness)):
            stem_weights[at] = _whole(alike * (likeness[at] * likeness[at]))
    return state, found, weights, direct, relation, stem_keys, stem_weights
