"""The page of relevance: the analyser that follows Lucene's rules, significance, and a small run of everything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("bm25s", reason="bm25s is not installed")
pytest.importorskip("ir_measures", reason="ir-measures is not installed")
tantivy = pytest.importorskip("tantivy", reason="tantivy is not installed")

from benchmarks.relevance import page  # noqa: E402 - what it needs may be missing
from benchmarks.relevance.ablations import ALL, FORMS, steps  # noqa: E402
from benchmarks.relevance.lucene import analysed, normalised, stemmed  # noqa: E402
from benchmarks.relevance.measure import chance, collections, crossed, measured  # noqa: E402
from benchmarks.relevance.peers import PEERS  # noqa: E402
from search import Parameters  # noqa: E402

TEXTS = {
    "law": "Das Klimaschutzgesetz gilt seit heute.",
    "parts": "Ein Gesetz zum Klimaschutz, von vielen zitiert.",
    "houses": "Die Häuser am Hafen sind alt.",
}
ASKED = {"q1": ("Klimaschutzgesetze", "law"), "q2": ("Haus Hafen", "houses"), "q3": ("Klimaschutz zitiern", "parts")}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("häuser", "hauser"), ("haeuser", "hauser"), ("weiß", "weiss"), ("neue", "neue"), ("quelle", "quelle"),
        ("über", "uber"), ("ueber", "uber"), ("bauer", "bauer"), ("goethe", "gothe"),
    ],
)  # fmt: skip
def test_lucenes_normalisation(word: str, expected: str) -> None:
    assert normalised(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("kindern", "kind"), ("hausern", "haus"), ("autos", "autos"),
        ("tags", "tag"), ("schnellste", "schnell"), ("tag", "tag"),
    ],
)  # fmt: skip
def test_lucenes_light_stems(word: str, expected: str) -> None:
    assert stemmed(word) == expected


def test_lucenes_stop_words_are_left_out() -> None:
    assert analysed("Die Häuser für die Kinder") == ["haus", "kind"]


def test_chance_is_high_without_a_difference_and_low_with_one() -> None:
    same = {str(at): float(at % 2) for at in range(60)}
    other = {key: 1.0 - value for key, value in same.items()}
    assert chance(same, dict(same)) == 1.0
    assert chance(same, other) > 0.5
    assert chance(same, {key: value + 0.5 for key, value in same.items()}) < 0.001


def test_the_last_step_is_fundstelle_as_it_comes() -> None:
    assert steps()[ALL] == Parameters()


def test_a_small_collection_goes_through_every_system(tmp_path: Path) -> None:
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        rows = [json.dumps({"_id": key, "text": text}) for key, text in TEXTS.items()]
        (folder / "corpus.jsonl").write_text("\n".join(rows), "utf-8")
        (folder / "queries.jsonl").write_text(
            "\n".join(json.dumps({"_id": key, "text": text}) for key, (text, _) in ASKED.items()), "utf-8"
        )
        (folder / "qrels.tsv").write_text("\n".join(f"{key}\t{found}\t1" for key, (_, found) in ASKED.items()), "utf-8")
    found = list(collections(tmp_path, None))
    tables = [measured(collection, measure) for collection, measure in found]
    figures = {row.system: row.ndcg for row in tables[0].rows}
    assert set(figures) == {*PEERS, FORMS, *steps()}
    assert figures[ALL] == 1.0 > figures["bm25s, lower case only"]
    text = page.page(tables, list(crossed(found)), [])
    assert "| one | 3 | 1.000 | 1.000 |" in text
    assert "<!--" not in text
