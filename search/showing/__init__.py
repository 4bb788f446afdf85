"""What is shown of the articles found: marks, snippets, facets, and what was understood of the query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.showing.facets import FacetTable, Rows
    from search.showing.highlight import Highlighter
    from search.showing.marks import Marked, escape, mark_paragraphs, mark_text
    from search.showing.snippets import snippet, to_terminal, unmarked
    from search.showing.understanding import UnderstoodForm, UnderstoodWord, understood

__all__ = [
    "FacetTable",
    "Highlighter",
    "Marked",
    "Rows",
    "UnderstoodForm",
    "UnderstoodWord",
    "escape",
    "mark_paragraphs",
    "mark_text",
    "snippet",
    "to_terminal",
    "understood",
    "unmarked",
]

__getattr__ = lazily(
    __name__,
    {
        "facets": ("FacetTable", "Rows"),
        "highlight": ("Highlighter",),
        "marks": ("Marked", "escape", "mark_paragraphs", "mark_text"),
        "snippets": ("snippet", "to_terminal", "unmarked"),
        "understanding": ("UnderstoodForm", "UnderstoodWord", "understood"),
    },
)
