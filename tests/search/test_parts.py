"""Compounds in the search: words find compounds, compounds their parts near each other, exact forms neither."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from index import WEIGHT_UNIT, Article, Index, compounds, words
from search import Engine, Parameters, Request
from search.limits import APART_WORDS
from search.matching.leaves import Leaf
from search.words.parts import ways_apart

TEXTS = {
    "compound": "Das Klimaschutzgesetz gilt.",
    "parts": "Heute kam ein Gesetz zum Klimaschutz.",
    "far": "Ein Gesetz kam heute in den Bundestag, und viele reden wieder über den Klimaschutz.",
    "minister": "Die Minister reisen.",
    "defence": "Der Verteidigungsminister reist.",
    "meeting": "Das Ministertreffen beginnt.",
    "former": "Der Ex-Kanzler spricht.",
    "war": "Seit dem Krieg in der Ukraine steigen die Preise.",
    "chief": "Heute sprach der Chef der CDU.",
    "export": "Ein Ex-Chef im Port.",
    "founder": "Die Firmengründer planen.",
    "tree": "Zwei Apfelbäume blühen.",
    "doctor": "Die Hausärztin impft.",
}


def engine_over(path: Path, texts: dict[str, str], parameters: Parameters | None = None) -> Engine:
    """Return an engine over texts by id."""
    index = Index.create(path)
    with index.writer() as writer:
        for identifier, text in texts.items():
            writer.add(Article(id=identifier, text=text))
    return Engine(index, parameters)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_over(tmp_path_factory.mktemp("parts") / "index", TEXTS)


def found(engine: Engine, typed: str) -> list[str]:
    """Return the ids that are found, best first."""
    return [hit.id for hit in engine.search(Request(query=typed, match="all")).hits]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Minister", {"minister", "defence", "meeting"}),
        ("Ministern", {"minister", "defence", "meeting"}),
        ("=Minister", set()),
        ('"Minister"', set()),
        ('"Die Minister"', {"minister"}),
        ("Verteidigung", {"defence"}),
        ("Klimaschutzgesetz", {"compound", "parts"}),
        ("=Klimaschutzgesetz", {"compound"}),
        ("Exkanzler", {"former"}),
        ("Firma", {"founder"}),
        ("Baum", {"tree"}),
        ("Bäumen", {"tree"}),
        ("Arzt", {"doctor"}),
        ("Ärzte", {"doctor"}),
        ("Ärztin", {"doctor"}),
        ("Export", set()),
        ("Ukraine-Krieg", {"war"}),
        ("CDU-Chef", {"chief"}),
        ('"CDU-Chef"', set()),
        ("=CDU-Chef", set()),
        ("Krieg NEAR/3 CDU-Chef", set()),
        ("sprach NEAR/1 CDU-Chef", set()),
        ("sprach NEAR/3 CDU-Chef", {"chief"}),
        ('"Klimaschutzgesetz"', {"compound"}),
        ("Klimaschutz", {"compound", "parts", "far"}),
        ("Gesetz NEAR/3 Klimaschutz", {"parts"}),
        ("Klimaschutzgesetz NEAR/2 gilt", {"compound"}),
        ("heute VOR/5 Klimaschutzgesetz", {"parts"}),
    ],
)
def test_compounds_are_found_but_not_by_exact_forms(engine: Engine, typed: str, expected: set[str]) -> None:
    if typed in ("=Minister", '"Minister"'):
        expected = {"minister"}
    assert set(found(engine, typed)) == expected


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("Ukraine-Krieg", {("Ukraine", "Krieg")}),
        ("Nord-Süd-Dialog", {("Nord", "Süddialog"), ("Nordsüd", "Dialog"), ("Nord", "Süd", "Dialog")}),
        ("Exkanzler", {("Ex", "kanzler")}), ("exfrau", {("ex", "frau")}), ("Export", set()),
        ("Corona", {("Co", "rona")}),
        ("Klimaschutz-Gesetz", {("Klimaschutz", "Gesetz"), ("Klima", "schutzgesetz"), ("Klima", "schutz", "gesetz")}),
    ],
)  # fmt: skip
def test_words_are_taken_apart_at_hyphens_and_behind_prefixes(word: str, ways: set[tuple[str, ...]]) -> None:
    assert set(ways_apart([word]).get(word, ())) == ways


def test_what_is_meant_directly_comes_first(engine: Engine) -> None:
    assert found(engine, "Minister")[0] == "minister"
    assert found(engine, "Klimaschutzgesetz") == ["compound", "parts"]


def test_what_a_compound_is_made_of_counts_in_articles_that_match(tmp_path: Path) -> None:
    texts = {"one": "Die Koalition berät ein Gesetz.", "none": "Die Koalition berät ein Papier.", **TEXTS}
    engine = engine_over(tmp_path / "index", texts)
    answer = engine.search(Request("Klimaschutzgesetz Koalition", match="any"))
    ranked = [hit.id for hit in answer.hits]
    assert set(ranked) == {"compound", "parts", "one", "none"}
    assert ranked.index("one") < ranked.index("none")
    assert "whole" in codes(engine, "Klimaschutzgesetz", "compound")


def test_stems_only_find_no_compounds(tmp_path: Path) -> None:
    plain = engine_over(tmp_path / "index", TEXTS, Parameters(relations=False))
    assert found(plain, "Minister") == ["minister"]
    assert found(plain, "Klimaschutzgesetz") == ["compound"]


def test_the_parts_are_marked_and_explained(engine: Engine) -> None:
    view = engine.article("parts", "Klimaschutzgesetz")
    assert view is not None
    assert view.paragraphs == ("Heute kam ein <mark>Gesetz</mark> zum <mark>Klimaschutz</mark>.",)
    compound = engine.article("defence", "Minister")
    assert compound is not None
    assert "<mark>Verteidigungsminister</mark>" in compound.paragraphs[0]
    assert codes(engine, "Klimaschutzgesetz", "parts") >= {"apart"}
    assert codes(engine, "Minister", "defence") >= {"form"}


def codes(engine: Engine, typed: str, identifier: str) -> set[str]:
    """Return the codes of all parts of an explanation; those of forms and parts add up to the count above them."""
    explanation = engine.explain(typed, identifier)
    assert explanation is not None
    waiting, seen = [explanation], set()
    while waiting:
        one = waiting.pop()
        seen.add(one.code)
        waiting += one.parts
        if one.code == "count":
            assert sum(part.value for part in one.parts) == pytest.approx(one.value)
    return seen


def test_how_rare_a_word_is_is_counted_over_its_own_forms(engine: Engine) -> None:
    execution = engine.view().execution
    word = execution.word(Leaf(query.Term("any", "Minister"), "Minister", False, 1.0))
    assert word.frequency == 1
    assert sum(len(word.matching(at)) for at in range(len(execution.segments))) == 3


def test_without_a_table_at_hand_typed_compounds_stay_whole_and_the_answer_says_so(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ways_apart(["Klimaschutzgesetz"])
    assert engine.search(Request(query="Klimaschutzgesetz")).notes == ()
    monkeypatch.setattr(compounds, "is_ready", lambda: False)
    assert ways_apart(["Klimaschutzgesetz"]) == {}
    (note,) = engine.search(Request(query="Klimaschutzgesetz")).notes
    assert note.code == "no-splitter"


VOCABULARY = ["Klimaschutz", "Gesetz", "Klima", "Schutzgesetz", "Schutz", "und", "Wald"]


@given(st.lists(st.lists(st.sampled_from(VOCABULARY), max_size=12), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_parts_are_counted_as_a_plain_scan_counts_them(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]
) -> None:
    """A stretch begins with a part and holds all parts of a way; each beginning counts once."""
    engine = engine_over(
        tmp_path_factory.mktemp("scan") / "index",
        {str(at): " ".join(["Am", *text]) for at, text in enumerate(texts)},
        Parameters(alike=0.0),
    )
    known = {word for text in texts for word in text}
    ways = [
        way
        for way in ways_apart(["Klimaschutzgesetz"])["Klimaschutzgesetz"]
        if {piece.capitalize() for piece in way} <= known
    ]
    expected = {}
    for at, text in enumerate(texts):
        starts = {start for way in ways for start in range(len(text) + 1) if _begins(["Am", *text], way, start)}
        if starts:
            expected[str(at)] = len(starts) * round(Parameters().apart * WEIGHT_UNIT)
    execution = engine.view().execution
    word = execution.word(Leaf(query.Term("any", "Klimaschutzgesetz"), "Klimaschutzgesetz", False, 1.0))
    got = {
        execution.segments[at].ids[document]: weighted
        for at in range(len(execution.segments))
        for counts in [word.scored(at)]
        for document, weighted in zip(counts.document.tolist(), counts.weighted.tolist(), strict=True)
    }
    assert got == expected


def _begins(text: list[str], way: tuple[str, ...], start: int) -> bool:
    """Return whether a stretch with all pieces of a way, in any order, begins at ``start``."""
    reach = APART_WORDS + max(0, len(way) - 2)
    places = [[at for at, word in enumerate(text) if word == piece.capitalize() and at >= start] for piece in way]
    return any(min(chosen) == start and max(chosen) - start <= reach for chosen in product(*places))


def test_words_is_the_tokeniser_that_the_scan_assumes() -> None:
    assert words("Am Klimaschutz und Gesetz") == ["Am", "Klimaschutz", "und", "Gesetz"]


@pytest.mark.parametrize("typed", ["Brand", "Brände", "brände", "Bränden"])
def test_an_irregular_form_finds_compounds_where_no_article_has_its_lemma(tmp_path: Path, typed: str) -> None:
    assert found(engine_over(tmp_path / "index", {"fire": "Der Waldbrand ist gelöscht."}), typed) == ["fire"]
