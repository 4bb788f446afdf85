"""Numba kernels that scan text: cut it into words and number the forms.

Each does what its plain twin in `index.tokens` does (`PlainScanner`, `tokenise`), and tests hold them equal. All
release the GIL. They compile at first use and are cached on disk beside this file (or in NUMBA_CACHE_DIR).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index.columns import Array, Strings
from index.jit import Number, kernel
from index.tokens import NO_BREAK, PARAGRAPH, SENTENCE, Scan, Tokens, Words, abbreviations

WORD, DECIMAL, UPPER, ALPHA = 1, 2, 4, 8
_LAST_WORD_CHARACTER: Final = 0x33480
"""No character from here on is a letter or digit (a test holds that for the running Python)."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Fibonacci hashing
_SHIFT: Final = np.uint64(32)
_BYTE: Final = np.uint64(8)
_LOWER_HALF: Final = np.uint64(0xFFFFFFFF)


@cache
def character_classes() -> npt.NDArray[np.uint8]:
    """Return what each character is, uint8[code points], read off Python's own ``re`` and ``str``."""
    characters = "".join(map(chr, range(_LAST_WORD_CHARACTER)))
    classes = np.zeros(_LAST_WORD_CHARACTER, np.uint8)
    for pattern, bit in ((r"[^\W_]+", WORD), (r"\d+", DECIMAL)):
        for run in re.finditer(pattern, characters):
            classes[run.start() : run.end()] |= bit
    for start in np.flatnonzero(classes & WORD):
        character = characters[start]
        classes[start] |= UPPER * character.isupper() | ALPHA * character.isalpha()
    return classes


@kernel
def _load(buffer: Array, start: Number, end: Number) -> Number:
    """Return the (at most eight) bytes of ``buffer[start:end]`` as one number."""
    value = np.uint64(0)
    for at in range(start, min(start + 8, end)):
        value = (value << _BYTE) | np.uint64(buffer[at])
    return value


@kernel
def _hash(buffer: Array, start: Number, end: Number) -> Number:
    """Return the 64-bit hash of ``buffer[start:end]`` (multiply and shift, eight bytes at a time)."""
    value = np.uint64(end - start) * _MIX
    for at in range(start, end, 8):
        value = (value ^ _load(buffer, at, end)) * _MIX
        value ^= value >> _SHIFT
        value *= _MIX
        value ^= value >> _SHIFT
    return value


@kernel
def decode(buffer: Array, at: Number) -> tuple[Number, Number]:
    """Return the code point at ``buffer[at]`` and its number of bytes (the text is valid UTF-8)."""
    lead = np.int64(buffer[at])
    if lead < 0x80:
        return lead, 1
    if lead < 0xE0:
        return ((lead & 0x1F) << 6) | (buffer[at + 1] & 0x3F), 2
    if lead < 0xF0:
        return ((lead & 0x0F) << 12) | (np.int64(buffer[at + 1] & 0x3F) << 6) | (buffer[at + 2] & 0x3F), 3
    high = ((lead & 0x07) << 18) | (np.int64(buffer[at + 1] & 0x3F) << 12)
    return high | (np.int64(buffer[at + 2] & 0x3F) << 6) | (buffer[at + 3] & 0x3F), 4


@kernel
def _class_at(buffer: Array, at: Number, end: Number, classes: Array) -> tuple[Number, Number]:
    """Return the class of the character at ``buffer[at]`` and its number of bytes; no class past the end."""
    if at >= end:
        return np.uint8(0), 1
    if buffer[at] < 0x80:
        return classes[buffer[at]], 1
    character, size = decode(buffer, at)
    if character >= len(classes):
        return np.uint8(0), size
    return classes[character], size


@kernel
def _end_of_gender_form(buffer: Array, at: Number, end: Number, classes: Array) -> Number:
    """Return where ``*innen…`` or ``*in`` that begins at ``at`` ends, or ``at`` if there is none."""
    if at + 3 > end or buffer[at + 1] != 105 or buffer[at + 2] != 110:  # "in"
        return at
    plural = at + 6 <= end and buffer[at + 3] == 110 and buffer[at + 4] == 101 and buffer[at + 5] == 110
    after = at + 6 if plural else at + 3
    kind, size = _class_at(buffer, after, end, classes)
    if not plural:
        return at if kind & WORD else after
    while kind & WORD:
        after += size
        kind, size = _class_at(buffer, after, end, classes)
    return after


@kernel
def _contains(values: Array, value: Number) -> Number:
    """Return whether the sorted array ``values`` holds ``value``."""
    at = np.searchsorted(values, value)
    return at < len(values) and values[at] == value


@kernel
def _gap_break(buffer: Array, start: Number, end: Number, upper_or_digit: bool, keeps_open: bool) -> Number:
    """Return what the token after the gap ``buffer[start:end]`` begins (the rule is in `tokens._break`)."""
    lines, terminals, blank_after, blank_line, only_blanks, first_dot = 0, 0, False, False, False, False
    at = start
    while at < end:
        character, size = decode(buffer, at)
        at += size
        if character == 10:
            blank_line = blank_line or (lines > 0 and only_blanks)
            lines += 1
            only_blanks = True
        elif character in (32, 9, 0xA0):
            blank_after = blank_after or terminals > 0
        else:
            only_blanks = False
            if character in (46, 33, 63, 0x2026):  # . ! ? …
                first_dot = character == 46 if terminals == 0 else first_dot
                terminals += 1
    if lines > 0 and (terminals > 0 or blank_line):
        return PARAGRAPH
    if not blank_after or not upper_or_digit or (terminals == 1 and first_dot and keeps_open):
        return NO_BREAK
    return SENTENCE


@kernel
def _is_form(buffer: Array, start: Number, size: Number, blob: Array, offsets: Array, form: Number) -> Number:
    """Return whether the word of ``size`` bytes is ``form``, whose first eight bytes are known to be the same."""
    begin = offsets[form]
    same = offsets[form + 1] - begin == size
    at = 8
    while same and at < size:
        same = blob[begin + at] == buffer[start + at]
        at += 1
    return same


@kernel
def _number(
    buffer: Array, start: Number, end: Number, value: Number, table: Array, blob: Array, offsets: Array, count: Number
) -> Number:
    """Return the number of the form ``buffer[start:end]``, which is ``count`` if it is new (and now entered).

    A row of ``table`` is a quarter of a cache line: the upper half of the hash with the number + 1, and the first
    eight bytes, so that a known word of up to seven bytes costs one miss. A hash alone is not identity: bytes are
    compared.
    """
    mask = len(table) - 1
    slot = np.int64(value & np.uint64(mask))
    size, head = end - start, _load(buffer, start, end)
    while table[slot, 0] != 0:
        if (table[slot, 0] ^ value) >> _SHIFT == 0 and table[slot, 1] == head:
            form = np.int64(table[slot, 0] & _LOWER_HALF) - 1
            if size < 8 or _is_form(buffer, start, size, blob, offsets, form):
                return form
        slot = (slot + 1) & mask
    table[slot, 0], table[slot, 1] = (value >> _SHIFT) << _SHIFT | np.uint64(count + 1), head
    begin = offsets[count]
    for i in range(size):
        blob[begin + i] = buffer[start + i]
    offsets[count + 1] = begin + size
    return count


@kernel
def table_of(rows: Number, blob: Array, offsets: Array, count: Number) -> Array:
    """Return a table of so many rows (a power of two) that holds the first ``count`` forms, which all differ."""
    table = np.zeros((rows, 2), np.uint64)
    for form in range(count):
        value = _hash(blob, offsets[form], offsets[form + 1])
        slot = np.int64(value & np.uint64(rows - 1))
        while table[slot, 0] != 0:
            slot = (slot + 1) & (rows - 1)
        table[slot, 0] = (value >> _SHIFT) << _SHIFT | np.uint64(form + 1)
        table[slot, 1] = _load(blob, offsets[form], offsets[form + 1])
    return table


@kernel
def _too_many(forms: Number, rows: Number) -> Number:
    """Return whether a table of so many rows is too small for so many forms: more than two thirds would be taken."""
    return 3 * forms > 2 * rows


@kernel
def _word_end(buffer: Array, at: Number, end: Number, classes: Array) -> tuple[Number, bool, Number]:
    """Return where the word at ``at`` ends, whether it is all decimal digits, and its length in characters."""
    decimal, characters = True, 0
    last, size = _class_at(buffer, at, end, classes)
    kind = last
    while kind & WORD:
        decimal = decimal and kind & DECIMAL != 0
        characters += 1
        last = kind
        at += size
        kind, size = _class_at(buffer, at, end, classes)
    if at < end and not last & DECIMAL and (buffer[at] == 42 or buffer[at] == 58 or buffer[at] == 95):  # * : _
        stop = _end_of_gender_form(buffer, at, end, classes)
        return stop, decimal and stop == at, characters + stop - at
    return at, decimal, characters


@kernel
def _keeps_open(
    buffer: Array,
    at: Number,
    end: Number,
    decimal: bool,
    characters: Number,
    alphabetic: bool,
    value: Number,
    abbreviation_hashes: Array,
) -> Number:
    """Return whether a full stop at ``at`` belongs to the word before it (the rule is in `tokens`)."""
    if at >= end or buffer[at] != 46:
        return False
    if decimal:
        return characters <= 2
    return (characters == 1 and alphabetic) or _contains(abbreviation_hashes, value)


@kernel
def scan(
    buffer: Array,
    text_start: Array,
    first: Number,
    classes: Array,
    abbreviation_hashes: Array,
    table: Array,
    blob: Array,
    offsets: Array,
    count: Number,
    form_of: Array,
    breaks: Array,
    ends: Array,
) -> tuple[Number, Number]:
    """Cut the texts from ``first`` on into tokens; return the next text, and the number of forms.

    ``text_start`` int64[texts + 1] are byte offsets. Writes ``form_of`` and ``breaks``, one entry a token, and
    ``ends[text + 1]``, where a text's tokens end. Stops before a text for whose words the table might be too
    small: the caller grows it and calls again.
    """
    tokens = ends[first]
    for text in range(first, len(text_start) - 1):
        at, end = text_start[text], text_start[text + 1]
        words_at_most = (end - at + 1) // 2
        if _too_many(count + words_at_most, len(table)) or offsets[count] + end - at > len(blob):
            return text, count
        gap, keeps_open, opens_text = at, False, True
        while at < end:
            kind, size = _class_at(buffer, at, end, classes)
            if not kind & WORD:
                at += size
                continue
            start = at
            at, decimal, characters = _word_end(buffer, start, end, classes)
            value = _hash(buffer, start, at)
            form = _number(buffer, start, at, value, table, blob, offsets, count)
            count += form == count
            form_of[tokens] = form
            if opens_text:
                breaks[tokens] = PARAGRAPH
            elif start == gap + 1 and buffer[gap] == 32:
                breaks[tokens] = NO_BREAK
            else:
                breaks[tokens] = _gap_break(buffer, gap, start, kind & (UPPER | DECIMAL) != 0, keeps_open)
            keeps_open = _keeps_open(
                buffer, at, end, decimal, characters, kind & ALPHA != 0, value, abbreviation_hashes
            )
            opens_text, gap, tokens = False, at, tokens + 1
        ends[text + 1] = tokens
    return len(text_start) - 1, count


@kernel
def hash_words(buffer: Array, ends: Array) -> Array:
    """Return the hash of every word of ``buffer``, sorted, uint64[words]."""
    values = np.empty(len(ends), np.uint64)
    start = 0
    for i in range(len(ends)):
        values[i] = _hash(buffer, start, ends[i])
        start = ends[i]
    values.sort()
    return values


@cache
def _abbreviation_hashes() -> npt.NDArray[np.uint64]:
    return word_hashes(abbreviations())


@kernel
def _token_offsets(
    buffer: Array,
    classes: Array,
    abbreviation_hashes: Array,
    starts: Array,
    ends: Array,
    breaks: Array,
    hashes: Array,
) -> Number:
    """Write where the tokens of one text begin and end, in characters, and what begins there; return their number."""
    end = len(buffer)
    tokens, at, gap, keeps_open = 0, 0, 0, False
    character = 0
    while at < end:
        kind, size = _class_at(buffer, at, end, classes)
        if not kind & WORD:
            at += size
            character += 1
            continue
        start = at
        at, decimal, characters = _word_end(buffer, start, end, classes)
        starts[tokens] = character
        character += characters
        ends[tokens] = character
        if tokens == 0:
            breaks[tokens] = PARAGRAPH
        else:
            breaks[tokens] = _gap_break(buffer, gap, start, kind & (UPPER | DECIMAL) != 0, keeps_open)
        value = _hash(buffer, start, at)
        hashes[tokens] = value
        keeps_open = _keeps_open(buffer, at, end, decimal, characters, kind & ALPHA != 0, value, abbreviation_hashes)
        gap = at
        tokens += 1
    return tokens


def tokenise(text: str) -> Tokens:
    """Return the tokens of ``text``: the twin of `index.tokens.tokenise`."""
    buffer = np.frombuffer(text.encode(), np.uint8)
    starts = np.empty(len(buffer) // 2 + 1, np.int64)
    ends, breaks, hashes = np.empty_like(starts), np.empty(len(starts), np.uint8), np.empty(len(starts), np.uint64)
    count = _token_offsets(buffer, character_classes(), _abbreviation_hashes(), starts, ends, breaks, hashes)
    begin, end = starts[:count].data, ends[:count].data  # few of them are looked at: lists of all would take longer
    return Tokens(Words(text, begin, end), begin, end, breaks[:count].data, hashes[:count])


def word_hashes(words: Iterable[str]) -> npt.NDArray[np.uint64]:
    """Return the hashes of words, sorted."""
    encoded = [word.encode() for word in words]
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    hashes: npt.NDArray[np.uint64] = hash_words(np.frombuffer(b"".join(encoded), np.uint8), ends)
    return hashes


@kernel
def places_among(hashes: Array, wanted: Array) -> Array:
    """Return at which places of ``hashes`` one of ``wanted`` (sorted) stands."""
    found = np.empty(len(hashes), np.int64)
    count = 0
    for place in range(len(hashes)):
        if _contains(wanted, hashes[place]):
            found[count] = place
            count += 1
    return found[:count]


class KernelScanner:
    """The fast `index.tokens.Scanner`: one pass over the bytes; an open-addressing table numbers the forms."""

    def __init__(self) -> None:
        self._table = np.zeros((1 << 16, 2), np.uint64)
        self._blob = np.empty(1 << 19, np.uint8)
        self._offsets = np.zeros(1 << 16, np.int64)
        self._count = 0

    def scan(self, texts: Sequence[bytes]) -> Scan:
        """Return the tokens of ``texts`` (valid UTF-8)."""
        buffer = np.frombuffer(b"".join(texts), np.uint8)
        text_start = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(text) for text in texts], out=text_start[1:])
        form = np.empty((len(buffer) + len(texts)) // 2 + 1, np.int32)
        breaks = np.empty(len(form), np.uint8)
        ends = np.zeros(len(texts) + 1, np.int64)
        text = 0
        while text < len(texts):
            text, self._count = scan(
                buffer, text_start, text, character_classes(), _abbreviation_hashes(),
                self._table, self._blob, self._offsets, self._count, form, breaks, ends,
            )  # fmt: skip
            if text < len(texts):
                self._make_room(int(text_start[text + 1] - text_start[text]))
        # Copied, for what was made is three times as large: a text has far fewer words than it might have.
        return Scan(form[: ends[-1]].copy(), breaks[: ends[-1]].copy(), ends)

    def _make_room(self, text_bytes: int) -> None:
        """Grow the table so that a text of so many bytes fits whatever its words are."""
        rows = len(self._table)
        while _too_many(self._count + (text_bytes + 1) // 2, rows):
            rows *= 2
        if rows > len(self._table):
            self._table = table_of(rows, self._blob, self._offsets, self._count)
            self._offsets = np.resize(self._offsets, rows)
        need = int(self._offsets[self._count]) + text_bytes
        if need > len(self._blob):
            self._blob = np.resize(self._blob, max(2 * len(self._blob), need))

    def forms(self, first: int = 0) -> list[str]:
        """Return the forms seen so far, from number ``first`` on."""
        offsets = self._offsets[first : self._count + 1]
        return Strings(self._blob, offsets).tolist()
