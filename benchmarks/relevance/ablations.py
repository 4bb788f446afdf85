"""Fundstelle as a system, with more and more of its German, and with every choice of a constant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from benchmarks.relevance.peers import Ranking
from search import Engine, Parameters, evaluation

_NONE: Final = {
    "head": 0.0, "modifier": 0.0, "apart": 0.0, "part": 0.0, "name": 0.0, "kin": 0.0, "synonym": 0.0, "alike": 0.0,
    "near": 0.0, "ordered": 0.0, "coverage": 0.0, "opening": 0.0, "idf_power": 1.0, "function_word": 1.0,
}  # fmt: skip
FORMS: Final = "forms as typed"
STEPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("+ rare words more, function words less", ("idf_power", "function_word")),
    ("+ compounds", ("head", "modifier", "apart", "part")),
    ("+ words made of one another", ("kin",)),
    ("+ names and synonyms", ("name", "synonym")),
    ("+ words that look alike", ("alike",)),
    ("+ nearness", ("near", "ordered")),
    ("+ the beginning of the text", ("opening",)),
    ("+ coverage: all of it", ("coverage",)),
)
"""What each step adds, all steps before it included: the parameters that get their own value."""
ALL: Final = STEPS[-1][0]
GRID: Final[dict[str, tuple[float, ...]]] = {
    "k1": (1.0, 1.2, 1.5), "b": (0.65, 0.75, 0.85), "head": (0.3, 0.4, 0.5), "modifier": (0.3, 0.4, 0.5),
    "lemma": (0.7, 0.85, 1.0), "derived": (0.3, 0.5, 0.7), "small": (0.7, 0.85, 1.0), "synonym": (0.3, 0.45, 0.6),
    "kin": (0.5, 0.7, 0.85),
    "part": (0.0, 0.3, 0.4, 0.5), "alike": (0.6, 0.8, 1.0), "idf_power": (1.0, 1.1, 1.25, 1.4),
    "function_word": (0.2, 0.3, 0.5), "near": (0.15, 0.25, 0.35), "ordered": (0.2, 0.3, 0.5),
    "coverage": (0.75, 1.25, 1.75), "opening": (0.0, 0.2, 0.3, 0.4),
}  # fmt: skip
"""The constants that cross-validation chooses, and among what."""


def steps() -> dict[str, Parameters]:
    """Return the parameters of every step, from stems alone to all of it."""
    chosen: dict[str, Any] = dict(_NONE)
    found = {
        "stems only": Parameters.stems_only(),
        "+ lemmas, graded forms, spellings": Parameters(**chosen),
    }
    for name, added in STEPS:
        chosen |= {one: getattr(Parameters(), one) for one in added}
        found[name] = Parameters(**chosen)
    return found


def ablations(collection: evaluation.Collection) -> dict[str, Ranking]:
    """Return the rankings of every step."""
    with evaluation.index_collection(collection) as (path, names):
        engine = Engine.open(path, Parameters.stems_only())
        engine.warm()
        typed = {
            key: " ".join(f"={word}" for word in re.findall(r"\w+", text)) for key, text in collection.queries.items()
        }
        found = {FORMS: evaluation.rank_all(engine, typed, names, as_text=False).ranking}
        for name, parameters in steps().items():
            engine = Engine.open(path, parameters)
            engine.warm()
            found[name] = evaluation.rank_all(engine, collection.queries, names).ranking
    return found


def rankings_with(collection: evaluation.Collection, choices: Iterable[Mapping[str, float]]) -> Iterable[Ranking]:
    """Yield the ranking with each choice of constants."""
    with evaluation.index_collection(collection) as (path, names):
        for choice in choices:
            changed: dict[str, Any] = dict(choice)
            engine = Engine.open(path, Parameters(**changed))
            engine.warm()
            yield evaluation.rank_all(engine, collection.queries, names).ranking
