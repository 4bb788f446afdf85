"""Kernels for compounds: split words in bulk, by what German makes compounds of.

`split_words` does what `index.compounds.splitter.split_folded` does for one word; tests hold them equal. Words come
as one run of code points with a start and an end each, all folded.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.code_points import codes_of
from index.columns import Array
from index.compounds.hashing import MULTIPLIER, HashTable, hash_table
from index.compounds.tables import (
    ADJECTIVE_ENDING,
    ANY_CLASS,
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
)
from index.hash_kernels import find, hash_codes
from index.jit import Number, kernel

_MULTIPLIER: Final = np.uint64(MULTIPLIER)
_SEEN_BITS: Final = 23
"""Bits of a hash that a filter looks at: 1 MB, which stays in the processor's cache; nine in ten bits are 0."""
_SEEN_BIT: Final = np.uint64(64 - _SEEN_BITS)
_SEEN_BYTE: Final = np.uint64(64 - _SEEN_BITS + 3)
_SEVEN, _ONE = np.uint64(7), np.uint64(1)
_IMPOSSIBLE: Final = -(2**30)


class Seen(NamedTuple):
    """A bit for each beginning of a hash: whether the table has such a part whose hash begins so.

    One filter for each kind of part: a third of all pieces of words are some word, a seventh are a first part.
    """

    modifier: npt.NDArray[np.uint8]
    nominal: npt.NDArray[np.uint8]
    noun: npt.NDArray[np.uint8]
    adjective: npt.NDArray[np.uint8]


class Lookup(NamedTuple):
    """All that splitting looks up."""

    table: ScoreTable
    """The words of German."""
    seen: Seen
    """Which pieces of a word need not be looked up: most are no part."""
    endings: HashTable
    """The endings of verbs and adjectives, out of ``table``: few, so they are at hand."""
    kinds: npt.NDArray[np.uint8]
    """What ``endings`` are, bits of `tables`."""
    constants: Constants


class Source(NamedTuple):
    """What one kind of part is looked up in: no more of `Lookup`, for all of it costs more to hand on than to use."""

    seen: npt.NDArray[np.uint8]
    words: HashTable
    scores: npt.NDArray[np.int16]


def lookup(table: ScoreTable, constants: Constants) -> Lookup:
    """Return what `split_words` needs."""
    table = table.for_kernels()
    rows = np.flatnonzero(table.kind & (VERB_ENDING | ADJECTIVE_ENDING))
    endings = hash_table(table.words.keys[rows])
    seen = Seen(*(_filter(table, kind) for kind in Seen._fields))
    return Lookup(table, seen, endings, table.kind[rows], constants)


def _filter(table: ScoreTable, kind: str) -> npt.NDArray[np.uint8]:
    """Return the filter of one kind of part, a column of the table."""
    seen = np.zeros(2**_SEEN_BITS, np.bool_)
    seen[table.words.keys[getattr(table, kind) != NEVER] >> _SEEN_BIT] = True
    return np.packbits(seen, bitorder="little")


class Room(NamedTuple):
    """Working memory for one word of at most `MAX_LETTERS`; every array has an element for each place in it."""

    hashes: npt.NDArray[np.uint64]
    """Of the beginnings of the word."""
    lasts: npt.NDArray[np.int64]
    """The score of the last part that begins here."""
    bounds: npt.NDArray[np.int64]
    """The most that the parts from here on can score: may be loose, never low."""
    best: npt.NDArray[np.int64]
    """The score of the best chain of first parts that ends here."""
    back: npt.NDArray[np.int64]
    """Where the last part of that chain begins."""


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
def _score(source: Source, key: Number) -> Number:
    """Return the score of a piece; most pieces are ruled out by one bit."""
    if not source.seen[key >> _SEEN_BYTE] >> ((key >> _SEEN_BIT) & _SEVEN) & _ONE:
        return np.int64(NEVER)
    row = find(source.words, key)
    return np.int64(NEVER) if row < 0 else np.int64(source.scores[row])


@kernel
def _first_parts(look: Lookup, small: Number) -> Source:
    """Return where first parts are looked up."""
    if small:
        return Source(look.seen.nominal, look.table.words, look.table.nominal)
    return Source(look.seen.modifier, look.table.words, look.table.modifier)


@kernel
def _last_parts_of(look: Lookup, small: Number) -> Source:
    """Return where last parts are looked up."""
    if small:
        return Source(look.seen.adjective, look.table.words, look.table.adjective)
    return Source(look.seen.noun, look.table.words, look.table.noun)


@kernel
def _whole(look: Lookup, hashes: Array, powers: Array, size: Number) -> Number:
    """Return the score of the undivided word."""
    constants, table = look.constants, look.table
    score = np.int64(constants.letter) * size + np.int64(constants.margin)
    row = find(table.words, hashes[size])
    if row >= 0 and table.whole[row] != NEVER:
        return score + np.int64(table.whole[row])
    score += np.int64(constants.unknown)
    from_verb = derived = False
    for ending in range(1, min(size - 2, LONGEST_ENDING) + 1):
        row = find(look.endings, _piece(hashes, powers, size - ending, size))
        if row < 0:
            continue
        if look.kinds[row] & ADJECTIVE_ENDING:
            derived = True
        if look.kinds[row] & VERB_ENDING and ending <= size - 3 and not from_verb:
            stem = find(table.words, hashes[size - ending])
            from_verb = stem >= 0 and table.kind[stem] & VERB_STEM != 0
    return score + from_verb * np.int64(constants.from_verb) + derived * np.int64(constants.derived_adjective)


@kernel
def _last_parts(look: Lookup, small: Number, powers: Array, size: Number, room: Room) -> Number:
    """Fill in ``lasts`` and ``bounds`` of ``room``; return the last place where a last part begins, or 0."""
    latest = 0
    source = _last_parts_of(look, small)
    for begin in range(2, size - 1):
        room.lasts[begin] = _score(source, _piece(room.hashes, powers, begin, size))
        if room.lasts[begin] != NEVER:
            latest = begin
    room.bounds[latest] = room.lasts[latest]
    for begin in range(latest - 1, -1, -1):
        room.bounds[begin] = room.bounds[begin + 1] + np.int64(look.constants.steepest)
        if begin >= 2:
            room.bounds[begin] = max(room.bounds[begin], room.lasts[begin])
    return latest


@kernel
def _chains(look: Lookup, small: Number, powers: Array, latest: Number, highest: Number, room: Room) -> None:
    """Fill in ``best`` and ``back`` of ``room`` up to ``latest``; leave out what can't lead to over ``highest``."""
    best = room.best
    steepest, source = np.int64(look.constants.steepest), _first_parts(look, small)
    best[0] = 0
    for end in range(1, latest + 1):
        best[end] = _IMPOSSIBLE
        for begin in range(end - 1):
            most = best[begin] + steepest * (end - begin)
            if best[begin] == _IMPOSSIBLE or most <= best[end] or most + room.bounds[end] <= highest:
                continue
            score = best[begin] + _score(source, _piece(room.hashes, powers, begin, end))
            if score > NEVER + best[begin] and score > best[end] and score + room.bounds[end] > highest:
                best[end], room.back[end] = score, begin


@kernel
def _best_place(latest: Number, room: Room) -> Number:
    """Return where the last part of the best chain begins, and the score of the whole chain."""
    place, highest = 0, np.int64(_IMPOSSIBLE)
    for begin in range(2, latest + 1):
        if room.best[begin] != _IMPOSSIBLE and room.lasts[begin] != NEVER:
            score = room.best[begin] + room.lasts[begin]
            if score > highest:
                place, highest = begin, score
    return place, highest


@kernel
def _keep(back: Array, place: Number, points: Array) -> Number:
    """Write where the parts after the first begin; return how many these are, 0 if they are too many."""
    count = 0
    at = place
    while at > 0:
        count += 1
        at = back[at]
    if count > len(points):
        return 0
    at = place
    for part in range(count - 1, -1, -1):
        points[part] = at
        at = back[at]
    return count


@kernel
def _restores(
    look: Lookup, small: Number, hashes: Array, powers: Array, points: Array, count: Number, restores: Array
) -> None:
    """Write the ``restore`` of each part but the last, from the table that scored it."""
    table = look.table
    begin = 0
    for part in range(count):
        key = _piece(hashes, powers, begin, points[part])
        row = find(table.words, key)
        restores[part] = table.restore_nominal[row] if small else table.restore[row]
        begin = points[part]


@kernel
def _split_once(
    look: Lookup, class_: Number, powers: Array, size: Number, room: Room, points: Array, restores: Array
) -> Number:
    """Split the word whose hashes are in ``room``; return how many parts follow the first, and the class it has."""
    count, found = np.int64(0), class_
    highest = np.int64(_IMPOSSIBLE)
    for small in range(2):
        if class_ not in (ANY_CLASS, small):
            continue
        latest = _last_parts(look, small, powers, size, room)
        if latest and highest == _IMPOSSIBLE:
            highest = _whole(look, room.hashes, powers, size)
        if not latest or room.bounds[0] <= highest:
            continue
        _chains(look, small, powers, latest, highest, room)
        place, score = _best_place(latest, room)
        if score > highest:
            highest = score
            count, found = _keep(room.back, place, points), small
            _restores(look, small, room.hashes, powers, points, count, restores)
    return count, found


@kernel
def _split(
    look: Lookup, class_: Number, powers: Array, codes: Array, room: Room, points: Array, restores: Array
) -> Number:
    """Split the word ``codes``, and its last part as a word by itself, and so on; return how many parts follow."""
    total, begin = 0, np.int64(0)
    class_ = np.int64(class_)  # as the class that a split has: for another type, all would be compiled again
    while len(codes) - begin >= MIN_LETTERS and total < len(points):
        for at in range(begin, len(codes)):
            room.hashes[at + 1 - begin] = room.hashes[at - begin] * _MULTIPLIER + np.uint64(codes[at])
        count, class_ = _split_once(look, class_, powers, len(codes) - begin, room, points[total:], restores[total:])
        if not count:
            break
        for part in range(total, total + count):
            points[part] += begin
        total += count
        begin = np.int64(points[total - 1])
    return total


@kernel
def split_words(
    codes: Array, start: Array, end: Array, classes: Array, look: Lookup
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Split each word ``codes[start:end]``, written as one of ``classes``.

    Returns:
        How many parts follow the first, uint8[words]; where these begin, uint8[words, MAX_PARTS - 1]; and the
        ``restore`` of the parts before them (see `ScoreTable`), of the same shape.
    """
    counts = np.zeros(len(start), np.uint8)
    points = np.zeros((len(start), MAX_PARTS - 1), np.uint8)
    restores = np.zeros((len(start), MAX_PARTS - 1), np.uint8)
    powers = _powers()
    room = Room(
        np.zeros(MAX_LETTERS + 1, np.uint64),
        np.zeros(MAX_LETTERS + 1, np.int64),
        np.zeros(MAX_LETTERS + 1, np.int64),
        np.zeros(MAX_LETTERS + 1, np.int64),
        np.zeros(MAX_LETTERS + 1, np.int64),
    )
    for word in range(len(start)):
        if MIN_LETTERS <= end[word] - start[word] <= MAX_LETTERS:
            letters = codes[start[word] : end[word]]
            counts[word] = _split(look, classes[word], powers, letters, room, points[word], restores[word])
    return counts, points, restores


def split_word(fold: str, class_: int, look: Lookup) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where the parts of one word begin after the first, and the ``restore`` of the parts before them."""
    start, end = np.zeros(1, np.int64), np.full(1, len(fold), np.int64)
    counts, points, restores = split_words(codes_of(fold), start, end, np.full(1, class_, np.uint8), look)
    return tuple(points[0, : counts[0]].tolist()), tuple(restores[0, : counts[0]].tolist())


@kernel
def word_classes(codes: Array, start: Array, end: Array, capital: Array, table: ScoreTable) -> Array:
    """Return what each word is written as, uint8: `index.compounds.splitter.class_of`; ``capital`` bool[words]."""
    classes = np.empty(len(start), np.uint8)
    for word in range(len(start)):
        row = -1 if capital[word] else find(table.words, hash_codes(codes[start[word] : end[word]]))
        if capital[word]:
            classes[word] = NOUN_CLASS
        elif row >= 0 and table.kind[row] & OTHER_WORD:
            classes[word] = SMALL_CLASS
        else:
            classes[word] = NOUN_CLASS if row >= 0 and table.kind[row] & NOUN_WORD else ANY_CLASS
    return classes
