"""What kernels write to while they answer: arrays of each thread's own, as long as the longest segment."""

from __future__ import annotations

import threading
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search.lists import address

TOTAL, NEARNESS, SCORE, BITS, ALIKE_BITS, ANY, PLACE, ROOM = range(8)
"""Places in `Arrays.addresses`: where ``total``, ``nearest``, ``score``, ``bits``, ``alike_bits``, ``document``
and ``count`` begin, and for how many documents they have room."""


class Arrays:
    """One thread's arrays for ``size`` documents; all but ``document`` and ``count`` are zero between two calls.

    ``addresses`` int64 tells kernels where they are: to be handed each of them takes them 0.2 microseconds.
    """

    def __init__(self, size: int) -> None:
        self.size = max(1024, -(-size // 64) * 64)
        self.total, self.nearest = np.zeros(self.size, np.int64), np.zeros(self.size, np.int16)
        self.score, self.bits = np.zeros(self.size), np.zeros(self.size // 64, np.uint64)
        self.alike_bits = np.zeros(self.size // 64, np.uint64)
        self.document, self.count = np.empty(self.size, np.int32), np.empty(self.size, np.int32)
        told: list[npt.NDArray[Any]] = [
            self.total, self.nearest, self.score, self.bits, self.alike_bits, self.document, self.count,
        ]  # fmt: skip
        self.addresses = np.array([*map(address, told), self.size])


class Scratch(threading.local):
    """Each thread's own arrays."""

    def __init__(self) -> None:
        self._own: Arrays | None = None

    def of(self, size: int) -> Arrays:
        """Return the arrays, for at least ``size`` documents."""
        own = self._own
        if own is None or size > own.size:
            own = self._own = Arrays(size)
        return own

    def forget(self) -> None:
        """Begin anew with the next call: a kernel that failed may have left what is not zero."""
        self._own = None


scratch: Final = Scratch()
