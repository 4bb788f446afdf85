"""An Expansion in one segment: its weighted counts, and its places. Here postings are read."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment
from search.expand import Expansion
from search.spans import POSITION_BITS, Places

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Counts(NamedTuple):
    """The live documents that hold a form of an Expansion, ascending, and the weighted counts there.

    ``document`` int64[documents]; ``weighted`` int64[documents], in units of 1 / `WEIGHT_UNIT`.
    """

    document: Numbers
    weighted: Numbers


class SegmentReader:
    """Reads Expansions from one segment; ``weights`` are those of the fields that count."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment

    def __len__(self) -> int:
        return len(self.segment)

    def counts(self, expansion: Expansion, weights: dict[FieldName, int]) -> Counts:
        """Return the weighted counts of the forms over the fields that ``weights`` names."""
        total = np.zeros(len(self.segment), np.int64)
        for name, field_weight in weights.items():
            field = self.segment.fields[name]
            rows, occurs = field.rows_or_none(expansion.forms)
            for row, weight in zip(rows.tolist(), expansion.weights[occurs].tolist(), strict=True):
                document, count = field.documents(row)
                # A document is at most once in a form's postings, so nothing is lost by adding in place.
                total[document] += count * (weight * field_weight)
        if self.segment.removed is not None:
            total[self.segment.removed] = 0
        document = np.flatnonzero(total)
        return Counts(document, total[document])

    def places(self, expansion: Expansion, name: FieldName) -> Places:
        """Return where the forms stand in a field, ascending (``document << POSITION_BITS | position``)."""
        field = self.segment.fields[name]
        parts = []
        for row in field.rows(expansion.forms).tolist():
            document, count = field.documents(row)
            parts.append((document << POSITION_BITS).repeat(count) | field.positions(row, count))
        return np.sort(np.concatenate(parts)) if parts else np.zeros(0, np.int64)

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
