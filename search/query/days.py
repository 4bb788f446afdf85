"""Calendar arithmetic for `search.query.periods`: months, weeks, thirds of either, and Easter."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final, NamedTuple

MONTHS_IN: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_HOURS_A_DAY: Final = 24
_THIRDS: Final = 3


class Days(NamedTuple):
    """A period with both ends, both included."""

    first: date
    last: date


def months(year: int, month: int, size: int) -> Days:
    """Return ``size`` months from that month on; ``month`` may lie outside of 1 to 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end_year, end_month = year + (month + size - 2) // 12, (month + size - 2) % 12 + 1
    first = date(year, month, 1)
    return Days(first, date(end_year, end_month, monthrange(end_year, end_month)[1]))


def unit(name: str, day: date, back: int) -> Days:
    """Return the calendar unit that holds ``day``, or the one ``back`` units before it; of hours, the whole day."""
    if name in ("day", "hour"):
        days = timedelta(back if name == "day" else back // _HOURS_A_DAY)
        return Days(day - days, day - days)
    if name in ("week", "weekend"):
        monday = day - timedelta(day.weekday() + 7 * back)
        return Days(monday + timedelta(5 if name == "weekend" else 0), monday + timedelta(6))
    size = MONTHS_IN[name]
    return months(day.year, (day.month - 1) // size * size + 1 - back * size, size)


def up_to(day: date, name: str, count: int) -> Days:
    """Return the last ``count`` units up to ``day``: from the same day two weeks ago, from the same day of a month."""
    if name in ("day", "week", "weekend", "hour"):
        days = {"day": count, "hour": -(-count // _HOURS_A_DAY)}.get(name, 7 * count)
        return Days(day - timedelta(days), day)
    month = months(day.year, day.month - count * MONTHS_IN[name], 1)
    return Days(min(month.first + timedelta(day.day - 1), month.last), day)


def third(days: Days, place: int) -> Days:
    """Return the first, second or last third (0, 1, 2) of a period; of a year or a quarter, whole months.

    Of a month, these are the days 1 to 10, 11 to 20 and the others; of a week, Monday and Tuesday, Wednesday and
    Thursday, Friday to Sunday. A period that is too short is taken as a whole.
    """
    count = (days.last.year - days.first.year) * 12 + days.last.month - days.first.month + 1
    if months(days.first.year, days.first.month, count) == days and count % _THIRDS == 0:
        return months(days.first.year, days.first.month + place * count // _THIRDS, count // _THIRDS)
    size = ((days.last - days.first).days + 1) // _THIRDS
    if not size:
        return days
    first = days.first + timedelta(place * size)
    return Days(first, days.last if place == _THIRDS - 1 else first + timedelta(size - 1))


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Nature, 20 April 1876)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
