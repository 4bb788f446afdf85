"""The manifest: the one file that says what the index is made of, a generation at a time."""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from index import german
from index.columns import FileRecord, Files, sync_folder
from index.errors import IndexDamagedError, IndexMissingError, IndexVersionError

FORMAT: Final = 3
"""Raised when the layout on disk changes."""
NAME: Final = "manifest.json"
TEMPORARY: Final = f"{NAME}.new"
"""Where a manifest is written before it takes the place of the old one."""
DEFAULT_ZONE: Final = "Europe/Berlin"


class RelationsRecord(NamedTuple):
    """The relations of a chunk's forms: folder, and which rules they were computed with."""

    name: str
    fingerprint: str
    files: Files


class ChunkRecord(NamedTuple):
    """A chunk of the dictionary: folder, number of its first form, number of forms."""

    name: str
    first: int
    forms: int
    files: Files
    relations: RelationsRecord | None = None


@dataclass(frozen=True, slots=True)
class RemovedRecord:
    """Which articles of a segment are removed: a column of packed bits in the segment's folder."""

    count: int
    files: Files


class SegmentRecord(NamedTuple):
    """A segment: folder, number of articles (removed ones included), removals."""

    name: str
    articles: int
    files: Files
    removed: RemovedRecord | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation of the index. ``arrivals`` counts the articles that ever arrived and never goes back."""

    generation: int = 0
    arrivals: int = 0
    zone: str = DEFAULT_ZONE
    format: int = FORMAT
    fingerprint: str = field(default_factory=german.fingerprint)
    committed: str = ""
    lexicon: tuple[ChunkRecord, ...] = ()
    segments: tuple[SegmentRecord, ...] = ()

    def write(self, folder: Path) -> None:
        """Make this the index's generation, atomically: a crash leaves the old manifest or this one."""
        stamped = replace(self, committed=datetime.now(UTC).isoformat(timespec="seconds"))
        content = orjson.dumps(stamped, default=_plain)
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
        raise IndexMissingError(f"there is no index at {folder}; make one with `fundstelle reindex PATH…`") from error
    try:
        outer = orjson.loads(text)
        content = outer["manifest"]
        intact = zlib.crc32(orjson.dumps(content)) == outer["checksum"]
        if intact:
            return _from_json(content)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise IndexDamagedError(_damaged(folder)) from error
    raise IndexDamagedError(_damaged(folder))


def _damaged(folder: Path) -> str:
    return f"{folder / NAME} is damaged; build the index anew with `fundstelle reindex PATH…`"


def _from_json(content: dict[str, Any]) -> Manifest:
    known = {name: content[name] for name in ("generation", "arrivals", "zone", "format", "fingerprint", "committed")}
    if content["format"] != FORMAT:  # the rest may look different: enough to say so
        return Manifest(**known)
    return Manifest(
        **known,
        lexicon=tuple(_chunk(one) for one in content["lexicon"]),
        segments=tuple(
            SegmentRecord(
                one["name"],
                one["articles"],
                _files(one["files"]),
                one["removed"] and RemovedRecord(one["removed"]["count"], _files(one["removed"]["files"])),
            )
            for one in content["segments"]
        ),
    )


def _chunk(one: dict[str, Any]) -> ChunkRecord:
    relations = one.get("relations")
    return ChunkRecord(
        one["name"],
        one["first"],
        one["forms"],
        _files(one["files"]),
        relations and RelationsRecord(relations["name"], relations["fingerprint"], _files(relations["files"])),
    )


def _plain(record: FileRecord | ChunkRecord | RelationsRecord | SegmentRecord) -> object:
    """Return a record as JSON has it: files as lists, for there are many, all others as objects."""
    return tuple(record) if isinstance(record, FileRecord) else record._asdict()


def _files(files: dict[str, list[Any]]) -> Files:
    return {name: FileRecord(*record) for name, record in files.items()}
