"""Words of which an article needs every one: what is read for one question only, beside what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article, Index
from search import Engine, Parameters, Request
from search.matching import reading
from search.words import words

SEGMENTS = reading._MANY_SEGMENTS
ARTICLES = 200
QUESTIONS = ("Rathaus", "die Rathaus", "die Brücke", "die Rathaus Brücke", "Brücke Rathaus", "die", "Brücke die")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Return an index of several segments, in which one word is much more frequent than others."""
    index = Index.create(tmp_path / "index")
    for segment in range(SEGMENTS):
        with index.writer() as writer:
            for number in range(ARTICLES):
                rare = ("Rathaus Brücke", "Rathaus", "Brücke", *[""] * 37)[number % 40]
                writer.add(Article(id=f"{segment}-{number}", text=f"die die Stadt {rare} die {'Wort ' * (number % 7)}"))
    assert len(index.snapshot().segments) == SEGMENTS
    return index


@pytest.mark.parametrize("parameters", [Parameters(), Parameters.stems_only()], ids=["german", "stems"])
def test_a_cache_that_is_full_changes_no_answer(
    index: Index, parameters: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answers() -> list[object]:
        engine = Engine(index, parameters)
        return [
            (found.total, [(hit.id, hit.score) for hit in found.hits])
            for found in (engine.search(Request(question, match="all")) for question in QUESTIONS * 2)
        ]

    usual = answers()
    monkeypatch.setattr(words, "MAX_CACHED_BYTES", 0)  # each word that is read takes the room of all others
    assert answers() == usual
