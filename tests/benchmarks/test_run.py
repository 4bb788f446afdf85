"""Which index is made and searched by which engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpora import Corpus
from benchmarks.engine import load
from benchmarks.run import ONE_CORE_ARTICLES, Run, attempt
from benchmarks.worker import WorkerError


def run(articles: int, *names: str) -> Run:
    corpus = Corpus("x", Path("work/articles.jsonl"), Path("work/queries.jsonl"), "real", articles, 1, [])
    return Run(corpus, {name: load(name) for name in names}, 1, lambda _: None)


def test_all_german_searches_the_index_of_stems() -> None:
    both = run(1_000, "fundstelle", "fundstelle german")
    assert both.searched("fundstelle german") == both.searched("fundstelle") == Path("work/fundstelle-1")


def test_all_german_alone_searches_its_own() -> None:
    alone = run(1_000, "fundstelle german")
    assert alone.searched("fundstelle german") == Path("work/fundstelle-german-1")


def test_many_articles_are_indexed_by_all_threads_only() -> None:
    many = run(ONE_CORE_ARTICLES + 1, "fundstelle")
    assert many.threads(many.engines["fundstelle"]) == (2,)
    assert many.searched("fundstelle") == Path("work/fundstelle-2")


def test_a_peer_that_fails_is_told_and_left_out(tmp_path: Path) -> None:
    said: list[str] = []
    one = run(1_000, "tantivy")
    one.say, one.results = said.append, {"failed": []}
    assert attempt(one, "tantivy", "ask", 1, folder=tmp_path / "missing", queries=tmp_path / "none.jsonl") is None
    assert one.results["failed"] == [{"engine": "tantivy", "task": "ask", "exit_code": 1}]
    assert "none.jsonl" in said[0]


def test_our_own_failure_ends_the_run(tmp_path: Path) -> None:
    one = run(1_000, "fundstelle")
    with pytest.raises(WorkerError):
        attempt(one, "fundstelle", "ask", 1, folder=tmp_path / "missing", queries=tmp_path / "none.jsonl")
