"""How the number of distinct forms grows with the text (Heaps' law), measured and continued.

Heaps: V(n) = K · n^β (H. S. Heaps, *Information Retrieval*, 1978, 7.5). K and β come from the upper end of
the measured curve, so that the continuation starts where the real text ends, with its slope there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

WORD: Final = re.compile(r"[^\W_]+")
STEP: Final = 1.25
"""Factor between the token counts at which a curve is measured."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """A measured curve: after ``tokens[i]`` tokens there were ``forms[i]`` distinct forms (both float64)."""

    tokens: Floats
    forms: Floats

    @property
    def exponent(self) -> float:
        """β, fitted by least squares in logarithms over the last decade of the curve."""
        upper = self.tokens >= self.tokens[-1] / 10
        if upper.sum() < 2:
            return 1.0
        return float(np.polyfit(np.log(self.tokens[upper]), np.log(self.forms[upper]), 1)[0])

    def at(self, tokens: float) -> float:
        """Return the forms after ``tokens`` tokens: interpolated, and by Heaps' law past the measured end."""
        if tokens <= self.tokens[-1]:
            return float(np.interp(tokens, np.append(0.0, self.tokens), np.append(0.0, self.forms)))
        return float(self.forms[-1] * (tokens / self.tokens[-1]) ** self.exponent)


class Counting:
    """Counts forms while texts go by; ``counts`` has the frequency of each."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.tokens = 0
        self._points: list[tuple[int, int]] = []
        self._next = 100.0

    def add(self, text: str) -> None:
        """Count the words of ``text``."""
        words = WORD.findall(text)
        self.counts.update(words)
        self.tokens += len(words)
        if self.tokens >= self._next:
            self._points.append((self.tokens, len(self.counts)))
            self._next = self.tokens * STEP

    def curve(self) -> Curve:
        """Return the curve so far, its last point included."""
        points = np.array([*self._points, (self.tokens, len(self.counts))], np.float64)
        return Curve(points[:, 0], points[:, 1])


def measure(texts: Iterable[str]) -> Curve:
    """Return the curve of ``texts`` in their order."""
    counting = Counting()
    for text in texts:
        counting.add(text)
    return counting.curve()


class Minting:
    """How many new forms a grown text needs so that its forms follow ``curve``.

    Sentences drawn again and again show the forms they keep with the expectation
    B(n) = Σ (1 − exp(−c·n/N)) over the forms' frequencies c in N source tokens; what the curve has beyond
    that must be minted.
    """

    def __init__(self, curve: Curve, kept: Iterable[int]) -> None:
        self.curve = curve
        frequencies, forms = np.unique(np.fromiter(kept, np.int64), return_counts=True)
        self._rates: Floats = frequencies / curve.tokens[-1]
        self._forms: Floats = forms.astype(np.float64)
        self._most = 0

    def kept(self, tokens: float) -> float:
        """B(n): the source's own forms to be expected in ``tokens`` drawn tokens."""
        return float(self._forms @ -np.expm1(-self._rates * tokens))

    def needed(self, tokens: float) -> int:
        """Return how many forms must have been minted after ``tokens`` tokens; never falls."""
        self._most = max(self._most, round(self.curve.at(tokens) - self.kept(tokens)))
        return self._most
