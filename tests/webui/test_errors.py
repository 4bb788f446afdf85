"""Error pages, headers, and what browsers may keep."""

import re
from typing import Any

import pytest


@pytest.mark.parametrize("address", ["/nichts", "/artikel/nichts", "/static/nichts.css", "/artikel/"])
def test_an_unknown_address_is_a_page_with_ways_on(get: Any, address: Any) -> None:
    page = get(address)
    assert page.status == 404 and "Nicht gefunden" in page.text
    assert page.link("zur Startseite") == "/"


def test_an_unforeseen_error_is_a_page_without_details(get: Any, client: Any, fake_engine: Any) -> None:
    client.application.testing = False
    fake_engine.search = None
    page = get("/suche?q=x")
    assert page.status == 500 and "Das hat nicht geklappt" in page.text
    assert "TypeError" not in page.text and page.values("q") == ["x"]


def test_a_wrong_method_is_a_page(client: Any) -> None:
    response = client.post("/suche")
    assert response.status_code == 405 and "So geht es nicht" in response.text


@pytest.mark.parametrize("address", ["/", "/suche?q=Rathaus", "/artikel/a001", "/nichts", "/api/search"])
def test_every_answer_carries_the_protective_headers(get: Any, address: Any) -> None:
    headers = get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("address", ["/", "/suche?q=Rathaus", "/artikel/a001", "/nichts"])
def test_nothing_is_inline_or_from_elsewhere(get: Any, address: Any) -> None:
    page = get(address)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?: src=|ld\+json))", page.html)
    for tag, attrs in page.elements:
        if tag in {"link", "script", "img", "iframe", "form"} and attrs.get("type") != "application/ld+json":
            assert re.match(r"/(?!/)", attrs.get("href") or attrs.get("src") or attrs.get("action"))


def test_static_files_are_kept_for_good_under_a_name_that_changes_with_them(get: Any, client: Any) -> None:
    address = next(attrs["href"] for tag, attrs in get("/").elements if attrs.get("rel") == "stylesheet")
    with client.get(address) as named, client.get("/static/page.css") as plain:
        assert "immutable" in named.headers["Cache-Control"]
        assert "immutable" not in plain.headers["Cache-Control"]


def test_the_page_works_below_a_prefix(client: Any) -> None:
    html = client.get("/suche?q=Rathaus&seite=2", base_url="http://localhost/archiv").text
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', html)
    assert addresses and all(address.startswith("/archiv/") for address in addresses)


@pytest.mark.parametrize("address", ["/", "/suche?q=Rathaus", "/suche?q=zzz", "/artikel/a001", "/nichts"])
def test_ids_are_unique_and_labels_lead_to_fields(get: Any, address: Any) -> None:
    elements = get(address).elements
    ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["for"] for tag, attrs in elements if tag == "label"} <= set(ids)
    assert sum(tag == "h1" for tag, _ in elements) == 1
