"""The best of many matches: which ones, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index import NO_DATE
from search.answer import Sort
from search.arrays import first_by
from search.kernels import hot

Numbers = npt.NDArray[np.int64]
Identifier = Callable[[int], str]
"""Tells the id of a document, numbered over all segments."""


class Matches(NamedTuple):
    """The matching documents of all segments, one entry each.

    ``document`` int64: numbered over all segments; ``score`` float64; ``missing`` float64: the idf of the words that a
    relaxed match lacks, 0 for a match in full; None if all match in full. ``is_ranked``: the best comes first, and no
    two tie.
    """

    document: Numbers
    score: npt.NDArray[np.float64]
    missing: npt.NDArray[np.float64] | None = None
    is_ranked: bool = False


def among(matches: Matches, chosen: Numbers | slice) -> Matches:
    """Return only those matches, in that order."""
    document, score, missing, _ = matches
    return Matches(document[chosen], score[chosen], None if missing is None else missing[chosen])


def best(matches: Matches, published: Numbers, identifier: Identifier, sort: Sort, offset: int, limit: int) -> Numbers:
    """Return which matches stand at places ``offset`` to ``offset + limit`` of the answer, in order.

    Matches in full come first, then those that lack least. Ties go to the newer article, then to the smaller
    id (``identifier`` tells that of a document); articles without a date come after those with one. ``published`` int64
    has the seconds of all documents.
    """
    if limit <= 0:
        return np.zeros(0, np.int64)
    if matches.is_ranked and sort == "relevance":
        return np.arange(offset, min(offset + limit, len(matches.document)))
    moment = published[matches.document]
    if matches.missing is None and sort == "relevance":
        order = _by_score(matches, moment, identifier)
    else:
        order = _by_keys(matches, _keys(matches, moment, sort), identifier, offset + limit)
    return order[offset : offset + limit]


def _by_score(matches: Matches, moment: Numbers, identifier: Identifier) -> Numbers:
    """Return the order of all matches."""
    order, tied = hot.operations().ranked(matches.score, moment)
    return _untied(matches, order, [matches.score, moment], identifier) if tied else order


def _by_keys(matches: Matches, keys: Sequence[npt.NDArray[Any]], identifier: Identifier, count: int) -> Numbers:
    """Return the order of the ``count`` first matches, smaller keys first."""
    candidates = first_by(keys, count)
    order = candidates[np.lexsort([key[candidates] for key in reversed(keys)])]
    return _untied(matches, order, keys, identifier)


def _untied(matches: Matches, order: Numbers, keys: Sequence[npt.NDArray[Any]], identifier: Identifier) -> Numbers:
    """Return the matches in ``order``, those that have the same keys by their ids: only the ids of these are read."""
    same = np.ones(max(len(order) - 1, 0), bool)
    for key in keys:
        same &= key[order[1:]] == key[order[:-1]]
    if not same.any():
        return order
    untied = order.tolist()
    bounds = np.flatnonzero(np.diff(same, prepend=False, append=False)).tolist()
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):  # neighbours from first to last are tied
        documents = matches.document[order[first : last + 1]].tolist()
        tied = zip(map(identifier, documents), untied[first : last + 1], strict=True)
        untied[first : last + 1] = [match for _, match in sorted(tied)]
    return np.array(untied, np.int64)


def _keys(matches: Matches, moment: Numbers, sort: Sort) -> list[npt.NDArray[Any]]:
    """Return the sort keys, most important first, smaller first."""
    missing = np.zeros(len(matches.score)) if matches.missing is None else matches.missing
    undated = moment == NO_DATE
    newest = np.where(undated, 0, -moment)
    if sort == "oldest":
        return [missing, undated, -newest]
    if sort == "newest":
        return [missing, undated, newest]
    return [missing, -matches.score, undated, newest]
