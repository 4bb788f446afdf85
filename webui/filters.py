"""What a search can be narrowed by: the values of each filter with their counts, months, and chips.

The counts are those of a request with ``widen_facets``: a filter's own choice does not narrow its own list,
so that a second value can be added to the first, and each count is exact for what a click would add.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from search import FacetCount
from webui import formats, links
from webui.language import phrase, say
from webui.limits import FOLDED_CHOICES, MAX_MONTH_YEARS, SHOWN_CHOICES
from webui.parameters import encoded
from webui.periods import Days, month_days, year_days

if TYPE_CHECKING:
    from webui.parameters import FilterField, Search

Counts = tuple[FacetCount, ...]


class Filter(NamedTuple):
    """One filter: its facet, the field of `Search` that holds its choice, and its German name."""

    facet: str
    field: FilterField
    label: str


_ANY_VALUE: Final = "~any~value~"
"""Stands in an address for a value that is filled in; its tildes are never encoded, and no query has it."""

FILTERS: Final = (
    Filter("source", "sources", phrase("Quelle")),
    Filter("section", "sections", phrase("Ressort")),
    Filter("author", "authors", phrase("Verfasst von")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: choosing it again takes it off."""

    label: str
    count: int
    href: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A filter as it is shown: the first values, the folded ones, and how many are not shown at all."""

    name: str
    label: str
    shown: tuple[Choice, ...]
    folded: tuple[Choice, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set; its link takes it off."""

    label: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Year:
    """A year with hits and, where there are few years, its months."""

    choice: Choice
    months: tuple[Choice, ...]

    @property
    def opened(self) -> bool:
        """Whether the year or one of its months is chosen."""
        return any(item.chosen for item in (self.choice, *self.months))


def chosen(search: Search) -> list[tuple[str, Search]]:
    """Return the name of each filter that is set, with the search that it leaves when it is taken off."""
    found = [(say(kind.label), search.with_values(kind.field, ())) for kind in FILTERS if search.values(kind.field)]
    if search.since or search.until:
        found.append((say("Zeitraum"), search.with_period(None, None)))
    return found


def groups(search: Search, counts: Mapping[str, Counts]) -> list[Group]:
    """Return the filters that offer a choice."""
    found = []
    for kind in FILTERS:
        values = _with_chosen(counts.get(kind.facet, ()), search.values(kind.field))
        choices = _choices(search, kind, values[: SHOWN_CHOICES + FOLDED_CHOICES])
        shown, folded = tuple(choices[:SHOWN_CHOICES]), tuple(choices[SHOWN_CHOICES:])
        if shown:
            found.append(Group(kind.facet, say(kind.label), shown, folded, len(values) - len(choices)))
    return found


def _with_chosen(counts: Counts, chosen: tuple[str, ...]) -> list[FacetCount]:
    """Put the chosen values first, with 0 where no hit has them."""
    by_value = {item.value: item for item in counts}
    first = [by_value.get(value, FacetCount(value, 0)) for value in chosen]
    return first + [item for item in counts if item.value and item.value not in chosen]


def _choices(search: Search, kind: Filter, items: Sequence[FacetCount]) -> list[Choice]:
    """Return the values as links; those that add a value are alike but for it."""
    chosen = search.values(kind.field)
    before, _, after = links.results(_toggled(search, kind, _ANY_VALUE)).partition(_ANY_VALUE)
    return [
        Choice(item.value, item.count, links.results(_toggled(search, kind, item.value)), chosen=True)
        if item.value in chosen
        else Choice(item.value, item.count, f"{before}{encoded(item.value)}{after}")
        for item in items
    ]


def _toggled(search: Search, kind: Filter, value: str) -> Search:
    """Return the search with a value added to a filter, or taken off where it was chosen."""
    values = search.values(kind.field)
    kept = tuple(other for other in values if other != value)
    return search.with_values(kind.field, kept if value in values else (*values, value))


def source_choices(counts: Counts) -> list[Choice]:
    """Return a link to all articles of each source."""
    return [Choice(item.value, item.count, links.only("sources", item.value)) for item in counts if item.value]


def chips(search: Search) -> list[Chip]:
    """Return a chip for each value of each filter that is set."""
    found = [
        Chip(say(kind.label), value, links.results(_toggled(search, kind, value)))
        for kind in FILTERS
        for value in search.values(kind.field)
    ]
    if search.since or search.until:
        without = search.with_period(None, None)
        found.append(Chip(say("Zeitraum"), period_label(search), links.results(without)))
    return found


def period_label(search: Search) -> str:
    """Return ``Mai 2024``, ``2024``, ``16. Mai 2024``, or both ends in words."""
    since, until = search.since, search.until
    if since and until:
        return _closed_label(since, until)
    if since:
        return say("ab %(day)s", day=formats.long_day(since))
    return say("bis %(day)s", day=formats.long_day(until)) if until else ""


def _closed_label(since: date, until: date) -> str:
    if since == until:
        return formats.long_day(since)
    if (since, until) == year_days(since.year):
        return str(since.year)
    if (since, until) == month_days(since.year, since.month):
        return formats.month(since.year, since.month)
    return say("%(first)s bis %(last)s", first=formats.long_day(since), last=formats.long_day(until))


def years(search: Search, counts: Counts) -> list[Year]:
    """Return the years with hits, newest first; the months too where the years are few or one is chosen."""
    dated = [(int(item.value[:4]), int(item.value[5:7]), item.count) for item in counts if item.value]
    by_year = [(year, list(months)) for year, months in groupby(dated, key=lambda found: found[0])]
    offered = _PeriodChoices(search)
    found = []
    for year, months in reversed(by_year):
        detailed = months if len(by_year) <= MAX_MONTH_YEARS or _inside_year(search, year) else ()
        found.append(
            Year(
                offered.choice(str(year), sum(count for _, _, count in months), year_days(year)),
                tuple(
                    offered.choice(formats.month_name(month), count, month_days(year, month))
                    for _, month, count in detailed
                ),
            )
        )
    return found


def _inside_year(search: Search, year: int) -> bool:
    return bool(search.since and search.until and search.since.year == search.until.year == year)


class _PeriodChoices:
    """Periods that a search can be narrowed to; choosing the chosen one again takes it off."""

    def __init__(self, search: Search) -> None:
        self._chosen = (search.since, search.until)
        self._address = links.periods(search)
        self._without = links.results(search.with_period(None, None))

    def choice(self, label: str, count: int, days: Days) -> Choice:
        chosen = days == self._chosen
        return Choice(label, count, self._without if chosen else f"{self._address}&von={days[0]}&bis={days[1]}", chosen)
