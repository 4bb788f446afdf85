"""Postings: which documents hold a form, how often, and where; flat arrays and their packed columns.

A document's tokens are numbered from 0 in each field; a *posting* is one (form, document) pair with its count and
its positions. `Postings` holds them flat. On disk each form has one *record* in ``stream``, made of LEB128
variable-length integers (seven bits a byte, lowest first, the high bit set on all but a number's last byte):

1. the form's number of documents;
2. for each document ``gap << 1 | (count > 1)``, where gap is the distance to the document before (to 0 for the first);
3. ``count - 2`` for each document with count > 1;
4. for every `SKIP` documents but the last ones, the bytes of their positions, so that a reader of few documents
   need not read the positions of all;
5. for each document its first position, then the distances between its positions.

Which forms have a record, and where it begins: see `FormRows`. This module is plain NumPy and the reference for
`index.segments.posting_kernels`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.tokenising import PARAGRAPH

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]
_MAX_BYTES: Final = 10
"""Bytes of the longest LEB128 number."""
_FEW: Final = 16
"""Up to so many documents plain Python reads a record faster than NumPy begins to."""


class Postings(NamedTuple):
    """Postings of one field, by form, then by document.

    ``form`` uint32[forms], ascending; ``frequency`` int64[forms]: its number of documents; ``document``
    int64[postings], ascending within a form; ``counts`` int64[postings], at least 1; ``position``
    int64[sum of counts], ascending within a posting.
    """

    form: npt.NDArray[np.uint32]
    frequency: Numbers
    document: Numbers
    counts: Numbers
    position: Numbers


class Texts(NamedTuple):
    """Texts, one a document, whose tokens lie in one array; between two of them there may be tokens of others.

    ``tokens`` [tokens]: the number of each token's form, or what begins at it; ``begin`` and ``end`` int64[texts]:
    where the tokens of each text are.
    """

    tokens: npt.NDArray[np.integer]
    begin: Numbers
    end: Numbers

    @property
    def lengths(self) -> Numbers:
        """How many tokens each text has."""
        return self.end - self.begin


class Packed(NamedTuple):
    """The same as records: see the module's docstring.

    ``form`` uint32[forms], ascending; ``start`` uint32[forms + 1]: where each record begins in ``stream`` uint8[bytes].
    """

    form: npt.NDArray[np.uint32]
    start: npt.NDArray[np.uint32]
    stream: Bytes


SKIP: Final = 64
"""Documents of which the positions are skipped at once."""
ROW_BITS: Final = 8
"""Forms whose numbers differ only in so many bits share one entry of `FormRows.high`."""


class FormRows(NamedTuple):
    """Ascending form numbers in a byte each: here is a form, give me its row.

    ``low`` uint8[rows]: a form's lower bits; ``high`` uint32[(highest form >> ROW_BITS) + 2]: the first row whose form
    has at least these upper bits.
    """

    high: npt.NDArray[np.uint32]
    low: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, forms: npt.NDArray[np.integer]) -> FormRows:
        """Return the rows of ``forms``, ascending and distinct."""
        upper = forms.astype(np.int64) >> ROW_BITS
        blocks = np.arange(int(upper[-1]) + 2) if len(forms) else np.zeros(1, np.int64)
        return cls(np.searchsorted(upper, blocks).astype(np.uint32), (forms & (2**ROW_BITS - 1)).astype(np.uint8))

    def forms(self) -> npt.NDArray[np.uint32]:
        """Return the form of every row. Raises ValueError if they are damaged, before memory is asked for."""
        if self.high[-1] != len(self.low):
            raise ValueError(f"the first row behind {len(self.low)} forms is said to be {self.high[-1]}")
        upper = np.repeat(
            np.arange(len(self.high) - 1, dtype=np.uint32), np.diff(self.high.astype(np.int64)).astype(np.int64)
        )
        return upper << np.uint32(ROW_BITS) | self.low

    def find(self, form: int) -> int:
        """Return the row of ``form``, -1 if it has none."""
        block = form >> ROW_BITS
        if block + 1 >= len(self.high):
            return -1
        begin, end = int(self.high[block]), int(self.high[block + 1])
        low = form & (2**ROW_BITS - 1)
        row = begin + int(np.searchsorted(self.low[begin:end], low))
        return row if row < end and self.low[row] == low else -1

    def find_all(self, forms: Numbers) -> Numbers:
        """Return the rows of ``forms``, -1 for those that have none."""
        rows = np.full(len(forms), -1)
        block = forms >> ROW_BITS
        known = np.flatnonzero(block + 1 < len(self.high))
        begin, end = self.high[block[known]].astype(np.int64), self.high[block[known] + 1].astype(np.int64)
        low = forms[known] & (2**ROW_BITS - 1)
        left, right = begin, end
        for _ in range(int((end - begin).max(initial=0)).bit_length()):
            # What is before ``left`` is less than the form, and what is at ``right`` or behind it is not.
            middle = (left + right) >> 1
            is_less = (left < right) & (self.low[np.minimum(middle, len(self.low) - 1)] < low)
            left, right = np.where(is_less, middle + 1, left), np.where(is_less, right, middle)
        inside = np.flatnonzero(left < end)
        found = inside[self.low[left[inside]] == low[inside]]
        rows[known[found]] = left[found]
        return rows


def starts_of(sizes: npt.ArrayLike) -> Numbers:
    """Return where each of the consecutive parts of the given sizes begins, and last where all end."""
    return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))


def ragged_arange(sizes: npt.ArrayLike) -> Numbers:
    """Return 0, 1, … anew for each of the given sizes: ``[2, 3] -> [0, 1, 0, 1, 2]``."""
    starts = starts_of(sizes)
    return np.arange(starts[-1]) - np.repeat(starts[:-1], np.diff(starts))


def _end_to_end(parts: Sequence[Texts]) -> tuple[npt.NDArray[np.integer], Numbers]:
    """Return the tokens of all texts without what is between them, and where those of each begin."""
    texts = [part.tokens[begin:end] for part in parts for begin, end in zip(part.begin, part.end, strict=True)]
    return np.concatenate([np.zeros(0, np.uint8), *texts]), starts_of([len(text) for text in texts])


def inverted(parts: Sequence[Texts]) -> Packed:
    """Return the packed postings of the texts of all ``parts``, whose tokens are numbers of forms."""
    return pack(invert(*_end_to_end(parts)))


def packed_breaks(parts: Sequence[Texts]) -> tuple[Bytes, Numbers]:
    """Return where sentences begin in the texts of all ``parts`` (see `pack_breaks`)."""
    breaks, text_start = _end_to_end(parts)
    return pack_breaks(breaks.astype(np.uint8), text_start)


def invert(form: npt.NDArray[np.integer], text_start: Numbers) -> Postings:
    """Return the postings of texts (one a document) whose tokens have the numbers ``form``.

    ``text_start`` int64[documents + 1] says where each document's tokens begin.
    """
    lengths = np.diff(text_start)
    document = np.repeat(np.arange(len(lengths)), lengths)
    order = np.argsort(form, kind="stable")
    form, document, position = form[order], document[order], ragged_arange(lengths)[order]
    first = np.ones(len(form), bool)
    first[1:] = (form[1:] != form[:-1]) | (document[1:] != document[:-1])
    at = np.flatnonzero(first)
    forms, frequency = np.unique(form[at], return_counts=True)
    count = np.diff(np.append(at, len(form)))
    return Postings(forms.astype(np.uint32), frequency.astype(np.int64), document[at], count, position)


def pack_breaks(breaks: Bytes, text_start: Numbers) -> tuple[Bytes, Numbers]:
    """Return where sentences begin in texts, as a document's ``distance << 1 | is_paragraph`` in LEB128.

    ``breaks`` uint8[tokens] are those of a scan; the first token of a text, which begins a sentence, is left out. Also
    returns where the numbers of each text begin, and last where all end.
    """
    at = np.flatnonzero(breaks > 0)
    document = np.repeat(np.arange(len(text_start) - 1), np.diff(np.searchsorted(at, text_start)))
    inside = at > text_start[document]
    at, document = at[inside], document[inside]
    first = starts_of(np.bincount(document, minlength=len(text_start) - 1))
    position = at - text_start[document]
    distance = _gaps(position, first[:-1][first[1:] > first[:-1]])
    stream, number_start = encode(distance << 1 | (breaks[at] == PARAGRAPH))
    return stream, number_start[first]


def _sizes(values: npt.NDArray[np.integer]) -> Numbers:
    """Return how many bytes each number takes."""
    sizes = np.ones(len(values), np.int64)
    for bits in range(7, 64, 7):
        sizes += values >= 1 << bits
    return sizes


def encode(values: npt.NDArray[np.integer]) -> tuple[Bytes, Numbers]:
    """Return the numbers as LEB128, and where each begins (and last where all end)."""
    values = values.astype(np.uint64)
    sizes = _sizes(values)
    starts = starts_of(sizes)
    packed = np.empty(starts[-1], np.uint8)
    for byte in range(int(sizes.max(initial=0))):
        has = np.flatnonzero(sizes > byte)
        low = (values[has] >> np.uint64(7 * byte)) & np.uint64(0x7F)
        packed[starts[has] + byte] = low | ((sizes[has] > byte + 1) * 0x80).astype(np.uint64)
    return packed, starts


def decode(packed: Bytes) -> Numbers:
    """Return the numbers that `encode` packed."""
    ends = np.flatnonzero(packed < 0x80) + 1
    if not len(ends):
        return np.zeros(0, np.int64)
    starts = np.concatenate(([0], ends[:-1]))
    shifts = 7 * (np.arange(ends[-1]) - np.repeat(starts, ends - starts))
    parts = (packed[: ends[-1]].astype(np.int64) & 0x7F) << shifts
    numbers: Numbers = np.add.reduceat(parts, starts)
    return numbers


def pack(postings: Postings) -> Packed:
    """Return the postings as records."""
    form, frequency, document, count, position = postings
    first, begin = starts_of(frequency), starts_of(count)
    gap, distance = _gaps(document, first[:-1]), _gaps(position, begin[:-1])
    several = count > 1
    at, of_form = np.flatnonzero(several), np.repeat(np.arange(len(form)), frequency)
    skipped, skip_row = _skips(frequency, starts_of(_sizes(distance))[begin])
    parts = (
        (np.arange(len(form)), frequency),
        (of_form, gap << 1 | several),
        (of_form[at], count[at] - 2),
        (skip_row, skipped),
        (of_form.repeat(count), distance),
    )
    rows = np.concatenate([row for row, _ in parts])
    order = np.argsort(rows, kind="stable")
    stream, number_start = encode(np.concatenate([values for _, values in parts])[order])
    row_start = number_start[starts_of(np.bincount(rows, minlength=len(form)))]
    return Packed(form, row_start.astype(np.uint32), stream)


def _skips(frequency: Numbers, position_byte: Numbers) -> tuple[Numbers, Numbers]:
    """Return the bytes of the positions of every full block of `SKIP` postings but a form's last, and their rows.

    ``position_byte`` int64[postings + 1] says at which byte a posting's positions begin.
    """
    blocks = np.maximum(frequency - 1, 0) // SKIP
    begin = np.repeat(starts_of(frequency)[:-1], blocks) + SKIP * ragged_arange(blocks)
    return position_byte[begin + SKIP] - position_byte[begin], np.repeat(np.arange(len(frequency)), blocks)


def _gaps(values: Numbers, firsts: Numbers) -> Numbers:
    """Return the distances between neighbours, but at ``firsts`` the values themselves."""
    gaps = np.diff(values, prepend=0)
    gaps[firsts] = values[firsts]
    return gaps


def _sums(gaps: Numbers, sizes: Numbers) -> Numbers:
    """Undo `_gaps` for parts of the given sizes."""
    total = np.cumsum(gaps)
    starts = starts_of(sizes)[:-1]
    before = np.where(starts > 0, total[starts - 1], 0) if len(total) else starts
    return total - np.repeat(before, sizes)


def first_numbers(stream: Bytes, start: npt.NDArray[np.integer]) -> Numbers:
    """Return the number that begins at each ``start`` (of at most three bytes): the frequencies of records."""
    place = start.astype(np.int64)
    value, more = np.zeros(len(place), np.int64), np.ones(len(place), bool)
    for shift in (0, 7, 14):
        byte = np.zeros(len(place), np.int64)
        byte[more] = stream[place[more]]
        value |= (byte & 0x7F) << shift
        more = more & (byte >= 0x80)
        place = place + 1
    return value


def documents(record: Bytes) -> tuple[Numbers, Numbers]:
    """Return the documents of a record, ascending, and the form's count in each."""
    if record[0] <= _FEW:
        return _few_documents(record[: _MAX_BYTES + 6 * int(record[0])].tobytes())
    frequency = int(decode(record[:_MAX_BYTES])[0])
    # A gap takes at most three bytes and a count as many; what follows are positions and need not be decoded.
    numbers = decode(record[: _MAX_BYTES + 6 * frequency])[1:]
    document = np.cumsum(numbers[:frequency] >> 1)
    count = (numbers[:frequency] & 1) + 1
    several = count == 2
    count[several] += numbers[frequency : frequency + np.count_nonzero(several)]
    return document, count


def all_documents(stream: Bytes, begin: Numbers, end: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return of several records, from ``begin`` to ``end`` in a stream, what `documents` does of each.

    First of each posting which record it is of, then its document and its count.
    """
    frequency = first_numbers(stream, begin)
    size = np.minimum(end - begin, _MAX_BYTES + 6 * frequency)
    byte_start = starts_of(size)
    packed = stream[np.repeat(begin - byte_start[:-1], size) + np.arange(byte_start[-1])]
    packed[byte_start[1:] - 1] &= 0x7F  # a number that is cut off there is none that is read, and must not go on
    numbers = decode(packed)
    first = starts_of(packed < 0x80)[byte_start[:-1]] + 1
    record = np.repeat(np.arange(len(begin)), frequency)
    gap = numbers[np.repeat(first, frequency) + ragged_arange(frequency)]
    count = (gap & 1) + 1
    several = np.flatnonzero(count == 2)
    sizes = np.bincount(record[several], minlength=len(begin))
    count[several] += numbers[np.repeat(first + frequency, sizes) + ragged_arange(sizes)]
    return record, _sums(gap >> 1, frequency), count


def _few_documents(record: bytes) -> tuple[Numbers, Numbers]:
    """Do what `documents` does, byte by byte: for short records that takes a tenth of the time."""
    numbers = list(_numbers(record))
    frequency = numbers[0]
    gaps = numbers[1 : frequency + 1]
    further = iter(numbers[frequency + 1 :])
    count = [2 + next(further, 0) if gap & 1 else 1 for gap in gaps]
    return np.array(list(accumulate(gap >> 1 for gap in gaps)), np.int64), np.array(count, np.int64)


def _numbers(packed: bytes) -> Iterator[int]:
    """Yield the numbers that `encode` packed."""
    value = shift = 0
    for byte in packed:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def positions(record: Bytes, count: Numbers) -> Numbers:
    """Return the positions of a record's postings, whose counts are ``count``, int64[sum of count]."""
    return _sums(decode(record)[-int(count.sum()) :], count)


def unpack(packed: Packed) -> Postings:
    """Return the postings that `pack` packed."""
    numbers = decode(packed.stream)
    first_number = starts_of(packed.stream < 0x80)[packed.start.astype(np.int64)]
    size = np.diff(first_number)
    frequency = numbers[first_number[:-1]]
    place = ragged_arange(size)
    rows_frequency = np.repeat(frequency, size)
    gaps = numbers[(place > 0) & (place <= rows_frequency)]
    several = (gaps & 1).astype(bool)
    repeated = np.diff(starts_of(several)[starts_of(frequency)])
    counts_end = rows_frequency + np.repeat(repeated, size)
    count = several + 1
    count[several] += numbers[(place > rows_frequency) & (place <= counts_end)]
    is_position = place > counts_end + np.repeat(np.maximum(frequency - 1, 0) // SKIP, size)
    return Postings(packed.form, frequency, _sums(gaps >> 1, frequency), count, _sums(numbers[is_position], count))


def merged(parts: Sequence[Packed], live: Sequence[npt.NDArray[np.bool_]]) -> Packed:
    """Return the postings of several segments as one, of the ``live`` documents only, numbered one after the other."""
    found, first = [], 0
    for packed, keep in zip(parts, live, strict=True):
        found.append(_live_postings(unpack(packed), keep, first))
        first += int(np.count_nonzero(keep))
    form = np.concatenate([part.form.repeat(part.frequency) for part in found])
    document, count, position = (np.concatenate([part[column] for part in found]) for column in (2, 3, 4))
    order = np.argsort(form, kind="stable")
    begin, count = starts_of(count)[order], count[order]
    forms, frequency = np.unique(form, return_counts=True)
    position = position[np.repeat(begin, count) + ragged_arange(count)]
    return pack(Postings(forms, frequency.astype(np.int64), document[order], count, position))


def _live_postings(postings: Postings, live: npt.NDArray[np.bool_], first: int) -> Postings:
    """Return the postings of live documents, which are numbered anew from ``first`` on."""
    form, frequency, document, count, position = postings
    keep = live[document]
    of_form = np.arange(len(form)).repeat(frequency)[keep]
    number = first + np.cumsum(live) - 1
    kept = np.bincount(of_form, minlength=len(form))
    return Postings(form[kept > 0], kept[kept > 0], number[document[keep]], count[keep], position[keep.repeat(count)])
