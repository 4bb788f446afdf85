"""The search room: a question comes in, the best hits go out.

Its door: other rooms import from here and nothing deeper.
"""

from search.answer import ArticleView, FacetCount, Hit, Match, Note, Request, Response, Sort
from search.engine import Engine, Stats, TokenAnalysis
from search.explain import Explanation
from search.periods import Period, PeriodError, parse_period

__all__ = [
    "ArticleView",
    "Engine",
    "Explanation",
    "FacetCount",
    "Hit",
    "Match",
    "Note",
    "Period",
    "PeriodError",
    "Request",
    "Response",
    "Sort",
    "Stats",
    "TokenAnalysis",
    "parse_period",
]
