"""The index on disk: generations and their manifest, containers of columns, and the lock of the writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index.storage import container, manifest, store
    from index.storage.lock import WriteLock
    from index.storage.manifest import NAME, ChunkRecord, Manifest, RelationsRecord, RemovedRecord, SegmentRecord
    from index.storage.store import (
        KINDS,
        LEXICON,
        RELATIONS,
        REMOVED,
        SEGMENTS,
        Index,
        IndexStats,
        Problem,
        Snapshot,
        file_of,
    )

__all__ = [
    "KINDS",
    "LEXICON",
    "NAME",
    "RELATIONS",
    "REMOVED",
    "SEGMENTS",
    "ChunkRecord",
    "Index",
    "IndexStats",
    "Manifest",
    "Problem",
    "RelationsRecord",
    "RemovedRecord",
    "SegmentRecord",
    "Snapshot",
    "WriteLock",
    "container",
    "file_of",
    "manifest",
    "store",
]

__getattr__ = lazily(
    __name__,
    {
        "lock": ("WriteLock",),
        "manifest": ("NAME", "ChunkRecord", "Manifest", "RelationsRecord", "RemovedRecord", "SegmentRecord"),
        "store": (
            "KINDS",
            "LEXICON",
            "RELATIONS",
            "REMOVED",
            "SEGMENTS",
            "Index",
            "IndexStats",
            "Problem",
            "Snapshot",
            "file_of",
        ),
    },
    modules=("container", "manifest", "store"),
)
