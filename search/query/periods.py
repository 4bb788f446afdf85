"""Natural dates, German and English, read as whole days: ``KW 12``, ``letzte Woche``, ``2024-01..2024-05``.

Used by ``datum: seit: bis:`` of the query language, by ``--since`` and ``--until``, and by the page. The
words are in ``periods.toml``. What is written without a year is the latest one that has begun by today.
Weeks are those of ISO 8601 (Monday to Sunday), seasons the meteorological ones (``Winter 2024`` ends in
February 2025).
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from search.limits import MAX_PERIOD_CHARACTERS, MAX_PERIOD_WORDS

TIME_ZONE: Final = "Europe/Berlin"
EXAMPLES: Final = "2024, 2024-05, 16.05.2024, gestern, letzte Woche, KW 12, Sommer 2024 or 2024-01..2024-05"

_WORD: Final = re.compile(r"\S+")
_MONTHS_IN: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_LEAP_YEARS_APART: Final = 8
"""Most years between two 29ths of February (around 1900); between two weeks 53 there are at most seven."""
_FOLD: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class PeriodError(ValueError):
    """A text that names no day, week, month or other period; the message says what can be read."""


class Period(NamedTuple):
    """Whole days from ``first`` to ``last``, both included; None leaves an end open."""

    first: date | None
    last: date | None


class _Days(NamedTuple):
    """A period with both ends."""

    first: date
    last: date


class _Clock(NamedTuple):
    """What a text is read against: ``today``, and the day by which a period without year must have begun."""

    today: date
    latest: date


def today_in_berlin() -> date:
    """Return the date that calendars in Germany show now."""
    return datetime.now(ZoneInfo(TIME_ZONE)).date()


def parse_period(text: str, today: date) -> Period:
    """Return the days that ``text`` names, seen from ``today``.

    Read are years, months, days, ISO weeks, quarters, half-years, decades, seasons, weekdays; ``heute``,
    ``gestern``, ``diese``, ``letzte``, ``vorletzte`` with a unit, month, season or weekday; ``vor zwei
    Wochen`` (the whole week), ``letzte 14 Tage`` (up to today); and ranges: ``A..B``, ``A bis B``, ``A – B``,
    ``[A TO B]``, ``seit A``, ``bis B``, ``>= A``. An end of a range may be left out.

    Raises:
        PeriodError: when it cannot be read, names a day that does not exist, or ends before it begins.

    """
    folded, clock = _folded(text), _Clock(today, today)
    if len(folded) > MAX_PERIOD_CHARACTERS:
        raise PeriodError(f"{text[:40]!r}… is too long for a date; write {EXAMPLES}")
    try:
        found = _two_ends(folded, clock) or _days(folded, clock) or _one_end(folded, clock)
    except (ValueError, OverflowError) as error:
        raise PeriodError(f"{text!r} names a day that does not exist; write {EXAMPLES}") from error
    if found is None:
        raise PeriodError(f"cannot read {text!r} as a date; write {EXAMPLES}")
    if found[0] and found[1] and found[0] > found[1]:
        raise PeriodError(f"{text!r} ends before it begins; write the earlier date first")
    return Period(*found)


# Ranges


def leading_period(text: str, today: date) -> tuple[Period, int] | None:
    """Return the period that the longest beginning of ``text`` (in whole words) names, and where it ends.

    ``letzte Woche Merkel`` gives last week and 12; a text that begins with no period gives None.
    """
    ends = [match.end() for match, _ in zip(_WORD.finditer(text), range(MAX_PERIOD_WORDS), strict=False)]
    for end in reversed(ends):
        try:
            return parse_period(text[:end].rstrip(",;:!?"), today), end
        except PeriodError:
            continue
    return None


def _two_ends(text: str, clock: _Clock) -> Period | None:
    """Return the days from the begin of one part of ``text`` to the end of the other; None without two parts.

    An empty part leaves its end open. A left one without year belongs to the right one: ``1.5. bis 3.5.2023``
    begins in 2023.
    """
    for pattern in _vocabulary().two_ends:
        match = pattern.fullmatch(text)
        left, right = (match["left"].strip(), match["right"].strip()) if match else ("", "")
        end = _days(right, clock) if right else None
        begin = _days(left, clock._replace(latest=end.last) if end else clock) if left else None
        if (begin or not left) and (end or not right) and (begin or end):
            return Period(begin.first if begin else None, end.last if end else None)
    return None


def _one_end(text: str, clock: _Clock) -> Period | None:
    """Return the days from or up to a period: ``seit A``, ``nach A``, ``bis A``, ``vor A``; ``>= > <= <``."""
    match = _vocabulary().one_end.fullmatch(text)
    days = match and _days(match["rest"], clock)
    if not match or not days:
        return None
    if match["from"]:
        return Period(days.first, None)
    if match["after"]:
        return Period(days.last + timedelta(1), None)
    return Period(None, days.last if match["to"] else days.first - timedelta(1))


# Single periods


def _days(text: str, clock: _Clock) -> _Days | None:
    """Return the days of a text without ends; None where no pattern fits.

    Raises:
        ValueError, OverflowError: a pattern fits, but there is no such day.

    """
    filler = _vocabulary().filler.match(text)
    text = text[filler.end() :] if filler else text
    for pattern, read in _vocabulary().patterns:
        if match := pattern.fullmatch(text):
            return read(match.groupdict(), clock)
    return None


def _months(year: int, month: int, size: int) -> _Days:
    """Return ``size`` months from that month on; ``month`` may lie outside of 1 to 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    end_year, end_month = year + (month + size - 2) // 12, (month + size - 2) % 12 + 1
    first = date(year, month, 1)
    return _Days(first, date(end_year, end_month, monthrange(end_year, end_month)[1]))


def _unit(unit: str, day: date, back: int) -> _Days:
    """Return the calendar ``unit`` that holds ``day``, or the one ``back`` units before it."""
    if unit == "day":
        return _Days(day - timedelta(back), day - timedelta(back))
    if unit in ("week", "weekend"):
        monday = day - timedelta(day.weekday() + 7 * back)
        return _Days(monday + timedelta(5 if unit == "weekend" else 0), monday + timedelta(6))
    size = _MONTHS_IN[unit]
    return _months(day.year, (day.month - 1) // size * size + 1 - back * size, size)


def _by_year(given: str | None, clock: _Clock, in_year: Callable[[int], _Days]) -> _Days:
    """Return ``in_year`` of the given year or, without one, of the latest in which it has begun.

    Raises:
        ValueError: there is no such day in the given year, or in any of the last ones.

    """
    if given:
        return in_year(_full_year(given))
    failure: ValueError | None = None
    for year in range(clock.latest.year, clock.latest.year - _LEAP_YEARS_APART - 1, -1):
        try:
            days = in_year(year)
        except ValueError as error:
            failure = error
            continue
        if days.first <= clock.latest:
            return days
    raise failure or ValueError("no such day")


def _full_year(digits: str) -> int:
    """Return the year; of two digits, 00 to 68 are 2000 to 2068 (as POSIX has it)."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 69 else 1900)


_Groups = dict[str, str | None]
_Reader = Callable[[_Groups, _Clock], _Days]


def _number(groups: _Groups, name: str) -> int:
    """Return a group as a number; month and number words count too."""
    given = groups[name] or ""
    return int(given) if given.isdecimal() else int(_vocabulary().values[name][given])


def _read_day(groups: _Groups, clock: _Clock) -> _Days:
    def in_year(year: int) -> _Days:
        day = date(year, _number(groups, "month"), _number(groups, "day"))
        return _Days(day, day)

    return _by_year(groups.get("year"), clock, in_year)


def _read_month(groups: _Groups, clock: _Clock) -> _Days:
    month = _number(groups, "month")
    if not 1 <= month <= 12:
        raise ValueError("no such month")
    return _by_year(groups.get("year"), clock, lambda year: _months(year, month, 1))


def _read_year(groups: _Groups, _clock: _Clock) -> _Days:
    return _months(_number(groups, "year"), 1, 12)


def _read_decade(groups: _Groups, _clock: _Clock) -> _Days:
    return _months(_number(groups, "year"), 1, 120)


def _read_week(groups: _Groups, clock: _Clock) -> _Days:
    def in_year(year: int) -> _Days:
        monday = date.fromisocalendar(year, _number(groups, "n"), 1)
        return _Days(monday, monday + timedelta(6))

    return _by_year(groups.get("year"), clock, in_year)


def _read_part(groups: _Groups, clock: _Clock, size: int) -> _Days:
    n = _number(groups, "n")
    if not 1 <= n <= 12 // size:
        raise ValueError("no such part of a year")
    return _by_year(groups.get("year"), clock, lambda year: _months(year, (n - 1) * size + 1, size))


def _read_quarter(groups: _Groups, clock: _Clock) -> _Days:
    return _read_part(groups, clock, _MONTHS_IN["quarter"])


def _read_half(groups: _Groups, clock: _Clock) -> _Days:
    return _read_part(groups, clock, _MONTHS_IN["half"])


def _read_season(groups: _Groups, clock: _Clock) -> _Days:
    return _by_year(groups.get("year"), clock, lambda year: _months(year, _number(groups, "season"), 3))


def _read_weekday(groups: _Groups, clock: _Clock) -> _Days:
    back = (clock.latest.weekday() - _number(groups, "weekday")) % 7
    return _unit("day", clock.latest, back)


def _read_named(groups: _Groups, clock: _Clock) -> _Days:
    unit, back = _vocabulary().named[groups["named"] or ""]
    return _unit(unit, clock.today, back)


def _read_back_unit(groups: _Groups, clock: _Clock) -> _Days:
    return _unit(_vocabulary().values["unit"][groups["unit"] or ""], clock.today, _number(groups, "back"))


def _read_back_other(groups: _Groups, clock: _Clock) -> _Days:
    """``letzten Mai``, ``letzten Montag``: the last that is over; ``diesen``: that of this year or week."""
    read = next(
        read
        for name, read in (("weekday", _read_weekday), ("month", _read_month), ("season", _read_season))
        if groups.get(name)
    )
    back = _number(groups, "back")
    if back == 0:
        unit = "week" if groups.get("weekday") else "year"
        return read(groups, clock._replace(latest=_unit(unit, clock.today, 0).last))
    days = read(groups, clock)
    for _ in range(back - 1 if days.last < clock.today else back):
        days = read(groups, clock._replace(latest=days.first - timedelta(1)))
    return days


def _read_ago(groups: _Groups, clock: _Clock) -> _Days:
    return _unit(_vocabulary().values["unit"][groups["unit"] or ""], clock.today, _number(groups, "number"))


def _read_rolling(groups: _Groups, clock: _Clock) -> _Days:
    """``letzte zwei Wochen``: from the same day two weeks ago up to today."""
    unit, count = _vocabulary().values["unit"][groups["unit"] or ""], _number(groups, "number")
    if unit in ("day", "week", "weekend"):
        return _Days(clock.today - timedelta(count if unit == "day" else 7 * count), clock.today)
    month = _months(clock.today.year, clock.today.month - count * _MONTHS_IN[unit], 1)
    return _Days(min(month.first + timedelta(clock.today.day - 1), month.last), clock.today)


# The vocabulary

# @name: the words of that table, as a group of that name; ~name: the same, no group; #name: those signs.
_YEAR, _SHORT_YEAR = "(?P<year>[0-9]{4})", "(?P<year>[0-9]{4}|[0-9]{2})"
_DAY, _MONTH, _N = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})", "(?P<n>[0-9]{1,2})"
_ORDINAL = r"(?:\.|st|nd|rd|th)"
_PATTERNS: Final[tuple[tuple[str, _Reader], ...]] = (
    (_YEAR, _read_year),
    (rf"{_YEAR}[-/]{_MONTH}", _read_month),
    (rf"{_MONTH}[./]{_YEAR}", _read_month),
    (rf"{_YEAR}[-/]{_MONTH}[-/]{_DAY}", _read_day),
    (rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})", _read_day),
    (rf"(?:~weekday,? )?{_DAY}\. ?{_MONTH}\.(?: ?{_SHORT_YEAR})?", _read_day),
    (rf"{_DAY}/{_MONTH}/{_YEAR}", _read_day),
    (rf"(?:~weekday,? )?{_DAY}\.? ?@month\.?(?: {_YEAR})?", _read_day),
    (rf"@month\.? {_DAY}{_ORDINAL}?(?:,? {_YEAR})?", _read_day),
    (rf"@month\.?(?: {_YEAR})?", _read_month),
    (rf"{_YEAR} @month\.?", _read_month),
    (rf"#week\.? ?{_N}(?:[ /.-]{_YEAR})?", _read_week),
    (rf"{_N}\. ?#week(?: {_YEAR})?", _read_week),
    (rf"{_YEAR}[ /-]?#week ?{_N}", _read_week),
    (rf"#quarter ?{_N}(?:[ /-]?{_YEAR})?", _read_quarter),
    (rf"{_N}{_ORDINAL} ?#quarter(?: {_YEAR})?", _read_quarter),
    (rf"{_YEAR}[ /-]?#quarter{_N}", _read_quarter),
    (rf"#half ?{_N}(?:[ /-]?{_YEAR})?", _read_half),
    (rf"{_N}{_ORDINAL} ?#half(?: {_YEAR})?", _read_half),
    (rf"@season(?: {_YEAR}(?:/[0-9]{{2,4}})?)?", _read_season),
    (r"(?P<year>[1-9][0-9]{2}0)(?:er|s)(?: jahren?)?", _read_decade),
    (r"@named", _read_named),
    (r"@weekday", _read_weekday),
    (r"@back @unit", _read_back_unit),
    (r"@back (?:@weekday|@month|@season)", _read_back_other),
    (r"#ago_before @number @unit", _read_ago),
    (r"@number @unit #ago_after", _read_ago),
    (r"(?:~back )?@number @unit", _read_rolling),
)
# Brackets as in whoosh's ranges; two dots, but not the last of three (``1.5...3.5.``); words and dashes.
_TWO_ENDS: Final = (
    r"[\[{](?P<left>.*?)\b(?:bis|to)\b(?P<right>.*)[\]}]",
    r"(?P<left>.*?)(?:\.\.(?!\.)|…)(?P<right>.*)",
    r"(?:#from )?(?P<left>.+?)(?: #to | ?[–—] ?| - |(?<=\.)-)(?P<right>.+)",
)
_ONE_END: Final = (
    r"(?:(?P<from>#from |>= ?)|(?P<after>#after |> ?)|(?P<to>#to |<= ?)|(?P<before>#before |< ?))(?P<rest>.+)"
)


class _Vocabulary:
    """The patterns with the words of ``periods.toml`` in them, and what the words stand for."""

    def __init__(self, tables: dict[str, dict[str, Any]]) -> None:
        signs = {name: [_folded(word) for word in words] for name, words in tables.pop("signs").items()}
        named = tables.pop("named")
        self.named = {
            _folded(word): (unit, int(back)) for unit, backs in named.items() for back in backs for word in backs[back]
        }
        self.values = {
            name: {_folded(word): value for value, words in table.items() for word in words}
            for name, table in tables.items()
        }
        self._words = {
            **{name: list(table) for name, table in self.values.items()},
            "named": list(self.named),
            **signs,
        }
        self.patterns = [(self._compile(pattern), read) for pattern, read in _PATTERNS]
        self.two_ends = [self._compile(pattern) for pattern in _TWO_ENDS]
        self.one_end = self._compile(_ONE_END)
        self.filler = self._compile("(?:#filler )*")

    def _compile(self, pattern: str) -> re.Pattern[str]:
        """Return ``pattern`` compiled, its ``@name ~name #name`` replaced by words, the longest first."""

        def words(marker: re.Match[str]) -> str:
            name = marker["name"]
            alternatives = "|".join(map(re.escape, sorted(self._words[name], key=len, reverse=True)))
            digits = "[0-9]{1,4}|" if name == "number" else ""
            return f"({'?P<' + name + '>' if marker['kind'] == '@' else '?:'}{digits}{alternatives})"

        return re.compile(re.sub(r"(?P<kind>[@~#])(?P<name>[a-z_]+)", words, pattern))


@cache
def _vocabulary() -> _Vocabulary:
    import tomllib

    return _Vocabulary(tomllib.loads(Path(__file__).with_name("periods.toml").read_text("utf-8")))


def _folded(text: str) -> str:
    """Return ``text`` in lower case, with single spaces, ``ä ö ü ß`` as ``ae oe ue ss``."""
    return " ".join(text.casefold().translate(_FOLD).split())
