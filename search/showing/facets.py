"""Facets: how many matching articles have each source, section, author, month and day. Counts are exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import chain, repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import NO_DAY, CategoryName
from search.answer import FacetCount
from search.limits import MAX_FACET_DAYS, MAX_FACET_VALUES
from search.lists import Numbers
from search.matching import SegmentReader

_EPOCH: Final = date(1970, 1, 1).toordinal()
_EPOCH_MONTH: Final = 1970 * 12
Rows = npt.NDArray[np.unsignedinteger[Any]]
"""What some documents have, a row each: the numbers of their source, section, list of authors, and day."""
_SOURCE, _SECTION, _AUTHORS, _DAY = range(4)
_SINGLE: Final[tuple[tuple[int, CategoryName], ...]] = ((_SOURCE, "source"), (_SECTION, "section"))
"""Where a row has what a document has one of."""


class FacetTable:
    """What each document of a generation has, numbered over all segments, in one row of memory.

    So a document is one place of memory to wait for and not one in a column for each facet, and a large index is
    counted at once and not segment by segment.
    """

    def __init__(self, readers: Sequence[SegmentReader]) -> None:
        columns = [np.zeros((0, 4), np.uint32), *(np.zeros((len(one), 4), np.uint32) for one in readers)]
        self._values: dict[CategoryName, _Values] = {"source": _Values(), "section": _Values(), "author": _Values()}
        lists: dict[tuple[int, ...], int] = {}
        self._days, day_number = _numbered_days([one.segment.day for one in readers])
        for reader, rows in zip(readers, columns[1:], strict=True):
            segment = reader.segment
            for place, name in _SINGLE:
                rows[:, place] = self._values[name].numbers(segment.values[name])[segment.columns[f"{name}.code"]]
            authors = self._values["author"].numbers(segment.values["author"]).tolist()
            own, code = reader.author_lists
            number = [lists.setdefault(tuple(map(authors.__getitem__, some)), len(lists)) for some in own]
            rows[:, _AUTHORS] = np.array(number, np.uint32)[code]
            rows[:, _DAY] = day_number[segment.day]
        table = np.concatenate(columns)
        self._rows: Rows = table.astype(np.min_scalar_type(int(table.max(initial=0))))
        self._authors = np.fromiter(chain.from_iterable(lists), np.int64)
        self._list_sizes = np.fromiter(map(len, lists), np.int64)
        months = (self._days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        self._months = months + _EPOCH_MONTH

    def of(self, documents: Numbers) -> Rows:
        """Return the rows of ``documents``."""
        return self._rows.take(documents, axis=0)

    def values(self, category: CategoryName, rows: Rows) -> tuple[FacetCount, ...]:
        """Return the values that ``rows`` have, those of most first; at most `MAX_FACET_VALUES` of them."""
        values = self._values[category]
        if category != "author":
            place = _SOURCE if category == "source" else _SECTION
            return values.most(np.bincount(rows[:, place], minlength=len(values)))
        lists = np.bincount(rows[:, _AUTHORS], minlength=len(self._list_sizes)).repeat(self._list_sizes)
        return values.most(np.bincount(self._authors, lists, minlength=len(values)).astype(np.int64))

    def dates(self, rows: Rows) -> tuple[Numbers, Numbers]:
        """Return which of the known days ``rows`` have, ascending, and how often; those without a day are left out."""
        counts = np.bincount(rows[:, _DAY])
        some = counts.nonzero()[0]
        some = some[self._days[some] != NO_DAY]
        return some, counts[some]

    def months(self, days: Numbers, counts: Numbers) -> tuple[FacetCount, ...]:
        """Return the months of what `dates` found, oldest first, as ``2024-05``."""
        if not len(days):
            return ()
        months = self._months[days]
        first = np.concatenate(([True], months[1:] != months[:-1])).nonzero()[0]
        return _facet_counts(map(_month_name, months[first].tolist()), np.add.reduceat(counts, first))

    def days(self, days: Numbers, counts: Numbers) -> tuple[FacetCount, ...]:
        """Return the days of what `dates` found, oldest first, as ``2024-05-16``.

        None where the first and the last of them are more than `MAX_FACET_DAYS` apart.
        """
        ordinals = self._days[days]
        if not len(ordinals) or int(ordinals[-1] - ordinals[0]) >= MAX_FACET_DAYS:
            return ()
        return _facet_counts((date.fromordinal(day).isoformat() for day in ordinals.tolist()), counts)


def _numbered_days(parts: Sequence[npt.NDArray[np.int32]]) -> tuple[Numbers, Numbers]:
    """Return the days that occur, ascending, and at the place of each its number among them."""
    last = max((int(part.max(initial=NO_DAY)) for part in parts), default=NO_DAY)
    occurs, number = np.zeros(last + 1, bool), np.empty(last + 1, np.int64)  # of which hardly any memory is touched
    for part in parts:
        occurs[part] = True
    days = occurs.nonzero()[0]
    number[days] = np.arange(len(days))
    return days, number


class _Values:
    """The distinct values of a category over all segments, each with one number; 0 is the empty string."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}
        self._ordered: tuple[list[str], Numbers] | None = None

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, values: Sequence[str]) -> Numbers:
        """Return the numbers of values, new ones for those that are new."""
        return np.array([self._numbers.setdefault(value, len(self._numbers)) for value in values], np.int64)

    def most(self, total: Numbers) -> tuple[FacetCount, ...]:
        """Return the values that have any of the counts by number, those with most first; and of equals by name."""
        values, rank = self._ordered or self._order()
        total[0] = 0
        some = total.nonzero()[0]
        # One number for both: a value stands behind all that more documents have, and those before it in the alphabet.
        place = rank[some] - total[some] * len(rank)
        if len(some) > MAX_FACET_VALUES:
            first = place.argpartition(MAX_FACET_VALUES - 1)[:MAX_FACET_VALUES]
            some, place = some[first], place[first]
        some = some[place.argsort()]
        return _facet_counts(map(values.__getitem__, some.tolist()), total[some])

    def _order(self) -> tuple[list[str], Numbers]:
        """Return the values by their numbers, and the place of each in the order of the alphabet."""
        values = list(self._numbers)
        rank = np.empty(len(values), np.int64)
        rank[sorted(range(len(values)), key=values.__getitem__)] = np.arange(len(values))
        self._ordered = values, rank
        return self._ordered


def _facet_counts(values: Iterable[str], counts: Numbers) -> tuple[FacetCount, ...]:
    """Return values with their counts, in a fifth of what calling `FacetCount` a hundred times takes."""
    return tuple(map(tuple.__new__, repeat(FacetCount), zip(values, counts.tolist(), strict=True)))


@cache
def _month_name(month: int) -> str:
    """Return a month, counted from January of the year 0, as ``2024-05``; a page of a large index names a hundred."""
    return f"{month // 12:04}-{month % 12 + 1:02}"
