"""Stored texts come out as they went in, byte for byte, with kernels and without."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import Article, Index
from index.dictionary.lexicon import Chunk, Lexicon, build_chunk
from index.relations import Forms
from index.segments import coded, coded_kernels
from index.segments.coded import CodedText, CodedTexts
from index.text import clean
from index.tokenising.gaps import GAPS, LONGER, MOST_BYTES, MOST_SPACES, WRITTEN, gaps_in, packed_gaps
from index.tokenising.scan_kernels import KernelScanner
from index.tokenising.tokens import PlainScanner, Scan, tokenise
from tests.damage import damage_column

TRICKY = "aÄß1 .!?…\n\t\u00a0*:_„“-inInen/²Ⅷ٣😀\U0001d518\u0301\u00ad'()~"
TEXTS = st.one_of(st.text(), st.text(TRICKY, max_size=80), st.lists(st.sampled_from((*GAPS, b"Haus", b"x"))).map(
    lambda parts: b"".join(parts).decode())).filter(lambda text: text.isascii() or text == clean(text))  # fmt: skip
MANY = st.lists(TEXTS, min_size=1, max_size=6)


def lexicon_of(forms: Sequence[str], chunks: int) -> Lexicon:
    """Return a dictionary of some chunks; it has forms that no text has."""
    forms = [*forms, "Zebra" * 9, "Ypsilon"]
    bounds = sorted({0, *(len(forms) * at // chunks for at in range(1, chunks)), len(forms)})
    return Lexicon([Chunk(begin, build_chunk(Forms(list(forms[begin:end])))) for begin, end in pairwise(bounds)])


def stored(scan: Scan) -> list[CodedText]:
    """Return scanned texts as they are stored."""
    words = coded.packed_words(scan.form.view(np.uint32), scan.text_start)
    texts = CodedTexts(coded.columns([words], [(scan.gaps, np.diff(scan.gap_start))]))
    return [texts[at] for at in range(len(scan.text_start) - 1)]


@given(MANY, st.integers(1, 3))
@example([""], 1)
@example(["", "!!!", " ", "a", "~" * 300, "a" + " b" * 40 + "  c"], 2)
@settings(deadline=None)
def test_texts_are_read_as_they_were_written(texts: list[str], chunks: int) -> None:
    written = [text.encode() for text in texts]
    scanner = PlainScanner()
    their = stored(scanner.scan(written))
    lexicon = lexicon_of(scanner.forms().tolist(), chunks)
    assert coded.read(lexicon, their) == coded_kernels.read(lexicon, their) == written
    for (text, tokens), expected in zip(coded_kernels.tokenised(lexicon, their), texts, strict=True):
        assert text == expected
        assert [list(column) for column in tokens[:4]] == [list(column) for column in tokenise(text)[:4]]


@given(MANY)
@settings(deadline=None)
def test_kernels_pack_what_is_packed_without(texts: list[str]) -> None:
    written = [text.encode() for text in texts]
    plain, fast = PlainScanner().scan(written), KernelScanner().scan(written)
    assert [column.tolist() for column in fast] == [column.tolist() for column in plain]


@given(st.lists(st.integers(0, 2**32 - 1), max_size=60), st.integers(1, 5))
@example([127, 128, 16383, 16384, 2**21 - 1, 2**21, 2**28 - 1, 2**28], 2)
def test_kernels_pack_numbers_as_they_are_packed_without(numbers: list[int], texts: int) -> None:
    form = np.array(numbers, np.uint32)
    start = np.array([len(form) * at // texts for at in range(texts + 1)], np.int64)
    for fast, plain in zip(coded_kernels.packed_words(form, start), coded.packed_words(form, start), strict=True):
        assert fast.tolist() == plain.tolist()


@given(st.lists(st.one_of(st.sampled_from(GAPS), st.just(b" "), st.binary(max_size=300)), max_size=60))
def test_all_gaps_but_spaces_are_told_with_their_places(gaps: list[bytes]) -> None:
    told = dict(gaps_in(packed_gaps(gaps)))
    assert [told.get(place, b" ") for place in range(len(gaps))] == gaps


def test_most_gaps_take_nothing_and_most_others_a_byte() -> None:
    assert packed_gaps([b" "] * MOST_SPACES) == b""
    assert packed_gaps([b" "] * 3 + [b", "]) == bytes([3 << 4 | 1])
    assert len(GAPS) == len(set(GAPS)) < WRITTEN
    assert len(packed_gaps([GAPS[LONGER]])) == 2
    assert max(map(len, GAPS)) <= MOST_BYTES


@pytest.mark.parametrize("packed", [b"\x0f", b"\x0f\xfe", b"\x0f\xff", b"\x0f\xff\x80", b"\x0f\xff\x05abc"])
def test_damaged_gaps_are_an_error(packed: bytes) -> None:
    lexicon, words = lexicon_of(["Haus"], 1), memoryview(bytes(5))
    for read in (coded.read, coded_kernels.read):
        with pytest.raises((ValueError, IndexError)):
            read(lexicon, [CodedText(words, memoryview(packed))])


@pytest.mark.parametrize("words", [b"\x7f", b"\x80\x80\x80\x80\x10", b"\xff\xff\xff\xff\x0f"])
def test_a_word_that_no_dictionary_has_is_an_error(words: bytes) -> None:
    lexicon = lexicon_of(["Haus"], 1)
    for read in (coded.read, coded_kernels.read):
        with pytest.raises((ValueError, IndexError)):
            read(lexicon, [CodedText(memoryview(words), memoryview(b""))])


def test_kernels_never_read_beyond_a_damaged_text() -> None:
    lexicon = lexicon_of(["Haus"], 1)
    for words, gaps in ((b"\x80", b""), (b"\x80\x80\x80\x80\x80\x80", b""), (b"\x00", b"\x10" * 9)):
        with pytest.raises(IndexError):
            coded_kernels.read(lexicon, [CodedText(memoryview(words), memoryview(gaps))])


def test_a_dictionary_with_damaged_places_is_an_error() -> None:
    columns = build_chunk(Forms(["Haus", "Hof"]))
    for start in ([0, 90, 7], [4, 0, 7]):
        lexicon = Lexicon([Chunk(0, {**columns, "form.start": np.array(start, np.uint8)})])
        for read in (coded.read, coded_kernels.read):
            with pytest.raises((ValueError, IndexError)):
                read(lexicon, [CodedText(memoryview(b"\x00"), memoryview(b""))])


def test_a_long_article_is_read_as_it_was_written(tmp_path: Path) -> None:
    article = Article(
        id="a", title="Lang", text="\n\n".join(f"Wort{number} und so weiter." for number in range(70_000))
    )
    with Index.create(tmp_path / "index").writer() as writer:
        writer.add(article)
    segment = Index.open(tmp_path / "index").snapshot().segments[0]
    assert segment.article(0) == article


def test_texts_are_read_with_a_dictionary_that_grew_and_after_merging(tmp_path: Path) -> None:
    articles = [Article(id=str(at), title=f"Neu{at}", text=f"Wort{at} und Wort{at + 1}, „so“.") for at in range(30)]
    index = Index.create(tmp_path / "index")
    for begin in range(0, 30, 3):
        first = index.snapshot()
        with index.writer() as writer:
            for article in articles[begin : begin + 3]:
                writer.add(article)
        assert all(segment.lexicon is index.snapshot().lexicon for segment in index.snapshot().segments)
        for segment in first.segments:  # as good for who reads an earlier generation
            assert segment.article(0).text
    with index.writer() as writer:
        for at in range(0, 30, 7):
            writer.remove(str(at))
    index.merge()
    snapshot = index.snapshot()
    (segment,) = snapshot.segments
    kept = [article for at, article in enumerate(articles) if at % 7]
    assert sorted((segment.article(at) for at in range(len(segment))), key=lambda one: int(one.id)) == kept


def test_damage_to_stored_texts_is_found(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index").writer() as writer:
        writer.add(Article(id="a", title="Titel", text="Der Text."))
    file = damage_column(tmp_path / "index", "text.words")
    assert [problem.file for problem in Index.open(tmp_path / "index").verify()] == [file]
