"""What touches every posting of a question: Numba kernels and their plain twins, between which `hot` chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.kernels import hot, plain
    from search.kernels.plain import weighted_length

__all__ = [
    "hot",
    "plain",
    "weighted_length",
]

__getattr__ = lazily(__name__, {"plain": ("weighted_length",)}, modules=("hot", "plain"))
