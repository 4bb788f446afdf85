"""The index room: an article comes in, and can be found afterwards.

Its door: other rooms import from here and nothing deeper. Names are loaded when they are first used, so that a
question to the index does not pay for what only writing one needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index import compounds, errors, german, kernels, options
    from index.article import Article
    from index.dictionary import lookup_kernels
    from index.errors import StoreError
    from index.german import fold, stem
    from index.hot import WordFinder, load_kernels, tokenise, tokenise_coded
    from index.relations import WEIGHT_UNIT
    from index.segments import NO_DATE, NO_DAY, CategoryName, FieldName, Segment, postings
    from index.sources import ReadOptions, Reject, read
    from index.storage import Index, Snapshot
    from index.text import clean
    from index.tokenising import Tokens, words

__all__ = [
    "NO_DATE",
    "NO_DAY",
    "WEIGHT_UNIT",
    "Article",
    "CategoryName",
    "FieldName",
    "Index",
    "ReadOptions",
    "Reject",
    "Segment",
    "Snapshot",
    "StoreError",
    "Tokens",
    "WordFinder",
    "clean",
    "compounds",
    "errors",
    "fold",
    "german",
    "kernels",
    "lazily",
    "load_kernels",
    "lookup_kernels",
    "options",
    "postings",
    "read",
    "stem",
    "tokenise",
    "tokenise_coded",
    "words",
]

__getattr__ = lazily(
    __name__,
    {
        "article": ("Article",),
        "dictionary": ("lookup_kernels",),
        "errors": ("StoreError",),
        "german": ("fold", "stem"),
        "hot": ("WordFinder", "load_kernels", "tokenise", "tokenise_coded"),
        "relations": ("WEIGHT_UNIT",),
        "segments": ("NO_DATE", "NO_DAY", "CategoryName", "FieldName", "Segment", "postings"),
        "sources": ("ReadOptions", "Reject", "read"),
        "storage": ("Index", "Snapshot"),
        "text": ("clean",),
        "tokenising": ("Tokens", "words"),
    },
    modules=("compounds", "errors", "german", "kernels", "options"),
)
