"""The adapters: every engine finds what a plain count by its own analysis finds, and answers whole pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from benchmarks import queries
from benchmarks.agreement import COUNTED, Count, check
from benchmarks.articles import Article
from benchmarks.engine import ENGINES, FACETS, PAGE, Engine, Searcher, UnavailableError, load

QUESTIONS = 12


@pytest.fixture(scope="module")
def asked(articles: list[Article]) -> list[queries.Query]:
    return queries.make(queries.Vocabulary(articles), each=QUESTIONS, mix=QUESTIONS, stream=0)


@pytest.fixture(scope="module", params=list(ENGINES))
def opened(
    request: pytest.FixtureRequest, corpus_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Engine, Searcher]:
    try:
        engine = load(request.param)
    except UnavailableError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("engine")
    engine.build(corpus_path, folder, 1)
    engine.settle(folder)
    return engine, engine.open(folder)


def test_totals_are_those_of_a_plain_count(
    opened: tuple[Engine, Searcher], articles: list[Article], asked: list[queries.Query]
) -> None:
    engine, searcher = opened
    if not engine.checked:
        pytest.skip("this engine finds more than the words that are asked for")
    dated = [{**article, "when": datetime.fromisoformat(article["published"])} for article in articles]
    countable = [query for query in asked if query.kind in COUNTED and not engine.refuses(query)]
    count = Count(engine, dated, countable)
    assert countable
    for query in countable:
        assert searcher.search(query).total == len(count.matching[query]), query


def test_pages_are_whole(opened: tuple[Engine, Searcher], articles: list[Article], asked: list[queries.Query]) -> None:
    engine, searcher = opened
    titles = {article["id"]: article["title"] for article in articles}
    for query in asked:
        if not engine.refuses(query):
            answer = searcher.search(query)
            assert len(answer.hits) == max(0, min(PAGE, answer.total - query.offset)), query
            assert all(titles[hit.id] == hit.title for hit in answer.hits)
            assert len({hit.id for hit in answer.hits}) == len(answer.hits)


def test_facets_add_up_to_the_total(opened: tuple[Engine, Searcher], asked: list[queries.Query]) -> None:
    engine, searcher = opened
    for query in asked:
        if query.facets and not engine.refuses(query):
            answer = searcher.search(query)
            assert set(answer.facets) == set(FACETS)
            assert {sum(counts.values()) for counts in answer.facets.values()} == {answer.total}


def test_snippets_mark_something(opened: tuple[Engine, Searcher], asked: list[queries.Query]) -> None:
    engine, searcher = opened
    marked = [
        snippet
        for query in asked
        if query.snippets and not engine.refuses(query)
        for snippet in searcher.search(query).snippets
    ]
    assert not marked or any("<" in snippet for snippet in marked)


def test_beginnings_and_misspellings_find_something(
    opened: tuple[Engine, Searcher], asked: list[queries.Query]
) -> None:
    engine, searcher = opened
    for kind in ("prefix", "fuzzy"):
        chosen = [query for query in asked if query.kind == kind and not engine.refuses(query)]
        assert not chosen or any(searcher.search(query).total for query in chosen)


def test_the_quick_stems_are_those_of_whooshs_own_analyser(articles: list[Article]) -> None:
    whoosh = pytest.importorskip("benchmarks.peers.whoosh")
    analyser = whoosh._schema()["text"].analyzer
    for article in articles:
        assert [token.text for token in analyser(article["text"])] == whoosh.ENGINE.analyse(article["text"])


def test_a_wrong_total_is_told(corpus_path: Path, articles: list[Article], tmp_path: Path) -> None:
    pytest.importorskip("Stemmer")
    word = articles[0]["title"].split()[0]
    queries.write(tmp_path / "queries.jsonl", [queries.Query("one word", (word,))])
    totals = tmp_path / "totals.json"
    totals.write_bytes(b'{"sqlite fts5": {"every": 1, "totals": [9999]}}')
    found = check(str(corpus_path), str(tmp_path / "queries.jsonl"), str(totals))
    assert len(found["sqlite fts5"]["wrong"]) == 1
    assert "9999" in found["sqlite fts5"]["wrong"][0]


def test_an_unknown_library_makes_one_engine_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "nowhere", "benchmarks.peers.nowhere")
    with pytest.raises(UnavailableError, match="nowhere is not installed"):
        load("nowhere")
