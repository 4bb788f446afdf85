"""The start page."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any


def test_it_shows_what_is_in_the_index(get: Any) -> None:
    page = get("/")
    assert "66 Artikel, 5. November 2023 bis 15. September 2024" in page.text
    assert page.link("Elbblatt 22") == "/suche?q=&quelle=Elbblatt"
    assert page.text.index("Stadt 63") < page.text.index("Stadt 62")


def test_the_search_box_comes_first(get: Any) -> None:
    page = get("/")
    assert page.html.index('name="q"') < page.html.index("<main")


def test_examples_are_made_of_the_newest_article(get: Any, fake_engine: Any) -> None:
    fake_engine.items.append(
        replace(
            fake_engine.items[0],
            id="new",
            title="Jena: Ministerin eröffnet Wärmespeicher",
            published=datetime(2025, 3, 1, 12, tzinfo=UTC),
        )
    )
    page = get("/")
    examples = re.findall(r"<code>(.*?)</code>", page.html)
    assert examples == [
        "Wärmespeicher",
        "Wärme*",
        "&#34;eröffnet Wärmespeicher&#34;",
        "titel:Wärmespeicher",
        "quelle:&#34;Elbblatt&#34;",
        "datum:2025-03",
    ]
    assert "1 Treffer" in get(page.link("Wärmespeicher")).text


def test_an_empty_index_says_how_to_fill_it(get: Any, fake_engine: Any) -> None:
    fake_engine.items = []
    page = get("/")
    assert page.status == 200 and "fundstelle add" in page.text


def test_articles_without_any_metadata_are_shown(get: Any, fake_engine: Any) -> None:
    bare = {"url": "", "source": "", "section": "", "authors": (), "published": None}
    fake_engine.items = [replace(item, **bare) for item in fake_engine.items]
    assert "66 Artikel" in get("/").text
    assert get("/suche?q=Rathaus").status == get("/artikel/a001").status == 200


def test_many_sources_are_cut_and_counted(get: Any, fake_engine: Any) -> None:
    fake_engine.items = [replace(item, source=f"Blatt {n}") for n, item in enumerate(fake_engine.items)]
    assert "und 54 weitere" in get("/").text


def test_help_offers_examples_as_searches_and_names_the_keys(get: Any) -> None:
    page = get("/hilfe")
    assert page.link("Minister NEAR/5 Rücktritt") == "/suche?q=Minister+NEAR%2F5+R%C3%BCcktritt"
    assert "<kbd>j</kbd>" in page.html
    assert all(get(href).status == 200 for text, href in page.links if href.startswith("/suche"))
