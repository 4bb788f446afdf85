"""What somebody may mean: suggestions, corrections and similar articles, from the words of one generation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.suggesting.loading import Loader
    from search.suggesting.similar import LEAST_SHARE, similar_query, telling_words
    from search.suggesting.spelling import Correction, Speller, TypedWord
    from search.suggesting.suggest import Suggester, Suggestion
    from search.suggesting.vocabulary import Vocabulary

__all__ = [
    "LEAST_SHARE",
    "Correction",
    "Loader",
    "Speller",
    "Suggester",
    "Suggestion",
    "TypedWord",
    "Vocabulary",
    "similar_query",
    "telling_words",
]

__getattr__ = lazily(
    __name__,
    {
        "loading": ("Loader",),
        "similar": ("LEAST_SHARE", "similar_query", "telling_words"),
        "spelling": ("Correction", "Speller", "TypedWord"),
        "suggest": ("Suggester", "Suggestion"),
        "vocabulary": ("Vocabulary",),
    },
)
