"""Plain text: a file is an article, its first line the title, the rest the body.

Made for scraped pages as people keep them: the paper's name is read off the title, a line of its own that is
a date gives the date, and page furniture at the end is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from index.article import Article
from index.dates import DateError, parse_date
from index.errors import ArticleError
from index.sources.furniture import last_part, split_title, without_furniture
from index.sources.options import ReadOptions
from index.sources.reports import Reject, excerpt, wrong_encoding
from index.sources.streams import MAX_RECORD_BYTES, Stream
from index.text import clean

MIN_UNTITLED_CHARS: Final = 200
"""A file of one line is a text without title if it is at least as long, else a title without text."""
DATE_LINES: Final = 4
"""In so many lines after the title, blank ones not counted, a date is looked for."""
MAX_DATE_LINE_CHARS: Final = 60


def read(stream: Stream, options: ReadOptions) -> Iterator[Article | Reject]:
    """Yield the article of the file, or the reject."""
    text = stream.text(MAX_RECORD_BYTES)
    if stream.failure:
        return  # the reader tells
    try:
        if not text.isascii():
            text.encode()
        yield _article(clean(text), options)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        yield Reject(stream.name, line, wrong_encoding(ord(text[error.start]) & 0xFF), excerpt(text))
    except ArticleError as error:
        yield Reject(stream.name, 1, str(error), excerpt(text))


def _article(text: str, options: ReadOptions) -> Article:
    """Return the article that the text of a file is."""
    title, _, rest = text.strip().partition("\n")
    if not rest.strip() and len(title) >= MIN_UNTITLED_CHARS:
        title, rest = "", title
    lines, furniture = without_furniture(rest.split("\n"))
    undated, published = _without_date(" ".join(title.split()), options)
    headline, source = split_title(undated, "\n".join(lines), "\n".join(furniture))
    lines = _without_repeated_title(lines, {title.strip(), headline})
    lines, published_line = _without_date_line(lines, options)
    return Article(
        title=headline,
        text="\n".join(lines),
        source=source or options.source,
        section=options.section,
        published=published_line or published,
        language=options.language,
    )


def _without_repeated_title(lines: list[str], titles: set[str]) -> list[str]:
    """Return the lines without the headline, if the page's own heading repeats the title of the page."""
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    return lines[first + 1 :] if first is not None and lines[first].strip() in titles else lines


def _without_date(title: str, options: ReadOptions) -> tuple[str, datetime | None]:
    """Return the title without a date at its end (``Headline – DW – 16.05.2024``), and the date."""
    before, _, end = last_part(title)
    published = _date(end, options) if before else None
    return (before, published) if published else (title, None)


def _without_date_line(lines: list[str], options: ReadOptions) -> tuple[list[str], datetime | None]:
    """Return the lines without one near the beginning that is a date and nothing else, and the date."""
    numbers = [number for number, line in enumerate(lines) if line.strip()]
    for number in numbers[:DATE_LINES]:
        if published := _date(lines[number].strip(), options):
            return lines[:number] + lines[number + 1 :], published
    return lines, None


def _date(text: str, options: ReadOptions) -> datetime | None:
    """Return the date that ``text`` is; None when it is more, or only a number."""
    if len(text) > MAX_DATE_LINE_CHARS or text.isdigit():
        return None
    try:
        return parse_date(text, zone=options.zone, reference=options.today)
    except DateError:
        return None
