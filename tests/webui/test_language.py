"""German and English: chosen by the browser or the reader, complete, and never mixed up in a cache."""

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import webui
from webui import help, links

ROOT = Path(webui.__file__).parent
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES"
PLACEHOLDERS = re.compile(r"%\(\w+\)s|<\w+>")
PAGES = (
    "/",
    "/suche?q=Rathaus&quelle=Elbblatt&seite=2",
    "/suche?q=zzz+Hafen&treffer=alle",
    "/suche?q=Hafen&ansicht=kontext",
)
PAGES += ("/suche?q=Rathhaus", "/suche?q=Rathhaus+Hafen&treffer=einige", "/warum/a010?q=Stadtrat")
PAGES += ("/artikel/a010?q=Stadtrat", "/hilfe", "/trends?q=Hafen", "/nichts")


def catalogue() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def texts() -> set[str]:
    """Return every text that the code and the templates say."""
    methods = [("**.py", "python"), ("templates/**", "jinja2")]
    keywords: dict[str, Any] = {"say": None, "phrase": None, "_": None}
    return {str(found[2]) for found in extract_from_dir(ROOT, methods, {}, keywords=keywords)}


def test_every_text_has_an_english_one_and_none_is_left_over() -> None:
    translated = {str(message.id) for message in catalogue() if message.id and message.string}
    assert translated == texts()


def test_translations_fill_in_the_same_values() -> None:
    for message in catalogue():
        if message.id:
            said = [sorted(PLACEHOLDERS.findall(str(text))) for text in (message.id, message.string)]
            assert said[0] == said[1], message.id


def test_the_compiled_catalogue_is_up_to_date() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())
    with (ENGLISH / "messages.mo").open("rb") as file:
        shipped = {message.id: message.string for message in read_mo(file) if message.id}
    assert shipped == {message.id: message.string for message in read_mo(io.BytesIO(compiled.getvalue())) if message.id}


@pytest.mark.parametrize("address", PAGES)
def test_english_pages_have_no_german_texts(get: Any, address: str) -> None:
    page = get(address, headers={"Accept-Language": "en-GB,en;q=0.9,de;q=0.5"})
    assert '<html lang="en"' in page.html
    shown = unescape(page.html)
    same = {str(message.id) for message in catalogue() if message.id == message.string}
    for text in texts() - same:
        if "%" not in text and len(text) > 7:
            assert f">{text}<" not in shown and f'"{text}"' not in shown, text


def test_numbers_and_days_are_written_as_english_writes_them(get: Any, fake_engine: Any) -> None:
    fake_engine.items *= 20
    page = get("/suche?q=Rathaus&von=2024-05-01", headers={"Accept-Language": "en"})
    assert "Written by" in page.text and "from May 1, 2024" in page.text
    assert page.values("von") == ["2024-05-01", "2024-05-01"]
    assert "1,280 found" in get("/suche?q=Rathaus", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(
    ("wish", "language"), [("", "de"), ("fr", "de"), ("de-AT", "de"), ("en-US,de;q=0.8", "en"), ("fr,en;q=0.2", "en")]
)
def test_the_browser_s_wish_counts(get: Any, wish: str, language: str) -> None:
    assert f'<html lang="{language}"' in get("/", headers={"Accept-Language": wish}).html


def test_the_reader_s_choice_counts_more_and_leads_back(client: Any, get: Any) -> None:
    page = get("/suche?q=Hafen&quelle=Elbblatt")
    response = client.get(page.link("English"))
    assert response.status_code == 302 and response.location == "/suche?q=Hafen&quelle=Elbblatt"
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("sprache=en;") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    again = get("/suche?q=Hafen", headers={"Accept-Language": "de"})
    assert '<html lang="en"' in again.html and "Deutsch" in again.labels()


@pytest.mark.parametrize("back", ["//evil.test", "https://evil.test", "/\\evil.test", "", "/a\r\nSet-Cookie: b=c"])
def test_the_choice_leads_nowhere_else(client: Any, back: str) -> None:
    response = client.get("/sprache/en", query_string={"zurueck": back})
    assert response.location == "/"


def test_unknown_languages_are_not_found(get: Any) -> None:
    assert get("/sprache/fr").status == 404


def test_languages_are_not_mixed_up_in_caches(get: Any) -> None:
    german = get("/suche?q=Hafen")
    english = get("/suche?q=Hafen", headers={"Accept-Language": "en", "If-None-Match": german.headers["ETag"]})
    assert english.status == 200
    assert "Accept-Language" in german.headers["Vary"] and "Cookie" in german.headers["Vary"]


def test_help_is_as_long_in_both_languages() -> None:
    german, english = help.chapters("de"), help.chapters("en")
    assert [len(chapter.examples) for chapter in german] == [len(chapter.examples) for chapter in english]


def test_german_articles_are_named_german_on_an_english_page(get: Any) -> None:
    page = get("/suche?q=Hafen", headers={"Accept-Language": "en"})
    assert page.html.count('<h2 lang="de">') == page.html.count('<p class="snippet" lang="de">') == 10
    assert 'lang="de">' not in get("/suche?q=Hafen").html.partition("</main>")[0].replace('<html lang="de"', "")


def test_local_addresses_stay(client: Any) -> None:
    with client.application.test_request_context():
        assert links.local("/suche?q=ü") == "/suche?q=ü"
