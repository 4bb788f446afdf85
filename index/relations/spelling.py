"""Spellings beyond the fold: ``Photo`` is found under ``Foto``, ``Erdoğan`` under ``Erdogan``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from index.german import canonical, canonicals, german
from index.kernels import text_hashes
from index.relations.relation import FULL_WEIGHT, Forms, Relation, Rows

VERSION: Final = 3
"""Raised when the rules of orthography change."""


class SpellingRelation(Relation):
    """A word and its spellings that are compared as one.

    Only forms that are not spelled as they are compared have a row, under the stem of the latter; the others are found
    by that stem itself (`other_words`).
    """

    name = "spelling"
    direct = True

    def fingerprint(self) -> str:
        """Return the version of the rules."""
        return str(VERSION)

    def rows(self, forms: Forms) -> Rows:
        """Return a row for every form with another spelling."""
        at = _candidates(forms)
        folds = forms.folds.take(at)
        pairs = zip(at.tolist(), canonicals(folds), folds, strict=True)
        found = [(place, compared) for place, compared, fold in pairs if compared != fold]
        keys = text_hashes(german.stems([compared for _, compared in found]))
        places = np.array([place for place, _ in found], np.int64)
        return Rows(keys, places, np.full(len(places), FULL_WEIGHT, np.uint8))

    def texts_of(self, word: str, stems: Mapping[str, float]) -> Mapping[str, float]:  # noqa: ARG002 (the protocol's)
        """Return the stem of what ``word`` is compared as."""
        return {german.stem(canonical(german.fold(word))): 1.0}

    def other_words(self, word: str) -> Mapping[str, float]:
        """Return what ``word`` is compared as, if it is not spelled so."""
        folded = german.fold(word)
        compared = canonical(folded)
        return {compared: 1.0} if compared != folded else {}


def _candidates(forms: Forms) -> npt.NDArray[np.int64]:
    """Return the places of the forms that may be compared as something else than their fold."""
    if forms.analysis is None:
        return np.arange(len(forms))
    from index.german import may_differ, telling_letters

    return np.flatnonzero(may_differ(*forms.analysis.folds, telling_letters()) | ~forms.analysis.simple)
