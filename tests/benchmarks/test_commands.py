"""The commands beside the measuring one, and a whole small run of one engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import corpora, queries, worker
from benchmarks.articles import read_articles
from benchmarks.cli import main
from benchmarks.relevance.cli import main as relevance
from benchmarks.worker import WorkerError, run


def invoke(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_grow_heaps_and_queries(corpus_path: Path, tmp_path: Path) -> None:
    grown, asked = tmp_path / "grown.jsonl.zst", tmp_path / "queries.jsonl"
    invoke("grow", 100, grown, "--source", corpus_path)
    assert len(list(read_articles(grown))) == 100
    table = invoke("heaps", grown, "--source", corpus_path)
    assert "forms, grown" in table
    assert "exponent 0." in table
    invoke("queries", grown, asked)
    assert {query.group for query in queries.read(asked)} == set(queries.CLASSES)


def test_a_corpus_is_made_once_and_made_again_for_another_source(corpus_path: Path, tmp_path: Path) -> None:
    first = corpora.prepare("1k", corpus_path, tmp_path)
    assert (first.kind, first.articles) == ("grown", 1000)
    made = first.path.stat().st_mtime_ns
    assert corpora.prepare("1k", corpus_path, tmp_path) == first
    assert first.path.stat().st_mtime_ns == made
    other = tmp_path / "other.jsonl"
    other.write_bytes(corpus_path.read_bytes() + corpus_path.read_bytes().splitlines()[0] + b"\n")
    corpora.prepare("1k", other, tmp_path)
    assert first.path.stat().st_mtime_ns > made


def test_a_worker_builds_asks_and_streams(corpus_path: Path, tmp_path: Path) -> None:
    asked, folder = tmp_path / "queries.jsonl", tmp_path / "index"
    queries.write(asked, queries.make(queries.Vocabulary(read_articles(corpus_path)), each=4, mix=4, stream=30))
    engine = "sqlite fts5"
    built = run("build", 1, engine=engine, corpus=corpus_path, folder=folder, threads=1)
    assert built["seconds"] > 0
    assert built["index_bytes"] > 10_000
    answered = run("ask", 1, engine=engine, folder=folder, queries=asked)
    assert "fuzzy" in answered["refused"]
    assert "fuzzy" not in answered["classes"]
    assert set(answered["classes"]["mix"]) == {"p50", "p95", "p99", "mean"}
    assert list(run("stream", 2, engine=engine, folder=folder, queries=asked)) == ["1", "2", "4"]


def test_a_failing_worker_says_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(WorkerError, match="missing"):
        run("ask", 1, engine="sqlite fts5", folder=tmp_path, queries=tmp_path / "missing.jsonl")


def test_every_nth_question_keeps_its_place(corpus_path: Path, tmp_path: Path) -> None:
    asked, folder = tmp_path / "queries.jsonl", tmp_path / "index"
    made = queries.make(queries.Vocabulary(read_articles(corpus_path)), each=4, mix=4, stream=3)
    queries.write(asked, made)
    run("build", 1, engine="sqlite fts5", corpus=corpus_path, folder=folder, threads=1)
    all_totals = worker.ask("sqlite fts5", str(folder), str(asked))["totals"]
    some_totals = worker.ask("sqlite fts5", str(folder), str(asked), every=4)["totals"]
    assert some_totals == all_totals[::4]


def test_a_source_that_is_not_json_lines_is_told(tmp_path: Path) -> None:
    source = tmp_path / "source.md"
    source.write_text("# Artikel", "utf-8")
    result = CliRunner().invoke(main, ["heaps", str(source), "--source", str(source)])
    assert result.exit_code == 1
    assert f"{source}:1: broken JSON" in result.output


def test_relevance_without_a_collection_writes_no_page(tmp_path: Path) -> None:
    result = CliRunner().invoke(relevance, [str(tmp_path)])
    assert result.exit_code == 1
    assert "corpus.jsonl" in result.output
