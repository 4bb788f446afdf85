"""What `index.dictionary.family` does with the rows of relations, as one kernel: the words of a question are one call.

A row of a family is one number, so that sorting these numbers brings the best row of each form first: from above, the
form, whether it is related only, how much its weight lacks of the highest one, and the relation.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.columns import Array
from index.dictionary.folds import LONGEST_STEM
from index.dictionary.likeness_kernels import LONGEST_LIKE, likest_of
from index.dictionary.lookup_kernels import CAPITAL, KIND_BITS, SAME, forms_of_word, kind_of, range_by
from index.dictionary.ordered_kernels import AFTER_ALL, LONGEST, STEM_LENGTH, UNKNOWN, folded
from index.german import derivation
from index.kernels import Number, addresses, checked_kernel, hash_codes
from index.relations import FULL_WEIGHT, WEIGHT_UNIT

RELATION_BITS: Final = 8
WEIGHT_BITS: Final = 15
FORM_BITS: Final = RELATION_BITS + WEIGHT_BITS + 1
MOST_WEIGHT: Final = 2**WEIGHT_BITS - 1
RELATED: Final = 2 ** (RELATION_BITS + WEIGHT_BITS)
RELATIONS: Final = 2**RELATION_BITS - 1
DIRECT, RELATED_TOO, BEST = 1, 2, 4
"""Steps of `families`: the rows of the word itself and the stems of these, what is related to it, each form once."""
IS_KNOWN, IS_SMALL, ALIKE_KNOWN = 1, 2, 4
"""What `families` says of its answer: no form is left to `index.german.german`; the word is printed without a capital;
and all that looks like it was found as well."""
OF_FOLD, OF_STEM, OWN, LEADS, FLAGS = range(5)
"""Columns of a word: letters of its fold and of its stem, how many leads lead to the word itself and how many in all,
and what is true of it:"""
FURTHER, LOOKS_ALIKE, HAS_CAPITAL, PRINTED_SMALL = 1, 2, 4, 8
"""whether relations are followed and what looks alike is sought, whether it was typed with a capital, and whether it
is known that it is printed without one."""
LETTERS, WAY, STEM, LOW = range(4)
"""Columns of a lead: letters of its text, the way that this is looked up in (`NOWHERE`: in none), how many of them are
a stem whose forms are wanted (`NOWHERE`: none), and the rows of these forms but for the form."""
NOWHERE: Final = -1
_TRAITS: Final = len(derivation.KINDS) << KIND_BITS
"""Sets of traits."""
_ROOM: Final = 2048
"""Rows of a question for which there is room from the start: most have fewer."""


TOLD: Final = (
    "u1", "u4", "u8", "u4", "u2", "u1", "u4", "u1", "u8", "u4", "i8", "u4", "u4", "u1", "u8", "u4", "i8", "i8", "i8",
    "f8", "i8", "i8", "i8",
)  # fmt: skip
"""Types of the arrays that `families` is told of, each as an address and a number of entries: the forms of a chunk in
order of their folds (`index.dictionary.ordered_kernels.Sorted`), and in order of their numbers with where each begins
and the length of its stem; its relations (`index.relations.Tables`); `letters`, `endings`; of each way to related forms
its table, what it counts, its mark, and which are by stem; and the row but for the form of each set of traits,
int64[kinds, 2, traits], of words of a kind without and with a capital."""


@checked_kernel
def _whole(weight: Number) -> Number:
    """Return a weight in units of 1 / `WEIGHT_UNIT`."""
    return max(int(np.rint(weight * WEIGHT_UNIT)), 1)


@checked_kernel
def _under(
    keys: Array, bucket: Array, buckets: Array, key_start: Array, own: Number, key: Number
) -> tuple[Number, Number]:
    """Return where the rows under a key of the table ``own`` begin and end (see `index.relations.Tables`)."""
    part = buckets[2 * own] + np.int64(key >> np.uint64(buckets[2 * own + 1]))
    for at in range(np.int64(bucket[part]), np.int64(bucket[part + 1])):
        if keys[at] == key:
            return np.int64(key_start[at + own]), np.int64(key_start[at + own + 1])
    return np.int64(0), np.int64(0)


@checked_kernel
def _write(
    rows: Array, size: Number, begin: Number, end: Number, related: Array, weight: Array, factor: Number,
    strength: Number, low: Number, numbered_from: Number,
) -> Number:  # fmt: skip
    """Write the rows from ``begin`` to ``end`` of a table behind the first ``size``; return how many these are then.

    Their weights are times ``factor`` and ``strength``; of a negative factor, all have its amount.
    """
    for row in range(begin, end):
        counts = np.float64(weight[row]) * factor * strength if factor >= 0 else -factor
        lacks = MOST_WEIGHT - _whole(counts)
        rows[size] = (numbered_from + np.int64(related[row])) << FORM_BITS | lacks << RELATION_BITS | low
        size += 1
    return size


@checked_kernel
def _led_to(
    rows: Array, fold: Array, start: Array, head: Array, form: Array, traits: Array, keys: Array, bucket: Array,
    buckets: Array, key_start: Array, related: Array, weight: Array, way_table: Array, strength: Array, way_low: Array,
    by_stem: Array, stem_keys: Array, stem_weights: Array, codes: Array, letter: Number, leads: Array, factor: Array,
    first: Number, last: Number, numbered_from: Number,
) -> Array:  # fmt: skip
    """Return ``rows`` and behind them what stems, and the leads from ``first`` to ``last``, lead to.

    The text of the first lead begins at the code ``letter``. Each of ``stem_keys`` is looked up in all ways
    ``by_stem``.
    """
    size = len(rows)
    places = np.zeros((last - first + len(by_stem) * len(stem_keys), 4), np.int64)  # of rows, and of forms of a stem
    for one in range(first, last):
        text, at = codes[letter : letter + leads[one, LETTERS]], one - first
        letter += leads[one, LETTERS]
        if leads[one, WAY] != NOWHERE:
            places[at, 0], places[at, 1] = _under(
                keys, bucket, buckets, key_start, way_table[leads[one, WAY]], hash_codes(text)
            )
        if leads[one, STEM] != NOWHERE:
            stem = text[: min(leads[one, STEM], LONGEST_STEM)]
            places[at, 2], places[at, 3] = range_by(fold, start, head, stem, AFTER_ALL)
        size += max(0, places[at, 1] - places[at, 0]) + max(0, places[at, 3] - places[at, 2])
    at = last - first
    for way in by_stem:
        for one in range(len(stem_keys)):
            places[at, 0], places[at, 1] = _under(
                keys, bucket, buckets, key_start, way_table[way], np.uint64(stem_keys[one])
            )
            size += max(0, places[at, 1] - places[at, 0])
            at += 1
    more = np.empty(size, np.int64)
    for at in range(len(rows)):
        more[at] = rows[at]
    size = len(rows)
    for one in range(first, last):
        at, way = one - first, leads[one, WAY]
        length = min(leads[one, STEM], LONGEST_STEM)
        for place in range(places[at, 2], places[at, 3]):
            more[size] = (numbered_from + np.int64(form[place])) << FORM_BITS | leads[one, LOW]
            size += np.int64(traits[place]) & STEM_LENGTH == length
        if way != NOWHERE:
            size = _write(
                more, size, places[at, 0], places[at, 1], related, weight, factor[one], strength[way], way_low[way],
                numbered_from,
            )  # fmt: skip
    at = last - first
    for way in by_stem:
        for one in range(len(stem_keys)):
            own = np.float64(stem_weights[one]) / WEIGHT_UNIT / FULL_WEIGHT
            size = _write(
                more, size, places[at, 0], places[at, 1], related, weight, own, strength[way], way_low[way],
                numbered_from,
            )  # fmt: skip
            at += 1
    return more[:size]


@checked_kernel
def _stems(
    numbered_from: Number, forms: Array, form_start: Array, stem_length: Array, table: Array, rows: Array, own: Array,
    keys_of_own: Array,
) -> tuple[bool, Array, Array]:  # fmt: skip
    """Return the hashes of the stem ``own`` and of those of the direct forms, int64, each with its highest weight.

    Those of the forms that come first are ``keys_of_own``. The first answer is False if another form's fold is left to
    `index.german.german`.
    """
    out = np.empty(2 * LONGEST, np.uint32)
    keys, weights, size = np.empty(len(rows) + 1, np.int64), np.empty(len(rows) + 1, np.int64), 1
    keys[0], weights[0] = np.int64(hash_codes(own)), WEIGHT_UNIT
    for place in range(len(rows)):
        row = rows[place]
        if row & RELATED:
            continue
        if place < len(keys_of_own):
            key = keys_of_own[place]
        else:
            form = (row >> FORM_BITS) - numbered_from
            letters = folded(forms, np.int64(form_start[form]), np.int64(form_start[form + 1]), table, out)
            if letters == UNKNOWN:
                return False, keys, weights
            key = np.int64(hash_codes(out[: min(letters, np.int64(stem_length[form]))]))
        at = 0
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
def _best(rows: Array) -> Array:
    """Return of all ``rows`` the best of each form, ascending."""
    rows = _ascending(rows)
    size, before = 0, np.int64(-1)
    for row in rows:
        rows[size] = row  # what is written here was read
        size += row >> FORM_BITS != before
        before = row >> FORM_BITS
    return rows[:size]


@checked_kernel
def _family(
    numbered_from: Number, fold: Array, start: Array, head: Array, form: Array, traits: Array, forms: Array, form_start:
    Array, stem_length: Array, keys: Array, bucket: Array, buckets: Array, key_start: Array, related: Array, weight:
    Array, table: Array, endings: Array, ending_start: Array, ending_end: Array, way_table: Array, strength: Array,
    way_low: Array, by_stem: Array, weighed: Array, stem_keys: Array, stem_weights: Array, codes: Array, word: Array,
    leads: Array, factor: Array, letter: Number, lead: Number, steps: Number,
) -> tuple[Number, Array, Array, Array]:  # fmt: skip
    """Return the state of one ``word``, its rows, and the hashes of stems and their weights; see `families`."""
    known, rows = True, np.empty(0, np.int64)
    state: Number = 0
    typed, stem = codes[letter : letter + word[OF_FOLD]], codes[letter + word[OF_FOLD] :][: word[OF_STEM]]
    letter += word[OF_FOLD] + word[OF_STEM]
    flags, own = word[FLAGS], lead + word[OWN]
    if steps & DIRECT:
        rows, true, own_keys = forms_of_word(
            fold, start, head, form, traits, endings, ending_start, ending_end, typed, stem
        )
        for one in true:
            if one & SAME != 0 and one & CAPITAL == 0:
                state = IS_SMALL
        capital = np.int64(flags & HAS_CAPITAL != 0)
        is_noun = capital != 0 or (state == 0 and flags & PRINTED_SMALL == 0)
        kind = kind_of(typed, len(stem), is_noun, endings, ending_start, ending_end)
        for at in range(len(rows)):
            rows[at] = (numbered_from + rows[at]) << FORM_BITS | weighed[(2 * kind + capital) * _TRAITS + true[at]]
        rows = _led_to(
            rows, fold, start, head, form, traits, keys, bucket, buckets, key_start, related, weight, way_table,
            strength, way_low, by_stem, stem_keys[:0], stem_weights, codes, letter, leads, factor, lead, own,
            numbered_from,
        )  # fmt: skip
        if flags & FURTHER:
            known, stem_keys, stem_weights = _stems(
                numbered_from, forms, form_start, stem_length, table, rows, stem, own_keys
            )
    for one in range(lead, own):
        letter += leads[one, LETTERS]
    if known and steps & RELATED_TOO and flags & FURTHER:
        rows = _led_to(
            rows, fold, start, head, form, traits, keys, bucket, buckets, key_start, related, weight, way_table,
            strength, way_low, by_stem, stem_keys, stem_weights, codes, letter, leads, factor, own, lead + word[LEADS],
            numbered_from,
        )  # fmt: skip
    return state | known * IS_KNOWN, rows, stem_keys, stem_weights


@checked_kernel
def _forms_of(rows: Array) -> Array:
    """Return the forms of ``rows``."""
    forms = np.empty(len(rows), np.int64)
    for at in range(len(rows)):
        forms[at] = rows[at] >> FORM_BITS
    return forms


@checked_kernel
def _with_more(rows: Array, size: Number, more: Array) -> Array:
    """Return ``rows``, of which ``size`` count, with ``more`` behind these."""
    if size + len(more) > len(rows):
        longer = np.empty(2 * (size + len(more)), np.int64)
        for at in range(size):
            longer[at] = rows[at]
        rows = longer
    for at in range(len(more)):
        rows[size + at] = more[at]
    return rows


@checked_kernel
def _columns(rows: Array, is_best: bool) -> tuple[Array, Array, Array, Array]:
    """Return the forms of ``rows``, or rows if not ``is_best``, their weights, whether they are direct, relations."""
    forms, weights = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
    direct, relation = np.empty(len(rows), np.bool_), np.empty(len(rows), np.uint8)
    for at in range(len(rows)):
        row = rows[at]
        forms[at] = row >> FORM_BITS if is_best else row
        weights[at] = MOST_WEIGHT - (row >> RELATION_BITS & MOST_WEIGHT)
        direct[at], relation[at] = not row & RELATED, row & RELATIONS
    return forms, weights, direct, relation


@checked_kernel
def _looking_alike(
    fold: Array, start: Array, head: Array, form: Array, typed: Array, numbers: Array, strengths: Array, family: Array
) -> Array:
    """Return the rows of the forms that look like a word, without those of its ``family``; see `families`."""
    numbered_from, beginning, candidates, most, alike_low = numbers[0], numbers[1], numbers[2], numbers[3], numbers[5]
    found, likeness = likest_of(
        fold, start, head, form, typed, beginning, candidates, strengths[0], _forms_of(family), most, numbered_from
    )
    for at in range(len(found)):
        lacks = MOST_WEIGHT - _whole(strengths[1] * (likeness[at] * likeness[at]))
        found[at] = found[at] << FORM_BITS | lacks << RELATION_BITS | alike_low
    return found


@checked_kernel
def families(
    told: Array, numbers: Array, strengths: Array, stem_keys: Array, stem_weights: Array, codes: Array, words: Array,
    leads: Array, factor: Array, steps: Number,
) -> tuple[Array, Array, Array, Array, Array, Array, Array, Array]:  # fmt: skip
    """Return the family of each word in a chunk, and the forms that look like it.

    What does not change from question to question is made in `index.dictionary.family`, and ``told`` by its addresses
    (see `TOLD`), as each array that a kernel is handed takes 0.2 microseconds. ``numbers`` are the number of the
    chunk's first form and, of `family.Alike`, the letters of a beginning, ``candidates``, ``most``, ``most_forms`` and
    the mark of a row; ``strengths`` the other two. Then come hashes of ``stem_keys`` that related forms are looked up
    under, and their weights, where the step `DIRECT` does not find them; and what is `family.Wanted`.

    Returns what is true of the answer for each word (`IS_KNOWN` and others), int64[words]; where the forms of its
    family begin, and where those that look like it, int64[2 * words + 1]; of all these forms their numbers, weights,
    whether they are the word itself, and the relation. Without `BEST`, the numbers are rows. Last come the hashes of
    the stems of the last word, int64, and their weights.
    """
    fold, start = addresses.bytes_at(told[0], told[1]), addresses.starts_at(told[2], told[3])
    head, form = addresses.keys_at(told[4], told[5]), addresses.starts_at(told[6], told[7])
    traits, forms = addresses.traits_at(told[8], told[9]), addresses.bytes_at(told[10], told[11])
    form_start, stem_length = addresses.starts_at(told[12], told[13]), addresses.bytes_at(told[14], told[15])
    keys, bucket = addresses.keys_at(told[16], told[17]), addresses.starts_at(told[18], told[19])
    buckets, key_start = addresses.counts_at(told[20], told[21]), addresses.starts_at(told[22], told[23])
    related, weight = addresses.starts_at(told[24], told[25]), addresses.bytes_at(told[26], told[27])
    table, endings = addresses.keys_at(told[28], told[29]), addresses.starts_at(told[30], told[31])
    ending_start, ending_end = addresses.counts_at(told[32], told[33]), addresses.counts_at(told[34], told[35])
    way_table, strength = addresses.counts_at(told[36], told[37]), addresses.floats_at(told[38], told[39])
    way_low, by_stem = addresses.counts_at(told[40], told[41]), addresses.counts_at(told[42], told[43])
    weighed = addresses.counts_at(told[44], told[45])
    numbered_from, most_forms = numbers[0], numbers[4]
    rows, size, letter, lead = np.empty(_ROOM, np.int64), 0, np.int64(0), np.int64(0)
    states, ends = np.empty(len(words), np.int64), np.zeros(2 * len(words) + 1, np.int64)
    for word in range(len(words)):
        own, typed = words[word], codes[letter : letter + words[word, OF_FOLD]]
        state, found, stem_keys, stem_weights = _family(
            numbered_from, fold, start, head, form, traits, forms, form_start, stem_length, keys, bucket, buckets,
            key_start, related, weight, table, endings, ending_start, ending_end, way_table, strength, way_low, by_stem,
            weighed, stem_keys, stem_weights, codes, own, leads, factor, letter, lead, steps,
        )  # fmt: skip
        letter += own[OF_FOLD] + own[OF_STEM]
        for one in range(lead, lead + own[LEADS]):
            letter += leads[one, LETTERS]
        lead += own[LEADS]
        if steps & BEST:
            found = _best(found)
        rows = _with_more(rows, size, found)
        size += len(found)
        ends[2 * word + 1] = size
        is_sought = state & IS_KNOWN != 0 and own[FLAGS] & LOOKS_ALIKE != 0
        if is_sought and len(found) <= most_forms and len(typed) <= LONGEST_LIKE:
            found = _looking_alike(fold, start, head, form, typed, numbers, strengths, found)
            state |= ALIKE_KNOWN
            rows = _with_more(rows, size, found)
            size += len(found)
        ends[2 * word + 2] = size
        states[word] = state
    number, counts, direct, relation = _columns(rows[:size], steps & BEST != 0)
    return states, ends, number, counts, direct, relation, stem_keys, stem_weights
