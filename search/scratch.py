"""What kernels write to while they answer: arrays of each thread's own, as long as the longest segment."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np


class Scratch(threading.local):
    """Each thread's own arrays, all zero between two calls; as long as the longest segment."""

    def __init__(self) -> None:
        self.size = 0

    def of(self, size: int) -> Scratch:
        """Return the arrays, for at least ``size`` documents."""
        if size > self.size:
            self.size = max(1024, -(-size // 8) * 8)
            self.total, self.flags = np.zeros(self.size, np.int64), np.zeros(self.size, np.uint8)
            self.nearest, self.score = np.zeros(self.size, np.int16), np.zeros(self.size)
            self.words = self.flags.view(np.uint64)
            self.document, self.count = np.empty(self.size, np.int64), np.empty(self.size, np.int64)
        return self


scratch: Final = Scratch()
