"""Xapian: C++, through Debian's python3-xapian, which the system's Python 3.11 and this one both can load."""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias

import orjson

from benchmarks.articles import Article
from benchmarks.engine import FACETS, PAGE, TITLE_WEIGHT, Answer, Engine, Hit, documents, period
from benchmarks.queries import Query

SYSTEM_PACKAGES: Final = "/usr/lib/python3/dist-packages"
FLUSH: Final = 20_000
"""Documents between flushes (XAPIAN_FLUSH_THRESHOLD; 10,000 by default)."""
DATE: Final = 0
SLOTS: Final = {name: slot for slot, name in enumerate(FACETS, DATE + 1)}
TITLE: Final = "S"
"""Term prefix of the title, as Xapian's conventions have it."""


def _load() -> ModuleType:
    """Import xapian from the system's packages, without opening all the others to this environment."""
    spec = PathFinder.find_spec("xapian", [*sys.path, SYSTEM_PACKAGES])
    if spec is None or spec.loader is None:
        raise ImportError("no python3-xapian")
    module = sys.modules["xapian"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


Native: TypeAlias = Any
"""An object of xapian's: its Python package has no types."""
xapian: Final[Native] = _load()
_STEM: Final = xapian.Stem("german")


def _generator(document: Native) -> Native:
    generator = xapian.TermGenerator()
    generator.set_stemmer(_STEM)
    generator.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
    generator.set_document(document)
    return generator


class Searcher:
    """A database of its own, as Xapian asks of threads."""

    def __init__(self, folder: Path) -> None:
        self._database = xapian.Database(str(folder / "compact" if (folder / "compact").exists() else folder))

    def search(self, query: Query) -> Answer:
        """Answer ``query``; told to check every document, Xapian's estimate of the total is exact."""
        enquire = xapian.Enquire(self._database)
        enquire.set_query(_query(query))
        spies = {name: xapian.ValueCountMatchSpy(slot) for name, slot in SLOTS.items()} if query.facets else {}
        for spy in spies.values():
            enquire.add_matchspy(spy)
        found = enquire.get_mset(query.offset, PAGE, self._database.get_doccount())
        stored = [orjson.loads(match.document.get_data()) for match in found]
        hits = tuple(Hit(article["id"], article["title"]) for article in stored)
        facets = {name: {item.term.decode(): item.termfreq for item in spy.values()} for name, spy in spies.items()}
        snippets = ()
        if query.snippets:
            snippets = tuple(found.snippet(article["text"], 200, _STEM).decode() for article in stored)
        return Answer(found.get_matches_estimated(), hits, facets, snippets)


def _query(query: Query) -> Native:
    before = TITLE if query.field else ""
    if query.kind == "prefix":
        beginning = before + query.words[0]
        found = xapian.Query(xapian.Query.OP_WILDCARD, beginning, 0, xapian.Query.WILDCARD_LIMIT_ERROR)  # 0: all
    else:
        terms = [before + _STEM(word.lower()).decode() for word in query.words]
        joined = {"all": xapian.Query.OP_AND, "any": xapian.Query.OP_OR, "phrase": xapian.Query.OP_PHRASE}
        found = xapian.Query(joined[query.kind], terms)
    if days := period(query):
        first, last = (xapian.sortable_serialise(moment) for moment in (days[0].timestamp(), days[1].timestamp() - 1))
        within = xapian.Query(xapian.Query.OP_VALUE_RANGE, DATE, first, last)
        found = xapian.Query(xapian.Query.OP_FILTER, found, within)
    return found


class Xapian(Engine):
    """The engine; see the module."""

    version = xapian.version_string()
    analysis = "xapian"
    most_articles = 100_000
    slow = True
    setup = (
        "TermGenerator with the German stemmer, STEM_ALL with positions, title also under its own prefix, article "
        f"stored as document data, values for facets and date; XAPIAN_FLUSH_THRESHOLD={FLUSH}; compacted afterwards"
    )

    def build(self, corpus: Path, folder: Path, threads: int) -> None:
        """Add every article to a new glass database."""
        del threads
        os.environ["XAPIAN_FLUSH_THRESHOLD"] = str(FLUSH)
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OVERWRITE | xapian.DB_BACKEND_GLASS)
        for article in documents(corpus):
            database.add_document(_document(article))
        database.commit()
        database.close()

    def settle(self, folder: Path) -> None:
        """Compact the database."""
        database = xapian.Database(str(folder))
        database.compact(str(folder / "compact"))
        database.close()
        for file in folder.iterdir():
            if file.is_file():
                file.unlink()

    def open(self, folder: Path) -> Searcher:
        """Open the database."""
        return Searcher(folder)

    def refuses(self, query: Query) -> str:
        """Say what Xapian 1.4 has not."""
        return "Xapian 1.4 has no fuzzy search" if query.kind == "fuzzy" else ""

    def analyse(self, text: str) -> list[str]:
        """Return the terms that its generator makes, by their positions."""
        document = xapian.Document()
        _generator(document).index_text(text)
        placed = [(place, item.term.decode()) for item in document.termlist() for place in item.positer]
        return [term for _, term in sorted(placed)]


def _document(article: Article) -> Native:
    document = xapian.Document()
    generator = _generator(document)
    generator.index_text(article["title"], 1, TITLE)
    generator.increase_termpos()
    generator.index_text(article["title"], int(TITLE_WEIGHT))
    generator.increase_termpos()
    generator.index_text(article["text"])
    document.add_value(DATE, xapian.sortable_serialise(article["when"].timestamp()))
    for name, slot in SLOTS.items():
        document.add_value(slot, article[name])
    stored = {name: article[name] for name in ("id", "title", "text", "url", *FACETS, "published")}
    document.set_data(orjson.dumps(stored))
    return document


ENGINE: Final = Xapian()
