"""Chooses between kernels and their plain twins for a process; both give the same answers to the last bit.

A process that asks one question does without kernels: loading them takes longer than any question. Who asks a second
one gets them, unless ``FUNDSTELLE_KERNELS=off`` forbids it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from index import FieldName, Segment, Snapshot, load_kernels
from search.kernels import plain
from search.limits import MAX_CACHED_BYTES
from search.lists import (
    Best,
    Counts,
    Documents,
    Marks,
    Mask,
    Matched,
    Numbers,
    Read,
    Threshold,
    Weights,
)
from search.ranking import Floats, Parameters
from search.spans import Places, Spans
from search.words import Asked, Compared, Compound, Expansion, FormNumbers, SegmentTable, Spelled, Word, WordGroup


class Operations(Protocol):
    """What `search.kernels.plain` and `search.kernels.fast` both offer; see there."""

    def marks(self, table: SegmentTable, asked: Asked) -> Marks:
        """Return, for each segment, which of its fields have which forms."""

    def counts(
        self, table: SegmentTable, asked: Asked, weights: dict[FieldName, int], first: int, last: int, marks: Marks
    ) -> Read:
        """Return weighted counts."""

    def looked_up(
        self,
        snapshot: Snapshot,
        table: SegmentTable,
        words: Sequence[Spelled],
        weights: dict[FieldName, int],
        last: int,
    ) -> tuple[list[FormNumbers], Read]:
        """Look words up: return the forms of each, and their weighted counts."""

    def frequencies(self, segment: Segment, forms: FormNumbers) -> Numbers:
        """Return in how many documents each form is."""

    def places(
        self, segment: Segment, expansion: Expansion, name: FieldName, wanted: Documents | None = None
    ) -> Places:
        """Return places."""

    def held(self, segment: Segment, expansion: Expansion, name: FieldName, wanted: Places) -> npt.NDArray[np.bool_]:
        """Return at which places the forms stand."""

    def in_rows(
        self,
        table: SegmentTable,
        group: WordGroup,
        fields: Sequence[FieldName],
        first: int,
        last: int,
        norm: Floats,
        base: Numbers,
    ) -> Matched:
        """Return the documents that have words in a row, and their scores."""

    def union(self, parts: Sequence[Documents], size: int) -> Documents:
        """Return the documents in any part."""

    def intersection(self, parts: Sequence[Documents]) -> Documents:
        """Return the documents in every part."""

    def matched(self, group: WordGroup, at: int, norm: Floats) -> Matched:
        """Return the documents of any word or of all, and their scores."""

    def scores(self, document: Documents, words: Sequence[Counts], factors: Sequence[float], norm: Floats) -> Floats:
        """Return scores."""

    def window(self, words: Sequence[Places], slop: int) -> Spans:
        """Return the stretches that hold all words."""

    def with_pieces(
        self, table: SegmentTable, compound: Compound, weights: dict[FieldName, int], first: int, last: int
    ) -> Read:
        """Return what a compound counts with its pieces near each other, and what its parts count with that."""

    def together(
        self,
        table: SegmentTable,
        words: Compared,
        document: Numbers,
        first: int,
        last: int,
        norm: Floats,
        parameters: Parameters,
    ) -> Floats:
        """Return what words near each other, and where texts begin, add to scores."""

    def shares(self, document: Numbers, words: Sequence[Word], base: Numbers, factors: Floats) -> Floats:
        """Return how much of a query documents have."""

    def leading(
        self, document: Documents, score: Floats, recency: Floats, published: Numbers, count: int, least: float
    ) -> tuple[Documents, Floats]:
        """Return the best documents."""

    def best_of(
        self,
        group: WordGroup,
        first: int,
        last: int,
        weights: Weights,
        allowed: Mask | None,
        wants_all: bool,
        threshold: Threshold,
    ) -> Best:
        """Return the best documents of any word or of all."""

    def headlines(self, table: SegmentTable, documents: Numbers) -> tuple[list[str], list[str]]:
        """Return the ids and the titles of documents."""

    def ranked(self, score: Floats, published: Numbers) -> tuple[Numbers, bool]:
        """Return the order of the best, and whether any tie."""


class _Chosen:
    """The operations of this process: the plain ones until `use_kernels`."""

    operations: Operations = plain


_guard: Final = threading.Lock()
_READY_BYTES: Final = MAX_CACHED_BYTES // 2
"""Memory that is ready when the first questions come; to have it ready takes 0.08 s. What is read of their words is
kept, and new memory is waited for: in 10,000 articles ten pages for three words on the average, 17 with stop words.
Two words take 185 instead of 230 µs, three 190 instead of 216, with stop words 267 instead of 300; at p95, 310, 352 and
419 instead of 486, 384 and 516 (medians of nine processes each, by turns). After some thousand questions nobody would
wait in any case, as the oldest words then make room for the new ones."""


def operations() -> Operations:
    """Return the operations that this process uses now."""
    return _Chosen.operations


def use_kernels() -> None:
    """Load the kernels, if they are allowed; from any thread, and only once."""
    if _Chosen.operations is plain:
        with _guard:
            if _Chosen.operations is plain and load_kernels(_READY_BYTES):
                from search.kernels import fast

                _Chosen.operations = fast
