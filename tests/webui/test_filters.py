"""Filters narrow, count exactly, take several values, and come off again."""

import re
from dataclasses import replace
from typing import Any

import pytest


def total(page: Any) -> Any:
    return int(re.search(r"([\d.]+) Treffer", page.text)[1].replace(".", ""))


def counted(page: Any, label: Any) -> Any:
    return next(int(text.rsplit(" ", 1)[1]) for text in page.labels() if re.fullmatch(rf"(.*: )?{label} [\d.]+", text))


@pytest.mark.parametrize("label", ["Elbblatt", "Havelbote", "Politik", "Jana Öhler", "2023", "März"])
def test_each_value_finds_as_many_as_it_says(get: Any, label: Any) -> None:
    page = get("/suche?q=Rathaus")
    narrowed = get(page.link(f"{label} {counted(page, label)}"))
    assert total(narrowed) == counted(page, label)
    assert total(narrowed) < total(page)


def test_a_second_value_adds_and_its_count_says_how_many(get: Any) -> None:
    one = get("/suche?q=Rathaus&quelle=Elbblatt")
    two = get(one.link("Havelbote"))
    assert total(two) == total(one) + counted(one, "Havelbote")


def test_filters_of_different_kinds_narrow_each_other(get: Any) -> None:
    page = get("/suche?q=Rathaus&quelle=Elbblatt")
    both = get(page.link("Politik"))
    assert total(both) == counted(page, "Politik") < total(page)


def test_a_chosen_value_is_marked_and_comes_off(get: Any) -> None:
    page = get("/suche?q=Rathaus&quelle=Elbblatt")
    chosen = next(text for text in page.labels() if text.startswith("gewählt, abwählen: Elbblatt"))
    assert page.link(chosen) == "/suche?q=Rathaus"


def test_every_filter_has_a_chip_that_takes_it_off(get: Any) -> None:
    page = get("/suche?q=Rathaus&quelle=Elbblatt&quelle=Havelbote&ressort=Politik&von=2024-05-01&bis=2024-05-31")
    off = [text for text in page.labels() if text.startswith("Filter entfernen:")]
    assert off == [
        "Filter entfernen: Quelle Elbblatt",
        "Filter entfernen: Quelle Havelbote",
        "Filter entfernen: Ressort Politik",
        "Filter entfernen: Zeitraum Mai 2024",
    ]
    assert "quelle=Elbblatt" not in page.link(off[0])
    assert page.link("Alle Filter entfernen") == "/suche?q=Rathaus"


@pytest.mark.parametrize(
    ("period", "label"),
    [
        ("von=2024-01-01&bis=2024-12-31", "2024"),
        ("von=2024-02-01&bis=2024-02-29", "Februar 2024"),
        ("von=2024-02-03&bis=2024-02-03", "3. Februar 2024"),
        ("von=2024-02-03", "ab 3. Februar 2024"),
        ("bis=2024-02-03", "bis 3. Februar 2024"),
        ("von=2024-02-03&bis=2024-03-04", "3. Februar 2024 bis 4. März 2024"),
    ],
)
def test_a_period_is_said_in_words(get: Any, period: Any, label: Any) -> None:
    assert f"Filter entfernen: Zeitraum {label}" in get(f"/suche?q=Rathaus&{period}").labels()


def test_periods_may_be_typed_in_german_and_the_page_links_iso_days(get: Any) -> None:
    page = get("/suche?q=Rathaus&von=1.5.2024&bis=Mai+2024")
    assert "Filter entfernen: Zeitraum Mai 2024" in page.labels()
    assert "von=2024-05-01&bis=2024-05-31" in page.link("Älteste")
    assert page.values("von") == ["2024-05-01", "01.05.2024"]


def test_a_bad_date_is_said_and_left_out(get: Any) -> None:
    page = get("/suche?q=Rathaus&von=Quatsch")
    assert page.status == 200
    assert "„Quatsch“ war nicht als Datum zu lesen" in page.text
    assert total(page) == 64


def test_swapped_ends_are_put_right_and_said(get: Any) -> None:
    swapped = "/suche?q=Rathaus&von=2024-06-01&bis=2024-05-01"
    page = get(swapped)
    assert "vertauscht" in page.text and total(page) == 6
    assert "its ends were swapped" in get(swapped, headers={"Accept-Language": "en"}).text


def test_unknown_settings_are_said_and_left_out(get: Any) -> None:
    page = get("/suche?q=Rathaus&sort=zufall&treffer=manche")
    assert "„zufall“ ist keine bekannte Einstellung" in page.text
    assert "„manche“ ist keine bekannte Einstellung" in page.text


def test_many_values_fold_and_the_rest_is_counted(get: Any, fake_engine: Any) -> None:
    fake_engine.items = [replace(item, source=f"Blatt {n}") for n, item in enumerate(fake_engine.items)]
    page = get("/suche?q=Rathaus")
    assert "24 weitere" in page.text and "und 32 seltenere" in page.text


def test_many_years_fold_and_a_chosen_one_shows_its_months(get: Any, fake_engine: Any) -> None:
    fake_engine.items = [
        replace(item, published=item.published.replace(year=2000 + n % 20))
        for n, item in enumerate(fake_engine.items[:60])
    ]
    page = get("/suche?q=Rathaus")
    assert "Frühere Jahre" in page.text and "Monate" not in page.html
    chosen = get(page.link("2003 3"))
    assert total(chosen) == 3
    assert "Monate 2003" in chosen.html and "<details open>" in chosen.html


def test_more_values_than_the_budget_are_left_out_and_said(get: Any, fake_engine: Any) -> None:
    page = get("/suche?q=Rathaus" + "".join(f"&quelle=Blatt{number}" for number in range(30)))
    assert "Höchstens 20 Werte" in page.text
    assert len(fake_engine.requests[0].sources) == 20
