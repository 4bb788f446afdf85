"""Lists of documents: what a query is made of on its way from postings to hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Documents = npt.NDArray[np.int32]
"""Numbers of one segment's documents, ascending, none twice."""
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.uint8]
"""Which fields of a segment have each of some forms (see `search.words.form_sets`)."""
NO_DOCUMENTS: Final[Documents] = np.zeros(0, np.int32)
_NO_NUMBERS: Final[Numbers] = np.zeros(0, np.int64)
_NO_WEIGHTS: Final = np.zeros(0, np.int16)


class Counts(NamedTuple):
    """The live documents that hold a form of an Expansion, and the weighted counts there.

    ``weighted`` int64[documents] and ``nearest`` int16[documents], the weight of the best form there, are in units of
    1 / `search.words.expand.WEIGHT_UNIT`; ``frequency`` is how many of the documents hold a direct form: the word
    itself, in one of its inflections.
    """

    document: Documents
    weighted: Numbers
    nearest: npt.NDArray[np.int16]
    frequency: int


class Lists(NamedTuple):
    """The documents of several words and their weighted counts, one word after the other.

    Those of word ``w`` go from ``bounds[w]`` to ``bounds[w + 1]``, int64[words + 1].
    """

    document: Documents
    weighted: Numbers
    bounds: Numbers

    @classmethod
    def of(cls, words: Sequence[Counts], room: Callable[[int], tuple[Documents, Numbers]] | None = None) -> Lists:
        """Return the counts of ``words``, which were not read together, in arrays that ``room`` gives, or new ones."""
        if len(words) == 1:
            document, weighted, _, _ = words[0]
            return cls(document, weighted, np.array((0, len(document))))
        bounds = [0, *accumulate([len(word.document) for word in words])]
        size = bounds[-1]
        document, weighted = room(size) if room else (np.empty(size, np.int32), np.empty(size, np.int64))
        np.concatenate([NO_DOCUMENTS, *(word.document for word in words)], out=document)
        np.concatenate([_NO_NUMBERS, *(word.weighted for word in words)], out=weighted)
        return cls(document, weighted, np.array(bounds))

    def each(self) -> list[tuple[Documents, Numbers]]:
        """Return the documents and the weighted counts of each word."""
        return [(self.document[begin:end], self.weighted[begin:end]) for begin, end in pairwise(self.bounds.tolist())]


class Having(NamedTuple):
    """The documents that have each of several words, one word after the other, as in `Lists`: what decides a match.

    Scores may come from other `Lists`: of look-alikes, and of the parts of a compound, that decide nothing.
    """

    document: Documents
    bounds: Numbers

    @classmethod
    def of(cls, words: Sequence[Documents]) -> Having:
        """Return the documents of each of ``words``."""
        bounds = np.array((0, *accumulate(map(len, words))))
        return cls(words[0] if len(words) == 1 else np.concatenate([NO_DOCUMENTS, *words]), bounds)

    def each(self) -> list[Documents]:
        """Return the documents of each word."""
        return [self.document[begin:end] for begin, end in pairwise(self.bounds.tolist())]


class Read(NamedTuple):
    """The `Counts` of several words in one segment, as they were read together.

    ``nearest`` is that of every entry of ``lists``; ``frequency`` int64[words]. ``having`` are the documents that match
    each word: those of ``lists``, the same array, unless some only have what looks like it.
    """

    lists: Lists
    nearest: npt.NDArray[np.int16]
    frequency: Numbers
    having: Having

    @classmethod
    def of(cls, words: Sequence[Counts], having: Sequence[Documents] | None = None) -> Read:
        """Return the counts of ``words``; those of ``having`` match, all if it is not given."""
        lists, nearest = Lists.of(words), np.concatenate([_NO_WEIGHTS, *(word.nearest for word in words)])
        frequency = np.array([word.frequency for word in words], np.int64)
        deciding = Having(lists.document, lists.bounds) if having is None else Having.of(having)
        return cls(lists, nearest, frequency, deciding)

    @property
    def has_only_matching(self) -> bool:
        """Whether all documents that count for a word match it."""
        return self.having.document is self.lists.document

    def matching(self, word: int) -> Documents:
        """Return the documents that match a word, by its place."""
        document, bounds = self.having
        return document[bounds[word] : bounds[word + 1]]

    def word(self, word: int) -> Counts:
        """Return the counts of a word, by its place."""
        document, weighted, bounds = self.lists
        begin, end = bounds[word], bounds[word + 1]
        return Counts(document[begin:end], weighted[begin:end], self.nearest[begin:end], int(self.frequency[word]))

    def each(self) -> list[Counts]:
        """Return the counts of each word."""
        return [self.word(word) for word in range(len(self.frequency))]


class Matched(NamedTuple):
    """The live documents of a segment that match, and their scores, float64[documents]."""

    document: Documents
    score: npt.NDArray[np.float64]

    def among(self, allowed: Mask | None) -> Matched:
        """Return only the documents that are ``allowed``; None allows all."""
        if allowed is None:
            return self
        keep = allowed[self.document]
        return Matched(self.document[keep], self.score[keep])


class Weights(NamedTuple):
    """What decides about every document of a segment beside the words: length norm, recency factor and date."""

    norm: npt.NDArray[np.float64]
    recency: npt.NDArray[np.float64]
    published: Numbers
