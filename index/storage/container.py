"""Containers: the columns of a segment, or of a chunk of the dictionary, in one file that is written once and mapped.

Here are some arrays, keep them: `write`. Here is the file, give me the arrays: `Container`. The file is a ``.npz``
whose members are not packed and begin at multiples of `ALIGNMENT`: anyone can open it with ``numpy.load``. We do not
read the table at its end, for the manifest has it as well.
"""

from __future__ import annotations

import mmap
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedRandom
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

import numpy as np

from index.columns import Array, Columns
from index.errors import damaged_file

if TYPE_CHECKING:
    from zipfile import ZipFile

SUFFIX: Final = ".npz"
ALIGNMENT: Final = 64
"""Arrays begin at multiples of so many bytes, the line of a cache: ``.npy`` headers are multiples of it as well."""
_BLOCK: Final = 1 << 20
_ZIP_HEADER: Final = 30
"""Bytes before the name of a member, by the definition of zip files."""
_EXTRA_HEADER: Final = 4
"""Bytes before the content of an extra field: two numbers, what it is and how much follows."""
_LARGE_EXTRA: Final = 20
"""Bytes of the extra field in which a large member has its size."""
_PADDING_ID: Final = b"\x35\xd9"
"""Says that an extra field is there for alignment; as other programs that align members do."""


class ColumnRecord(NamedTuple):
    """Where a column is in its file: begin of its ``.npy``, begin of the array, its type and length; CRC-32 of both."""

    begin: int
    offset: int
    dtype: str
    length: int
    checksum: int

    @property
    def end(self) -> int:
        """The first byte behind it."""
        return self.offset + self.length * np.dtype(self.dtype).itemsize


class FileRecord(NamedTuple):
    """What the manifest knows of a file: its bytes, its columns, and the CRC-32 of what is between these."""

    size: int
    checksum: int
    columns: dict[str, ColumnRecord]


def write(path: Path, columns: Columns) -> FileRecord:
    """Write the arrays (one dimension each) to one file, synced; return the file's record.

    Raises:
        OSError: with the name of the file, which Python leaves out where a disk is full.
    """
    from zipfile import ZipFile  # readers do without

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("w+b") as file:
            with ZipFile(file, "w") as members:
                records = {name: _write_column(file, members, name, array) for name, array in columns.items()}
            file.flush()
            size = file.tell()
            os.fsync(file.fileno())
            return FileRecord(size, _checksum_between(file, size, records), records)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _write_column(file: BufferedRandom, members: ZipFile, name: str, array: Array) -> ColumnRecord:
    from zipfile import ZIP64_LIMIT, ZipInfo

    array = np.ascontiguousarray(array)
    info = ZipInfo(f"{name}.npy")
    large = array.nbytes > ZIP64_LIMIT // 2  # well below it, for a header is added
    used = file.tell() + _ZIP_HEADER + len(info.filename) + _LARGE_EXTRA * large + _EXTRA_HEADER
    padding = -used % ALIGNMENT
    info.extra = _PADDING_ID + padding.to_bytes(2, "little") + bytes(padding)
    with members.open(info, "w", force_zip64=large) as member:
        begin = file.tell()
        np.lib.format.write_array_header_1_0(member, np.lib.format.header_data_from_array_1_0(array))
        offset = file.tell()
        member.write(array.data)
    return ColumnRecord(begin, offset, array.dtype.str, len(array), info.CRC)


def _between(size: int, columns: Mapping[str, ColumnRecord]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of what is not a column."""
    at = 0
    for column in sorted(columns.values()):
        yield at, column.begin
        at = column.end
    yield at, size


def _checksum_between(file: BinaryIO, size: int, columns: Mapping[str, ColumnRecord]) -> int:
    checksum = 0
    for begin, end in _between(size, columns):
        checksum = _checksum(file, begin, end, checksum)
    return checksum


def _checksum(file: BinaryIO, begin: int, end: int, checksum: int = 0) -> int:
    file.seek(begin)
    while part := file.read(min(_BLOCK, end - begin)):
        checksum = zlib.crc32(part, checksum)
        begin += len(part)
    return checksum


class Container(Mapping[str, Array]):
    """The columns of a file, read-only: the file is mapped at once, an array made when it is first asked for.

    Raises:
        IndexDamagedError: if the file is missing or has another size than was written.
        OSError: if it can't be read for another reason, which is no damage.
    """

    def __init__(self, path: str | Path, record: FileRecord) -> None:
        self._columns = record.columns
        self._arrays: dict[str, Array] = {}
        self._mapped = _mapped(os.fspath(path), record.size)

    def __getitem__(self, name: str) -> Array:
        array = self._arrays.get(name)
        if array is None:
            _, offset, dtype, length, _ = self._columns[name]
            # Another thread may do the same at the same time: no harm is in two views of the same bytes.
            array = np.frombuffer(self._mapped, dtype, length, offset)
            self._arrays[name] = array
        return array

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _mapped(path: str, size: int) -> mmap.mmap:
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError as error:
        raise damaged_file(Path(path), "is missing") from error
    try:
        found = os.fstat(handle).st_size
        if found != size:
            raise damaged_file(Path(path), f"has {found} bytes instead of {size}")
        return mmap.mmap(handle, size, access=mmap.ACCESS_READ)
    finally:
        os.close(handle)


def damaged(path: Path, record: FileRecord) -> Iterator[str]:
    """Yield what is wrong with a file; nothing if it is what was written."""
    if not path.is_file():
        yield "is missing"
    elif path.stat().st_size != record.size:
        yield f"has {path.stat().st_size} bytes instead of {record.size}"
    else:
        with path.open("rb") as file:
            for name, column in record.columns.items():
                if _checksum(file, column.begin, column.end) != column.checksum:
                    yield f"has another checksum in its column {name} than when it was written"
            if _checksum_between(file, record.size, record.columns) != record.checksum:
                yield "has another checksum between its columns than when it was written"


def sync_folder(folder: Path) -> None:
    """Make sure that the names in ``folder`` survive a crash of the machine."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(root: Path, kinds: Sequence[str]) -> None:
    """Make sure that the names in the folders below ``root`` survive a crash of the machine, as the files do."""
    for folder in (root / kind for kind in kinds):
        if folder.is_dir():
            sync_folder(folder)
    sync_folder(root)
