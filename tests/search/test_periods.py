"""Natural dates: what they name, what they refuse, and the calendar's corners."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.days import Days, easter, third
from search.query.periods import Period, PeriodError, leading_period, parse_period, today_in_berlin

TODAY = date(2024, 5, 16)  # a Thursday in week 20 of a leap year
MANY = settings(max_examples=300, deadline=None, derandomize=True)

CASES = {
    # years, months, days
    "2024": "2024-01-01 2024-12-31",
    "im Jahr 2023": "2023-01-01 2023-12-31",
    "1990er Jahre": "1990-01-01 1999-12-31",
    "2024-02": "2024-02-01 2024-02-29",
    "2023/2": "2023-02-01 2023-02-28",
    "02/2023": "2023-02-01 2023-02-28",
    "Februar 2023": "2023-02-01 2023-02-28",
    "Feb. 2023": "2023-02-01 2023-02-28",
    "Jänner 2024": "2024-01-01 2024-01-31",
    "MAERZ 2024": "2024-03-01 2024-03-31",
    "2024-05-16": "2024-05-16 2024-05-16",
    "20240516": "2024-05-16 2024-05-16",
    "16.05.2024": "2024-05-16 2024-05-16",
    "16.5.24": "2024-05-16 2024-05-16",
    "16.5.69": "1969-05-16 1969-05-16",
    "16. Mai 2024": "2024-05-16 2024-05-16",
    "Donnerstag, 16. Mai 2024": "2024-05-16 2024-05-16",
    "May 16, 2024": "2024-05-16 2024-05-16",
    "29.2.2024": "2024-02-29 2024-02-29",
    # parts of years
    "Q1 2024": "2024-01-01 2024-03-31",
    "1. Quartal 2024": "2024-01-01 2024-03-31",
    "2024-Q4": "2024-10-01 2024-12-31",
    "2. Halbjahr 2023": "2023-07-01 2023-12-31",
    "Sommer 2024": "2024-06-01 2024-08-31",
    "Frühjahr 2024": "2024-03-01 2024-05-31",
    "Winter 2023": "2023-12-01 2024-02-29",
    "Winter 2022/23": "2022-12-01 2023-02-28",
    "KW 12/2024": "2024-03-18 2024-03-24",
    "KW12 2024": "2024-03-18 2024-03-24",
    "12. KW 2024": "2024-03-18 2024-03-24",
    "2024-W12": "2024-03-18 2024-03-24",
    "KW 1 2020": "2019-12-30 2020-01-05",
    # without a year: the latest that has begun
    "Mai": "2024-05-01 2024-05-31",
    "Juni": "2023-06-01 2023-06-30",
    "16. Mai": "2024-05-16 2024-05-16",
    "17.5.": "2023-05-17 2023-05-17",
    "KW 20": "2024-05-13 2024-05-19",
    "KW 21": "2023-05-22 2023-05-28",
    "KW 53": "2020-12-28 2021-01-03",
    "Q2": "2024-04-01 2024-06-30",
    "Winter": "2023-12-01 2024-02-29",
    "Montag": "2024-05-13 2024-05-13",
    "Donnerstag": "2024-05-16 2024-05-16",
    "Freitag": "2024-05-10 2024-05-10",
    # seen from today
    "heute": "2024-05-16 2024-05-16",
    "Gestern": "2024-05-15 2024-05-15",
    "vorgestern": "2024-05-14 2024-05-14",
    "yesterday": "2024-05-15 2024-05-15",
    "diese Woche": "2024-05-13 2024-05-19",
    "letzte Woche": "2024-05-06 2024-05-12",
    "in der vergangenen Woche": "2024-05-06 2024-05-12",
    "vorletzte Woche": "2024-04-29 2024-05-05",
    "last week": "2024-05-06 2024-05-12",
    "letztes Wochenende": "2024-05-11 2024-05-12",
    "letzten Monat": "2024-04-01 2024-04-30",
    "dieses Quartal": "2024-04-01 2024-06-30",
    "letztes Quartal": "2024-01-01 2024-03-31",
    "letztes Jahr": "2023-01-01 2023-12-31",
    "heuer": "2024-01-01 2024-12-31",
    "letzten Mai": "2023-05-01 2023-05-31",
    "letzten März": "2024-03-01 2024-03-31",
    "diesen Sommer": "2024-06-01 2024-08-31",
    "letzten Sommer": "2023-06-01 2023-08-31",
    "letzten Donnerstag": "2024-05-09 2024-05-09",
    "letzten Mittwoch": "2024-05-15 2024-05-15",
    "vorletzten Mittwoch": "2024-05-08 2024-05-08",
    "vor 3 Tagen": "2024-05-13 2024-05-13",
    "vor zwei Wochen": "2024-04-29 2024-05-05",
    "two weeks ago": "2024-04-29 2024-05-05",
    "vor einem Monat": "2024-04-01 2024-04-30",
    "vor fünf Monaten": "2023-12-01 2023-12-31",
    "vor einem Jahr": "2023-01-01 2023-12-31",
    "zwei Wochen": "2024-05-02 2024-05-16",
    "letzte 14 Tage": "2024-05-02 2024-05-16",
    "die letzten drei Monate": "2024-02-16 2024-05-16",
    "letzte dreißig Tage": "2024-04-16 2024-05-16",
    "letzte 24 Stunden": "2024-05-15 2024-05-16",
    "vor 30 Stunden": "2024-05-15 2024-05-15",
    "gestern Abend": "2024-05-15 2024-05-15",
    "Mittwochabend": "2024-05-15 2024-05-15",
    "am Wochenende": "2024-05-11 2024-05-12",
    "Montag letzter Woche": "2024-05-06 2024-05-06",
    "letzte Woche Freitag": "2024-05-10 2024-05-10",
    # thirds
    "Anfang Mai 2023": "2023-05-01 2023-05-10",
    "Mitte Mai": "2024-05-11 2024-05-20",
    "Ende Mai": "2023-05-21 2023-05-31",
    "Ende April": "2024-04-21 2024-04-30",
    "Ende 2026": "2026-09-01 2026-12-31",
    "Mitte Q1 2024": "2024-02-01 2024-02-29",
    "Anfang der Woche": "2024-05-13 2024-05-14",
    "Ende der Woche": "2024-05-10 2024-05-12",
    "Ende letzter Woche": "2024-05-10 2024-05-12",
    "Anfang heute": "2024-05-16 2024-05-16",
    "Ende des Jahres": "2023-09-01 2023-12-31",
    "Jahresbeginn": "2024-01-01 2024-04-30",
    "Jahresende 2022": "2022-09-01 2022-12-31",
    "Monatsmitte": "2024-05-11 2024-05-20",
    "Mitte der 90er Jahre": "1993-05-01 1996-08-31",
    # decades, halves, feasts
    "die 90er": "1990-01-01 1999-12-31",
    "neunziger Jahre": "1990-01-01 1999-12-31",
    "in den Zwanzigerjahren": "2020-01-01 2029-12-31",
    "30er Jahre": "1930-01-01 1939-12-31",
    "erstes Halbjahr 2024": "2024-01-01 2024-06-30",
    "zweite Jahreshälfte": "2023-07-01 2023-12-31",
    "drittes Quartal 2023": "2023-07-01 2023-09-30",
    "05-2023": "2023-05-01 2023-05-31",
    "Weihnachten": "2023-12-24 2023-12-26",
    "Silvester 2022": "2022-12-31 2022-12-31",
    "Ostern": "2024-03-29 2024-04-01",
    "Ostermontag 2023": "2023-04-10 2023-04-10",
    "Pfingsten": "2023-05-28 2023-05-29",
    "Christi Himmelfahrt": "2024-05-09 2024-05-09",
    "Tag der Deutschen Einheit 2020": "2020-10-03 2020-10-03",
    # ranges
    "zwischen Mai und Juli 2023": "2023-05-01 2023-07-31",
    "2010-2015": "2010-01-01 2015-12-31",
    "Mai/Juni 2023": "2023-05-01 2023-06-30",
    "Jan.-März 2023": "2023-01-01 2023-03-31",
    "Ende Mai bis Anfang Juni 2023": "2023-05-21 2023-06-10",
    "seit Ende 2023": "2023-09-01 -",
    "2024-01..2024-05": "2024-01-01 2024-05-31",
    "1.5...3.5.": "2024-05-01 2024-05-03",
    "..2023": "- 2023-12-31",
    "2023..": "2023-01-01 -",
    "2023…2024": "2023-01-01 2024-12-31",
    "[2024-01 TO 2024-05]": "2024-01-01 2024-05-31",
    "[2024-01 BIS 2024-05]": "2024-01-01 2024-05-31",
    "[ TO 2024-05]": "- 2024-05-31",
    "{2024-01 to }": "2024-01-01 -",
    "vom 1. Mai 2024 bis 3. Juni 2024": "2024-05-01 2024-06-03",
    "1.5. bis 3.5.2023": "2023-05-01 2023-05-03",
    "1.5.-3.5.2023": "2023-05-01 2023-05-03",
    "1. Mai – 3. Mai 2023": "2023-05-01 2023-05-03",
    "November bis Januar": "2023-11-01 2024-01-31",
    "2020–2022": "2020-01-01 2022-12-31",
    "letzte Woche bis gestern": "2024-05-06 2024-05-15",
    "seit Mai": "2024-05-01 -",
    "seit zwei Wochen": "2024-05-02 -",
    "nach 2022": "2023-01-01 -",
    "bis gestern": "- 2024-05-15",
    "vor 2024": "- 2023-12-31",
    ">=2023": "2023-01-01 -",
    "> 2022": "2023-01-01 -",
    "<= 2023": "- 2023-12-31",
    "<2024": "- 2023-12-31",
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_a_period_is_read(text: str, expected: str) -> None:
    first, last = (None if day == "-" else date.fromisoformat(day) for day in expected.split())
    assert parse_period(text, TODAY) == Period(first, last)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cannot read"),
        ("..", "cannot read"),
        ("quark", "cannot read"),
        ("Anfang", "cannot read"),
        ("Ende Merkel", "cannot read"),
        ("Ende der Regierung", "cannot read"),
        ("fünftes Quartal", "cannot read"),
        ("letzte", "cannot read"),
        ("2024-05-16 Merkel", "cannot read"),
        ("31.02.2024", "does not exist"),
        ("29.2.2023", "does not exist"),
        ("31.4.", "does not exist"),
        ("2024-13", "does not exist"),
        ("2024-00-10", "does not exist"),
        ("0000", "does not exist"),
        ("KW 54", "does not exist"),
        ("KW 53/2023", "does not exist"),
        ("Q5 2024", "does not exist"),
        ("H3 2024", "does not exist"),
        ("vor 9999 Jahren", "does not exist"),
        ("nach 9999", "does not exist"),
        ("2024..2023", "ends before it begins"),
        ("x" * 200, "too long"),
    ],
)
def test_what_is_no_period_is_refused_with_a_hint(text: str, reason: str) -> None:
    with pytest.raises(PeriodError, match=reason) as caught:
        parse_period(text, TODAY)
    assert "write" in str(caught.value)


def test_a_leap_day_without_year_is_the_last_one_even_around_1900() -> None:
    assert parse_period("29.2.", date(1903, 5, 1)).first == date(1896, 2, 29)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("letzte Woche Merkel", ("letzte Woche", "2024-05-06")),
        ("2024 Merkel", ("2024", "2024-01-01")),
        ("Mai 2024, Merkel", ("Mai 2024,", "2024-05-01")),
        ("1. Mai 2023 bis 3. Mai 2023 Merkel", ("1. Mai 2023 bis 3. Mai 2023", "2023-05-01")),
        ("vor zwei Wochen", ("vor zwei Wochen", "2024-04-29")),
    ],
)
def test_the_longest_beginning_that_is_a_period_is_taken(text: str, expected: tuple[str, str]) -> None:
    found = leading_period(text, TODAY)
    assert found is not None
    assert (text[: found[1]], str(found[0].first)) == expected


def test_a_text_that_begins_with_no_period_has_no_leading_one() -> None:
    assert leading_period("Merkel 2024", TODAY) is None
    assert leading_period("", TODAY) is None


def test_today_is_the_day_in_berlin() -> None:
    assert abs(today_in_berlin() - date.today()) <= timedelta(1)


@MANY
@given(st.dates(date(1000, 1, 1), date(9990, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_way_to_write_a_day_names_that_day(day: date, today: date) -> None:
    for text in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day:%Y}", f"{day:%d/%m/%Y}"):
        assert parse_period(text, today) == Period(day, day)
    year, week, _ = day.isocalendar()
    for text in (f"KW {week}/{year}", f"{year}-W{week:02}"):
        first, last = parse_period(text, today)
        assert first is not None
        assert last is not None
        assert first <= day <= last
        assert last - first == timedelta(6)


@MANY
@given(st.sampled_from(sorted(CASES)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_case_is_read_on_any_day(text: str, today: date) -> None:
    try:
        first, last = parse_period(text, today)
    except PeriodError as error:
        # Only a range whose ends move against each other may fail.
        assert "ends before" in str(error)
    else:
        assert first is None or last is None or first <= last


WORDS = st.sampled_from(
    [
        "1",
        "3",
        "12.",
        "2024",
        "24",
        "2024-05",
        "16.05.",
        "16.05.2024",
        "..",
        "…",
        "-",
        "–",
        "bis",
        "to",
        "[",
        "]",
        "seit",
        "vor",
        "ago",
        "letzte",
        "diese",
        "vorletzten",
        "zwei",
        "Woche",
        "Wochen",
        "Tage",
        "Monat",
        "Quartal",
        "KW",
        "Q1",
        "Sommer",
        "Mai",
        "Montag",
        "gestern",
        "heute",
        "vom",
        "im",
        "der",
        ">=",
        "<",
        "9999",
        "0000",
        "99999",
    ]
)


@MANY
@given(
    st.one_of(
        st.text(max_size=20), st.lists(WORDS, max_size=6).map(" ".join), st.lists(WORDS, max_size=4).map("".join)
    ),
    st.dates(),
)
def test_no_text_raises_anything_but_period_error(text: str, today: date) -> None:
    try:
        first, last = parse_period(text, today)
    except PeriodError:
        return
    assert first is not None or last is not None
    assert first is None or last is None or first <= last


@MANY
@given(st.integers(1583, 4099))
def test_easter_is_a_sunday_between_its_first_and_last_day(year: int) -> None:
    day = easter(year)
    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("year", "day"),
    [(1818, "03-22"), (1943, "04-25"), (1954, "04-18"), (1981, "04-19"), (2000, "04-23"), (2026, "04-05")],
)
def test_easter_of_years_that_are_known(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


@MANY
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 800))
def test_thirds_are_side_by_side_and_make_up_the_whole(first: date, length: int) -> None:
    days = Days(first, first + timedelta(length - 1))
    thirds = [third(days, place) for place in range(3)]
    if length < 3:
        assert thirds == [days] * 3
        return
    assert (thirds[0].first, thirds[2].last) == days
    assert all(after.first - before.last == timedelta(1) for before, after in pairwise(thirds))
