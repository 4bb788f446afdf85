"""Grown corpora: the same for a seed, valid articles, and as many forms as real text of that length has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import corpus, heaps
from benchmarks.articles import KEYS, Article, read_articles
from benchmarks.minting import Mint

GROWN = 600


@pytest.fixture(scope="module")
def source(corpus_path: Path) -> corpus.Source:
    return corpus.load([corpus_path])


@pytest.fixture(scope="module")
def grown(source: corpus.Source) -> list[Article]:
    return [orjson.loads(line) for line in corpus.grow(source, GROWN)]


def test_a_seed_always_gives_the_same_articles(source: corpus.Source, corpus_path: Path) -> None:
    again = corpus.load([corpus_path])
    assert list(corpus.grow(source, 120, seed=3)) == list(corpus.grow(again, 120, seed=3))


def test_another_seed_gives_others(source: corpus.Source) -> None:
    assert list(corpus.grow(source, 20, seed=1)) != list(corpus.grow(source, 20, seed=2))


def test_grown_articles_are_whole_and_distinct(grown: list[Article]) -> None:
    assert len(grown) == GROWN
    assert all(set(article) == set(KEYS) for article in grown)
    assert all(article["title"] and article["text"].strip() for article in grown)
    assert len({article["id"] for article in grown}) == len({article["url"] for article in grown}) == GROWN


def test_sentences_stay_within_their_section(source: corpus.Source, articles: list[Article]) -> None:
    sections = {article["section"] for article in articles}
    assert len(source.sentences.starts) == len(sections) + 1
    assert np.all(np.diff(source.sentences.starts) > 0)


def test_forms_grow_with_the_text_and_never_shrink(grown: list[Article]) -> None:
    curve = heaps.measure(article["text"] for article in grown)
    assert np.all(np.diff(curve.tokens) > 0)
    assert np.all(np.diff(curve.forms) >= 0)


def test_forms_keep_to_the_curve_of_the_source(source: corpus.Source, grown: list[Article]) -> None:
    curve = heaps.measure(f"{article['title']} {article['text']}" for article in grown)
    assert curve.forms[-1] == pytest.approx(source.curve.at(curve.tokens[-1]), rel=0.05)


def test_without_minting_forms_would_stay_behind(source: corpus.Source) -> None:
    minting = heaps.Minting(source.curve, source.kept)
    tokens = source.curve.tokens[-1] * 12
    assert minting.kept(tokens) < 0.7 * source.curve.at(tokens)


def test_what_is_needed_never_falls(source: corpus.Source) -> None:
    minting = heaps.Minting(source.curve, source.kept)
    needed = [minting.needed(tokens) for tokens in range(0, 200_000, 1000)]
    assert needed == sorted(needed)


def test_a_file_appears_only_when_it_is_whole(source: corpus.Source, tmp_path: Path) -> None:
    def interrupted() -> object:
        yield from corpus.grow(source, 5)
        raise KeyboardInterrupt

    target = tmp_path / "grown.jsonl.zst"
    with pytest.raises(KeyboardInterrupt):
        corpus.write(target, interrupted())  # type: ignore[arg-type]
    assert not target.exists()
    corpus.write(target, corpus.grow(source, 5))
    assert len(list(read_articles(target))) == 5


@given(st.text(alphabet='a% "\\\n\u2028ä.!? AÄ„“', max_size=200))
def test_any_text_comes_through_a_template_unharmed(text: str) -> None:
    bag = corpus.Bag()
    bag.add(text, 0, frozenset())
    assert orjson.loads(b'"%b"' % (bag.templates[0] % ())) == text


@given(st.text(alphabet="abA .!?\n„“Ä", min_size=1, max_size=200))
def test_sentences_put_together_are_the_text(text: str) -> None:
    assert "".join(corpus.split_sentences(text)).rstrip() == text.rstrip()


def test_minted_words_are_distinct_and_always_the_same(source: corpus.Source) -> None:
    numbers = np.arange(20_000)
    words = source.mint.words(numbers)
    assert words == source.mint.words(numbers)
    assert len(set(words)) > 0.97 * len(words)
    assert all(heaps.WORD.fullmatch(word.decode()) for word in words)


def test_a_mint_without_any_material_still_makes_words() -> None:
    words = Mint({}).words(np.arange(1000))
    assert len(set(words)) > 900


def test_a_corpus_without_articles_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b'{"id": "1", "title": "Nur Titel"}\n')
    with pytest.raises(ValueError, match="no article to grow from"):
        corpus.load([empty])
