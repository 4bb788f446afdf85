"""What `index.family` does with the rows of relations, as kernels.

A row of a family is one number, so that sorting these numbers brings the best row of each form first: from above, the
form, whether it is related only, how much its weight lacks of the highest one, and the relation.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.columns import Array
from index.hash_kernels import hash_codes
from index.jit import Number, checked_kernel
from index.lookup_kernels import AFTER_ALL, LONGEST, UNKNOWN, first_place, folded, followed_by, place_after
from index.sorted_kernels import place_of

RELATION_BITS: Final = 8
WEIGHT_BITS: Final = 15
FORM_BITS: Final = RELATION_BITS + WEIGHT_BITS + 1
MOST_WEIGHT: Final = 2**WEIGHT_BITS - 1
RELATED: Final = 2 ** (RELATION_BITS + WEIGHT_BITS)
_RELATIONS: Final = 2**RELATION_BITS - 1
_UNIT: Final = 256
"""As in `search.expand`."""


@checked_kernel
def gather(
    numbered_from: Number, keys: Array, bounds: Array, start: Array, form: Array, weight: Array,
    key: Array, way: Array, factor: Array, table: Array, strength: Array, low: Array,
) -> Array:  # fmt: skip
    """Return the rows under each ``key``, which is looked up in the ``table`` of its ``way``.

    Their weights are times ``factor`` and the ``strength`` of the way; of a negative factor, all have its amount.
    """
    size = 0
    places = np.empty(len(key), np.int64)
    for one in range(len(key)):
        own = table[way[one]]
        at = place_of(keys, bounds[own], bounds[own + 1], key[one])
        places[one] = at
        if at >= 0:
            size += int(start[at + own + 1]) - int(start[at + own])
    rows = np.empty(size, np.int64)
    size = 0
    for one in range(len(key)):
        if places[one] < 0:
            continue
        own = way[one]
        at = places[one] + table[own]
        for row in range(np.int64(start[at]), np.int64(start[at + 1])):
            counts = np.float64(weight[row]) * factor[one] * strength[own] if factor[one] >= 0 else -factor[one]
            lacks = MOST_WEIGHT - max(int(np.rint(counts * _UNIT)), 1)
            rows[size] = (numbered_from + np.int64(form[row])) << FORM_BITS | lacks << RELATION_BITS | low[own]
            size += 1
    return rows


@checked_kernel
def with_stems(
    forms: Array, start: Array, order: Array, heads: Array, head_start: Array, stem_length: Array, table: Array,
    numbered_from: Number, codes: Array, stem_start: Array, low: Array,
) -> tuple[bool, Array]:  # fmt: skip
    """Return the rows of the forms with each stem ``codes[stem_start[one]:stem_start[one + 1]]``, marked ``low[one]``.

    The first answer is False if a form's fold is left to `index.german`.
    """
    out = np.empty(2 * LONGEST, np.uint32)
    begin, end, size = np.empty(len(low), np.int64), np.empty(len(low), np.int64), 0
    for one in range(len(low)):
        stem = codes[stem_start[one] : stem_start[one + 1]]
        begin[one] = first_place(forms, start, order, heads, head_start, table, stem, out)
        after = followed_by(stem, AFTER_ALL)
        end[one] = place_after(forms, start, order, heads, head_start, table, after, out, begin[one])
        if min(begin[one], end[one]) == UNKNOWN:
            return False, np.empty(0, np.int64)
        size += end[one] - begin[one]
    rows = np.empty(size, np.int64)
    size = 0
    for one in range(len(low)):
        for at in range(begin[one], end[one]):
            rows[size] = (numbered_from + np.int64(order[at])) << FORM_BITS | low[one]
            size += stem_length[at] == stem_start[one + 1] - stem_start[one]
    return True, rows[:size]


@checked_kernel
def stems(
    numbered_from: Number, forms: Array, start: Array, stem_length: Array, table: Array, rows: Array,
    own: Array,
) -> tuple[bool, Array, Array]:  # fmt: skip
    """Return the hashes of the stem ``own`` and of those of the direct forms, each with its highest weight.

    Of forms that are not between ``numbered_from`` and the last of ``forms`` there is no stem. The first answer is
    False if a form's fold is left to `index.german`.
    """
    out = np.empty(2 * LONGEST, np.uint32)
    keys, weights, size = np.empty(len(rows) + 1, np.uint64), np.empty(len(rows) + 1), 1
    keys[0], weights[0] = hash_codes(own), 1.0
    for row in rows:
        form = (row >> FORM_BITS) - numbered_from
        if row & RELATED or not 0 <= form < len(start) - 1:
            continue
        letters = folded(forms, np.int64(start[form]), np.int64(start[form + 1]), table, out)
        if letters == UNKNOWN:
            return False, keys, weights
        key, at = hash_codes(out[: min(letters, np.int64(stem_length[form]))]), 0
        while at < size and keys[at] != key:
            at += 1
        if at == size:
            keys[at], weights[at] = key, 0.0
            size += 1
        weights[at] = max(weights[at], (MOST_WEIGHT - (row >> RELATION_BITS & MOST_WEIGHT)) / _UNIT)
    return True, keys[:size], weights[:size]


@checked_kernel
def best(rows: Array) -> tuple[Array, Array, Array, Array]:
    """Return the forms of ``rows``, which ascend, each once: with its weight, whether it is direct, its relation."""
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
