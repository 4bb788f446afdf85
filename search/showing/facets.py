"""Facets: how many matching articles have each source, section, author, month and day. Counts are exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import repeat

import numpy as np

from index import NO_DAY, CategoryName
from search.answer import FacetCount
from search.kernels import hot
from search.limits import MAX_FACET_DAYS, MAX_FACET_VALUES
from search.lists import Documents, Numbers
from search.matching import NO_MONTH, SegmentReader, month_name


class Values:
    """The distinct values of a category over several segments, each with one number; 0 is the empty string."""

    def __init__(self, category: CategoryName, readers: Sequence[SegmentReader]) -> None:
        self._category = category
        numbers: dict[str, int] = {"": 0}
        self._number = [
            np.array([numbers.setdefault(value, len(numbers)) for value in one.segment.values[category]], np.int64)
            for one in readers
        ]
        self._values = list(numbers)
        self._rank = np.empty(len(numbers), np.int64)
        """The place of each value in the order of the alphabet, which decides between values of as many documents."""
        self._rank[sorted(range(len(numbers)), key=self._values.__getitem__)] = np.arange(len(numbers))

    def count(self, readers: Sequence[SegmentReader], found: Sequence[Documents]) -> tuple[FacetCount, ...]:
        """Return the values of the ``found`` documents, those of most first; at most `MAX_FACET_VALUES` of them."""
        total = np.zeros(len(self._values), np.int64)
        for reader, number, document in zip(readers, self._number, found, strict=True):
            if len(document):
                total[number] += self._counts(reader, document, len(number))
        total[0] = 0
        some = total.nonzero()[0]
        # One number for both: a value stands behind all that more documents have, and those before it in the alphabet.
        place = self._rank[some] - total[some] * len(self._rank)
        if len(some) > MAX_FACET_VALUES:
            first = place.argpartition(MAX_FACET_VALUES - 1)[:MAX_FACET_VALUES]
            some, place = some[first], place[first]
        some = some[place.argsort()]
        pairs = zip(map(self._values.__getitem__, some.tolist()), total[some].tolist(), strict=True)
        return tuple(map(tuple.__new__, repeat(FacetCount), pairs))  # a fifth of what calling it a hundred times takes

    def _counts(self, reader: SegmentReader, document: Documents, size: int) -> Numbers:
        columns = reader.segment.columns
        code = columns[f"{self._category}.code"]
        if self._category == "author":
            return hot.operations().count_codes(code, columns["author.start"], document, size)
        return np.bincount(code[document], minlength=size)


def month_facet(matches: Iterable[tuple[SegmentReader, Documents]]) -> tuple[FacetCount, ...]:
    """Return all months in which a matching article was published, oldest first, as ``2024-05``."""
    months = [reader.month[document] for reader, document in matches if len(document)]
    found = np.concatenate(months) if months else np.zeros(0, np.int32)
    found = found[found != NO_MONTH]
    if not len(found):
        return ()
    first = int(found.min())
    counts = np.bincount(found - first)
    some = np.flatnonzero(counts)
    return tuple(
        FacetCount(month_name(first + month), count)
        for month, count in zip(some.tolist(), counts[some].tolist(), strict=True)
    )


def day_facet(matches: Iterable[tuple[SegmentReader, Documents]]) -> tuple[FacetCount, ...]:
    """Return all days on which a matching article was published, oldest first, as ``2024-05-16``.

    None where the first and the last of them are more than `MAX_FACET_DAYS` apart.
    """
    days = [reader.segment.day[document] for reader, document in matches if len(document)]
    found = np.concatenate(days) if days else np.zeros(0, np.int32)
    found = found[found != NO_DAY]
    if not len(found) or int(found.max()) - int(found.min()) >= MAX_FACET_DAYS:
        return ()
    first = int(found.min())
    counts = np.bincount(found - first)
    return tuple(
        FacetCount(date.fromordinal(first + day).isoformat(), int(counts[day]))
        for day in np.flatnonzero(counts).tolist()
    )
