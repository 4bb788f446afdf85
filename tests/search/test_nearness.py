"""What nearness and coverage add to a score equals what a plain walk over the words of the text gives."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Index, fold
from search import Engine, Request
from search.limits import MAX_COMPARED_ARTICLES
from search.ranking import (
    K1,
    NEAR_DISTANCE,
    OPENING_WORDS,
    ORDERED_DISTANCE,
    B,
    Parameters,
    function_words,
    inverse_frequency,
)

PLAIN = Parameters(relations=False, recency=0.0)
WORDS = ["Hafen", "Hut", "Rost", "Tor", "die"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25), min_size=1, max_size=8)
QUERIES = st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True)


def engine_over(path: Path, *commits: list[Article], parameters: Parameters = PLAIN) -> Engine:
    index = Index.create(path)
    for articles in commits:
        with index.writer() as writer:
            for article in articles:
                writer.add(article)
    return Engine(index, parameters)


def scores(engine: Engine, query: str, limit: int = 1000) -> dict[str, float]:
    return {hit.id: hit.score for hit in engine.search(Request(query, match="any", limit=limit)).hits}


def saturated(count: int, length: int, average: float) -> float:
    return count * (K1 + 1) / (count + K1 * (1 - B + B * length / average))


def expected(texts: list[list[str]], query: list[str]) -> dict[str, float]:
    """Score by walking over all pairs of words of every text."""
    average = sum(map(len, texts)) / len(texts)
    weight = {}
    for word in query:
        idf = inverse_frequency(len(texts), sum(word in text for text in texts)) ** PLAIN.idf_power
        weight[word] = idf * (PLAIN.function_word if fold(word) in function_words() else 1.0)
    found = {}
    for number, text in enumerate(texts):
        if not set(text) & set(query):
            continue
        score = sum(weight[word] * saturated(text.count(word), len(text), average) for word in query)
        for one, other in combinations(query, 2):
            places = [(i, j) for i, a in enumerate(text) for j, b in enumerate(text) if (a, b) == (one, other)]
            near = sum(abs(i - j) <= NEAR_DISTANCE for i, j in places)
            ordered = sum(0 < j - i <= ORDERED_DISTANCE for i, j in places)
            ordered *= query.index(other) == query.index(one) + 1
            added = PLAIN.near * saturated(near, len(text), average)
            added += PLAIN.ordered * saturated(ordered, len(text), average)
            score += (weight[one] + weight[other]) / 2 * added
        for word in set(text) & set(query):
            score += PLAIN.opening * weight[word] * max(0.0, 1 - text.index(word) / OPENING_WORDS)
        share = sum(weight[word] for word in query if word in text) / (sum(weight.values()) or 1.0)
        found[f"a{number}"] = score * (1 + PLAIN.coverage * share)
    return found


@settings(max_examples=25, deadline=None)
@given(texts=TEXTS, query=QUERIES)
def test_scores_are_those_of_a_walk_over_the_text(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]], query: list[str]
) -> None:
    articles = [Article(id=f"a{number}", text=" ".join(text)) for number, text in enumerate(texts)]
    wanted = pytest.approx(expected(texts, query), rel=1e-9)
    for cut in (0, len(articles) // 2):
        path = tmp_path_factory.mktemp("nearness") / "index"
        assert scores(engine_over(path, articles[:cut], articles[cut:]), " ".join(query)) == wanted


@pytest.fixture
def near_and_far(tmp_path: Path) -> Engine:
    between = "und dann kam lange Zeit gar nichts und noch einmal nichts mehr"
    articles = [
        Article(id="far", text=f"Ein Hafen {between} Tor."),
        Article(id="near", text=f"Ein Tor Hafen {between}."),
        Article(id="ordered", text=f"Ein Hafen Tor {between}."),
    ]
    return engine_over(tmp_path / "index", articles)


def test_words_near_each_other_and_in_order_come_first(near_and_far: Engine) -> None:
    assert list(scores(near_and_far, "Hafen Tor")) == ["ordered", "near", "far"]


def test_without_weights_places_do_not_matter(tmp_path: Path) -> None:
    articles = [Article(id="a", text="Hafen Tor Hut"), Article(id="b", text="Tor Hut Hafen")]
    found = scores(engine_over(tmp_path / "index", articles, parameters=Parameters.stems_only()), "Hafen Tor")
    assert found["a"] == found["b"]


def test_words_of_a_title_near_each_other_count_as_often_as_the_title(tmp_path: Path) -> None:
    articles = [
        Article(id="near", title="Hafen Tor und dann noch sehr viel mehr am Abend", text="Rost"),
        Article(id="far", title="Hafen und dann noch sehr viel mehr am Abend Tor", text="Rost"),
    ]
    assert list(scores(engine_over(tmp_path / "index", articles), "Hafen Tor")) == ["near", "far"]


def test_who_is_compared_stays_before_who_is_not_and_pages_agree(tmp_path: Path) -> None:
    count = MAX_COMPARED_ARTICLES + 20
    articles = [Article(id=f"a{n:03}", text=f"Hafen {'Hut ' * (n % 7)} Tor {'Rost ' * (n % 11)}") for n in range(count)]
    engine = engine_over(tmp_path / "index", articles)
    whole = scores(engine, "Hafen Tor")
    assert len(whole) == count
    assert list(whole.values()) == sorted(whole.values(), reverse=True)
    pages = [engine.search(Request("Hafen Tor", offset=at, limit=15)).hits for at in range(0, count, 15)]
    assert [hit.id for page in pages for hit in page] == list(whole)


def test_totals_do_not_depend_on_nearness(near_and_far: Engine) -> None:
    assert near_and_far.search(Request("Hafen Tor")).total == 3


def test_an_explanation_names_nearness_and_coverage(near_and_far: Engine) -> None:
    found = near_and_far.explain("Hafen Tor", "ordered")
    assert found is not None
    total, *factors = found.parts
    assert [part.code for part in factors] == ["coverage", "recency"]
    assert [part.code for part in total.parts] == ["word", "word", "nearness"]
    assert found.value == pytest.approx(scores(near_and_far, "Hafen Tor")["ordered"])
