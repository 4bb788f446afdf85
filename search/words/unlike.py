"""Words that a stem throws together and no ending tells apart: ``Kohl`` and ``Kohle``, ``Reis`` and ``Reise``.

What endings show (Arbeit, Arbeiter) follows from the dictionary; these pairs are in ``unlike.txt``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from index import fold

_FILE: Final = Path(__file__).with_name("unlike.txt")


def unlike(word: str) -> frozenset[str]:
    """Return the folds of the forms that are not ``word``, but have its stem; none for most words."""
    return _pairs().get(fold(word), frozenset())


@cache
def _pairs() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _FILE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            one, other = (frozenset(fold(side).split()) for side in line.split("|"))
            found |= dict.fromkeys(one, other) | dict.fromkeys(other, one)
    return found
