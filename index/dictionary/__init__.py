"""The dictionary: every form ever printed, and the look-ups by fold, stem, beginning, relation and likeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index.dictionary import lookup_kernels
    from index.dictionary.lexicon import Chunk, Lexicon, build_chunk, forms_of, merge_chunks, relate

__all__ = [
    "Chunk",
    "Lexicon",
    "build_chunk",
    "forms_of",
    "lookup_kernels",
    "merge_chunks",
    "relate",
]

__getattr__ = lazily(
    __name__,
    {
        "lexicon": ("Chunk", "Lexicon", "build_chunk", "forms_of", "merge_chunks", "relate"),
    },
    modules=("lookup_kernels",),
)
