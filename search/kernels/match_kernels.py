"""Numba kernels of the search room that combine lists of documents, score and choose; see `search.kernels.fast`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import WEIGHT_UNIT, kernels
from search.kernels import plain
from search.kernels.bits import INSIDE, ONE, WORD, members
from search.kernels.plain import MOST_RANKED
from search.kernels.room import longer
from search.lists import (
    ALL,
    BASE,
    DOCUMENTS,
    MATCHES,
    MATCHING,
    NO_DOCUMENTS,
    NORM,
    PUBLISHED,
    RECENCY,
    SIZE,
    WEIGHTED,
    Best,
    Counts,
    Documents,
    Mask,
    Matched,
    Numbers,
    Threshold,
    Weights,
)
from search.ranking import Floats
from search.scratch import BITS, NEARNESS, PLACE, ROOM, SCORE, scratch
from search.words import WordGroup

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
kernel = kernels.kernel
addresses = kernels.addresses
documents_at, counts_at, weights_at = addresses.documents_at, addresses.counts_at, addresses.weights_at
scores_at, bits_at = addresses.scores_at, addresses.bits_at
UNIT: Final = float(WEIGHT_UNIT)
_MUCH_LONGER: Final = 16
"""A list so many times as long as another is sought in, some 20 ns a document of the other; else all of it is marked,
1 ns a document."""
_LONGER: Final = 8
"""A list so many times as long as the documents that are scored is sought in, some 15 ns a document; else each of its
own gets a place, 1 ns."""
_ALL_ALLOWED: Final = np.zeros(0, bool)
"""Instead of a mask that would allow every document."""


@kernel
def _union(document: Array, bits: Array) -> Array:
    for i in range(len(document)):
        bits[document[i] >> WORD] |= ONE << np.uint64(document[i] & INSIDE)
    return members(bits)


def union(parts: Sequence[Documents], size: int) -> Documents:
    """Return the documents that are in any of ``parts``, of ``size`` documents in all."""
    if len(parts) == 1:
        return parts[0]
    return _union(np.concatenate(parts) if parts else NO_DOCUMENTS, scratch.of(size).bits)


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
def both(few: Array, many: Array, seen: Array) -> Array:
    """Return the documents that are in both lists; ``seen`` is all zero before and afterwards."""
    found = np.empty(len(few), np.int32)
    kept, at = 0, 0
    if len(many) > _MUCH_LONGER * len(few):
        for here in few:
            at = advanced(many, at, len(many), here)
            if at == len(many):
                break
            if many[at] == here:
                found[kept] = here
                kept += 1
        return found[:kept]
    for here in many:
        seen[here] = 1
    for here in few:
        found[kept] = here  # written over by the next one unless it was seen: no branch on what is read
        kept += seen[here]
    for here in many:
        seen[here] = 0
    return found[:kept]


@kernel
def in_all(rows: Array, begin: Number, end: Number, seen: Array) -> Array:
    """Return the documents that match each of the words from ``begin`` to before ``end``; the rarest comes first."""
    rarest = begin
    for word in range(begin, end):
        if rows[word, MATCHES] < rows[rarest, MATCHES]:
            rarest = word
    found = matching_of(rows, rarest)
    for word in range(begin, end):
        if word != rarest and len(found) > 0:
            found = both(found, matching_of(rows, word), seen)
    return found


def intersection(parts: Sequence[Documents]) -> Documents:
    """Return the documents that are in each of ``parts``."""
    if not parts or not all(map(len, parts)):
        return NO_DOCUMENTS
    first, *rest = sorted(parts, key=len)
    seen = scratch.of(1 + max(int(part[-1]) for part in parts)).nearest
    for part in rest:
        first = both(first, part, seen)
    return first


@kernel
def documents_of(rows: Array, word: Number) -> Array:
    """Return the documents of a word that count; ``rows`` are those of a segment (see `search.lists.Read`)."""
    return documents_at(rows[word, DOCUMENTS], rows[word, SIZE])


@kernel
def weighted_of(rows: Array, word: Number) -> Array:
    """Return the weighted counts of a word."""
    return counts_at(rows[word, WEIGHTED], rows[word, SIZE])


@kernel
def matching_of(rows: Array, word: Number) -> Array:
    """Return the documents that match a word."""
    return documents_at(rows[word, MATCHING], rows[word, MATCHES])


@kernel
def _is_plain(rows: Array, words: Number) -> bool:
    """Return whether what counts is what matches, and nothing else counts than ``words``."""
    is_plain = words == len(rows)
    for word in range(words):
        is_plain &= rows[word, DOCUMENTS] == rows[word, MATCHING] and rows[word, SIZE] == rows[word, MATCHES]
    return is_plain


@kernel
def _any(rows: Array, words: Number, factors: Array, norm: Array, allowed: Array, score: Array, bits: Array) -> Array:
    """Return the allowed documents of any word; write the scores of all documents that count to ``score``.

    ``bits`` are all zero afterwards.
    """
    is_plain = _is_plain(rows, words)
    for word in range(len(rows)):
        document, weighted, factor = documents_of(rows, word), weighted_of(rows, word), factors[word]
        for i in range(len(document)):
            at = document[i]
            count = weighted[i] / UNIT
            score[at] += factor * count / (count + norm[at])
            if is_plain:
                bits[at >> WORD] |= ONE << np.uint64(at & INSIDE)
    for word in range(0 if is_plain else words):
        for at in matching_of(rows, word):
            bits[at >> WORD] |= ONE << np.uint64(at & INSIDE)
    matches, kept = members(bits), 0
    if len(allowed) == 0:
        return matches
    for at in matches:
        if allowed[at]:
            matches[kept] = at
            kept += 1
    return matches[:kept]


@kernel
def _forget(rows: Array, score: Array) -> None:
    """Leave the scores of all documents that count zero."""
    for word in range(len(rows)):
        for at in documents_of(rows, word):
            score[at] = 0


@kernel
def _scores(document: Array, weighted: Array, factor: Number, norm: Array) -> Array:
    """Return the scores of all documents of a word."""
    score = np.empty(len(document))
    for i in range(len(document)):
        count = weighted[i] / UNIT
        score[i] = factor * count / (count + norm[document[i]])
    return score


@kernel
def _among(document: Array, allowed: Array) -> Array:
    """Return the documents that are allowed."""
    found, kept = np.empty(len(document), np.int32), 0
    for here in document:
        found[kept] = here
        kept += allowed[here]
    return found[:kept]


@kernel
def add_scores_of(
    document: Array, score: Array, words: Array, weighted: Array, factor: Number, norm: Array, place: Array
) -> None:
    """Add a word's part to the scores of those ``document`` that have it.

    ``place`` int32, as long as the segment or longer, may hold anything before and afterwards. A list that is not much
    longer is not searched: each of its documents gets its place there, and what is read is compared with the list.
    """
    at, end = 0, len(words)
    if end > _LONGER * len(document):
        for i in range(len(document)):
            at = advanced(words, at, end, document[i])
            if at == end:
                break
            if words[at] == document[i]:
                count = weighted[at] / UNIT
                score[i] += factor * count / (count + norm[document[i]])
        return
    for at in range(end):
        place[words[at]] = at
    for i in range(len(document)):
        at = place[document[i]]
        if 0 <= at < end and words[at] == document[i]:
            count = weighted[at] / UNIT
            score[i] += factor * count / (count + norm[document[i]])


@kernel
def _all(
    rows: Array, words: Number, factors: Array, norm: Array, allowed: Array, seen: Array, place: Array
) -> tuple[Array, Array]:
    """Return the allowed documents that match every word, and their scores. The rarest word comes first."""
    if words == 1 and len(allowed) == 0 and _is_plain(rows, words):
        document = documents_of(rows, 0)
        return document, _scores(document, weighted_of(rows, 0), factors[0], norm)
    found = in_all(rows, 0, words, seen)
    if len(allowed) > 0:
        found = _among(found, allowed)
    score = np.zeros(len(found))
    for word in range(len(rows)):
        add_scores_of(found, score, documents_of(rows, word), weighted_of(rows, word), factors[word], norm, place)
    return found, score


@kernel
def _matched(
    rows: Array, words: Number, factors: Array, either: bool, norm: Array, score: Array, bits: Array, seen: Array,
    place: Array,
) -> tuple[Array, Array]:  # fmt: skip
    """Return the documents of any word or of all, and their scores; leave the scratch all zero."""
    if either and words > 1:
        found = _any(rows, words, factors, norm, np.empty(0, np.bool_), score, bits)
        own = np.empty(len(found))
        for i in range(len(found)):
            own[i] = score[found[i]]
        _forget(rows, score)
        return found, own
    found, own = _all(rows, words, factors, norm, np.empty(0, np.bool_), seen, place)
    return found.copy(), own  # what was read may be gone before the answer


def matched(group: WordGroup, at: int, norm: Floats) -> Matched:
    """Return the documents of segment ``at`` that match a group of words, and their scores."""
    if not group.words:
        return Matched(NO_DOCUMENTS, np.zeros(0))
    own = scratch.of(len(norm))
    return Matched(
        *_matched(
            group.rows[at], len(group.words), np.array(group.factors), group.either, norm, own.score, own.bits,
            own.nearest, own.count,
        )
    )  # fmt: skip


def scores(document: Documents, words: Sequence[Counts], factors: Sequence[float], norm: Floats) -> Floats:
    """Return the scores of documents: the sum of the parts of ``words``."""
    score, place = np.zeros(len(document)), scratch.of(len(norm)).count
    for word, factor in zip(words, factors, strict=True):
        add_scores_of(document, score, word.document, word.weighted, factor, norm, place)
    return score


@kernel
def _leading(
    document: Array, score: Array, of_document: bool, recency: Array, published: Array, count: Number, least: Number
) -> tuple[Array, Array]:
    """Do what `leading` does; ``score`` has an entry for each of ``document``, or by the number ``of_document``."""
    size = min(count, len(document))
    chosen, rank, moment = np.empty(size, np.int32), np.empty(size), np.empty(size, np.int64)
    held, ties = 0, 0
    for i in range(len(document)):
        here = document[i]
        one = score[here if of_document else i] * recency[here]
        if one < least:  # from when ``chosen`` is full on the rank of the last there
            continue
        full, when = held == size, published[here]
        if full and one == rank[held - 1] and when <= moment[held - 1]:
            ties += when == moment[held - 1]
            continue
        at = held - 1 if full else held
        last, last_moment = rank[held - 1], moment[held - 1]
        while at > 0 and (one > rank[at - 1] or (one == rank[at - 1] and when > moment[at - 1])):
            chosen[at], rank[at], moment[at] = chosen[at - 1], rank[at - 1], moment[at - 1]
            at -= 1
        chosen[at], rank[at], moment[at] = here, one, when
        if full:
            is_tie = rank[held - 1] == last and moment[held - 1] == last_moment
            ties = ties + 1 if is_tie else 0
        held += not full
        if held == size:
            least = rank[held - 1]
    if ties > 0:
        return _not_worse(
            document, score, of_document, recency, published, rank[held - 1], moment[held - 1], held + ties
        )
    return _ascending(chosen[:held], rank[:held])


@kernel
def _ascending(document: Array, rank: Array) -> tuple[Array, Array]:
    """Put documents into their own order, in place; they are few."""
    for i in range(1, len(document)):
        at, here, one = i, document[i], rank[i]
        while at > 0 and document[at - 1] > here:
            document[at], rank[at] = document[at - 1], rank[at - 1]
            at -= 1
        document[at], rank[at] = here, one
    return document, rank


@kernel
def _not_worse(
    document: Array,
    score: Array,
    of_document: bool,
    recency: Array,
    published: Array,
    last: Number,
    moment: Number,
    found: Number,
) -> tuple[Array, Array]:
    """Return the ``found`` entries that rank above ``last`` or, at the same rank, are no older than ``moment``."""
    chosen, rank = np.empty(found, np.int32), np.empty(found)
    at = 0
    for i in range(len(document)):
        one = score[document[i] if of_document else i] * recency[document[i]]
        if one > last or (one == last and published[document[i]] >= moment):
            chosen[at], rank[at] = document[i], one
            at += 1
    return chosen, rank


def leading(
    document: Documents, score: Floats, recency: Floats, published: Numbers, count: int, least: float
) -> tuple[Documents, Floats]:
    """Return the ``count`` best documents of at least the rank ``least``, with all that tie with the last."""
    if not 0 < count <= MOST_RANKED:
        return plain.leading(document, score, recency, published, count, least)
    found: tuple[Documents, Floats] = _leading(document, score, False, recency, published, count, least)
    return found


@kernel
def _reach(best: Array, rank: Array) -> None:
    """Keep the best of both in ``best``, a heap: the lowest is the first, and none is higher than the two behind it."""
    for one in rank:
        if one <= best[0]:
            continue
        at, child = 0, 1
        while child < len(best):
            child += child + 1 < len(best) and best[child + 1] < best[child]
            if best[child] >= one:
                break
            best[at] = best[child]
            at, child = child, 2 * child + 1
        best[at] = one


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


@kernel
def _best_of(
    rows: Array, words: Number, factors: Array, either: bool, first: Number, last: Number, weights: Array,
    allowed: Array, wants_all: bool, best: Array, least: Array, own: Array,
) -> tuple[Array, Array, Array, Array, bool]:  # fmt: skip
    """Do what `best_of` does; how many documents match in each segment comes first, then these if wanted."""
    norm, recency = scores_at(weights[NORM], weights[ALL]), scores_at(weights[RECENCY], weights[ALL])
    published, base = counts_at(weights[PUBLISHED], weights[ALL]), counts_at(weights[BASE], last + 1)
    score, seen = scores_at(own[SCORE], own[ROOM]), weights_at(own[NEARNESS], own[ROOM])
    bits, place = bits_at(own[BITS], own[ROOM] >> WORD), documents_at(own[PLACE], own[ROOM])
    sizes, having, had = np.zeros(last - first, np.int64), np.empty(0, np.int32), 0
    document, rank, kept = np.empty(0, np.int64), np.empty(0), 0
    for at in range(first, last):
        begin, end, lists = base[at], base[at + 1], rows[at]
        own_norm, own_recency, own_published = norm[begin:end], recency[begin:end], published[begin:end]
        own_allowed = allowed[begin:end] if len(allowed) > 0 else allowed
        if either and words > 1:
            found = _any(lists, words, factors, own_norm, own_allowed, score, bits)
            chosen, ranks = _leading(found, score, True, own_recency, own_published, len(best), least[0])
            _forget(lists, score)
        else:
            found, scores = _all(lists, words, factors, own_norm, own_allowed, seen, place)
            chosen, ranks = _leading(found, scores, False, own_recency, own_published, len(best), least[0])
        sizes[at - first] = len(found)
        if wants_all:
            having = longer(having, had, len(found))
            for here in found:
                having[had] = here
                had += 1
        document, rank = longer(document, kept, len(chosen)), longer(rank, kept, len(chosen))
        for i in range(len(chosen)):
            document[kept], rank[kept] = chosen[i] + begin, ranks[i]
            kept += 1
        _reach(best, ranks)
        least[0] = max(least[0], best[0])
    among = 0
    for i in range(kept):
        if rank[i] >= least[0]:
            document[among], rank[among] = document[i], rank[i]
            among += 1
    document, rank = document[:among], rank[:among]
    if among > MOST_RANKED:
        return sizes, having[:had], document, rank, False
    moment = np.empty(among, np.int64)
    for i in range(among):
        moment[i] = published[document[i]]
    order, tied = _ranked(rank, moment)
    return sizes, having[:had], document[order], rank[order], not tied


def best_of(
    group: WordGroup,
    first: int,
    last: int,
    weights: Weights,
    allowed: Mask | None,
    wants_all: bool,
    threshold: Threshold,
) -> Best:
    """Return the best matches of a group of words in the segments from ``first`` to before ``last`` (see `plain`)."""
    if not group.words or not 0 < threshold.count <= MOST_RANKED:
        return plain.best_of(group, first, last, weights, allowed, wants_all, threshold, matched)
    sizes, having, document, rank, is_ranked = _best_of(
        group.rows, len(group.words), np.array(group.factors), group.either, first, last, weights.addresses,
        _ALL_ALLOWED if allowed is None else allowed, wants_all, threshold.best, threshold.rank,
        scratch.of(weights.longest).addresses,
    )  # fmt: skip
    if len(sizes) == 1:
        return Best(int(sizes[0]), [having] if wants_all else [], document, rank, is_ranked)
    bounds = [0, *accumulate(sizes.tolist())]
    lists = [having[begin:end] for begin, end in pairwise(bounds)] if wants_all else []
    return Best(bounds[-1], lists, document, rank, is_ranked)


def ranked(score: Floats, published: Numbers) -> tuple[Numbers, bool]:
    """Return the entries from the highest score down, the newest first where it is the same, and whether any tie."""
    if len(score) > MOST_RANKED:
        return plain.ranked(score, published)
    found: tuple[Numbers, bool] = _ranked(score, published)
    return found
