"""Numba kernels of the search room that find and count what the records of postings hold; see `search.kernels`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment, errors, posting_kernels, postings
from search.bits import INSIDE, ONE, WORD, first_bit, how_many
from search.expand import Expansion, FormNumbers
from search.form_sets import IN_BODY, IN_TITLE, marks_of
from search.lists import Lists, Marks, Numbers, Read
from search.scratch import scratch
from search.words import FormTable

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = posting_kernels.kernel, posting_kernels.checked_kernel
read_number = posting_kernels.read_number
ROW_BITS: Final = postings.ROW_BITS
_LOW_BITS: Final = 2**ROW_BITS - 1
_SPARE: Final = 4
"""What more than a part in so many of was not needed is copied: words are kept for the questions to come."""
_CACHED_BOUNDS: Final = 256
_NOTHING_REMOVED: Final = np.zeros(0, bool)
_NOTHING_REMOVED.flags.writeable = False
_UNMARKED: Final = np.zeros(0, np.uint8)
"""Instead of marks, where every form is to be looked up."""
_FEW_SEGMENTS: Final = 4
"""In fewer segments every form is looked up: a table spares one in four or so, and is a kernel more."""


@checked_kernel
def records_of(high: Array, low: Array, start: Array, forms: Array) -> Array:
    """Return where the record of each form begins, -1 if it has none (see `index.postings.FormRows`).

    Three passes instead of one: the memory that a pass waits for is fetched for many forms at a time.
    """
    record, end = np.empty(len(forms), np.int64), np.empty(len(forms), np.int64)
    for i in range(len(forms)):
        block = forms[i] >> ROW_BITS
        if block + 1 < len(high):
            record[i], end[i] = high[block], high[block + 1]
        else:
            record[i], end[i] = 0, 0
    for i in range(len(forms)):
        wanted, row, size = forms[i] & _LOW_BITS, record[i], end[i] - record[i]
        while size > 1:  # halves without a branch that depends on what is read
            half = size >> 1
            row += half * np.int64(low[row + half] <= wanted)
            size -= half
        record[i] = row if size > 0 and low[row] == wanted else -1
    for i in range(len(forms)):
        if record[i] >= 0:
            record[i] = start[record[i]]
    return record


@checked_kernel
def _frequency(stream: Array, record: Array, begin: Number, end: Number) -> Number:
    """Return how many documents the records ``begin`` to ``end`` have together."""
    total = np.int64(0)
    for i in range(begin, end):
        if record[i] >= 0:
            frequency, _ = read_number(stream, record[i])
            total += frequency
    return total


@kernel
def _add(
    stream: Array, at: Number, weight: Number, nearness: Number, total: Array, nearest: Array, bits: Array,
    several: Array, size: Number,
) -> None:  # fmt: skip
    """Add a record's counts times ``weight`` to ``total``, and raise ``nearest`` to ``nearness`` if that is above 0.

    What it reads and writes is checked here, once a document: an IndexError outside of the arrays.
    """
    frequency, at = read_number(stream, at)
    if frequency > size:
        raise IndexError
    here: Number = 0
    repeated: Number = 0
    word, found = np.int64(0), np.uint64(0)  # what is in the set of this word of `bits`
    for _ in range(frequency):
        if at >= len(stream):
            raise IndexError
        number: Number = np.int64(stream[at])  # nearly always a byte
        at += 1
        if number >= 0x80:
            number, at = read_number(stream, at - 1)
        here += number >> 1
        if here < 0 or here >= size:
            raise IndexError
        total[here] += weight
        if nearness > 0:
            nearest[here] = max(nearest[here], nearness)
        if here >> WORD != word:
            bits[word] |= found
            word, found = here >> WORD, np.uint64(0)
        found |= ONE << np.uint64(here & INSIDE)
        several[repeated] = here
        repeated += number & 1
    bits[word] |= found
    for j in range(repeated):
        if at >= len(stream):
            raise IndexError
        more: Number = np.int64(stream[at])
        at += 1
        if more >= 0x80:
            more, at = read_number(stream, at - 1)
        total[several[j]] += (more + 1) * weight


@kernel
def _live(bits: Array, removed: Array) -> Number:
    """Return how many of the documents in a set are live."""
    found = how_many(bits)
    for word in range(len(bits) if len(removed) > 0 else 0):
        left = bits[word]
        while left != 0:
            found -= removed[(word << WORD) + first_bit(left)]
            left &= left - ONE
    return found


@kernel
def _collect(
    document: Array, weighted: Array, best: Array, kept: Number, removed: Array, total: Array, nearest: Array,
    bits: Array, nearness: Number,
) -> Number:  # fmt: skip
    """Write the live documents of the set from place ``kept`` on, their totals and best weights; empty the scratch.

    The best weight is ``nearness``, if that is above 0. Returns how many are written with those before.
    """
    for word in range(len(bits)):
        left = bits[word]
        while left != 0:
            at = (word << WORD) + first_bit(left)
            left &= left - ONE
            if len(removed) == 0 or not removed[at]:
                document[kept], weighted[kept] = at, total[at]
                best[kept] = nearness if nearness > 0 else nearest[at]
                kept += 1
            total[at] = 0
            if nearness == 0:
                nearest[at] = 0
        bits[word] = 0
    return kept


@checked_kernel
def _only_weight(weights: Array, begin: Number, end: Number) -> Number:
    """Return the weight that all of these forms have, 0 if they differ."""
    for i in range(begin + 1, end):
        if weights[i] != weights[begin]:
            return 0
    return weights[begin] if begin < end else 0


@checked_kernel
def _in_field(
    marks: Array, bit: Number, weight: Number, forms: Array, weights: Array, direct: Array, of_word: Array
) -> tuple[Array, Array, Array, Array]:
    """Return those forms of words that a field has by their marks, with the same columns; none if it has no weight."""
    form, own_weight = np.empty(len(forms), np.int64), np.empty(len(forms), np.int64)
    own, bounds = np.empty(len(forms), np.bool_), np.zeros(len(of_word), np.int64)
    kept = np.int64(0)
    for word in range(len(of_word) - 1 if weight > 0 else 0):
        for i in range(of_word[word], of_word[word + 1]):
            form[kept], own_weight[kept], own[kept] = forms[i], weights[i], direct[i]
            kept += 1 if len(marks) == 0 else np.int64(marks[i] & bit > 0)  # no branch on what is read
        bounds[word + 1] = kept
    return form[:kept], own_weight[:kept], own[:kept], bounds


@checked_kernel
def _add_word(
    stream: Array, record: Array, begin: Number, end: Number, weights: Array, direct: Array, wanted: bool,
    field_weight: Number, only: Number, total: Array, nearest: Array, bits: Array, several: Array, size: Number,
) -> None:  # fmt: skip
    """Add a word's records in one field: those of forms that are direct as it is ``wanted``."""
    for i in range(begin, end):
        if record[i] >= 0 and direct[i] == wanted:
            nearness = np.int16(0) if only > 0 else np.int16(weights[i])
            _add(stream, record[i], weights[i] * field_weight, nearness, total, nearest, bits, several, size)


@checked_kernel
def _counts(
    high1: Array, low1: Array, start1: Array, stream1: Array, weight1: Number,
    high2: Array, low2: Array, start2: Array, stream2: Array, weight2: Number,
    forms: Array, weights: Array, direct: Array, of_word: Array, marks: Array, size: Number,
    removed: Array, total: Array, nearest: Array, bits: Array, several: Array,
) -> tuple[Array, Array, Array, Array, Array]:  # fmt: skip
    words = len(of_word) - 1
    forms1, weights1, direct1, of_word1 = _in_field(marks, IN_TITLE, weight1, forms, weights, direct, of_word)
    forms2, weights2, direct2, of_word2 = _in_field(marks, IN_BODY, weight2, forms, weights, direct, of_word)
    record1, record2 = records_of(high1, low1, start1, forms1), records_of(high2, low2, start2, forms2)
    document, weighted, best = np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int16)
    bounds, frequency = np.zeros(words + 1, np.int64), np.zeros(words, np.int64)
    kept = np.int64(0)
    for word in range(words):
        begin1, end1, begin2, end2 = of_word1[word], of_word1[word + 1], of_word2[word], of_word2[word + 1]
        only, found = _only_weight(weights, of_word[word], of_word[word + 1]), np.int64(0)
        for own in (True, False):
            _add_word(
                stream1, record1, begin1, end1, weights1, direct1, own, weight1, only, total, nearest, bits, several,
                size,
            )  # fmt: skip
            _add_word(
                stream2, record2, begin2, end2, weights2, direct2, own, weight2, only, total, nearest, bits, several,
                size,
            )  # fmt: skip
            if own or not (direct1[begin1:end1].all() and direct2[begin2:end2].all()):
                found = _live(bits, removed)
            if own:
                frequency[word] = found
        if word == 0:  # of those after it no more is known than how many there are at most
            room = found
            for other in range(1, words):
                most = _frequency(stream1, record1, of_word1[other], of_word1[other + 1])
                most += _frequency(stream2, record2, of_word2[other], of_word2[other + 1])
                room += min(most, size)
            document, weighted, best = np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room, np.int16)
        kept = _collect(document, weighted, best, kept, removed, total, nearest, bits, np.int16(only))
        bounds[word + 1] = kept
    if (len(document) - kept) * _SPARE > len(document):
        document, weighted, best = document[:kept].copy(), weighted[:kept].copy(), best[:kept].copy()
    return document[:kept], weighted[:kept], best[:kept], bounds, frequency


def marks(table: FormTable, asked: Sequence[Expansion]) -> Sequence[Marks | None]:
    """Return, for each segment, which of its fields have each form of ``asked``; None where that is not known."""
    if len(table.segments) < _FEW_SEGMENTS:
        return (None,) * len(table.segments)
    forms = asked[0].forms if len(asked) == 1 else np.concatenate([one.forms for one in asked])
    return marks_of(table.table, forms, len(table.segments))


def counts(
    segment: Segment, asked: Sequence[Expansion], weights: dict[FieldName, int], marks: Marks | None = None
) -> Read:
    """Return, word by word, the weighted counts of the forms over the fields that ``weights`` names."""
    title, body = segment.fields["title"], segment.fields["body"]
    own = scratch.of(len(segment))
    removed = _NOTHING_REMOVED if segment.removed is None else segment.removed
    try:
        document, weighted, nearest, bounds, frequency = _counts(
            title.form_rows.high, title.form_rows.low, title.start, title.records, weights.get("title", 0),
            body.form_rows.high, body.form_rows.low, body.start, body.records, weights.get("body", 0),
            *_one_after_the_other(asked), _UNMARKED if marks is None else marks, len(segment), removed,
            own.total, own.nearest, own.bits, own.document,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        scratch.forget()
        raise errors.damaged_segment(segment.name) from error
    return Read(Lists(document, weighted, bounds), nearest, frequency)


def _one_after_the_other(asked: Sequence[Expansion]) -> tuple[Array, Array, Array, Array]:
    """Return the forms of several words, their weights, which are direct, and where each word's begin."""
    if len(asked) == 1:
        one = asked[0]
        return one.forms, one.weights, one.direct, _bounds_of_one(len(one.forms))
    forms = [one.forms for one in asked]
    weights, direct = [one.weights for one in asked], [one.direct for one in asked]
    bounds = np.array((0, *accumulate(map(len, forms))))
    return np.concatenate(forms), np.concatenate(weights), np.concatenate(direct), bounds


@lru_cache(_CACHED_BOUNDS)
def _bounds_of_one(forms: int) -> Numbers:
    return np.array((0, forms))


@checked_kernel
def _add_frequencies(high: Array, low: Array, start: Array, stream: Array, forms: Array, total: Array) -> None:
    record = records_of(high, low, start, forms)
    for i in range(len(forms)):
        if record[i] >= 0:
            frequency, _ = read_number(stream, record[i])
            total[i] += frequency


def frequencies(segment: Segment, forms: FormNumbers) -> Numbers:
    """Return in how many documents each form is, those with it in title and body counted twice."""
    total = np.zeros(len(forms), np.int64)
    try:
        for field in segment.fields.values():
            _add_frequencies(field.form_rows.high, field.form_rows.low, field.start, field.records, forms, total)
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    return total
