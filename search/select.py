"""The best of many matches: which ones, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index import NO_DATE, Segment
from search.answer import Sort

Numbers = npt.NDArray[np.int64]


class Matches(NamedTuple):
    """The matching documents of all segments, one entry each.

    ``segment`` and ``document`` int64, ``score`` float64, ``published`` int64 (seconds); ``missing`` float64: the
    idf of the words that a relaxed match lacks, 0 for a match in full.
    """

    segment: Numbers
    document: Numbers
    score: npt.NDArray[np.float64]
    published: Numbers
    missing: npt.NDArray[np.float64]


def best(matches: Matches, segments: Sequence[Segment], sort: Sort, offset: int, limit: int) -> Numbers:
    """Return which matches stand at places ``offset`` to ``offset + limit`` of the answer, in order.

    Matches in full come first, then those that lack least. Ties go to the newer article, then to the smaller
    id; articles without a date come after those with one.
    """
    keys = _keys(matches, sort)
    candidates = _first(keys, offset + limit)
    identifiers = [
        segments[segment].ids[document]
        for segment, document in zip(
            matches.segment[candidates].tolist(), matches.document[candidates].tolist(), strict=True
        )
    ]
    columns = [key[candidates].tolist() for key in keys]
    ranked = sorted(zip(*columns, identifiers, candidates.tolist(), strict=True))
    return np.array([entry[-1] for entry in ranked[offset : offset + limit]], np.int64)


def _keys(matches: Matches, sort: Sort) -> list[npt.NDArray[Any]]:
    """Return the sort keys, most important first, smaller first."""
    undated = matches.published == NO_DATE
    newest = np.where(undated, 0, -matches.published)
    if sort == "oldest":
        return [matches.missing, undated, -newest]
    if sort == "newest":
        return [matches.missing, undated, newest]
    return [matches.missing, -matches.score, undated, newest]


def _first(keys: Sequence[npt.NDArray[Any]], count: int) -> Numbers:
    """Return the ``count`` smallest entries by ``keys``, in any order, with all that tie with the last of them."""
    undecided = np.arange(len(keys[0]))
    decided = []
    for key in keys:
        if len(undecided) <= count or count <= 0:
            break
        values = key[undecided]
        threshold = np.partition(values, count - 1)[count - 1]
        smaller = undecided[values < threshold]
        decided.append(smaller)
        count -= len(smaller)
        undecided = undecided[values == threshold]
    return np.concatenate([*decided, undecided])
