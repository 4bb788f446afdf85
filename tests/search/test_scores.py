"""Scores: equal to their plain twin, independent of how articles came in, and explained to the last digit."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Index
from search import Engine, Explanation, Hit, Request, Response
from search.answer import Match, Sort
from search.ranking import RECENCY, RECENCY_HALF_LIFE_DAYS, Parameters, inverse_frequency
from tests.oracles import Asked, bm25f

VOCABULARY = [
    "Haus",
    "Hauses",
    "Häuser",
    "Haeuser",
    "HAUS",
    "Baum",
    "Bäume",
    "Bäumen",
    "gehen",
    "geht",
    "ging",
    "schön",
    "schöne",
    "schon",
    "Straße",
    "Strasse",
    "strassen",
    "Bürger",
    "Bürger*innen",
    "BürgerInnen",
    "Bürgerin",
    "grün",
    "Grünen",
    "rot",
    "roten",
    "Klima",
    "2024",
]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
MATCHES: tuple[Match, ...] = ("auto", "all", "any")
FIRST_DAY = datetime(2024, 1, 1, 22, 30, tzinfo=UTC)  # half past eleven at night in Berlin

WORDS = st.sampled_from(VOCABULARY)
TEXT = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
PUBLISHED = st.one_of(st.none(), st.integers(0, 400).map(lambda hours: FIRST_DAY + timedelta(hours=6 * hours)))
NAMES = st.sampled_from(["", "Bote", "Kurier", "Anzeiger"])


@st.composite
def archives(draw: st.DrawFn, most: int = 8) -> list[Article]:
    """Draw some articles with the ids a0, a1 and so on."""
    return [
        Article(
            id=f"a{number}",
            title=draw(st.one_of(st.just(""), TEXT)),
            text=draw(TEXT),
            source=draw(NAMES),
            section=draw(NAMES),
            authors=tuple(draw(st.lists(NAMES, max_size=2))),
            published=draw(PUBLISHED),
        )
        for number in range(draw(st.integers(1, most)))
    ]


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> str:
    """Draw a query that uses most of the language."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(WORDS) + draw(st.sampled_from(["", "", "^2", "^0,5", "^0"]))
    inner = queries(depth - 1)
    return draw(
        st.one_of(
            st.builds("{} {}".format, inner, inner),
            st.builds("{} {}".format, inner, inner),
            st.builds("({} ODER {})^3".format, inner, inner),
            st.builds("({} UND {})^0".format, inner, inner),
            st.builds("+{} {} {}".format, WORDS, WORDS, inner),
            st.builds("{} -{}".format, inner, WORDS),
            st.builds('"{} {}"{}'.format, WORDS, WORDS, st.sampled_from(["", "^2", "~4", "~4^0,25", "^0"])),
            st.builds("({} NEAR/4 {}){}".format, WORDS, WORDS, st.sampled_from(["", "^1,5", "^0"])),
            st.builds("({} NICHT VOR/2 {})".format, WORDS, WORDS),
            st.builds("({} SATZ ({} ODER {}^2))".format, WORDS, WORDS, WORDS),
            st.builds("mind2({} ODER {})".format, WORDS, WORDS),
            st.builds("titel:({})".format, inner),
            st.builds("text:{}".format, WORDS),
            st.builds("quelle:Bote {}".format, inner),
            st.builds("seit:2024-01-20 {}".format, inner),
            st.sampled_from(["Ha*", "*en", "Strasse~2^2", "=Grünen", "==HAUS", "/b.*/", "*"]),
        )
    )


QUERIES = queries()
Folder = Callable[[], Path]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a function that gives a new folder each time."""
    return lambda: tmp_path_factory.mktemp("scores") / "index"


def add(index: Index, articles: Sequence[Article]) -> None:
    """Add articles in one commit."""
    with index.writer() as writer:
        for article in articles:
            writer.add(article)


def remove(index: Index, identifiers: Sequence[str]) -> None:
    """Remove articles in one commit."""
    with index.writer() as writer:
        for identifier in identifiers:
            writer.remove(identifier)


def engine_over(path: Path, *commits: Sequence[Article], parameters: Parameters | None = None) -> Engine:
    """Return an engine over a new index with the articles of each commit."""
    index = Index.create(path)
    for articles in commits:
        add(index, articles)
    return Engine(index, parameters)


def whole(engine: Engine, query: str, **more: Any) -> Response:
    """Return the answer with all its hits and facets."""
    return engine.search(Request(query, limit=1000, facets=True, **more))


def seen(engine: Engine, query: str, match: Match = "auto") -> tuple[object, ...]:
    """Return everything of an answer that must not depend on how the articles came in."""
    answer = whole(engine, query, match=match)
    return answer.total, answer.relaxed, answer.hits, answer.facets, answer.notes


# The plain twin


def random_articles(random_: random.Random, count: int) -> list[Article]:
    """Return articles of which one in four has no date and one in four no title."""
    return [
        Article(
            id=f"a{number}",
            title=" ".join(random_.choices(VOCABULARY, k=random_.randrange(6))) if random_.randrange(4) else "",
            text=". ".join(random_.choices(VOCABULARY, k=random_.randrange(1, 40))),
            published=FIRST_DAY + timedelta(hours=random_.randrange(4000)) if random_.randrange(4) else None,
        )
        for number in range(count)
    ]


def random_question(random_: random.Random) -> list[Asked]:
    """Return one to four words, some of them quoted, as phrases, or asked for in a field."""
    return [
        Asked(
            tuple(random_.choices(VOCABULARY, k=random_.choice([1, 2, 2, 3]) if quoted else 1)),
            quoted,
            random_.choice(["any", "any", "title", "body"]),
        )
        for quoted in random_.choices([False, False, True], k=random_.randint(1, 4))
    ]


@pytest.mark.parametrize("seed", range(6))
def test_scores_are_those_of_the_plain_twin(tmp_path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    articles = random_articles(random_, (1, 7, 30)[seed % 3])
    cut = random_.randrange(len(articles) + 1)
    engine = engine_over(tmp_path / "index", articles[:cut], articles[cut:], parameters=Parameters.stems_only())
    removed = {one.id for one in random_.sample(articles, len(articles) // 5)}
    remove(engine.index, sorted(removed))
    live = [one for one in articles if one.id not in removed]
    for _ in range(20):
        question = random_question(random_)
        for every, match in ((True, "all"), (False, "any")):
            answer = whole(engine, " ".join(map(str, question)), match=match)
            expected = bm25f(live, question, every)
            assert {hit.id: hit.score for hit in answer.hits} == pytest.approx(expected, rel=1e-6, abs=1e-6), question
            assert answer.total == len(expected)


def test_the_twin_is_asked_about_matches_that_matter() -> None:
    random_ = random.Random(1)
    articles = random_articles(random_, 30)
    found = [len(bm25f(articles, random_question(random_), every=True)) for _ in range(60)]
    assert sum(1 <= number < 30 for number in found) > 20


# How articles came in


@given(archive=archives(), asked=st.lists(QUERIES, min_size=6, max_size=6), random_=st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_answers_do_not_depend_on_segments_order_or_merging(
    folder: Folder, archive: list[Article], asked: list[str], random_: random.Random
) -> None:
    one = engine_over(folder(), archive)
    shuffled = random_.sample(archive, len(archive))
    many = Engine(Index.create(folder()))
    while shuffled:
        size = random_.randint(1, 3)
        add(many.index, shuffled[:size])
        del shuffled[:size]
    expected = [seen(one, query, match) for query in asked for match in MATCHES]
    assert [seen(many, query, match) for query in asked for match in MATCHES] == expected
    many.index.merge()
    assert len(many.index.snapshot().segments) == 1
    assert [seen(many, query, match) for query in asked for match in MATCHES] == expected


@given(archive=archives(), others=archives(4), asked=st.lists(QUERIES, min_size=6, max_size=6), merged=st.booleans())
@settings(max_examples=10)
def test_what_was_added_and_removed_leaves_no_trace(
    folder: Folder, archive: list[Article], others: list[Article], asked: list[str], merged: bool
) -> None:
    passing = [Article.from_json({**one.to_json(), "id": f"b{one.id}"}) for one in others]
    engine = engine_over(folder(), archive[:2])
    add(engine.index, [*passing, *archive[2:]])
    remove(engine.index, [one.id for one in passing])
    if merged:
        engine.index.merge()
    fresh = engine_over(folder(), archive)
    assert [seen(engine, query) for query in asked] == [seen(fresh, query) for query in asked]


@given(archive=archives(), others=archives(), asked=st.lists(QUERIES, min_size=6, max_size=6), together=st.booleans())
@settings(max_examples=10)
def test_a_replaced_article_is_as_if_only_the_new_one_had_come(
    folder: Folder, archive: list[Article], others: list[Article], asked: list[str], together: bool
) -> None:
    commits = [[*others, *archive]] if together else [others, archive]
    engine = engine_over(folder(), *commits)
    fresh = engine_over(folder(), [*archive, *others[len(archive) :]])
    assert [seen(engine, query) for query in asked] == [seen(fresh, query) for query in asked]


@given(archive=archives(), asked=QUERIES)
@settings(max_examples=8)
def test_adding_the_same_article_again_changes_nothing(folder: Folder, archive: list[Article], asked: str) -> None:
    engine = engine_over(folder(), archive)
    before, generation = seen(engine, asked), engine.stats().generation
    add(engine.index, archive[::2])
    assert seen(engine, asked) == before
    assert engine.stats().generation == generation


# Pages, totals and facets


def place(hit: Hit, sort: Sort) -> tuple[object, ...]:
    """Return what decides about a hit's place among the hits that match in full."""
    seconds = int(hit.published.timestamp()) if hit.published else 0
    newest = (hit.published is None, seconds if sort == "oldest" else -seconds, hit.id)
    return (-hit.score, *newest) if sort == "relevance" else newest


@given(archive=archives(12), asked=QUERIES, match=st.sampled_from(MATCHES), size=st.integers(1, 5))
@settings(max_examples=15)
def test_pages_neither_repeat_nor_miss_in_any_order(
    folder: Folder, archive: list[Article], asked: str, match: Match, size: int
) -> None:
    engine = engine_over(folder(), archive[::2], archive[1::2])
    sets = []
    for sort in SORTS:
        answer = whole(engine, asked, match=match, sort=sort)
        pages: list[Hit] = []
        for offset in range(0, answer.total + size, size):
            pages += engine.search(Request(asked, size, offset, sort, match)).hits
        assert pages == list(answer.hits)
        assert len({hit.id for hit in pages}) == answer.total == len(pages)
        assert sum(hit.relaxed for hit in pages) == answer.relaxed
        full = [hit for hit in pages if not hit.relaxed]
        assert pages[: len(full)] == full, "matches in full come first"
        assert full == sorted(full, key=partial(place, sort=sort))
        sets.append({hit.id for hit in pages})
    assert sets[0] == sets[1] == sets[2]


@given(archive=archives(12), asked=st.lists(WORDS, min_size=2, max_size=3, unique=True).map(" ".join))
@settings(max_examples=15)
def test_a_completed_answer_is_all_words_first_and_then_any(folder: Folder, archive: list[Article], asked: str) -> None:
    engine = engine_over(folder(), archive[::2], archive[1::2])
    every, some, answer = (whole(engine, asked, match=match) for match in ("all", "any", "auto"))
    if every.total >= 3:
        assert answer == Response(every.total, answer.took_ms, every.hits, (), every.facets)
        return
    assert {hit.id: hit.score for hit in answer.hits} == {hit.id: hit.score for hit in some.hits}
    assert answer.hits[: every.total] == every.hits
    for hit in answer.hits[every.total :]:
        assert hit.relaxed
        assert set(hit.missing) < set(asked.split())
        assert hit.missing
    assert (answer.facets, answer.relaxed) == (some.facets, some.total - every.total)


def test_what_lacks_the_rarer_word_comes_after_what_lacks_a_common_one(folder: Folder) -> None:
    times = {"Quastenflosser Haus": 1, "Quastenflosser Straße": 1, "Haus Straße": 8, "Straße": 6, "Haus": 20}
    texts = [words for words, count in times.items() for _ in range(count)]
    archive = [  # what lacks more scores more: its words stand in the title, the others in a long text
        Article(id=str(at), text=f"{text} {'und ' * 2000}") if "Quasten" in text else Article(str(at), text, text)
        for at, text in enumerate(texts)
    ]
    asked = ("Quastenflosser", "Haus", "Straße")
    frequency = {word: sum(word in text.split() for text in texts) for word in asked}
    hits = whole(engine_over(folder(), archive[::2], archive[1::2]), " ".join(asked), match="auto").hits
    lacking = [tuple(word for word in asked if word not in texts[int(hit.id)].split()) for hit in hits]
    assert [hit.missing for hit in hits] == lacking
    lost = [sum(inverse_frequency(len(texts), frequency[word]) for word in words) for words in lacking]
    assert lost == sorted(lost)
    assert [hit.score for hit in hits] != sorted((hit.score for hit in hits), reverse=True)
    assert lacking[:3] == [("Haus",), ("Straße",), ("Quastenflosser",)]


def counted(hits: Sequence[Hit], value: Callable[[Hit], Sequence[str]]) -> dict[str, int]:
    """Count the values of hits, empty ones left out."""
    return dict(Counter(name for hit in hits for name in value(hit) if name))


def month(hit: Hit) -> Sequence[str]:
    """Return the month in which a hit was published, by a clock in Berlin."""
    return [f"{hit.published.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m}"] if hit.published else []


VALUES: dict[str, Callable[[Hit], Sequence[str]]] = {
    "source": lambda hit: [hit.source],
    "section": lambda hit: [hit.section],
    "author": lambda hit: hit.authors,
    "month": month,
}


@given(
    archive=archives(12),
    asked=st.one_of(st.just(""), QUERIES),
    sources=st.sampled_from([(), ("Bote",), ("Bote", "Kurier")]),
    until=st.sampled_from([None, date(2024, 1, 31)]),
)
@settings(max_examples=10)
def test_facets_count_the_hits_with_and_without_their_own_filter(
    folder: Folder, archive: list[Article], asked: str, sources: tuple[str, ...], until: date | None
) -> None:
    engine = engine_over(folder(), archive[::2], archive[1::2])
    answer = whole(engine, asked, match="any", sources=sources, until=until)
    assert answer.total == len(answer.hits)
    assert all(not sources or hit.source in sources for hit in answer.hits)
    for name, value in VALUES.items():
        assert {item.value: item.count for item in answer.facets[name]} == counted(answer.hits, value)
    widened = whole(engine, asked, match="any", sources=sources, until=until, widen_facets=True)
    assert widened.hits == answer.hits
    own: dict[str, dict[str, Any]] = {"source": {"until": until}, "month": {"sources": sources}}
    for name in VALUES:
        without = whole(engine, asked, match="any", **own.get(name, {"sources": sources, "until": until}))
        assert widened.facets[name] == without.facets[name]


# Explanations


def check(explanation: Explanation) -> None:
    """Assert that every node is what its text says of its parts."""
    values = [part.value for part in explanation.parts]
    if explanation.text.startswith("score:"):
        assert explanation.value == pytest.approx(math.prod(values), rel=1e-9)
    elif explanation.text == "sum of the words" or (values and explanation.code == "count"):
        assert explanation.value == pytest.approx(sum(values), rel=1e-9)
    elif explanation.text.startswith("saturated count"):
        count, length, average = values
        norm = 1.2 * (1 - 0.75 + 0.75 * length / average)
        assert explanation.value == pytest.approx(count * 2.2 / (count + norm), rel=1e-9)
    elif values:
        boost = float(explanation.text.rpartition("boost ")[2].split(" ")[0])
        assert explanation.value == pytest.approx(boost * math.prod(values), rel=1e-9)
    for part in explanation.parts:
        check(part)


@given(archive=archives(), asked=st.lists(QUERIES, min_size=12, max_size=12))
@settings(max_examples=10)
def test_explanations_add_up_to_the_scores(folder: Folder, archive: list[Article], asked: list[str]) -> None:
    engine = engine_over(folder(), archive[::2], archive[1::2])
    for query in asked:
        for hit in whole(engine, query).hits:
            explanation = engine.explain(query, hit.id)
            assert explanation is not None
            assert explanation.value == pytest.approx(hit.score, rel=1e-9, abs=1e-12), query
            check(explanation)
        for identifier in {one.id for one in archive} - {hit.id for hit in whole(engine, query, match="any").hits}:
            explanation = engine.explain(query, identifier)
            assert explanation is not None
            assert (explanation.value, explanation.parts) == (0.0, ()), query


def test_filters_alone_score_nothing_and_say_so(tmp_path: Path) -> None:
    engine = engine_over(tmp_path / "index", [Article(id="a", text="Haus", source="X"), Article(id="b", text="Baum")])
    for asked, hit, code in (("quelle:X", "a", "unscored"), ("-Haus", "b", "unscored"), ("quelle:X", "b", "no-match")):
        told = engine.explain(asked, hit)
        assert told is not None and (told.value, told.parts, told.code) == (0.0, (), code)


@pytest.mark.parametrize("asked", ['"Haus Baum"^0', "(Haus NEAR Baum)^0", "mind1(Haus)^0", "Haus^0", "(Haus Baum)^0"])
def test_a_boost_of_nothing_matches_and_scores_nothing(tmp_path: Path, asked: str) -> None:
    engine = engine_over(tmp_path / "index", [Article(id="a", text="Haus Baum"), Article(id="b", text="rot")])
    assert [(hit.id, hit.score) for hit in whole(engine, asked).hits] == [("a", 0.0)]


def test_no_explanation_for_an_article_that_is_not_there(tmp_path: Path) -> None:
    engine = engine_over(tmp_path / "index", [Article(id="a", text="Haus"), Article(id="b", text="Haus")])
    remove(engine.index, ["b"])
    assert engine.explain("Haus", "b") is None
    assert engine.explain("Haus", "c") is None


# Recency


def dated(identifier: str, days_ago: int | None, text: str = "Haus") -> Article:
    """Return an article of so many days ago."""
    published = None if days_ago is None else FIRST_DAY - timedelta(days=days_ago)
    return Article(id=identifier, text=text, published=published)


AGES = [
    dated("old", 3000),
    dated("b", 0),
    dated("none", None),
    dated("a", 0),
    dated("month", 30),
    dated("of 1950", 27_000),
]


def test_recency_lifts_the_newest_by_its_share_and_halves_with_its_half_life(tmp_path: Path) -> None:
    scores = {hit.id: hit.score for hit in whole(engine_over(tmp_path / "index", AGES), "Haus").hits}
    assert RECENCY_HALF_LIFE_DAYS == 30
    assert scores["a"] == scores["b"] == pytest.approx(scores["none"] * (1 + RECENCY))
    assert scores["month"] == pytest.approx(scores["none"] * (1 + RECENCY / 2))
    assert scores["old"] == pytest.approx(scores["none"])


def test_recency_of_nothing_is_off_and_ties_go_to_the_newer_and_then_to_the_smaller_id(tmp_path: Path) -> None:
    engine = engine_over(tmp_path / "index", AGES[:2], AGES[2:], parameters=Parameters(recency=0))
    hits = whole(engine, "Haus").hits
    assert len({hit.score for hit in hits}) == 1
    assert [hit.id for hit in hits] == ["a", "b", "month", "old", "of 1950", "none"]
    assert [hit.id for hit in whole(engine, "Haus", sort="newest").hits] == [hit.id for hit in hits]


def test_recency_counts_from_the_newest_article_that_is_still_there(tmp_path: Path) -> None:
    engine = engine_over(tmp_path / "index", [*AGES, dated("newest", -900, "Baum")])
    remove(engine.index, ["newest"])
    fresh = engine_over(tmp_path / "fresh", AGES)
    assert seen(engine, "Haus") == seen(fresh, "Haus")


def test_without_dates_there_is_no_recency(tmp_path: Path) -> None:
    articles = [dated("a", None), dated("b", None, "Haus Baum")]
    plain = engine_over(tmp_path / "plain", articles, parameters=Parameters(recency=0))
    assert seen(engine_over(tmp_path / "index", articles), "Haus") == seen(plain, "Haus")
