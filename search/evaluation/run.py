"""Running a collection: index it into a temporary folder, ask every query, measure the rankings."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from index import Index
from search.answer import Match, Request
from search.engine import Engine
from search.evaluation.collections import Collection
from search.evaluation.measures import figures
from search.ranking import Parameters

_SIGNS: Final = re.compile(r"[^\w\s.,'’-]|(?<!\w)-|-(?!\w)")
"""What is not part of words, numbers and dates."""
DEPTH: Final = 100
"""Hits that are asked for, as many as Recall@100 looks at."""


@dataclass(frozen=True, slots=True)
class Run:
    """The best documents of each query, best first, and the time of all queries in seconds."""

    ranking: Mapping[str, tuple[str, ...]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured of a collection, with which parameters, and how long it took."""

    name: str
    documents: int
    figures: dict[str, float]
    parameters: Parameters
    index_seconds: float
    run: Run

    def to_json(self) -> dict[str, Any]:
        """Return figures and times as one JSON-ready object, without the rankings."""
        queries = len(self.run.ranking)
        return {
            "collection": self.name,
            "documents": self.documents,
            "queries": queries,
            **self.figures,
            "index_seconds": round(self.index_seconds, 3),
            "query_seconds": round(self.run.seconds, 3),
            "ms_per_query": round(1000 * self.run.seconds / queries, 3),
            "parameters": self.parameters._asdict(),
        }


@contextmanager
def index_collection(collection: Collection) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give the folder of an index of the collection, and the documents' ids by the articles'; both go at the end."""
    with tempfile.TemporaryDirectory(prefix="fundstelle-evaluate-") as folder:
        path = Path(folder) / "index"
        names = {}
        with Index.create(path).writer() as writer:
            for name, article in collection.articles():
                writer.add(article)
                names[article.id] = name
        yield path, names


def rank_all(
    engine: Engine, queries: Mapping[str, str], names: Mapping[str, str], match: Match = "any", *, as_text: bool = True
) -> Run:
    """Ask every query and return the ids of the documents found, by ``names`` of the articles.

    A collection's queries are text, not our query language: signs that would mean something there are left out, unless
    ``as_text`` is False.
    """
    ranking = {}
    started = time.perf_counter()
    for query_id, text in queries.items():
        asked = _SIGNS.sub(" ", text) if as_text else text
        response = engine.search(Request(asked, limit=DEPTH, match=match, snippets=False))
        ranking[query_id] = tuple(names[hit.id] for hit in response.hits)
    return Run(ranking, time.perf_counter() - started)


def evaluate(collection: Collection, parameters: Parameters | None = None) -> Evaluation:
    """Index the collection, ask every query for articles that match any of its words, and measure.

    Raises:
        MeasuresMissingError: if ir-measures is not installed.
    """
    figures(collection.judgments, {})  # fails at once without the library, not after the work
    parameters = parameters or Parameters()
    started = time.perf_counter()
    with index_collection(collection) as (path, names):
        indexed = time.perf_counter()
        engine = Engine.open(path, parameters)
        engine.warm()
        run = rank_all(engine, collection.queries, names)
    return Evaluation(
        name=collection.name,
        documents=len(collection.documents),
        figures=figures(collection.judgments, run.ranking),
        parameters=parameters,
        index_seconds=indexed - started,
        run=run,
    )
