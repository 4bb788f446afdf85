"""The best of many matches: which ones, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index import NO_DATE
from search import hot
from search.answer import Sort
from search.arrays import first_by

Numbers = npt.NDArray[np.int64]


class Matches(NamedTuple):
    """The matching documents of all segments, one entry each.

    ``document`` int64: numbered over all segments; ``score`` float64, ``published`` int64 (seconds); ``missing``
    float64: the idf of the words that a relaxed match lacks, 0 for a match in full; None if all match in full.
    """

    document: Numbers
    score: npt.NDArray[np.float64]
    published: Numbers
    missing: npt.NDArray[np.float64] | None


def among(matches: Matches, chosen: Numbers) -> Matches:
    """Return only those matches, in that order."""
    document, score, published, missing = matches
    return Matches(document[chosen], score[chosen], published[chosen], None if missing is None else missing[chosen])


def best(matches: Matches, identifier: Callable[[int], str], sort: Sort, offset: int, limit: int) -> list[int]:
    """Return which matches stand at places ``offset`` to ``offset + limit`` of the answer, in order.

    Matches in full come first, then those that lack least. Ties go to the newer article, then to the smaller
    id (``identifier`` tells that of a document); articles without a date come after those with one.
    """
    if matches.missing is None and sort == "relevance":
        candidates = hot.operations().best_scored(matches.score, matches.published, offset + limit)
        keys: list[npt.NDArray[Any]] = [-matches.score[candidates], -matches.published[candidates].astype(np.float64)]
    else:
        all_keys = _keys(matches, sort)
        candidates = first_by(all_keys, offset + limit)
        keys = [key[candidates] for key in all_keys]
    order = np.lexsort(keys[::-1])
    if limit > 0 and _ties(keys, order):
        identifiers = map(identifier, matches.document[candidates].tolist())
        ranked = sorted(zip(*(key.tolist() for key in keys), identifiers, range(len(order)), strict=True))
        order = np.array([entry[-1] for entry in ranked], np.int64)
    chosen: list[int] = candidates[order[offset : offset + limit]].tolist()
    return chosen


def _ties(keys: Sequence[npt.NDArray[Any]], order: Numbers) -> bool:
    """Return whether two neighbours in ``order`` have the same keys: then their ids decide, and must be read."""
    same = np.ones(max(len(order) - 1, 0), bool)
    for key in keys:
        same &= key[order[1:]] == key[order[:-1]]
    return bool(same.any())


def _keys(matches: Matches, sort: Sort) -> list[npt.NDArray[Any]]:
    """Return the sort keys, most important first, smaller first."""
    missing = np.zeros(len(matches.score)) if matches.missing is None else matches.missing
    undated = matches.published == NO_DATE
    newest = np.where(undated, 0, -matches.published)
    if sort == "oldest":
        return [missing, undated, -newest]
    if sort == "newest":
        return [missing, undated, newest]
    return [missing, -matches.score, undated, newest]
