"""Tantivy: Rust, through its own Python package. Simple tokenizer, lower case, German stemmer, positions."""

from __future__ import annotations

from datetime import UTC
from importlib.metadata import version
from pathlib import Path
from typing import Final

import tantivy

from benchmarks.engine import PAGE, TITLE_WEIGHT, Answer, Engine, Hit, documents, period
from benchmarks.queries import Query

HEAP: Final = 512_000_000
"""Bytes of the writer's memory, all threads together."""
BUCKETS: Final = 65_000
"""As many values of a facet as Tantivy counts by default at most."""
_FIELDS: Final = ["title", "text"]
_FACETS: Final = {
    name: {"terms": {"field": name, "size": BUCKETS}} for name in ("source", "section", "author", "month")
}
_ANALYSER: Final = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.stemmer("german"))
    .build()
)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _FIELDS:
        builder.add_text_field(name, stored=True, tokenizer_name="german")
    for name in ("id", "url"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in _FACETS:
        builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_date_field("published", stored=True, indexed=True, fast=True)
    return builder.build()


class Searcher:
    """A searcher on the last commit; one serves any number of threads."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._index.register_tokenizer("german", _ANALYSER)
        self._searcher = self._index.searcher()

    def search(self, query: Query) -> Answer:
        """Answer ``query``: best hits and count in one pass, facets in a second one, as its API has it."""
        parsed = self._query(query)
        found = self._searcher.search(parsed, PAGE, count=True, offset=query.offset)
        stored = [self._searcher.doc(address) for _, address in found.hits]
        hits = tuple(Hit(document["id"][0], document["title"][0]) for document in stored)
        facets, snippets = {}, ()
        if query.facets:
            counted = self._searcher.aggregate(parsed, _FACETS)
            facets = {
                name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in _FACETS
            }
        if query.snippets:
            make = tantivy.SnippetGenerator.create(self._searcher, parsed, self._index.schema, "text")
            snippets = tuple(make.snippet_from_doc(document).to_html() for document in stored)
        return Answer(found.count, hits, facets, snippets)

    def _query(self, query: Query) -> tantivy.Query:
        fields = [query.field] if query.field else _FIELDS
        if query.kind == "prefix":
            found = self._prefix(query.words[0], fields)
        elif query.kind == "fuzzy":
            loose = dict.fromkeys(fields, (False, 1, True))
            found = self._index.parse_query(query.words[0], fields, fuzzy_fields=loose)
        else:
            text = " ".join(query.words)
            found = self._index.parse_query(
                f'"{text}"' if query.kind == "phrase" else text,
                fields,
                field_boosts={"title": TITLE_WEIGHT},
                conjunction_by_default=query.kind == "all",
            )
        return self._dated(found, query)

    def _prefix(self, word: str, fields: list[str]) -> tantivy.Query:
        """Ask for a prefix by an edit-distance automaton of distance 0: six times as fast as by a regex."""
        queries = [
            tantivy.Query.fuzzy_term_query(self._index.schema, name, word, distance=0, prefix=True) for name in fields
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in queries])

    def _dated(self, found: tantivy.Query, query: Query) -> tantivy.Query:
        days = period(query)
        if not days:
            return found
        first, last = (day.astimezone(UTC).replace(tzinfo=None) for day in days)
        within = tantivy.Query.range_query(
            self._index.schema, "published", tantivy.FieldType.Date, first, last, include_upper=False
        )
        filtered = tantivy.Query.const_score_query(within, 0.0)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, found), (tantivy.Occur.Must, filtered)])


class Tantivy(Engine):
    """The engine; see the module."""

    version = version("tantivy")
    analysis = "tantivy"
    threads = (1, 2)
    shared = True
    setup = (
        f"tokenizer simple + lowercase + German stemmer, positions, stored fields, fast fields for facets and "
        f"date; writer heap {HEAP // 1_000_000} MB; time to the commit, waiting for merges not counted"
    )

    def build(self, corpus: Path, folder: Path, threads: int) -> None:
        """Index with ``threads`` indexing threads beside the one that reads and parses."""
        index = tantivy.Index(_schema(), str(folder))
        index.register_tokenizer("german", _ANALYSER)
        writer = index.writer(HEAP, threads)
        for article in documents(corpus):
            document = tantivy.Document()
            for name in ("id", "title", "text", "url", *_FACETS):
                document.add_text(name, article[name])
            document.add_date("published", article["when"])
            writer.add_document(document)
        writer.commit()
        self._writer = writer

    def settle(self, folder: Path) -> None:
        """Wait for the merges that the commit began."""
        del folder
        self._writer.wait_merging_threads()

    def open(self, folder: Path) -> Searcher:
        """Open the last commit."""
        return Searcher(folder)

    def analyse(self, text: str) -> list[str]:
        """Return the terms that its analyser makes."""
        terms: list[str] = _ANALYSER.analyze(text)
        return terms


ENGINE: Final = Tantivy()
