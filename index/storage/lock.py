"""The write lock: one writer at a time; who comes second waits, then learns who holds it."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

import orjson

from index.errors import IndexLockedError, missing_index

NAME: Final = "write.lock"
_POLL_SECONDS: Final = 0.05


class WriteLock:
    """The lock of one index; the operating system frees it when its process ends, however it ends."""

    def __init__(self, folder: Path, label: str) -> None:
        self._path, self._label = folder / NAME, label
        self._file: IO[bytes] | None = None

    def acquire(self, wait: float) -> None:
        """Take the lock, waiting at most ``wait`` seconds.

        Raises:
            IndexLockedError: naming the holder, when it was not free in time.
            IndexMissingError: if the index's folder is gone.
        """
        try:
            file = self._path.open("a+b")
        except (FileNotFoundError, NotADirectoryError) as error:
            raise missing_index(self._path.parent) from error
        deadline = time.monotonic() + wait
        while not _locked(file):
            if time.monotonic() >= deadline:
                holder = self._holder(file)
                file.close()
                raise IndexLockedError(
                    f"the index is being written by {holder}; try again later or wait longer with --wait SECONDS"
                )
            time.sleep(_POLL_SECONDS)
        self._file = file
        self._sign(file)

    def _sign(self, file: IO[bytes]) -> None:
        file.truncate(0)
        file.write(
            orjson.dumps(
                {
                    "label": self._label,
                    "process": os.getpid(),
                    "host": socket.gethostname(),
                    "since": datetime.now().astimezone().isoformat(timespec="seconds"),
                }
            )
        )
        file.flush()

    @staticmethod
    def _holder(file: IO[bytes]) -> str:
        file.seek(0)
        try:
            holder: dict[str, Any] = orjson.loads(file.read())
            return "`{label}` (process {process} on {host}, since {since})".format(**holder)
        except (orjson.JSONDecodeError, KeyError, TypeError):  # the holder has not signed yet, or something else did
            return "another process"

    def release(self) -> None:
        """Give the lock back; does nothing if it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
