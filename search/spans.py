"""Where things stand: spans of positions in one field of one segment, and the relations between them.

A span covers the positions ``first`` to ``last`` (both included) of a document. To compare places across
documents, a span's ends are single numbers: ``document << POSITION_BITS | position``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from search.arrays import distinct_of_ascending

POSITION_BITS: Final = 32
"""Room for positions in a place: no article is longer."""

Places = npt.NDArray[np.int64]


class Spans(NamedTuple):
    """Spans as places, int64[spans] each, in order of ``first`` and then ``last``, none twice."""

    first: Places
    last: Places

    def documents(self) -> Places:
        """Return the documents that have a span, ascending."""
        return distinct_of_ascending(self.first >> POSITION_BITS)


NOTHING: Final = Spans(np.zeros(0, np.int64), np.zeros(0, np.int64))


def ordered(first: Places, last: Places) -> Spans:
    """Return spans in order, without repetitions."""
    order = np.lexsort((last, first))
    first, last = first[order], last[order]
    new = np.ones(len(first), bool)
    new[1:] = (first[1:] != first[:-1]) | (last[1:] != last[:-1])
    return Spans(first[new], last[new])


def union(parts: Sequence[Spans]) -> Spans:
    """Return the spans of all parts."""
    if not parts:
        return NOTHING
    return ordered(np.concatenate([one.first for one in parts]), np.concatenate([one.last for one in parts]))


def within(spans: Spans, documents: npt.NDArray[np.bool_]) -> Spans:
    """Return the spans of those documents for which ``documents`` bool[documents] is true."""
    return chosen(spans, documents[spans.first >> POSITION_BITS])


def chosen(spans: Spans, keep: npt.NDArray[np.bool_]) -> Spans:
    """Return those spans for which ``keep`` bool[spans] is true."""
    first = spans.first[keep]
    return Spans(first, first if spans.last is spans.first else spans.last[keep])


def is_near(left: Spans, right: Spans, distance: int, in_order: bool) -> npt.NDArray[np.bool_]:
    """Return which left spans have a right one at most ``distance`` words off, behind them if ``in_order``.

    Words side by side have distance 1; spans that overlap are not near each other.
    """
    at = np.searchsorted(right.first, left.last, "right")
    found = at < len(right.first)
    found[found] = right.first[at[found]] <= left.last[found] + distance
    if not in_order:
        lasts = right.last if right.last is right.first else np.sort(right.last)
        at = np.searchsorted(lasts, left.first, "left") - 1
        before = at >= 0
        before[before] = lasts[at[before]] >= left.first[before] - distance
        found |= before
    return found


def near(left: Spans, right: Spans, distance: int, in_order: bool) -> Spans:
    """Return the stretches from each left span to each right one of which `is_near` tells."""
    first = np.searchsorted(right.first, left.last, "right")
    stop = np.searchsorted(right.first, left.last + distance, "right")
    parts = [_stretches(left, right, first, stop)]
    if not in_order:
        by_last = np.argsort(right.last, kind="stable")
        lasts = right.last[by_last]
        first = np.searchsorted(lasts, left.first - distance, "left")
        stop = np.searchsorted(lasts, left.first, "left")
        parts.append(_stretches(left, Spans(right.first[by_last], lasts), first, stop))
    return union(parts)


def _stretches(left: Spans, right: Spans, first: Places, stop: Places) -> Spans:
    """Return the stretches from each left span to the right spans number ``first`` up to, not with, ``stop``."""
    sizes = stop - first
    one = np.repeat(np.arange(len(sizes)), sizes)
    other = np.arange(len(one)) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    begins, ends = np.minimum(left.first[one], right.first[other]), np.maximum(left.last[one], right.last[other])
    return Spans(begins, ends)


def is_together(left: Spans, right: Spans, unit_starts: Places) -> npt.NDArray[np.bool_]:
    """Return which left spans begin in a unit in which a right one does.

    ``unit_starts`` are the places where sentences (or paragraphs) begin, the first of a document at 0.
    """
    has_right = np.zeros(len(unit_starts) + 1, bool)
    has_right[np.searchsorted(unit_starts, right.first, "right")] = True
    return has_right[np.searchsorted(unit_starts, left.first, "right")]


def together(left: Spans, right: Spans, unit_starts: Places) -> Spans:
    """Return the left and the right spans that begin in one unit; ``unit_starts`` as in `is_together`."""
    return union(
        [chosen(left, is_together(left, right, unit_starts)), chosen(right, is_together(right, left, unit_starts))]
    )
