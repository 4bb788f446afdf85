"""How often something was written about: up to five queries as lines over time, and as rows of a table.

Every point knows the articles behind it: its address finds exactly the articles that it counts.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from webui import links
from webui.parameters import Search
from webui.periods import Bucket, calendar

if TYPE_CHECKING:
    from search import Engine, Response

WIDTH: Final = 720
HEIGHT: Final = 240
"""Size of the drawing, in units of its own; the page scales it."""
FEW: Final = 0.1
"""Of the usual number of articles in a step; where there are fewer, a share says nothing and is not drawn."""


@dataclass(frozen=True, slots=True)
class Point:
    """How many articles a query finds in one month or year, their share of all, and where they are."""

    label: str
    count: int
    share: float
    href: str
    x: float
    y: float
    drawn: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One query over time; ``total`` has articles without a date too."""

    query: str
    total: int
    href: str
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The line as SVG draws it."""
        return "M" + "L".join(f"{point.x:g} {point.y:g}" for point in self.points if point.drawn)


@dataclass(frozen=True, slots=True)
class Trends:
    """The lines over the same months or years; ``highest`` is the value at the upper edge.

    ``few``: steps with fewer articles are not drawn, since shares of them say nothing; 0 where all are.
    """

    buckets: tuple[Bucket, ...]
    lines: tuple[Line, ...]
    absolute: bool
    highest: float
    few: int = 0


def trends(engine: Engine, queries: Sequence[str], *, absolute: bool) -> Trends:
    """Return each query's articles over time, as shares of all articles or as *absolute* numbers."""
    everything = _times(engine.search(Search(sort="newest").request(limit=0)))
    spans = calendar(everything["month"], everything["day"]).buckets
    totals = [bucket.count for bucket in spans]
    few = 0 if absolute else int(FEW * sum(totals) / max(1, len(totals)))
    drawn = [total >= few for total in totals]
    found = [_counted(engine, query, spans) for query in queries]
    heights = [_heights(one.counts, totals, absolute) for one in found]
    highest = max((value for line in heights for value, seen in zip(line, drawn, strict=True) if seen), default=0.0)
    lines = tuple(
        Line(one.search.query, one.total, links.results(one.search), tuple(_points(one, spans, line, highest, drawn)))
        for one, line in zip(found, heights, strict=True)
    )
    return Trends(spans, lines, absolute, highest, 0 if all(drawn) else few)


class _Counted(NamedTuple):
    """What one query finds: all its articles, and how many in each step of time."""

    search: Search
    total: int
    counts: Sequence[int]


def _counted(engine: Engine, query: str, spans: Sequence[Bucket]) -> _Counted:
    search = Search(query, match="all", corrected=False)
    answer = engine.search(search.request(limit=0))
    return _Counted(search, answer.total, _counts(answer, spans))


def _times(answer: Response) -> dict[str, dict[str, int]]:
    """Return the numbers of articles a month and a day."""
    return {name: {item.value: item.count for item in answer.facets.get(name, ())} for name in ("month", "day")}


def _counts(answer: Response, spans: Sequence[Bucket]) -> list[int]:
    """Return how many articles an answer has in each step of the same time."""
    times = _times(answer)
    counts = [0] * len(spans)
    starts = [bucket.days[0].isoformat() for bucket in spans]
    in_days = spans and len(spans[0].key) == len("2024-05-16")
    for key, count in times["day" if in_days else "month"].items():
        counts[bisect_right(starts, f"{key}~") - 1] += count  # the tilde sorts after all that may follow the key
    return counts


def _heights(counts: Sequence[int], totals: Sequence[int], absolute: bool) -> list[float]:
    """Return what is drawn of each step: the number of articles, or their share of all."""
    pairs = zip(counts, totals, strict=True)
    return [float(count) if absolute else count / total if total else 0.0 for count, total in pairs]


def _points(
    found: _Counted, spans: Sequence[Bucket], heights: Sequence[float], highest: float, drawn: Sequence[bool]
) -> Iterator[Point]:
    """Yield the points of a line, ``highest`` at the upper edge."""
    step = WIDTH / max(1, len(spans) - 1)
    address = links.periods(found.search)
    for number, (bucket, count, height, seen) in enumerate(zip(spans, found.counts, heights, drawn, strict=True)):
        yield Point(
            label=bucket.label,
            count=count,
            share=count / bucket.count if bucket.count else 0.0,
            href=f"{address}&von={bucket.days[0]}&bis={bucket.days[1]}",
            x=round(number * step, 1),
            y=round(HEIGHT - height / highest * HEIGHT, 1) if highest else HEIGHT,
            drawn=seen,
        )


def as_csv(found: Trends) -> str:
    """Return the numbers behind the lines, one row for each month or year."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = [f"{kind}: {line.query}" for line in found.lines for kind in ("Treffer", "Anteil")]
    writer.writerow(["Zeitraum", *columns])
    for number, bucket in enumerate(found.buckets):
        points = [line.points[number] for line in found.lines]
        cells = [cell for point in points for cell in (point.count, f"{point.share:.6f}")]
        writer.writerow([bucket.key, *cells])
    return out.getvalue()
