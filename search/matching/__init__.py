"""Which articles match a query, and in which order: the tree evaluated, scored, compared and chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.matching.counts import NO_MONTH, SegmentReader, month_name
    from search.matching.execute import Execution
    from search.matching.explanation import Explanation, explain
    from search.matching.form_sets import IN_BODY, IN_TITLE, marks_of
    from search.matching.leaves import FILTERS, WORDS, Leaf, fields_of, words_of
    from search.matching.nearness import Nearness
    from search.matching.relax import members, relaxed, typed
    from search.matching.select import Matches, among, best
    from search.matching.side_by_side import each
    from search.matching.words import Apart, Asked, Compared, FormTable, Word, read_together

__all__ = [
    "FILTERS",
    "IN_BODY",
    "IN_TITLE",
    "NO_MONTH",
    "WORDS",
    "Apart",
    "Asked",
    "Compared",
    "Execution",
    "Explanation",
    "FormTable",
    "Leaf",
    "Matches",
    "Nearness",
    "SegmentReader",
    "Word",
    "among",
    "best",
    "each",
    "explain",
    "fields_of",
    "marks_of",
    "members",
    "month_name",
    "read_together",
    "relaxed",
    "typed",
    "words_of",
]

__getattr__ = lazily(
    __name__,
    {
        "counts": ("NO_MONTH", "SegmentReader", "month_name"),
        "execute": ("Execution",),
        "explanation": ("Explanation", "explain"),
        "form_sets": ("IN_BODY", "IN_TITLE", "marks_of"),
        "leaves": ("FILTERS", "WORDS", "Leaf", "fields_of", "words_of"),
        "nearness": ("Nearness",),
        "relax": ("members", "relaxed", "typed"),
        "select": ("Matches", "among", "best"),
        "side_by_side": ("each",),
        "words": ("Apart", "Asked", "Compared", "FormTable", "Word", "read_together"),
    },
)
