"""The data file of compounds: closed classes of German words, and the weights of the scores."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from index import german


def _text() -> bytes:
    return files("index").joinpath("data/compounds.toml").read_bytes()


@cache
def _content() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(_text().decode())


def checksum() -> int:
    """Return the CRC-32 of the file: what is computed from it is old when this changes."""
    return zlib.crc32(_text())


def listed(name: str) -> list[str]:
    """Return the folded words of a class."""
    words = _content()[name]
    return german.folds(words if isinstance(words, list) else words.split())


def weights() -> Mapping[str, float]:
    """Return the fitted weights of the features by name (see `index.compounds.scores`)."""
    found: dict[str, float] = _content()["weights"]
    return found
