"""Numba kernels that scan text: cut it into words and number the forms.

Each does what its plain twin in `index.tokenising.tokens` does (`PlainScanner`, `tokenise`), and tests hold them equal.
All release the GIL. They compile at first use and are cached on disk beside this file (or in NUMBA_CACHE_DIR).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Array, Strings, smallest
from index.kernels import Number, bits, kernel, prefetch
from index.tokenising.gap_kernels import ROOM, ROOM_BESIDE, put_gaps
from index.tokenising.tokens import NO_BREAK, PARAGRAPH, SENTENCE, Scan, abbreviations

WORD, DECIMAL, UPPER, ALPHA = 1, 2, 4, 8
_LAST_WORD_CHARACTER: Final = 0x33480
"""No character from here on is a letter or digit (a test holds that for the running Python)."""
_BLOCK: Final = 128
_WORD_CHARACTER: Final = re.compile(r"[^\W_]")
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Fibonacci hashing
_SHIFT: Final = np.uint64(32)
_BIT, _THREE, _SEVEN, _LAST_BIT = np.uint64(1), np.uint64(3), np.uint64(7), np.uint64(63)
_LOWER_HALF: Final = np.uint64(0xFFFFFFFF)
_UPPER_BITS: Final = np.uint64(0xFFFFFF << 40)
SPARE: Final = 16
"""Bytes that may be read behind a word, as bytes are read eight at a time."""
_BEHIND: Final = bits.AT_ONCE
"""Bytes that may be read behind a text."""
_PLACES: Final = 4
"""Places of a table of words for each of them, at least: so few others meet one of them."""
_UNLESS_SMALL, _UNLESS_OPEN = 3, 4
"""A sentence begins unless with a small letter; unless also the full stop belongs to the word before it."""


class Forms(NamedTuple):
    """The forms seen so far: a table that finds them (see `_number`), and their bytes end to end."""

    table: npt.NDArray[np.uint64]
    blob: npt.NDArray[np.uint8]
    words: npt.NDArray[np.uint64]
    """The same bytes as ``blob``, eight in each number."""
    offsets: npt.NDArray[np.int64]


@cache
def character_classes() -> npt.NDArray[np.uint8]:
    """Return what each character is, uint8[code points], read off Python's own ``str``."""
    characters = np.arange(_LAST_WORD_CHARACTER, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    classes = np.zeros(_LAST_WORD_CHARACTER, np.uint8)
    for start in range(0, len(classes), _BLOCK):
        block = characters[start : start + _BLOCK]
        if block.isalpha() and f"a{block}".islower():  # letters, of which none is a capital: most blocks are so
            classes[start : start + _BLOCK] = WORD | ALPHA
        elif _WORD_CHARACTER.search(block):
            classes[start : start + _BLOCK] = _classes_of(block)
    return classes


def _classes_of(characters: str) -> npt.NDArray[np.uint8]:
    """Return what each of some characters is: nothing, unless it is a letter or digit."""
    kinds = {WORD: str.isalnum, DECIMAL: str.isdecimal, UPPER: str.isupper, ALPHA: str.isalpha}
    found = [np.frombuffer(bytes(map(is_one, characters)), np.uint8) * np.uint8(bit) for bit, is_one in kinds.items()]
    return np.where(found[0], np.bitwise_or.reduce(found), np.uint8(0))


@kernel
def eight_at(words: Array, at: Number) -> Number:
    """Return the eight bytes from byte ``at`` on of the text whose bytes ``words`` holds, eight in each number."""
    place, shift = np.uint64(at) >> _THREE, (np.uint64(at) & _SEVEN) << _THREE  # unsigned: no negative index
    return (words[place] >> shift) | ((words[place + _BIT] << _BIT) << (_LAST_BIT - shift))


@kernel
def head_of(words: Array, start: Number, size: Number) -> Number:
    """Return the first eight bytes of the word of ``size`` bytes, zeros behind a shorter one."""
    value = eight_at(words, start)
    return value if size >= 8 else value & ((_BIT << np.uint64(size << 3)) - _BIT)


@kernel
def hash_word(words: Array, start: Number, size: Number) -> Number:
    """Return the 64-bit hash of the word of ``size`` bytes (multiply and shift, eight bytes at a time).

    One that has more than eight bytes is no branch of its own, for that cannot be foreseen.
    """
    value = (head_of(words, start, size) ^ np.uint64(size)) * _MIX
    value ^= value >> _SHIFT
    if size > 16:
        for at in range(start + 8, start + size - 8, 8):
            value = (value ^ eight_at(words, at)) * _MIX
            value ^= value >> _SHIFT
    last = eight_at(words, start + max(size - 8, 0))
    value = (value ^ (last if size > 8 else np.uint64(0))) * _MIX
    value ^= value >> _SHIFT
    value *= _MIX
    return value ^ (value >> _SHIFT)


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
def _gap_break(buffer: Array, start: Number, end: Number) -> Number:
    """Return what the token after the gap ``buffer[start:end]`` begins (the rule is in `tokens._break`).

    It may depend on the words before and after: `_UNLESS_SMALL` and `_UNLESS_OPEN` are left to `_break_at`.
    """
    lines, terminals, blank_after, blank_line, only_blanks = 0, 0, False, False, False
    at = start
    while at < end:
        character, size = decode(buffer, at)
        at += size
        if character == 10:
            blank_line = blank_line or (lines > 0 and only_blanks)
            lines += 1
            only_blanks = True
        elif character == 32 or character == 9 or character == 0xA0:  # noqa: PLR1714  # a set costs a search
            blank_after = blank_after or terminals > 0
        else:
            only_blanks = False
            if character == 46 or character == 33 or character == 63 or character == 0x2026:  # noqa: PLR1714  # . ! ? …
                terminals += 1
    if lines > 0 and (terminals > 0 or blank_line):
        return PARAGRAPH
    if not blank_after:
        return NO_BREAK
    return _UNLESS_OPEN if terminals == 1 and buffer[start] == 46 else _UNLESS_SMALL


@kernel
def _break_at(
    buffer: Array, words: Array, before: Number, gap: Number, start: Number, classes: Array, abbreviation_table: Array
) -> Number:
    """Return what the token at ``start`` begins after the token ``buffer[before:gap]``."""
    is_stop = start == gap + 2 and buffer[gap] == 46 and buffer[gap + 1] == 32  # ". " ends most sentences
    found = _UNLESS_OPEN if is_stop else _gap_break(buffer, gap, start)
    if found < _UNLESS_SMALL:
        return found
    kind, _ = _class_at(buffer, start, len(buffer), classes)
    if not kind & (UPPER | DECIMAL):
        return NO_BREAK
    if found == _UNLESS_OPEN and _keeps_open(buffer, words, before, gap, classes, abbreviation_table):
        return NO_BREAK
    return SENTENCE


@kernel
def break_runs(
    buffer: Array, words: Array, bounds: Array, runs: Number, classes: Array, abbreviation_table: Array, breaks: Array
) -> None:
    """Write what each run of a text begins."""
    others, count = np.empty(runs + 1, np.int32), np.uint64(0)
    for run in range(1, runs):
        gap, start = bounds[2 * run - 1], bounds[2 * run]
        others[count], breaks[run] = run, NO_BREAK
        # One character says nothing, nor does a comma before a space. No branch: which is another can't be foreseen.
        is_comma = (start == gap + 2) & (buffer[gap] == 44) & (buffer[gap + 1] == 32)
        count += np.uint64((start != gap + 1) & ~is_comma)
    for run in others[:count]:
        before, gap, start = bounds[2 * run - 2], bounds[2 * run - 1], bounds[2 * run]
        breaks[run] = _break_at(buffer, words, before, gap, start, classes, abbreviation_table)
    if runs > 0:
        breaks[0] = PARAGRAPH


@kernel
def _keeps_open(
    buffer: Array, words: Array, start: Number, end: Number, classes: Array, abbreviation_table: Array
) -> Number:
    """Return whether a full stop after the word ``buffer[start:end]`` belongs to it (the rule is in `tokens`)."""
    kind, size = _class_at(buffer, start, end, classes)
    if start + size == end and kind & (ALPHA | DECIMAL):
        return True
    if kind & DECIMAL:
        second, more = _class_at(buffer, start + size, end, classes)
        if second & DECIMAL and start + size + more == end:
            return True
    return _is_entered(abbreviation_table, hash_word(words, start, end - start))


@kernel
def _is_entered(table: Array, value: Number) -> Number:
    """Return whether a hash is in a table of `entered`."""
    mask = np.uint64(len(table) - 1)
    slot = value & mask
    while table[slot] != value and table[slot] != 0:
        slot = (slot + _BIT) & mask
    return table[slot] == value


@kernel
def is_form(words: Array, start: Number, size: Number, blob_words: Array, begin: Number, form_size: Number) -> Number:
    """Return whether the word of ``size`` bytes is a form; both have more than eight, the first the same."""
    if size != form_size:
        return False
    for at in range(8, size - 8, 8):
        if eight_at(words, start + at) != eight_at(blob_words, begin + at):
            return False
    return eight_at(words, start + size - 8) == eight_at(blob_words, begin + size - 8)


@kernel
def _stamp(value: Number, size: Number) -> Number:
    """Return what the table holds of a word with the hash ``value`` beside its number: part of it, and its size."""
    return (value & _UPPER_BITS) | np.uint64(min(size, 255)) << _SHIFT


@kernel
def _number(words: Array, start: Number, size: Number, value: Number, forms: Forms, count: Number) -> Number:
    """Return the number of the form of ``size`` bytes, which is ``count`` if it is new (and now entered).

    A row of the table is a quarter of a cache line: a quarter of the hash, the size and the number + 1, and the first
    eight bytes, so that a known word of up to eight bytes costs one miss. A hash alone is not identity: bytes are
    compared.
    """
    table = forms.table
    mask = len(table) - 1
    slot = np.int64(value & np.uint64(mask))
    head = head_of(words, start, size)
    stamp = _stamp(value, size)
    while table[slot, 0] != 0:
        if (table[slot, 0] ^ stamp) >> _SHIFT == 0 and table[slot, 1] == head:
            form = np.int64(table[slot, 0] & _LOWER_HALF) - 1
            if size <= 8:
                return form
            begin = forms.offsets[form]
            if is_form(words, start, size, forms.words, begin, forms.offsets[form + 1] - begin):
                return form
        slot = (slot + 1) & mask
    table[slot, 0], table[slot, 1] = stamp | np.uint64(count + 1), head
    return count


@kernel
def _enter(buffer: Array, start: Number, size: Number, forms: Forms, count: Number) -> None:
    """Keep the bytes of form number ``count``."""
    begin = forms.offsets[count]
    for at in range(size):
        forms.blob[begin + at] = buffer[start + at]
    forms.offsets[count + 1] = begin + size


@kernel
def fill_table(table: Array, words: Array, offsets: Array, count: Number) -> None:
    """Enter the first ``count`` forms, which all differ, into an empty ``table``, whose rows are a power of two."""
    rows = len(table)
    for form in range(count):
        start, size = offsets[form], offsets[form + 1] - offsets[form]
        value = hash_word(words, start, size)
        slot = np.int64(value & np.uint64(rows - 1))
        while table[slot, 0] != 0:
            slot = (slot + 1) & (rows - 1)
        table[slot, 0] = _stamp(value, size) | np.uint64(form + 1)
        table[slot, 1] = head_of(words, start, size)


@kernel
def _too_many(forms: Number, rows: Number) -> Number:
    """Return whether a table of so many rows is too small for so many forms: more than two thirds would be taken."""
    return 3 * forms > 2 * rows


@kernel
def _letters(
    buffer: Array, at: Number, end: Number, inside: Number, others: Number, classes: Array
) -> tuple[Number, Number]:
    """Add to ``inside`` the bytes of letters and digits among ``others``, those from ``at`` on that are not ASCII.

    Return it, and how many bytes the last character has behind the `bits.AT_ONCE` bytes; as a negative number if it is
    neither letter nor digit.
    """
    over = np.int64(0)
    while others != 0:
        place = bits.lowest_bit(others)
        kind, size = _class_at(buffer, at + place, end, classes)
        its = ((_BIT << np.uint64(size)) - _BIT) << np.uint64(place)
        others &= ~its
        if kind & WORD:
            inside |= its
        over = max(place + size - bits.AT_ONCE, np.int64(0))
        if not kind & WORD:
            over = -over
    return inside, over


@kernel
def runs_of(buffer: Array, begin: Number, end: Number, classes: Array, bounds: Array) -> Number:
    """Write where runs of letters and digits begin and where they end, in turn; return the number of runs."""
    before, count, over = np.uint64(0), np.int64(0), np.int64(0)
    for at in range(begin, end, bits.AT_ONCE):
        inside, others = bits.alphanumeric(buffer, at), bits.beyond_ascii(buffer, at)
        if over != 0:  # the bytes that begin here go on with a character
            going_on = (_BIT << np.uint64(abs(over))) - _BIT
            others &= ~going_on
            inside |= going_on if over > 0 else np.uint64(0)
            over = np.int64(0)
        if end - at < bits.AT_ONCE:
            here = (_BIT << np.uint64(end - at)) - _BIT
            inside, others = inside & here, others & here
        if others != 0:
            inside, over = _letters(buffer, at, end, inside, others, classes)
        changed = inside ^ (inside << _BIT | before)
        before = inside >> _LAST_BIT
        while changed != 0:
            bounds[count] = at + bits.lowest_bit(changed)
            count += 1
            changed &= changed - _BIT
    bounds[count] = end
    return (count + 1) >> 1


@kernel
def _may_have_gender_forms(buffer: Array, begin: Number, end: Number) -> Number:
    """Return whether ``*i``, ``:i`` or ``_i`` is in a text; few have any."""
    for at in range(begin, end - 1, bits.AT_ONCE):
        signs = bits.gender_signs(buffer, at)
        while signs != 0:
            sign = at + bits.lowest_bit(signs)
            if sign < end - 1 and buffer[sign + 1] == 105:
                return True
            signs &= signs - _BIT
    return False


@kernel
def join_gender_forms(buffer: Array, end: Number, classes: Array, bounds: Array, runs: Number) -> Number:
    """Make one run of ``Bürger*innen``, which is two; return the number of runs."""
    if runs == 0 or not _may_have_gender_forms(buffer, bounds[0], end):
        return runs
    kept, run = 0, 0
    while run < runs:
        start, stop = bounds[2 * run], bounds[2 * run + 1]
        sign = buffer[stop] if stop < end else np.uint8(0)
        if sign == 42 or sign == 58 or sign == 95:  # noqa: PLR1714  # * : _
            last = stop - 1
            while buffer[last] & 0xC0 == 0x80:
                last -= 1
            kind, _ = _class_at(buffer, last, end, classes)
            whole = stop if kind & DECIMAL else _end_of_gender_form(buffer, stop, end, classes)
            run += whole > stop
            stop = whole
        bounds[2 * kept], bounds[2 * kept + 1] = start, stop
        kept += 1
        run += 1
    return kept


@kernel
def _hash_runs(words: Array, bounds: Array, runs: Number, table: Array, values: Array) -> None:
    """Write the hash of each run, and ask for its row of the table."""
    mask = np.uint64(len(table) - 1)
    for run in range(runs):
        values[run] = hash_word(words, bounds[2 * run], bounds[2 * run + 1] - bounds[2 * run])
        prefetch(table, np.int64(values[run] & mask) * table.shape[1])


@kernel
def _find_runs(words: Array, bounds: Array, runs: Number, values: Array, forms: Forms, form_of: Array) -> None:
    """Write which form each run is if its first row of the table tells, else -1.

    In passes that wait for nothing, so that the memory is asked for many words at once: each asks for what the next
    one reads.
    """
    table, offsets, blob_words = forms.table, forms.offsets, forms.words
    mask = np.uint64(len(table) - 1)
    for run in range(runs):
        start, size = bounds[2 * run], bounds[2 * run + 1] - bounds[2 * run]
        slot = np.int64(values[run] & mask)
        stamp = table[slot, 0]
        same = stamp >> _SHIFT == _stamp(values[run], size) >> _SHIFT and table[slot, 1] == head_of(words, start, size)
        form_of[run] = np.int64(stamp & _LOWER_HALF) - 1 if same else -1
        prefetch(offsets, np.int64(form_of[run]))
    for run in range(runs):
        if form_of[run] >= 0:
            prefetch(blob_words, offsets[form_of[run]] >> 3)
    for run in range(runs):
        start, size, form = bounds[2 * run], bounds[2 * run + 1] - bounds[2 * run], form_of[run]
        if size > 8 and form >= 0:
            begin = offsets[form]
            if not is_form(words, start, size, blob_words, begin, offsets[form + 1] - begin):
                form_of[run] = -1


@kernel
def _number_runs(
    buffer: Array, words: Array, bounds: Array, runs: Number, values: Array, forms: Forms, count: Number, form_of: Array
) -> Number:
    """Write the number of the form of each run; return the number of forms, with those that are new."""
    _hash_runs(words, bounds, runs, forms.table, values)
    _find_runs(words, bounds, runs, values, forms, form_of)
    for run in range(runs):
        if form_of[run] < 0:
            start, size = bounds[2 * run], bounds[2 * run + 1] - bounds[2 * run]
            form_of[run] = _number(words, start, size, values[run], forms, count)
            if form_of[run] == count:
                _enter(buffer, start, size, forms, count)
                count += 1
    return count


@kernel
def scan(
    buffer: Array,
    words: Array,
    text_start: Array,
    first: Number,
    classes: Array,
    abbreviation_table: Array,
    forms: Forms,
    count: Number,
    bounds: Array,
    values: Array,
    form_of: Array,
    breaks: Array,
    ends: Array,
    gaps: Array,
    gap_ends: Array,
) -> tuple[Number, Number]:
    """Cut the texts from ``first`` on into tokens; return the next text, and the number of forms.

    ``text_start`` int64[texts + 1] are byte offsets; ``words`` holds the bytes of ``buffer``, eight in each number.
    Writes ``form_of`` and ``breaks``, one entry a token, and ``ends[text + 1]``, where a text's tokens end; ``gaps``
    and ``gap_ends`` likewise. Stops before a text for whose words the table might be too small: the caller grows it and
    calls again.
    """
    tokens = ends[first]
    for text in range(first, len(text_start) - 1):
        at, end = text_start[text], text_start[text + 1]
        words_at_most = (end - at + 1) // 2
        room = len(forms.blob) - forms.offsets[count] - SPARE
        if _too_many(count + words_at_most, len(forms.table)) or end - at > room:
            return text, count
        runs = join_gender_forms(buffer, end, classes, bounds, runs_of(buffer, at, end, classes, bounds))
        count = _number_runs(buffer, words, bounds, runs, values, forms, count, form_of[tokens:])
        break_runs(buffer, words, bounds, runs, classes, abbreviation_table, breaks[tokens:])
        gap_ends[text + 1] = put_gaps(buffer, bounds, runs, at, end, gaps, gap_ends[text])
        tokens += runs
        ends[text + 1] = tokens
    return len(text_start) - 1, count


@kernel
def hash_words(words: Array, ends: Array) -> Array:
    """Return the hash of every word that ``words`` holds, uint64[words]."""
    values = np.empty(len(ends), np.uint64)
    start = 0
    for i in range(len(ends)):
        values[i] = hash_word(words, start, ends[i] - start)
        start = ends[i]
    return values


@cache
def abbreviation_table() -> npt.NDArray[np.uint64]:
    """Return the words after which a full stop ends no sentence, for `_is_entered`."""
    return entered(abbreviations())


def readable(texts: Sequence[bytes | memoryview]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    """Return the bytes of ``texts``, some more behind them, and the same as eight in each number."""
    size = sum(map(len, texts))
    # A bytearray, so that the array may be written to: Numba compiles a kernel once more for arrays that may not.
    buffer = np.frombuffer(bytearray().join([*texts, bytes(_BEHIND + -size % 8)]), np.uint8)
    return buffer, buffer.view(np.uint64)


def entered(words: Iterable[str]) -> npt.NDArray[np.uint64]:
    """Return a table of the hashes of words: each stands where its lowest bits say, or behind; 0 is an empty place."""
    encoded = [word.encode() for word in words]
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    table = np.zeros(_PLACES << len(encoded).bit_length(), np.uint64)
    for value in hash_words(readable(encoded)[1], ends):
        place = int(value) % len(table)
        while table[place]:
            place = (place + 1) % len(table)
        table[place] = value
    return table


def _grown(array: Array, used: int, size: int) -> Array:
    """Return a larger array that begins with what is used of ``array``; untouched pages cost no memory."""
    grown = np.empty(size, array.dtype)
    grown[:used] = array[:used]
    return grown


class KernelScanner:
    """The fast `tokens.Scanner`: one pass over the bytes; an open-addressing table numbers the forms."""

    def __init__(self) -> None:
        blob = np.empty(1 << 19, np.uint8)
        self._forms = Forms(np.zeros((1 << 16, 2), np.uint64), blob, blob.view(np.uint64), np.zeros(1 << 16, np.int64))
        self._count = 0
        self._form, self._breaks, self._gaps = np.empty(0, np.int32), np.empty(0, np.uint8), np.empty(0, np.uint8)

    def scan(self, texts: Sequence[bytes]) -> Scan:
        """Return the tokens of ``texts`` (valid UTF-8)."""
        buffer, eights = readable(texts)
        sizes = [len(text) for text in texts]
        text_start = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(sizes, out=text_start[1:])
        form, breaks, gaps = self._room_for(int(text_start[-1]), len(texts))
        ends, gap_ends = np.zeros((2, len(texts) + 1), np.int64)
        bounds = np.empty(max(sizes, default=0) + 2, np.int64)
        values = np.empty(len(bounds) // 2, np.uint64)
        text = 0
        while text < len(texts):
            text, self._count = scan(
                buffer, eights, text_start, text, character_classes(), abbreviation_table(),
                self._forms, self._count, bounds, values, form, breaks, ends, gaps, gap_ends,
            )  # fmt: skip
            if text < len(texts):
                self._make_room(sizes[text])
        # Copied, for what was made is three times as large: a text has far fewer words than it might have.
        tokens, end = ends[-1], gap_ends[-1]
        return Scan(form[:tokens].copy(), breaks[:tokens].copy(), ends, gaps[:end].copy(), gap_ends)

    def _room_for(self, size: int, texts: int) -> tuple[Array, Array, Array]:
        """Return room for forms, breaks and gaps of texts of so many bytes, the same as the last time if it is enough.

        New memory has to be cleared.
        """
        tokens = (size + texts) // 2 + 1
        if tokens > len(self._form):
            self._form, self._breaks = np.empty(tokens, np.int32), np.empty(tokens, np.uint8)
        gaps = ROOM * size + ROOM_BESIDE * texts
        if gaps > len(self._gaps):
            self._gaps = np.empty(gaps, np.uint8)
        return self._form, self._breaks, self._gaps

    def _make_room(self, text_bytes: int) -> None:
        """Grow the table so that a text of so many bytes fits whatever its words are."""
        table, blob, eights, offsets = self._forms
        rows = len(table)
        while _too_many(self._count + (text_bytes + 1) // 2, rows):
            rows *= 2
        if rows > len(table):
            table = np.zeros((rows, 2), np.uint64)  # by NumPy, which asks for large pages, unlike a kernel
            fill_table(table, eights, offsets, self._count)
            offsets = _grown(offsets, self._count + 1, rows)
        used = int(offsets[self._count])
        need = used + text_bytes + SPARE
        if need > len(blob):
            blob = _grown(blob, used, max(2 * len(blob), need + -need % 8))
        self._forms = Forms(table, blob, blob.view(np.uint64), offsets)

    def forms(self, first: int = 0) -> Strings:
        """Return the forms seen so far, from number ``first`` on."""
        start = self._forms.offsets[first : self._count + 1]
        return Strings(self._forms.blob[start[0] : start[-1]].copy(), smallest(start - start[0]))
