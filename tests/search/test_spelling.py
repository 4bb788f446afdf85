"""Misspelt words: what is offered finds more, is applied only where nothing is found, and is exchanged in place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index import Article, Index
from search import Engine, Request, Response
from search.suggesting.spelling import Spellings

WORDS = ("Regierung", "Lauterbach", "Söder", "Straßenbahn", "Präsident", "Beloussow", "Hafen", "Leyen")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    index = Index.create(tmp_path_factory.mktemp("spelling") / "index")
    with index.writer() as writer:
        for number in range(60):
            text = " ".join(word for at, word in enumerate(WORDS) if number % (at + 1) == 0) + " Leben" * 3
            writer.add(Article(id=str(number), text=f"{text} sagt die Nachricht {number}."))
        writer.add(Article(id="odd", text="Ein Regierunk steht einmal da, ein Dieb auch."))
    return Engine(index)


def asked(engine: Engine, query: str, **more: object) -> Response:
    return engine.search(Request(query, correct=True, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Regirung", "Regierung"),
        ("Lauterbahc", "Lauterbach"),
        ("Soder", "Söder"),
        ("Strasenbahn", "Straßenbahn"),
        ("Prasident", "Präsident"),
        ("Leien", "Leyen"),
        ("titel:x OR Regirung", "titel:x OR Regierung"),
        ('"ganz fest" ODER Lauterbahc^2', '"ganz fest" ODER Lauterbach^2'),
    ],
)
def test_a_misspelt_word_is_exchanged_in_its_place(engine: Engine, typed: str, meant: str) -> None:
    answer = asked(engine, typed)
    assert answer.correction is not None and answer.correction.applied
    assert answer.correction.query == meant
    assert answer.total == answer.correction.total == engine.search(Request(meant)).total > 0


@pytest.mark.parametrize(
    "typed", ["Regierung", "=Regirung", '"Regirung"', "Regirung~", "Regirung*", "Hafn7", "Haf", "qqqqqq", ""]
)
def test_what_is_known_or_meant_exactly_is_not_corrected(engine: Engine, typed: str) -> None:
    assert asked(engine, typed).correction is None


def test_a_hardly_known_word_is_searched_and_the_frequent_one_offered(engine: Engine) -> None:
    answer = asked(engine, "Regierunk")
    assert answer.total == 1 and answer.hits[0].id == "odd"
    assert answer.correction is not None and not answer.correction.applied
    assert answer.correction.words == (("Regierunk", "Regierung"),)


def test_a_word_that_is_known_is_not_taken_for_a_function_word(engine: Engine) -> None:
    assert asked(engine, "Dieb").correction is None  # die is in all the other articles
    assert asked(engine, "diee").correction is not None


def test_hits_for_some_of_the_words_stay(engine: Engine) -> None:
    answer = asked(engine, "Lauterbahc Hafen")
    assert answer.relaxed == answer.total > 0
    assert answer.correction is not None and not answer.correction.applied
    assert answer.correction.query == "Lauterbach Hafen"


def test_filters_count_too(engine: Engine) -> None:
    assert asked(engine, "Regirung", sources=("Keine",)).correction is None


def test_nothing_is_corrected_unless_asked_for(engine: Engine) -> None:
    assert engine.search(Request("Regirung")).correction is None
    assert engine.search(Request("Regirung")).total == 0


def test_an_empty_index_has_no_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    index = Index.create(tmp_path_factory.mktemp("none") / "index")
    assert asked(Engine(index), "Regirung").correction is None


@given(
    st.lists(st.text("abcäößd7", min_size=1, max_size=6), max_size=30, unique=True),
    st.text("abcäößd7", min_size=1, max_size=6),
    st.integers(0, 3),
)
def test_near_words_are_those_of_comparing_all(words: list[str], word: str, edits: int) -> None:
    found = Spellings(words).near(word, edits)
    distances = {at: OSA.distance(word, other) for at, other in enumerate(words)}
    assert {at: distance for _, distance, at in found} == {at: far for at, far in distances.items() if far <= edits}
    assert all(words[at] == choice for choice, _, at in found)
    assert [distance for _, distance, _ in found] == sorted(distance for _, distance, _ in found)
