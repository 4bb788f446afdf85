"""Numba kernels of the search room that find and count what the records of postings hold; see `search.kernels.fast`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import WEIGHT_UNIT, FieldName, Segment, Snapshot, errors, kernels, lookup_kernels, postings
from search.kernels import plain
from search.kernels.among_kernels import add_all_wanted, is_much_more, mark_any, postings_in, put_in_order, set_of
from search.kernels.bits import INSIDE, ONE, WORD, first_bit, how_many
from search.kernels.room import longer
from search.lists import DOCUMENTS, FREQUENCY, MATCHES, MATCHING, NEAREST, ROW, SIZE, WEIGHTED, Marks, Numbers, Read
from search.scratch import ALIKE_BITS, ANY, BITS, NEARNESS, PLACE, ROOM, TOTAL, scratch
from search.words import (
    ARTICLES,
    BODIES,
    IN_BODY,
    IN_TITLE,
    REMOVED,
    TITLES,
    Asked,
    FormNumbers,
    SegmentTable,
    Spelled,
    marks_of,
)

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel, checked_kernel = kernels.kernel, kernels.checked_kernel
read_number = kernels.read_number
addresses = kernels.addresses
address_of, bytes_at = addresses.address_of, addresses.bytes_at
starts_at, flags_at = addresses.starts_at, addresses.flags_at
documents_at, counts_at, weights_at = addresses.documents_at, addresses.counts_at, addresses.weights_at
bits_at = addresses.bits_at
ROW_BITS: Final = postings.ROW_BITS
_LOW_BITS: Final = 2**ROW_BITS - 1
_DOCUMENT_BYTES: Final = 4
_COUNT_BYTES: Final = 8
_WEIGHT_BYTES: Final = 2
_BLOCK_BYTES: Final = 8
"""Bytes of a number of the block that all lists are in: each list begins where its numbers may."""
_SPARE: Final = 4
"""What more than a part in so many of was not needed is copied: words are kept for the questions to come."""
_NO_FORMS: Final = np.zeros(0, np.int64)
_NOT_DIRECT: Final = np.zeros(0, bool)
_NO_DICTIONARY: Final = np.zeros((0, 0), np.int64)
"""Instead of forms, where these are looked up; of words to look up, where forms are given."""
_NO_ROWS: Final = np.zeros((0, ROW), np.int64)
_FEW_SEGMENTS: Final = 4
"""In fewer segments every form is looked up: a table spares one in four or so, and is a kernel more."""


@checked_kernel
def records_of(high: Array, low: Array, start: Array, forms: Array) -> Array:
    """Return where the record of each form begins, -1 if it has none (see `index.segments.postings.FormRows`).

    Three passes instead of one: the memory that a pass waits for is fetched for many forms at a time. As the rows of a
    block ascend, as many are before a row as its form's lower bits say, or fewer by what the block lacks: nothing else
    is searched.
    """
    record, end = np.empty(len(forms), np.int64), np.empty(len(forms), np.int64)
    for i in range(len(forms)):
        block = forms[i] >> ROW_BITS
        if block + 1 < len(high):
            record[i], end[i] = high[block], high[block + 1]
        else:
            record[i], end[i] = 0, 0
    for i in range(len(forms)):
        wanted, rows = forms[i] & _LOW_BITS, end[i] - record[i]
        first, last = max(0, wanted - (_LOW_BITS + 1 - rows)), min(wanted, rows - 1)
        row, size = record[i] + first, last + 1 - first
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
def frequencies_of(stream: Array, record: Array) -> Array:
    """Return how many documents each record has, 0 where there is none.

    The first bytes of all are asked for before anything depends on one: so the memory is fetched for many at a time,
    also for who goes on reading there.
    """
    frequency = np.zeros(len(record), np.int64)
    for i in range(len(record)):
        if record[i] >= 0:
            frequency[i] = stream[record[i]]
    for i in range(len(record)):
        if frequency[i] >= 0x80:
            frequency[i], _ = read_number(stream, record[i])
    return frequency


@kernel
def _add(
    stream: Array, at: Number, weight: Number, nearness: Number, total: Array, nearest: Array, bits: Array,
    several: Array, size: Number,
) -> None:  # fmt: skip
    """Add a record's counts times ``weight`` to ``total``, and raise ``nearest`` to ``nearness`` if that is above 0.

    What it reads and writes is checked here, once a document: an IndexError outside of the arrays. (Where a kernel that
    `among_kernels.mark` shares reads the numbers, a frequent word takes a twentieth more.)
    """
    frequency, at = read_number(stream, at)
    if frequency > size:
        raise IndexError
    here: Number = 0
    repeated: Number = 0
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
        bits[here >> WORD] |= ONE << np.uint64(here & INSIDE)  # to ask whether it is still the same word takes longer
        several[repeated] = here
        repeated += number & 1
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
def _limit(bits: Array, most: Number, total: Array) -> None:
    """Make the totals of a set of documents ``most`` at most."""
    for word in range(len(bits)):
        left = bits[word]
        while left != 0:
            at = (word << WORD) + first_bit(left)
            left &= left - ONE
            total[at] = min(total[at], most)


@kernel
def _collect(
    document: Array, weighted: Array, best: Array, matching: Array, removed: Array, total: Array, nearest: Array,
    bits: Array, alike_bits: Array, nearness: Number,
) -> tuple[Number, Number]:  # fmt: skip
    """Write the live documents of both sets, their totals and best weights; empty the scratch.

    Those of ``bits`` go to ``matching`` too, if that has any room. The best weight is ``nearness``, if that is above 0.
    Returns how many are written, to both.
    """
    kept, matched = np.int64(0), np.int64(0)
    for word in range(len(bits)):
        own = bits[word]
        left = own | alike_bits[word]
        while left != 0:
            bit = first_bit(left)
            at = (word << WORD) + bit
            left &= left - ONE
            if len(removed) == 0 or not removed[at]:
                document[kept], weighted[kept] = at, total[at]
                best[kept] = nearness if nearness > 0 else nearest[at]
                kept += 1
                if len(matching) > 0:
                    matching[matched] = at
                    matched += np.int64(own >> np.uint64(bit) & ONE)  # what is alike only is written over
            total[at] = 0
            if nearness == 0:
                nearest[at] = 0
        bits[word], alike_bits[word] = 0, 0
    return kept, matched


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
    """Return those forms that a field has by their marks, with the same columns; none if it has no weight."""
    chosen, bounds, kept = np.empty(len(forms), np.int32), np.zeros(len(of_word), np.int64), np.int64(0)
    for word in range(len(of_word) - 1 if weight > 0 else 0):
        for i in range(of_word[word], of_word[word + 1]):
            chosen[kept] = i
            kept += 1 if len(marks) == 0 else np.int64(marks[i] & bit > 0)  # no branch on what is read
        bounds[word + 1] = kept
    form, own_weight, own = np.empty(kept, np.int64), np.empty(kept, np.int64), np.empty(kept, np.bool_)
    for row in range(kept):
        i = chosen[row]
        form[row], own_weight[row], own[row] = forms[i], weights[i], direct[i]
    return form, own_weight, own, bounds


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
def _add_part(
    stream1: Array, record1: Array, of_word1: Array, weights1: Array, direct1: Array, weight1: Number,
    stream2: Array, record2: Array, of_word2: Array, weights2: Array, direct2: Array, weight2: Number,
    part: Number, wanted: bool, only: Number, total: Array, nearest: Array, bits: Array, several: Array, size: Number,
) -> None:  # fmt: skip
    """Add the records of a word, or of its look-alikes, in both fields: of forms that are ``wanted``, direct or not."""
    _add_word(
        stream1, record1, of_word1[part], of_word1[part + 1], weights1, direct1, wanted, weight1, only, total, nearest,
        bits, several, size,
    )  # fmt: skip
    _add_word(
        stream2, record2, of_word2[part], of_word2[part + 1], weights2, direct2, wanted, weight2, only, total, nearest,
        bits, several, size,
    )  # fmt: skip


@checked_kernel
def _add_own(
    stream1: Array, record1: Array, of_word1: Array, weights1: Array, direct1: Array, weight1: Number,
    stream2: Array, record2: Array, of_word2: Array, weights2: Array, direct2: Array, weight2: Number,
    part: Number, only: Number, total: Array, nearest: Array, bits: Array, several: Array, size: Number, removed: Array,
) -> tuple[Number, Number]:  # fmt: skip
    """Add the records of a word: return how many live documents have a direct form, and how many have any."""
    begin1, end1, begin2, end2 = of_word1[part], of_word1[part + 1], of_word2[part], of_word2[part + 1]
    direct_only, frequency, found = direct1[begin1:end1].all() and direct2[begin2:end2].all(), np.int64(0), np.int64(0)
    for is_direct in (True, False):
        _add_part(
            stream1, record1, of_word1, weights1, direct1, weight1, stream2, record2, of_word2, weights2, direct2,
            weight2, part, is_direct, only, total, nearest, bits, several, size,
        )  # fmt: skip
        if is_direct or not direct_only:
            found = _live(bits, removed)
        if is_direct:
            frequency = found
    return frequency, found


@checked_kernel
def _add_beside(
    stream1: Array, record1: Array, of_word1: Array, weights1: Array, direct1: Array, weight1: Number,
    stream2: Array, record2: Array, of_word2: Array, weights2: Array, direct2: Array, weight2: Number,
    part: Number, only: Number, total: Array, nearest: Array, bits: Array, alike_bits: Array, most_alike: Number,
    several: Array, place: Array, size: Number, removed: Array, wanted: Array, frequency: Number,
) -> tuple[Number, Number]:  # fmt: skip
    """Add the records of a word and of its look-alikes in ``wanted`` documents; return what `_add_own` does.

    Unless ``frequency`` is known: then nothing is read for it.
    """
    if frequency == 0:
        mark_any(stream1, record1, of_word1[part], of_word1[part + 1], direct1, bits, size)
        mark_any(stream2, record2, of_word2[part], of_word2[part + 1], direct2, bits, size)
        frequency = _live(bits, removed)
        for i in range(len(bits)):
            bits[i] = 0
    among = set_of(wanted, len(bits))
    for one in (part + 1, part):
        to = bits if one == part else alike_bits
        add_all_wanted(
            stream1, record1, of_word1[one], of_word1[one + 1], weights1, weight1, only, total, nearest, to, several,
            place, size, wanted, among,
        )  # fmt: skip
        add_all_wanted(
            stream2, record2, of_word2[one], of_word2[one + 1], weights2, weight2, only, total, nearest, to, several,
            place, size, wanted, among,
        )  # fmt: skip
        if one > part:
            _limit(alike_bits, most_alike, total)
    return frequency, how_many(bits)


@checked_kernel
def _add_with_alike(
    stream1: Array, record1: Array, of_word1: Array, weights1: Array, direct1: Array, weight1: Number,
    stream2: Array, record2: Array, of_word2: Array, weights2: Array, direct2: Array, weight2: Number,
    part: Number, only: Number, total: Array, nearest: Array, bits: Array, alike_bits: Array, most_alike: Number,
    several: Array, place: Array, size: Number, removed: Array, is_beside: bool, wanted: Array, frequency: Number,
) -> tuple[Number, Number]:  # fmt: skip
    """Add the records of a word and of its look-alikes, or do what `_add_beside` does; return what `_add_own` does."""
    if is_beside:
        return _add_beside(
            stream1, record1, of_word1, weights1, direct1, weight1, stream2, record2, of_word2, weights2, direct2,
            weight2, part, only, total, nearest, bits, alike_bits, most_alike, several, place, size, removed, wanted,
            frequency,
        )  # fmt: skip
    if of_word1[part + 1] < of_word1[part + 2] or of_word2[part + 1] < of_word2[part + 2]:
        _add_part(
            stream1, record1, of_word1, weights1, direct1, weight1, stream2, record2, of_word2, weights2, direct2,
            weight2, part + 1, False, only, total, nearest, alike_bits, several, size,
        )  # fmt: skip
        _limit(alike_bits, most_alike, total)
    return _add_own(
        stream1, record1, of_word1, weights1, direct1, weight1, stream2, record2, of_word2, weights2, direct2, weight2,
        part, only, total, nearest, bits, several, size, removed,
    )  # fmt: skip


@kernel
def size_of(room: Number, match_room: Number) -> Number:
    """Return how many numbers of eight bytes the lists of a word take: of documents that count, and that match."""
    weighted, documents = room * _COUNT_BYTES, (room + match_room) * _DOCUMENT_BYTES
    return (weighted + documents + room * _WEIGHT_BYTES + _BLOCK_BYTES - 1) // _BLOCK_BYTES


@checked_kernel
def lay_out(row: Array, kept: Number, room: Number, match_room: Number) -> None:
    """Write to ``row`` where in the block the lists of a word begin, in bytes: behind ``kept`` numbers."""
    row[WEIGHTED] = kept * _BLOCK_BYTES
    row[DOCUMENTS] = row[WEIGHTED] + room * _COUNT_BYTES
    row[MATCHING] = row[DOCUMENTS] + room * _DOCUMENT_BYTES
    row[NEAREST] = row[MATCHING] + match_room * _DOCUMENT_BYTES


@checked_kernel
def locate(rows: Array, start: Number) -> None:
    """Make addresses of the places in a block that begins at ``start``."""
    for segment in range(len(rows)):
        for word in range(rows.shape[1]):
            for column in (DOCUMENTS, WEIGHTED, MATCHING, NEAREST):
                rows[segment, word, column] += start


@checked_kernel
def _more_room(
    frequency1: Array, of_word1: Array, frequency2: Array, of_word2: Array, order: Array, nth: Number, postings: Array,
    fewest: Number, size: Number,
) -> Number:  # fmt: skip
    """Return how much the words behind the ``nth`` in an order take at most, with what looks like them.

    What is read beside another word only takes next to nothing.
    """
    room = np.int64(0)
    for word in order[nth + 1 :]:
        if is_much_more(postings[word], fewest, size):
            continue
        own, both = np.int64(0), np.int64(0)
        for part in (2 * word, 2 * word + 1):
            most = postings_in(frequency1, of_word1[part], of_word1[part + 1])
            most += postings_in(frequency2, of_word2[part], of_word2[part + 1])
            own = own if part & 1 else min(most, size)
            both += min(most, size)
        room += size_of(both, own + 1 if both > own else 0)
    return room


@checked_kernel
def _matches_of(
    block: Array, rows: Array, word: Number, beside: Array, segment: Number
) -> tuple[Array, bool]:  # fmt: skip
    """Return what matches a word of the block, or the word ``beside`` if there is none; whether there is any."""
    if word >= 0:
        return documents_at(address_of(block) + rows[word, MATCHING], rows[word, MATCHES]), True
    if len(beside) > 0:
        return documents_at(beside[segment, MATCHING], beside[segment, MATCHES]), True
    return documents_at(address_of(block), 0), False


@checked_kernel
def postings_of(columns: Array, at: Number) -> tuple[Array, Array, Array, Array]:
    """Return the postings of a field (see `search.words.segment_table`): ``high``, ``low``, ``start``, ``record``."""
    return (
        starts_at(columns[at], columns[at + 1]), bytes_at(columns[at + 2], columns[at + 3]),
        starts_at(columns[at + 4], columns[at + 5]), bytes_at(columns[at + 6], columns[at + 7]),
    )  # fmt: skip


@checked_kernel
def _opened(
    columns: Array, at: Number, marks: Array, bit: Number, weight: Number, forms: Array, weights: Array, direct: Array,
    of_word: Array,
) -> tuple[Array, Array, Array, Array, Array, Array]:  # fmt: skip
    """Return a field's stream, the forms that it has as `_in_field` does, where their records are, and frequencies."""
    high, low, start, stream = postings_of(columns, at)
    own, own_weights, own_direct, own_of_word = _in_field(marks, bit, weight, forms, weights, direct, of_word)
    record = records_of(high, low, start, own)
    return stream, own_weights, own_direct, own_of_word, record, frequencies_of(stream, record)


@checked_kernel
def _looked_up(dictionary: Array, folds: Array, sizes: Array) -> tuple[Array, Array, Array, Array]:
    """Return the forms of words that are only looked up, as `search.words.Asked.columns` are: none looks alike."""
    forms, begins = lookup_kernels.sharing(dictionary, folds, sizes)
    of_word = np.zeros(2 * len(sizes) + 1, np.int64)
    for word in range(len(sizes)):
        of_word[2 * word + 1] = of_word[2 * word + 2] = begins[word + 1]
    return forms, np.full(len(forms), WEIGHT_UNIT), np.ones(len(forms), np.bool_), of_word


@checked_kernel
def _counts(
    columns: Array, first: Number, last: Number, weight1: Number, weight2: Number, forms: Array, weights: Array,
    direct: Array, of_word: Array, most_alike: Number, marks: Array, own: Array, dictionary: Array, folds: Array,
    sizes: Array, known: Array, beside: Array,
) -> tuple[Array, Array, Array, Array]:  # fmt: skip
    """Read words in some segments, each with its look-alikes: first these, so that what they count is limited.

    Words with ``sizes`` are looked up. All forms are returned, in order. See `search.words.Asked` of the others.
    """
    if len(sizes) > 0:
        forms, weights, direct, of_word = _looked_up(dictionary, folds, sizes)
    words, segments = len(of_word) >> 1, last - first
    total, nearest = counts_at(own[TOTAL], own[ROOM]), weights_at(own[NEARNESS], own[ROOM])
    several, place = documents_at(own[ANY], own[ROOM]), documents_at(own[PLACE], own[ROOM])
    bits, alike_bits = bits_at(own[BITS], own[ROOM] >> WORD), bits_at(own[ALIKE_BITS], own[ROOM] >> WORD)
    block, kept, rows = np.empty(0, np.int64), np.int64(0), np.empty((segments, words, ROW), np.int64)
    order, postings = np.arange(words), np.zeros(words, np.int64)
    for segment in range(segments):
        at, own_marks = columns[first + segment], marks[first + segment]
        size, removed = at[ARTICLES], flags_at(at[REMOVED], at[REMOVED + 1])
        stream1, weights1, direct1, of_word1, record1, frequency1 = _opened(
            at, TITLES, own_marks, IN_TITLE, weight1, forms, weights, direct, of_word
        )
        stream2, weights2, direct2, of_word2, record2, frequency2 = _opened(
            at, BODIES, own_marks, IN_BODY, weight2, forms, weights, direct, of_word
        )
        rarest, fewest = np.int64(-1), beside[first + segment, MATCHES] if len(beside) > 0 else size
        if len(known) > 0:
            put_in_order(order, postings, frequency1, of_word1, frequency2, of_word2)
        for nth, word in enumerate(order):
            part, row, has_alike = 2 * word, rows[segment, word], of_word[2 * word + 1] < of_word[2 * word + 2]
            only = np.int64(0) if has_alike else _only_weight(weights, of_word[part], of_word[part + 1])
            wanted, is_known = _matches_of(block, rows[segment], rarest, beside, first + segment)
            is_beside = len(known) > 0 and is_known and is_much_more(postings[word], fewest, size)
            frequency, found = _add_with_alike(
                stream1, record1, of_word1, weights1, direct1, weight1, stream2, record2, of_word2, weights2, direct2,
                weight2, part, only, total, nearest, bits, alike_bits, most_alike, several, place, size, removed,
                is_beside, wanted, postings[word] if len(known) > 0 and known[word] > 0 else np.int64(0),
            )  # fmt: skip
            room, match_room = found + how_many(alike_bits), found + 1 if has_alike else 0
            if kept + size_of(room, match_room) > len(block):
                more = size_of(room, match_room)
                more += _more_room(frequency1, of_word1, frequency2, of_word2, order, nth, postings, fewest, size)
                block = longer(block, kept, more * (segments - segment))  # if all segments are alike
            lay_out(row, kept, room, match_room)
            start, row[FREQUENCY] = address_of(block), frequency
            row[SIZE], row[MATCHES] = _collect(
                documents_at(start + row[DOCUMENTS], room), counts_at(start + row[WEIGHTED], room),
                weights_at(start + row[NEAREST], room), documents_at(start + row[MATCHING], match_room), removed, total,
                nearest, bits, alike_bits, np.int16(only),
            )  # fmt: skip
            if not has_alike or row[MATCHES] == row[SIZE]:  # what looks like the word is where it is
                row[MATCHING], row[MATCHES] = row[DOCUMENTS], row[SIZE]
            if row[MATCHES] < fewest or (rarest < 0 and len(beside) == 0):
                rarest, fewest = word, row[MATCHES]
            kept += size_of(room, match_room)
    if (len(block) - kept) * _SPARE > len(block):
        block = block[:kept].copy()
    locate(rows, address_of(block))
    return block, rows, forms, of_word


def marks(table: SegmentTable, asked: Asked) -> Marks:
    """Return, for each segment, which of its fields have each form of ``asked``; nothing where that is not known."""
    if len(table.segments) < _FEW_SEGMENTS:
        return table.unmarked
    return marks_of(table.forms, asked.columns[0], len(table.segments))


def counts(
    table: SegmentTable, asked: Asked, weights: dict[FieldName, int], first: int, last: int, marks: Marks
) -> Read:
    """Return, segment by segment from ``first`` to before ``last``, and word by word, the weighted counts of the forms.

    They are counted over the fields that ``weights`` names; ``marks`` is what `marks` returns. See `plain`.
    """
    try:
        block, rows, _, _ = _counts(
            table.columns, first, last, weights.get("title", 0), weights.get("body", 0), *asked.columns, asked.most,
            marks, scratch.of(table.longest).addresses, _NO_DICTIONARY, *lookup_kernels.NO_WORDS, asked.known,
            _NO_ROWS if asked.beside is None else np.ascontiguousarray(asked.beside.rows),
        )  # fmt: skip
        return Read(block, rows)
    except errors.UNREADABLE as error:
        scratch.forget()
        for at in range(first, last if last - first > 1 else first):  # which of them is it?
            counts(table, asked, weights, at, at + 1, marks)
        raise errors.damaged_segment(table.segments[first].name) from error


def looked_up(
    snapshot: Snapshot, table: SegmentTable, words: Sequence[Spelled], weights: dict[FieldName, int], last: int
) -> tuple[list[FormNumbers], Read]:
    """Return the forms of words that are only looked up, and what `counts` does of the segments before ``last``."""
    folds, sizes = lookup_kernels.spelled([word.fold for word in words], [word.stem_size for word in words])
    try:
        block, rows, forms, of_word = _counts(
            table.columns, 0, last, weights.get("title", 0), weights.get("body", 0), _NO_FORMS, _NO_FORMS, _NOT_DIRECT,
            _NO_FORMS, 0, table.unmarked, scratch.of(table.longest).addresses, snapshot.lexicon.sorted_at, folds, sizes,
            _NO_FORMS, _NO_ROWS,
        )  # fmt: skip
    except errors.UNREADABLE as error:
        scratch.forget()
        plain.looked_up(snapshot, table, words, weights, last)  # which of them is it?
        if not last:
            raise
        raise errors.damaged_segment(table.segments[0].name) from error
    if len(words) == 1:
        return [forms], Read(block, rows)
    bounds = of_word.tolist()
    return [forms[begin:end] for begin, end in zip(bounds[:-1:2], bounds[1::2], strict=True)], Read(block, rows)


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
