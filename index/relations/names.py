"""Names in other transliterations: ``Lavrov`` is found under the readings of ``Lawrow``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        if forms.analysis is None:
            return _rows(forms, range(len(forms)))
        from index.name_kernels import plain_words, reading, readings, signs

        analysis = forms.analysis
        plain = analysis.simple & plain_words(*analysis.folds)
        names = np.flatnonzero(plain & analysis.capital & ~analysis.capitals)
        codes, start, end = analysis.folds.take(names)
        shown, possible = signs("of_cyrillic"), signs("may_be_cyrillic")
        key, place = readings(codes, start, end, shown, possible, reading("german"), reading("english"))
        others = _rows(forms, np.flatnonzero(~plain).tolist())
        return Rows(
            np.concatenate((key, others.key)),
            np.concatenate((names[place], others.form)),
            np.concatenate((np.full(len(key), FULL_WEIGHT, np.uint8), others.weight)),
        )

    def keys_of(self, word: str, stems: Mapping[str, float]) -> Mapping[int, float]:  # noqa: ARG002 (the protocol's)
        """Return the hashes of the readings of ``word``, however it is typed."""
        return {text_hash(reading): 1.0 for reading in readings(word)}


def _rows(forms: Forms, places: Iterable[int]) -> Rows:
    """Return the rows of the forms at ``places``, one by one."""
    texts: list[str] = []
    owner: list[int] = []
    for at in places:
        form = forms.texts[at]
        if form[0].isupper() and not form.isupper():
            found = readings_of_fold(forms.folds[at])
            texts += found
            owner += [at] * len(found)
    return Rows(text_hashes(texts), np.array(owner, np.int64), np.full(len(owner), FULL_WEIGHT, np.uint8))
