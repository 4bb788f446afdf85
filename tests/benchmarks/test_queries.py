"""The questions: the same for a seed, of every class, drawn from the corpus."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks import queries
from benchmarks.articles import Article
from benchmarks.heaps import WORD


@pytest.fixture(scope="module")
def vocabulary(articles: list[Article]) -> queries.Vocabulary:
    return queries.Vocabulary(articles)


@pytest.fixture(scope="module")
def asked(vocabulary: queries.Vocabulary) -> list[queries.Query]:
    return queries.make(vocabulary, each=20, mix=40, stream=60)


def test_a_seed_always_gives_the_same_questions(articles: list[Article], asked: list[queries.Query]) -> None:
    assert queries.make(queries.Vocabulary(articles), each=20, mix=40, stream=60) == asked


def test_another_seed_gives_others(vocabulary: queries.Vocabulary, asked: list[queries.Query]) -> None:
    assert queries.make(vocabulary, each=20, mix=40, stream=60, seed=2) != asked


def test_every_class_has_its_questions_and_some_to_warm_up(asked: list[queries.Query]) -> None:
    measured = Counter(query.group for query in asked if not query.warm)
    warm = Counter(query.group for query in asked if query.warm)
    sizes = {"mix": 40, queries.STREAM: 60}
    assert measured == {name: sizes.get(name, 20) for name in queries.CLASSES}
    assert warm == {name: sizes.get(name, 20) // 4 for name in queries.CLASSES}


def test_the_file_gives_back_what_was_written(asked: list[queries.Query], tmp_path: Path) -> None:
    queries.write(tmp_path / "queries.jsonl", asked)
    assert queries.read(tmp_path / "queries.jsonl") == asked


def test_words_asked_together_are_in_one_article(asked: list[queries.Query], articles: list[Article]) -> None:
    texts = [set(WORD.findall(f"{article['title']} {article['text']}")) for article in articles]
    for query in asked:
        if query.group.startswith(("two words", "three words", "with stop words")):
            assert any(text.issuperset(query.words) for text in texts), query


def test_phrases_stand_in_an_article(asked: list[queries.Query], articles: list[Article]) -> None:
    for query in asked:
        if query.kind == "phrase":
            assert any(" ".join(query.words) in article["text"] for article in articles), query


def test_frequencies_are_what_the_class_says(asked: list[queries.Query], vocabulary: queries.Vocabulary) -> None:
    low, high = queries.FREQUENT
    for query in asked:
        if query.group == "one word, frequent":
            assert low <= vocabulary.share[query.words[0]] <= high


def test_no_stop_word_is_asked_alone(asked: list[queries.Query], vocabulary: queries.Vocabulary) -> None:
    for query in asked:
        if query.group.startswith("one word") or query.group == "mix":
            assert all(vocabulary.share[word] <= queries.STOP_SHARE for word in query.words)


def test_a_sample_is_spread_over_the_whole_corpus(articles: list[Article]) -> None:
    assert list(queries.sample(articles, len(articles))) == articles
    assert list(queries.sample(articles, 25 * queries.SAMPLE)) == articles[::25]
