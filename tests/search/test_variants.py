"""Other ways to write what was typed: numbers, dates, initials, hyphens, names of several words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from index import Article, Index
from search import Engine, Request
from search.matching.relax import members, relaxed, typed
from search.query.language import parse
from search.query.nodes import Variants
from search.words import synonyms
from search.words.synonyms import Entry, Synonyms, load
from search.words.variants import with_variants

NONE = Synonyms([])
FRESH, READY = (load.__wrapped__(Path("nowhere"), 0) for _ in range(2))
READY.load()
BANK = Synonyms([[Entry(("EZB",), 1.0), Entry(("Europäische", "Zentralbank"), 0.8)]])


def ways(text: str, synonyms: Synonyms = NONE) -> list[str]:
    """Return the other ways in which a query is written, or nothing where it stays as it is."""
    tree = with_variants(parse(text).tree, synonyms, 0.5)
    others = tree.subqueries[1:] if isinstance(tree, Variants) else []
    return [" ".join(other.words) if isinstance(other, query.Phrase) else other.text for other in others]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("1000", ["1 000"]), ("1.000", ["1000"]), ("1 000", ["1000"]), ("25000", ["25 000"]),
        ("1.000.000", ["1000000"]),
        ("U.S.", ["US"]), ("z. B.", []), ("S.P.D.", ["SPD"]), ("Klima-Gipfel", ["Klima-Gipfel"]),
        ("EU-Gipfel", ["EU-Gipfel"]), ("Ex-Kanzler", ["Exkanzler"]), ("E-Mail", []), ("Covid-19", ["Covid19"]),
        ("Nord-Süd-Dialog", ["Nord-Süd-Dialog"]), ("Hin-und-her-Gerissen", ["Hinundhergerissen"]),
        ("Grimm's", ["Grimms"]),
        ("16.5.2024", ["16 05 2024", "16 Mai 2024", "2024 05 16"]),
        ("16. Mai 2024", ["16 5 2024", "16 05 2024", "2024 05 16"]),
        ("1.5.2020", ["1 05 2020", "1 Mai 2020", "01 5 2020", "01 05 2020", "01 Mai 2020", "2020 05 01"]),
        ("30. Okt. 2024", ["30 10 2024", "30 Oktober 2024", "2024 10 30"]),
        ("13. August", ["13 Aug"]), ("13. Aug.", ["13 August"]), ("3. Mai", ["03 Mai", "03 5", "03 05"]),
        ("03.10.", ["3 Oktober", "03 Oktober", "3 Okt"]),
        ("3.10.", []), ("3,10", []), ("13.10.", ["13 Oktober", "13 Okt"]), ("13.9.", []),
        ("3 Menschen", []), ("32. August", []),
        ("Covid19", ["Covid 19"]), ("10km", ["10 km"]), ("10 km", ["10km"]), ("10 Kilometer", []),
        ("2024-05-16", ["16 5 2024", "16 05 2024", "16 Mai 2024"]), ("2024-13-16", []),
        ("12.345,67", ["12345 67"]), ("12345,67", ["12 345 67"]), ("12345,678", []),
        ("G20", ["G 20"]), ("G-20", ["G20"]), ("A 380", ["A380"]), ("H5N1", []), ("5G", ["5 G"]), ("A.f.D.", ["AfD"]),
        ("19-jährig", ["19jährig"]), ("19jährig", ["19 jährig"]),
        ("999", []), ("0815", []), ("1.0", []), ("3,5", []), ("16.13.2024", []), ("32. Mai 2024", []), ("Haus", []),
        ('"1000"', []), ("=1000", []), ("EZB", []),
    ],
)  # fmt: skip
def test_what_was_typed_is_written_otherwise(text: str, others: list[str]) -> None:
    assert ways(text) == others


def test_names_of_several_words_are_found_in_both_directions() -> None:
    assert ways("EZB", BANK) == ["Europäische Zentralbank"]
    assert ways("Europäische Zentralbank", BANK) == ["EZB"]
    assert ways('"Europäische Zentralbank"', BANK) == []


def test_a_synonym_counts_what_its_file_and_the_parameter_say() -> None:
    tree = with_variants(parse("EZB").tree, BANK, 0.5)
    assert tree.subqueries[1].boost == 0.4


def test_when_words_are_relaxed_those_of_a_name_are_too() -> None:
    tree = with_variants(parse("Europäische Zentralbank Zinsen").tree, BANK, 0.5)
    first = relaxed(tree).subqueries[0]
    assert isinstance(first, Variants)
    assert type(first.subqueries[0]) is query.Or
    assert [typed(member).text for member in members(tree)] == ["Europäische", "Zentralbank", "Zinsen"]


def test_words_with_a_hyphen_need_not_stand_together_when_they_are_relaxed(tmp_path: Path) -> None:
    texts = {
        "both": "Corona-Krise",
        "apart": "Krise wie keine andere vor ihr war heute überall Corona",
        "one": "die Krise",
    }
    with Index.create(tmp_path / "index").writer() as writer:
        for identifier, text in texts.items():
            writer.add(Article(id=identifier, text=text))
    engine = Engine(Index.open(tmp_path / "index"))
    answers = {match: engine.search(Request("Corona-Krise", match=match)) for match in ("all", "auto", "any")}
    assert [hit.id for hit in answers["all"].hits] == ["both"]
    assert [(hit.id, hit.relaxed, hit.missing) for hit in answers["auto"].hits] == [
        ("both", False, ()),
        ("apart", True, ("Corona-Krise",)),
        ("one", True, ("Corona",)),
    ]
    assert [hit.id for hit in answers["any"].hits] == ["both", "apart", "one"]
    assert answers["auto"].hits[2].snippet == "die <mark>Krise</mark>"
    view = engine.article("apart", "Corona-Krise")
    assert view is not None
    assert view.paragraphs == ("<mark>Krise</mark> wie keine andere vor ihr war heute überall <mark>Corona</mark>",)
    assert [hit.id for hit in engine.search(Request('"Corona Krise"', match="any")).hits] == ["both"]


@given(st.text(alphabet='ab1. 0-"=()', max_size=20))
def test_the_typed_tree_is_left_as_it_was(text: str) -> None:
    tree, again = parse(text).tree, parse(text).tree
    with_variants(tree, BANK, 0.5)
    assert tree == again


FILE = Path(synonyms.__file__).with_name("synonyms.txt").read_text("utf-8")
NAMES = re.sub(r"\^[0-9.]+|#.*|[,\n]", "\n", FILE).split("\n")
ENDING = st.sampled_from(["", "s", "es", "en", "er", "e"])
WORDS = st.sampled_from([name.strip() for name in NAMES if " " in name.strip()] + [*filter(None, NAMES)]).flatmap(
    lambda name: st.tuples(*(ENDING.map(word.__add__) for word in name.split())).map(" ".join)
) | st.sampled_from(["U.S.", "16.", "Mai", "2024", "1000", "1 000", "Wetter", "Klima-Gipfel"])


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3), st.sampled_from(["{}", '"{}"', "{} -Wetter", "({}) ODER Wetter"]))
def test_what_first_words_tell_ahead_changes_no_tree(typed: list[str], shape: str) -> None:
    tree = parse(shape.format(" ".join(typed))).tree
    assert with_variants(tree, READY, 0.5) == with_variants(tree, FRESH, 0.5)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    index = Index.create(tmp_path_factory.mktemp("variants") / "index")
    with index.writer() as writer:
        writer.add(Article(id="bank", title="Zinsen", text="Die Europäische Zentralbank tagt am 16. Mai 2024."))
        writer.add(Article(id="short", title="Zinsen", text="Die EZB tagt am 16.5.2024 mit 1.000 Gästen."))
        writer.add(Article(id="apart", title="Zinsen", text="Eine europäische Idee, keine Zentralbank, 1000 Gäste."))
    return Engine(index)


def found(engine: Engine, text: str) -> set[str]:
    return {hit.id for hit in engine.search(Request(text, match="all")).hits}


def test_articles_are_found_by_any_way_to_write(engine: Engine) -> None:
    assert found(engine, "EZB") == {"bank", "short"}
    assert found(engine, "Europäische Zentralbank") == {"bank", "short", "apart"}
    assert found(engine, "16.05.2024") == {"bank", "short"}
    assert found(engine, "1000 Gäste") == {"short", "apart"}
    assert found(engine, '"1000" Gäste') == {"apart"}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("EZB NEAR/1 tagt", {"bank", "short"}),
        ("tagt NEAR/2 EZB", {"bank", "short"}),
        ("EZB VOR/1 tagt", {"bank", "short"}),
        ("tagt VOR EZB", set()),
        ("(Europäische Zentralbank) NEAR/1 tagt", {"bank", "short"}),
        ("EZB SATZ tagt", {"bank", "short"}),
        ("EZB ABSATZ Gäste", {"short"}),
        ("tagt NEAR/2 16.05.2024", {"bank", "short"}),
        ("1000 NEAR/1 Gäste", {"short", "apart"}),
        ("tagt NICHT NEAR/1 EZB", set()),
        ("tagt NICHT NEAR/1 1000", {"bank", "short"}),
        ("mind1(EZB)", {"bank", "short"}),
        ("mind2(EZB)", set()),
        ('"EZB" NEAR/1 tagt', {"short"}),
        ("=EZB NEAR/1 tagt", {"short"}),
    ],
)
def test_operators_take_any_way_to_write(engine: Engine, text: str, ids: set[str]) -> None:
    assert found(engine, text) == ids


def test_both_ways_to_write_are_counted_together(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index").writer() as writer:
        writer.add(Article(id="both", text="Die EZB ist die Europäische Zentralbank."))
    engine = Engine(Index.open(tmp_path / "index"))
    assert found(engine, "mind2(EZB)") == {"both"}
    assert found(engine, "mind3(EZB)") == set()


def test_the_other_way_to_write_is_marked_beside_an_operator(engine: Engine) -> None:
    article = engine.article("bank", "EZB NEAR/1 tagt")
    assert article is not None
    assert article.paragraphs == (
        "Die <mark>Europäische</mark> <mark>Zentralbank</mark> <mark>tagt</mark> am 16. Mai 2024.",
    )


@pytest.mark.parametrize("text", ["EZB NEAR/1 tagt", "(EZB SATZ tagt)^2", "mind1(EZB)", "tagt NEAR/5 16.05.2024"])
def test_scores_beside_operators_are_explained(engine: Engine, text: str) -> None:
    hits = engine.search(Request(text)).hits
    assert hits
    for hit in hits:
        told = engine.explain(text, hit.id)
        assert told is not None
        assert told.value == pytest.approx(hit.score, rel=1e-12)


def test_of_a_name_that_an_article_has_only_in_part_nothing_counts_beside_an_operator(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index").writer() as writer:
        writer.add(Article(id="part", text="Die EZB tagt, eine europäische Idee."))
    told = Engine(Index.open(tmp_path / "index")).explain("EZB NEAR/1 tagt", "part")
    assert told is not None
    words = [part.values["word"] for part in told.parts[0].parts if part.code == "word"]
    assert words == ["EZB", "tagt"]


def test_the_other_way_to_write_is_marked(engine: Engine) -> None:
    article = engine.article("short", "Europäische Zentralbank")
    assert article is not None
    assert article.matched == ("EZB",)


def test_what_is_missing_is_said_in_the_words_that_were_typed(engine: Engine) -> None:
    hits = engine.search(Request("Europäische Zentralbank Quatsch")).hits
    assert {hit.id: hit.missing for hit in hits}["short"] == ("Quatsch",)


def test_the_owner_of_an_index_adds_synonyms_and_a_running_engine_notices(engine: Engine) -> None:
    file = Path(engine.index.path) / "synonyms.txt"
    assert found(engine, "Währungshüter") == set()
    file.write_text("# our own\nWährungshüter, EZB^0.5, Europäische Zentralbank\n", "utf-8")
    try:
        assert found(engine, "Währungshüter") == {"bank", "short"}
    finally:
        file.unlink()
    assert found(engine, "Währungshüter") == set()


def test_numbers_are_found_in_their_order_only(tmp_path: Path) -> None:
    with Index.create(tmp_path / "index").writer() as writer:
        for text in ("um 3,5 Prozent", "um 5,3 Prozent", "3. 10. 1990", "1990 10 3"):
            writer.add(Article(id=text, text=text))
    engine = Engine(Index.open(tmp_path / "index"))
    for text, found in (("3,5", "um 3,5 Prozent"), ("3. Oktober 1990", "3. 10. 1990"), ("1990-10-03", "3. 10. 1990")):
        assert [hit.id for hit in engine.search(Request(text, match="all")).hits] == [found]
