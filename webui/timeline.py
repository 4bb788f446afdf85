"""When the hits were published, as bars: an SVG for the eye and the mouse, the same as a table for the ear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from webui import links
from webui.periods import Days, buckets

if TYPE_CHECKING:
    from search import FacetCount
    from webui.parameters import Search

WIDTH: Final = 720
HEIGHT: Final = 56
"""Size of the drawing, in units of its own; the page scales it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year: where it stands in the drawing, how high it is, and the search that it leads to."""

    label: str
    count: int
    href: str
    chosen: bool
    x: float
    width: float
    height: float


def timeline(search: Search, facet: Iterable[FacetCount]) -> list[Bar]:
    """Return the bars from the first to the last month with hits; none where that is a single one."""
    months = {item.value: item.count for item in facet if item.value}
    spans = buckets(months)
    if len(spans) < 2:
        return []
    counts = [bucket.count(months) for bucket in spans]
    highest, step = max(counts), WIDTH / len(spans)
    address = links.periods(search)
    return [
        Bar(
            label=bucket.label,
            count=count,
            href=address(bucket.days),
            chosen=_inside(bucket.days, search),
            x=round(number * step, 1),
            width=round(max(step * 0.8, step - 3), 1),
            height=round(max(2.0, count / highest * HEIGHT), 1) if count else 0,
        )
        for number, (bucket, count) in enumerate(zip(spans, counts, strict=True))
    ]


def _inside(days: Days, search: Search) -> bool:
    """Return whether the days lie in the period that is chosen."""
    if not (search.since or search.until):
        return False
    return (search.since is None or days[0] >= search.since) and (search.until is None or days[1] <= search.until)
