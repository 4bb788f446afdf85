"""Columns: a folder of ``.npy`` files, written once with checksums, then memory-mapped and never changed.

Here are some arrays, keep them: `write`. Here is the folder, give me the arrays: `read`. A folder of columns can
be opened by anyone with ``numpy.load``.
"""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.errors import IndexDamagedError

Array = npt.NDArray[Any]
Columns = Mapping[str, Array]


class FileRecord(NamedTuple):
    """What the manifest knows of one column's file: bytes, CRC-32, and how to read the array in it."""

    size: int
    checksum: int
    offset: int
    dtype: str
    length: int


Files = dict[str, FileRecord]


def write(folder: Path, columns: Columns, *, sync: bool = True) -> Files:
    """Write each array to ``folder/NAME.npy`` (one dimension, as it is) and return the files' records."""
    folder.mkdir(parents=True, exist_ok=True)
    records = {name: _write_column(folder / f"{name}.npy", array, sync) for name, array in columns.items()}
    if sync:
        sync_folder(folder)
    return records


def _write_column(path: Path, array: Array, sync: bool) -> FileRecord:
    array = np.ascontiguousarray(array)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        offset = file.tell()
        file.write(array.data)
        file.flush()
        if sync:
            os.fsync(file.fileno())
    with path.open("rb") as written:
        header = written.read(offset)
    checksum = zlib.crc32(array.data, zlib.crc32(header))
    return FileRecord(offset + array.nbytes, checksum, offset, array.dtype.str, len(array))


def sync_folder(folder: Path) -> None:
    """Make sure that the names in ``folder`` survive a crash of the machine."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(root: Path, kinds: Sequence[str]) -> None:
    """Make sure that the folders below ``root`` survive a crash of the machine, as their files do."""
    for folder in (root / kind for kind in kinds):
        if folder.is_dir():
            sync_folder(folder)
    sync_folder(root)


def read(folder: Path, files: Mapping[str, FileRecord]) -> dict[str, Array]:
    """Return the arrays, memory-mapped and read-only.

    Raises:
        IndexDamagedError: if a file is missing or has another size than was written.
    """
    # Joined by hand: pathlib takes a third of the time of opening an index of a thousand files.
    return {name: _read_column(f"{folder}{os.sep}{name}.npy", record) for name, record in files.items()}


def _read_column(path: str, record: FileRecord) -> Array:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError as error:
        message = f"{path} can't be read ({error.strerror}); run `fundstelle verify`, then `fundstelle reindex`"
        raise IndexDamagedError(message) from error
    try:
        size = os.fstat(handle).st_size
        if size != record.size:
            raise IndexDamagedError(
                f"{path} has {size} bytes instead of {record.size}; run `fundstelle verify`, then reindex"
            )
        if record.length == 0:
            return np.empty(0, record.dtype)
        mapped = mmap.mmap(handle, size, access=mmap.ACCESS_READ)
        return np.frombuffer(mapped, record.dtype, record.length, record.offset)
    finally:
        os.close(handle)


def damaged(folder: Path, files: Mapping[str, FileRecord]) -> Iterator[tuple[Path, str]]:
    """Yield each file that is not what was written, and what is wrong with it."""
    for name, record in files.items():
        path = folder / f"{name}.npy"
        if not path.is_file():
            yield path, "is missing"
        elif path.stat().st_size != record.size:
            yield path, f"has {path.stat().st_size} bytes instead of {record.size}"
        elif _checksum(path) != record.checksum:
            yield path, "has another checksum than when it was written"


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            checksum = zlib.crc32(part, checksum)
    return checksum


def smallest(array: Array) -> Array:
    """Return the same numbers (none negative) in the smallest unsigned type that holds them."""
    highest = int(array.max(initial=0))
    return array.astype(np.min_scalar_type(highest), copy=False)


_LINE_END: Final = ord("\n")


class Strings(Sequence[str]):
    """A column of strings: ``blob`` uint8[bytes] of UTF-8 and ``start`` [strings + 1], where each begins."""

    def __init__(self, blob: Array, start: Array) -> None:
        self.blob, self.start = blob, start
        self._bytes, self._starts = blob.data, start.data  # a piece of it becomes a string without NumPy

    @classmethod
    def of(cls, values: Sequence[str]) -> Strings:
        """Return the column that holds ``values``."""
        lines = np.frombuffer(("\n".join(values) + "\n" * bool(values)).encode(), np.uint8)
        ends = np.flatnonzero(lines == _LINE_END)
        if len(ends) > len(values):  # a string has a line break inside
            encoded = [value.encode() for value in values]
            return cls(np.frombuffer(b"".join(encoded), np.uint8), smallest(np.cumsum([0, *map(len, encoded)])))
        start = np.zeros(len(values) + 1, np.int64)
        start[1:] = ends - np.arange(len(values))
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

    def tolist(self) -> list[str]:
        """Return all strings."""
        # In one piece, and cut at characters: a byte that does not go on with one (10xxxxxx) begins one.
        data = self.blob[: int(self.start[-1])]
        begins = np.zeros(len(data) + 1, np.int64)
        np.cumsum(data & 0xC0 != 0x80, out=begins[1:])
        text = data.tobytes().decode()
        return [text[start:end] for start, end in pairwise(begins[self.start].tolist())]

    def take(self, places: Array) -> list[str]:
        """Return the strings at ``places`` (ints)."""
        starts, ends = self.start[places].tolist(), self.start[np.asarray(places) + 1].tolist()
        data = self._bytes
        return [str(data[start:end], "utf-8") for start, end in zip(starts, ends, strict=True)]
