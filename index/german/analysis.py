"""The German of many forms at once, by kernels: the twin of `index.german.german` over a whole dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Strings
from index.german import german
from index.german.fold_kernels import fold_table, fold_words
from index.german.stem_kernels import agrees, stem_lengths
from index.kernels import Words


class Analysis(NamedTuple):
    """What kernels found out about forms. The ones that are not ``simple`` are left to `german`: they are rare.

    ``half`` uint8[code points of the folds]: 1 for the second letter of two that were one; ``capital`` bool[forms]:
    whether a form begins with a capital; ``capitals`` bool[forms]: whether it has no small letter; ``simple``
    bool[forms].
    """

    folds: Words
    half: npt.NDArray[np.uint8]
    capital: npt.NDArray[np.bool_]
    capitals: npt.NDArray[np.bool_]
    simple: npt.NDArray[np.bool_]

    def fold_texts(self, forms: Sequence[str]) -> Strings:
        """Return the fold of each form: `index.german.german.folds`."""
        text = str(self.folds.codes.data, "utf-32-le")  # a line for each
        others = np.flatnonzero(~self.simple)
        starts, ends = self.folds.start[others].tolist(), self.folds.end[others].tolist()
        parts, at = list[str](), 0
        for start, end, fold in zip(starts, ends, german.folds([forms[at] for at in others.tolist()]), strict=True):
            parts += (text[at:start], fold)
            at = end
        return Strings.of_lines("".join([*parts, text[at:]]))

    def stem_sizes(self, forms: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return how many letters of its fold are the stem of each form, int64."""
        sizes: npt.NDArray[np.int64] = stem_lengths(*self.folds)
        others = np.flatnonzero(~self.simple)
        sizes[others] = [len(stem) for stem in german.stems([forms[at] for at in others.tolist()])]
        return sizes


def analyse(forms: Sequence[str]) -> Analysis | None:
    """Return the analysis of ``forms``, which hold no line breaks; None if the package stems by other rules."""
    if not agrees():
        return None
    codes, half, start, end, capital, capitals, simple = fold_words(*Words.of(forms), fold_table())
    return Analysis(Words(codes, start, end), half, capital, capitals, simple)
