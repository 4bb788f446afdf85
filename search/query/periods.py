"""Natural dates, German and English, read as whole days: ``KW 12``, ``letzte Woche``, ``2024-01..2024-05``.

Used by ``datum: seit: bis:`` of the query language, by ``--since`` and ``--until``, and by the page. The
words are in ``periods.toml``. What is written without a year is the latest one that has begun by today.
Weeks are those of ISO 8601 (Monday to Sunday), seasons the meteorological ones (``Winter 2024`` ends in
February 2025).
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from search.limits import MAX_PERIOD_CHARACTERS, MAX_PERIOD_WORDS
from search.query.days import MONTHS_IN, Days, easter, months, third, unit, up_to

TIME_ZONE: Final = "Europe/Berlin"
EXAMPLES: Final = "2024, 2024-05, 16.05.2024, gestern, letzte Woche, KW 12, Sommer 2024 or 2024-01..2024-05"

_WORD: Final = re.compile(r"\S+")
_LEAP_YEARS_APART: Final = 8
"""Most years between two 29ths of February (around 1900); between two weeks 53 there are at most seven."""
_FOLD: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class PeriodError(ValueError):
    """A text that names no day, week, month or other period; the message says what can be read."""


class Period(NamedTuple):
    """Whole days from ``first`` to ``last``, both included; None leaves an end open."""

    first: date | None
    last: date | None


class _Clock(NamedTuple):
    """What a text is read against: ``today``, and the day by which a period without year must have begun."""

    today: date
    latest: date


def today_in_berlin() -> date:
    """Return the date that calendars in Germany show now."""
    return datetime.now(ZoneInfo(TIME_ZONE)).date()


def parse_period(text: str, today: date) -> Period:
    """Return the days that ``text`` names, seen from ``today``.

    Read are years, months, days, ISO weeks, quarters, half-years, decades, seasons, weekdays, feasts; ``heute``,
    ``gestern``, ``diese``, ``letzte``, ``vorletzte`` with a unit, month, season or weekday; ``vor zwei
    Wochen`` (the whole week), ``letzte 14 Tage`` (up to today); ``Anfang``, ``Mitte`` and ``Ende`` of any of these, a
    third of it; and ranges: ``A..B``, ``A bis B``, ``A – B``, ``zwischen A und B``, ``[A TO B]``, ``seit A``, ``bis
    B``, ``>= A``. An end of a range may be left out.

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


def _days(text: str, clock: _Clock) -> Days | None:
    """Return the days of a text without ends; None where no pattern fits.

    Raises:
        ValueError, OverflowError: a pattern fits, but there is no such day.
    """
    filler = _vocabulary().filler.match(text)
    text = text[filler.end() :] if filler else text
    for pattern, read in _vocabulary().patterns:
        if (match := pattern.fullmatch(text)) and (found := read(match.groupdict(), clock)):
            return found
    return None


def _by_year(given: str | None, clock: _Clock, in_year: Callable[[int], Days]) -> Days:
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
_Reader = Callable[[_Groups, _Clock], Days | None]
"""Reads what a pattern found; None if it is no date after all."""


def _number(groups: _Groups, name: str) -> int:
    """Return a group as a number; month and number words count too."""
    given = groups[name] or ""
    return int(given) if given.isdecimal() else int(_vocabulary().values[name][given])


def _unit_of(groups: _Groups) -> str:
    """Return the name of the unit."""
    return str(_vocabulary().values["unit"][groups["unit"] or ""])


def _read_day(groups: _Groups, clock: _Clock) -> Days:
    def in_year(year: int) -> Days:
        day = date(year, _number(groups, "month"), _number(groups, "day"))
        return Days(day, day)

    return _by_year(groups.get("year"), clock, in_year)


def _read_month(groups: _Groups, clock: _Clock) -> Days:
    month = _number(groups, "month")
    if not 1 <= month <= 12:
        raise ValueError("no such month")
    return _by_year(groups.get("year"), clock, lambda year: months(year, month, 1))


def _read_year(groups: _Groups, _clock: _Clock) -> Days:
    return months(_number(groups, "year"), 1, 12)


def _read_decade(groups: _Groups, clock: _Clock) -> Days:
    """``1990er``; of ``90er`` and ``neunziger``, the latest that have begun."""
    year = _number(groups, "decade" if groups.get("decade") else "year")
    if year < 100:
        year += clock.latest.year // 100 * 100
        year -= 100 if year > clock.latest.year else 0
    return months(year, 1, 120)


def _read_week(groups: _Groups, clock: _Clock) -> Days:
    def in_year(year: int) -> Days:
        monday = date.fromisocalendar(year, _number(groups, "n"), 1)
        return Days(monday, monday + timedelta(6))

    return _by_year(groups.get("year"), clock, in_year)


def _read_part(groups: _Groups, clock: _Clock, size: int) -> Days:
    n = _number(groups, "n" if groups.get("n") else "ordinal")
    if not 1 <= n <= 12 // size:
        raise ValueError("no such part of a year")
    return _by_year(groups.get("year"), clock, lambda year: months(year, (n - 1) * size + 1, size))


def _read_quarter(groups: _Groups, clock: _Clock) -> Days:
    return _read_part(groups, clock, MONTHS_IN["quarter"])


def _read_half(groups: _Groups, clock: _Clock) -> Days:
    return _read_part(groups, clock, MONTHS_IN["half"])


def _read_season(groups: _Groups, clock: _Clock) -> Days:
    return _by_year(groups.get("year"), clock, lambda year: months(year, _number(groups, "season"), 3))


def _read_weekday(groups: _Groups, clock: _Clock) -> Days:
    back = (clock.latest.weekday() - _number(groups, "weekday")) % 7
    return unit("day", clock.latest, back)


def _read_named(groups: _Groups, clock: _Clock) -> Days:
    name, back = _vocabulary().named[groups["named"] or ""]
    return unit(name, clock.today, back)


def _read_back_unit(groups: _Groups, clock: _Clock) -> Days:
    return unit(_unit_of(groups), clock.today, _number(groups, "back"))


def _read_back_other(groups: _Groups, clock: _Clock) -> Days:
    """``letzten Mai``, ``letzten Montag``: the last that is over; ``diesen``: that of this year or week."""
    read = next(
        read
        for name, read in (("weekday", _read_weekday), ("month", _read_month), ("season", _read_season))
        if groups.get(name)
    )
    back = _number(groups, "back")
    if back == 0:
        name = "week" if groups.get("weekday") else "year"
        return read(groups, clock._replace(latest=unit(name, clock.today, 0).last))
    days = read(groups, clock)
    for _ in range(back - 1 if days.last < clock.today else back):
        days = read(groups, clock._replace(latest=days.first - timedelta(1)))
    return days


def _read_ago(groups: _Groups, clock: _Clock) -> Days:
    return unit(_unit_of(groups), clock.today, _number(groups, "number"))


def _read_rolling(groups: _Groups, clock: _Clock) -> Days:
    """``letzte zwei Wochen``: from the same day two weeks ago up to today."""
    return up_to(clock.today, _unit_of(groups), _number(groups, "number"))


def _read_weekend(_groups: _Groups, clock: _Clock) -> Days:
    """``Wochenende``: the latest that has begun."""
    return unit("weekend", clock.latest, 0 if clock.latest.weekday() >= 5 else 1)


def _read_day_of_week(groups: _Groups, clock: _Clock) -> Days:
    """``Montag letzter Woche``."""
    day = unit("week", clock.today, _number(groups, "back")).first + timedelta(_number(groups, "weekday"))
    return Days(day, day)


def _read_feast(groups: _Groups, clock: _Clock) -> Days:
    """``Weihnachten 2024``, ``Pfingsten``: days of a month, or counted from Easter."""
    ends = _vocabulary().values["feast"][groups["feast"] or ""].split("..")

    def in_year(year: int) -> Days:
        first, last = (
            easter(year) + timedelta(int(end.removeprefix("easter")))
            if end.startswith("easter")
            else date.fromisoformat(f"{year:04}-{end}")
            for end in (ends[0], ends[-1])
        )
        return Days(first, last)

    return _by_year(groups.get("year"), clock, in_year)


def _read_third(groups: _Groups, clock: _Clock) -> Days | None:
    """Read ``Ende November``: the last third of the period that is named, the latest that has begun."""
    place = _number(groups, "third")
    days = _days(groups["rest"] or "", clock)
    if days and third(days, place).first > clock.latest:
        days = _days(groups["rest"] or "", clock._replace(latest=days.first - timedelta(1)))
    return third(days, place) if days else None


def _read_third_of_unit(groups: _Groups, clock: _Clock) -> Days:
    """Read ``Ende des Jahres``, ``Jahresende``: of this one, or of the one before if that has not begun."""
    name, place = _unit_of(groups), _number(groups, "third")
    if groups.get("year"):
        return third(months(_number(groups, "year"), 1, 12), place)
    days = third(unit(name, clock.today, 0), place)
    return days if days.first <= clock.latest else third(unit(name, clock.today, 1), place)


# The vocabulary

# @name: the words of that table, as a group of that name; ~name: the same, no group; #name: those signs.
_YEAR, _SHORT_YEAR = "(?P<year>[0-9]{4})", "(?P<year>[0-9]{4}|[0-9]{2})"
_DAY, _MONTH, _N = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})", "(?P<n>[0-9]{1,2})"
_ORDINAL = r"(?:\.|st|nd|rd|th)"
_PATTERNS: Final[tuple[tuple[str, _Reader], ...]] = (
    (_YEAR, _read_year),
    (rf"{_YEAR}[-/]{_MONTH}", _read_month),
    (rf"{_MONTH}[./-]{_YEAR}", _read_month),
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
    (rf"@ordinal #quarter(?: {_YEAR})?", _read_quarter),
    (rf"@ordinal #half(?: {_YEAR})?", _read_half),
    (rf"@feast(?: {_YEAR})?", _read_feast),
    (r"(?P<year>[1-9][0-9]{2}0|[0-9]0)(?:ern?|s)(?:[ -]?jahren?)?", _read_decade),
    (r"(?:@decade)ern?(?: ?jahren?)?", _read_decade),
    (r"@named(?: #daytime)?", _read_named),
    (r"@weekday(?: ?#daytime)?", _read_weekday),
    (r"@weekday @back #week", _read_day_of_week),
    (r"@back #week @weekday", _read_day_of_week),
    (r"#weekend", _read_weekend),
    (r"@back @unit", _read_back_unit),
    (r"@back (?:@weekday|@month|@season)", _read_back_other),
    (r"#ago_before @number @unit", _read_ago),
    (r"@number @unit #ago_after", _read_ago),
    (r"(?:~back )?@number @unit", _read_rolling),
    (rf"(?P<unit>jahres|quartals|monats)@third(?: {_YEAR})?", _read_third_of_unit),
    (r"@third (?:der|des) @unit", _read_third_of_unit),
    (r"@third (?P<rest>.+)", _read_third),
)
# Brackets as in whoosh's ranges; two dots, but not the last of three (``1.5...3.5.``); words and dashes.
# Without spaces: behind a full stop, between years, between names (``Mai/Juni``).
_BETWEEN_DATES: Final = r"(?<=\.)-|(?<=[0-9]{4})-(?=[0-9]{4})|(?<=[a-z])[-/](?=[a-z])"
_TWO_ENDS: Final = (
    r"[\[{](?P<left>.*?)\b(?:bis|to)\b(?P<right>.*)[\]}]",
    r"(?P<left>.*?)(?:\.\.(?!\.)|…)(?P<right>.*)",
    rf"(?:#from )?(?P<left>.+?)(?: #to | ?[–—] ?| - |{_BETWEEN_DATES})(?P<right>.+)",
    r"#between (?P<left>.+?) #and (?P<right>.+)",
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
