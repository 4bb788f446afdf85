"""Titles alone, and every match between its neighbours."""

import re
from dataclasses import replace
from typing import Any

from webui.context import _head, _tail, _words


def rows(page: Any) -> list[list[str]]:
    lines = re.findall(r"<tr><td><bdi>(.*?)</bdi></td><td><mark>(.*?)</mark></td><td>(.*?)</td>", page.html)
    return [list(line) for line in lines]


def test_the_compact_view_has_titles_without_snippets(get: Any, fake_engine: Any) -> None:
    page = get(get("/suche?q=Stadtrat").link("Kompakt"))
    assert "Haushalt: Neues aus Stadt 60" in page.labels()
    assert not fake_engine.requests[-1].snippets
    assert page.link("Liste") == "/suche?q=Stadtrat"


def test_every_match_stands_between_its_neighbours(get: Any) -> None:
    page = get(get("/suche?q=Rathaus+Hafen&sort=aelteste").link("Im Kontext"))
    assert rows(page)[:3] == [
        ["", "Hafen", ": Neues aus Stadt 3"],
        ["Über ", "Hafen", " und Rathaus wird in Stadt 3 weiter beraten."],
        ["Über Hafen und ", "Rathaus", " wird in Stadt 3 weiter beraten."],
    ]
    assert page.link("Hafen: Neues aus Stadt 3").startswith("/artikel/a003?q=Rathaus+Hafen")


def test_lines_are_ordered_by_their_neighbours(get: Any) -> None:
    page = get("/suche?q=Rathaus+Hafen&ansicht=kontext")
    left = rows(get(page.link("linkem Nachbarn")))
    assert [line[0] for line in left] == sorted((line[0] for line in left), key=lambda text: _words(text)[::-1])
    right = rows(get(page.link("rechtem Nachbarn")))
    assert [line[2] for line in right] == sorted((line[2] for line in right), key=_words)
    assert sorted(left) == sorted(right) == sorted(rows(page))


def test_every_match_of_an_article_is_on_some_page(get: Any, fake_engine: Any) -> None:
    words = [f"Echo w{number:03d}" for number in range(130)]
    fake_engine.items[0] = replace(fake_engine.items[0], title="Titel", text=" ".join(words))
    page = get("/suche?q=Echo&ansicht=kontext&reihe=rechts")
    assert "Fundstellen 1 bis 50 von 130" in page.text and "Vorige Fundstellen" not in page.labels()
    seen = rows(page)
    while "Weitere Fundstellen" in page.labels():
        page = get(page.link("Weitere Fundstellen"))
        seen += rows(page)
    assert [line[2].split()[0] for line in seen] == [word.split()[1] for word in words]
    assert "Fundstellen 101 bis 130 von 130" in page.text
    assert page.link("Vorige Fundstellen").endswith("&zeile=51")
    for label in ("Liste", "linkem Nachbarn", "Neueste"):
        assert "zeile" not in page.link(label)


def test_a_line_that_is_not_there_is_the_last(get: Any, fake_engine: Any) -> None:
    fake_engine.items[0] = replace(fake_engine.items[0], title="Titel", text="Echo " * 60)
    assert "Fundstellen 51 bis 60 von 60" in get("/suche?q=Echo&ansicht=kontext&zeile=999").text
    assert "ist keine Zahl ab 1" in get("/suche?q=Echo&ansicht=kontext&zeile=0").text


def test_a_line_leads_to_its_place(get: Any) -> None:
    page = get("/suche?q=Rathaus+Hafen&ansicht=kontext&sort=aelteste")
    address, _, place = [href for text, href in page.links if text == "Hafen: Neues aus Stadt 3"][2].partition("#")
    assert f'<mark id="{place}">Rathaus</mark>' in get(address).html


def test_markup_in_articles_stays_text(get: Any) -> None:
    page = get("/suche?q=script&ansicht=kontext")
    assert ["Das &lt;", "script", "&gt;alert(1)&lt;/script&gt; steht im Text."] in rows(page)


def test_context_needs_a_query(get: Any) -> None:
    assert "Im Kontext" not in get("/suche?q=").labels()
    assert get("/suche?q=&ansicht=kontext").status == 200


def test_contexts_end_at_words() -> None:
    text = "Donaudampfschifffahrt " * 5
    assert _tail(text) == "Donaudampfschifffahrt Donaudampfschifffahrt "
    assert _head(text) == "Donaudampfschifffahrt Donaudampfschifffahrt"
    assert _tail("kurz ") == "kurz " and _head(" kurz") == " kurz"


def test_words_sort_as_in_a_german_dictionary() -> None:
    assert sorted(["Zebra", "Öl", "Apfel", "Straße", "Äpfel", "Ofen", "Strassen"], key=_words) == [
        "Apfel",
        "Äpfel",
        "Ofen",
        "Öl",
        "Straße",
        "Strassen",
        "Zebra",
    ]
