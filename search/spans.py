"""Where things stand: spans of positions in one field of one segment, and the relations between them.

A span covers the positions ``first`` to ``last`` (both included) of a document. To compare places across
documents, a span's ends are single numbers: ``document << POSITION_BITS | position``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from search.arrays import distinct, is_in

POSITION_BITS: Final = 32
"""Room for positions in a place: no article is longer."""

Places = npt.NDArray[np.int64]


class Spans(NamedTuple):
    """Spans as places, int64[spans] each, in order of ``first`` and then ``last``, none twice."""

    first: Places
    last: Places

    def documents(self) -> Places:
        """Return the documents that have a span, ascending."""
        return distinct(self.first >> POSITION_BITS)


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
    keep = documents[spans.first >> POSITION_BITS]
    return Spans(spans.first[keep], spans.last[keep])


def near(
    left: Spans, right: Spans, distance: int, in_order: bool, every: bool = False
) -> tuple[Spans, npt.NDArray[np.bool_]]:
    """Return the stretches from a left span to a right one at most ``distance`` words off, and which left have one.

    Words side by side have distance 1; spans that overlap are not near each other. Of several right spans the
    nearest on each side counts, which is enough to tell that there is one; ``every`` asks for the stretches to all
    of them, as a relation does that goes on from there. The second value is bool[left spans].
    """
    first = np.searchsorted(right.first, left.last, "right")
    stop = np.searchsorted(right.first, left.last + distance, "right")
    parts = [_stretches(left, right, first, stop if every else np.minimum(first + 1, stop))]
    good = stop > first
    if not in_order:
        by_last = np.argsort(right.last, kind="stable")
        lasts = right.last[by_last]
        first = np.searchsorted(lasts, left.first - distance, "left")
        stop = np.searchsorted(lasts, left.first, "left")
        before = Spans(right.first[by_last], lasts)
        parts.append(_stretches(left, before, first if every else np.maximum(stop - 1, first), stop))
        good |= stop > first
    return union(parts), good


def _stretches(left: Spans, right: Spans, first: Places, stop: Places) -> Spans:
    """Return the stretches from each left span to the right spans number ``first`` up to, not with, ``stop``."""
    sizes = stop - first
    one = np.repeat(np.arange(len(sizes)), sizes)
    other = np.arange(len(one)) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    begins, ends = np.minimum(left.first[one], right.first[other]), np.maximum(left.last[one], right.last[other])
    return Spans(begins, ends)


def together(left: Spans, right: Spans, unit_starts: Places) -> tuple[Spans, npt.NDArray[np.bool_]]:
    """Return the left and right spans that begin in one unit, and which left spans have a right one.

    ``unit_starts`` are the places where sentences (or paragraphs) begin, the first of a document at 0.
    """
    left_unit = np.searchsorted(unit_starts, left.first, "right")
    right_unit = np.searchsorted(unit_starts, right.first, "right")
    good = is_in(left_unit, right_unit)
    partner = is_in(right_unit, left_unit)
    found = union([Spans(left.first[good], left.last[good]), Spans(right.first[partner], right.last[partner])])
    return found, good
