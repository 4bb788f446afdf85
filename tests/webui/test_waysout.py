"""The empty result offers ways out that all find something."""

import re
from typing import Any

import pytest

from webui.waysout import plain_words


def ways(page: Any) -> Any:
    section = page.html.split('<section class="empty"')[1].split("</section>")[0]
    return re.findall(r'href="(/suche[^"]*)">.*?<span class="count">([\d.]+) Treffer', section)


@pytest.mark.parametrize(
    "address",
    [
        "/suche?q=Stadtrat&quelle=Keins",
        "/suche?q=Stadtrat&quelle=Elbblatt&ressort=Keins&von=2024-01-01",
        "/suche?q=Stadtrat+Hafen&treffer=alle",
        "/suche?q=Rathhaus&korrektur=nein",
    ],
)
def test_each_way_out_finds_as_many_as_it_says(get: Any, address: Any) -> None:
    page = get(address)
    assert "Nichts gefunden" in page.text and ways(page)
    for href, count in ways(page):
        assert f"{count} Treffer" in get(href.replace("&amp;", "&")).text


def test_a_misspelt_word_leads_to_similar_ones(get: Any) -> None:
    assert "ähnlich geschriebene Wörter: Rathhaus~" in get("/suche?q=Rathhaus&korrektur=nein").labels()


def test_single_words_are_offered_for_several(get: Any) -> None:
    labels = get("/suche?q=Stadtrat+Hafen&treffer=alle").labels()
    assert "nur „Stadtrat“" in labels and "nur „Hafen“" in labels


def test_each_filter_may_go_alone(get: Any) -> None:
    labels = get("/suche?q=Stadtrat&quelle=Elbblatt&ressort=Keins").labels()
    assert "dasselbe ohne Filter „Ressort“ suchen" in labels
    assert "dasselbe ohne Filter „Quelle“ suchen" not in labels


def test_advice_is_a_link_too(get: Any) -> None:
    page = get("/suche?q=zzzzz")
    assert page.link("die Schreibweise prüfen") == "#q"
    assert page.link("sehen, was im Archiv ist") == "/"
    assert 'id="filter"' not in page.html


@pytest.mark.parametrize("query", ["a UND b", "titel:a", "a*", "(a)", "-a"])
def test_operators_are_not_taken_apart(query: Any) -> None:
    assert plain_words(query) == []
