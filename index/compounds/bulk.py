"""The pieces of all compounds of a dictionary, with kernels: the twin of `index.compounds.pieces.pieces_of`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import numpy as np

from index.compounds.kernels import Lookup, known_words, split_words
from index.compounds.piece_kernels import RESTORED_LETTERS, pieces_of_splits
from index.compounds.pieces import Pieces, joined, never_met
from index.german import Analysis, german
from index.kernels import Words

if TYPE_CHECKING:
    from index.compounds.vocabulary import Mask

_WORDS_OF_A_CORE: Final = 20_000
"""So many words keep another core busy for longer than it takes to begin there."""


def begins_with_capital(forms: Sequence[str]) -> Mask:
    """Return which forms (none empty) begin with a capital."""
    return np.fromiter((form[0].isupper() for form in forms), np.bool_, len(forms))


def pieces(analysis: Analysis, look: Lookup) -> Pieces:
    """Return the pieces of the simple words of ``analysis``, a run of words on each core: kernels hold no lock."""
    size = len(analysis.simple)
    cores = min(os.cpu_count() or 1, 1 + size // _WORDS_OF_A_CORE)
    edges = [size * at // cores for at in range(cores + 1)]
    with ThreadPoolExecutor(cores) as pool:
        return joined(list(pool.map(lambda first, last: _run(analysis, look, first, last), edges[:-1], edges[1:])))


def _run(analysis: Analysis, look: Lookup, first: int, last: int) -> Pieces:
    codes, start, end = analysis.folds
    start, end = start[first:last], end[first:last]
    end = np.where(analysis.simple[first:last], end, start)  # the others are split one by one
    classes, undivided = known_words(codes, start, end, analysis.capital[first:last], look.table)
    counts, points, restores = split_words(codes, start, end, classes, undivided, look)
    key, form, is_head = pieces_of_splits(
        codes, analysis.half, start, end, counts, points, restores, RESTORED_LETTERS, never_met()
    )
    return Pieces(key, form + first, is_head)


def compounds_among(forms: Sequence[str], look: Lookup) -> Mask:
    """Return which of a few forms are split: their parts are not told, for they may lie inside of a letter."""
    codes, start, end = Words.of(german.folds(forms))
    classes, undivided = known_words(codes, start, end, begins_with_capital(forms), look.table)
    counts, _, _ = split_words(codes, start, end, classes, undivided, look)
    return counts > 0
