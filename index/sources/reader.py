"""Reader: finds the files, tells their formats, and hands out what each of them gives.

One bad record or file never stops a run: it becomes a `Reject`, and reading goes on.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from index.article import Article
from index.sources import formats
from index.sources.fields import FieldReader
from index.sources.options import ReadOptions
from index.sources.reports import Notice, Notices, Reject
from index.sources.streams import Stream

STANDARD_INPUT: Final = "-"


class _File(NamedTuple):
    """A file to be read."""

    path: str
    size: int
    kind: formats.Kind | None
    """None: to be told from the content."""


class Reader:
    """Articles and rejects out of files; iterate over it, once.

    ``bytes_total`` is the size of all files as they lie on disk, standard input not counted, and
    ``bytes_read`` says how much of that is done: for a progress bar. ``notices`` tells afterwards what was
    left out without being a reject.
    """

    def __init__(self, paths: Iterable[str | Path], options: ReadOptions | None = None) -> None:
        self._options = options or ReadOptions()
        self._notices = Notices()
        self._fields = FieldReader(self._options, self._notices)
        self._problems: list[Reject] = []
        self._files = [file for path in paths for file in self._find(str(path))]
        self._stream: Stream | None = None
        self._bytes_done = 0
        self.bytes_total = sum(file.size for file in self._files)

    @property
    def bytes_read(self) -> int:
        """Bytes consumed so far, packed where the files are packed."""
        return self._bytes_done + (self._stream.bytes_read if self._stream else 0)

    @property
    def notices(self) -> list[Notice]:
        """What was left out so far: skipped files, dates that were not understood."""
        return self._notices.all()

    def __iter__(self) -> Iterator[Article | Reject]:
        yield from self._problems
        for file in self._files:
            yield from self._read(file)

    def _find(self, path: str) -> Iterator[_File]:
        """Yield the files under a path that the user named, in the order of their names."""
        if path == STANDARD_INPUT:
            yield _File(path, 0, None)
            return
        try:
            status = Path(path).stat()
        except (OSError, ValueError) as error:
            self._problems.append(Reject(_shown(path), 0, _unreadable(error)))
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self._find_in(path)
        else:
            # What the user names is read even if its ending says nothing. It may be a pipe, which has no size.
            yield _File(path, status.st_size if stat.S_ISREG(status.st_mode) else 0, formats.kind_of_name(path))

    def _find_in(self, folder: str) -> Iterator[_File]:
        """Yield the files in a folder and all folders in it; hidden and unknown ones are told as notices."""
        for parent, folders, names in os.walk(folder, onerror=self._cannot_list):
            for name in [name for name in folders if name.startswith(".")]:
                self._notices.add("hidden folder skipped", _shown(str(Path(parent, name))))
                folders.remove(name)
            for name in [name for name in folders if Path(parent, name).is_symlink()]:
                self._notices.add("link to a folder not followed", _shown(str(Path(parent, name))))
            folders.sort()
            for name in sorted(names):
                yield from self._find_file(Path(parent, name))

    def _find_file(self, path: Path) -> Iterator[_File]:
        """Yield a file that was found in a folder, if it is one to be read."""
        if path.name.startswith("."):
            self._notices.add("hidden file skipped", _shown(str(path)))
        elif path.exists() and not path.is_file():
            self._notices.add("pipe or device skipped", _shown(str(path)))
        elif formats.kind_of_name(path.name) is None:
            kind = _shown(formats.ending(path.name)) or "without ending"
            self._notices.add("file of another type skipped", _shown(str(path)), kind)
        else:
            yield from self._find(str(path))

    def _cannot_list(self, error: OSError) -> None:
        """Keep a folder that cannot be listed as a reject."""
        self._problems.append(Reject(_shown(str(error.filename)), 0, _unreadable(error)))

    def _read(self, file: _File) -> Iterator[Article | Reject]:
        """Yield what a file gives, and at its end a reject if it could not be read to the end."""
        name = _shown(file.path)
        stream = None
        try:
            with _open(file.path) as opened, closing(Stream(name, opened)) as stream:
                self._stream = stream
                if not stream.head and not stream.failure and file.kind != "text":
                    self._notices.add("empty file", name)
                yield from formats.read(stream, file.kind, self._fields, self._options)
        except OSError as error:
            yield Reject(name, 0, _unreadable(error))
        if stream and stream.failure:
            yield Reject(name, stream.lines_read + 1 if stream.lines_read else 0, stream.failure)
        self._bytes_done += file.size or (stream.bytes_read if stream else 0)
        self._stream = None


def read(paths: Iterable[str | Path], options: ReadOptions | None = None) -> Reader:
    """Return a reader of all articles under ``paths``: files, folders, or ``-`` for standard input."""
    return Reader(paths, options)


def _open(path: str) -> AbstractContextManager[BinaryIO]:
    """Open a file, or standard input, which stays open afterwards."""
    return nullcontext(sys.stdin.buffer) if path == STANDARD_INPUT else Path(path).open("rb")


def _unreadable(error: Exception) -> str:
    """Return why a file cannot be read."""
    said = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {said or error}; check the path and its permissions"


def _shown(path: str) -> str:
    """Return a path so that it can be printed: file names on Linux may be no text."""
    return os.fsencode(path).decode(errors="replace")
