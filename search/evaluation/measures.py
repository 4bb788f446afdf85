"""The figures: ir-measures computes them, from judgments and rankings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Final

from search.evaluation.collections import Judgments

if TYPE_CHECKING:
    from collections.abc import Iterator

MEASURES: Final = {"nDCG@10": "nDCG@10", "MRR@10": "RR@10", "Recall@100": "R@100"}
"""Our name -> ir-measures' name."""

Ranking = Mapping[str, Sequence[str]]


class MeasuresMissingError(RuntimeError):
    """The library that computes the figures is not installed; the message says how to install it."""


def figures(judgments: Judgments, ranking: Ranking) -> dict[str, float]:
    """Return the mean of each measure over all judged queries; a query without a ranking counts 0.

    Raises:
        MeasuresMissingError: if ir-measures is not installed.
    """
    return {name: sum(values.values()) / len(values) for name, values in per_query(judgments, ranking).items()}


def per_query(judgments: Judgments, ranking: Ranking) -> dict[str, dict[str, float]]:
    """Return each measure for each judged query: measure -> query id -> value.

    What counts is the order of the documents, best first: scores that tie were put in order by the engine.

    Raises:
        MeasuresMissingError: if ir-measures is not installed.
    """
    library = _library()
    wanted = {library.parse_measure(theirs): ours for ours, theirs in MEASURES.items()}
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(judgments, 0.0) for name in MEASURES}
    for one in library.iter_calc(list(wanted), judgments, dict(_scored(ranking))):
        values[wanted[one.measure]][one.query_id] = one.value
    return values


def _scored(ranking: Ranking) -> Iterator[tuple[str, dict[str, float]]]:
    for query_id, documents in ranking.items():
        yield query_id, {document: float(-place) for place, document in enumerate(documents)}


def _library() -> ModuleType:
    try:
        import ir_measures
    except ImportError as error:
        message = "ir-measures is not installed; install it with: pip install 'fundstelle[evaluate]'"
        raise MeasuresMissingError(message) from error
    return ir_measures
