"""What every engine in the race offers, and what an answer is: the ten best with their titles, and the total."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from benchmarks.articles import ZONE, Article, read_articles
from benchmarks.queries import Query

PAGE: Final = 10
"""Hits on a page."""
FACETS: Final = ("source", "section", "author", "month")
TITLE_WEIGHT: Final = 3.0
OURS: Final = "fundstelle"
GERMAN: Final = "fundstelle german"
"""The same with all that it knows of German: what the targets in milliseconds are about."""
ENGINES: Final = {
    OURS: "benchmarks.peers.fundstelle",
    GERMAN: "benchmarks.peers.german",
    "tantivy": "benchmarks.peers.tantivy",
    "whoosh": "benchmarks.peers.whoosh",
    "sqlite fts5": "benchmarks.peers.fts5",
    "xapian": "benchmarks.peers.xapian",
    "bm25s": "benchmarks.peers.bm25s",
}
"""Name -> module with an ``ENGINE``; imported where it runs, so that one missing library stops one engine."""


class UnavailableError(Exception):
    """The engine cannot run here; the sentence says what to install."""


class Hit(NamedTuple):
    """One of the best: both taken from what the engine stores.

    A frozen dataclass takes half as long again to make, 0.6 µs instead of 0.4, ten times a page.
    """

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """``total`` is exact; ``facets`` has the counts of every value, by facet; ``snippets`` mark the words."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    snippets: tuple[str, ...] = ()


class Searcher(Protocol):
    """An open index."""

    def search(self, query: Query) -> Answer:
        """Answer ``query``; page `PAGE` hits from ``query.offset`` on."""


class Engine(ABC):
    """One engine with one way of using it."""

    version: str
    setup: str
    """One sentence on how it is set up, for the page."""
    threads: tuple[int, ...] = (1,)
    """Numbers of threads that its indexing can use."""
    index_of: str = ""
    """The engine whose index it searches, where it takes part too; else it makes its own."""
    most_articles: int = 10_000_000
    """Beyond this many articles a run takes too long or too much memory to be of use."""
    slow: bool = False
    """It indexes in the first round only, and is asked every fourth question."""
    checked: bool = True
    """Its totals can be explained word by word."""
    shared: bool = False
    """One searcher serves several threads."""
    analysis: str
    """Engines of the same analysis make the same terms of every text."""

    @abstractmethod
    def build(self, corpus: Path, folder: Path, threads: int) -> None:
        """Index ``corpus`` into the empty ``folder``: return when it is committed and can be searched."""

    @abstractmethod
    def open(self, folder: Path) -> Searcher:
        """Open the index for one thread."""

    @abstractmethod
    def analyse(self, text: str) -> list[str]:
        """Return what the engine's own analysis makes of ``text``: its terms, in order."""

    def settle(self, folder: Path) -> None:
        """Do what makes the committed index smaller or quicker and what indexing did not wait for."""
        del folder

    def refuses(self, query: Query) -> str:
        """Say why the engine cannot answer ``query``, or nothing."""
        del query
        return ""

    def keys(self, term: str, exact: bool) -> tuple[str, ...]:
        """Return what a term is compared by: it matches terms that share a key. ``exact`` is asked by phrases."""
        del exact
        return (term,)


def load(name: str) -> Engine:
    """Return the engine of this name of `ENGINES`; raises `UnavailableError`."""
    try:
        engine: Engine = import_module(ENGINES[name]).ENGINE
    except ImportError as error:
        raise UnavailableError(f"{name} is not installed here ({error}); install the extra 'bench'.") from error
    return engine


def documents(corpus: Path) -> Iterator[Article]:
    """Yield the articles as peers index them: with one ``author``, a ``month`` and a date object."""
    for article in read_articles(corpus):
        article["author"] = article["authors"][0]
        article["month"] = article["published"][:7]
        article["when"] = datetime.fromisoformat(article["published"])
        yield article


def period(query: Query) -> tuple[datetime, datetime] | None:
    """Return the first moment of the query's days and the first after them, or nothing if it has none."""
    if not query.since:
        return None
    first = datetime.combine(datetime.fromisoformat(query.since), time(), ZONE)
    last = datetime.combine(datetime.fromisoformat(query.until) + timedelta(days=1), time(), ZONE)
    return first, last
