"""SQLite FTS5, from Python's own sqlite3. It has no German, so it is given stems in place of words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.engine import FACETS, PAGE, TITLE_WEIGHT, Answer, Engine, Hit, documents, period
from benchmarks.german import stem, stems
from benchmarks.queries import Query

MEMORY: Final = 64 << 20
"""Bytes of postings held before a segment is written (FTS5's hashsize; 1 MB by default)."""
_SCHEMA: Final = f"""
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA mmap_size = 30000000000;
    CREATE TABLE article (
        number INTEGER PRIMARY KEY, id, source, section, author, month, published REAL, url, title, text
    );
    CREATE VIRTUAL TABLE words USING fts5 (
        title, text, content = '', tokenize = 'unicode61 remove_diacritics 0'
    );
    INSERT INTO words (words, rank) VALUES ('hashsize', {MEMORY});
    INSERT INTO words (words, rank) VALUES ('rank', 'bm25({TITLE_WEIGHT}, 1.0)');
"""
_ALL: Final = "SELECT rowid AS number FROM words WHERE words MATCH :match"
_DATED: Final = (
    "SELECT number FROM words JOIN article ON number = words.rowid "
    "WHERE words MATCH :match AND published >= :first AND published < :last"
)


class Searcher:
    """A connection of its own, as SQLite asks of threads."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "articles.db", check_same_thread=False)
        self._database.execute("PRAGMA mmap_size = 30000000000")

    def search(self, query: Query) -> Answer:
        """Answer ``query``: one statement for the page, one for the total, one for the facets."""
        names: dict[str, Any] = {"match": _match(query), "limit": PAGE, "offset": query.offset}
        matching = _ALL
        if days := period(query):
            matching = _DATED
            names |= {"first": days[0].timestamp(), "last": days[1].timestamp()}
        rows = self._database.execute(
            f"SELECT id, title FROM article JOIN ({matching} ORDER BY rank LIMIT :limit OFFSET :offset) USING (number)",
            names,
        )
        hits = tuple(Hit(*row) for row in rows)
        (total,) = self._database.execute(f"SELECT count(*) FROM ({matching})", names).fetchone()
        return Answer(total, hits, self._facets(matching, names) if query.facets else {})

    def _facets(self, matching: str, names: dict[str, Any]) -> dict[str, dict[str, int]]:
        counts = " UNION ALL ".join(f"SELECT '{name}', {name}, count(*) FROM found GROUP BY 2" for name in FACETS)
        rows = self._database.execute(
            f"WITH found AS MATERIALIZED (SELECT {', '.join(FACETS)} FROM article WHERE number IN ({matching})) "
            + counts,
            names,
        )
        facets: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for name, value, count in rows:
            facets[name][value] = count
        return facets


def _match(query: Query) -> str:
    """Write ``query`` in the language of FTS5."""
    column = "title : " if query.field else ""
    if query.kind == "prefix":
        return f'{column}"{query.words[0]}" *'
    terms = [stem(word) for word in query.words]
    if query.kind == "phrase":
        return f'{column}"{" ".join(terms)}"'
    operator = " AND " if query.kind == "all" else " OR "
    return column + "(" + operator.join(f'"{term}"' for term in terms) + ")"


class Fts5(Engine):
    """The engine; see the module."""

    version = sqlite3.sqlite_version
    analysis = "stems"
    most_articles = 100_000
    setup = (
        "contentless table over stems made in Python (regex words, PyStemmer, every form once), unicode61 keeping "
        f"umlauts, detail=full; articles in a table beside it; one transaction, hashsize {MEMORY >> 20} MB, then "
        "'optimize'; ORDER BY rank"
    )

    def build(self, corpus: Path, folder: Path, threads: int) -> None:
        """Insert all articles in one transaction."""
        del threads
        database = sqlite3.connect(folder / "articles.db")
        database.executescript(_SCHEMA)
        with database:
            cursor = database.cursor()
            for row, words in _rows(corpus):
                cursor.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
                cursor.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (row[0], *words))
            cursor.execute("CREATE INDEX by_day ON article (published)")
        database.close()

    def settle(self, folder: Path) -> None:
        """Merge the segments into one."""
        database = sqlite3.connect(folder / "articles.db")
        with database:
            database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("VACUUM")
        database.close()

    def open(self, folder: Path) -> Searcher:
        """Open a connection."""
        return Searcher(folder)

    def refuses(self, query: Query) -> str:
        """Say what FTS5 has not."""
        if query.kind == "fuzzy":
            return "FTS5 has no fuzzy search"
        return "a contentless FTS5 table has no snippets" if query.snippets else ""

    def analyse(self, text: str) -> list[str]:
        """Return the stems that it is given."""
        return stems(text)


def _rows(corpus: Path) -> Iterator[tuple[tuple[Any, ...], tuple[str, str]]]:
    """Yield the columns of each article, and its title and text as stems."""
    for number, article in enumerate(documents(corpus), 1):
        columns = [article[name] for name in ("id", *FACETS)]
        row = (number, *columns, article["when"].timestamp(), article["url"], article["title"], article["text"])
        yield row, (" ".join(stems(article["title"])), " ".join(stems(article["text"])))


ENGINE: Final = Fts5()
