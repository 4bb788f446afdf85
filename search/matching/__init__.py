"""Which articles match a query, and in which order: the tree evaluated, scored, compared and chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.matching.counts import SegmentReader
    from search.matching.execute import Execution
    from search.matching.explanation import Explanation, explain
    from search.matching.leaves import FILTERS, WORDS, Leaf, all_words_of, fields_of, words_of
    from search.matching.nearness import Nearness
    from search.matching.relax import members, relaxed, typed
    from search.matching.select import Matches, among, best
    from search.matching.side_by_side import each

__all__ = [
    "FILTERS",
    "WORDS",
    "Execution",
    "Explanation",
    "Leaf",
    "Matches",
    "Nearness",
    "SegmentReader",
    "all_words_of",
    "among",
    "best",
    "each",
    "explain",
    "fields_of",
    "members",
    "relaxed",
    "typed",
    "words_of",
]

__getattr__ = lazily(
    __name__,
    {
        "counts": ("SegmentReader",),
        "execute": ("Execution",),
        "explanation": ("Explanation", "explain"),
        "leaves": ("FILTERS", "WORDS", "Leaf", "all_words_of", "fields_of", "words_of"),
        "nearness": ("Nearness",),
        "relax": ("members", "relaxed", "typed"),
        "select": ("Matches", "among", "best"),
        "side_by_side": ("each",),
    },
)
