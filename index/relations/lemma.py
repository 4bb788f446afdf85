"""Inflection beyond stems: ``ging`` is found under ``gehen``, ``Häuser`` under ``Haus``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from index.german import lemmas
from index.kernels import text_hashes
from index.relations import heads
from index.relations.relation import FULL_WEIGHT, Forms, Relation, Rows

VERSION: Final = 3
"""Raised when the table of lemmas or its use changes."""


class LemmaRelation(Relation):
    """A word and the other forms of its lemma, where stems do not bring them together."""

    name = "lemma"
    direct = True

    def fingerprint(self) -> str:
        """Return the version of the table and its use."""
        return str(VERSION)

    def rows(self, forms: Forms) -> Rows:
        """Return a row for every lemma of every form that the table knows."""
        if forms.analysis is None:
            return _rows(forms.texts, np.arange(len(forms)))
        from index.german import lemma_hashes

        others = np.flatnonzero(~forms.analysis.simple)
        slow = _rows([forms.texts[at] for at in others.tolist()], others)
        place, key, count = lemma_hashes.rows_of(forms.analysis)
        weight = np.where(count > 1, _weight(lemmas.SHARED), np.uint8(FULL_WEIGHT))
        return Rows(
            np.concatenate((key, slow.key)), np.concatenate((place, slow.form)), np.concatenate((weight, slow.weight))
        )

    def texts_of(self, word: str, stems: Mapping[str, float]) -> Mapping[str, float]:  # noqa: ARG002 (the protocol's)
        """Return the lemmas of ``word``."""
        return lemmas.lemmas(word)

    def other_words(self, word: str) -> Mapping[str, float]:
        """Return what leads to other forms of a compound that the table does not have."""
        return heads.other_words(word)


def _weight(share: float) -> np.uint8:
    return np.uint8(np.rint(share * FULL_WEIGHT))


def _rows(forms: Sequence[str], places: npt.NDArray[np.int64]) -> Rows:
    """Return the rows of ``forms``, which are at ``places``, one by one."""
    found = lemmas.of_all(forms)
    if not found:
        return Rows.none()
    at, texts, weights = zip(*found, strict=True)
    return Rows(text_hashes(texts), places[np.array(at)], np.array(list(map(_weight, weights)), np.uint8))
