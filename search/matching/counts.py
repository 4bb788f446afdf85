"""What a query asks of one segment again and again: kept here for as long as the segment is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from index import NO_DAY, CategoryName, FieldName, Segment, fold
from search.lists import Documents, Mask
from search.spans import POSITION_BITS, Places


class SegmentReader:
    """Reads one segment."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment

    def __len__(self) -> int:
        return len(self.segment)

    def live(self) -> Documents:
        """Return all live documents."""
        return np.flatnonzero(self.segment.live).astype(np.int32)

    def unit_starts(self, unit: str, name: FieldName) -> Places:
        """Return the places where sentences or paragraphs of a field begin; a title is one of both."""
        if name == "title":
            return np.arange(len(self.segment), dtype=np.int64) << POSITION_BITS
        return self._paragraphs if unit == "paragraph" else self._sentences[0]

    @cached_property
    def _sentences(self) -> tuple[Places, Mask]:
        """The places of sentence starts in the body, and which begin paragraphs."""
        distance, paragraph, per_document = self.segment.all_breaks()
        documents = np.arange(len(self.segment), dtype=np.int64)
        place = np.cumsum(distance)
        before = np.concatenate(([0], place))[np.concatenate(([0], np.cumsum(per_document)))[:-1]]
        place = place - before.repeat(per_document)
        starts = np.concatenate((documents << POSITION_BITS, documents.repeat(per_document) << POSITION_BITS | place))
        order = np.argsort(starts, kind="stable")
        is_paragraph = np.concatenate((np.ones(len(documents), bool), paragraph))
        return starts[order], is_paragraph[order]

    @cached_property
    def _paragraphs(self) -> Places:
        starts, is_paragraph = self._sentences
        return starts[is_paragraph]

    @cached_property
    def author_lists(self) -> tuple[list[tuple[int, ...]], Places]:
        """The distinct lists of authors, as codes, and which of them each document has."""
        start, codes = self.segment.columns["author.start"].astype(np.int64), self.segment.columns["author.code"]
        single = [(code,) for code in range(len(self.segment.values["author"]))]
        known: dict[tuple[int, ...], int] = {own: number for number, own in enumerate([(), *single])}
        sizes, number = np.diff(start), np.zeros(len(self), np.int64)
        number[sizes == 1] = codes[start[:-1][sizes == 1]].astype(np.int64) + 1
        for document in np.flatnonzero(sizes > 1).tolist():
            own = tuple(codes[start[document] : start[document + 1]].tolist())
            number[document] = known.setdefault(own, len(known))
        return list(known), number

    def in_period(self, first: int | None, last: int | None) -> Mask:
        """Return which documents were published from day ``first`` to ``last`` (ordinals; None leaves an end open)."""
        day = self.segment.day
        mask: Mask = day != NO_DAY
        if first is not None:
            mask = mask & (day >= first)
        if last is not None:
            mask = mask & (day <= last)
        return mask

    def has_value(self, category: CategoryName, wanted: Callable[[str], bool]) -> Mask:
        """Return which documents have a source, section or author that ``wanted`` accepts."""
        codes, document = self.segment.codes(category)
        values = self.segment.values[category]
        accepted = np.array([bool(value) and wanted(value) for value in values], bool)
        mask = np.zeros(len(self.segment), bool)
        mask[document[accepted[codes]]] = True
        return mask


def plain_words(text: str) -> list[str]:
    """Return the words of a name without differences of spelling."""
    return fold("".join(letter if letter.isalnum() else " " for letter in text)).split()
