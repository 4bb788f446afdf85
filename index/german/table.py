"""A table of words in a data file: a key, a tab, and what belongs to it, in the order of the keys' bytes.

It is kept as sorted text and searched by bisection, so that a process that asks one question does not pay for building
anything of it; `Table.load` makes it a dictionary for processes that ask many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, cast

from index import data_files

if TYPE_CHECKING:
    import mmap


class Table:
    """The table in the file ``name`` of the folder ``data``; comments are at its top."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loaded: Mapping[str, str] | None = None

    @cached_property
    def data(self) -> bytes:
        """The lines of the table, as they are in the file."""
        text, start = self._file
        return text[start:]

    @cached_property
    def _file(self) -> tuple[mmap.mmap, int]:
        """The file, of which a look-up reads some twenty places, and where the lines behind the comments begin."""
        text, start = data_files.mapped(self._name), 0
        while text[start : start + 1] == b"#":
            start = text.find(b"\n", start) + 1
        return text, start

    def all(self) -> Mapping[str, str]:
        """Return the whole table: what belongs to each key, with spaces between."""
        return dict(cast("Iterable[tuple[str, str]]", (line.split("\t") for line in self.data.decode().splitlines())))

    def load(self) -> None:
        """Make ready for looking many keys up one by one."""
        self._loaded = self._loaded or self.all()

    def look_up(self, wanted: str) -> list[str]:
        """Return the words that belong to a key, none if it is unknown."""
        return self.bisected(wanted) if self._loaded is None else self._loaded.get(wanted, "").split()

    def bisected(self, wanted: str) -> list[str]:
        """Return the same by bisection."""
        (text, low), sought = self._file, wanted.encode("utf-8", "surrogatepass") + b"\t"
        high = len(text)
        while low < high:
            start = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = text.find(b"\n", start)
            line = text[start:end]
            if line.startswith(sought):
                return line[len(sought) :].decode().split()
            if line < sought:
                low = end + 1
            else:
                high = start
        return []
