"""Stories over a real index of 10,000 articles, in a real browser: whole searches, as people do them.

The articles are made of the demo's: each has sentences of several, and a source, section and author of its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from index import Article, Index
from search import Engine, Request
from tests.webui.browsing import focused, tab_to, wait_for_total
from tests.webui.conftest import BERLIN
from webui.pages import today

pytestmark = pytest.mark.browser

DEMO = Path(__file__).parents[2] / "demo" / "articles.jsonl"
ARTICLES = 10_000
DAYS = 730
SEED = 5
MINISTER = "Außenminister Lawrow"
MEETINGS = range(40, ARTICLES, 500)
"""The articles about the minister."""
STATES = {
    "negated": "/suche?q=Stadt+-Hochwasser",
    "without scores": "/suche?q=datum:{year}",
    "why without scores": "/warum/n1?q=datum:{year}",
    "misread": "/suche?q=Stadt+UND+(Rat&von=irgendwann&seite=0&ansicht=bunt",
    "many matches": "/suche?q=Stadt&ansicht=kontext&reihe=rechts",
    "group": "/suche?q=titel:(Stadt+ODER+%22neue+Br%C3%BCcke%22)+NICHT+Hafen*",
    "everything": "/suche?q=&von=letzten+Monat",
    "article": "/artikel/n17?q=Stadt+Wasser",
}


def corpus() -> Iterator[Article]:
    """Yield 10,000 articles, the same in every run but for their dates, which end today."""
    chance = random.Random(SEED)
    records = [orjson.loads(line) for line in DEMO.read_bytes().splitlines()]
    sentences = [part for record in records for part in re.split(r"(?<=[.!?“])\s+", record["text"]) if len(part) > 30]
    newest = datetime.combine(today(), time(6), tzinfo=BERLIN)
    for number in range(ARTICLES):
        base, other = chance.choice(records), chance.choice(records)
        paragraphs = [" ".join(chance.sample(sentences, 2)) for _ in range(2)]
        yield Article(
            id=f"n{number}",
            title=f"{MINISTER} in {other['source']}" if number in MEETINGS else base["title"],
            text="\n\n".join([*paragraphs, f"Akte {number} aus dem Archiv."]),
            source=base["source"],
            section=other.get("section", ""),
            authors=tuple(other.get("authors", ())),
            published=newest - timedelta(days=number * DAYS / ARTICLES),
        )


@pytest.fixture(scope="module")
def ten_thousand(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    index = Index.create(tmp_path_factory.mktemp("stories") / "index")
    with index.writer() as writer:
        for article in corpus():
            writer.add(article)
    return Engine(index)


@pytest.fixture
def fake_engine(ten_thousand: Engine) -> Engine:
    """Put the real engine where the other tests have the small one."""
    return ten_thousand


def total(page: Any) -> int:
    """Return the number of hits that the page says."""
    said: str = page.get_by_role("status").inner_text()
    return int(said.split(maxsplit=1)[0].replace(".", ""))


def test_an_archivist_narrows_ten_thousand_hits_to_one(open_page: Any) -> None:
    page = open_page("/")
    page.get_by_label("Suche im Archiv").fill("Archiv")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche?q=Archiv")
    assert total(page) == ARTICLES
    for group in ("Quelle", "Ressort", "Verfasst von", "Zeitraum"):
        choice = page.get_by_role("region", name=group).get_by_role("link").nth(1 if group == "Zeitraum" else 0)
        count = int(choice.locator(".count").inner_text().replace(".", ""))
        choice.click()
        wait_for_total(page, count)
        assert count < ARTICLES, group
    page.get_by_role("link", name="Älteste").click()
    page.wait_for_url("**sort=aelteste**")
    oldest = page.locator(".hits h2").first.inner_text()
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/artikel/**")
    number = re.search(r"Akte (\d+)", page.locator(".text").inner_text())[1]  # type: ignore[index]
    page.go_back()
    page.wait_for_url("**/suche?**")
    page.get_by_label("Suche im Archiv").fill(f"Archiv {number}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**q=Archiv+{number}**")
    assert "Nur wenige Artikel enthalten alle Wörter (1)" in page.locator(".note").inner_text()
    page.get_by_role("link", name="Nur alle Wörter").click()
    page.wait_for_url("**treffer=alle**")
    assert total(page) == 1 and page.locator(".hits h2").all_inner_texts() == [oldest]
    assert page.get_by_role("list", name="Gesetzte Filter").get_by_role("link").count() == 5
    for _ in range(4):
        page.go_back()
    assert total(page) < ARTICLES and "autor=" in page.url and "von=" not in page.url, "the way back has every step"


def test_a_journalist_reads_last_week_s_coverage_of_a_minister(open_page: Any, ten_thousand: Engine) -> None:
    page = open_page("/")
    box = page.get_by_role("combobox", name="Suche im Archiv")
    box.press_sequentially("lawr")
    page.get_by_role("option", name="Lawrow").first.wait_for()
    box.fill("Lawrow datum:letzte Woche")
    box.press("Enter")
    page.wait_for_url("**/suche?q=Lawrow**")
    monday = today() - timedelta(days=today().weekday() + 7)
    week = Request("Lawrow", since=monday, until=monday + timedelta(days=6))
    found = ten_thousand.search(week)
    assert total(page) == found.total
    assert f"datum:{monday}..{monday + timedelta(days=6)}" in page.locator(".read").inner_text()


def test_a_reader_who_mistypes_a_name_finds_the_person(open_page: Any) -> None:
    for typed in ("Lavrov", "Lavrow", "Lawrof"):
        page = open_page("/")
        page.get_by_label("Suche im Archiv").fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/suche?q={typed}")
        assert total(page) == len(MEETINGS), typed
        assert "Lawrow" in page.locator(".hits").inner_text()


def test_a_person_without_a_mouse_reads_every_match_in_context(open_page: Any) -> None:
    page = open_page("/suche?q=Wasser")
    tab_to(page, "Im Kontext")
    page.keyboard.press("Enter")
    page.wait_for_url("**ansicht=kontext")
    tab_to(page, "rechtem Nachbarn")
    page.keyboard.press("Enter")
    page.wait_for_url("**reihe=rechts")
    first = page.locator(".concordance tbody a").first
    match = page.locator(".concordance mark").first.inner_text()
    tab_to(page, " ".join(first.inner_text().split()))
    page.keyboard.press("Enter")
    page.wait_for_url("**/artikel/**#f*")
    assert page.locator(":target").inner_text() == match
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.tagName") == "MARK" and focused(page)


def test_on_a_phone_a_search_is_narrowed_read_and_shared(open_page: Any) -> None:
    page = open_page("/", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page.get_by_label("Suche im Archiv").fill("Brücke")
    page.get_by_role("button", name="Suchen").tap()
    page.wait_for_url("**/suche?q=Br**")
    before = total(page)
    page.get_by_role("link", name="Eingrenzen").tap()
    page.get_by_role("region", name="Quelle").get_by_role("link").first.tap()
    page.wait_for_url("**quelle=**")
    assert 0 < total(page) < before
    page.locator(".hits h2 a").first.tap()
    page.wait_for_url("**/artikel/**")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_text("Zitieren").tap()
    assert page.get_by_label("Adresse zum Weitergeben").input_value().endswith("?q=Br%C3%BCcke")


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Any, state: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(STATES[state].format(year=today().year))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
    for width in (320, 768, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_browsers_find_the_description_and_its_suggestions(open_page: Any) -> None:
    """What a browser does to add the search to its own, as far as one without a window can be driven."""
    page = open_page("/suche?q=Stadt")
    link = page.locator("link[rel=search]")
    assert link.get_attribute("type") == "application/opensearchdescription+xml" and link.get_attribute("title")
    answer = page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    read = page.evaluate(
        """text => {
            const read = new DOMParser().parseFromString(text, "application/xml").documentElement;
            return [...read.children].map(({localName, textContent, attributes}) =>
                [localName, textContent, Object.fromEntries([...attributes].map(({name, value}) => [name, value]))]);
        }""",
        answer.text(),
    )
    named = {name: text for name, text, _ in read if name != "Url"}
    addresses = {
        (place.get("rel", "results"), place["type"]): place["template"] for name, _, place in read if name == "Url"
    }
    assert 0 < len(named["ShortName"]) <= 16 and 0 < len(named["Description"]) <= 1024
    searched = addresses["results", "text/html"].replace("{searchTerms}", "Br%C3%BCcke%20%26%20mehr")
    page.goto(searched)
    assert page.get_by_label("Suche im Archiv").input_value() == "Brücke & mehr"
    asked = addresses["suggestions", "application/x-suggestions+json"].replace("{searchTerms}", "was")
    suggested = page.request.get(asked)
    assert suggested.headers["content-type"].startswith("application/x-suggestions+json")
    typed, texts, descriptions, places = suggested.json()
    assert typed == "was" and len(texts) == len(descriptions) == len(places) > 0
    icon = page.request.get(named["Image"])
    assert icon.ok and icon.headers["content-type"].startswith("image/svg+xml")
    page.goto(places[0])
    assert total(page) > 0
