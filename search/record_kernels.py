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
from search.form_sets import held_forms, present
from search.lists import Lists, Numbers, Read
from search.scratch import scratch

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
def _add_word(
    stream: Array, record: Array, begin: Number, end: Number, weights: Array, direct: Array, wanted: bool,
    field_weight: Number, only: Number, total: Array, nearest: Array, bits: Array, several: Array, size: Number,
) -> None:  # fmt: skip
    """Add a word's records in one field: those of forms that are direct as it is ``wanted``."""
    for i in range(begin, end if field_weight > 0 else begin):
        if record[i] >= 0 and direct[i] == wanted:
            nearness = np.int16(0) if only > 0 else np.int16(weights[i])
            _add(stream, record[i], weights[i] * field_weight, nearness, total, nearest, bits, several, size)


@checked_kernel
def _counts(
    high1: Array, low1: Array, start1: Array, stream1: Array, weight1: Number,
    high2: Array, low2: Array, start2: Array, stream2: Array, weight2: Number,
    asked: Array, asked_weights: Array, asked_direct: Array, asked_of_word: Array, held: Array, size: Number,
    removed: Array, total: Array, nearest: Array, bits: Array, several: Array,
) -> tuple[Array, Array, Array, Array, Array]:  # fmt: skip
    forms, weights, direct, of_word = present(held, asked, asked_weights, asked_direct, asked_of_word)
    words = len(of_word) - 1
    record1 = records_of(high1, low1, start1, forms[: len(forms) if weight1 > 0 else 0])
    record2 = records_of(high2, low2, start2, forms[: len(forms) if weight2 > 0 else 0])
    document, weighted, best = np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int16)
    bounds, frequency = np.zeros(words + 1, np.int64), np.zeros(words, np.int64)
    kept = np.int64(0)
    for word in range(words):
        begin, end = of_word[word], of_word[word + 1]
        only, found = _only_weight(weights, begin, end), np.int64(0)
        for own in (True, False):
            _add_word(
                stream1, record1, begin, end, weights, direct, own, weight1, only, total, nearest, bits, several, size
            )
            _add_word(
                stream2, record2, begin, end, weights, direct, own, weight2, only, total, nearest, bits, several, size
            )
            if own or not direct[begin:end].all():
                found = _live(bits, removed)
            if own:
                frequency[word] = found
        if word == 0:  # of those after it no more is known than how many there are at most
            room = found
            for other in range(1, words):
                here = of_word[other], of_word[other + 1]
                most = _frequency(stream1, record1, here[0], here[1] if weight1 > 0 else here[0])
                most += _frequency(stream2, record2, here[0], here[1] if weight2 > 0 else here[0])
                room += min(most, size)
            document, weighted, best = np.empty(room, np.int32), np.empty(room, np.int64), np.empty(room, np.int16)
        kept = _collect(document, weighted, best, kept, removed, total, nearest, bits, np.int16(only))
        bounds[word + 1] = kept
    if (len(document) - kept) * _SPARE > len(document):
        document, weighted, best = document[:kept].copy(), weighted[:kept].copy(), best[:kept].copy()
    return document[:kept], weighted[:kept], best[:kept], bounds, frequency


def counts(segment: Segment, asked: Sequence[Expansion], weights: dict[FieldName, int]) -> Read:
    """Return, word by word, the weighted counts of the forms over the fields that ``weights`` names."""
    title, body = segment.fields["title"], segment.fields["body"]
    own = scratch.of(len(segment))
    removed = _NOTHING_REMOVED if segment.removed is None else segment.removed
    try:
        document, weighted, nearest, bounds, frequency = _counts(
            title.form_rows.high, title.form_rows.low, title.start, title.records, weights.get("title", 0),
            body.form_rows.high, body.form_rows.low, body.start, body.records, weights.get("body", 0),
            *_one_after_the_other(asked), held_forms(segment), len(segment), removed,
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
