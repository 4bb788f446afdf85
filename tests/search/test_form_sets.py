"""Which segments hold which forms: what a table says of them, and that what is read is the same by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import WEIGHT_UNIT, Article, Index, Segment, StoreError
from index.segments.postings import FormRows
from search.kernels import fast as kernels
from search.kernels import plain
from search.words import form_sets
from search.words.expansion import Expansion
from search.words.segment_table import SegmentTable
from search.words.words import Asked

FORMS = st.sets(st.integers(0, 700), max_size=60)
SEGMENTS = 11
"""More than fit a byte."""


@settings(max_examples=60, deadline=None)
@given(fields=st.lists(st.tuples(FORMS, FORMS), min_size=1, max_size=SEGMENTS), asked=FORMS)
def test_forms_are_marked_where_they_are(fields: list[tuple[set[int], set[int]]], asked: set[int]) -> None:
    rows = [[FormRows.of(np.array(sorted(one), np.int64)) for one in segment] for segment in fields]
    width = -(-len(fields) // 8)
    table = np.zeros((256 * max(len(one.high) - 1 for segment in rows for one in segment), 2 * width), np.uint8)
    for at, segment in enumerate(rows):
        for field, one in enumerate(segment):
            form_sets.add_forms(one.high, one.low, table, field * width + at // 8, np.uint8(1 << at % 8))
    forms = sorted(asked)
    expected = [[(form in title) + 2 * (form in body) for form in forms] for title, body in fields]
    found = form_sets.marks_of(table, np.array(forms, np.int64), len(fields))
    assert [one.tolist() for one in found] == expected


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> tuple[Segment, ...]:
    """Return segments that share few forms."""
    folder: Path = tmp_path_factory.mktemp("sets") / "index"
    index = Index.create(folder)
    for number in range(5):
        text = " ".join(f"wort{one}" for one in range(100 * number, 100 * number + 200, 1 + number))
        with index.writer() as writer:
            writer.add(Article(id=f"a{number}", title=f"wort{number} titel", text=text))
            writer.add(Article(id=f"b{number}", title="wort7 wort300", text="wort7 anderes wort300"))
    return tuple(index.snapshot().segments)


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sets(st.integers(0, 900)), min_size=1, max_size=3), same=st.booleans())
def test_what_is_read_by_marks_is_what_is_read_without(
    segments: tuple[Segment, ...], words: list[set[int]], same: bool
) -> None:
    asked = []
    for word in words:
        forms = np.array(sorted(word), np.int64)
        weights = np.full(len(forms), 40) if same else 1 + forms % WEIGHT_UNIT
        asked.append(Expansion("", forms, weights, forms % 2 == 0))
    assert len(segments) == 5
    table = SegmentTable(segments)
    marks = kernels.marks(table, Asked(asked))
    assert marks.shape == (len(segments), sum(len(one.forms) for one in asked))
    for weighted in ({"title": 3, "body": 1}, {"title": 3}, {"body": 1}):
        for first, last in ((0, 5), (2, 4)):
            read = [
                module.counts(table, Asked(asked), weighted, first, last, some)
                for module, some in ((kernels, marks), (kernels, table.unmarked), (plain, table.unmarked))
            ]
            columns = [
                [tuple(map(bytes, one[:3])) + one[3:] for at in range(last - first) for one in found.each(at)]
                for found in read
            ]
            assert columns[0] == columns[1] == columns[2]


@pytest.mark.parametrize("broken", [0, 1, 4])
def test_a_damaged_segment_among_several_is_the_one_that_is_named(segments: tuple[Segment, ...], broken: int) -> None:
    columns = dict(segments[broken].columns)
    columns["body.record"] = columns["body.record"][:1]
    damaged = Segment("the broken one", columns, None)
    table = SegmentTable([*segments[:broken], damaged, *segments[broken + 1 :]])
    forms = np.arange(900)
    asked = Asked([Expansion("", forms, np.full(900, WEIGHT_UNIT), np.ones(900, bool))])
    for module in (kernels, plain):
        with pytest.raises(StoreError, match="the broken one"):
            module.counts(table, asked, {"title": 3, "body": 1}, 0, 5, table.unmarked)
