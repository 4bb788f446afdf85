"""Every system on every collection, compared query by query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import numpy as np

from benchmarks.relevance.ablations import ALL, GRID, ablations, rankings_with
from benchmarks.relevance.peers import PEERS, Ranking
from search import Parameters, evaluation

NDCG, MRR = "nDCG@10", "MRR@10"
TITLES: Final = 2_000
CROSS_QUERIES: Final = 500
"""Queries of each collection that cross-validation asks."""
PERMUTATIONS: Final = 10_000


class Row(NamedTuple):
    """A system on a collection: its figures, and how likely a difference to all of Fundstelle is chance."""

    system: str
    ndcg: float
    mrr: float
    chance: float | None


class Table(NamedTuple):
    """What was measured on a collection; ``measure`` is the figure that counts there."""

    collection: str
    documents: int
    queries: int
    measure: str
    rows: tuple[Row, ...]


def collections(folder: Path, articles: Path | None) -> Iterator[tuple[evaluation.Collection, str]]:
    """Yield the collections in ``folder`` in BEIR layout, then titles of ``articles``, with the measure of each."""
    for one in sorted(folder.iterdir()):
        if (one / "corpus.jsonl").is_file():
            yield evaluation.read_beir(one), NDCG
    if articles is not None:
        yield evaluation.read_known_items(articles, TITLES), MRR


def measured(collection: evaluation.Collection, measure: str) -> Table:
    """Return the figures of all systems on a collection."""
    rankings = {name: system(collection) for name, system in PEERS.items()} | ablations(collection)
    values = {name: evaluation.per_query(collection.judgments, ranking) for name, ranking in rankings.items()}
    whole = values[ALL][measure]
    rows = tuple(
        Row(name, _mean(own[NDCG]), _mean(own[MRR]), None if name == ALL else chance(whole, own[measure]))
        for name, own in values.items()
    )
    return Table(collection.name, len(collection.documents), len(collection.queries), measure, rows)


def chance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how often the means differ as much where it is chance whose value is whose: paired randomisation."""
    difference = np.array([one[key] - other[key] for key in sorted(one)])
    observed, random = abs(difference.mean()), np.random.default_rng(0)
    as_far = 0
    for _ in range(PERMUTATIONS):
        as_far += abs((difference * random.choice((-1.0, 1.0), len(difference))).mean()) >= observed - 1e-12
    return (as_far + 1) / (PERMUTATIONS + 1)


class Crossed(NamedTuple):
    """A collection that had no say: its figure with constants that the others chose, and with ours."""

    collection: str
    queries: int
    chosen_by_others: float
    ours: float
    changed: tuple[str, ...]


def crossed(found: Sequence[tuple[evaluation.Collection, str]]) -> Iterator[Crossed]:
    """Yield for each collection what the constants that are best on the others, one by one, give there."""
    choices = [{name: value} for name, values in GRID.items() for value in values]
    samples = [(_sample(collection), measure) for collection, measure in found]
    figures = [list(_figures(collection, measure, choices)) for collection, measure in samples]
    for at, (collection, measure) in enumerate(samples):
        others = np.mean([own for place, own in enumerate(figures) if place != at], axis=0)
        best: dict[str, float] = {}
        for name in GRID:
            own = [(float(others[place]), choice[name]) for place, choice in enumerate(choices) if name in choice]
            best[name] = max(own)[1]
        theirs, ours = _figures(collection, measure, [best, {}])
        changed = tuple(f"{name} {value:g}" for name, value in best.items() if value != _own(name))
        yield Crossed(collection.name, len(collection.queries), theirs, ours, changed)


def _own(name: str) -> float:
    return float(getattr(Parameters(), name))


def _figures(
    collection: evaluation.Collection, measure: str, choices: Sequence[Mapping[str, float]]
) -> Iterator[float]:
    for ranking in rankings_with(collection, choices):
        yield _mean(evaluation.per_query(collection.judgments, ranking)[measure])


def _sample(collection: evaluation.Collection) -> evaluation.Collection:
    keys = sorted(collection.queries)
    kept = keys if len(keys) <= CROSS_QUERIES else Random(0).sample(keys, CROSS_QUERIES)
    queries = {key: collection.queries[key] for key in kept}
    return replace(collection, queries=queries, judgments={key: collection.judgments[key] for key in kept})


def _mean(values: Mapping[str, float]) -> float:
    return sum(values.values()) / len(values)


__all__ = ["Crossed", "Ranking", "Row", "Table", "collections", "crossed", "measured"]
