"""Fundstelle with all of its German: compounds, lemmas, names, nearness; what a person who searches gets.

Peers know stems only, so this one is not compared with them class by class: it shows what the rest costs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.engine import OURS
from benchmarks.peers.fundstelle import Fundstelle, Searcher
from search import Parameters


class German(Fundstelle):
    """The engine; see the module."""

    index_of = OURS
    checked = False
    setup = "as it comes, with all relations between words and nearness"

    def open(self, folder: Path) -> Searcher:
        """Open the engine."""
        return Searcher(folder, Parameters())


ENGINE: Final = German()
