"""Fundstelle itself, through its doors: what `fundstelle reindex` and the page do."""

from __future__ import annotations

from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import index as store
import search as engine
from benchmarks.engine import FACETS, PAGE, Answer, Engine, Hit
from benchmarks.queries import Query

_LOADED: Final = engine.Engine, store.kernels.kernel
"""Libraries are loaded before the clock starts, the peers' and ours; the doors would load them at first use."""
FOLDER: Final = "index"
_TITLE: Final = "titel:"


class Searcher:
    """An engine; one serves any number of threads."""

    def __init__(self, folder: Path, parameters: engine.Parameters) -> None:
        self._engine = engine.Engine.open(folder / FOLDER, parameters)

    def search(self, query: Query) -> Answer:
        """Answer ``query``."""
        answered = self._engine.search(request(query))
        return Answer(
            answered.total,
            tuple(Hit(hit.id, hit.title) for hit in answered.hits),
            {
                name: {item.value: item.count for item in counts}
                for name, counts in answered.facets.items()
                if name in FACETS
            },
            tuple(hit.snippet for hit in answered.hits) if query.snippets else (),
        )


def request(query: Query) -> engine.Request:
    """Write ``query`` as one types it."""
    return engine.Request(
        query=text(query),
        limit=PAGE,
        offset=query.offset,
        match="any" if query.kind == "any" else "all",
        since=date.fromisoformat(query.since) if query.since else None,
        until=date.fromisoformat(query.until) if query.until else None,
        facets=query.facets,
        snippets=query.snippets,
    )


def text(query: Query) -> str:
    """Return the words with the signs of the query language."""
    words = " ".join(query.words)
    written = {"phrase": f'"{words}"', "prefix": f"{words}*", "fuzzy": f"{words}~1"}.get(query.kind, words)
    return (_TITLE if query.field else "") + written


def _version() -> str:
    try:
        return version("fundstelle")
    except PackageNotFoundError:
        return "from this folder"


class Fundstelle(Engine):
    """The engine; see the module."""

    version = _version()
    analysis = "fundstelle"
    threads: tuple[int, ...] = (1, 2)
    shared = True
    setup = "all relations built, but searched by stems only as the peers do; kernels compiled before the clock starts"

    def build(self, corpus: Path, folder: Path, threads: int) -> None:
        """Index as `fundstelle reindex` does; it takes the cores that the process may use."""
        del threads
        with store.Index.create(folder / FOLDER).rebuild() as writer:
            for item in store.read([corpus], store.ReadOptions()):
                if isinstance(item, store.Article):
                    writer.add(item)

    def open(self, folder: Path) -> Searcher:
        """Open the engine."""
        return Searcher(folder, engine.Parameters.stems_only())

    def analyse(self, text: str) -> list[str]:
        """Return the forms, of the text as an article holds it (soft hyphens gone, NFC)."""
        return list(store.tokenise(store.Article(text=text).text).words) if text.strip() else []

    def keys(self, term: str, exact: bool) -> tuple[str, ...]:
        """Return the form's spelling and, but in phrases, its stem."""
        spelling = f"={store.fold(term)}"
        return (spelling,) if exact else (spelling, f"~{store.stem(term)}")


ENGINE: Final = Fundstelle()
