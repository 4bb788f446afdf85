"""Hits over time: bars that lead to what they show."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

from search import FacetCount, Response
from webui.parameters import Search
from webui.timeline import HEIGHT, WIDTH, timeline


def bars_of(page: Any) -> list[tuple[str, str, int]]:
    found = re.findall(r'<a href="([^"]+)" tabindex="-1"[^>]*><title>(.*?): ([\d.]+) Treffer', page.html)
    return [(unescape(href), label, int(count)) for href, label, count in found]


def test_each_bar_finds_as_many_as_it_says(get: Any) -> None:
    bars = bars_of(get("/suche?q=Rathaus"))
    assert [label for _, label, _ in bars][:2] == ["November 2023", "Dezember 2023"]
    for href, _, count in bars:
        assert f"<b>{count} Treffer</b>" in get(href).html
    assert sum(count for _, _, count in bars) == 64


def test_the_table_says_the_same(get: Any) -> None:
    page = get("/suche?q=Rathaus")
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(\d+)</td>', page.html)
    assert rows == [(label, str(count)) for _, label, count in bars_of(page)]


def test_a_chosen_period_is_shown_in_finer_steps_and_can_be_left(get: Any) -> None:
    page = get("/suche?q=Rathaus&von=2024-02-01&bis=2024-03-31")
    assert "Treffer in der Woche" in page.text
    bars = bars_of(page)
    assert len(bars) == 9 and sum(count for _, _, count in bars) == 12
    assert bars[0][1] == "1.–4. Feb. 2024"
    for href, _, count in bars[:3]:
        assert f"<b>{count} Treffer</b>" in get(href).html
    days = bars_of(get("/suche?q=Rathaus&von=2024-02-01&bis=2024-02-29"))
    assert len(days) == 29 and days[0][1] == "1. Februar 2024"
    assert page.link("alle Zeiten zeigen") == "/suche?q=Rathaus"


def test_a_long_chosen_period_stays_among_the_others_and_is_marked(get: Any, fake_engine: Any) -> None:
    items = fake_engine.items[:60]
    fake_engine.items = [replace(item, published=item.published.replace(year=2010 + n)) for n, item in enumerate(items)]
    page = get("/suche?q=Rathaus&von=2012-01-01&bis=2013-12-31")
    assert page.html.count('tabindex="-1" class="on"') == 2


def test_few_hits_need_no_drawing(get: Any) -> None:
    assert bars_of(get("/suche?q=Stadtrat")) == []
    assert len(bars_of(get("/suche?q=Stadtrat&von=2024-01-01"))) == 10


def test_empty_months_stand_in_between(request: Any) -> None:
    client = request.getfixturevalue("client")
    with client.application.test_request_context():
        months = (FacetCount("2023-12", 4), FacetCount("2024-03", 1))
        found = timeline(Search("x"), Response(5, 0.0, (), facets={"month": months}))
    assert found is not None
    assert re.findall(r"<title>(.*?)</title>.*?height=\"([0-9.]+)\"/></a>", found.bars) == [
        ("Dezember 2023: 4 Treffer", f"{HEIGHT:.1f}"),
        ("Januar 2024: 0 Treffer", "0.0"),
        ("Februar 2024: 0 Treffer", "0.0"),
        ("März 2024: 1 Treffer", f"{HEIGHT / 4:.1f}"),
    ]
    ends = [float(x) + float(width) for x, width in re.findall(r'x="([0-9.]+)" width="([0-9.]+)"', found.bars)]
    assert max(ends) <= WIDTH


def test_long_times_are_drawn_in_years_and_one_month_not_at_all(get: Any, fake_engine: Any) -> None:
    items = fake_engine.items[:60]
    fake_engine.items = [replace(item, published=item.published.replace(year=1990 + n)) for n, item in enumerate(items)]
    assert [label for _, label, _ in bars_of(get("/suche?q=Rathaus"))][:2] == ["1990", "1991"]
    fake_engine.items = items[:1]
    assert bars_of(get("/suche?q=Rathaus")) == []
