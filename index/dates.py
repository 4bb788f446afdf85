"""Dates as news writes them, read into moments with a fixed offset from UTC.

Read are ISO 8601, RFC 2822, Unix time, and German and English notations: see `parse_date`. Their words are in
``data/dates.toml``. Own code because dateparser takes 2 ms a date, reads ``so`` as a Sunday, and does not
read ``Stand: 16.05.2024`` or ``Donnerstag, den 16. Mai 2024 um 14.30 Uhr``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from index import data_files
from index.zone import DEFAULT_ZONE

MAX_DATE_CHARS: Final = 120
"""Longest text that is read as a date: longer ones are sentences."""
MIN_UNIX_SECONDS: Final = 100_000_000
"""Smallest number (of either sign) that is a time: below are years, days and the zero that means unknown."""
MAX_UNIX_SECONDS: Final = 7_258_118_400
"""Largest time that a number stands for, the begin of 2200: above are numbers of something else."""
WEEKDAY_YEARS: Final = 28
"""So many years back a date without a year is looked for on its weekday: then the calendar repeats."""
PLACEHOLDER_YEARS: Final = (MINYEAR, MAXYEAR)
"""Databases write their first or last day for "unknown"; beyond them no other time zone can tell what time it is."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNIX_NUMBER: Final = re.compile(r"-?[0-9]{8,19}(?:\.[0-9]+)?")


class DateError(ValueError):
    """A text or number that is no date; the message says what was given and what can be read."""


def parse_date(text: str | int | float, *, zone: str = DEFAULT_ZONE, reference: date | None = None) -> datetime:
    """Return the moment that ``text`` names, with a fixed offset from UTC.

    Without a time it is midnight; without a day the first of the month; without an offset local time in
    ``zone``. Of an hour that comes twice the first is meant; an hour that the change to summer time skips is
    moved on by an hour. Without a year it is the last such day up to ``reference`` (default: today), if a
    weekday is named the last that fell on it. A number is Unix time in seconds, milliseconds, micro- or
    nanoseconds, told apart by its size, up to 2200; eight digits that make a day are that day (``20240516``), fourteen
    that day and time.

    Raises:
        DateError: when it cannot be read, names a day, time or zone that does not exist, or is in one of the
            `PLACEHOLDER_YEARS`.
    """
    moment = _moment(text.strip() if isinstance(text, str) else text, zone, reference)
    if moment.year in PLACEHOLDER_YEARS:
        raise _unreadable(text)
    return with_fixed_offset(moment, zone)


def _moment(text: str | float, zone: str, reference: date | None) -> datetime:
    """Return the moment that ``text`` names, naive where nothing tells its offset."""
    if not isinstance(text, str):
        return _from_number(text, zone)
    if (text[4:5] == "-" and text[:4].isdigit()) or text[8:9] == "T":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # not quite ISO, such as 2024-5-16 or 2024-05-16 14:30 Uhr
    if _UNIX_NUMBER.fullmatch(text):
        return _from_number(float(text) if "." in text else int(text), zone)
    return _from_words(text, reference)


def with_fixed_offset(moment: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """Return the same moment with a fixed offset from UTC; a naive one is local time in ``zone``.

    Fixed, because moments of two named zones never compare equal around a change of the clock (PEP 495).

    Raises:
        DateError: when there is no such zone.
    """
    if type(moment.tzinfo) is timezone:
        return moment
    if moment.tzinfo is not None:
        return moment.replace(tzinfo=timezone(_offset(moment)), fold=0)
    return _local(moment, moment.fold, zone)


@lru_cache(maxsize=4096)  # the days of eleven years: most articles of an archive share theirs with others
def _local(moment: datetime, fold: int, zone: str) -> datetime:
    """Return the moment when clocks in ``zone`` show ``moment`` for the first (0) or second (1) time."""
    first, second = (_offset(moment.replace(tzinfo=_zone(zone), fold=time)) for time in (0, 1))
    if second > first:  # only so in the hour that summer time skips
        return moment.replace(tzinfo=timezone(first), fold=0).astimezone(timezone(second))
    return moment.replace(tzinfo=timezone(second if fold else first), fold=0)


def check_zone(name: str) -> None:
    """Raise DateError when there is no time zone of that IANA name."""
    _zone(name)


def _offset(moment: datetime) -> timedelta:
    """Return how far east of UTC an aware moment is."""
    return moment.utcoffset() or timedelta()


@cache
def _zone(name: str) -> ZoneInfo:
    """Return the zone of that IANA name."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise DateError(f"{name!r} is no time zone; use an IANA name such as {DEFAULT_ZONE}") from error


def _unreadable(text: object) -> DateError:
    """Return the error for something that is no date."""
    return DateError(f"cannot read {str(text)[:60]!r} as a date; write 2024-05-16, or 16.05.2024, 14:30 Uhr")


def _from_number(value: float, zone: str) -> datetime:
    """Return the moment that a calendar number (naive) or Unix time (local in ``zone``) stands for."""
    if isinstance(value, bool) or not math.isfinite(value):
        raise _unreadable(value)
    digits = str(value)
    try:
        if len(digits) in (8, 14) and digits.isdigit():
            return datetime.strptime(digits, "%Y%m%d%H%M%S"[: len(digits) - 2])
    except ValueError:
        pass  # fourteen digits may also be milliseconds; eight fail below
    size = abs(value)
    per_second = 1 if size < 1e11 else 10**3 if size < 1e14 else 10**6 if size < 1e17 else 10**9
    if size < MIN_UNIX_SECONDS or size / per_second > MAX_UNIX_SECONDS:
        raise _unreadable(value)
    try:
        since = timedelta(microseconds=value * 1_000_000 // per_second)
        return (_EPOCH + since).astimezone(_zone(zone))
    except (OverflowError, ValueError):
        raise _unreadable(value) from None


class _Words(NamedTuple):
    """The words of dates, each with its number."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    zones: Mapping[str, int]
    around: tuple[str, ...]


@cache
def _words() -> _Words:
    """Return the words of the data file."""
    data = data_files.toml("dates.toml")
    return _Words(
        months=_numbered(data["months"]),
        weekdays=_numbered(data["weekdays"]),
        zones=data["zones"],
        around=tuple(data["around"]["words"]),
    )


def _numbered(table: Mapping[str, list[str]]) -> dict[str, int]:
    """Return the number of each word."""
    return {word: int(number) for number, words in table.items() for word in words}


def _any_of(words: Iterable[str]) -> str:
    """Return an expression for one of the words, as a whole word, the longest first."""
    return rf"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?![^\W\d_])"


_DAY: Final = r"(?P<day>\d{1,2})"
_YEAR: Final = r"(?P<year>\d{4}|'?\d{2}(?!:|\.\d))"
_CLOCK: Final = (
    r"(?P<hour>\d{1,2})(?:(?P<colon>[:.])(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s*(?P<uhr>uhr|h|hrs)\b)?"
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return one expression per notation, for lower-case text."""
    words = _words()
    month = rf"(?P<month_name>{_any_of(words.months)})\.?"
    zone = (
        rf"(?:\s*\(?(?:utc|gmt)?(?P<offset>[+-]\d{{1,2}}(?::?\d{{2}})?)\)?|\s*\(?(?P<zone>{_any_of(words.zones)})\)?)"
    )
    comment = rf"(?:\s*\({_any_of(words.zones)}\))?"
    around = rf"(?:{_any_of(words.around)}\W*)*"
    before = rf"\W*{around}(?:(?P<weekday>{_any_of(words.weekdays)})\W*)?{around}"
    time = rf"(?:(?:[\s,;|·•/–—-]+(?:(?:um|at|gegen|ab)\s+)?|t){_CLOCK}(?:{zone}{comment})?)?"
    after = rf"(?:\W*(?:{_any_of(words.around)}))*\W*"
    dates = (
        rf"{_DAY}(?:\.|st|nd|rd|th)?[\s/-]*(?:of\s+)?{month}(?:[\s,/-]*{_YEAR})?{time}",
        rf"{_DAY}(?P<mark>[./-])\s*(?P<month>\d{{1,2}})(?P=mark)\s*{_YEAR}{time}",
        rf"{_DAY}\.\s*(?P<month>\d{{1,2}})\.{time}",
        rf"(?P<year>\d{{4}})(?P<mark>[./-])(?P<month>\d{{1,2}})(?P=mark){_DAY}{time}",
        rf"{month}\s*{_DAY}(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?{time}",
        rf"{month}\s+{_DAY}\s+{_CLOCK}(?:{zone})?\s+(?P<year>\d{{4}})",  # date(1), ctime(3)
        rf"(?:{month}\s*,?\s*(?P<year>\d{{4}})|(?P<year_only>\d{{4}})-(?P<month>\d{{2}}))",
    )
    return tuple(re.compile(before + one + after) for one in dates)


def _from_words(text: str, reference: date | None) -> datetime:
    """Return the moment that a German or English notation names; naive when it names no zone."""
    if len(text) > MAX_DATE_CHARS:
        raise _unreadable(text)
    lowered = text.lower()
    for pattern in _patterns():
        match = pattern.fullmatch(lowered)
        if match is None:
            continue
        groups = match.groupdict()
        if groups.get("hour") and not (groups["colon"] or groups["half"] or groups["uhr"]):
            continue  # a bare number after a date is no hour
        try:
            moment = datetime.combine(_day(groups, reference), datetime.min.time(), _named_zone(groups))
            return moment + _since_midnight(groups)
        except (OverflowError, ValueError):
            continue
    raise _unreadable(text)


_Groups = Mapping[str, str | None]


def _day(groups: _Groups, reference: date | None) -> date:
    """Return the day; raises ValueError when the calendar has none such."""
    name = groups.get("month_name")
    month = _words().months[name] if name else int(groups.get("month") or 0)
    day = int(groups.get("day") or 1)
    year = (groups.get("year") or groups.get("year_only") or "").strip("'")
    if not year:
        return _last_such_day(month, day, groups.get("weekday"), reference or date.today())
    # Two digits as POSIX reads them: 69 to 99 are of the last century.
    century = 0 if len(year) == 4 else 1900 if int(year) >= 69 else 2000
    return date(century + int(year), month, day)


def _last_such_day(month: int, day: int, weekday: str | None, latest: date) -> date:
    """Return the last day up to ``latest`` with that month and day, on the weekday if it ever fell on it."""
    days = []
    for year in range(latest.year, max(latest.year - WEEKDAY_YEARS, 1), -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue  # the 29th of February, or no day at all
        if found <= latest:
            days.append(found)
    if not days:
        raise _unreadable(f"{day}.{month}.")
    wanted = _words().weekdays.get(weekday or "")
    return next((found for found in days if found.weekday() == wanted), days[0])


def _since_midnight(groups: _Groups) -> timedelta:
    """Return the time of day; raises ValueError when no clock shows it. 24 Uhr is the next midnight."""
    hour, minute, second = (int(groups.get(name) or 0) for name in ("hour", "minute", "second"))
    if groups.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if groups["half"] == "p" else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise ValueError("no such time")
    micros = int((groups.get("fraction") or "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micros)


def _named_zone(groups: _Groups) -> tzinfo | None:
    """Return the zone that stands behind the time, or None."""
    if offset := groups.get("offset"):
        digits = offset[1:].replace(":", "")
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        size = timedelta(hours=hours, minutes=minutes)
        return timezone(-size if offset[0] == "-" else size)
    name = groups.get("zone")
    return timezone(timedelta(hours=_words().zones[name])) if name else None
