"""Compounds: one German form -> its parts.

`CompoundSplitter` splits Untersuchungsausschuss into Untersuchung (with the linking element s) and ausschuss, and
leaves Vereinbarung, Neustadt and vielleicht whole. What German makes compounds of is computed once from two packages
(`vocabulary`), scored with fitted weights (`scores`) and kept on disk (`tables`); splitting only looks up. Names of
the door are loaded when they are first used: splitting one word needs no kernels and no packages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index.compounds import scores, vocabulary
    from index.compounds.data import splitter_version
    from index.compounds.hashing import word_hash
    from index.compounds.splitter import (
        CompoundSplitter,
        FormStatistics,
        Part,
        Pieces,
        class_of,
        german_table,
        is_ready,
        load,
        new_nouns,
        pieces_of,
        pieces_of_analysed,
        runs,
        split,
    )

__all__ = [
    "CompoundSplitter",
    "FormStatistics",
    "Part",
    "Pieces",
    "class_of",
    "german_table",
    "is_ready",
    "load",
    "new_nouns",
    "pieces_of",
    "pieces_of_analysed",
    "runs",
    "scores",
    "split",
    "splitter_version",
    "vocabulary",
    "word_hash",
]

__getattr__ = lazily(
    __name__,
    {
        "data": ("splitter_version",),
        "hashing": ("word_hash",),
        "splitter": (
            "CompoundSplitter",
            "FormStatistics",
            "Part",
            "Pieces",
            "class_of",
            "german_table",
            "is_ready",
            "load",
            "new_nouns",
            "pieces_of",
            "pieces_of_analysed",
            "runs",
            "split",
        ),
    },
    modules=("scores", "vocabulary"),
)
