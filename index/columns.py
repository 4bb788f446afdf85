"""Columns: arrays of one dimension under their names, and how strings are kept in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Columns = Mapping[str, Array]


def smallest(array: Array) -> Array:
    """Return the same numbers (none negative) in the smallest unsigned type that holds them."""
    highest = int(array.max(initial=0))
    return array.astype(np.min_scalar_type(highest), copy=False)


def told(column: Array) -> tuple[int, int]:
    """Return where in memory a contiguous column is, and how many entries it has, for kernels; it has to be kept."""
    return column.__array_interface__["data"][0], len(column)


_LINE_END: Final = ord("\n")
_AT_ONCE: Final = 1 << 16
"""Strings that are read at once: what is worked out for each of their bytes takes eight times as many."""


def characters(data: Array) -> tuple[str, npt.NDArray[np.int64]]:
    """Return UTF-8 as text, and how many characters begin before each byte and before the end, int64[bytes + 1]."""
    begins = np.zeros(len(data) + 1, np.int64)
    np.cumsum(data & 0xC0 != 0x80, out=begins[1:])  # a byte that does not go on with a character (10xxxxxx) begins one
    return data.tobytes().decode(), begins


class Strings(Sequence[str]):
    """A column of strings: ``blob`` uint8[bytes] of UTF-8 and ``start`` [strings + 1], where each begins."""

    def __init__(self, blob: Array, start: Array) -> None:
        self.blob, self.start = blob, start
        self._bytes, self._starts = blob.data, start.data  # a piece of it becomes a string without NumPy

    @classmethod
    def of(cls, values: Sequence[str]) -> Strings:
        """Return the column that holds ``values``."""
        if isinstance(values, Strings):
            return values
        found = cls.of_lines("\n".join(values) + "\n" * bool(values))
        if len(found) > len(values):  # a string has a line break inside
            encoded = [value.encode() for value in values]
            return cls(np.frombuffer(b"".join(encoded), np.uint8), smallest(np.cumsum([0, *map(len, encoded)])))
        return found

    @classmethod
    def of_lines(cls, text: str) -> Strings:
        """Return the column that holds the lines of ``text``, which all end with a line break, without it."""
        lines = np.frombuffer(text.encode(), np.uint8)
        ends = np.flatnonzero(lines == _LINE_END)
        start = np.zeros(len(ends) + 1, np.int64)
        start[1:] = ends - np.arange(len(ends))
        return cls(lines[lines != _LINE_END], smallest(start))

    @classmethod
    def from_columns(cls, columns: Columns, name: str) -> Strings:
        """Return the strings that `columns` wrote under ``name``."""
        return cls(columns[f"{name}.bytes"], columns[f"{name}.start"])

    def columns(self, name: str) -> dict[str, Array]:
        """Return the two arrays under the names that `from_columns` reads."""
        return {f"{name}.bytes": self.blob, f"{name}.start": self.start}

    def __len__(self) -> int:
        return len(self.start) - 1

    def __getitem__(self, at: int) -> str:  # type: ignore[override]  # no slices: `take` and `tolist` do that
        return str(self._bytes[self._starts[at] : self._starts[at + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), _AT_ONCE):
            yield from self._run(first, first + _AT_ONCE)

    def tolist(self) -> list[str]:
        """Return all strings."""
        return list(self)

    def _run(self, first: int, last: int) -> list[str]:
        start = self.start[first : last + 1].astype(np.int64)
        text, begins = characters(self.blob[start[0] : start[-1]])
        return [text[begin:end] for begin, end in pairwise(begins[start - start[0]].tolist())]

    def take(self, places: Array) -> list[str]:
        """Return the strings at ``places`` (ints)."""
        starts, ends = self.start[places].tolist(), self.start[np.asarray(places) + 1].tolist()
        data = self._bytes
        return [str(data[start:end], "utf-8") for start, end in zip(starts, ends, strict=True)]
