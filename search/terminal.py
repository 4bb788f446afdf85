"""Answers as text for a terminal, or for a file that a person reads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from search.showing import to_terminal, unmarked

if TYPE_CHECKING:
    from search.answer import FacetCount, Hit, Note, Request, Response
    from search.engine import TokenAnalysis
    from search.matching import Explanation
    from search.suggesting import Correction

INDENT: Final = "   "
FACET_VALUES_SHOWN: Final = 10
"""Values of a facet that are printed; ``--json`` has the others, and the line says how many."""
TABLE_COLUMNS: Final = ("id", "title", "source", "section", "authors", "published", "url", "score", "snippet")
"""Columns of the table of hits; all but the last two can be read as an article again."""
_LEAST_WIDTH: Final = 40
_ZONE: Final = "Europe/Berlin"


def wants_colour() -> bool:
    """Return whether to colour: on a terminal that can, unless NO_COLOR (https://no-color.org) is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_width() -> int | None:
    """Return the columns of the terminal; None where the output is none, so that lines stay whole."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return max(_LEAST_WIDTH, shutil.get_terminal_size().columns)


def table_of_hits(hits: Iterable[Hit]) -> str:
    """Return hits as CSV with a header; no cell has marks."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(TABLE_COLUMNS)
    for hit in hits:
        row = {**hit.to_json(), "authors": "; ".join(hit.authors), "snippet": unmarked(hit.snippet)}
        writer.writerow([row[name] for name in TABLE_COLUMNS])
    return out.getvalue()


def summary(response: Response, request: Request) -> str:
    """Return one line: how many articles, which of them follow, and how long it took."""
    total, shown = response.total, len(response.hits)
    what = "no articles" if not total else "1 article" if total == 1 else f"{total:,} articles"
    if response.relaxed:
        what += f" ({response.relaxed:,} with only some of the words)"
    if shown and shown < total:
        what += f", {request.offset + 1:,} to {request.offset + shown:,} shown"
    elif total and request.limit and not shown:
        what += f", none of them after {request.offset:,}"
    return f"{what}, {response.took_ms:.1f} ms"


def hit_lines(hit: Hit, number: int, colour: bool, width: int | None) -> Iterator[str]:
    """Yield the lines of a hit: title, where and when it stood, address, id and score, snippet."""
    number_text = f"{number}. "
    indent = " " * max(len(number_text), len(INDENT))
    title = to_terminal(hit.title_marked, colour=colour) or "(no title)"
    yield from wrapped(number_text.ljust(len(indent)) + title, width, indent)
    facts = (hit.source, hit.section, ", ".join(hit.authors), moment(hit.published))
    if line := " · ".join(filter(None, facts)):
        yield from wrapped(indent + line, width, indent)
    if hit.url:
        yield indent + hit.url
    yield from wrapped(f"{indent}score {hit.score:.3f} · id {hit.id}", width, indent)
    if hit.relaxed:
        yield from wrapped(f"{indent}without: {', '.join(hit.missing)}", width, indent)
    yield from wrapped(indent + to_terminal(hit.snippet, colour=colour), width, indent)


def moment(published: datetime | None) -> str:
    """Return a time of publication in Berlin, as filters count days, without the hour where only the day is known."""
    if published is None:
        return ""
    from zoneinfo import ZoneInfo  # 2 ms, for hits with a date only

    published = published.astimezone(ZoneInfo(_ZONE))
    midnight = (published.hour, published.minute, published.second) == (0, 0, 0)
    return f"{published:%Y-%m-%d}" if midnight else f"{published:%Y-%m-%d %H:%M}"


def wrapped(text: str, width: int | None, indent: str) -> Iterator[str]:
    """Yield ``text`` in lines of at most ``width`` columns, the later ones indented; colours take no room."""
    if width is None:
        yield text
        return
    begin, line = text[: len(indent)], ""
    for word in text[len(indent) :].split(" "):
        longer = f"{line} {word}" if line else word
        if line and len(indent) + len(click.unstyle(longer)) > width:
            yield begin + line
            begin, line = indent, word
        else:
            line = longer
    yield begin + line


def note_lines(note: Note, query: str) -> Iterator[str]:
    """Yield a note and, where it is about a place of the query, the query with that place pointed at."""
    yield f"note: {note.message}"
    if note.position is not None and query.isprintable() and len(query) < _LEAST_WIDTH * 2:
        yield f"      {query}"
        yield f"      {' ' * note.position}^"


def correction_line(correction: Correction) -> str:
    """Return what is said of a misspelt query."""
    if correction.applied:
        return f"{_unknown(correction)}; these are hits for {correction.query}, --no-correct searches as typed"
    hits = "1 hit" if correction.total == 1 else f"{correction.total:,} hits"
    return f"note: did you mean {correction.query}? It has {hits}"


def explained_line(correction: Correction) -> str:
    """Return what is said where a score is that of the corrected query."""
    return f"{_unknown(correction)}; this is the score for {correction.query}, which is searched instead"


def _unknown(correction: Correction) -> str:
    return f"note: no article has {', '.join(typed for typed, _ in correction.words)}"


def facet_lines(facets: Mapping[str, tuple[FacetCount, ...]]) -> Iterator[str]:
    """Yield one line for each facet: the most frequent values, of months and days the latest."""
    for name, counts in facets.items():
        latest = name in ("month", "day")
        shown = counts[-FACET_VALUES_SHOWN:] if latest else counts[:FACET_VALUES_SHOWN]
        values = [f"{item.value} ({item.count:,})" for item in shown]
        if len(counts) > len(shown):
            values.append(f"{len(counts) - len(shown):,} {'earlier' if latest else 'more'} (all with --json)")
        yield f"{name + ':':9}{', '.join(values) or 'none'}"


def explanation_lines(explanation: Explanation, depth: int = 0) -> Iterator[str]:
    """Yield the tree of a score, its parts indented below it."""
    yield f"{INDENT * depth}{explanation.value:.4f}  {explanation.text}"
    for part in explanation.parts:
        yield from explanation_lines(part, depth + 1)


def analysis_lines(found: Sequence[TokenAnalysis]) -> Iterator[str]:
    """Yield a table of words with what the analyser makes of them."""
    rows = [("word", "folded", "stem", "parts", "articles")]
    rows += [(one.word, one.fold, one.stem, " + ".join(one.parts), f"{one.articles:,}") for one in found]
    return table_lines(rows)


def table_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield ``rows`` with their columns aligned; the last, of numbers, to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells: Iterable[str] = (cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False))
        yield "  ".join((*cells, row[-1].rjust(widths[-1])))
