"""The set of a segment's forms leaves out what the segment lacks, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Index, Segment
from index.postings import FormRows
from search import form_sets, kernels, plain
from search.expand import WEIGHT_UNIT, Expansion

FORMS = st.sets(st.integers(0, 700), max_size=60)


@settings(max_examples=60, deadline=None)
@given(title=FORMS, body=FORMS, words=st.lists(FORMS, min_size=1, max_size=4), everything=st.booleans())
def test_present_forms_are_those_of_either_field(
    title: set[int], body: set[int], words: list[set[int]], everything: bool
) -> None:
    rows = [FormRows.of(np.array(sorted(field), np.int64)) for field in (title, body)]
    held = np.zeros(0 if everything else 4 * max(len(one.high) - 1 for one in rows), np.uint64)
    if len(held):
        for one in rows:
            form_sets.add_forms(one.high, one.low, held)
    forms = np.array([form for word in words for form in sorted(word)], np.int64)
    bounds = np.array([0, *np.cumsum([len(word) for word in words])])
    weights, direct = np.arange(len(forms)), forms % 3 == 0
    kept = np.isin(forms, sorted(title | body)) | (len(held) == 0)
    expected = (forms[kept], weights[kept], direct[kept], np.concatenate([[0], np.cumsum(kept)])[bounds])
    found = form_sets.present(held, forms, weights, direct, bounds)
    assert [one.tolist() for one in found] == [one.tolist() for one in expected]


@pytest.fixture(scope="module")
def two_segments(tmp_path_factory: pytest.TempPathFactory) -> tuple[Segment, ...]:
    """Return a segment of which nearly all forms are its own, and one that lacks nearly all of them."""
    folder: Path = tmp_path_factory.mktemp("sets") / "index"
    index = Index.create(folder)
    for number, text in enumerate((" ".join(f"wort{one}" for one in range(600)), "wort7 wort300 anderes wort300")):
        with index.writer() as writer:
            writer.add(Article(id=f"a{number}", title="wort7 titel", text=text))
    return tuple(index.snapshot().segments)


def test_only_segments_that_lack_most_forms_have_a_set(two_segments: tuple[Segment, ...]) -> None:
    assert [len(form_sets.held_forms(one)) > 0 for one in two_segments] == [False, True]


@settings(max_examples=30, deadline=None)
@given(words=st.lists(st.sets(st.integers(0, 650)), min_size=1, max_size=3), same=st.booleans())
def test_segments_with_and_without_a_set_are_counted_alike(
    two_segments: tuple[Segment, ...], words: list[set[int]], same: bool
) -> None:
    asked = []
    for word in words:
        forms = np.array(sorted(word), np.int64)
        weights = np.full(len(forms), 40) if same else 1 + forms % WEIGHT_UNIT
        asked.append(Expansion("", forms, weights, forms % 2 == 0))
    for segment in two_segments:
        found = [module.counts(segment, asked, {"title": 3, "body": 1}) for module in (kernels, plain)]
        columns = [[one.tobytes() for one in (*read.lists, read.nearest, read.frequency)] for read in found]
        assert columns[0] == columns[1]
