"""The page over a real index of the demo articles."""

import gzip
import html
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import orjson
import pytest

from index import Article, Index
from search import Engine, Request
from webui import create_app

DEMO = Path(__file__).parents[2] / "demo" / "articles.jsonl"


@pytest.fixture(scope="module")
def index_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the demo articles and one with an awkward id."""
    path = tmp_path_factory.mktemp("index") / "demo"
    records = [orjson.loads(line) for line in DEMO.read_bytes().splitlines()]
    with Index.create(path).writer() as writer:
        for record in records:
            writer.add(Article.from_json(record))
        writer.add(Article(id="https://a.example/ü?b=c#d/%2F", title="Wolpertinger", text="Ein Wolpertinger."))
    return path


@pytest.fixture
def fake_engine(index_path: Path) -> Engine:
    """Put the real engine where the other tests have the small one."""
    return Engine.open(index_path)


def total(page: Any) -> int:
    return int(re.search(r"([\d.]+) Treffer", page.text)[1].replace(".", ""))  # type: ignore[index]


def test_a_search_shows_what_the_engine_found(get: Any, fake_engine: Any) -> None:
    page = get("/suche?q=Hochwasser")
    answer = fake_engine.search(Request("Hochwasser"))
    assert total(page) == answer.total > 2
    for hit in answer.hits:
        assert hit.title_marked in page.html and hit.snippet in page.html
        assert f'<mark id="f1">{hit.matched[0]}</mark>' in get(f"/artikel/{hit.id}?q=Hochwasser").html


@pytest.mark.parametrize("filters", ["", "&quelle=Rheintalbote", "&ressort=Lokales&von=2025-01-01&bis=2025-12-31"])
def test_every_choice_finds_as_many_as_it_says(get: Any, filters: str) -> None:
    page = get(f"/suche?q=und{filters}")
    section = page.html[page.html.index('id="filter"') :]
    choices = re.findall(r'<a href="([^"]+)"><span>[^<]+</span> <span class="count">([\d.]+)</span>', section)
    assert len(choices) > 10
    for href, count in choices:
        address = html.unescape(href)
        added = any(address.count(f"{name}=") > 1 for name in ("quelle", "ressort"))
        assert total(get(address)) == int(count) + (total(page) if added else 0)


def test_ids_of_any_kind_lead_to_their_article(get: Any) -> None:
    page = get(get("/suche?q=Wolpertinger").link("Wolpertinger"))
    assert page.status == 200 and 'Ein <mark id="f2">Wolpertinger</mark>.' in page.html


def test_examples_of_the_start_page_find_the_newest_article(get: Any) -> None:
    page = get("/")
    examples = re.findall(r'<dt><a href="([^"]+)">', page.html)
    assert len(examples) >= 4
    for href in examples:
        assert total(get(html.unescape(href))) > 0


def test_every_example_of_the_help_page_is_understood(get: Any) -> None:
    for href in re.findall(r'<dt><a href="([^"]+)">', get("/hilfe").html):
        page = get(html.unescape(href))
        assert page.status == 200
        notes = re.findall(r'<p class="note">(.*?)</p>', page.html)
        assert [note for note in notes if "Nur wenige Artikel" not in note] == []


def test_misread_queries_show_where_they_went_wrong(get: Any) -> None:
    page = get("/suche?q=Stadt+UND+(Rat")
    assert "Eine Klammer hat kein Gegenstück." in page.text and "<em>(Rat</em>" in page.html


def test_what_was_read_is_written_out_where_it_is_not_what_was_typed(get: Any) -> None:
    page = get("/suche?q=Stadt+datum:2024-11")
    assert "Gelesen als: datum:2024-11-01..2024-11-30 UND Stadt" in page.text
    for as_typed_or_nothing in ("Stadt++Rat+", "", "/[/"):
        assert "Gelesen als" not in get(f"/suche?q={as_typed_or_nothing}").text


def told_values(page: Any, kind: str) -> list[float]:
    """Return the values of the parts of an explanation whose sentences begin so."""
    found = re.findall(rf"<b>([\d.,]+)</b> (?:{kind})", page.html)
    return [float(value.replace(".", "").replace(",", ".")) for value in found]


def test_the_parts_of_an_explanation_make_the_score(get: Any) -> None:
    page = get("/suche?q=Hochwasser+Stadt&treffer=einige")
    for href in re.findall(r'href="(/warum/[^"]+)"', page.html)[:4]:
        told = get(html.unescape(href))
        (score,), (total,), factors = (
            told_values(told, "Punkte"),
            told_values(told, "Summe"),
            told_values(told, "Zuschlag"),
        )
        assert len(factors) == 2 and score == pytest.approx(total * math.prod(factors), abs=0.02)
        assert sum(told_values(told, "Beitrag|Nähe")) == pytest.approx(total, abs=0.004)


def test_a_search_of_filters_alone_explains_its_order(get: Any) -> None:
    page = get("/suche?q=datum:2024")
    told = get(page.link("Warum dieser Treffer?"))
    assert "ohne Punkte zu vergeben" in told.text and "Die neuesten stehen zuerst" in told.text
    assert "<li><b>" not in told.html and "Reihenfolge ihrer Punkte" not in told.text
    assert "<time" in told.html


def test_an_explanation_says_where_dates_and_not_scores_make_the_order(get: Any) -> None:
    page = get("/suche?q=Hochwasser&sort=neueste")
    told = get(page.link("Warum dieser Treffer?"))
    assert "sind nach Datum geordnet" in told.text and "Reihenfolge ihrer Punkte" not in told.text


def test_a_negated_word_is_shown_as_left_out(get: Any) -> None:
    page = get("/suche?q=Stadt+-Hochwasser")
    assert "ohne -Hochwasser" not in page.text and "ohne Hochwasser in allen Formen" in page.text
    assert page.link("weglassen „Hochwasser“") == "/suche?q=Stadt"
    assert "ohne Stadt" not in page.text


def size_of(client: Any, address: str) -> int:
    with client.get(address) as response:
        return len(response.data)


def test_a_usual_result_page_is_at_most_60_kilobytes_with_all_that_it_loads(get: Any, client: Any) -> None:
    for address in ("/suche?q=Stadt&treffer=einige", "/suche?q=", "/suche?q=Stadt&ansicht=kontext"):
        page = get(address)
        loaded = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.html))
        assert any(".css" in one for one in loaded) and any(".js" in one for one in loaded)
        sizes = [size_of(client, html.unescape(one)) for one in loaded]
        assert all(sizes) and len(page.html.encode()) + sum(sizes) <= 60_000, address


def test_pages_are_packed_for_browsers_that_take_it(client: Any) -> None:
    address = "/suche?q=der+die+das+Stadt+und&ansicht=kontext"
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip"})
    plain = client.get(address, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert packed.content_encoding == "gzip" and plain.content_encoding is None
    assert b"Im Kontext" in plain.data and len(packed.data) < len(plain.data) / 3
    unpacked, took = gzip.decompress(packed.data), rb"[\d.,]+[^\w<]{1,6}m?s\b"
    assert re.sub(took, b"", unpacked) == re.sub(took, b"", plain.data)
    assert "Accept-Encoding" in packed.vary and packed.headers["ETag"] == plain.headers["ETag"]
    static = sum(size_of(client, f"/static/{name}") for name in ("page.css", "page.js", "icon.svg"))
    assert len(packed.data) + static <= 60_000


@pytest.mark.parametrize("name", ["page.css", "page.js", "icon.svg"])
def test_static_files_are_packed_for_browsers_that_take_it(client: Any, name: str) -> None:
    address, taken = f"/static/{name}?v=x", {"Accept-Encoding": "gzip"}
    with client.get(address, headers=taken) as packed, client.get(address) as plain:
        assert packed.content_encoding == "gzip" and plain.content_encoding is None
        assert gzip.decompress(packed.data) == plain.data and len(packed.data) < len(plain.data)
        assert "immutable" in packed.headers["Cache-Control"] and packed.vary.as_set() == {"accept-encoding"}
        assert int(packed.headers["Content-Length"]) == len(packed.data)
        known = packed.headers["ETag"]
    with client.get(address, headers={**taken, "If-None-Match": known}) as again:
        assert again.status_code == 304


def test_odd_queries_get_an_answer(get: Any) -> None:
    odd = ("%00", "🙂", '"', "((((", "x" * 5000, "a:b:c", "/[/", "~~", "^^2", "-", "datum:", "NEAR/99999999999 a", "=*")
    for query in odd:
        assert get(f"/suche?q={query}").status == 200, query
        assert get(f"/api/search?q={query}").status in {200, 400}, query


def test_a_new_article_is_seen_without_a_restart(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        writer.add(Article(id="1", title="Erster", text="Ein Fund."))
    client = create_app(tmp_path / "index").test_client()
    assert "Treffer für" in client.get("/suche?q=Fund").text
    tag = client.get("/suche?q=Fund").headers["ETag"]
    with index.writer() as writer:
        writer.add(Article(id="2", title="Zweiter", text="Noch ein Fund."))
    later = client.get("/suche?q=Fund", headers={"If-None-Match": tag})
    assert later.status_code == 200 and "2 Treffer" in later.text


def test_an_empty_index_has_a_start_page(tmp_path: Path) -> None:
    Index.create(tmp_path / "index")
    client = create_app(tmp_path / "index").test_client()
    assert "Der Index ist noch leer" in client.get("/").text
    assert client.get("/suche?q=x").status_code == 200


@pytest.fixture
def command(index_path: Path) -> list[str]:
    return [sys.executable, "-c", "from search.cli import main; main()", "serve", "--index", str(index_path)]


def test_serve_prints_an_address_and_a_query_that_finds_something(command: list[str]) -> None:
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            first, second = process.stdout.readline(), process.stdout.readline()
            with urlopen(re.search(r"http://\S+", first)[0]) as start:  # type: ignore[index]
                assert b"Fundstelle" in start.read()
            with urlopen(re.search(r"http://\S+", second)[0]) as results:  # type: ignore[index]
                assert b"0 Treffer" not in results.read().replace(b"10 Treffer", b"").replace(b"20 Treffer", b"")
        finally:
            process.terminate()


def test_serve_says_in_one_sentence_why_it_cannot(command: list[str], tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        busy = subprocess.run([*command, "--port", port], capture_output=True, text=True, check=False)
    missing = subprocess.run([*command, "--index", str(tmp_path / "none")], capture_output=True, text=True, check=False)
    for failed in (busy, missing):
        assert failed.returncode == 1
        assert failed.stderr.startswith("Error: ") and failed.stderr.count("\n") == 1


def test_a_quotation_with_a_wildcard_is_one_reading(get: Any) -> None:
    page = get("/suche?q=%22Stadt+w*%22+Rat")
    assert '"Stadt w*" mehrere Wörter' in page.text and "kommt nirgends vor" not in page.text
    assert page.link('weglassen „"Stadt w*"“') == "/suche?q=Rat"
