"""What touches every posting of a question: Numba kernels and their plain twins, between which `hot` chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.kernels import hot, plain, scratch
    from search.kernels.arrays import distinct, first_by, is_in
    from search.kernels.plain import weighted_length

__all__ = [
    "distinct",
    "first_by",
    "hot",
    "is_in",
    "plain",
    "scratch",
    "weighted_length",
]

__getattr__ = lazily(
    __name__,
    {"arrays": ("distinct", "first_by", "is_in"), "plain": ("weighted_length",)},
    modules=("hot", "plain", "scratch"),
)
