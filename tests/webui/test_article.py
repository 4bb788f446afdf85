"""The article page."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest


def test_matches_are_marked_and_named(get: Any) -> None:
    page = get("/artikel/a010?q=Stadtrat")
    assert 'Der <mark id="f1">Stadtrat</mark> stimmte zu.' in page.html
    assert "Markiert sind: stadtrat" in page.text
    assert "Markiert sind" not in get("/artikel/a010").text


def test_words_that_do_not_occur_are_said(get: Any) -> None:
    assert "kommen in diesem Artikel nicht vor" in get("/artikel/a001?q=Stadtrat").text


def test_paragraphs_metadata_and_moment(get: Any) -> None:
    page = get("/artikel/a001")
    assert page.html.count("<p>") >= 2
    assert "Freitag, 10. November 2023, 09:30 Uhr" in page.text
    assert page.link("Havelbote") == "/suche?q=&quelle=Havelbote"
    assert page.link("Jana Öhler") == "/suche?q=&autor=Jana+%C3%96hler"


def test_the_way_back_keeps_the_whole_search(get: Any) -> None:
    results = get("/suche?q=Rathaus&quelle=Elbblatt&sort=neueste&seite=2")
    article = get(next(href for _, href in results.links if href.startswith("/artikel/")))
    assert article.link("Zurück zu den Treffern") == "/suche?q=Rathaus&quelle=Elbblatt&sort=neueste&seite=2"
    assert not any("Zurück" in text for text in get("/artikel/a001").labels())


def test_the_original_opens_safely(get: Any) -> None:
    page = get("/artikel/a001")
    link = next(attrs for tag, attrs in page.elements if attrs.get("href", "").startswith("https://"))
    assert link == {"href": "https://www.beispiel.test/artikel/1", "rel": "noopener noreferrer external"}
    assert "Zum Original bei beispiel.test" in page.text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.test/",
        "http:",
        "",
        "http://[",
        "\njavascript:alert(1)",
    ],
)
def test_only_web_addresses_become_links(get: Any, fake_engine: Any, url: Any) -> None:
    fake_engine.items[0] = replace(fake_engine.items[0], url=url)
    assert "Original" not in get("/artikel/a000").text


@pytest.mark.parametrize(
    "id",
    ["//a/b//c%2Fd/ü?x#y ", "a/../b", "mit\nZeile", "ende/", "%", "%2F", "https://x.test/a?b=c&d", "é", "🙂"],
)
def test_any_id_is_found_under_its_link(get: Any, fake_engine: Any, id: Any) -> None:
    fake_engine.items[0] = replace(fake_engine.items[0], id=id, title="Der gesuchte Artikel")
    page = get(get("/suche?q=gesuchte").link("Der gesuchte Artikel"))
    assert page.status == 200 and "Der gesuchte Artikel" in page.text
    assert get(f"/artikel/{quote(id, safe='')}").status == 200


def test_markup_stays_text(get: Any) -> None:
    page = get("/artikel/%3Cb%3E?q=script")
    assert "<script>" not in page.html and '&lt;<mark id="f1">script</mark>&gt;' in page.html
    assert "Kleiner &lt; größer &amp; Co." in page.html


def test_an_unchanged_article_is_not_sent_again(get: Any) -> None:
    first = get("/artikel/a001")
    assert get("/artikel/a001", headers={"If-None-Match": first.headers["ETag"]}).status == 304


def test_the_language_of_the_article_is_named(get: Any, fake_engine: Any) -> None:
    fake_engine.items[0] = replace(fake_engine.items[0], language="en")
    assert ("article", {"lang": "en"}) in get("/artikel/a000").elements
