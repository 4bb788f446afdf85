"""How much words look alike: ``Neurologe`` and ``Neurologie``, ``zitiern`` and ``zitieren``.

Two folds are as like as they share pieces of two, three and four characters, with beginning and end as characters of
their own: the cosine of the two sets. Nothing but the two words decides it, so that no score depends on what else is in
the index.

Pieces are not weighed by how rare they are: with idfs from a fixed table of a million German forms (16,384 buckets),
mlqa-de-dev rises from .772 to .775, but 2,000 questions of xglue-qam-de-dev stay at .721 and MRR@10 of 1,000 titles
falls from .563 to .561.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.uint64]
_Count = TypeVar("_Count", int, npt.NDArray[np.int64])
PIECES: Final = (2, 3, 4)
"""Characters of a piece."""
_CHARACTER_BITS: Final = 16
_FEW: Final = 8
"""So many are compared one by one: NumPy takes longer to begin."""
_LINE_END: Final = ord("\n")


def likeness(fold: str, others: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return how like each of ``others`` is to ``fold``, float64 from 0 to 1; both have two letters at least.

    Raises:
        ArithmeticError: for an empty fold, which only a damaged dictionary has.
    """
    if len(others) <= _FEW and max(map(ord, "".join((fold, *others))), default=0) < 1 << _CHARACTER_BITS:
        return _one_by_one(fold, others)
    own, codes = _codes([fold]), _codes(others)
    other = np.cumsum(codes == _LINE_END)
    shared = np.zeros(len(others) + 1, np.int64)
    for size in PIECES:
        wanted = np.sort(_pieces(own[:-1], size))
        pieces = _pieces(codes, size)
        place = np.minimum(np.searchsorted(wanted, pieces), len(wanted) - 1)
        shared += np.bincount(other[: len(pieces)][wanted[place] == pieces], minlength=len(shared))
    return _cosine(shared[:-1], others, fold)


def _one_by_one(fold: str, others: Sequence[str]) -> npt.NDArray[np.float64]:
    own = frozenset(_pieces_of(fold))
    shared = np.array([sum(piece in own for piece in _pieces_of(other)) for other in others], np.int64)
    return _cosine(shared, others, fold)


def _cosine(shared: npt.NDArray[np.int64], others: Sequence[str], fold: str) -> npt.NDArray[np.float64]:
    letters = np.array([len(one) for one in others], np.int64)
    with np.errstate(
        divide="raise", invalid="raise"
    ):  # a damaged dictionary has empty folds: an error as in the kernel, no warning
        return np.minimum(shared / np.sqrt(_count(letters) * _count(len(fold))), 1.0)


def _pieces_of(fold: str) -> list[str]:
    line = f"^{fold}$"
    return [line[at : at + size] for size in PIECES for at in range(len(line) - size + 1)]


def _codes(folds: Sequence[str]) -> Array:
    """Return the characters of lines ``^fold$``."""
    lines = "".join(f"^{fold}$\n" for fold in folds)
    return np.frombuffer(lines.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def _pieces(codes: Array, size: int) -> Array:
    """Return the pieces that begin at each character; those over the end of a line are like none of one word's."""
    pieces = np.zeros(max(0, len(codes) - size + 1), np.uint64)
    for at in range(size):
        shifted = codes[at : at + len(pieces)] & np.uint64((1 << _CHARACTER_BITS) - 1)
        pieces |= shifted << np.uint64(at * _CHARACTER_BITS)
    return pieces


def _count(letters: _Count) -> _Count:
    """Return how many pieces a fold of so many letters has."""
    return letters * len(PIECES) + sum(3 - size for size in PIECES)
