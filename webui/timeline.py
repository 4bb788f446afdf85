"""When the hits were published, as bars: an SVG for the eye and the mouse, the same as a table for the ear.

A page has up to sixty bars, so they are written here and not in a template: labels are Babel's, numbers are numbers,
and the address is escaped once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from webui import formats, links
from webui.language import say
from webui.periods import Calendar, Days, Unit, calendar

if TYPE_CHECKING:
    from search import Response
    from webui.parameters import Search

WIDTH: Final = 720
HEIGHT: Final = 56
"""Size of the drawing, in units of its own; the page scales it."""

_CHOSEN: Final = ' class="on"'


@dataclass(frozen=True, slots=True)
class Timeline:
    """Hits over time in steps of one ``unit``: the ``bars`` of the drawing and the ``rows`` of the table, as HTML.

    ``first`` and ``last`` name the ends; ``widened`` leads to all times where a period is chosen.
    """

    unit: Unit
    bars: Markup
    rows: Markup
    first: str
    last: str
    widened: str


def timeline(search: Search, answer: Response) -> Timeline | None:
    """Return the hits from the first to the last step in time that has some; none where that is a single one."""
    months, days = ({item.value: item.count for item in answer.facets.get(name, ())} for name in ("month", "day"))
    found = calendar(months, days, search.since, search.until)
    if len(found.buckets) < 2:
        return None
    widened = links.results(search.with_period(None, None)) if search.since or search.until else ""
    return Timeline(
        found.unit,
        bars=Markup("\n".join(_bars(search, found))),
        rows=Markup("\n".join(_rows(found))),
        first=found.buckets[0].label,
        last=found.buckets[-1].label,
        widened=widened,
    )


def _bars(search: Search, found: Calendar) -> Iterator[str]:
    """Yield each bar as a link with its title, over a rectangle as high as the drawing, which is easier to meet."""
    highest = max(1, *(bucket.count for bucket in found.buckets))
    step = WIDTH / len(found.buckets)
    width = f"{max(step * 0.8, step - 3):.1f}"
    address, title = escape(links.periods(search)), say("%(count)s Treffer", count="%s")
    coarse = found.unit in {"month", "year"} and bool(search.since or search.until)
    for number, bucket in enumerate(found.buckets):
        label, days, count = bucket.label, bucket.days, bucket.count
        height = max(2.0, count / highest * HEIGHT) if count else 0.0
        place = f'x="{number * step:.1f}" width="{width}"'
        yield (
            f'<a href="{address}&amp;von={days[0]}&amp;bis={days[1]}" tabindex="-1"'
            f"{_CHOSEN if coarse and _inside(days, search) else ''}>"
            f"<title>{label}: {title % formats.number(count)}</title>"
            f'<rect {place} height="{HEIGHT}"/><rect {place} y="{HEIGHT - height:.1f}" height="{height:.1f}"/></a>'
        )


def _rows(found: Calendar) -> Iterator[str]:
    for bucket in found.buckets:
        yield f'<tr><th scope="row">{bucket.label}</th><td>{formats.number(bucket.count)}</td></tr>'


def _inside(days: Days, search: Search) -> bool:
    """Return whether the days lie in the period that is chosen."""
    return (search.since is None or days[0] >= search.since) and (search.until is None or days[1] <= search.until)
