"""The index room: an article comes in, and can be found afterwards.

Its door: other rooms import from here and nothing deeper. Names are loaded when they are first used, so that a
question to the index does not pay for what only writing one needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from index import compounds, errors, options, phonetics, posting_kernels, postings
    from index.article import Article, ArticleError
    from index.errors import StoreError
    from index.german import fold, stem
    from index.hot import WordFinder, load_kernels, tokenise, tokenise_all
    from index.lexicon import Lexicon
    from index.segment import NO_DATE, NO_DAY, CategoryName, FieldName, Segment
    from index.sources import ReadOptions, Reject, read
    from index.store import Index, Snapshot
    from index.text import clean
    from index.tokens import Tokens, words
    from index.writer import Writer

_MODULES: Final = {
    "article": ("Article", "ArticleError"),
    "errors": ("StoreError",),
    "german": ("fold", "stem"),
    "hot": ("WordFinder", "load_kernels", "tokenise", "tokenise_all"),
    "lexicon": ("Lexicon",),
    "segment": ("NO_DATE", "NO_DAY", "CategoryName", "FieldName", "Segment"),
    "sources": ("ReadOptions", "Reject", "read"),
    "store": ("Index", "Snapshot"),
    "text": ("clean",),
    "tokens": ("Tokens", "words"),
    "writer": ("Writer",),
}
_HOME: Final = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "NO_DATE",
    "NO_DAY",
    "Article",
    "ArticleError",
    "CategoryName",
    "FieldName",
    "Index",
    "Lexicon",
    "ReadOptions",
    "Reject",
    "Segment",
    "Snapshot",
    "StoreError",
    "Tokens",
    "WordFinder",
    "Writer",
    "clean",
    "compounds",
    "errors",
    "fold",
    "load_kernels",
    "options",
    "phonetics",
    "posting_kernels",
    "postings",
    "read",
    "stem",
    "tokenise",
    "tokenise_all",
    "words",
]


def __getattr__(name: str) -> object:
    """Load a name of the door from its module."""
    if name not in __all__:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    value: object = (
        getattr(import_module(f"index.{_HOME[name]}"), name) if name in _HOME else import_module(f"index.{name}")
    )
    globals()[name] = value
    return value
