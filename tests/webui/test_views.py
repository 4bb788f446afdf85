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


def test_an_article_with_very_many_matches_says_how_many_more(get: Any, fake_engine: Any) -> None:
    fake_engine.items[0] = replace(fake_engine.items[0], title="Echo", text="Echo " * 40)
    page = get("/suche?q=Echo&ansicht=kontext")
    assert len(rows(page)) == 15
    assert "Echo: 26 weitere Fundstellen" in page.text


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
