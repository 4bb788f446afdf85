"""Words that only look like the typed one: they help to put articles in order, and decide nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Index
from search import Engine, Parameters, Request

WORDS = ["zitieren", "zitiert", "Zitat", "Quelle", "Quellen", "Quelltext", "Neurologe", "Neurologie", "neu"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), min_size=1, max_size=8)
TYPED = st.lists(st.sampled_from([*WORDS, "zitiern", "Neurologin", "-Quelle"]), min_size=1, max_size=3).map(" ".join)


def engine_over(path: Path, texts: list[str], parameters: Parameters | None = None) -> Engine:
    index = Index.create(path)
    with index.writer() as writer:
        for number, text in enumerate(texts):
            writer.add(Article(id=str(number), text=text))
    return Engine(index, parameters)


def ranked(engine: Engine, query: str) -> list[str]:
    return [hit.id for hit in engine.search(Request(query, match="any")).hits]


def test_a_misspelt_word_ranks_what_looks_like_it_first(tmp_path: Path) -> None:
    texts = ["Eine Quelle liegt im Wald.", "Eine Quelle zitieren", "Eine Quelle zigarre"]
    assert ranked(engine_over(tmp_path / "index", texts), "Quelle zitiern")[0] == "1"


def test_the_word_itself_counts_more_than_any_number_of_words_alike(tmp_path: Path) -> None:
    texts = [
        "Der Neurologe kam spät am Abend nach Hause.",
        "Neurologie Neurologie Neurologie Abend Neurologie war gut.",
    ]
    assert ranked(engine_over(tmp_path / "index", texts), "Neurologe Abend") == ["0", "1"]


@pytest.mark.parametrize("typed", ["USA", "B12a", "neu", "=Neurologe", '"Neurologe"', "Neurol*"])
def test_nothing_looks_like_abbreviations_short_words_and_exact_ones(tmp_path: Path, typed: str) -> None:
    texts = ["USAM Neurologe Haus", "USAR Neurologie Haus", "B12ab Haus", "neue Haus"]
    engine_over(tmp_path / "index", texts)
    without, with_alike = (
        Engine(Index.open(tmp_path / "index"), Parameters(alike=strength)).search(Request(f"Haus {typed}", match="any"))
        for strength in (0.0, 0.8)
    )
    assert [(hit.id, hit.score) for hit in with_alike.hits] == [(hit.id, hit.score) for hit in without.hits]


@given(texts=TEXTS, typed=TYPED)
@settings(max_examples=40)
def test_what_matches_is_the_same_with_and_without(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], typed: str
) -> None:
    folder = tmp_path_factory.mktemp("alike")
    engine_over(folder / "index", texts)
    engines = [Engine(Index.open(folder / "index"), Parameters(alike=strength)) for strength in (0.0, 0.8)]
    without, with_alike = (engine.search(Request(typed, match="all")) for engine in engines)
    assert {hit.id for hit in without.hits} == {hit.id for hit in with_alike.hits}
    assert (without.total, without.facets) == (with_alike.total, with_alike.facets)
    for one in with_alike.hits:
        (other,) = (hit for hit in without.hits if hit.id == one.id)
        assert (one.title_marked, one.snippet) == (other.title_marked, other.snippet)
        assert one.score >= other.score - 1e-9


@given(texts=TEXTS, typed=TYPED)
@settings(max_examples=40)
def test_where_one_word_is_enough_only_unknown_words_find_what_looks_like_them(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], typed: str
) -> None:
    folder = tmp_path_factory.mktemp("alike")
    engine = engine_over(folder / "index", texts)
    without = Engine(Index.open(folder / "index"), Parameters(alike=0.0))
    unknown = [word for word in typed.split() if not word.startswith("-") and not ranked(without, word)]
    found, more = ({hit.id for hit in one.search(Request(typed, match="any")).hits} for one in (without, engine))
    assert found <= more
    if not unknown:
        assert found == more
    for identifier in more:
        view = engine.article(identifier, typed)
        assert view is not None
        assert "<mark>" in "".join(view.paragraphs) or not any(word[0] != "-" for word in typed.split())


def test_a_misspelt_word_alone_finds_its_like_when_asked_for_any(tmp_path: Path) -> None:
    engine = engine_over(tmp_path / "index", ["Die Psychose ist selten.", "Ein Wald."])
    (hit,) = engine.search(Request("Psychsoe", match="any")).hits
    assert (hit.id, hit.snippet) == ("0", "Die <mark>Psychose</mark> ist selten.")
    assert engine.search(Request("Psychsoe", match="all")).total == 0
    explanation = engine.explain("Psychsoe", "0")
    assert explanation is not None
    assert explanation.value == pytest.approx(hit.score)
