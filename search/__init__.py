"""The search room: a question comes in, the best hits go out.

Its door: other rooms import from here and nothing deeper. Names are loaded when they are first used, so that the
command, whose module is in this room too, starts without what its subcommand does not need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search import evaluation
    from search.answer import ArticleView, FacetCount, Hit, Match, Note, Request, Response, Sort
    from search.engine import Engine, Stats, TokenAnalysis
    from search.matching import Explanation
    from search.query import Period, PeriodError, parse_period
    from search.ranking import Parameters
    from search.showing import UnderstoodForm, UnderstoodWord
    from search.suggesting import Correction, Suggestion

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
    "UnderstoodForm",
    "UnderstoodWord",
    "evaluation",
    "parse_period",
]

__getattr__ = lazily(
    __name__,
    {
        "answer": ("ArticleView", "FacetCount", "Hit", "Match", "Note", "Request", "Response", "Sort"),
        "engine": ("Engine", "Stats", "TokenAnalysis"),
        "matching": ("Explanation",),
        "query": ("Period", "PeriodError", "parse_period"),
        "ranking": ("Parameters",),
        "showing": ("UnderstoodForm", "UnderstoodWord"),
        "suggesting": ("Correction", "Suggestion"),
    },
    modules=("evaluation",),
)
