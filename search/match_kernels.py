"""Numba kernels of the search room that combine lists of documents, score and choose; see `search.kernels`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import posting_kernels
from search import plain
from search.expand import WEIGHT_UNIT
from search.lists import NO_DOCUMENTS, Counts, Documents, Matched, Numbers, Unsigned
from search.ranking import Floats
from search.scratch import scratch

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel = posting_kernels.kernel
UNIT: Final = float(WEIGHT_UNIT)
_MOST_BY_KERNEL: Final = 256
"""Up to so many best entries are kept in order while looking; more are partitioned."""


@kernel
def _union(document: Array, flags: Array, words: Array) -> Array:
    highest = np.int64(-1)
    for i in range(len(document)):
        flags[document[i]] = 1
        highest = max(highest, np.int64(document[i]))
    found = np.empty(len(document), np.int32)
    kept = 0
    for word in range((highest + 8) >> 3):
        if words[word] != 0:
            for at in range(8 * word, 8 * word + 8):
                if flags[at] != 0:
                    found[kept] = at
                    kept += 1
            words[word] = 0
    return found[:kept]


def union(parts: Sequence[Documents], size: int) -> Documents:
    """Return the documents that are in any of ``parts``, of ``size`` documents in all."""
    if len(parts) == 1:
        return parts[0]
    own = scratch.of(size)
    return _union(np.concatenate(parts) if parts else NO_DOCUMENTS, own.flags, own.words)


@kernel
def advanced(document: Array, at: Number, end: Number, wanted: Number) -> Number:
    """Return the first place from ``at`` on that is not before ``wanted``: by growing steps, then by halves."""
    step = 1
    while at + step < end and document[at + step] < wanted:
        at += step
        step <<= 1
    stop = min(at + step, end)
    while at < stop:
        middle = (at + stop) >> 1
        if document[middle] < wanted:
            at = middle + 1
        else:
            stop = middle
    return at


@kernel
def _both(few: Array, many: Array) -> Array:
    found = np.empty(len(few), np.int32)
    kept, at = 0, 0
    for i in range(len(few)):
        at = advanced(many, at, len(many), few[i])
        if at == len(many):
            break
        if many[at] == few[i]:
            found[kept] = few[i]
            kept += 1
    return found[:kept]


def intersection(parts: Sequence[Documents]) -> Documents:
    """Return the documents that are in each of ``parts``."""
    if not parts:
        return NO_DOCUMENTS
    first, *rest = sorted(parts, key=len)
    for part in rest:
        first = _both(first, part)
    return first


@kernel
def _add_scores(
    document: Array, weighted: Array, factor: Number, norm: Array, score: Array, flags: Array, found: Number
) -> Number:
    """Add a word's part to the scores of its documents, and flag these; return how many are flagged by now."""
    for i in range(len(document)):
        at = document[i]
        count = weighted[i] / UNIT
        score[at] += factor * count / (count + norm[at])
        found += flags[at] == 0
        flags[at] = 1
    return found


@kernel
def _collect_scores(found: Number, score: Array, flags: Array, words: Array) -> tuple[Array, Array]:
    """Return the ``found`` documents that are flagged, and their scores; leave the scratch all zero."""
    document, own = np.empty(found, np.int32), np.empty(found)
    kept, word = 0, 0
    while kept < found:
        if words[word] != 0:
            for at in range(8 * word, 8 * word + 8):
                if flags[at] != 0:
                    document[kept], own[kept] = at, score[at]
                    score[at] = 0
                    kept += 1
            words[word] = 0
        word += 1
    return document, own


def any_of(words: Sequence[Counts], factors: Sequence[float], norm: Floats) -> Matched:
    """Return the documents of any word, and their scores."""
    if len(words) == 1:
        return all_of(words, factors, norm)
    own, found = scratch.of(len(norm)), 0
    for word, factor in zip(words, factors, strict=True):
        found = _add_scores(word.document, word.weighted, factor, norm, own.score, own.flags, found)
    return Matched(*_collect_scores(found, own.score, own.flags, own.words))


@kernel
def _add_scores_of(document: Array, score: Array, words: Array, weighted: Array, factor: Number, norm: Array) -> None:
    """Add a word's part to the scores of those ``document`` that have it."""
    at, end = 0, len(words)
    for i in range(len(document)):
        at = advanced(words, at, end, document[i])
        if at == end:
            break
        if words[at] == document[i]:
            count = weighted[at] / UNIT
            score[i] += factor * count / (count + norm[document[i]])


def scores(document: Documents, words: Sequence[Counts], factors: Sequence[float], norm: Floats) -> Floats:
    """Return the scores of documents: the sum of the parts of ``words``."""
    score = np.zeros(len(document))
    for word, factor in zip(words, factors, strict=True):
        _add_scores_of(document, score, word.document, word.weighted, factor, norm)
    return score


def all_of(words: Sequence[Counts], factors: Sequence[float], norm: Floats) -> Matched:
    """Return the documents of every word, and their scores."""
    document = intersection([word.document for word in words])
    return Matched(document, scores(document, words, factors, norm))


@kernel
def _leading(document: Array, score: Array, recency: Array, published: Array, count: Number) -> tuple[Array, Array]:
    rank = np.empty(len(document))
    best, moment = np.empty(count), np.empty(count, np.int64)
    held = 0
    for i in range(len(document)):
        one = score[i] * recency[document[i]]
        rank[i] = one
        full = held == count
        if full and one < best[held - 1]:
            continue
        when = published[document[i]]
        if full and one == best[held - 1] and when <= moment[held - 1]:
            continue
        at = held - 1 if full else held
        while at > 0 and (one > best[at - 1] or (one == best[at - 1] and when > moment[at - 1])):
            best[at], moment[at] = best[at - 1], moment[at - 1]
            at -= 1
        best[at], moment[at] = one, when
        held += not full
    return _not_worse(document, rank, published, best[held - 1], moment[held - 1])


@kernel
def _not_worse(document: Array, rank: Array, published: Array, last: Number, moment: Number) -> tuple[Array, Array]:
    """Return the entries that are ranked no lower than ``last``, those of the same rank no older than ``moment``."""
    found = 0
    for i in range(len(document)):
        found += rank[i] > last or (rank[i] == last and published[document[i]] >= moment)
    chosen, own = np.empty(found, np.int32), np.empty(found)
    at = 0
    for i in range(len(document)):
        if rank[i] > last or (rank[i] == last and published[document[i]] >= moment):
            chosen[at], own[at] = document[i], rank[i]
            at += 1
    return chosen, own


def leading(
    document: Documents, score: Floats, recency: Floats, published: Numbers, count: int
) -> tuple[Documents, Floats]:
    """Return the ``count`` best documents, ascending, with all that tie with the last, and their ranks."""
    if not len(document) or not 0 < count <= _MOST_BY_KERNEL:
        return plain.leading(document, score, recency, published, count)
    found: tuple[Documents, Floats] = _leading(document, score, recency, published, min(count, len(document)))
    return found


@kernel
def _ranked(score: Array, published: Array) -> tuple[Array, bool]:
    order = np.empty(len(score), np.int64)
    tied = False
    for i in range(len(score)):
        at = i
        while at > 0:
            other = order[at - 1]
            if score[i] < score[other] or (score[i] == score[other] and published[i] <= published[other]):
                tied |= score[i] == score[other] and published[i] == published[other]
                break
            order[at] = other
            at -= 1
        order[at] = i
    return order, tied


def ranked(score: Floats, published: Numbers) -> tuple[Numbers, bool]:
    """Return the entries from the highest score down, the newest first where it is the same, and whether any tie."""
    if len(score) > _MOST_BY_KERNEL:
        return plain.ranked(score, published)
    found: tuple[Numbers, bool] = _ranked(score, published)
    return found


@kernel
def _count_codes(code: Array, start: Array, document: Array, size: Number) -> Array:
    counts = np.zeros(size, np.int64)
    for i in range(len(document)):
        for at in range(start[document[i]], start[document[i] + 1]):
            counts[code[at]] += 1
    return counts


def count_codes(code: Unsigned, start: Unsigned, document: Documents, size: int) -> Numbers:
    """Return how many of the documents have each code; those of a document are ``code[start[d]:start[d + 1]]``."""
    found: Numbers = _count_codes(code, start, document, size)
    return found
