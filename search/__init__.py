"""The search room: a question comes in, the best hits go out.

Its door: other rooms import from here and nothing deeper. Names are loaded when they are first used, so that the
command, whose module is in this room too, starts without what its subcommand does not need.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from search import evaluation
    from search.answer import ArticleView, FacetCount, Hit, Match, Note, Request, Response, Sort
    from search.engine import Engine, Stats, TokenAnalysis
    from search.explain import Explanation
    from search.periods import Period, PeriodError, parse_period
    from search.ranking import Parameters
    from search.spelling import Correction
    from search.suggest import Suggestion
    from search.understood import UnderstoodForm, UnderstoodWord

_MODULES: Final = {
    "answer": ("ArticleView", "FacetCount", "Hit", "Match", "Note", "Request", "Response", "Sort"),
    "engine": ("Engine", "Stats", "TokenAnalysis"),
    "explain": ("Explanation",),
    "periods": ("Period", "PeriodError", "parse_period"),
    "ranking": ("Parameters",),
    "spelling": ("Correction",),
    "suggest": ("Suggestion",),
    "understood": ("UnderstoodForm", "UnderstoodWord"),
}
_HOME: Final = {name: module for module, names in _MODULES.items() for name in names}

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


def __getattr__(name: str) -> object:
    """Load a name of the door from its module."""
    if name not in __all__:
        raise AttributeError(f"module 'search' has no attribute {name!r}")
    value: object = (
        getattr(import_module(f"search.{_HOME[name]}"), name) if name in _HOME else import_module(f"search.{name}")
    )
    globals()[name] = value
    return value
