"""Several segments -> one, without the articles that were removed; and when to do so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np

from index import hot
from index.columns import Array, Strings, smallest
from index.segments import coded
from index.segments.builder import field_columns
from index.segments.postings import Numbers, starts_of
from index.segments.segment import MAX_ARTICLES, FieldName, Segment

TIER_FACTOR: Final = 8
"""So many segments of one size class become one: seven of a class may wait, so their number is logarithmic."""
LARGE_ARTICLES: Final = MAX_ARTICLES // 4
"""Segments of so many articles are left alone: a long reindex would write twice what it has just written."""
MAX_REMOVED_SHARE: Final = 0.3
"""A segment is written anew without its removed articles when they are more than this share."""


def due(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return the groups of segments that should now be merged (a group of one: to drop removed articles)."""
    tiers: dict[int, list[Segment]] = {}
    groups = []
    for segment in sorted(segments, key=lambda one: one.live_count):
        if len(segment) - segment.live_count > MAX_REMOVED_SHARE * len(segment):
            groups.append([segment])
        elif segment.live_count < LARGE_ARTICLES:
            tiers.setdefault(int(math.log(max(segment.live_count, 1), TIER_FACTOR)), []).append(segment)
    for tier in tiers.values():
        if len(tier) >= TIER_FACTOR:
            groups += packed_groups(tier)
    return groups


def packed_groups(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return the segments in as few groups as fit into one segment each; groups that change nothing left out."""
    groups: list[list[Segment]] = [[]]
    total = 0
    for segment in segments:
        if total + segment.live_count > MAX_ARTICLES:
            groups.append([])
            total = 0
        groups[-1].append(segment)
        total += segment.live_count
    return [group for group in groups if len(group) > 1 or any(one.removed is not None for one in group)]


def merge(segments: Sequence[Segment]) -> dict[str, Array]:
    """Return the columns of one segment with the live articles of all ``segments``, in order."""
    hashes = _column(segments, "id.hash_by_document")
    by_hash = np.argsort(hashes, kind="stable")
    return {
        **_merged_field(segments, "title"),
        **_merged_field(segments, "body"),
        **_merged_breaks(segments),
        **{name: _column(segments, name) for name in ("published", "day", "content", "arrival")},
        **_merged_texts(segments),
        **_merged_category(segments, "clock"),
        **_merged_category(segments, "language"),
        **_merged_category(segments, "source"),
        **_merged_category(segments, "section"),
        **_merged_authors(segments),
        **_merged_strings(segments, "id"),
        **_merged_strings(segments, "headline"),
        **_merged_strings(segments, "url"),
        "id.hash": hashes[by_hash],
        "id.document": by_hash.astype(np.uint32),
    }


def _merged_strings(segments: Sequence[Segment], name: str) -> dict[str, Array]:
    parts = [Strings.from_columns(one.columns, name).take(np.flatnonzero(one.live)) for one in segments]
    return Strings.of(list(chain.from_iterable(parts))).columns(name)


def _column(segments: Sequence[Segment], name: str) -> Array:
    """Return the live rows of one per-document column."""
    return np.concatenate([_rows(segment, name)[segment.live] for segment in segments])


def _rows(segment: Segment, name: str) -> Array:
    if name != "id.hash_by_document":
        return segment.columns[name]
    hashes = np.empty(len(segment), np.uint64)
    hashes[segment.columns["id.document"]] = segment.columns["id.hash"]
    return hashes


def _merged_field(segments: Sequence[Segment], name: FieldName) -> dict[str, Array]:
    live = [one.live for one in segments]
    packed = hot.merged([one.fields[name].packed() for one in segments], live)
    length = np.concatenate([one.fields[name].length[keep] for one, keep in zip(segments, live, strict=True)])
    return field_columns(name, packed, length)


def _take_ragged(stream: Array, start: Numbers, keep: Array) -> tuple[Array, Numbers]:
    """Return the parts of ``stream`` (part i from start[i] to start[i + 1]) that are kept, and their sizes."""
    sizes = np.diff(start)
    if keep.all():
        return stream, sizes
    return stream[keep.repeat(sizes)], sizes[keep]


def _merged_breaks(segments: Sequence[Segment]) -> dict[str, Array]:
    parts = [
        _take_ragged(one.columns["body.break"], one.columns["body.break_start"].astype(np.int64), one.live)
        for one in segments
    ]
    sizes = np.concatenate([sizes for _, sizes in parts])
    return {
        "body.break": np.concatenate([stream for stream, _ in parts]),
        "body.break_start": smallest(starts_of(sizes)),
    }


def _merged_texts(segments: Sequence[Segment]) -> dict[str, Array]:
    """Return the texts as they are stored: their words have the numbers of the whole index."""
    words, gaps = (
        [
            _take_ragged(one.columns[name], one.columns[f"{name}_start"].astype(np.int64), one.live.repeat(2))
            for one in segments
        ]
        for name in coded.COLUMNS
    )
    return coded.columns(words, gaps)


def _merged_category(segments: Sequence[Segment], name: str) -> dict[str, Array]:
    numbers: dict[str, int] = {"": 0}
    codes = [_renumbered(one, name, numbers)[one.live] for one in segments]
    return {
        f"{name}.code": smallest(np.concatenate(codes)),
        **Strings.of(list(numbers)).columns(f"{name}.value"),
    }


def _renumbered(segment: Segment, name: str, numbers: dict[str, int]) -> Numbers:
    """Return a category's codes as those of ``numbers``, which gains the values that are new to it."""
    values = [
        numbers.setdefault(value, len(numbers)) for value in Strings.from_columns(segment.columns, f"{name}.value")
    ]
    return np.array(values, np.int64)[segment.columns[f"{name}.code"]]


def _merged_authors(segments: Sequence[Segment]) -> dict[str, Array]:
    numbers: dict[str, int] = {"": 0}
    parts = [
        _take_ragged(_renumbered(one, "author", numbers), one.columns["author.start"].astype(np.int64), one.live)
        for one in segments
    ]
    return {
        "author.code": np.concatenate([codes for codes, _ in parts]).astype(np.uint32),
        "author.start": starts_of(np.concatenate([sizes for _, sizes in parts])).astype(np.uint32),
        **Strings.of(list(numbers)).columns("author.value"),
    }
