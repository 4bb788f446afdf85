"""Kernels for compounds: split words in bulk, by what German makes compounds of.

`split_words` does what `index.compounds.splitter.split_folded` does for one word; tests hold them equal. Words come
as one run of code points with a start and an end each, all folded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.compounds.hashing import MULTIPLIER, HashTable, bucketed, hash_table
from index.compounds.tables import (
    ADJECTIVE_ENDING,
    ANY_CLASS,
    BY_TABLE,
    LONGEST_ENDING,
    MAX_LETTERS,
    MAX_PARTS,
    MIN_LETTERS,
    NEVER,
    NOUN_CLASS,
    NOUN_WORD,
    OTHER_WORD,
    SMALL_CLASS,
    VERB_ENDING,
    VERB_STEM,
    Constants,
    ScoreTable,
    load_arrays,
    save_arrays,
)
from index.kernels import Number, codes_of, hash_codes, kernel, prefetch, row_of

_MULTIPLIER: Final = np.uint64(MULTIPLIER)
_SEEN_BITS: Final = 22
"""A filter has two to the power of so many bits, 0.5 MB: a third of the time of splitting was waiting for one of 1 MB,
which did not stay in the processor's cache."""
_SEEN_WORD, _SEEN_FIRST = np.uint64(64 - _SEEN_BITS + 6), np.uint64(64 - _SEEN_BITS)
_SEEN_SECOND: Final = np.uint64(64 - _SEEN_BITS - 6)
"""What is shifted away of a multiplied hash leaves its word of the filter, and its two bits there."""
_SIX_BITS, _ONE = np.uint64(63), np.uint64(1)
_RESTORE_BITS, _ONE_RESTORE, _RESTORE_AT, _ITS_BITS = np.uint64(8), np.uint64(4), np.uint64(56), np.uint64(15)
_LEAST_ROW_BITS: Final = 16
_NO_PART: Final = np.array([NEVER] * 4, np.int16).view(np.uint64)[0]
"""The scores of an empty row."""
_LINK: Final = 3
"""The bits of `_short` that are the letters of the linking element."""
_IMPOSSIBLE: Final = -(2**30)
_NOT_SOUGHT: Final = -(2**29)
"""In place of the score of an undivided word that was not looked up yet."""
_AT_ONCE: Final = 128
"""Words whose rows are asked for before the first is read."""


class Lookup(NamedTuple):
    """All that splitting looks up."""

    table: ScoreTable
    """The words of German."""
    seen: npt.NDArray[np.uint64]
    """Which pieces of a word need not be looked up, most are no part: for each kind of part (a row) two bits of a
    number that the beginning of a hash tells. A third of all pieces of words are some word, a seventh a first part."""
    parts: npt.NDArray[np.uint64]
    """What each word that can be a part scores (see `_part_rows`)."""
    stems: HashTable
    """The stems of verbs, out of ``table``."""
    endings: HashTable
    """The endings of verbs and adjectives, out of ``table``: few, so they are at hand."""
    kinds: npt.NDArray[np.uint8]
    """What ``endings`` are, bits of `tables`."""
    constants: Constants
    part_shift: np.uint64
    """What is shifted away of a multiplied hash leaves its row of ``parts``."""


_PARTS: Final = ("modifier", "nominal", "noun", "adjective")
"""Kinds of parts: first parts in nouns and in small words, then last parts of both."""
_LAST_PARTS: Final = 2


class _Made(NamedTuple):
    """The large arrays of a `Lookup` that are made of a table."""

    bucket: npt.NDArray[np.int32]
    seen: npt.NDArray[np.uint64]
    parts: npt.NDArray[np.uint64]


def lookup(table: ScoreTable, constants: Constants, path: Path | None = None) -> Lookup:
    """Return what `split_words` needs.

    Its large arrays, which take 50 ms to make, are kept in a file beside ``path``, that of the table.
    """
    kept = path and path.with_name(f"{path.stem}-kernels-{_SEEN_BITS}-two-bits{path.suffix}")
    made = _kept(table, kept) if kept else _make(table)
    table = table._replace(words=bucketed(table.words.keys, made.bucket))
    keys, kind = table.words.keys, table.kind
    rows = np.flatnonzero(kind & (VERB_ENDING | ADJECTIVE_ENDING))
    stems, endings = hash_table(keys[np.flatnonzero(kind & VERB_STEM)]), hash_table(keys[rows])
    part_shift = np.uint64(64 - _row_bits(len(made.parts)))
    return Lookup(table, *made[1:], stems, endings, kind[rows], constants, part_shift)


def _kept(table: ScoreTable, path: Path) -> _Made:
    """Return what `_make` does, made at first use; where nothing can be written, nothing is kept."""
    with suppress(OSError):
        return _Made(*load_arrays(path, _Made._fields))
    made = _make(table)
    with suppress(OSError):
        save_arrays(path, made._asdict())
        return _Made(*load_arrays(path, _Made._fields))
    return made


def _make(table: ScoreTable) -> _Made:
    columns = [getattr(table, part) for part in _PARTS]
    return _Made(
        table.for_kernels().words.bucket,
        np.stack([_filter(table, scores) for scores in columns]),
        _part_rows(table),
    )


def _row_bits(rows: int) -> int:
    """Return the bits of a row's number in `_part_rows`, which has some more rows than that, but not twice as many."""
    return (rows - 1).bit_length() - 1


def _part_rows(table: ScoreTable) -> npt.NDArray[np.uint64]:
    """Return what is known of each word that can be a part, uint64[rows, 2]: who it is, its scores as `_PARTS`.

    A word stands in the row that the first bits of its multiplied hash name, or in the next that is free, so that all
    that is read of it is in one place of the memory; from one to two thirds of the rows are taken. Who it is tell the
    other bits of that hash; in place of the first `_RESTORE_BITS` is its ``restore`` as a first part in nouns and in
    small words (see `_short`). Words that differ in these bits only are further apart than any run of taken rows is
    long. Empty rows, one of which is the last, can be no part.
    """
    chosen = np.flatnonzero(np.logical_or.reduce([getattr(table, part) != NEVER for part in _PARTS]))
    bits = max(_LEAST_ROW_BITS, (3 * len(chosen) // 2).bit_length())
    product = table.words.keys[chosen] * _MULTIPLIER
    own = (product >> np.uint64(64 - bits)).astype(np.int64)
    order = np.argsort(own, kind="stable")
    chosen, product, at = chosen[order], product[order], np.arange(len(chosen))
    place = np.maximum.accumulate(own[order] - at) + at  # behind all whose own rows come before
    rows = np.zeros((max(1 << bits, int(place.max(initial=0)) + 1) + 1, 2), np.uint64)
    scores = np.full((len(rows), len(_PARTS)), NEVER, np.int16)
    scores[place] = np.stack([getattr(table, part)[chosen] for part in _PARTS], axis=1)
    restores = _short(table.restore[chosen]) | _short(table.restore_nominal[chosen]) << _ONE_RESTORE
    rows[place, 0] = product << _RESTORE_BITS >> _RESTORE_BITS | restores << _RESTORE_AT
    rows[:, 1] = scores.view(np.uint64)[:, 0]
    return rows


def _short(restore: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """Return the ``restore`` of words in four bits: no linking element has more than three letters."""
    return (restore & np.uint8(_LINK) | restore >> np.uint8(4) << np.uint8(2)).astype(np.uint64)


def _filter(table: ScoreTable, scores: npt.NDArray[np.int16]) -> npt.NDArray[np.uint64]:
    """Return the filter of one kind of part."""
    product = table.words.keys[scores != NEVER] * _MULTIPLIER
    seen = np.zeros((2**_SEEN_BITS // 64, 64), np.bool_)
    for bit in (_SEEN_FIRST, _SEEN_SECOND):
        seen[product >> _SEEN_WORD, product >> bit & _SIX_BITS] = True
    return np.packbits(seen, axis=1, bitorder="little").view("<u8")[:, 0].astype(np.uint64)


# Working memory for one word: rows with an element for each place in it. The score of the last part that begins here;
# the most that the parts from here on can score (may be loose, never low); the score of the best chain of first parts
# that ends here, and where its last part begins. The last row holds places where something may be found.
_LASTS, _BOUNDS, _BEST, _BACK, _FOUND = range(5)

# Kernels for one word are handed arrays, not the tuples that hold them: taking an array out of a tuple counts one more
# user of it, in one place for all threads.


@kernel
def _powers() -> Array:
    powers = np.ones(MAX_LETTERS + 1, np.uint64)
    for at in range(MAX_LETTERS):
        powers[at + 1] = powers[at] * _MULTIPLIER
    return powers


@kernel
def _piece(hashes: Array, powers: Array, begin: Number, end: Number) -> Number:
    """Return the hash of a piece of the word whose beginnings have ``hashes``."""
    return hashes[end] - hashes[begin] * powers[end - begin]


@kernel
def _may_be(seen: Array, part: Number, key: Number) -> Number:
    """Return 1 if a piece may be this kind of part, else 0; a number, for no branch could foresee it.

    The first bits of ``key`` hardly depend on the last letter: by them, every fourth piece that is no such part passed,
    for it differs from one in its ending only. Multiplied, one of fifteen does.
    """
    key *= _MULTIPLIER
    bits = seen[part, key >> _SEEN_WORD]
    return np.int64(bits >> (key >> _SEEN_FIRST & _SIX_BITS) & bits >> (key >> _SEEN_SECOND & _SIX_BITS) & _ONE)


@kernel
def _part_row(parts: Array, part_shift: Number, key: Number) -> Number:
    """Return the row of ``parts`` that tells of a piece; an empty one if it is no part."""
    product = key * _MULTIPLIER
    row = np.int64(product >> part_shift)
    while (parts[row, 0] ^ product) << _RESTORE_BITS != 0 and parts[row, 1] != _NO_PART:
        row += 1
    return row


@kernel
def _score(parts: Array, part_shift: Number, part: Number, key: Number) -> Number:
    """Return the score of a piece as one kind of part."""
    return np.int64(np.int16(parts[_part_row(parts, part_shift, key), 1] >> np.uint64(16 * part)))


@kernel
def _ask_ahead(parts: Array, part_shift: Number, key: Number) -> None:
    """Ask for the memory that `_score` will read."""
    prefetch(parts, np.int64(key * _MULTIPLIER >> part_shift) * 2)


@kernel
def _whole(
    constants: Constants, whole: Array, keys: Array, bucket: Array, shift: Number,
    stems: Array, stem_bucket: Array, stem_shift: Number,
    endings: Array, ending_bucket: Array, ending_shift: Number, ending_kinds: Array,
    known: Number, hashes: Array, powers: Array, size: Number,
) -> Number:  # fmt: skip
    """Return the score of the undivided word; ``known``: what the table says, `NEVER` or `_NOT_SOUGHT`."""
    score = np.int64(constants.letter) * size + np.int64(constants.margin)
    if known == _NOT_SOUGHT:
        row = row_of(keys, bucket, shift, hashes[size])
        known = np.int64(whole[row]) if row >= 0 else np.int64(NEVER)
    if known != NEVER:
        return score + known
    score += np.int64(constants.unknown)
    from_verb = derived = False
    for ending in range(1, min(size - 2, LONGEST_ENDING) + 1):
        row = row_of(endings, ending_bucket, ending_shift, _piece(hashes, powers, size - ending, size))
        if row < 0:
            continue
        if ending_kinds[row] & ADJECTIVE_ENDING:
            derived = True
        if ending_kinds[row] & VERB_ENDING and ending <= size - 3 and not from_verb:
            from_verb = row_of(stems, stem_bucket, stem_shift, hashes[size - ending]) >= 0
    return score + from_verb * np.int64(constants.from_verb) + derived * np.int64(constants.derived_adjective)


@kernel
def _last_parts(
    seen: Array, parts: Array, part_shift: Number, part: Number,
    steepest: Number, powers: Array, size: Number, hashes: Array, room: Array,
) -> Number:  # fmt: skip
    """Fill in `_LASTS` and `_BOUNDS` of ``room``; return the last place where a last part begins, or 0."""
    latest: Number = 0
    found: Number = 0
    for begin in range(2, size - 1):
        room[_LASTS, begin] = NEVER
        room[_FOUND, found] = begin
        found += _may_be(seen, part, _piece(hashes, powers, begin, size))
    for place in range(found):
        _ask_ahead(parts, part_shift, _piece(hashes, powers, room[_FOUND, place], size))
    for place in range(found):
        begin = room[_FOUND, place]
        score = _score(parts, part_shift, part, _piece(hashes, powers, begin, size))
        room[_LASTS, begin] = score
        if score != NEVER:
            latest = begin
    room[_BOUNDS, latest] = room[_LASTS, latest]
    for begin in range(latest - 1, -1, -1):
        room[_BOUNDS, begin] = room[_BOUNDS, begin + 1] + steepest
        if begin >= 2:
            room[_BOUNDS, begin] = max(room[_BOUNDS, begin], room[_LASTS, begin])
    return latest


@kernel
def _chains(
    seen: Array, parts: Array, part_shift: Number, part: Number,
    steepest: Number, powers: Array, latest: Number, highest: Number, hashes: Array, room: Array,
) -> None:  # fmt: skip
    """Fill in `_BEST` and `_BACK` of ``room`` up to ``latest``; leave out what can't lead to over ``highest``."""
    for end in range(1, latest + 1):
        room[_BEST, end] = _IMPOSSIBLE
    room[_BEST, 0] = 0
    for begin in range(latest - 1):
        before = room[_BEST, begin]
        if before == _IMPOSSIBLE:
            continue
        found: Number = 0
        for end in range(begin + 2, latest + 1):
            most = before + steepest * (end - begin)
            better = np.int64(most > room[_BEST, end]) & np.int64(most + room[_BOUNDS, end] > highest)
            room[_FOUND, found] = end
            found += better & _may_be(seen, part, _piece(hashes, powers, begin, end))
        for place in range(found):
            _ask_ahead(parts, part_shift, _piece(hashes, powers, begin, room[_FOUND, place]))
        for place in range(found):
            end = room[_FOUND, place]
            score = _score(parts, part_shift, part, _piece(hashes, powers, begin, end))
            if score != NEVER and before + score > room[_BEST, end] and before + score + room[_BOUNDS, end] > highest:
                room[_BEST, end], room[_BACK, end] = before + score, begin


@kernel
def _best_place(latest: Number, room: Array) -> Number:
    """Return where the last part of the best chain begins, and the score of the whole chain."""
    place, highest = 0, np.int64(_IMPOSSIBLE)
    for begin in range(2, latest + 1):
        if room[_BEST, begin] != _IMPOSSIBLE and room[_LASTS, begin] != NEVER:
            score = room[_BEST, begin] + room[_LASTS, begin]
            if score > highest:
                place, highest = begin, score
    return place, highest


@kernel
def _keep(room: Array, place: Number, points: Array) -> Number:
    """Write where the parts after the first begin; return how many these are, 0 if they are too many."""
    count = 0
    at = place
    while at > 0:
        count += 1
        at = room[_BACK, at]
    if count > len(points):
        return 0
    at = place
    for part in range(count - 1, -1, -1):
        points[part] = at
        at = room[_BACK, at]
    return count


@kernel
def _restore_parts(
    parts: Array, part_shift: Number, small: Number, hashes: Array, powers: Array, points: Array, restores: Array
) -> None:
    """Write the ``restore`` of each part but the last, from the table that scored it."""
    begin = 0
    for part in range(len(points)):
        row = _part_row(parts, part_shift, _piece(hashes, powers, begin, points[part]))
        short = np.int64(parts[row, 0] >> (_RESTORE_AT + _ONE_RESTORE * np.uint64(small)) & _ITS_BITS)
        restores[part] = (short >> 2) << 4 | short & _LINK
        begin = points[part]


@kernel
def _split_once(
    constants: Constants, seen: Array, parts: Array, part_shift: Number, whole: Array,
    keys: Array, bucket: Array, shift: Number, stems: Array, stem_bucket: Array, stem_shift: Number,
    endings: Array, ending_bucket: Array, ending_shift: Number, ending_kinds: Array,
    class_: Number, known: Number, powers: Array, size: Number,
    hashes: Array, room: Array, points: Array, restores: Array,
) -> Number:  # fmt: skip
    """Split the word with ``hashes``; return how many parts follow the first, and the class it has."""
    count, found = np.int64(0), class_
    highest, steepest = np.int64(_IMPOSSIBLE), np.int64(constants.steepest)
    for small in range(2):
        if class_ != ANY_CLASS and class_ != small:  # noqa: PLR1714  # a tuple costs a search
            continue
        last = _LAST_PARTS + small
        latest = _last_parts(seen, parts, part_shift, last, steepest, powers, size, hashes, room)
        if latest and highest == _IMPOSSIBLE:
            highest = _whole(
                constants, whole, keys, bucket, shift, stems, stem_bucket, stem_shift,
                endings, ending_bucket, ending_shift, ending_kinds, known, hashes, powers, size,
            )  # fmt: skip
        if not latest or room[_BOUNDS, 0] <= highest:
            continue
        _chains(seen, parts, part_shift, small, steepest, powers, latest, highest, hashes, room)
        place, score = _best_place(latest, room)
        if score > highest:
            highest = score
            count, found = _keep(room, place, points), small
            _restore_parts(parts, part_shift, small, hashes, powers, points[:count], restores)
    return count, found


@kernel
def _split_whole(
    constants: Constants, seen: Array, parts: Array, part_shift: Number, whole: Array,
    keys: Array, bucket: Array, shift: Number, stems: Array, stem_bucket: Array, stem_shift: Number,
    endings: Array, ending_bucket: Array, ending_shift: Number, ending_kinds: Array,
    class_: Number, known: Number, powers: Array, codes: Array,
    hashes: Array, room: Array, points: Array, restores: Array,
) -> Number:  # fmt: skip
    """Split a word, and its last part as a word by itself; return how many parts follow the first.

    ``known`` is the score of the undivided word, see `_whole`.
    """
    total: Number = 0
    begin: Number = 0
    size = len(codes)
    while MIN_LETTERS <= size - begin <= MAX_LETTERS and total < MAX_PARTS - 1:
        for at in range(size - begin):
            hashes[at + 1] = hashes[at] * _MULTIPLIER + np.uint64(codes[begin + at])
        count, class_ = _split_once(
            constants, seen, parts, part_shift, whole, keys, bucket, shift, stems, stem_bucket, stem_shift,
            endings, ending_bucket, ending_shift, ending_kinds,
            class_, known, powers, size - begin, hashes, room, points[total:], restores[total:],
        )  # fmt: skip
        if not count:
            break
        for part in range(total, total + count):
            points[part] += begin
        total += count
        begin, known = np.int64(points[total - 1]), np.int64(_NOT_SOUGHT)
    return total


@kernel
def split_words(
    codes: Array, start: Array, end: Array, classes: Array, undivided: Array, look: Lookup
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Split each word ``codes[start:end]``, and its last part as a word by itself; see `known_words`.

    Returns:
        How many parts follow the first, uint8[words]; where these begin, uint8[words, MAX_PARTS - 1]; and the
        ``restore`` of the parts before them (see `ScoreTable`), of the same shape.
    """
    counts = np.zeros(len(start), np.uint8)
    points = np.zeros((len(start), MAX_PARTS - 1), np.uint8)
    restores = np.zeros((len(start), MAX_PARTS - 1), np.uint8)
    constants, seen, parts, part_shift, whole = look.constants, look.seen, look.parts, look.part_shift, look.table.whole
    keys, bucket, shift = look.table.words.keys, look.table.words.bucket, look.table.words.shift
    stems, stem_bucket, stem_shift = look.stems.keys, look.stems.bucket, look.stems.shift
    endings, ending_bucket, ending_shift = look.endings.keys, look.endings.bucket, look.endings.shift
    ending_kinds, powers = look.kinds, _powers()
    hashes, room = np.zeros(MAX_LETTERS + 1, np.uint64), np.zeros((_FOUND + 1, MAX_LETTERS + 1), np.int64)
    for word in range(len(start)):
        counts[word] = _split_whole(
            constants, seen, parts, part_shift, whole, keys, bucket, shift, stems, stem_bucket, stem_shift,
            endings, ending_bucket, ending_shift, ending_kinds,
            np.int64(classes[word]), np.int64(undivided[word]), powers, codes[start[word] : end[word]],
            hashes, room, points[word], restores[word],
        )  # fmt: skip
    return counts, points, restores


@kernel
def _written_as(kind: Array, row: Number) -> Number:
    """Return what a word without a capital, which has this row of the table, is written as."""
    if row >= 0 and kind[row] & OTHER_WORD:
        return SMALL_CLASS
    return NOUN_CLASS if row >= 0 and kind[row] & NOUN_WORD else ANY_CLASS


@kernel
def _split_each(
    codes: Array, words: Array, seen: Array, parts: Array, whole: Array, kind: Array, keys: Array, bucket: Array,
    stems: Array, stem_bucket: Array, endings: Array, ending_bucket: Array, ending_kinds: Array,
    shift: Number, stem_shift: Number, ending_shift: Number, part_shift: Number, numbers: Array,
) -> Array:  # fmt: skip
    """Return of each word how many parts follow the first, where these begin, and the ``restore`` of those before them.

    That is a row, uint8[words, 2 * MAX_PARTS - 1]. ``words`` int64[2, words] are the letters of each, and its
    class or `BY_TABLE`.
    """
    constants = Constants(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
    found, powers = np.zeros((words.shape[1], 2 * MAX_PARTS - 1), np.uint8), _powers()
    hashes, room = np.zeros(MAX_LETTERS + 1, np.uint64), np.zeros((_FOUND + 1, MAX_LETTERS + 1), np.int64)
    end = np.int64(0)
    for word in range(words.shape[1]):
        begin, end = end, end + words[0, word]
        fold, class_ = codes[begin:end], words[1, word]
        if class_ == BY_TABLE:
            class_ = _written_as(kind, row_of(keys, bucket, shift, hash_codes(fold)))
        row = found[word]
        row[0] = _split_whole(
            constants, seen, parts, part_shift, whole, keys, bucket, shift, stems, stem_bucket, stem_shift,
            endings, ending_bucket, ending_shift, ending_kinds,
            class_, np.int64(_NOT_SOUGHT), powers, fold, hashes, room, row[1:MAX_PARTS], row[MAX_PARTS:],
        )  # fmt: skip
    return found


def _flat(look: Lookup) -> tuple[Any, ...]:
    """Return what `_split_each` is handed: arrays of NumPy's own class, whose type Numba knows at once."""
    words, stems, endings = look.table.words, look.stems, look.endings
    columns: list[Any] = [
        look.seen, look.parts, look.table.whole, look.table.kind, words.keys, words.bucket,
        stems.keys, stems.bucket, endings.keys, endings.bucket, look.kinds,
    ]  # fmt: skip
    arrays = [column.view(np.ndarray) for column in columns]
    return (*arrays, words.shift, stems.shift, endings.shift, look.part_shift, np.array(look.constants, np.int64))


_LEFT_WHOLE: Final[tuple[tuple[int, ...], tuple[int, ...]]] = ((), ())
SplitWords = Callable[[Sequence[str], Sequence[int]], list[tuple[tuple[int, ...], tuple[int, ...]]]]
"""Folds and their classes, or `BY_TABLE`, in; of each where the parts after the first begin, and the ``restore`` of
the parts before them, out."""


def few_at_once(look: Lookup) -> SplitWords:
    """Return what splits some folded words as `split_words` does.

    To hand a kernel all of ``look`` takes longer than to split a word.
    """
    flat = _flat(look)

    def split(folds: Sequence[str], classes: Sequence[int]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        words = np.array((*map(len, folds), *classes), np.int64).reshape(2, -1)
        rows = _split_each(codes_of("".join(folds)), words, *flat).tolist()
        return [
            (tuple(row[1 : row[0] + 1]), tuple(row[MAX_PARTS : MAX_PARTS + row[0]])) if row[0] else _LEFT_WHOLE
            for row in rows
        ]

    return split


@kernel
def known_words(codes: Array, start: Array, end: Array, capital: Array, table: ScoreTable) -> tuple[Array, Array]:
    """Return what each word is written as, uint8, and what it scores undivided, int16, `NEVER` if it is unknown.

    ``capital`` bool[words]; the first is `CompoundSplitter.class_of`. In passes each of which asks for what the next
    one reads: the table is larger than the processor's cache.
    """
    classes, undivided = np.empty(len(start), np.uint8), np.empty(len(start), np.int16)
    keys, bucket, shift = table.words.keys, table.words.bucket, table.words.shift
    kind, whole = table.kind, table.whole
    hashes, rows = np.empty(_AT_ONCE, np.uint64), np.empty(_AT_ONCE, np.int64)
    for first in range(0, len(start), _AT_ONCE):
        count = min(_AT_ONCE, len(start) - first)
        for word in range(count):
            hashes[word] = hash_codes(codes[start[first + word] : end[first + word]])
            prefetch(bucket, np.int64(hashes[word] >> shift))
        for word in range(count):
            prefetch(keys, np.int64(bucket[np.int64(hashes[word] >> shift)]))
        for word in range(count):
            rows[word] = row_of(keys, bucket, shift, hashes[word])
            prefetch(whole, rows[word])
            prefetch(kind, rows[word])
        for word in range(count):
            classes[first + word] = NOUN_CLASS if capital[first + word] else _written_as(kind, rows[word])
            undivided[first + word] = whole[rows[word]] if rows[word] >= 0 else NEVER
    return classes, undivided
