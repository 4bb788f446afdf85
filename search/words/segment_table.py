"""The segments of a generation as kernels see all of them at once: a row of numbers each.

A row says where in memory the columns of a segment begin and how many entries they have, two numbers for each column:
``high``, ``low``, ``start`` and ``record`` of the titles from `TITLES` on and of the bodies from `BODIES` on (see
`index.segments.postings`), and from `REMOVED` on which articles are removed (nothing, if none is); at last its number
of `ARTICLES`. The strings that hits show are rows of their own. The segments keep the columns for as long as the table
is there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import Segment
from search.lists import Marks, Numbers, address

TITLES: Final = 0
BODIES: Final = 8
REMOVED: Final = 16
ARTICLES: Final = 18
BYTES: Final = 0
"""In the row of a column of strings: where all bytes are, and how many ..."""
STARTS: Final = 2
"""... and where the places are at which each string begins, and how many these are."""


class SegmentTable:
    """The segments of a generation; what kernels need to know of them is worked out at first need."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.longest = max(map(len, self.segments), default=0)
        self.base: Numbers = np.array((0, *accumulate(map(len, self.segments))))
        """The first document of each segment, numbered over all, and how many these have: int64[segments + 1]."""
        self.unmarked: Marks = np.zeros((len(self.segments), 0), np.uint8)
        """Marks that tell nothing: every form is to be looked up."""
        self._copies: list[npt.NDArray[Any]] = []
        self._guard = threading.Lock()

    @cached_property
    def columns(self) -> Numbers:
        """Where the columns of each segment are, int64[segments, `ARTICLES` + 1]."""
        return np.array([list(_row(segment)) for segment in self.segments], np.int64).reshape(-1, ARTICLES + 1)

    @cached_property
    def strings(self) -> Numbers:
        """Where the ids and the titles of each segment are, int64[segments, 2, 4] (see `BYTES`)."""
        columns = [own for segment in self.segments for own in (segment.ids, segment.headlines)]
        told = [(*_told(one.blob), *_told(self._kept(one.start.astype(np.uint32, copy=False)))) for one in columns]
        return np.array(told, np.int64).reshape(-1, 2, 4)

    def _kept(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return an array that is kept for as long as the table is there: it may be a copy."""
        self._copies.append(array)
        return array

    @cached_property
    def forms(self) -> npt.NDArray[np.uint8]:
        """Which segments have which forms (see `search.words.form_sets`); `index.StoreError` if one is damaged."""
        from search.words.form_sets import table_of

        with self._guard:
            made = self.__dict__.get("forms")  # by another thread meanwhile
            return table_of(self.segments) if made is None else made


def _told(column: npt.NDArray[Any]) -> tuple[int, int]:
    """Return where in memory a column is, and how many entries it has."""
    return address(column), len(column)


def _row(segment: Segment) -> Iterator[int]:
    for field in (segment.fields["title"], segment.fields["body"]):
        for column in (*field.form_rows, field.start, field.records):
            yield from _told(column)
    yield from (0, 0) if segment.removed is None else _told(segment.removed)
    yield len(segment)
