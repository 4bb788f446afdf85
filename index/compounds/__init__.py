"""Compounds: one German form -> its parts.

`split` cuts Untersuchungsausschuss into Untersuchung (with the linking element s) and ausschuss, and leaves
Vereinbarung, Neustadt and vielleicht whole. What German makes compounds of is computed once from two packages
(`vocabulary`), scored with fitted weights (`scores`) and kept on disk (`tables`, `ready`); splitting only looks up.
Names of the door are loaded when they are first used: splitting one word needs no kernels and no packages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index.compounds import scores, tables, vocabulary
    from index.compounds.data import splitter_version, weights
    from index.compounds.hashing import beginnings, hash_table, word_hash
    from index.compounds.pieces import Pieces, pieces_of, pieces_of_analysed, runs, written_keys
    from index.compounds.ready import german_table, is_ready, load, split, split_each
    from index.compounds.splitter import CompoundSplitter, Part, endings_score

__all__ = [
    "CompoundSplitter",
    "Part",
    "Pieces",
    "beginnings",
    "endings_score",
    "german_table",
    "hash_table",
    "is_ready",
    "load",
    "pieces_of",
    "pieces_of_analysed",
    "runs",
    "scores",
    "split",
    "split_each",
    "splitter_version",
    "tables",
    "vocabulary",
    "weights",
    "word_hash",
    "written_keys",
]

__getattr__ = lazily(
    __name__,
    {
        "data": ("splitter_version", "weights"),
        "hashing": ("beginnings", "hash_table", "word_hash"),
        "pieces": ("Pieces", "pieces_of", "pieces_of_analysed", "runs", "written_keys"),
        "ready": ("german_table", "is_ready", "load", "split", "split_each"),
        "splitter": ("CompoundSplitter", "Part", "endings_score"),
    },
    modules=("scores", "tables", "vocabulary"),
)
