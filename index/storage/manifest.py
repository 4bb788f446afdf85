"""The manifest: the one file that says what the index is made of, a generation at a time."""

from __future__ import annotations

import os
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from index.errors import IndexVersionError, damaged_file, missing_index
from index.german import german
from index.storage.container import ColumnRecord, FileRecord, sync_folder
from index.zone import DEFAULT_ZONE

FORMAT: Final = 5
"""Raised when the layout on disk changes."""
NAME: Final = "manifest.json"
TEMPORARY: Final = f"{NAME}.new"
"""Where a manifest is written before it takes the place of the old one."""


class RelationsRecord(NamedTuple):
    """The relations of a chunk's forms: file, and which rules they were computed with."""

    name: str
    fingerprint: str
    file: FileRecord


class ChunkRecord(NamedTuple):
    """A chunk of the dictionary: file, number of its first form, number of forms."""

    name: str
    first: int
    forms: int
    file: FileRecord
    relations: RelationsRecord | None = None


class RemovedRecord(NamedTuple):
    """Which articles of a segment are removed, and how many: a file with a column of packed bits."""

    name: str
    removed: int
    file: FileRecord


class SegmentRecord(NamedTuple):
    """A segment: file, number of articles (removed ones included), removals."""

    name: str
    articles: int
    file: FileRecord
    removed: RemovedRecord | None = None


class Manifest(NamedTuple):
    """One generation of the index. ``arrivals`` counts the articles that ever arrived and never goes back."""

    generation: int = 0
    arrivals: int = 0
    zone: str = DEFAULT_ZONE
    format: int = FORMAT
    fingerprint: str = german.fingerprint()
    committed: str = ""
    lexicon: tuple[ChunkRecord, ...] = ()
    segments: tuple[SegmentRecord, ...] = ()

    def write(self, folder: Path) -> None:
        """Make this the index's generation, atomically: a crash leaves the old manifest or this one."""
        stamped = self._replace(committed=datetime.now(UTC).isoformat(timespec="seconds"))
        content = orjson.dumps(stamped._asdict(), default=_plain)
        text = orjson.dumps({"checksum": zlib.crc32(content), "manifest": orjson.Fragment(content)})
        temporary = folder / TEMPORARY
        with temporary.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / NAME)
        sync_folder(folder)

    def check(self, folder: Path) -> None:
        """Make sure that this program can search the index.

        Raises:
            IndexVersionError: if the format or the German rules differ.
        """
        if self.format != FORMAT:
            raise IndexVersionError(
                f"{folder} has index format {self.format}, this program reads {FORMAT}; "
                "build it anew with `fundstelle reindex PATH…` (the old one stays until the new one is whole)"
            )
        if self.fingerprint != german.fingerprint():
            raise IndexVersionError(
                f"{folder} was built with other German rules than this program's; "
                "build it anew with `fundstelle reindex PATH…` (the old one stays until the new one is whole)"
            )


def read(folder: Path) -> Manifest:
    """Return the index's current generation.

    Raises:
        IndexMissingError: if there is no manifest.
        IndexDamagedError: if it is not what was written.
    """
    try:
        text = (folder / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise missing_index(folder) from error
    try:
        outer = orjson.loads(text)
        content = outer["manifest"]
        intact = zlib.crc32(orjson.dumps(content)) == outer["checksum"]
        if intact:
            return _from_json(content)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise damaged_file(folder / NAME, "is no manifest") from error
    raise damaged_file(folder / NAME, "has another checksum than when it was written")


def _from_json(content: dict[str, Any]) -> Manifest:
    known = {name: content[name] for name in ("generation", "arrivals", "zone", "format", "fingerprint", "committed")}
    if content["format"] != FORMAT:  # the rest may look different: enough to say so
        return Manifest(**known)
    return Manifest(
        **known,
        lexicon=tuple(_chunk(one) for one in content["lexicon"]),
        segments=tuple(_segment(one) for one in content["segments"]),
    )


def _chunk(one: dict[str, Any]) -> ChunkRecord:
    related = one["relations"]
    relations = related and RelationsRecord(related["name"], related["fingerprint"], _file(related["file"]))
    return ChunkRecord(one["name"], one["first"], one["forms"], _file(one["file"]), relations)


def _segment(one: dict[str, Any]) -> SegmentRecord:
    gone = one["removed"]
    removed = gone and RemovedRecord(gone["name"], gone["removed"], _file(gone["file"]))
    return SegmentRecord(one["name"], one["articles"], _file(one["file"]), removed)


def _file(one: dict[str, Any]) -> FileRecord:
    columns = {name: ColumnRecord(*record) for name, record in one["columns"].items()}
    return FileRecord(one["size"], one["checksum"], columns)


def _plain(record: ColumnRecord | FileRecord | ChunkRecord | RelationsRecord | SegmentRecord | RemovedRecord) -> object:
    """Return a record as JSON has it: columns as lists, for there are many, all others as objects."""
    return tuple(record) if isinstance(record, ColumnRecord) else record._asdict()
