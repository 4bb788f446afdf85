"""CSV and TSV: one article a row. Delimiter and quotation mark are told from the first rows.

Streams, so tables of any size are read in the same memory. One quotation mark too many costs its row, not
the rest of the table.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import islice, product
from typing import Final, NamedTuple

from index.article import Article
from index.errors import ArticleError
from index.sources.fields import FieldReader
from index.sources.options import IGNORED_COLUMN, ReadOptions
from index.sources.reports import Reject, excerpt, wrong_encoding
from index.sources.streams import MAX_RECORD_BYTES, Stream

SAMPLE_ROWS: Final = 200
"""From so many rows the dialect is told."""
MAX_ROW_LINES: Final = 5_000
"""A row of more lines is taken for one whose quotation mark is not closed."""

_DELIMITERS: Final = ",;\t|"
_QUOTES: Final = "\"'"


class Dialect(NamedTuple):
    """How the cells of a table are parted."""

    delimiter: str
    quote: str
    escape: str | None
    """What stands before a quotation mark in a quoted cell; None where quotation marks are doubled instead."""

    def rows(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """Return a csv reader, which raises csv.Error for a row with stray quotation marks, and can go on."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=self.escape,
            doublequote=self.escape is None,
            strict=True,
        )


def read(stream: Stream, fields: FieldReader, options: ReadOptions) -> Iterator[Article | Reject]:
    """Yield an article or a reject for each row; lines that a stray quotation mark tore off are one reject."""
    csv.field_size_limit(MAX_RECORD_BYTES)  # of the whole process; its default is too small for some articles
    dialect = dialect_of(stream.head, options, fields)
    if dialect is None:
        if stream.head.strip():
            yield Reject(stream.name, 1, _no_table(options), excerpt(stream.head.split(b"\n")[0]))
        return
    columns, torn = options.columns, False
    for row in _rows(stream, dialect):
        if columns is None:
            columns = tuple(row.cells)
            continue
        if options.columns and [cell.strip().lower() for cell in row.cells] == list(columns):
            continue  # a header after all
        fits = len(row.cells) == len(columns) or (len(row.cells) > len(columns) and not any(row.cells[len(columns) :]))
        if torn and row.cells and not fits:
            continue
        torn = not row.cells
        yield _article(row, columns, fits, stream.name, fields)


def _no_table(options: ReadOptions) -> str:
    """Return why a file is no table of articles."""
    if options.columns:
        return f"no row has the {len(options.columns)} columns {','.join(options.columns)}; see --columns"
    return "no column that is known to hold the text; name it with --map text=COLUMN, or all with --columns"


def dialect_of(head: bytes, options: ReadOptions, fields: FieldReader) -> Dialect | None:
    """Return the dialect in which ``head``, the beginning of a table, makes the best table.

    None when in none a column is known to hold the text, or, with ``options.columns``, no row has as many
    cells.
    """
    text = head.decode(errors="surrogateescape")
    escapes = (None, "\\") if '\\"' in text else (None,)
    dialects = [Dialect(*one) for one in product(_DELIMITERS, _QUOTES, escapes)]
    rated = [(_rating(text, dialect, options, fields), dialect) for dialect in dialects]
    best, dialect = max(rated, key=lambda one: one[0])
    return dialect if best[0] else None


def _rating(head: str, dialect: Dialect, options: ReadOptions, fields: FieldReader) -> tuple[int, float, float]:
    """Return how good a table ``head`` is in this dialect, the most important first.

    Known columns, share of rows of the right length, share of cells without a leftover quotation mark.
    """
    rows = list(islice(_sample(head, dialect), SAMPLE_ROWS))
    if not rows:
        return (0, 0.0, 0.0)
    width = len(options.columns or rows[0])
    alike = sum(len(row) == width for row in rows) / len(rows)
    cells = [cell for row in rows for cell in row if cell]
    clean = sum(cell[0] not in _QUOTES for cell in cells) / max(1, len(cells))
    if options.columns:
        return (int(alike > 0), alike, clean)
    return (fields.known_names(rows[0]) if fields.knows_text(rows[0]) else 0, alike, clean)


def _sample(head: str, dialect: Dialect) -> Iterator[list[str]]:
    """Yield the rows of ``head`` that are not empty, an empty one where quotation marks are stray."""
    rows = dialect.rows(io.StringIO(head, newline="\n"))
    while True:
        try:
            if row := next(rows):
                yield row
        except csv.Error:
            yield []
        except StopIteration:
            return


class _Row(NamedTuple):
    """A row of a table."""

    line: int
    cells: list[str]
    """Empty where a quotation mark is stray."""
    problem: str
    """Why the row cannot be read, or nothing."""
    beginning: bytes


def _article(row: _Row, columns: tuple[str, ...], fits: bool, name: str, fields: FieldReader) -> Article | Reject:
    """Return the article of a row, or the reject."""
    problem = row.problem
    if not problem and not fits:
        problem = (
            f"{len(row.cells)} cells where {len(columns)} are expected; put cells that hold the delimiter in quotes"
        )
    if problem:
        return Reject(name, row.line, problem, excerpt(row.beginning))
    record = {column: cell for column, cell in zip(columns, row.cells, strict=False) if column != IGNORED_COLUMN}
    try:
        return fields.article(record, name, row.line)
    except ArticleError as error:
        return Reject(name, row.line, str(error), excerpt(row.beginning))


def _rows(stream: Stream, dialect: Dialect) -> Iterator[_Row]:
    """Yield the rows that are not empty."""
    lines = _Lines(stream)
    rows = dialect.rows(lines)
    while True:
        lines.row.clear()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number, beginning = lines.row[0]
            yield _Row(number, [], f"stray quotation mark ({error}); double those inside a cell", beginning)
            lines.give_back()
        else:
            if cells:
                number, beginning = lines.row[0]
                yield _Row(number, cells, lines.wrong_encoding(), beginning)


class _Lines(Iterator[str]):
    """Feeds a csv reader, and remembers the lines of the row that it is at."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._numbered = enumerate(stream.lines(), 1)
        self._again: deque[tuple[int, bytes]] = deque()
        self._wrong = ""
        self.row: list[tuple[int, bytes]] = []

    def __next__(self) -> str:
        if len(self.row) == MAX_ROW_LINES:
            raise csv.Error(f"a quoted cell is not closed within {MAX_ROW_LINES:,} lines")
        number, line = self._again.popleft() if self._again else next(self._numbered)
        self.row.append((number, line))
        try:
            return line.decode() + "\n"
        except UnicodeDecodeError as error:
            self._wrong = wrong_encoding(line[error.start], f" in line {number}")
            return line.decode(errors="surrogateescape") + "\n"

    def wrong_encoding(self) -> str:
        """Return what is wrong with the encoding of the row just read, or nothing."""
        wrong, self._wrong = self._wrong, ""
        return wrong

    def give_back(self) -> None:
        """Let all lines of the row but the first come again, unless the file breaks off in it."""
        if not self._stream.failure:
            self._again.extendleft(reversed(self.row[1:]))
