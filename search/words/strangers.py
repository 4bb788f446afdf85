"""Forms that have the stem of a word, or of what is akin to it, and are other words all the same.

They are those of `index.german.unlike`, and function words: ``Nichte`` is not ``nicht``, nor ``Meinung``, by way of
``meinen``, ``mein``. `Strangers` finds them among the forms that a word leads to.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index import Snapshot, fold, german, stem
from search.arrays import is_in
from search.ranking import function_words, function_words_by_stem
from search.words.expansion import Family, FormNumbers, in_units
from search.words.vowels import of_same_vowels

unlike = german.unlike
_CACHED: Final = 4096
"""A question asks for those of each of its words, and of all words that are akin to it."""
_NONE: Final[frozenset[str]] = frozenset()
_LINK: Final = 3
"""Letters by which a word is longer than another that cannot be the other with a linking element: Bildung, Bild."""


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


class Strangers:
    """Tells the forms of a word from those of others that the dictionary finds with it.

    What is another word, but akin to it, counts as ``derived`` does, and is at ``place`` among the relations.
    """

    def __init__(self, snapshot: Snapshot, derived: float, place: int) -> None:
        self._lexicon, self._derived, self._place = snapshot.lexicon, derived, place

    def told_apart(self, text: str, akin: Sequence[str], family: Family) -> Family:
        """Return the family of ``text`` without what it never finds, not even by way of ``akin`` words."""
        return self._as_derived(text, self._without_strangers(text, akin, family))

    def _as_derived(self, text: str, family: Family) -> Family:
        """Return the family with the forms of another, akin word of its stem (see `index.german.unlike`) as such."""
        folds = unlike.unlike(text)
        if not folds:
            return family
        direct = np.flatnonzero(family.direct)
        texts = self._lexicon.texts(family.forms[direct].tolist())
        other = np.zeros(len(family.forms), bool)
        other[direct] = [fold(form) in folds for form in texts]
        most = in_units(np.array([self._derived]))
        return Family(
            family.forms, np.where(other, np.minimum(family.weights, most), family.weights), family.direct & ~other,
            np.where(other, self._place, family.relation).astype(np.uint8),
        )  # fmt: skip

    def _without_strangers(self, text: str, akin: Sequence[str], family: Family) -> Family:
        """Return the family without forms that only have the letters of the fold or of the stem: for most words, all.

        These are umlauts for two vowels, and strangers with their compounds: Kohl is not Kohle, and has no
        Kohleausstieg.
        """
        same = of_same_vowels(self._lexicon.texts, text, family.forms)
        own, further = strangers(text), by_way_of(akin)
        if own or further:
            unwanted = is_in(family.forms, self._with_folds(own))
            unwanted |= ~family.direct & is_in(family.forms, self._with_folds(further))
            others = unlike.never(text)
            if others:
                unwanted |= self._are_made_of(others, text, family)
            same = ~unwanted if same is None else same & ~unwanted
        return family if same is None else family.chosen(same)

    def _with_folds(self, folds: frozenset[str]) -> FormNumbers:
        """Return the forms that have one of ``folds``, ascending."""
        if not folds:
            return np.zeros(0, np.int64)
        return np.sort(np.concatenate(self._lexicon.sharing_each(sorted(folds), [-1] * len(folds))))

    def _are_made_of(self, folds: frozenset[str], text: str, family: Family) -> npt.NDArray[np.bool_]:
        """Return which forms of the family of ``text`` are compounds with a part that is one of ``folds``.

        What holds the word itself is not made of a much shorter one: Bildungspolitik, beside Bild.
        """
        own = fold(text)
        short = {one for one in folds if len(one) <= len(own) - _LINK}
        made = ~family.direct & is_in(family.forms, np.sort(self._lexicon.made_of(list(folds - short))))
        if short:
            may_be = ~family.direct & is_in(family.forms, np.sort(self._lexicon.made_of(list(short))))
            places = np.flatnonzero(may_be)
            texts = self._lexicon.texts(family.forms[places].tolist())
            made[places] |= np.array([own not in fold(one) for one in texts], bool)
        return made
