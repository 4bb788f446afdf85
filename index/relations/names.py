"""Names in other transliterations: ``Lavrov`` is found under the readings of ``Lawrow``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from index.german import phonetics
from index.kernels import text_hashes
from index.relations.relation import FULL_WEIGHT, Forms, Relation, Rows

VERSION: Final = 3
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
        from index.german import name_kernels as names

        analysis = forms.analysis
        plain = analysis.simple & names.plain_words(*analysis.folds)
        capitalised = np.flatnonzero(plain & analysis.capital & ~analysis.capitals)
        codes, start, end = analysis.folds.take(capitalised)
        shown, possible = names.signs("of_cyrillic"), names.signs("may_be_cyrillic")
        german, english = names.reading("german"), names.reading("english")
        key, place = names.readings(codes, start, end, shown, possible, german, english)
        others = _rows(forms, np.flatnonzero(~plain).tolist())
        return Rows(
            np.concatenate((key, others.key)),
            np.concatenate((capitalised[place], others.form)),
            np.concatenate((np.full(len(key), FULL_WEIGHT, np.uint8), others.weight)),
        )

    def texts_of(self, word: str, stems: Mapping[str, float]) -> Mapping[str, float]:  # noqa: ARG002 (the protocol's)
        """Return the readings of ``word``, however it is typed."""
        return dict.fromkeys(phonetics.readings(word), 1.0)


def _rows(forms: Forms, places: Iterable[int]) -> Rows:
    """Return the rows of the forms at ``places``, one by one."""
    texts: list[str] = []
    owner: list[int] = []
    for at in places:
        form = forms.texts[at]
        if form[0].isupper() and not form.isupper():
            found = phonetics.readings_of_fold(forms.folds[at])
            texts += found
            owner += [at] * len(found)
    return Rows(text_hashes(texts), np.array(owner, np.int64), np.full(len(owner), FULL_WEIGHT, np.uint8))
