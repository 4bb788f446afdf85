"""Suggestions: each is found by what was typed, counts what it finds, and a title is found by a word inside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Index, tokenise
from search import Engine, Request
from search.limits import MAX_SUGGESTIONS
from search.suggesting.phrases import most_frequent
from search.suggesting.vocabulary import Vocabulary
from tests.archive import FORMS, archive

TITLES = (
    "Angela Merkel reist nach Paris",
    "In Paris trifft Angela Merkel den Präsidenten",
    "Die Rede von Angela Merkel im Wortlaut",
    "Hochwasser an der Elbe",
    "Das Elbe-Hochwasser steigt",
    "Warum das Elbe-Hochwasser kam",
    "Nach dem Elbe-Hochwasser",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    index = Index.create(tmp_path_factory.mktemp("suggest") / "index")
    with index.writer() as writer:
        for number, title in enumerate(TITLES):
            text = "Die Regierung berät. " * (number % 3) + "Regierungen und Regionen beraten."
            writer.add(Article(id=str(number), title=title, text=text, source="Elbblatt", authors=("Ägidius Groß",)))
        writer.add(Article(id="gone", title="Ein Hochstapler", text="Hochstapler"))
        for written in archive(5, 60):
            writer.add(written.article)
    with index.writer() as writer:
        writer.remove("gone")
    return Engine(index)


def texts(engine: Engine, typed: str, kind: str = "") -> list[str]:
    return [one.text for one in engine.suggest(typed, MAX_SUGGESTIONS) if kind in ("", one.kind)]


def test_words_are_completed_by_their_most_frequent_form(engine: Engine) -> None:
    assert texts(engine, "regi", "word")[0] == "Regierungen"
    assert "Regierung" not in texts(engine, "regi", "word")


def test_only_the_last_word_is_completed(engine: Engine) -> None:
    assert "Paris +Regionen" in texts(engine, "Paris +regio")


def test_names_stand_together_in_titles(engine: Engine) -> None:
    assert texts(engine, "merk", "person") == ["Angela Merkel"]
    assert texts(engine, "Angela M", "person") == ["Angela Merkel"]
    (name,) = [one for one in engine.suggest("angela ") if one.kind == "person"]
    assert name.query == '"Angela Merkel"' and name.articles == 3


def test_names_may_have_particles(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        for number, title in enumerate(
            ("Ursula von der Leyen reist", "Was Ursula von der Leyen plant", "Wer plant was")
        ):
            writer.add(Article(id=str(number), title=title, text="Text."))
    (found,) = [one for one in Engine(index).suggest("leyen") if one.kind == "person"]
    assert (found.text, found.articles) == ("Ursula von der Leyen", 2)


def test_phrases_are_shown_as_they_are_printed(engine: Engine) -> None:
    assert "Elbe-Hochwasser" in texts(engine, "elbe", "phrase")


def test_titles_are_found_by_a_word_inside_them(engine: Engine) -> None:
    assert "Hochwasser an der Elbe" in texts(engine, "elb", "title")
    assert texts(engine, "warum elbe", "title") == ["Warum das Elbe-Hochwasser kam"]


def test_authors_and_sources_are_named_whatever_the_spelling(engine: Engine) -> None:
    assert texts(engine, "aegi", "author") == ["Ägidius Groß"]
    assert "Ägidius Groß" in texts(engine, "GROSS", "author")
    assert texts(engine, "elbbl", "source") == ["Elbblatt"]


def test_removed_articles_are_not_suggested(engine: Engine) -> None:
    assert texts(engine, "hochst") == []


@pytest.mark.parametrize("typed", ["", "  ", "x" * 201, "\x00", "!?", "((", '"'])
def test_nothing_is_suggested_for_nothing(engine: Engine, typed: str) -> None:
    assert engine.suggest(typed) == ()


@given(
    st.one_of(
        st.sampled_from(FORMS).flatmap(lambda form: st.integers(1, len(form)).map(lambda at: form[:at])),
        st.text(max_size=8),
    )
)
def test_every_suggestion_finds_as_many_as_it_says(engine: Engine, typed: str) -> None:
    found = engine.suggest(typed, MAX_SUGGESTIONS)
    assert len({one.query for one in found}) == len(found)
    for one in found:
        found_by = {
            query: engine.search(Request(query, limit=0, match="all")).total for query in (one.query, f"=={one.query}")
        }
        own_form = one.query.isalnum() and one.kind in {"word", "organisation"}
        assert found_by[f"=={one.query}" if own_form else one.query] == one.articles > 0, one
        assert found_by[one.query] >= one.articles


@given(st.integers(0, 8), st.integers(-1, 30))
def test_no_more_than_asked_for(engine: Engine, length: int, limit: int) -> None:
    assert len(engine.suggest("regierung"[: length + 1], limit)) <= max(0, min(limit, MAX_SUGGESTIONS))


@pytest.mark.parametrize("most", [10_000, 25, 1])
def test_phrases_are_those_of_a_plain_count(most: int, tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    expected: dict[tuple[str, ...], int] = {}
    for part in range(3):  # a segment each, of which a phrase must stand in several titles
        counts: Counter[tuple[str, ...]] = Counter()
        with index.writer() as writer:
            for one in archive(11 + part, 300):
                writer.add(replace(one.article, id=f"{part}-{one.article.id}"))
                words = tokenise(one.article.title).words
                for size in (2, 3, 4):
                    counts.update(tuple(words[at : at + size]) for at in range(len(words) - size + 1))
        for key, count in counts.items():
            if count > 1:
                expected[key] = expected.get(key, 0) + count
    snapshot = index.snapshot()
    assert len(snapshot.segments) == 3
    found = most_frequent(snapshot.segments, most)
    read = {one.forms: tuple(snapshot.lexicon.texts(one.forms)) for one in found}
    assert {read[one.forms]: one.articles for one in found}.items() <= expected.items()
    for one in found:
        title = snapshot.segments[one.segment].article(one.document).title
        assert " ".join(read[one.forms]) in " ".join(tokenise(title).words)
    numbers = {key: tuple(snapshot.lexicon.find(key).tolist()) for key in expected}
    order = sorted(expected, key=lambda key: (-expected[key], -len(key), numbers[key]))
    assert [read[one.forms] for one in found] == order[:most]
    assert len(order) > 25
    assert any(len(key) == 3 for key in order)


def test_a_new_article_is_suggested_without_a_restart(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    engine = Engine(index)
    assert engine.suggest("zaub") == ()
    with index.writer() as writer:
        writer.add(Article(id="1", title="Zauberlehrling", text="Neu."))
    assert "Zauberlehrling" in texts(engine, "zaub")


def test_how_many_articles_have_forms_is_the_same_before_and_after_all_are_counted(engine: Engine) -> None:
    view = engine.view()
    vocabulary, forms = Vocabulary(view.snapshot), np.arange(len(view.snapshot.lexicon))[::3]
    before = vocabulary.frequencies(forms)
    assert "frequency" not in vars(vocabulary) and before.any()
    assert vocabulary.frequency[forms].tolist() == vocabulary.frequencies(forms).tolist() == before.tolist()
