"""The index on disk: generations, snapshots of them for readers, and the way in for writers.

A commit writes new files beside the old ones and then replaces the manifest; a reader opens all files of one
generation at once and keeps them as long as it likes, for a file that is swept stays readable while it is open.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from index import relations
from index.dictionary import Chunk, Lexicon
from index.errors import (
    SENSELESS,
    IndexDamagedError,
    IndexExistsError,
    IndexLockedError,
    IndexMissingError,
    damaged_file,
    missing_index,
)
from index.segments import NO_DAY, CategoryName, Segment
from index.storage import container, manifest
from index.storage.container import Container, FileRecord
from index.storage.manifest import ChunkRecord, Manifest, SegmentRecord
from index.zone import DEFAULT_ZONE

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from index.writer import Writer

LEXICON, RELATIONS, SEGMENTS, REMOVED = "lexicon", "relations", "segments", "removed"
KINDS: Final = (LEXICON, RELATIONS, SEGMENTS)
"""Folders of an index; in each of them a file for every chunk or segment."""
_OPEN_TRIES: Final = 20
"""A reader may lose its files to a commit while it opens them; each try starts from the then newest generation."""


class Problem(NamedTuple):
    """Something that is wrong with an index: the file, and what about it."""

    file: Path
    message: str


class IndexStats(NamedTuple):
    """An index in figures; ``bytes`` are those of all its files, days are in its time zone."""

    articles: int
    removed: int
    segments: int
    forms: int
    tokens: int
    bytes: int
    generation: int
    committed: str
    first: date | None
    last: date | None
    sources: tuple[tuple[str, int], ...]
    sections: tuple[tuple[str, int], ...]


class Snapshot:
    """One generation, open for reading."""

    def __init__(self, state: Manifest, lexicon: Lexicon, segments: Sequence[Segment]) -> None:
        self.manifest, self.lexicon, self.segments = state, lexicon, tuple(segments)
        for segment in segments:  # those of an earlier generation too: so nothing holds a chunk that was merged
            segment.lexicon = lexicon

    @property
    def generation(self) -> int:
        """Number of the generation; a later one is higher."""
        return self.manifest.generation

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which the index's days are counted."""
        from zoneinfo import ZoneInfo  # which a question does not need

        return ZoneInfo(self.manifest.zone)

    @cached_property
    def article_count(self) -> int:
        """Number of articles, removed ones not counted."""
        return sum(segment.live_count for segment in self.segments)

    def find(self, identifier: str) -> tuple[Segment, int] | None:
        """Return where the live article with that id is."""
        for segment in self.segments:
            document = segment.find(identifier)
            if document is not None and segment.live[document]:
                return segment, document
        return None

    def days(self) -> tuple[date | None, date | None]:
        """Return the first and the last day on which an article was published."""
        days = [segment.day[segment.live & (segment.day != NO_DAY)] for segment in self.segments]
        dated = [part for part in days if len(part)]
        if not dated:
            return None, None
        first, last = min(int(part.min()) for part in dated), max(int(part.max()) for part in dated)
        return date.fromordinal(first), date.fromordinal(last)

    def category_counts(self, category: CategoryName) -> tuple[tuple[str, int], ...]:
        """Return the values of a category with their numbers of articles, most frequent first."""
        counts: dict[str, int] = {}
        for segment in self.segments:
            codes, document = segment.codes(category)
            values = segment.values[category]
            numbers = np.bincount(codes[segment.live[document]], minlength=len(values))
            for value, number in zip(values, numbers.tolist(), strict=True):
                counts[value] = counts.get(value, 0) + number
        found = [(value, number) for value, number in counts.items() if value and number]
        return tuple(sorted(found, key=lambda item: (-item[1], item[0])))


class Index:
    """An index at a path: `snapshot` reads it, `writer` and `rebuild` change it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._manifest = os.fspath(path / manifest.NAME)
        self._snapshot: Snapshot | None = None
        self._seen: tuple[int, ...] = ()
        self._guard = threading.Lock()
        self._verified: tuple[int, tuple[Problem, ...]] | None = None

    @classmethod
    def create(cls, path: str | Path, zone: str = DEFAULT_ZONE) -> Index:
        """Make an empty index; ``zone`` is the time zone in which its days are counted.

        Raises:
            IndexExistsError: if the path is an index, or a folder or file with something in it.
        """
        from zoneinfo import ZoneInfo

        path = Path(path)
        if path.is_file() or (path.is_dir() and any(one.name != manifest.TEMPORARY for one in path.iterdir())):
            if (path / manifest.NAME).exists():
                raise IndexExistsError(f"there is already an index at {path}; open it, or choose another path")
            raise IndexExistsError(f"there is already something at {path} that is no index; choose another path")
        path.mkdir(parents=True, exist_ok=True)
        Manifest(generation=1, zone=ZoneInfo(zone).key).write(path)
        return cls(path)

    @classmethod
    def open(cls, path: str | Path) -> Index:
        """Return the index at ``path``.

        Raises:
            IndexMissingError: if there is none.
        """
        path = Path(path)
        if not (path / manifest.NAME).exists():
            raise missing_index(path)
        return cls(path)

    @classmethod
    def create_or_open(cls, path: str | Path) -> Index:
        """Return the index at ``path``, made if there is none."""
        path = Path(path)
        return cls(path) if (path / manifest.NAME).exists() else cls.create(path)

    def discard_empty(self) -> None:
        """Delete an index to which nothing was ever committed, unless somebody is about to write to it."""
        from index.storage.lock import WriteLock

        lock = WriteLock(self.path, "discard")
        try:
            lock.acquire(0)
        except (IndexLockedError, IndexMissingError):
            return
        try:
            if manifest.read(self.path).generation == 1:
                sweep(self.path, Manifest(generation=1))
                self._delete_files()
        finally:
            lock.release()

    def _delete_files(self) -> None:
        from index.storage.lock import NAME as LOCK_NAME

        (self.path / manifest.NAME).unlink()
        (self.path / LOCK_NAME).unlink()
        with suppress(OSError):  # somebody put something else there
            for kind in KINDS:
                if (self.path / kind).exists():
                    (self.path / kind).rmdir()
            self.path.rmdir()

    def snapshot(self) -> Snapshot:
        """Return the newest generation; cheap when nothing was committed since the last call.

        Raises:
            IndexMissingError, IndexDamagedError, IndexVersionError: as their messages say.
        """
        seen = self._stamp()
        snapshot = self._snapshot
        if snapshot is not None and seen == self._seen:
            return snapshot
        with self._guard:
            if self._snapshot is None or seen != self._seen:
                self._snapshot = self._open_newest()
                self._seen = seen
            return self._snapshot

    def _stamp(self) -> tuple[int, ...]:
        try:
            status = os.stat(self._manifest)  # noqa: PTH116 - asked before every answer, and joining paths takes longer
        except FileNotFoundError:
            return ()
        return status.st_mtime_ns, status.st_ino, status.st_size

    def _open_newest(self) -> Snapshot:
        state = manifest.read(self.path)
        for _ in range(_OPEN_TRIES):
            state.check(self.path)
            try:
                return self._open(state)
            except IndexDamagedError:
                newest = manifest.read(self.path)
                if newest.generation == state.generation:
                    raise
                state = newest
        return self._open(state)

    def _open(self, state: Manifest) -> Snapshot:
        """Open a generation; what the last one has open already is shared with it."""
        chunks, segments = self._opened()
        return Snapshot(
            state,
            Lexicon([chunks.get(_names(record)) or open_chunk(self.path, record) for record in state.lexicon]),
            [segments.get(_identity(record)) or open_segment(self.path, record) for record in state.segments],
        )

    def _opened(self) -> tuple[Mapping[tuple[str, ...], Chunk], Mapping[tuple[str, ...], Segment]]:
        if self._snapshot is None:
            return {}, {}
        last = self._snapshot
        chunks = zip(last.manifest.lexicon, last.lexicon.chunks, strict=True)
        segments = zip(last.manifest.segments, last.segments, strict=True)
        return (
            {_names(record): chunk for record, chunk in chunks},
            {_identity(record): segment for record, segment in segments},
        )

    def writer(self, wait: float = 10.0, label: str = "a Python program") -> Writer:
        """Return the writer that adds to this index (see `index.writer.Writer`)."""
        from index.writer import Writer

        return Writer(self, wait, label)

    def rebuild(self, wait: float = 10.0, label: str = "a Python program") -> Writer:
        """Return a writer whose commit replaces the whole content; readers go on with the old until then.

        From then on all threads of the process share one heap, see `index.memory.keep_one_heap`, and take short turns,
        see `index.turns`; until it ends, garbage is looked for seldom.
        """
        from index.memory import keep_one_heap
        from index.turns import take_short_turns
        from index.writer import Writer

        keep_one_heap()
        take_short_turns()
        return Writer(self, wait, label, anew=True)

    def merge(self, wait: float = 10.0, label: str = "a Python program") -> None:
        """Merge all segments into as few as possible and drop removed articles for good."""
        with self.writer(wait, label) as writer:
            writer.merge(fully=True)

    def verify(self) -> tuple[Problem, ...]:
        """Return every file of the newest generation that is not what was written."""
        state = manifest.read(self.path)
        state.check(self.path)
        return tuple(
            Problem(file, message)
            for file, record in _files(self.path, state)
            for message in container.damaged(file, record)
        )

    @contextmanager
    def naming_damage(self) -> Iterator[None]:
        """Name the damaged file, if there is one, where working with what is in the index fails.

        Files are compared with their checksums only then, and once a generation.

        Raises:
            IndexDamagedError: instead of an error that a damaged file may have caused.
        """
        try:
            yield
        except SENSELESS as error:
            with self._guard:
                generation = manifest.read(self.path).generation
                if self._verified is None or self._verified[0] != generation:
                    self._verified = generation, self.verify()
                problems = self._verified[1]
            if not problems:
                raise
            raise damaged_file(*problems[0]) from error

    def stats(self) -> IndexStats:
        """Return the index in figures."""
        snapshot = self.snapshot()
        first, last = snapshot.days()
        return IndexStats(
            articles=snapshot.article_count,
            removed=sum(len(one) - one.live_count for one in snapshot.segments),
            segments=len(snapshot.segments),
            forms=len(snapshot.lexicon),
            tokens=sum(one.live_tokens("title") + one.live_tokens("body") for one in snapshot.segments),
            bytes=_bytes(self.path, snapshot.manifest),
            generation=snapshot.generation,
            committed=snapshot.manifest.committed,
            first=first,
            last=last,
            sources=snapshot.category_counts("source"),
            sections=snapshot.category_counts("section"),
        )


def _identity(record: SegmentRecord) -> tuple[str, ...]:
    """Return what tells a segment with its removals from all others that ever were."""
    return (record.name, *((record.removed.name,) if record.removed else ()))


def _names(record: ChunkRecord) -> tuple[str, ...]:
    """Return what tells a chunk with its relations from all others that ever were."""
    return (record.name, *((record.relations.name,) if record.relations else ()))


def file_of(path: Path, kind: str, name: str) -> Path:
    """Return the file of a chunk, relations or a segment in the index at ``path``."""
    return path / kind / f"{name}{container.SUFFIX}"


def open_chunk(path: Path, record: ChunkRecord) -> Chunk:
    """Return the chunk of ``record`` in the index at ``path``; relations of other rules than ours are not opened."""
    related = None
    if record.relations is not None and is_current(record):
        related = Container(file_of(path, RELATIONS, record.relations.name), record.relations.file)
    return Chunk(record.first, Container(file_of(path, LEXICON, record.name), record.file), related)


def is_current(record: ChunkRecord) -> bool:
    """Return whether the relations of a chunk are what this program would compute."""
    return record.relations is not None and record.relations.fingerprint == relations.fingerprint()


def open_segment(path: Path, record: SegmentRecord) -> Segment:
    """Return the segment of ``record`` in the index at ``path``."""
    removed = None
    if record.removed is not None:
        bits = Container(file_of(path, SEGMENTS, record.removed.name), record.removed.file)[REMOVED]
        removed = np.unpackbits(bits, count=record.articles).astype(bool)
        removed.flags.writeable = False  # as the rest of a segment; and kernels would be compiled for both kinds
    return Segment(record.name, Container(file_of(path, SEGMENTS, record.name), record.file), removed)


def sweep(path: Path, state: Manifest) -> None:
    """Delete what no generation from ``state`` on needs; only the holder of the write lock may.

    An index of another format is left alone: its files are not known.
    """
    if state.format != manifest.FORMAT:
        return
    import shutil

    keep = {file for file, _ in _files(path, state)}
    for kind in KINDS:
        for found in (path / kind).glob("*"):
            if found.is_dir():  # of an earlier format
                shutil.rmtree(found, ignore_errors=True)
            elif found not in keep:
                with suppress(OSError):  # the next writer may be able to
                    found.unlink()


def salvaged(path: Path) -> Manifest:
    """Return an empty generation that goes on counting where an index with a damaged manifest must have been."""
    from zipfile import BadZipFile

    generations = [int(found.name[:8]) for kind in KINDS for found in (path / kind).glob("[0-9]*-*")]
    arrivals = [0]
    for file in (path / SEGMENTS).glob(f"*{container.SUFFIX}"):
        with suppress(BadZipFile, KeyError, OSError, ValueError):  # removals; or damaged as well: it cannot say
            arrivals.append(1 + int(np.load(file)["arrival"].max(initial=-1)))
    return Manifest(generation=max(generations, default=0), arrivals=max(arrivals))


def _files(path: Path, state: Manifest) -> Iterator[tuple[Path, FileRecord]]:
    for chunk in state.lexicon:
        yield file_of(path, LEXICON, chunk.name), chunk.file
        if chunk.relations:
            yield file_of(path, RELATIONS, chunk.relations.name), chunk.relations.file
    for segment in state.segments:
        yield file_of(path, SEGMENTS, segment.name), segment.file
        if segment.removed:
            yield file_of(path, SEGMENTS, segment.removed.name), segment.removed.file


def _bytes(path: Path, state: Manifest) -> int:
    return (path / manifest.NAME).stat().st_size + sum(record.size for _, record in _files(path, state))
