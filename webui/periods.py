"""Days, weeks, months and years as they are drawn and chosen: even steps in time, empty ones included."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

from webui import formats

MAX_DAYS: Final = 45
"""Days that are drawn one by one; a longer time is drawn in weeks ..."""
MAX_WEEK_DAYS: Final = 200
"""... up to so many days, which are as many as the engine counts one by one ..."""
MAX_MONTHS: Final = 60
"""... then in months, and a time of more months than these in years."""

Days = tuple[date, date]
Unit = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One day, week, month or year, with the number of articles in it; ``key`` as in ``2024-05-16``."""

    key: str
    label: str
    days: Days
    count: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Even steps in time of one ``unit``."""

    unit: Unit
    buckets: tuple[Bucket, ...]


def calendar(
    months: Mapping[str, int], days: Mapping[str, int], since: date | None = None, until: date | None = None
) -> Calendar:
    """Return even steps over the *days* with articles, or over the whole chosen period; over *months* without days.

    The engine counts days only where they are few.
    """
    if not days:
        return _long(months)
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    if (until or last) - (since or first) < timedelta(MAX_WEEK_DAYS):
        first, last = since or first, until or last
    if last - first < timedelta(MAX_DAYS):
        return Calendar("day", tuple(_days(first, last, days)))
    return Calendar("week", tuple(_weeks(first, last, days)))


def _days(first: date, last: date, counts: Mapping[str, int]) -> Iterator[Bucket]:
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        key = day.isoformat()
        yield Bucket(key, formats.long_day(day), (day, day), counts.get(key, 0))


def _weeks(first: date, last: date, counts: Mapping[str, int]) -> Iterator[Bucket]:
    """Yield weeks from Monday to Sunday; the first and the last of them end where the period does."""
    monday = first - timedelta(first.weekday())
    while monday <= last:
        begin, end = max(first, monday), min(last, monday + timedelta(6))
        number = sum(counts.get((begin + timedelta(day)).isoformat(), 0) for day in range((end - begin).days + 1))
        yield Bucket(begin.isoformat(), formats.week(begin, end), (begin, end), number)
        monday += timedelta(7)


def _long(months: Mapping[str, int]) -> Calendar:
    """Return months, or years where the months are many."""
    if not months:
        return Calendar("month", ())
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (min(months), max(months)))
    if last - first < MAX_MONTHS:
        return Calendar("month", tuple(_month(at // 12, at % 12 + 1, months) for at in range(first, last + 1)))
    years = dict.fromkeys(range(first // 12, last // 12 + 1), 0)
    for month, count in months.items():
        years[int(month[:4])] += count
    return Calendar("year", tuple(Bucket(f"{year:04}", str(year), year_days(year), years[year]) for year in years))


def _month(year: int, month: int, counts: Mapping[str, int]) -> Bucket:
    key = f"{year:04}-{month:02}"
    return Bucket(key, formats.month(year, month), month_days(year, month), counts.get(key, 0))


def year_days(year: int) -> Days:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


@lru_cache(maxsize=4096)
def month_days(year: int, month: int) -> Days:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
