"""What a run tells about its input besides the articles: rejects and notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EXCERPT_CHARS: Final = 120
"""So much of a rejected record is shown, in characters."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A record or file that gave no article."""

    file: str
    """The path as it was found; ``-`` is standard input."""
    line: int
    """Where the record begins, from 1; 0 when the whole file is meant."""
    reason: str
    excerpt: str = ""
    """Beginning of the record, on one line, printable."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something left out that is no reject: files that were skipped, dates that were not understood."""

    reason: str
    count: int
    example: str
    """The first of them, with its place."""

    def __str__(self) -> str:
        return f"{self.count:,} × {self.reason}, first: {self.example}"


class Notices:
    """Collects notices, one for each reason, so that a million of them take the room of one."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}

    def add(self, reason: str, example: str) -> None:
        """Count one more of ``reason``; the first example is kept."""
        count, first = self._found.get(reason, (0, example))
        self._found[reason] = (count + 1, first)

    def all(self) -> list[Notice]:
        """Return the notices so far, in the order in which they first came up."""
        return [Notice(reason, count, example) for reason, (count, example) in self._found.items()]


def wrong_encoding(byte: int, where: str = "") -> str:
    """Return the reason for a record with a byte that is none of UTF-8, nor the whole file of another encoding."""
    return f"wrong encoding: byte {byte:#04x}{where} is not UTF-8; save the file as UTF-8"


def excerpt(record: str | bytes) -> str:
    """Return the beginning of ``record`` as it can be shown on one line of a report."""
    if isinstance(record, bytes):
        record = record[: 4 * EXCERPT_CHARS].decode(errors="replace")
    shown = "".join(char if char.isprintable() else " " for char in record[: 2 * EXCERPT_CHARS])
    shown = " ".join(shown.split())
    return shown if len(shown) <= EXCERPT_CHARS else shown[: EXCERPT_CHARS - 1] + "…"
