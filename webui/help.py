"""The examples of the help page; they stand in ``help.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from webui.texts import catalogue


@dataclass(frozen=True, slots=True)
class Chapter:
    """Examples of one kind: queries, each with what it finds."""

    title: str
    examples: tuple[tuple[str, str], ...]


@cache
def chapters(language: str) -> tuple[Chapter, ...]:
    """Return what can be asked, in *language* (``de`` or ``en``)."""
    return tuple(
        Chapter(chapter["title"], tuple((query, meaning) for query, meaning in chapter["examples"]))
        for chapter in catalogue("help")[language]
    )
