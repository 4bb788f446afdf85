"""Forms that have the stem of a word, or of what is akin to it, and are other words all the same.

They are those of `index.german.unlike`, and function words: ``Nichte`` is not ``nicht``, nor ``Meinung``, by way of
``meinen``, ``mein``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from index import fold, stem, unlike
from search.ranking import function_words, function_words_by_stem

_CACHED: Final = 4096
"""A question asks for those of each of its words, and of all words that are akin to it."""
_NONE: Final[frozenset[str]] = frozenset()


@lru_cache(_CACHED)
def strangers(word: str) -> frozenset[str]:
    """Return the folds of what ``word`` never finds; none for most words."""
    if fold(word) in function_words():
        return unlike.never(word)
    return unlike.never(word) | function_words_by_stem().get(stem(word), _NONE)


def by_way_of(lemmas: Sequence[str]) -> frozenset[str]:
    """Return what no word finds by way of ``lemmas``, but for those that are strangers to one another."""
    found = _NONE
    for lemma in lemmas:
        others = _of_lemma(lemma)
        if others and others.isdisjoint(lemmas):
            found |= others
    return found


@lru_cache(_CACHED)
def _of_lemma(lemma: str) -> frozenset[str]:
    """Return the strangers of ``lemma``, which may be written as a function word is (``meinen``)."""
    return unlike.never(lemma) | (function_words_by_stem().get(stem(lemma), _NONE) - {fold(lemma)})
