"""What can go wrong with an index; every message ends with what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Final


class StoreError(Exception):
    """The index cannot do what was asked; all errors of this room derive from it."""


class IndexMissingError(StoreError):
    """There is no index at the path."""


class IndexExistsError(StoreError):
    """There is already something at the path where an index should be made."""


class IndexLockedError(StoreError):
    """Another writer holds the index."""


class WriterEndedError(StoreError):
    """The writer has committed or rolled back, and let go of the index."""


class IndexVersionError(StoreError):
    """The index was written in another format or with other German rules."""


class IndexDamagedError(StoreError):
    """A file of the index is missing or not what was written."""


class ArticleError(ValueError):
    """A record that is no article; the message says what is wrong and what to do."""


UNREADABLE: Final = (IndexError, ValueError, MemoryError, OverflowError)
"""What reading a record that is not what was written may raise."""
SENSELESS: Final = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)
"""What working with anything else that is not what was written may raise; or a mistake in the program."""


def ended_writer() -> WriterEndedError:
    """Return the error for a writer that is used after its end."""
    return WriterEndedError("the writer has ended with its commit or rollback; ask the index for another one")


def missing_index(path: Path) -> IndexMissingError:
    """Return the error for a path where no index is."""
    return IndexMissingError(f"there is no index at {path}; make one with `fundstelle reindex PATH…`")


def damaged_file(file: Path, message: str) -> IndexDamagedError:
    """Return the error for a file of the index, with what is wrong with it."""
    return IndexDamagedError(f"the index is damaged: {file} {message}; build it anew with `fundstelle reindex PATH…`")


def damaged_segment(name: str) -> IndexDamagedError:
    """Return the error for a segment of which a record cannot be read."""
    return IndexDamagedError(
        f"segment {name} of the index is damaged; `fundstelle verify` names the file, "
        "`fundstelle reindex PATH…` builds the index anew"
    )
