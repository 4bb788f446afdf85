"""Compounds: one German form -> its parts.

`CompoundSplitter` splits Untersuchungsausschuss into Untersuchung (with the linking element s) and ausschuss, and
leaves Vereinbarung, Neustadt and vielleicht whole. What German makes compounds of is computed once from two packages
(`vocabulary`), scored with fitted weights (`scores`) and kept on disk (`tables`); splitting only looks up.
"""

from importlib import import_module
from typing import TYPE_CHECKING

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


def __getattr__(name: str) -> object:
    """Load a name of the door when it is first used: splitting one word needs no kernels and no packages."""
    if name not in __all__:
        raise AttributeError(f"module 'index.compounds' has no attribute {name!r}")
    if name in ("scores", "vocabulary"):
        value: object = import_module(f"index.compounds.{name}")
    else:
        module = {"word_hash": "hashing", "splitter_version": "data"}.get(name, "splitter")
        value = getattr(import_module(f"index.compounds.{module}"), name)
    globals()[name] = value
    return value
