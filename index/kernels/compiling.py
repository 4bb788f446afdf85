"""Who wants to be told when kernels are compiled, which takes a while and happens once on a machine.

Kept apart from `index.kernels.jit`, so that nobody loads Numba to say that he wants to be told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

NOTICE: Final = "compiling kernels, once on this machine (about 20 s; `fundstelle warm` does it ahead)"


class _Compiling:
    """Who is told in this process."""

    begins: Callable[[], object] | None = None


def when_it_begins(tell: Callable[[], object]) -> None:
    """Have ``tell`` called once, when the first kernel is compiled: not when all were compiled before."""
    _Compiling.begins = tell


def compiled() -> None:
    """Tell who wants to know that a kernel is compiled."""
    if _Compiling.begins:
        tell, _Compiling.begins = _Compiling.begins, None
        tell()
