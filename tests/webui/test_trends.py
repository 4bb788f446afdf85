"""Queries compared over time."""

import csv
import re
from html import unescape
from typing import Any

from webui.periods import buckets, month_days


def points_of(page: Any) -> list[tuple[str, int]]:
    found = re.findall(r'<a href="([^"]+)" tabindex="-1"><title>[^<]*?: ([\d.]+) Treffer', page.html)
    return [(unescape(href), int(count)) for href, count in found]


def test_each_point_finds_as_many_as_it_counts(get: Any) -> None:
    points = points_of(get("/trends?q=Hafen&q=Stadtrat"))
    assert len(points) == 22
    for href, count in points:
        assert f"<b>{count} Treffer</b>" in get(href).html


def test_shares_are_of_all_articles_of_the_month(client: Any) -> None:
    rows = list(csv.DictReader(client.get("/trends.csv?q=Hafen&q=Rathaus").text.splitlines()))
    assert [row["Zeitraum"] for row in rows][:2] == ["2023-11", "2023-12"]
    assert {row["Anteil: Rathaus"] for row in rows} == {"1.000000"}
    assert sum(int(row["Treffer: Hafen"]) for row in rows) == 13
    assert 0 < float(rows[0]["Anteil: Hafen"]) < 1


def test_the_measure_can_be_chosen(get: Any) -> None:
    page = get("/trends?q=Rathaus")
    assert 'aria-hidden="true"><span>100\xa0%</span>' in page.html
    absolute = get(page.link("Anzahl der Artikel"))
    assert 'aria-hidden="true"><span>7</span>' in absolute.html and absolute.values("art") == ["absolut"]


def test_at_most_five_queries_each_once(get: Any) -> None:
    page = get("/trends?" + "&".join(f"q=Wort{number}" for number in [1, 1, 2, 3, 4, 5, 6]) + "&q=")
    assert page.values("q") == ["Wort1", *(f"Wort{number}" for number in range(1, 6))]


def test_odd_queries_and_none(get: Any) -> None:
    assert get("/trends").status == get("/trends?q=%00&q=<b>&art=x").status == 200
    assert "<b>" not in get("/trends?q=<b>").html
    assert get("/trends.csv?q=%22,%0d%0a").status == 200


def test_a_query_leads_to_its_trend(get: Any) -> None:
    assert get("/suche?q=Hafen").link("Trends") == "/trends?q=Hafen"


def test_steps_are_even_and_long_times_are_years() -> None:
    assert [bucket.key for bucket in buckets({"2023-12": 1, "2024-02": 1})] == ["2023-12", "2024-01", "2024-02"]
    years = buckets({"1990-05": 1, "1999-01": 3, "1990-06": 2})
    assert (years[0].key, years[-1].key, len(years)) == ("1990", "1999", 10)
    assert years[0].count({"1990-05": 1, "1990-06": 2, "1999-01": 3}) == 3


def test_months_end_where_they_end() -> None:
    assert month_days(2024, 2)[1].day == 29
    assert month_days(9999, 12)[1].day == 31
