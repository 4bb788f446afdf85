"""What a run tells about its input besides the articles: rejects and notices."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

EXCERPT_CHARS: Final = 120
"""So much of a rejected record is shown, in characters."""
KINDS_SHOWN: Final = 5
"""So many kinds are named in a notice, for it is one line; it says how many others there are."""


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
    kinds: tuple[tuple[str, int], ...] = ()
    """Where several kinds have one reason, how many there are of each, most first."""

    def __str__(self) -> str:
        kinds = [f"{count:,} {kind}" for kind, count in self.kinds[:KINDS_SHOWN]]
        if others := sum(count for _, count in self.kinds[KINDS_SHOWN:]):
            kinds.append(f"{others:,} others")
        if len(self.kinds) == 1:
            kinds = [self.kinds[0][0]]
        of_kinds = f" ({', '.join(kinds)})" if kinds else ""
        return f"{self.count:,} × {self.reason}{of_kinds}, first: {self.example}"


class Notices:
    """Collects notices, one for each reason, so that a million of them take the room of one."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._kinds: dict[str, Counter[str]] = {}

    def add(self, reason: str, example: str, kind: str = "") -> None:
        """Count one more of ``reason``, and of a ``kind`` of it; the first example is kept."""
        self._first.setdefault(reason, example)
        self._kinds.setdefault(reason, Counter())[kind] += 1

    def all(self) -> list[Notice]:
        """Return the notices so far, in the order in which they first came up."""
        return [
            Notice(reason, kinds.total(), self._first[reason], tuple(kinds.most_common() if any(kinds) else ()))
            for reason, kinds in self._kinds.items()
        ]


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
