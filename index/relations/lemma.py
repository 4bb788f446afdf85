"""Inflection beyond stems: ``ging`` is found under ``gehen``, ``Häuser`` under ``Haus``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from index.hashing import text_hash, text_hashes
from index.lemmas import lemmas, of_all
from index.relations.relation import FULL_WEIGHT, Forms, Relation, Rows

VERSION: Final = 1
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
        found = of_all(forms.texts, forms.folds)
        if not found:
            return Rows.none()
        places, texts, weights = zip(*found, strict=True)
        return Rows(
            text_hashes(texts),
            np.array(places, np.int64),
            np.rint(np.array(weights) * FULL_WEIGHT).astype(np.uint8),
        )

    def keys_of(self, word: str, stems: Mapping[str, float]) -> Mapping[int, float]:  # noqa: ARG002 (the protocol's)
        """Return the hashes of the lemmas of ``word``."""
        return {text_hash(lemma): weight for lemma, weight in lemmas(word).items()}
