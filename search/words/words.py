"""Words of a query over a whole index: what was read of them, and the cache that keeps it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, chain
from operator import add
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment
from search.limits import MAX_CACHED_BYTES
from search.lists import Counts, Documents, Having, Lists, Read
from search.scratch import scratch
from search.words.expand import Expansion, FormNumbers, uniform_columns

LeafKey = tuple[Any, ...]
"""What a word is known by: its leaf's kind, field, text and what else the leaf has."""
_BYTES_A_DOCUMENT: Final = sum(np.dtype(kind).itemsize for kind in ("int32", "int64", "int16"))
"""What `Counts` take in memory."""
_NO_FORMS: Final = np.zeros(0, np.int64)
_Columns = tuple[FormNumbers, FormNumbers, npt.NDArray[np.bool_], FormNumbers]


class Asked:
    """Words that are read together, as an Expansion each, and perhaps another of what only looks ``alike``.

    That decides nothing about which documents match, and counts ``most`` at most in each.
    """

    def __init__(
        self, words: Sequence[Expansion], alike: Sequence[Expansion | None] | None = None, most: int = 0
    ) -> None:
        self.words, self.most = words, most
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


class FormTable:
    """Which segments of a generation have which forms, worked out at first need: see `search.words.form_sets`."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self._guard = threading.Lock()

    @cached_property
    def table(self) -> npt.NDArray[np.uint8]:
        """The table; raises `index.StoreError` if a segment is damaged."""
        from search.words.form_sets import table_of

        with self._guard:
            made = self.__dict__.get("table")  # by another thread meanwhile
            return table_of(self.segments) if made is None else made


class Compared:
    """Words whose places are compared (see `search.matching.nearness`).

    Each has its own ``forms``, the ``fields`` that it is looked for in, and a factor, boost * idf.
    """

    def __init__(
        self, forms: Sequence[FormNumbers], fields: Sequence[Sequence[FieldName]], factors: npt.NDArray[np.float64]
    ) -> None:
        self.forms, self.fields, self.factors = forms, fields, factors
        self._columns: dict[FieldName, tuple[FormNumbers, FormNumbers]] = {}

    def of_field(self, name: FieldName) -> list[FormNumbers]:
        """Return the forms that are looked for in a field, none for each word that is not."""
        return [one if name in fields else _NO_FORMS for one, fields in zip(self.forms, self.fields, strict=True)]

    def columns(self, name: FieldName) -> tuple[FormNumbers, FormNumbers]:
        """Return the forms of the words of a field, one word after the other, and where those of each word begin."""
        found = self._columns.get(name)
        if found is None:
            forms = self.of_field(name)
            bounds = np.array((0, *accumulate(map(len, forms))))
            found = self._columns[name] = np.concatenate(forms), bounds
        return found


class Reading:
    """What was read of several words together, in each segment.

    ``frequency`` tells how many documents hold a direct form of each word; ``bytes``, what a word takes in memory.
    """

    def __init__(self, read: Sequence[Read], words: int) -> None:
        self.read, self.words = read, words
        self.frequency, size = [0] * words, 0
        for one in read:
            self.frequency = list(map(add, self.frequency, one.frequency.tolist()))
            size += len(one.nearest) * _BYTES_A_DOCUMENT
            if not one.has_only_matching:
                size += one.having.document.nbytes
        self.bytes = size // words


class Changed(NamedTuple):
    """What matches a word and what it counts in each segment, where that is not only what was read (see `Word`)."""

    matching: tuple[Documents, ...]
    scored: tuple[Counts, ...]


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
        return self.changed.matching[at] if self.changed else self.reading.read[at].matching(self.place)

    def scored(self, at: int) -> Counts:
        """Return what counts in scores there: the forms that look alike as well."""
        return self.changed.scored[at] if self.changed else self.reading.read[at].word(self.place)


def read_together(words: Sequence[Word]) -> Reading | None:
    """Return what ``words`` were read by, if all were read together and nothing else counts; None otherwise."""
    reading = words[0].reading
    return reading if all(word.reading is reading and not word.changed for word in words) else None


class Apart:
    """The ways to take a compound apart, each as the words of its pieces (see `search.words.parts`).

    Pieces near each other count ``weight`` each time, in units of 1 / `search.words.expand.WEIGHT_UNIT`.
    """

    def __init__(self, ways: Sequence[Sequence[Word]], weight: int) -> None:
        self.ways, self.weight = ways, weight
        self.words = [word for way in ways for word in way]

    @cached_property
    def columns(self) -> tuple[FormNumbers, FormNumbers, FormNumbers]:
        """Return the forms of all words, where those of each word begin, and where the words of each way begin."""
        forms = [word.expansion.forms for word in self.words]
        of_word, of_way = accumulate(map(len, forms)), accumulate(map(len, self.ways))
        return np.concatenate(forms), np.array((0, *of_word)), np.array((0, *of_way))

    def having(self, at: int) -> Having:
        """Return the documents of segment ``at`` that have each word."""
        return Having.of([word.matching(at) for word in self.words])


class WordGroup(NamedTuple):
    """Single words of which an article needs ``either`` one or every one: what most queries are.

    ``factors`` are boost * idf * (K1 + 1), of the words and then of the parts of those that are compounds.
    """

    words: Sequence[Word]
    factors: Sequence[float]
    either: bool
    parts: Sequence[Word]

    @property
    def is_plain(self) -> bool:
        """Whether what was read of the words decides about matches and scores, and nothing else."""
        return not self.parts and not any(word.changed for word in self.words)

    def lists(self, at: int) -> tuple[Having, Lists]:
        """Return what decides about matches in segment ``at``, and what about scores: the same of plain words.

        What was not read together is put together where the next call of this thread does so too.
        """
        words = self.words
        if self.is_plain and words and words[0].reading.words == len(words) and _in_order(words):
            read = words[0].reading.read[at]
            return read.having, read.lists
        scored = Lists.of([word.scored(at) for word in (*words, *self.parts)], scratch.lists)
        if self.is_plain and all(word.reading.read[at].has_only_matching for word in words):
            return Having(scored.document, scored.bounds), scored
        return Having.of([word.matching(at) for word in words]), scored


def _in_order(words: Sequence[Word]) -> bool:
    """Return whether words were read together, in this order."""
    reading = words[0].reading
    return all(word.reading is reading and word.place == place for place, word in enumerate(words))


class WordCache:
    """The words read last, up to `MAX_CACHED_BYTES` of counts; safe to share between threads.

    To look one up changes nothing, so it needs no lock.
    """

    def __init__(self) -> None:
        self._words: dict[LeafKey, Word] = {}
        self._bytes = 0
        self._guard = threading.Lock()
        self.get = self._words.get

    def put(self, key: LeafKey, word: Word) -> None:
        """Keep a word; the oldest make room for it."""
        with self._guard:
            if key not in self._words:
                self._words[key] = word
                self._bytes += _size(word)
            while self._bytes > MAX_CACHED_BYTES and len(self._words) > 1:
                self._bytes -= _size(self._words.pop(next(iter(self._words))))


def _size(word: Word) -> int:
    size = word.reading.bytes
    if word.changed is not None:
        scored = word.changed.scored
        size += sum(part.document.nbytes + part.weighted.nbytes + part.nearest.nbytes for part in scored)
        size += sum(part.nbytes for part in word.changed.matching)
    return size + sum(map(_size, word.parts))
