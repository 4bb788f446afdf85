"""Numbers, days and times as the language of the page writes them (Babel's CLDR data)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton, format_time, get_month_names
from babel.numbers import format_decimal, format_percent

from webui import language

TIME_ZONE: Final = ZoneInfo("Europe/Berlin")


def number(value: int) -> str:
    """Return ``1.234`` for 1234."""
    return _number(value, language.current())


def share(value: float) -> str:
    """Return ``1,2 %`` for 0.012, with a space that never breaks."""
    pattern = "0.0\N{NO-BREAK SPACE}%" if value < 0.1 else "0\N{NO-BREAK SPACE}%"
    return str(format_percent(value, pattern, locale=language.locale()))


def duration(milliseconds: float) -> str:
    """Return ``0,4 ms``, ``3 ms`` or ``1,2 s``, with a space that never breaks."""
    if milliseconds >= 1000:
        return f"{_decimal(round(milliseconds / 1000, 1), 1, language.current())}\N{NO-BREAK SPACE}s"
    places = 1 if milliseconds < 1 else 0
    return f"{_decimal(round(milliseconds, places), places, language.current())}\N{NO-BREAK SPACE}ms"


def score(value: float) -> str:
    """Return ``12,345`` for 12.34512: enough places to add up."""
    return str(format_decimal(value, "#,##0.###", locale=language.locale()))


def long_day(moment: date | datetime) -> str:
    """Return ``16. Mai 2024``, the day that it was in Berlin."""
    return _long_day(local_day(moment), language.current())


def short_day(day: date) -> str:
    """Return ``16.05.2024``, as it is typed; ``2024-05-16`` in English."""
    return f"{day:%d.%m.%Y}" if language.current() == language.GERMAN else day.isoformat()


def week(first: date, last: date) -> str:
    """Return ``18.–24. März 2024``, as the language writes a stretch of days."""
    return _interval(first, last, language.current())


def full_moment(moment: datetime) -> str:
    """Return ``Donnerstag, 16. Mai 2024, 14:30 Uhr``; midnight is a source that names only days."""
    local, locale = moment.astimezone(TIME_ZONE), language.locale()
    day = str(format_date(local.date(), "full", locale=locale))
    if (local.hour, local.minute) == (0, 0):
        return day
    clock = format_time(local, "short", tzinfo=TIME_ZONE, locale=locale)
    return f"{day}, {clock} Uhr" if language.current() == language.GERMAN else f"{day}, {clock}"


def month(year: int, number_of_month: int) -> str:
    """Return ``Mai 2024``."""
    return _month(year, number_of_month, language.current())


def month_name(number_of_month: int) -> str:
    """Return ``Mai``."""
    return _month_name(number_of_month, language.current())


def machine_moment(moment: datetime) -> str:
    """Return the moment as HTML's ``time`` element reads it, with the offset that Berlin had."""
    return moment.astimezone(TIME_ZONE).isoformat(timespec="minutes")


def local_day(moment: date | datetime) -> date:
    """Return the day that it was in Berlin."""
    return moment.astimezone(TIME_ZONE).date() if isinstance(moment, datetime) else moment


# Remembered by the code of the language: to hash a locale takes longer than to write a number.


@lru_cache(maxsize=8192)
def _number(value: int, code: str) -> str:
    return str(format_decimal(value, locale=language.LOCALES[code]))


@lru_cache(maxsize=4096)
def _decimal(value: float, places: int, code: str) -> str:
    return str(format_decimal(value, "0.0" if places else "0", locale=language.LOCALES[code]))


@lru_cache(maxsize=8192)
def _long_day(day: date, code: str) -> str:
    return str(format_date(day, "long", locale=language.LOCALES[code]))


@lru_cache(maxsize=4096)
def _interval(first: date, last: date, code: str) -> str:
    return str(format_interval(first, last, "yMMMd", fuzzy=True, locale=language.LOCALES[code]))


@lru_cache(maxsize=1024)
def _month(year: int, number_of_month: int, code: str) -> str:
    return str(format_skeleton("yMMMM", date(year, number_of_month, 1), locale=language.LOCALES[code]))


@lru_cache(maxsize=64)
def _month_name(number_of_month: int, code: str) -> str:
    return str(get_month_names("wide", "stand-alone", locale=language.LOCALES[code])[number_of_month])
