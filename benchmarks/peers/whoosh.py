"""Whoosh: pure Python. Set up as its page *Tips for speeding up batch indexing* says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import whoosh
from whoosh import analysis, fields, highlight, index, sorting
from whoosh import query as nodes
from whoosh.qparser import AndGroup, MultifieldParser, OrGroup

from benchmarks.engine import FACETS, PAGE, TITLE_WEIGHT, Answer, Engine, Hit, documents, period
from benchmarks.german import stem, stems
from benchmarks.heaps import WORD
from benchmarks.queries import Query

MEMORY: Final = 512
"""Megabytes of the writer's pool (limitmb; 128 by default)."""
_BOTH: Final = ["title", "text"]


def _schema() -> fields.Schema:
    german = analysis.RegexTokenizer(WORD) | analysis.LowercaseFilter() | analysis.StemFilter(stem, cachesize=-1)
    facets = {name: fields.ID(stored=True, sortable=True) for name in FACETS}
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer=german, stored=True, phrase=True, field_boost=TITLE_WEIGHT),
        text=fields.TEXT(analyzer=german, stored=True, phrase=True),
        url=fields.STORED,
        published=fields.DATETIME(stored=True, sortable=True),
        **facets,
    )


class Searcher:
    """A searcher for one thread."""

    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(str(folder))
        self._searcher = self._index.searcher()

    def search(self, query: Query) -> Answer:
        """Answer ``query``; the total is what Whoosh's own ``len(results)`` says."""
        groups = {name: sorting.FieldFacet(name, maptype=sorting.Count) for name in FACETS}
        found = self._searcher.search(
            self._query(query),
            limit=query.offset + PAGE,
            filter=_period(query),
            groupedby=groups if query.facets else None,
        )
        page = found[query.offset : query.offset + PAGE]
        hits = tuple(Hit(hit["id"], hit["title"]) for hit in page)
        facets = {name: dict(found.groups(name)) for name in FACETS} if query.facets else {}
        snippets: tuple[str, ...] = ()
        if query.snippets:
            found.fragmenter = highlight.ContextFragmenter(maxchars=200)
            snippets = tuple(hit.highlights("text", top=1) for hit in page)
        return Answer(len(found), hits, facets, snippets)

    def _query(self, asked: Query) -> nodes.Query:
        names = [asked.field] if asked.field else _BOTH
        word = asked.words[0]
        if asked.kind == "prefix":
            found = nodes.Or([nodes.Prefix(name, word) for name in names])
        elif asked.kind == "fuzzy":
            found = nodes.Or([nodes.FuzzyTerm(name, stem(word), maxdist=1, prefixlength=0) for name in names])
        elif asked.kind == "phrase":
            terms = [stem(word) for word in asked.words]
            found = nodes.Or([nodes.Phrase(name, terms) for name in names])
        else:
            group = AndGroup if asked.kind == "all" else OrGroup
            found = MultifieldParser(names, self._index.schema, group=group).parse(" ".join(asked.words))
        return found


def _period(asked: Query) -> nodes.Query | None:
    """Return the filter of a question; joined as `And`, Whoosh leaves out most matches of an `Or`."""
    if not (days := period(asked)):
        return None
    first, last = (_naive(day) for day in days)
    return nodes.DateRange("published", first, last, endexcl=True)


def _naive(day: datetime) -> datetime:
    return day.astimezone(UTC).replace(tzinfo=None)


class Whoosh(Engine):
    """The engine; see the module."""

    version = ".".join(map(str, whoosh.__version__))
    analysis = "stems"
    threads = (1, 2)
    most_articles = 10_000
    slow = True
    setup = (
        f"regex words, lower case, PyStemmer with an unbounded cache, limitmb={MEMORY}, columns for facets and date; "
        "with two threads procs=2 and multisegment=True, as its page on batch indexing advises"
    )

    def build(self, corpus: Path, folder: Path, threads: int) -> None:
        """Index with ``threads`` processes."""
        made = index.create_in(str(folder), _schema())
        several = {"procs": threads, "multisegment": True} if threads > 1 else {}
        writer = made.writer(limitmb=MEMORY // threads, **several)
        for article in documents(corpus):
            row = {name: article[name] for name in ("id", "title", "text", "url", *FACETS)}
            writer.add_document(published=_naive(article["when"]), **row)
        writer.commit()

    def open(self, folder: Path) -> Searcher:
        """Open a searcher."""
        return Searcher(folder)

    def analyse(self, text: str) -> list[str]:
        """Return what its analyser makes, in a way that is quicker than asking it."""
        return stems(text)


ENGINE: Final = Whoosh()
