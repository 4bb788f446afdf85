"""Numba kernels of the search room: read postings, combine lists of documents, score, choose the best.

Each has a plain twin of the same name in `search.plain` and gives the same bits. All release the GIL. They are
compiled for fixed types at the first import, which takes seconds, and cached on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment, errors, posting_kernels, postings
from search import plain
from search.expand import WEIGHT_UNIT, Expansion, FormNumbers
from search.lists import NO_DOCUMENTS, Counts, Documents, Numbers, Unsigned
from search.ranking import NEAR_DISTANCE, ORDERED_DISTANCE, Floats, Parameters
from search.spans import POSITION_BITS, Places

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = posting_kernels.kernel, posting_kernels.checked_kernel
read_number = posting_kernels.read_number
read_documents = posting_kernels.read_documents
after_skips = posting_kernels.after_skips
ROW_BITS: Final = postings.ROW_BITS
SKIP: Final = postings.SKIP
_LOW_BITS: Final = 2**ROW_BITS - 1
_PLACE_BITS: Final = np.int64(POSITION_BITS)
_UNIT: Final = float(WEIGHT_UNIT)
_FEW_PLACES: Final = 256
_MOST_BY_KERNEL: Final = 256
"""Up to so many best entries are kept in order while looking; more are partitioned."""
_NOTHING_REMOVED: Final = np.zeros(0, bool)
_NOTHING_REMOVED.flags.writeable = False


class _Scratch(threading.local):
    """Each thread's own arrays, all zero between two calls; as long as the longest segment."""

    def __init__(self) -> None:
        self.size = 0

    def of(self, size: int) -> _Scratch:
        """Return the arrays, for at least ``size`` documents."""
        if size > self.size:
            self.size = max(1024, -(-size // 8) * 8)
            self.total, self.flags = np.zeros(self.size, np.int64), np.zeros(self.size, np.uint8)
            self.nearest = np.zeros(self.size, np.int16)
            self.words = self.flags.view(np.uint64)
            self.document, self.count = np.empty(self.size, np.int64), np.empty(self.size, np.int64)
        return self


_scratch: Final = _Scratch()


@checked_kernel
def _record(high: Array, low: Array, start: Array, form: Number) -> Number:
    """Return where the record of ``form`` begins, -1 if it has none (see `index.postings.FormRows`)."""
    block = form >> ROW_BITS
    if block + 1 >= len(high):
        return -1
    begin, end, wanted = np.int64(high[block]), np.int64(high[block + 1]), form & _LOW_BITS
    while begin < end:
        middle = (begin + end) >> 1
        if low[middle] < wanted:
            begin = middle + 1
        else:
            end = middle
    if begin < np.int64(high[block + 1]) and low[begin] == wanted:
        return np.int64(start[begin])
    return -1


@checked_kernel
def _add(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, weights: Array, direct: Array,
    field_weight: Number, total: Array, nearest: Array, flags: Array, several: Array,
) -> None:  # fmt: skip
    """Add the weighted counts of the forms in one field to ``total``; flag documents 1, those of direct forms 3."""
    for i in range(len(forms)):
        at = _record(high, low, start, forms[i])
        if at < 0:
            continue
        weight, flag, own = weights[i] * field_weight, np.uint8(3 if direct[i] else 1), np.int16(weights[i])
        frequency, at = read_number(stream, at)
        here, repeated = 0, 0
        for _ in range(frequency):
            number, at = read_number(stream, at)
            here += number >> 1
            total[here] += weight
            nearest[here] = max(nearest[here], own)
            flags[here] |= flag
            if number & 1:
                several[repeated] = here
                repeated += 1
        for j in range(repeated):
            number, at = read_number(stream, at)
            total[several[j]] += (number + 1) * weight


@kernel
def _collect(
    size: Number, removed: Array, total: Array, nearest: Array, flags: Array, words: Array
) -> tuple[Array, Array, Array, Number]:
    """Return the flagged live documents, totals, best weights, and how many are direct; leave the scratch all zero."""
    found = 0
    for word in range((size + 7) >> 3):
        if words[word] != 0:
            for at in range(8 * word, 8 * word + 8):
                found += flags[at] != 0
    document, weighted, best = np.empty(found, np.int32), np.empty(found, np.int64), np.empty(found, np.int16)
    kept, frequency = 0, 0
    for word in range((size + 7) >> 3):
        if words[word] != 0:
            for at in range(8 * word, 8 * word + 8):
                if flags[at] != 0:
                    if len(removed) == 0 or not removed[at]:
                        document[kept], weighted[kept], best[kept] = at, total[at], nearest[at]
                        kept += 1
                        frequency += flags[at] == 3
                    total[at] = nearest[at] = 0
            words[word] = 0
    return document[:kept], weighted[:kept], best[:kept], frequency


@checked_kernel
def _counts(
    high1: Array, low1: Array, start1: Array, stream1: Array, weight1: Number,
    high2: Array, low2: Array, start2: Array, stream2: Array, weight2: Number,
    forms: Array, weights: Array, direct: Array, size: Number, removed: Array,
    total: Array, nearest: Array, flags: Array, words: Array, several: Array,
) -> tuple[Array, Array, Array, Number]:  # fmt: skip
    if weight1 > 0:
        _add(high1, low1, start1, stream1, forms, weights, direct, weight1, total, nearest, flags, several)
    if weight2 > 0:
        _add(high2, low2, start2, stream2, forms, weights, direct, weight2, total, nearest, flags, several)
    return _collect(size, removed, total, nearest, flags, words)


def counts(segment: Segment, expansion: Expansion, weights: dict[FieldName, int]) -> Counts:
    """Return the weighted counts of the forms over the fields that ``weights`` names, in live documents."""
    title, body = segment.fields["title"], segment.fields["body"]
    scratch = _scratch.of(len(segment))
    removed = _NOTHING_REMOVED if segment.removed is None else segment.removed
    try:
        document, weighted, nearest, frequency = _counts(
            title.form_rows.high, title.form_rows.low, title.start, title.records, weights.get("title", 0),
            body.form_rows.high, body.form_rows.low, body.start, body.records, weights.get("body", 0),
            expansion.forms, expansion.weights, expansion.direct, len(segment), removed,
            scratch.total, scratch.nearest, scratch.flags, scratch.words, scratch.document,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        scratch.size = 0  # made anew: it may not be zero
        raise errors.damaged_segment(segment.name) from error
    return Counts(document, weighted, nearest, frequency)


@checked_kernel
def _add_frequencies(high: Array, low: Array, start: Array, stream: Array, forms: Array, total: Array) -> None:
    for i in range(len(forms)):
        at = _record(high, low, start, forms[i])
        if at >= 0:
            frequency, _ = read_number(stream, at)
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


@checked_kernel
def _read_places(
    stream: Array, at: Number, document: Array, count: Array, wanted: Array, every: bool, out: Array, found: Number
) -> tuple[Array, Number]:
    """Write the places of one record in the documents ``wanted`` (or in all) to ``out`` from ``found`` on.

    Positions of `SKIP` documents of which none is wanted are not read. Returns ``out``, grown if it was full, and where
    the next place goes.
    """
    frequency, at = read_documents(stream, at, document, count)
    blocks = (frequency - 1) // SKIP
    sizes = at
    at, cursor = after_skips(stream, at, frequency), 0
    for first in range(0, frequency, SKIP):
        last, size = min(first + SKIP, frequency), 0
        if first // SKIP < blocks:
            size, sizes = read_number(stream, sizes)
        if not every:
            while cursor < len(wanted) and wanted[cursor] < document[first]:
                cursor += 1
            if cursor == len(wanted):
                return out, found
            if wanted[cursor] > document[last - 1]:
                at += size
                continue
        for posting in range(first, last):
            place = document[posting] << _PLACE_BITS
            while not every and cursor < len(wanted) and wanted[cursor] < document[posting]:
                cursor += 1
            keep = every or (cursor < len(wanted) and wanted[cursor] == document[posting])
            if keep and found + count[posting] > len(out):
                if count[posting] > len(stream):  # a place takes at least a byte
                    raise IndexError
                grown = np.empty(2 * (found + count[posting]), np.int64)
                grown[:found] = out[:found]
                out = grown
            for _ in range(count[posting]):
                number, at = read_number(stream, at)
                place += number
                if keep:
                    out[found] = place
                    found += 1
    return out, found


@kernel
def _places(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, wanted: Array, every: bool,
    document: Array, count: Array,
) -> tuple[Array, Number]:  # fmt: skip
    out = np.empty(_FEW_PLACES, np.int64)
    found, records = 0, 0
    for i in range(len(forms)):
        at = _record(high, low, start, forms[i])
        if at >= 0:
            before = found
            out, found = _read_places(stream, at, document, count, wanted, every, out, found)
            records += found > before
    return out[:found], records


def places(segment: Segment, expansion: Expansion, name: FieldName, wanted: Documents | None = None) -> Places:
    """Return where the forms stand in a field, ascending, only in the documents ``wanted`` if it is given."""
    field, scratch = segment.fields[name], _scratch.of(len(segment))
    try:
        found, records = _places(
            field.form_rows.high, field.form_rows.low, field.start, field.records, expansion.forms,
            NO_DOCUMENTS if wanted is None else wanted, wanted is None, scratch.document, scratch.count,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        raise errors.damaged_segment(segment.name) from error
    if records > 1:  # each record's places ascend
        found.sort()
    return found


@kernel
def _union(document: Array, flags: Array, words: Array) -> Array:
    highest = np.int64(-1)
    for i in range(len(document)):
        flags[document[i]] = 1
        highest = max(highest, np.int64(document[i]))
    found = np.empty(len(document), np.int32)
    kept = 0
    for word in range((highest + 8) >> 3):
        if words[word] != 0:
            for at in range(8 * word, 8 * word + 8):
                if flags[at] != 0:
                    found[kept] = at
                    kept += 1
            words[word] = 0
    return found[:kept]


def union(parts: Sequence[Documents], size: int) -> Documents:
    """Return the documents that are in any of ``parts``, of ``size`` documents in all."""
    if len(parts) == 1:
        return parts[0]
    scratch = _scratch.of(size)
    return _union(np.concatenate(parts) if parts else NO_DOCUMENTS, scratch.flags, scratch.words)


@kernel
def _advanced(document: Array, at: Number, end: Number, wanted: Number) -> Number:
    """Return the first place from ``at`` on that is not before ``wanted``: by growing steps, then by halves."""
    step = 1
    while at + step < end and document[at + step] < wanted:
        at += step
        step <<= 1
    stop = min(at + step, end)
    while at < stop:
        middle = (at + stop) >> 1
        if document[middle] < wanted:
            at = middle + 1
        else:
            stop = middle
    return at


@kernel
def _both(few: Array, many: Array) -> Array:
    found = np.empty(len(few), np.int32)
    kept, at = 0, 0
    for i in range(len(few)):
        at = _advanced(many, at, len(many), few[i])
        if at == len(many):
            break
        if many[at] == few[i]:
            found[kept] = few[i]
            kept += 1
    return found[:kept]


def intersection(parts: Sequence[Documents]) -> Documents:
    """Return the documents that are in each of ``parts``."""
    if not parts:
        return NO_DOCUMENTS
    first, *rest = sorted(parts, key=len)
    for part in rest:
        first = _both(first, part)
    return first


@kernel
def _scores(
    document: Array, words: Array, weighted: Array, bounds: Array, factors: Array, title: Array, body: Array,
    title_weight: Number, average: Number, k1: Number, b: Number,
) -> Array:  # fmt: skip
    score, norm = np.zeros(len(document)), np.empty(len(document))
    for i in range(len(document)):
        share = 0.0
        if average != 0:
            share = (np.int64(title[document[i]]) * title_weight + np.int64(body[document[i]])) / average
        norm[i] = k1 * (1 - b + b * share)
    for word in range(len(factors)):
        at, end = bounds[word], bounds[word + 1]
        factor = factors[word] * (k1 + 1)
        for i in range(len(document)):
            at = _advanced(words, at, end, document[i])
            if at == end:
                break
            if words[at] == document[i]:
                count = weighted[at] / _UNIT
                score[i] += factor * count / (count + norm[i])
    return score


def scores(
    document: Documents,
    words: Sequence[Counts],
    factors: Sequence[float],
    segment: Segment,
    average: float,
    parameters: Parameters,
) -> Floats:
    """Return the scores of documents: the sum of the parts of ``words`` (see `search.ranking`)."""
    if not words:
        return np.zeros(len(document))
    if len(words) == 1:
        documents, weighted = words[0].document, words[0].weighted
    else:
        documents = np.concatenate([word.document for word in words])
        weighted = np.concatenate([word.weighted for word in words])
    bounds = np.zeros(len(words) + 1, np.int64)
    for at, word in enumerate(words):
        bounds[at + 1] = bounds[at] + len(word.document)
    found: Floats = _scores(
        document, documents, weighted, bounds, np.array(factors, np.float64),
        segment.fields["title"].length, segment.fields["body"].length,
        parameters.title_weight, average, parameters.k1, parameters.b,
    )  # fmt: skip
    return found


@kernel
def _near_pairs(
    place: Array, word: Array, row: Array, near: Array, ordered: Array, distance: Number, in_order: Number
) -> None:
    for i in range(len(place)):
        for j in range(i + 1, len(place)):
            apart = place[j] - place[i]
            if apart > distance:
                break
            one, other = word[i], word[j]
            if one != other:
                near[row[i], min(one, other), max(one, other)] += 1
            if other == one + 1 and 0 < apart <= in_order:
                ordered[row[i], one, other] += 1


def near_pairs(place: Places, word: Numbers, row: Numbers, shape: tuple[int, int]) -> tuple[Numbers, Numbers]:
    """Return how often words stand near each other, and how often in the order of the query."""
    rows, words = shape
    near, ordered = np.zeros((rows, words, words), np.int64), np.zeros((rows, words, words), np.int64)
    _near_pairs(place, word, row, near, ordered, NEAR_DISTANCE, ORDERED_DISTANCE)
    return near, ordered


@kernel
def _best(score: Array, published: Array, count: Number) -> Array:
    best_score, best_published = np.empty(count), np.empty(count, np.int64)
    held = 0
    for i in range(len(score)):
        full = held == count
        if full and (
            score[i] < best_score[held - 1]
            or (score[i] == best_score[held - 1] and published[i] <= best_published[held - 1])
        ):
            continue
        at = held - 1 if full else held
        while at > 0 and (
            score[i] > best_score[at - 1] or (score[i] == best_score[at - 1] and published[i] > best_published[at - 1])
        ):
            best_score[at], best_published[at] = best_score[at - 1], best_published[at - 1]
            at -= 1
        best_score[at], best_published[at] = score[i], published[i]
        held += not full
    return _not_worse(score, published, best_score[held - 1], best_published[held - 1])


@kernel
def _not_worse(score: Array, published: Array, last_score: Number, last_published: Number) -> Array:
    found = 0
    for i in range(len(score)):
        found += score[i] > last_score or (score[i] == last_score and published[i] >= last_published)
    chosen = np.empty(found, np.int64)
    at = 0
    for i in range(len(score)):
        if score[i] > last_score or (score[i] == last_score and published[i] >= last_published):
            chosen[at] = i
            at += 1
    return chosen


def best_scored(score: Floats, published: Numbers, count: int) -> Numbers:
    """Return the ``count`` best entries, in any order, with all that tie with the last: by score, then the newest."""
    if len(score) <= count or count <= 0 or count > _MOST_BY_KERNEL:
        return plain.best_scored(score, published, count)
    found: Numbers = _best(score, published, count)
    return found


@kernel
def _count_codes(code: Array, start: Array, document: Array, size: Number) -> Array:
    counts = np.zeros(size, np.int64)
    for i in range(len(document)):
        for at in range(start[document[i]], start[document[i] + 1]):
            counts[code[at]] += 1
    return counts


def count_codes(code: Unsigned, start: Unsigned, document: Documents, size: int) -> Numbers:
    """Return how many of the documents have each code; those of a document are ``code[start[d]:start[d + 1]]``."""
    found: Numbers = _count_codes(code, start, document, size)
    return found
