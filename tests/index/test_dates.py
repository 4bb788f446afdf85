"""Dates as news writes them are read, and nothing else is taken for a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import DateError, parse_date, with_fixed_offset

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 24)
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
WEEKDAYS = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]

possible = partial(st.datetimes, datetime(2, 1, 1), datetime(9998, 12, 31))
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
news_moments = st.datetimes(min_value=datetime(1975, 1, 1), max_value=datetime(2060, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
news_days = st.dates(min_value=date(1970, 1, 1), max_value=date(2068, 12, 31))


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-16",
        "20240516",
        " 2024-05-16 ",
        "2024-5-16",
        "2024/05/16",
        "2024-W20-4",
        "16. Mai 2024",
        "16.Mai 2024",
        "16 Mai 2024",
        "16. MAI 2024",
        "16. mai '24",
        "16.05.2024",
        "16.5.24",
        "16. 5. 2024",
        "16/05/2024",
        "16-05-2024",
        "Do., 16. Mai",
        "Do, 16.5.",
        "Donnerstag, den 16. Mai 2024",
        "Donnerstag, 16.05.2024",
        "Stand: 16.05.2024",
        "Stand 16. Mai 2024",
        "aktualisiert am 16.05.2024",
        "Zuletzt aktualisiert: 16. Mai 2024",
        "Veröffentlicht am 16. Mai 2024",
        "vom 16.5.2024",
        "(16. Mai 2024)",
        "May 16, 2024",
        "16 May 2024",
        "Thursday, May 16th, 2024",
        "Thu, 16 May 2024",
        "16-May-2024",
        20240516,
    ],
)
def test_a_day_is_its_midnight_in_berlin(written: str | int) -> None:
    assert parse_date(written, reference=TODAY) == berlin(2024, 5, 16)


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-16T14:30",
        "2024-05-16 14:30:00",
        "2024-05-16T12:30:00Z",
        "2024-05-16T12:30:00.000Z",
        "2024-05-16T14:30:00+02:00",
        "2024-05-16T14:30:00+0200",
        "2024-05-16 14:30:00 +0200",
        "2024-05-16 12:30 UTC",
        "20240516T123000Z",
        "2024-05-16, 14:30 Uhr",
        "16.05.2024, 14:30 Uhr",
        "16.05.2024, 14.30 Uhr",
        "16.05.2024 14:30",
        "16.05.2024 - 14:30 Uhr",
        "16.05.2024 | 14:30",
        "16.5.24, 14:30:00",
        "16. Mai 2024, 14:30 Uhr",
        "16. Mai 2024 um 14:30 Uhr",
        "16. Mai 2024 um 14:30 Uhr aktualisiert",
        "16. Mai 2024 14:30 MESZ",
        "Do., 16. Mai, 14:30 Uhr",
        "Donnerstag, den 16. Mai 2024 um 14.30 Uhr",
        "Stand: 16.05.2024, 14:30 Uhr",
        "Thu, 16 May 2024 14:30:00 +0200",
        "Thu, 16 May 2024 12:30:00 GMT",
        "Thu, 16 May 2024 14:30:00 CEST",
        "16 May 2024 12:30:00 -0000",
        "Thu, 16 May 2024 14:30:00 +0200 (CEST)",
        "May 16, 2024, 2:30 PM",
        "May 16, 2024 at 2:30 p.m.",
        "Thu May 16 14:30:00 2024",
        "Thu May 16 14:30:00 CEST 2024",
        "1715862600",
        "1715862600000",
        1715862600,
        1715862600.0,
        1715862600000,
        1715862600000000,
        1715862600000000000,
        20240516143000,
        "20240516143000",
    ],
)
def test_a_time_is_that_time(written: str | float) -> None:
    assert parse_date(written, reference=TODAY) == berlin(2024, 5, 16, 14, 30)


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("3. Jänner 2024", 1),
        ("3. Jän. 2024", 1),
        ("3. Jan. 2024", 1),
        ("3. Feber 2024", 2),
        ("3. Feb. 2024", 2),
        ("3. März 2024", 3),
        ("3. Maerz 2024", 3),
        ("3. Mär. 2024", 3),
        ("3. Mrz. 2024", 3),
        ("3. Apr. 2024", 4),
        ("3. Jun. 2024", 6),
        ("3. Jul. 2024", 7),
        ("3. Aug. 2024", 8),
        ("3. Sep. 2024", 9),
        ("3. Sept. 2024", 9),
        ("3. Okt. 2024", 10),
        ("3. Nov. 2024", 11),
        ("3. Dez. 2024", 12),
        ("3 Oct 2024", 10),
        ("3 Dec 2024", 12),
    ],
)
def test_months_have_many_names(written: str, month: int) -> None:
    assert parse_date(written) == berlin(2024, month, 3)


@pytest.mark.parametrize("written", ["Mai 2024", "2024-05", "May, 2024"])
def test_a_month_is_its_first_day(written: str) -> None:
    assert parse_date(written) == berlin(2024, 5, 1)


@pytest.mark.parametrize(
    ("written", "reference", "expected"),
    [
        ("16. Mai", date(2024, 5, 16), date(2024, 5, 16)),
        ("16. Mai", date(2024, 5, 15), date(2023, 5, 16)),
        ("24.12.", date(2024, 1, 1), date(2023, 12, 24)),
        ("29. Februar", date(2026, 1, 1), date(2024, 2, 29)),
        ("Do., 16. Mai", date(2024, 6, 1), date(2024, 5, 16)),
        ("Do., 16. Mai", date(2026, 6, 1), date(2024, 5, 16)),  # in 2025 it was a Friday
        ("Mo, 29. Februar", date(2026, 1, 1), date(2016, 2, 29)),
        ("16. Mai 14 Uhr", date(2024, 6, 1), date(2024, 5, 16)),
    ],
)
def test_without_a_year_it_is_the_last_such_day(written: str, reference: date, expected: date) -> None:
    assert parse_date(written, reference=reference).date() == expected


def test_a_day_without_year_is_the_last_one_up_to_today() -> None:
    today = date.today()
    assert parse_date(f"{today.day}. {MONTHS[today.month - 1]}").date() == today


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "gestern",
        "so",
        "Die",
        "Mai",
        "Wien, 5",
        "5",
        "0",
        "2024",
        "14:30",
        "14.30",
        "31.02.2024",
        "30. Februar",
        "32.1.2024",
        "16.13.2024",
        "05/16/2024",
        "16. Maien 2024",
        "16. Mai 2024 7",
        "16. Mai 2024, 25:00 Uhr",
        "16. Mai 2024, 14:60 Uhr",
        "2024-13-01",
        "20241301",
        "Am 16. Mai 2024 traf der Präsident in Peking ein.",
        "16. Mai 2024 " * 20,
        0,
        2024,
        20241301,
        10**30,
        10**20,
        99_999_999_999,
        "7258118401",
        float("nan"),
        float("inf"),
        True,
        "0001-01-01",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "31.12.9999",
    ],
)
def test_what_is_no_date_says_so(written: str | float) -> None:
    with pytest.raises(DateError, match="as a date"):
        parse_date(written)


def test_an_unknown_zone_says_so() -> None:
    with pytest.raises(DateError, match="no time zone"):
        parse_date("2024-05-16", zone="Europe/Entenhausen")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-03-31T01:59", "2024-03-31T01:59:00+01:00"),
        ("2024-03-31T02:30", "2024-03-31T03:30:00+02:00"),  # skipped
        ("31. März 2024, 2.30 Uhr", "2024-03-31T03:30:00+02:00"),
        ("2024-10-27T02:30", "2024-10-27T02:30:00+02:00"),  # twice: the first
        ("2024-10-27T02:30 MEZ", "2024-10-27T02:30:00+01:00"),
        ("2024-10-27T03:00", "2024-10-27T03:00:00+01:00"),
        ("16. Mai 2024, 24 Uhr", "2024-05-17T00:00:00+02:00"),
        ("0002-01-01", "0002-01-01T00:00:00+00:53:28"),
        ("9998-12-31", "9998-12-31T00:00:00+01:00"),
    ],
)
def test_clocks_change(written: str, iso: str) -> None:
    assert parse_date(written).isoformat() == iso


def test_another_zone_can_be_meant() -> None:
    assert parse_date("16.05.2024, 14:30 Uhr", zone="America/New_York").isoformat() == "2024-05-16T14:30:00-04:00"


@given(possible(timezones=offsets))
def test_iso_round_trip(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(moment.isoformat(" ")) == moment


@given(news_moments, offsets)
def test_rfc_2822_round_trip(moment: datetime, offset: timezone) -> None:
    aware = moment.replace(tzinfo=offset)
    assert parse_date(format_datetime(aware)) == aware


@given(news_moments)
def test_german_round_trip(moment: datetime) -> None:
    expected = with_fixed_offset(moment)
    month, weekday = MONTHS[moment.month - 1], WEEKDAYS[moment.weekday()]
    assert parse_date(f"{weekday}, {moment.day}. {month} {moment:%Y, %H:%M:%S} Uhr") == expected
    assert parse_date(f"Stand: {moment:%d.%m.%Y, %H.%M.%S} Uhr") == expected
    assert (
        parse_date(f"{weekday[:2]} {moment.day}.{moment.month}.{moment:%y %H:%M:%S}") == expected or moment.year > 2068
    )


@given(news_days)
def test_a_weekday_finds_the_year(day: date) -> None:
    written = f"{WEEKDAYS[day.weekday()][:2]}., {day.day}. {MONTHS[day.month - 1]}"
    assert parse_date(written, reference=day).date() == day


@given(news_moments)
def test_unix_round_trip(moment: datetime) -> None:
    seconds = int(moment.replace(tzinfo=UTC).timestamp())
    for scale in (1, 10**3, 10**6, 10**9):
        assert parse_date(seconds * scale) == parse_date(str(seconds * scale)) == moment.replace(tzinfo=UTC)


@given(st.datetimes() | st.datetimes(timezones=st.timezones()))
def test_a_fixed_offset_changes_no_moment(moment: datetime) -> None:
    fixed = with_fixed_offset(moment)
    assert type(fixed.tzinfo) is timezone
    if moment.tzinfo:
        assert fixed.timestamp() == moment.timestamp()


@given(
    st.text(max_size=40)
    | st.integers()
    | st.floats()
    | st.text(alphabet="0123456789.:-/ TZ+,Mai Uhr", max_size=25)
    | st.lists(st.sampled_from([*MONTHS, *WEEKDAYS, "16", ".", ",", " ", "2024", "Uhr", "um", ":", "14", "Stand"])).map(
        "".join
    )
)
def test_anything_is_a_date_with_offset_or_an_error(written: str | float) -> None:
    try:
        moment = parse_date(written, reference=TODAY)
    except DateError:
        return
    assert moment.utcoffset() is not None
