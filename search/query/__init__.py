"""What somebody typed: read into a tree of nodes, natural dates included, and written back with a word changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.query.changes import Changes
    from search.query.language import ParsedQuery, parse, to_text
    from search.query.nodes import (
        ANY,
        BODY,
        TITLE,
        AtLeast,
        Category,
        ExactPhrase,
        Form,
        Near,
        Published,
        Unit,
        Unsure,
        Variants,
        Within,
        Words,
    )
    from search.query.periods import Period, PeriodError, leading_period, parse_period, today_in_berlin

__all__ = [
    "ANY",
    "BODY",
    "TITLE",
    "AtLeast",
    "Category",
    "Changes",
    "ExactPhrase",
    "Form",
    "Near",
    "ParsedQuery",
    "Period",
    "PeriodError",
    "Published",
    "Unit",
    "Unsure",
    "Variants",
    "Within",
    "Words",
    "leading_period",
    "parse",
    "parse_period",
    "to_text",
    "today_in_berlin",
]

__getattr__ = lazily(
    __name__,
    {
        "changes": ("Changes",),
        "language": ("ParsedQuery", "parse", "to_text"),
        "nodes": (
            "ANY",
            "BODY",
            "TITLE",
            "AtLeast",
            "Category",
            "ExactPhrase",
            "Form",
            "Near",
            "Published",
            "Unit",
            "Unsure",
            "Variants",
            "Within",
            "Words",
        ),
        "periods": ("Period", "PeriodError", "leading_period", "parse_period", "today_in_berlin"),
    },
)
