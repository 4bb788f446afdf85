"""Names in other transliterations: ``Lavrov`` is found under the readings of ``Lawrow``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from index.hashing import text_hash, text_hashes
from index.phonetics import readings, readings_of_fold
from index.relations.relation import FULL_WEIGHT, Forms, Relation, Rows

VERSION: Final = 2
"""Raised when the readings of names change."""


class NameRelation(Relation):
    """A name and the forms with a capital that may be the same name."""

    name = "name"
    direct = False

    def fingerprint(self) -> str:
        """Return the version of the readings."""
        return str(VERSION)

    def rows(self, forms: Forms) -> Rows:
        """Return a row for every reading of every form that may be a name."""
        texts: list[str] = []
        places: list[int] = []
        for at, (form, folded) in enumerate(zip(forms.texts, forms.folds, strict=True)):
            if form[0].isupper() and not form.isupper():
                found = readings_of_fold(folded)
                texts += found
                places += [at] * len(found)
        return Rows(text_hashes(texts), np.array(places, np.int64), np.full(len(places), FULL_WEIGHT, np.uint8))

    def keys_of(self, word: str, stems: Mapping[str, float]) -> Mapping[int, float]:  # noqa: ARG002 (the protocol's)
        """Return the hashes of the readings of ``word``, however it is typed."""
        return {text_hash(reading): 1.0 for reading in readings(word)}
