"""The phrases of titles: words that stand side by side in several of them, read from postings once for each segment.

A million titles have millions of phrases, so they are kept and counted as numbers, not as Python's objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from index import Segment
from search.limits import PHRASE_ARTICLES

LONGEST_PHRASE: Final = 4
"""Words of the longest phrases: two numbers hold them."""
_BITS: Final = np.uint64(32)
_LOWER: Final = np.uint64(2**32 - 1)

Array = npt.NDArray[Any]


class Phrase(NamedTuple):
    """Words that stand side by side in several titles; ``segment`` and ``document`` have one of them."""

    forms: tuple[int, ...]
    articles: int
    segment: int
    document: int


class Phrases(NamedTuple):
    """Distinct phrases: the forms of each, how many titles have it, and a document that has.

    A form takes 32 bits and is raised by one, so that none is 0; ``first`` has two of them, ``second`` the others.
    """

    first: Array
    second: Array
    titles: Array
    document: Array

    def forms(self) -> Iterator[tuple[int, ...]]:
        """Yield the forms of each phrase."""
        parts = (self.first >> _BITS, self.first & _LOWER, self.second >> _BITS, self.second & _LOWER)
        for forms in zip(*((part.astype(np.int64) - 1).tolist() for part in parts), strict=True):
            yield tuple(form for form in forms if form >= 0)

    def take(self, places: npt.NDArray[np.intp]) -> Phrases:
        """Return the phrases at ``places``."""
        return Phrases(*(column[places] for column in self))


_OF: WeakKeyDictionary[Segment, Phrases] = WeakKeyDictionary()


def phrases_of(segment: Segment) -> Phrases:
    """Return the phrases of a segment's titles; read once."""
    found = _OF.get(segment)
    if found is None:
        found = _OF[segment] = _joined(list(_read(segment)))
    return found


def _read(segment: Segment) -> Iterator[Phrases]:
    document, position, form = segment.fields["title"].tokens_read()
    follows = np.zeros(len(form), bool)
    if len(form):
        follows[:-1] = (document[1:] == document[:-1]) & (position[1:] == position[:-1] + 1)
    start, group = np.arange(len(form)), form.astype(np.int64)
    for size in range(2, LONGEST_PHRASE + 1):  # phrases that occur often, followed by one more word
        goes_on = follows[start + (size - 2)]
        start, group = start[goes_on], group[goes_on]
        _, example, number, count = np.unique(
            group << 32 | form[start + (size - 1)], return_index=True, return_inverse=True, return_counts=True
        )
        often = count >= PHRASE_ARTICLES
        begin = start[example[often]]
        raised = np.zeros((len(begin), LONGEST_PHRASE), np.uint64)
        raised[:, :size] = form[begin[:, None] + np.arange(size)] + 1
        first, second = (raised[:, at] << _BITS | raised[:, at + 1] for at in (0, 2))
        yield Phrases(first, second, count[often].astype(np.int32), document[begin].astype(np.int32))
        start, group = start[often[number]], number[often[number]].astype(np.int64)


def _joined(parts: Sequence[Phrases]) -> Phrases:
    return Phrases(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def most_frequent(segments: Sequence[Segment], most: int) -> list[Phrase]:
    """Return the phrases of most articles, ``most`` at most; of as many, longer ones first, then by their forms."""
    if not segments:
        return []
    parts = [phrases_of(one) for one in segments]
    found = _joined(parts)
    order = np.lexsort((found.second, found.first))  # stable: a phrase's first segment comes first
    found, segment = found.take(order), np.repeat(np.arange(len(parts)), [len(one.first) for one in parts])[order]
    new = np.ones(len(order), bool)
    new[1:] = (found.first[1:] != found.first[:-1]) | (found.second[1:] != found.second[:-1])
    begins = np.flatnonzero(new)
    articles = np.add.reduceat(found.titles, begins) if len(begins) else found.titles
    if len(begins) > most:
        enough = articles >= np.partition(articles, len(articles) - most)[len(articles) - most]
        begins, articles = begins[enough], articles[enough]
    found, segment = found.take(begins), segment[begins]
    size = (found.second > 0).astype(np.int64) + (found.second & _LOWER > 0)
    best = np.lexsort((found.second, found.first, -size, -articles))[:most]
    found = found.take(best)
    columns = articles[best].tolist(), segment[best].tolist(), found.document.tolist()
    return [Phrase(*one) for one in zip(found.forms(), *columns, strict=True)]
