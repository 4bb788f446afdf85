"""The data file of compounds: closed classes of German words, and the weights of the scores."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from index import data_files
from index.german import german

TABLE_VERSION: Final = 4
"""Raised when the tables change for another reason than their data file or the rules of folding."""
_FILE: Final = "compounds.toml"


@cache
def _content() -> dict[str, Any]:
    return data_files.toml(_FILE)


def checksum() -> int:
    """Return the CRC-32 of the file: what is computed from it is old when this changes."""
    return zlib.crc32(data_files.content(_FILE))


def splitter_version() -> str:
    """Return what changes when forms are split otherwise; every opening of an index asks, so no table is loaded."""
    return f"{TABLE_VERSION}-{german.ANALYSIS_VERSION}-{checksum():08x}"


def listed(name: str) -> list[str]:
    """Return the folded words of a class."""
    words = _content()[name]
    return german.folds(words if isinstance(words, list) else words.split())


def weights() -> Mapping[str, float]:
    """Return the fitted weights of the features by name (see `index.compounds.scores`)."""
    found: dict[str, float] = _content()["weights"]
    return found
