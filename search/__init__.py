"""The search room: a question comes in, the best hits go out.

Its door: other rooms import from here and nothing deeper. `evaluation`, which only measuring needs, is loaded when it
is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from search.answer import ArticleView, FacetCount, Hit, Match, Note, Request, Response, Sort
from search.engine import Engine, Stats, TokenAnalysis
from search.explain import Explanation
from search.periods import Period, PeriodError, parse_period
from search.ranking import Parameters
from search.spelling import Correction
from search.suggest import Suggestion
from search.understood import UnderstoodWord

if TYPE_CHECKING:
    from search import evaluation

__all__ = [
    "ArticleView",
    "Correction",
    "Engine",
    "Explanation",
    "FacetCount",
    "Hit",
    "Match",
    "Note",
    "Parameters",
    "Period",
    "PeriodError",
    "Request",
    "Response",
    "Sort",
    "Stats",
    "Suggestion",
    "TokenAnalysis",
    "UnderstoodWord",
    "evaluation",
    "parse_period",
]


def __getattr__(name: str) -> object:
    """Load the package `evaluation`."""
    if name != "evaluation":
        raise AttributeError(f"module 'search' has no attribute {name!r}")
    return import_module("search.evaluation")
