"""The demo articles: sixty, well-formed, and with every trait of German news that the search is shown on."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from index import read
from index.sources import Reject

DEMO = Path(__file__).parent.parent / "demo"
BERLIN, ZURICH = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Zurich")
SWISS_PAPER = "Limmatblatt"
AGENCY = "ndm"
JSON_KEYS = ["id", "title", "text", "url", "source", "authors", "section", "published"]
CSV_KEYS = ["id", "datum", "ressort", "autor", "headline", "text", "quelle", "url"]
PAPERS = {
    "Forschungsbote",
    "Hafenkurier",
    "Limmatblatt",
    "Neue Kaltenbrücker Zeitung",
    "Rheintalbote",
    "Strudenauer Tagblatt",
    "Tagesprotokoll",
}
SECTIONS = {
    "Kultur",
    "Lokales",
    "Meinung",
    "Panorama",
    "Politik",
    "Sport",
    "Wirtschaft",
    "Wissenschaft",
}


@dataclass(frozen=True)
class DemoArticle:
    """One demo article as its file states it; text files know no id, address, section or date."""

    title: str
    text: str
    source: str
    authors: tuple[str, ...] = ()
    id: str = ""
    url: str = ""
    section: str = ""
    published: datetime | None = None


def from_jsonl() -> list[DemoArticle]:
    lines = (DEMO / "articles.jsonl").read_text("utf-8").splitlines()
    return [
        DemoArticle(
            **{**record, "authors": tuple(record["authors"])}
            | {"published": datetime.fromisoformat(record["published"])}
        )
        for record in map(json.loads, lines)
    ]


def from_csv() -> list[DemoArticle]:
    with (DEMO / "zuerich.csv").open(encoding="utf-8", newline="") as file:
        return [
            DemoArticle(
                title=row["headline"],
                text=row["text"],
                source=row["quelle"],
                authors=(row["autor"],),
                id=row["id"],
                url=row["url"],
                section=row["ressort"],
                published=datetime.strptime(row["datum"], "%d.%m.%Y, %H:%M Uhr").replace(tzinfo=ZURICH),
            )
            for row in csv.DictReader(file, delimiter=";")
        ]


def from_text_files() -> list[DemoArticle]:
    found = []
    for path in sorted(DEMO.glob("*.txt")):
        first_line, text = path.read_text("utf-8").split("\n\n", 1)
        title, source = first_line.rsplit(" – ", 1)
        found.append(DemoArticle(title=title, text=text.strip(), source=source))
    return found


ARTICLES = [*from_jsonl(), *from_csv(), *from_text_files()]
DATED = [article for article in ARTICLES if article.published]
EVERYTHING = "\n".join(f"{article.title}\n{article.text}" for article in ARTICLES)
COPIES = [article for article in ARTICLES if article.authors == (AGENCY,)]


def likeness(one: DemoArticle, other: DemoArticle) -> float:
    """Share of equal words in equal order, 0 to 1."""
    return SequenceMatcher(None, one.text.split(), other.text.split(), autojunk=False).ratio()


def shared_words(one: DemoArticle, other: DemoArticle) -> float:
    """Share of the distinct words of both texts that both have, 0 to 1."""
    first, second = set(one.text.split()), set(other.text.split())
    return len(first & second) / len(first | second)


def test_there_are_sixty_articles_in_three_formats() -> None:
    assert (len(from_jsonl()), len(from_csv()), len(from_text_files())) == (48, 8, 4)
    assert len(ARTICLES) == 60


def test_the_folder_holds_nothing_else() -> None:
    others = {path.name for path in DEMO.iterdir() if path.suffix != ".txt"}
    assert others == {"README.md", "articles.jsonl", "zuerich.csv"}


def test_records_have_the_keys_they_promise() -> None:
    for line in (DEMO / "articles.jsonl").read_text("utf-8").splitlines():
        assert list(json.loads(line)) == JSON_KEYS
    with (DEMO / "zuerich.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file, delimiter=";")) == CSV_KEYS


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.title)
def test_every_article_is_short_and_has_paragraphs(article: DemoArticle) -> None:
    assert 80 <= len(article.text.split()) <= 250
    assert len(article.text.split("\n\n")) >= 3
    assert article.title == article.title.strip() != ""
    assert "\r" not in article.text
    assert not re.search(r"[^\S\n]\n|  |\n{3}", article.text), "stray white space"


def test_ids_and_addresses_are_unique_and_nowhere_real() -> None:
    for values in ([article.id for article in DATED], [article.url for article in DATED]):
        assert all(values)
        assert len(set(values)) == len(values)
    assert all((urlsplit(article.url).hostname or "").endswith(".example") for article in DATED)
    assert len({article.title for article in ARTICLES}) == len(ARTICLES)


def test_dates_span_two_years_month_by_month() -> None:
    months = {f"{article.published:%Y-%m}" for article in DATED}
    expected = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    assert sorted(months) == expected[10:34]  # November 2024 to October 2026


def test_offsets_are_those_of_the_place_on_that_day() -> None:
    offsets = set()
    for article in DATED:
        assert article.published is not None
        naive = article.published.replace(tzinfo=None)
        assert article.published.utcoffset() == naive.replace(tzinfo=BERLIN).utcoffset(), article.id
        assert article.published.utcoffset() == naive.replace(tzinfo=ZURICH).utcoffset(), article.id
        offsets.add(article.published.utcoffset())
    assert len(offsets) == 2, "both winter and summer time occur"


def test_one_article_is_of_another_day_in_utc() -> None:
    utc = ZoneInfo("UTC")
    assert any(
        article.published.astimezone(utc).date() != article.published.date() for article in DATED if article.published
    )


def test_all_papers_and_sections_occur_more_than_once() -> None:
    assert {article.source for article in ARTICLES} == PAPERS
    assert {article.section for article in DATED} == SECTIONS
    for paper in PAPERS:
        assert sum(article.source == paper for article in ARTICLES) >= 5
    for section in SECTIONS:
        assert sum(article.section == section for article in DATED) >= 5


def test_authors_are_many_shared_or_missing() -> None:
    names = {name for article in ARTICLES for name in article.authors}
    assert len(names) >= 13
    assert any(len(article.authors) > 1 for article in DATED)
    assert any(not article.authors for article in DATED)


def test_agency_copy_comes_in_pairs_that_differ_a_little() -> None:
    pairs = [
        (one, other)
        for one, other in combinations(COPIES, 2)
        if one.source != other.source and likeness(one, other) > 0.6
    ]
    assert len(pairs) >= 4
    assert sorted(a.id for pair in pairs for a in pair) == sorted(a.id for a in COPIES)
    for one, other in pairs:
        assert one.text != other.text
        assert one.title != other.title
        assert likeness(one, other) < 0.99


def test_nothing_else_repeats() -> None:
    own = [article for article in ARTICLES if article not in COPIES]
    for one, other in combinations(own, 2):
        assert shared_words(one, other) < 0.25, (one.title, other.title)


def test_the_swiss_paper_writes_ss() -> None:
    swiss = [article for article in ARTICLES if article.source == SWISS_PAPER]
    with_eszett = [article for article in swiss if "ß" in article.title + article.text]
    assert [article.id for article in with_eszett] == ["lb-20260228-kolumne-eszett"], "its subject is the ß"
    text = " ".join(article.text for article in swiss)
    assert all(word in text for word in ("Strasse", "gross", "Grossen", "weisse", "«", "12’000"))


@pytest.mark.parametrize(
    ("compound", "apart"),
    [
        ("Klimaschutzgesetz", "Gesetz zum Klimaschutz"),
        ("Hochwasserschutzkonzept", "Schutz vor Hochwasser"),
        ("Straßenbahnhaltestelle", "Haltestelle der Straßenbahn"),
        ("Donaudampfschifffahrtsmuseum", "Dampfschifffahrt auf der Donau"),
        ("Kindergartenplätze", "Plätze im Kindergarten"),
        ("Bundesverkehrsminister", "Verkehrsminister"),
        ("Wärmepumpe", "Pumpe"),
        ("Grundschullehrerin", "Lehrerin"),
        ("Bürgermeisterwahl", "Wahl"),
        ("Velostrasse", "Strasse"),
    ],
)
def test_parts_of_compounds_occur_apart_too(compound: str, apart: str) -> None:
    assert re.search(rf"\b{compound}", EVERYTHING)
    assert re.search(rf"\b{apart}\b", EVERYTHING)


@pytest.mark.parametrize(
    "pair",
    [
        "schon schön",
        "Bar Bär",
        "Mutter Mütter",
        "Boden Böden",
        "Kuchen Küche",
        "zahlen zählen",
        "fordern fördern",
        "Müller Mueller",
        "Groß Gross",
        "Strauß Strauss",
        "Süßmilch Süssmilch",
        "Schtscherbyna Shcherbyna",
        "Tschernowarsk Chernovarsk",
        "Geographielehrer Geografielehrer",
    ],
)
def test_spellings_to_keep_apart_or_bring_together_both_occur(pair: str) -> None:
    for word in pair.split():
        assert re.search(rf"\b{word}\b", EVERYTHING), word


@pytest.mark.parametrize(
    "printed",
    [
        "Bürger*innen",
        "Lehrer:innen",
        "Bürger:innen",
        "Schüler_innen",
        "StudentInnen",
        "Bürgerinnen und Bürger",
        "1.000",
        "3,5 Prozent",
        "16. Mai",
        "z. B.",
        "EU-Kommission",
        "Kfz",
        "CDU",
        "4:3",
        "„",
        "»",
        "«",
        "Korrektur",
        "Zum Tod von",
        "Das Wetter",
        "Esslöffel",
    ],
)
def test_what_german_papers_print_occurs(printed: str) -> None:
    assert printed in EVERYTHING


def test_quotation_marks_close() -> None:
    for article in ARTICLES:
        text = article.title + article.text
        assert text.count("„") == text.count("“"), article.title
        assert text.count("«") == text.count("»"), article.title
        assert '"' not in text, article.title


def test_interviews_ask_and_answer() -> None:
    questions = [article for article in ARTICLES if article.text.count("?\n\n") >= 3]
    assert {article.source for article in questions} == {"Rheintalbote", "Tagesprotokoll"}


def test_the_readme_names_the_licence_in_two_lines() -> None:
    lines = (DEMO / "README.md").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert "CC0" in lines[1]


def test_the_sources_read_every_article_whole_and_reject_nothing() -> None:
    """What a first run indexes is what the files say, whichever of the three formats an article stands in."""
    reader = read([DEMO])
    found = list(reader)
    assert [item for item in found if isinstance(item, Reject)] == []
    assert [str(notice) for notice in reader.notices] == [
        f"1 × file of another type skipped (.md), first: {DEMO / 'README.md'}"
    ]

    def facts(article: Any) -> tuple[object, ...]:
        moment = article.published.timestamp() if article.published else None
        return article.title, article.text, article.source, article.authors, article.url, article.section, moment

    assert sorted(map(facts, found), key=repr) == sorted(map(facts, ARTICLES), key=repr)
    assert len({article.id for article in found if not isinstance(article, Reject)}) == 60
