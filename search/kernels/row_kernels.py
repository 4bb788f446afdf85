"""The numba kernel of phrases: words that stand one directly after the other; see `search.kernels.fast`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from index import FieldName, errors, kernels
from search.kernels.bits import INSIDE, ONE, WORD, members
from search.kernels.match_kernels import add_scores_of, both, documents_of, matching_of, weighted_of
from search.kernels.place_kernels import FEW_PLACES, PLACE_BITS, held_places, merge_runs, read_places
from search.kernels.plain import COMMON
from search.kernels.record_kernels import postings_of, records_of
from search.kernels.room import longer
from search.lists import FREQUENCY, MATCHES, Matched, Numbers
from search.ranking import Floats
from search.scratch import scratch
from search.words import BODIES, TITLES, SegmentTable, WordGroup

Array = npt.NDArray[Any]
Number = Any
"""A scalar inside a kernel."""
checked_kernel = kernels.checked_kernel


@checked_kernel
def _mark_row(
    high: Array, low: Array, start: Array, stream: Array, forms: Array, bounds: Array, rarest_first: Array,
    wanted: Array, rank: Array, bits: Array,
) -> None:  # fmt: skip
    """Set the bits of ``wanted`` documents in which words stand one directly after the other in one field."""
    place, found = np.empty(FEW_PLACES, np.int64), 0
    rarest = rarest_first[0]
    record = records_of(high, low, start, forms[bounds[rarest] : bounds[rarest + 1]])
    for i in range(len(record)):
        before = found
        if record[i] >= 0:
            place, found = read_places(stream, record[i], wanted, rank, place, found)
            merge_runs(place, before, found)
    place = place[:found] - rarest
    for word in rarest_first[1:]:
        if len(place) == 0:
            return
        place += word
        held = held_places(high, low, start, stream, forms[bounds[word] : bounds[word + 1]], place, rank)
        kept = 0
        for i in range(len(place)):
            if held[i]:
                place[kept] = place[i] - word
                kept += 1
        place = place[:kept]
    for i in range(len(place)):
        here = place[i] >> PLACE_BITS
        bits[here >> WORD] |= ONE << np.uint64(here & INSIDE)


@checked_kernel
def _may_match(rows: Array, words: Number, common: Number, order: Array, seen: Array) -> Array:
    """Return the documents that have each word but those that more than ``common`` have, the rarest in any case.

    Puts the places of the words, the rarest first, into ``order``.
    """
    for word in range(words):
        at = word
        while at > 0 and rows[order[at - 1], FREQUENCY] > rows[word, FREQUENCY]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = word
    found = matching_of(rows, order[0])
    for word in order[1:]:
        if len(found) > 0 and rows[word, MATCHES] <= common:
            found = both(found, matching_of(rows, word), seen)
    return found


@checked_kernel
def _in_rows(
    columns: Array, rows: Array, first: Number, last: Number, norm: Array, base: Array, in_title: bool, in_body: bool,
    forms: Array, bounds: Array, factors: Array, rank: Array, bits: Array, seen: Array,
) -> tuple[Array, Array]:  # fmt: skip
    words, kept = len(bounds) - 1, np.int64(0)
    document, score, order = np.empty(0, np.int32), np.empty(0), np.empty(words, np.int64)
    for at in range(first, last):
        own, begin, end = rows[at], base[at], base[at + 1]
        found = _may_match(own, words, COMMON * (end - begin), order, seen)
        if len(found) == 0:
            continue
        if in_title:
            high, low, start, stream = postings_of(columns[at], TITLES)
            _mark_row(high, low, start, stream, forms, bounds, order, found, rank, bits)
        if in_body:
            high, low, start, stream = postings_of(columns[at], BODIES)
            _mark_row(high, low, start, stream, forms, bounds, order, found, rank, bits)
        found = members(bits)
        scores = np.zeros(len(found))
        for word in range(len(factors)):
            add_scores_of(
                found, scores, documents_of(own, word), weighted_of(own, word), factors[word], norm[begin:end], rank
            )
        document, score = longer(document, kept, len(found)), longer(score, kept, len(found))
        for i in range(len(found)):
            document[kept], score[kept] = found[i] + begin, scores[i]
            kept += 1
    return document[:kept], score[:kept]


def in_rows(
    table: SegmentTable,
    group: WordGroup,
    fields: Sequence[FieldName],
    first: int,
    last: int,
    norm: Floats,
    base: Numbers,
) -> Matched:
    """Return the documents that have words one directly after the other in one of the fields (see `plain`)."""
    own, forms = scratch.of(table.longest), [word.expansion.forms for word in group.words]
    try:
        return Matched(
            *_in_rows(
                table.columns, group.rows, first, last, norm, base, "title" in fields, "body" in fields,
                np.concatenate(forms), np.array([0, *accumulate(map(len, forms))]), np.array(group.factors), own.count,
                own.bits, own.nearest,
            )
        )  # fmt: skip
    except errors.UNREADABLE as error:
        scratch.forget()
        for at in range(first, last if last - first > 1 else first):  # which of them is it?
            in_rows(table, group, fields, at, at + 1, norm, base)
        raise errors.damaged_segment(table.segments[first].name) from error
