"""Words of a query over a whole index: what was read of them, and the cache that keeps it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import FieldName
from search.limits import MAX_CACHED_BYTES
from search.lists import FREQUENCY, ROW, Counts, Documents, Numbers, Read, row_of
from search.words.expansion import Expansion, FormNumbers, uniform_columns

LeafKey = tuple[Any, ...]
"""What a word is known by: its leaf's kind, field, text and what else the leaf has."""
_NO_FORMS: Final = np.zeros(0, np.int64)
_Columns = tuple[FormNumbers, FormNumbers, npt.NDArray[np.bool_], FormNumbers]


class Asked:
    """Words that are read together, as an Expansion each, and perhaps another of what only looks ``alike``.

    That decides nothing about which documents match, and counts ``most`` at most in each. If the question wants all
    words, ``known`` int64[words] has their frequencies, 0 where these are not known: then of a word that has many times
    (`search.kernels.plain.MUCH_MORE`) as many postings in a segment as there are documents that match a rarer one, or
    ``beside``, a word that was read before, only those documents are counted.
    """

    def __init__(
        self, words: Sequence[Expansion], alike: Sequence[Expansion | None] | None = None, most: int = 0, *,
        known: Numbers = _NO_FORMS, beside: Word | None = None,
    ) -> None:  # fmt: skip
        self.words, self.most, self.known, self.beside = words, most, known, beside
        self.alike = (None,) * len(words) if alike is None else alike
        self.has_alike = any(one is not None and len(one.forms) > 0 for one in self.alike)

    @cached_property
    def columns(self) -> _Columns:
        """All forms, their weights, which are direct, and where those of each word begin, and then of its look-alikes.

        The last is int64[2 * words + 1].
        """
        if len(self.words) == 1 and not self.has_alike:
            one = self.words[0]
            return one.forms, one.weights, one.direct, np.array((0, len(one.forms), len(one.forms)))
        if not self.has_alike and all(one.is_uniform for one in self.words):
            forms = np.concatenate([one.forms for one in self.words])
            weights, direct, _ = uniform_columns(len(forms))
            ends = accumulate([len(one.forms) for one in self.words])
            return forms, weights, direct, np.array([0, *chain.from_iterable((end, end) for end in ends)])
        pairs = list(chain(*zip(self.words, self.alike, strict=True)))
        parts, sizes = [one for one in pairs if one], [len(one.forms) if one else 0 for one in pairs]
        return (
            np.concatenate([one.forms for one in parts]), np.concatenate([one.weights for one in parts]),
            np.concatenate([one.direct for one in parts]), np.array((0, *accumulate(sizes))),
        )  # fmt: skip


class Compared:
    """Words whose places are compared (see `search.matching.nearness`).

    Each has its own ``forms``, the ``fields`` that it is looked for in, and a factor, boost * idf.
    """

    def __init__(
        self, forms: Sequence[FormNumbers], fields: Sequence[Sequence[FieldName]], factors: npt.NDArray[np.float64]
    ) -> None:
        self.forms, self.fields, self.factors = forms, fields, factors
        self._columns: dict[tuple[bool, ...], tuple[FormNumbers, FormNumbers]] = {}

    def of_field(self, name: FieldName) -> list[FormNumbers]:
        """Return the forms that are looked for in a field, none for each word that is not."""
        return [one if name in fields else _NO_FORMS for one, fields in zip(self.forms, self.fields, strict=True)]

    def columns(self, name: FieldName) -> tuple[FormNumbers, FormNumbers]:
        """Return the forms of the words of a field, one word after the other, and where those of each word begin."""
        own = tuple([name in fields for fields in self.fields])
        found = self._columns.get(own)  # mostly both fields have the same words
        if found is None:
            forms = self.of_field(name)
            bounds = np.array((0, *accumulate(map(len, forms))))
            found = self._columns[own] = np.concatenate(forms), bounds
        return found


class Reading:
    """What was read of several words together, in each segment: ``parts`` are neighbouring segments, read at once.

    ``rows`` int64[segments, words, `search.lists.ROW`] tells where the lists of each word of each segment are;
    ``frequency``, how many documents hold a direct form of each word; ``bytes``, what a word takes in memory.
    """

    def __init__(self, parts: Sequence[Read], words: int) -> None:
        self._parts, self.words = parts, words
        self.rows = parts[0].rows if len(parts) == 1 else _joined_rows(parts, words)
        self.segments = len(self.rows)
        self.frequency = list(map(sum, self.rows[:, :, FREQUENCY].T.tolist()))
        self.bytes = sum([one.block.nbytes for one in parts]) // words

    def part(self, at: int) -> tuple[Read, int]:
        """Return what was read of segment ``at``, and the segment's place there."""
        for part in self._parts:
            if at < part.segments:
                return part, at
            at -= part.segments
        raise IndexError(at)


def _joined_rows(parts: Sequence[Read], words: int) -> Numbers:
    return np.concatenate([np.zeros((0, words, ROW), np.int64), *(one.rows for one in parts)])


class Changed:
    """What matches a word and what it counts in each segment, where that is not only what was read (see `Word`)."""

    def __init__(self, matching: Sequence[Documents], scored: Sequence[Counts]) -> None:
        self.matching, self.scored = tuple(matching), tuple(scored)

    @cached_property
    def rows(self) -> Numbers:
        """Where the lists of each segment are in memory, int64[segments, `search.lists.ROW`]."""
        return np.array(list(map(row_of, self.scored, self.matching)), np.int64).reshape(-1, ROW)


class Word(NamedTuple):
    """A word of the query over the whole index: its Expansion, df and idf, and its counts in each segment.

    These were read as the ``place``-th of the ``reading``, and are ``changed`` where more counts than was read there.
    ``parts`` are the words that a compound is made of; they only count in scores.
    """

    expansion: Expansion
    field: str
    frequency: int
    idf: float
    reading: Reading
    place: int
    changed: Changed | None = None
    parts: tuple[Word, ...] = ()

    def matching(self, at: int) -> Documents:
        """Return the documents of segment ``at`` that match."""
        if self.changed:
            return self.changed.matching[at]
        read, own = self.reading.part(at)
        return read.matching(self.place, own)

    def scored(self, at: int) -> Counts:
        """Return what counts in scores there: the forms that look alike as well."""
        if self.changed:
            return self.changed.scored[at]
        read, own = self.reading.part(at)
        return read.word(self.place, own)

    @property
    def rows(self) -> Numbers:
        """Where its lists are in memory, int64[segments, `search.lists.ROW`]."""
        return self.changed.rows if self.changed else self.reading.rows[:, self.place]


class Compound:
    """A compound and the ways to take it apart, each as the words of its pieces (see `search.words.parts`).

    ``own`` is what was read of it, ``alike`` of what looks like it, which counts ``most`` at most; pieces near each
    other count ``weight`` each time; both in units of 1 / `WEIGHT_UNIT`. What it counts in all is
    counted for its ``parts`` too, if these are wanted: the words of the longest way.
    """

    def __init__(
        self, own: Word, alike: Word | None, most: int, ways: Sequence[Sequence[Word]], weight: int, *, has_parts: bool
    ) -> None:
        self.own, self.alike, self.most, self.ways, self.weight = own, alike, most, ways, weight
        self.pieces = [word for way in ways for word in way]
        longest = max(ways, key=len)
        self.parts = list(longest) if has_parts else []
        self.first_part = sum(len(way) for way in ways[: ways.index(longest)])
        """Which of the pieces is the first of the parts."""

    @cached_property
    def columns(self) -> tuple[FormNumbers, FormNumbers, FormNumbers]:
        """Return the forms of all pieces, where those of each begin, and where the pieces of each way begin."""
        forms = [piece.expansion.forms for piece in self.pieces]
        of_piece, of_way = accumulate(map(len, forms)), accumulate(map(len, self.ways))
        return np.concatenate(forms), np.array((0, *of_piece)), np.array((0, *of_way))

    @cached_property
    def rows(self) -> Numbers:
        """Where the lists of the word, of its pieces, and of what looks like it, are: see `rows_of`."""
        return rows_of([self.own, *self.pieces, *([self.alike] if self.alike else [])])


class WordGroup(NamedTuple):
    """Single words of which an article needs ``either`` one or every one: what most queries are.

    ``factors`` are boost * idf * (K1 + 1), of the words and then of the parts of those that are compounds.
    """

    words: Sequence[Word]
    factors: Sequence[float]
    either: bool
    parts: Sequence[Word]

    @property
    def scored(self) -> Sequence[Word]:
        """What counts in scores: the words and the parts, in the order of ``factors``."""
        return (*self.words, *self.parts)

    @property
    def rows(self) -> Numbers:
        """Where the lists of each word, and of each part, of each segment are: int64[segments, words, ROW]."""
        return rows_of(self.scored if self.parts else self.words)


def rows_of(words: Sequence[Word]) -> Numbers:
    """Return where the lists of each word of each segment are in memory, int64[segments, words, `search.lists.ROW`].

    What is read of words is not put together for a question: a kernel finds it where it is.
    """
    reading = words[0].reading
    if reading.words == len(words) and _in_order(words, reading):
        return reading.rows
    rows = np.empty((reading.segments, len(words), ROW), np.int64)
    for place, word in enumerate(words):
        rows[:, place] = word.rows
    return rows


def _in_order(words: Sequence[Word], reading: Reading) -> bool:
    """Return whether words are the first ones that were read together, in this order."""
    for place, word in enumerate(words):  # a generator takes half as long again
        if word.reading is not reading or word.place != place or word.changed:
            return False
    return True


class WordCache:
    """The words read last, up to `MAX_CACHED_BYTES` of counts; safe to share between threads.

    To look one up changes nothing, so it needs no lock.
    """

    def __init__(self) -> None:
        self._words: dict[LeafKey, Word] = {}
        self._bytes = 0
        self._guard = threading.Lock()
        self.get = self._words.get

    def put(self, words: Mapping[LeafKey, Word]) -> None:
        """Keep words; the oldest make room for them."""
        with self._guard:
            for key, word in words.items():
                if key not in self._words:
                    self._words[key] = word
                    self._bytes += _size(word)
            while self._bytes > MAX_CACHED_BYTES and len(self._words) > 1:
                self._bytes -= _size(self._words.pop(next(iter(self._words))))


def _size(word: Word) -> int:
    size = word.reading.bytes
    if word.changed is None and not word.parts:  # as mostly
        return size
    if word.changed is not None:
        scored = word.changed.scored
        size += sum(part.document.nbytes + part.weighted.nbytes + part.nearest.nbytes for part in scored)
        size += sum(part.nbytes for part in word.changed.matching)
    return size + sum(map(_size, word.parts))
