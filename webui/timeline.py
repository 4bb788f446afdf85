"""When the hits were published, as bars: an SVG for the eye and the mouse, the same as a table for the ear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from webui import links
from webui.periods import Days, Unit, calendar

if TYPE_CHECKING:
    from search import Response
    from webui.parameters import Search

WIDTH: Final = 720
HEIGHT: Final = 56
"""Size of the drawing, in units of its own; the page scales it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day, week, month or year: where it stands in the drawing, how high it is, and what it leads to."""

    label: str
    count: int
    href: str
    chosen: bool
    x: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars of one ``unit``; ``widened`` leads to all times where a period is chosen."""

    unit: Unit
    bars: tuple[Bar, ...]
    widened: str


def timeline(search: Search, answer: Response) -> Timeline | None:
    """Return the bars from the first to the last step in time with hits; none where that is a single one."""
    months, days = ({item.value: item.count for item in answer.facets.get(name, ())} for name in ("month", "day"))
    found = calendar(months, days, search.since, search.until)
    if len(found.buckets) < 2:
        return None
    highest = max(1, *(bucket.count for bucket in found.buckets))
    step = WIDTH / len(found.buckets)
    address = links.periods(search)
    bars = tuple(
        Bar(
            label=bucket.label,
            count=bucket.count,
            href=address(bucket.days),
            chosen=found.unit in {"month", "year"} and _inside(bucket.days, search),
            x=round(number * step, 1),
            width=round(max(step * 0.8, step - 3), 1),
            height=round(max(2.0, bucket.count / highest * HEIGHT), 1) if bucket.count else 0,
        )
        for number, bucket in enumerate(found.buckets)
    )
    chosen = search.since or search.until
    return Timeline(found.unit, bars, links.results(search.with_period(None, None)) if chosen else "")


def _inside(days: Days, search: Search) -> bool:
    """Return whether the days lie in the period that is chosen."""
    if not (search.since or search.until):
        return False
    return (search.since is None or days[0] >= search.since) and (search.until is None or days[1] <= search.until)
