"""Damage to an index: bytes of one column, found by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.storage import manifest
from index.storage.container import FileRecord
from index.storage.store import LEXICON, RELATIONS, SEGMENTS, file_of


def files(path: Path) -> dict[Path, FileRecord]:
    """Return the files of the index with their records, removals left out."""
    state = manifest.read(path)
    related = [chunk.relations for chunk in state.lexicon if chunk.relations]
    return {
        **{file_of(path, LEXICON, one.name): one.file for one in state.lexicon},
        **{file_of(path, RELATIONS, one.name): one.file for one in related},
        **{file_of(path, SEGMENTS, one.name): one.file for one in state.segments},
    }


def damage_column(path: Path, name: str, change: Callable[[bytes], bytes] | None = None) -> Path:
    """Change the bytes of a column (all bits of its last byte, if not told otherwise); return the file it is in."""
    file, record = next(item for item in files(path).items() if name in item[1].columns)
    column = record.columns[name]
    content = bytearray(file.read_bytes())
    old = bytes(content[column.offset : column.end])
    content[column.offset : column.end] = change(old) if change else old[:-1] + bytes([old[-1] ^ 255])
    file.write_bytes(content)
    return file
