"""`fundstelle evaluate` reads collections in two shapes and measures what a user would be shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from math import log2
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from search import evaluation
from search.cli import main
from search.ranking import Parameters

pytest.importorskip("ir_measures", reason="ir-measures is not installed")

DOCUMENTS = {
    "d 1": "Die Stadt plant ein neues Schwimmbad am Fluss.",
    "d/2": "Der Haushalt der Stadt ist beschlossen.",
    "d3": "Im Hafen liegt ein Schiff aus Rostock.",
}
QUERIES = {"q1": "Wo plant die Stadt ein Schwimmbad?", "q2": "Haushalt Zebra", "q3": "Wer liegt im Hafen?"}
JUDGED = [("q1", "d 1", 1), ("q2", "d/2", 1), ("q3", "d3", 1), ("q3", "d 1", 0)]
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "stadt"
    path.mkdir()
    for name, texts in (("corpus", DOCUMENTS), ("queries", QUERIES)):
        lines = (json.dumps({"_id": key, "title": "", "text": text}) for key, text in texts.items())
        (path / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    rows = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in JUDGED)]
    (path / "qrels.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    return path


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    rows = [
        {"id": "a", "title": "Das neue Schwimmbad", "text": "Ein Schwimmbad, ganz neu, am Fluss."},
        {"id": "b", "title": "Haushalt beschlossen", "text": "Der Rat hat den Haushalt beschlossen."},
        {"id": "c", "title": "Kurz gemeldet", "text": "Im Hafen liegt ein Schiff."},
        {"id": "d", "title": "Kurz gemeldet", "text": "Am Berg liegt Schnee."},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def run(*arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["evaluate", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


# Collections


def test_a_folder_in_beir_layout_is_measured(folder: Path) -> None:
    found = json.loads(run(folder, "--json").stdout)
    assert (found["collection"], found["documents"], found["queries"]) == ("stadt", 3, 3)
    assert found["nDCG@10"] == found["MRR@10"] == found["Recall@100"] == 1.0
    assert found["parameters"]["k1"] == Parameters().k1


def test_figures_are_printed_a_line_each(folder: Path) -> None:
    lines = run(folder).stdout.splitlines()
    assert lines[0] == "stadt: 3 documents, 3 queries"
    assert [line.split()[0] for line in lines[1:]] == ["nDCG@10", "MRR@10", "Recall@100", "time"]


def test_queries_without_judgments_are_not_asked(folder: Path) -> None:
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"_id": "q4", "text": "Schiff"}\n')
    assert json.loads(run(folder, "--json").stdout)["queries"] == 3


def test_judgments_may_lie_where_published_sets_have_them(folder: Path) -> None:
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").rename(folder / "qrels" / "test.tsv")
    assert json.loads(run(folder, "--json").stdout)["nDCG@10"] == 1.0


def test_a_document_that_is_no_article_does_not_stop_the_run(folder: Path) -> None:
    with (folder / "corpus.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"_id": "empty", "title": "", "text": " "}\n{"_id": "titled", "title": "Schiff", "text": ""}\n')
    assert json.loads(run(folder, "--json").stdout)["documents"] == 5


def test_titles_find_their_own_texts(articles: Path) -> None:
    found = json.loads(run("--known-item", articles, "--json").stdout)
    assert (found["documents"], found["queries"], found["MRR@10"]) == (4, 2, 1.0)


def test_a_sample_is_the_same_from_the_same_seed(articles: Path) -> None:
    queries = [evaluation.read_known_items(articles, 1, seed).queries for seed in (1, 1, *range(2, 12))]
    assert queries[0] == queries[1]
    assert all(len(one) == 1 for one in queries)
    assert len({tuple(one) for one in queries}) == 2


def test_titles_are_not_searched(articles: Path) -> None:
    collection = evaluation.read_known_items(articles)
    assert [article.title for _, article in collection.articles()] == [""] * 4


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("corpus.jsonl", None, "corpus.jsonl is missing"),
        ("corpus.jsonl", "{", "line 1 is no JSON"),
        ("queries.jsonl", '{"id": 1}', 'line 1 has no "_id"'),
        ("qrels.tsv", None, "has no qrels.tsv"),
        ("qrels.tsv", "q1 d1 1", "line 1 is not query-id, corpus-id, score"),
        ("qrels.tsv", "q9\td3\t1", "no query with a judgment"),
    ],
)
def test_what_cannot_be_read_is_named(folder: Path, file: str, content: str | None, complaint: str) -> None:
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_text(content, "utf-8")
    assert complaint in run(folder, code=1).stderr


def test_a_file_without_titles_has_no_known_items(tmp_path: Path) -> None:
    path = tmp_path / "untitled.jsonl"
    path.write_text('{"text": "Schnee am Berg."}\n', "utf-8")
    assert "known items need titles" in run("--known-item", path, code=1).stderr


# Options


def test_parameters_are_set_by_name(folder: Path) -> None:
    found = json.loads(run(folder, "--set", "k1=0.5", "--set", "title_weight=2", "--json").stdout)
    assert found["parameters"]["k1"] == 0.5
    assert found["parameters"]["title_weight"] == 2


@pytest.mark.parametrize(("written", "meant"), [("false", False), ("0", False), ("True", True)])
def test_switches_are_set_by_word_or_digit(folder: Path, written: str, meant: bool) -> None:
    found = json.loads(run(folder, "--set", f"relations={written}", "--json").stdout)
    assert found["parameters"]["relations"] is meant


def test_an_unknown_parameter_is_answered_with_the_names(folder: Path) -> None:
    message = run(folder, "--set", "k3=1", code=2).stderr
    for name in Parameters._fields:
        assert name in message


@pytest.mark.parametrize("setting", ["k1=much", "k1", "title_weight=1.5", "relations=perhaps"])
def test_a_setting_that_is_no_number_is_refused(folder: Path, setting: str) -> None:
    assert "Invalid value for '--set'" in run(folder, "--set", setting, code=2).stderr


def test_one_of_folder_and_file_is_needed(folder: Path, articles: Path) -> None:
    for arguments in ([], [folder, "--known-item", articles]):
        assert "either DIR or --known-item FILE" in run(*arguments, code=2).stderr
    assert "--sample chooses among" in run(folder, "--sample", "2", code=2).stderr


def test_rankings_are_written_in_trec_format(folder: Path, tmp_path: Path) -> None:
    run(folder, "--run", tmp_path / "run.txt")
    lines = (tmp_path / "run.txt").read_text("utf-8").splitlines()
    assert "q2 Q0 d/2 1 -1 fundstelle" in lines


def test_without_the_library_one_sentence_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    assert "pip install 'fundstelle[evaluate]'" in run(folder, code=1).stderr


# Figures


@given(st.integers(0, 2**32))
def test_figures_are_those_of_the_textbook(seed: int) -> None:
    random = Random(seed)
    judgments = {
        f"q{query}": {f"d{document}": random.choice((0, 0, 1)) for document in range(30)} | {"d99": 1}
        for query in range(random.randint(1, 4))
    }
    ranking = {query: random.sample([f"d{n}" for n in range(30)], random.randint(0, 30)) for query in judgments}
    found = evaluation.per_query(judgments, ranking)
    for query_id, grades in judgments.items():
        gains = [grades.get(document, 0) for document in ranking[query_id]]
        ideal = sum(1 / log2(place + 2) for place in range(min(10, sum(grades.values()))))
        assert found["nDCG@10"][query_id] == pytest.approx(
            sum(gain / log2(place + 2) for place, gain in enumerate(gains[:10])) / ideal
        )
        assert found["MRR@10"][query_id] == pytest.approx(
            next((1 / place for place, gain in enumerate(gains[:10], 1) if gain), 0.0)
        )
        assert found["Recall@100"][query_id] == pytest.approx(sum(gains) / sum(grades.values()))
    assert evaluation.figures(judgments, ranking)["MRR@10"] == pytest.approx(
        sum(found["MRR@10"].values()) / len(judgments)
    )


def test_a_query_is_text_and_no_query_language() -> None:
    texts = ("Das Licht am Ende", "Dunkel war es", "Das Ende")
    documents = tuple(evaluation.Document(str(at), "", text) for at, text in enumerate(texts))
    collection = evaluation.Collection("quotes", documents, {"q": '„Licht gab es" -Ende?'}, {"q": {"0": 1}})
    found = evaluation.evaluate(collection)
    assert set(found.run.ranking["q"]) == {"0", "1", "2"}
