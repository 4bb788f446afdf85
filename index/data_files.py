"""The files in ``index/data``: words and rules as people look after them, apart from the code."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any, Final

_FOLDER: Final = Path(__file__).with_name("data")


def content(name: str) -> bytes:
    """Return a file as it is."""
    return (_FOLDER / name).read_bytes()


def mapped(name: str) -> mmap.mmap:
    """Return a file as it is, read where it is looked at."""
    with (_FOLDER / name).open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def lines(name: str) -> list[str]:
    """Return the lines of a file of words (``.txt``, ``.tsv``), without comments and empty lines."""
    return [line for line in content(name).decode().splitlines() if line and not line.startswith("#")]


def toml(name: str) -> dict[str, Any]:
    """Return what a file of rules (``.toml``) holds."""
    import tomllib  # which a question does not need

    return tomllib.loads(content(name).decode())
