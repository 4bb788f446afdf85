"""Stored articles come out as they went in, whatever dictionaries their blocks were packed with."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segments import documents
from index.segments.documents import Documents, DocumentsBuilder

LINES = st.lists(st.binary(min_size=1, max_size=300).map(lambda data: data.replace(b"\n", b" ")), max_size=60)


def built(lines: list[bytes]) -> Documents:
    builder = DocumentsBuilder()
    for line in lines:
        builder.add(line)
    return Documents(builder.columns())


@given(parts=st.lists(LINES, min_size=1, max_size=3), seed=st.integers(0, 9), enough=st.sampled_from([1, 8, 1000]))
@settings(max_examples=60)
def test_merged_documents_are_those_that_are_kept(parts: list[list[bytes]], seed: int, enough: int) -> None:
    random_ = random.Random(seed)
    merged, expected = DocumentsBuilder(), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "DICTIONARY_ARTICLES", enough)
        patch.setattr(documents, "BLOCK_BYTES", 200)
        for lines in parts:
            stored = built(lines)
            assert list(stored) == lines
            keep = np.array([random_.random() < 0.8 for _ in lines], bool)
            merged.add_all(stored, keep)
            expected += [line for line, stays in zip(lines, keep.tolist(), strict=True) if stays]
        kept = Documents(merged.columns())
        kept.expect(range(len(expected)))
        assert list(kept) == expected


def test_a_segment_of_many_articles_has_a_dictionary() -> None:
    words = ["Regierung", "Minister", "Haushalt", "Bundestag", "Klimaschutz", "Gemeinde", "Verkehr"]
    random_ = random.Random(1)
    lines = [" ".join(random_.choices(words, k=200)).encode() for _ in range(documents.DICTIONARY_ARTICLES + 10)]
    stored = built(lines)
    assert stored.packed_with(0) == 1
    assert list(stored) == lines
    assert built(lines[:100]).packed_with(0) == 0


@pytest.mark.parametrize(
    ("expected", "read"), [([0, 1, 2], [1]), ([0, 1, 12], []), ([0, 13, 1, 12, 2, 15], [1, 2]), ([], [])]
)
def test_the_dictionary_of_several_documents_is_read_ahead(
    monkeypatch: pytest.MonkeyPatch, expected: list[int], read: list[int]
) -> None:
    monkeypatch.setattr(documents, "DICTIONARY_ARTICLES", 8)
    monkeypatch.setattr(documents, "BLOCK_BYTES", 1)
    merged = DocumentsBuilder()
    for word in (b"Regierung ", b"Verkehr "):
        merged.add_all(built([word * 100] * 10), np.ones(10, bool))
    stored, places = Documents(merged.columns()), list[int]()
    dictionary = stored._data
    monkeypatch.setattr(stored, "_data", lambda place: places.append(place) or dictionary(place))
    stored.expect(expected)
    assert places == read
    assert [stored[document][:3] for document in expected] == [b"Reg" if at < 10 else b"Ver" for at in expected]


def test_nothing_is_read_ahead_where_there_is_no_dictionary() -> None:
    stored = built([b"Regierung"] * 10)
    stored.expect(range(10))
    assert list(stored) == [b"Regierung"] * 10
