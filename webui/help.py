"""The examples of the help page; they stand in ``help.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Chapter:
    """Examples of one kind: queries, each with what it finds."""

    title: str
    examples: tuple[tuple[str, str], ...]


@cache
def chapters(language: str) -> tuple[Chapter, ...]:
    """Return what can be asked, in *language* (``de`` or ``en``)."""
    found = tomllib.loads(files("webui").joinpath("help.toml").read_text(encoding="utf-8"))
    return tuple(
        Chapter(chapter["title"], tuple((query, meaning) for query, meaning in chapter["examples"]))
        for chapter in found[language]
    )
