"""Queries compared over time."""

import csv
import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.periods import calendar, month_days


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


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Höchstens 5 Suchen"), ("en", "At most 5 searches")], ids=["German", "English"]
)
def test_queries_that_are_too_many_are_left_out_and_that_is_said(get: Any, language: str, said: str) -> None:
    words = ["Hafen", "Rathaus", "Stadtrat", "Schule", "Brücke", "Bahn"]
    asked = {number: "&".join(f"q={word}" for word in words[:number]) for number in (5, 6)}
    pages = {number: get(f"/trends?{asked[number]}", headers={"Accept-Language": language}) for number in asked}
    assert said in pages[6].text and said not in pages[5].text
    assert re.findall(r'<input id="q\d" name="q" value="([^"]*)"', pages[6].html) == words[:5]


def test_a_table_of_too_many_queries_is_refused(client: Any) -> None:
    assert client.get("/trends.csv?q=a&q=b&q=c&q=d&q=e").status_code == 200
    assert client.get("/trends.csv?q=a&q=b&q=c&q=d&q=e&q=f").status_code == 400


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
    found = calendar({"2023-12": 1, "2024-02": 1}, {})
    assert [(bucket.key, bucket.count) for bucket in found.buckets] == [("2023-12", 1), ("2024-01", 0), ("2024-02", 1)]
    years = calendar({"1990-05": 1, "1999-01": 3, "1990-06": 2}, {}).buckets
    assert (years[0].key, years[-1].key, len(years), years[0].count) == ("1990", "1999", 10, 3)


DAYS = {"2024-02-28": 2, "2024-03-02": 1, "2024-03-31": 4}


def test_short_times_are_days_and_longer_ones_weeks() -> None:
    days = calendar({}, DAYS)
    assert days.unit == "day" and len(days.buckets) == 33
    assert [bucket.key for bucket in days.buckets[:3]] == ["2024-02-28", "2024-02-29", "2024-03-01"]
    weeks = calendar({}, DAYS, date(2024, 2, 1), date(2024, 4, 30))
    assert weeks.unit == "week" and len(weeks.buckets) == 14
    assert [bucket.days[0].weekday() for bucket in weeks.buckets] == [3, *[0] * 13]
    assert (weeks.buckets[0].days[0], weeks.buckets[-1].days[1]) == (date(2024, 2, 1), date(2024, 4, 30))


@given(st.dictionaries(st.dates(date(2023, 1, 1), date(2023, 7, 1)), st.integers(1, 9), min_size=1))
def test_steps_hold_every_article_once_and_follow_each_other(counts: dict[date, int]) -> None:
    found = calendar({}, {day.isoformat(): count for day, count in counts.items()})
    assert sum(bucket.count for bucket in found.buckets) == sum(counts.values())
    ends = [day for bucket in found.buckets for day in bucket.days]
    assert all(first <= last for first, last in zip(ends[::2], ends[1::2], strict=True))
    assert all((start - end).days == 1 for end, start in zip(ends[1::2], ends[2::2], strict=False))


def test_months_end_where_they_end() -> None:
    assert month_days(2024, 2)[1].day == 29
    assert month_days(9999, 12)[1].day == 31


def test_shares_of_very_few_articles_are_in_the_table_and_not_drawn(get: Any, fake_engine: Any) -> None:
    alone = fake_engine.items[0]
    fake_engine.items += [
        replace(alone, id=f"x{number}", published=alone.published.replace(year=2024, month=3), text="Sturm")
        for number in range(900)
    ]
    page = get("/trends?q=Hafen")
    assert "weniger als 8 Artikeln" in page.text
    drawn = [href for href, _ in points_of(page)]
    assert len(drawn) < page.html.count('<th scope="row">') == 11
    assert "nicht gezeichnet" not in get(page.link("Anzahl der Artikel")).text
