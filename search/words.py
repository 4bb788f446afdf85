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
from search.expand import Expansion, FormNumbers
from search.limits import MAX_CACHED_BYTES
from search.lists import Counts, Having, Lists, Read
from search.scratch import scratch

LeafKey = tuple[Any, ...]
"""What a word is known by: its leaf's kind, field, text and what else the leaf has."""
_BYTES_A_DOCUMENT: Final = sum(np.dtype(kind).itemsize for kind in ("int32", "int64", "int16"))
"""What `Counts` take in memory."""
_NO_FORMS: Final = np.zeros(0, np.int64)


class FormTable:
    """Which segments of a generation have which forms, worked out at first need: see `search.form_sets`."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self._guard = threading.Lock()

    @cached_property
    def table(self) -> npt.NDArray[np.uint8]:
        """The table; raises `index.StoreError` if a segment is damaged."""
        from search.form_sets import table_of

        with self._guard:
            made = self.__dict__.get("table")  # by another thread meanwhile
            return table_of(self.segments) if made is None else made


class Compared:
    """Words whose places are compared (see `search.nearness`).

    Each has the ``expansions`` of its own forms, the ``fields`` that it is looked for in, and a factor, boost * idf.
    """

    def __init__(
        self, expansions: Sequence[Expansion], fields: Sequence[Sequence[FieldName]], factors: npt.NDArray[np.float64]
    ) -> None:
        self.expansions, self.fields, self.factors = expansions, fields, factors
        self._columns: dict[FieldName, tuple[FormNumbers, FormNumbers]] = {}

    def of_field(self, name: FieldName) -> list[Expansion | None]:
        """Return the words that are looked for in a field, None for each other one."""
        return [one if name in fields else None for one, fields in zip(self.expansions, self.fields, strict=True)]

    def columns(self, name: FieldName) -> tuple[FormNumbers, FormNumbers]:
        """Return the forms of the words of a field, one word after the other, and where those of each word begin."""
        found = self._columns.get(name)
        if found is None:
            forms = [_NO_FORMS if one is None else one.forms for one in self.of_field(name)]
            bounds = np.array((0, *accumulate(map(len, forms))))
            found = self._columns[name] = np.concatenate(forms), bounds
        return found


class Reading:
    """What was read of several words together, in each segment.

    ``frequency`` tells how many documents hold a direct form of each word; ``bytes``, what a word takes in memory.
    """

    def __init__(self, read: Sequence[Read], words: int) -> None:
        self.read, self.words = read, words
        self.frequency, documents = [0] * words, 0
        for one in read:
            self.frequency = list(map(add, self.frequency, one.frequency.tolist()))
            documents += len(one.nearest)
        self.bytes = documents * _BYTES_A_DOCUMENT // words

    @cached_property
    def of_word(self) -> list[tuple[Counts, ...]]:
        """The counts of each word in each segment."""
        return list(zip(*(one.each() for one in self.read), strict=True)) or [()] * self.words


class Changed(NamedTuple):
    """The counts of a word in each segment, where they are not only those that were read (see `Word`)."""

    counts: tuple[Counts, ...]
    scored: tuple[Counts, ...]


class Word(NamedTuple):
    """A word of the query over the whole index: its Expansion, df and idf, and its counts in each segment.

    These were read as the ``place``-th of the ``reading``, and are ``changed`` where more counts than was read.
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

    @property
    def counts(self) -> tuple[Counts, ...]:
        """What decides which articles match."""
        return self.changed.counts if self.changed else self.reading.of_word[self.place]

    @property
    def scored(self) -> tuple[Counts, ...]:
        """What counts in scores: beside ``counts`` the forms that look alike."""
        return self.changed.scored if self.changed else self.reading.of_word[self.place]


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
        if not self.is_plain:
            scored = Lists.of([word.scored[at] for word in (*words, *self.parts)], scratch.lists)
            return Having.of([word.counts[at].document for word in words]), scored
        if words and words[0].reading.words == len(words) and _in_order(words):
            lists = words[0].reading.read[at].lists
        else:
            lists = Lists.of([word.counts[at] for word in words], scratch.lists)
        return Having(lists.document, lists.bounds), lists


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
        size += sum(part.document.nbytes + part.weighted.nbytes + part.nearest.nbytes for part in chain(*word.changed))
    return size + sum(map(_size, word.parts))
