"""Two vowels that are no umlaut: Duell is not Düll."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article, Index
from search import Engine, Request
from search.words.vowels import with_umlaut

TEXTS = ["Duell", "Düll", "Rededuell", "Israel", "Isräl", "Köln", "Koeln", "Schloss", "Spötter", "Quelle", "Poeten"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    index = Index.create(tmp_path_factory.mktemp("vowels") / "index")
    with index.writer() as writer:
        for text in TEXTS:
            writer.add(Article(id=text, text=f"Hier {text} dort"))
    return Engine(index)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Duell", {"Duell", "Rededuell"}), ("Düll", {"Düll"}), ("duell", {"Duell", "Rededuell"}),
        ("Israel", {"Israel"}),
        ("=Duell", {"Duell"}), ("=Düll", {"Düll"}), ('"Hier Düll"', {"Düll"}), ('"hier duell dort"', {"Duell"}),
        ('"Düll dort"~2', {"Düll"}), ("Duells", {"Duell", "Rededuell"}), ("Köln", {"Köln", "Koeln"}),
        ("Koeln", {"Köln", "Koeln"}), ("Schlösser", {"Schloss"}), ("Spoetter", {"Spötter"}), ("Qülle", set()),
        ("Poet", {"Poeten"}), ("DUELL", {"Duell", "Rededuell"}),
    ],
)  # fmt: skip
def test_umlauts_and_two_vowels_are_told_apart(engine: Engine, typed: str, expected: set[str]) -> None:
    answer = engine.search(Request(typed, match="all"))
    assert {hit.id for hit in answer.hits} == expected
    assert all("<mark>" in hit.snippet for hit in answer.hits)


def test_the_part_with_two_vowels_is_written_with_an_umlaut() -> None:
    assert [with_umlaut(word) for word in ("Rededuells", "Michaela", "Düll", "Steuer", "Haus")] == [
        "düll", "michäl", "düll", "", "",
    ]  # fmt: skip


def test_the_parts_are_folded_and_each_is_there_once() -> None:
    path = Path(__file__).parents[2] / "search" / "words" / "two_vowels.txt"
    parts = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(parts) == len(set(parts))
    assert all(part.isascii() and with_umlaut(part.strip("^")) for part in parts)
