"""Postings: inverting, packing and unpacking."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from index.segments import posting_kernels as kernels
from index.segments import postings
from index.segments.postings import FormRows, Numbers, Texts, starts_of

DOCUMENTS = st.one_of(
    st.lists(st.lists(st.integers(0, 400), max_size=30), max_size=12),
    st.lists(st.lists(st.integers(0, 2), max_size=5), max_size=300),  # more documents than are skipped at once
)


def flat(documents: list[list[int]]) -> tuple[Numbers, Numbers]:
    """Return the forms of all tokens, and where each document's begin."""
    form = np.array([form for document in documents for form in document], np.int64)
    return form, starts_of([len(document) for document in documents])


def in_parts(texts: list[list[int]], kind: type[np.unsignedinteger], each: int) -> list[Texts]:
    """Return ``texts``, so many in a part, with one token before and one behind each that is of no text."""
    found = []
    for first in range(0, len(texts), each):
        part = texts[first : first + each]
        size = np.array([len(text) for text in part], np.int64)
        begin = 1 + starts_of(size + 2)[:-1]
        tokens = np.array([token for text in part for token in (1, *text, 1)], kind)
        found.append(Texts(tokens, begin, begin + size))
    return found


def naive(documents: list[list[int]]) -> dict[int, dict[int, list[int]]]:
    """Return form -> document -> positions."""
    found: dict[int, dict[int, list[int]]] = {}
    for number, document in enumerate(documents):
        for position, form in enumerate(document):
            found.setdefault(form, {}).setdefault(number, []).append(position)
    return found


@given(DOCUMENTS)
@example([])
@example([[]])
def test_every_form_knows_its_documents_and_positions(documents: list[list[int]]) -> None:
    packed = postings.pack(postings.invert(*flat(documents)))
    expected = naive(documents)
    assert packed.form.tolist() == sorted(expected)
    for row, form in enumerate(packed.form.tolist()):
        record = packed.stream[packed.start[row] : packed.start[row + 1]]
        document, counts = postings.documents(record)
        position = np.split(postings.positions(record, counts), np.cumsum(counts)[:-1])
        found = {number: one.tolist() for number, one in zip(document.tolist(), position, strict=True)}
        assert found == expected[form]


@given(DOCUMENTS, st.data())
@example([[1] * 300, [2], *([[1, 2]] * 90)], None)
@example([], None)
def test_several_records_are_read_as_each_alone(documents: list[list[int]], data: st.DataObject | None) -> None:
    packed = postings.pack(postings.invert(*flat(documents)))
    rows = list(range(len(packed.form)))
    if data is not None and rows:
        rows = data.draw(st.lists(st.sampled_from(rows), max_size=9))
    bounds = packed.start.astype(np.int64)
    record, document, count = postings.all_documents(packed.stream, bounds[rows], bounds[np.array(rows, int) + 1])
    for place, row in enumerate(rows):
        alone = postings.documents(packed.stream[bounds[row] : bounds[row + 1]])
        found = document[record == place], count[record == place]
        assert [one.tolist() for one in found] == [one.tolist() for one in alone]
    assert np.all(np.diff(record) >= 0)


@given(DOCUMENTS, st.integers(1, 12), st.integers(1, 5), st.sampled_from([0, 3, 32]))
@example([[]], 1, 1, 32)
@example([[1, 1, 1, 2], [2, 3]], 2, 1, 0)
def test_the_kernel_packs_the_same_bytes(documents: list[list[int]], at_once: int, each: int, bits: int) -> None:
    parts = in_parts(documents, np.uint32, each)
    whole = postings.pack(postings.invert(*flat(documents)))
    with patch.object(kernels, "SMALL_BITS", bits):  # places above it take eight bytes
        fast = kernels.inverted(parts, at_once)
    for packed in (postings.inverted(parts), fast):
        for expected, found in zip(whole, packed, strict=True):
            assert np.array_equal(expected, found)


def test_places_take_four_bytes_where_they_fit() -> None:
    """Sixteen bits for a document, and as many for a position: one more of either needs eight bytes."""
    begin = np.array([0, 1], np.int64)
    for documents, bits, size in ((2**16, 16, 4), (2**16, 17, 8), (2**16 + 1, 16, 8)):
        text = np.zeros(documents, np.int64)
        at = text.copy()
        at[-1] = 1
        parts = [Texts(np.zeros(1, np.uint32), text, at)]
        places = kernels.places(parts, begin, 0, bits)
        assert places.itemsize == size
        assert places.tolist() == [(documents - 1) << bits]


@given(st.lists(st.lists(st.sampled_from([0, 0, 0, 1, 2]), max_size=300), max_size=8), st.integers(1, 5))
@example([], 1)
@example([[], [2], [2, 0, 1], []], 2)
@example([[2, *[0] * 200, 2]], 1)
def test_the_kernel_packs_the_same_breaks(texts: list[list[int]], each: int) -> None:
    breaks = np.array([one for text in texts for one in text], np.uint8)
    start = starts_of([len(text) for text in texts])
    stream, begin = postings.pack_breaks(breaks, start)
    parts = in_parts(texts, np.uint8, each)
    for packed, starts in (postings.packed_breaks(parts), kernels.packed_breaks(parts)):
        assert np.array_equal(stream, packed)
        assert np.array_equal(begin, starts)
    for text, first, last in zip(texts, begin[:-1].tolist(), begin[1:].tolist(), strict=True):
        numbers = postings.decode(stream[first:last])
        found = {
            position: 1 + sign for position, sign in zip(np.cumsum(numbers >> 1).tolist(), numbers & 1, strict=True)
        }
        assert found == {position: one for position, one in enumerate(text) if position and one}


def test_a_word_may_occur_seventy_thousand_times() -> None:
    packed = kernels.inverted(in_parts([[7] * 70_000, [7]], np.uint32, 1))
    document, counts = postings.documents(packed.stream)
    assert (document.tolist(), counts.tolist()) == ([0, 1], [70_000, 1])
    assert np.array_equal(postings.positions(packed.stream, counts), [*range(70_000), 0])


@given(DOCUMENTS)
def test_unpacking_undoes_packing(documents: list[list[int]]) -> None:
    inverted = postings.invert(*flat(documents))
    for expected, found in zip(inverted, postings.unpack(postings.pack(inverted)), strict=True):
        assert np.array_equal(expected, found)


@given(st.lists(st.integers(0, 2**62)))
def test_numbers_survive_packing(values: list[int]) -> None:
    packed, starts = postings.encode(np.array(values, np.int64))
    assert postings.decode(packed).tolist() == values
    assert len(starts) == len(values) + 1
    assert starts[-1] == len(packed)


@given(st.sets(st.integers(0, 2000)))
def test_forms_are_found_by_their_row(forms: set[int]) -> None:
    ascending = sorted(forms)
    rows = FormRows.of(np.array(ascending, np.uint32))
    assert rows.forms().tolist() == ascending
    assert [rows.find(form) for form in ascending] == list(range(len(ascending)))
    assert {rows.find(form) for form in range(2001) if form not in forms} <= {-1}
    every = np.arange(2001)
    assert rows.find_all(every).tolist() == [rows.find(form) for form in every.tolist()]


@given(st.lists(st.tuples(DOCUMENTS, st.randoms(use_true_random=False)), min_size=1, max_size=4))
def test_merging_equals_inverting_what_is_live(segments: list[tuple[list[list[int]], Random]]) -> None:
    live = [np.array([random.random() < 0.7 for _ in documents], bool) for documents, random in segments]
    parts = [postings.pack(postings.invert(*flat(documents))) for documents, _ in segments]
    kept = [
        document
        for (documents, _), keep in zip(segments, live, strict=True)
        for document, stays in zip(documents, keep, strict=True)
        if stays
    ]
    expected = postings.pack(postings.invert(*flat(kept)))
    for merge in (postings.merged, kernels.merged):
        for wanted, found in zip(expected, merge(parts, live), strict=True):
            assert np.array_equal(wanted, found)
