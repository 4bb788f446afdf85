"""Stored articles: JSON in zstd blocks. Here is a document number, give me its article.

A block holds the JSON of consecutive articles, a line each. ``documents.first`` uint32[blocks + 1] says which
document begins a block, ``documents.start`` [blocks + 1] where the block begins in ``documents.zst`` uint8[bytes].
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

import numpy as np
import zstandard

from index.columns import Array, Columns, smallest

BLOCK_BYTES: Final = 32 * 1024
"""JSON bytes a block: larger ones pack a little better, but ten hits must unpack ten of them."""
_LEVEL: Final = 3


class DocumentsBuilder:
    """Packs articles into blocks as they come."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self._lines: list[bytes] = []
        self._line_bytes = 0
        self._blocks: list[bytes] = []
        self._first = [0]
        self._count = 0

    def add(self, line: bytes) -> None:
        """Take the JSON of the next document (no line breaks in it)."""
        self._lines.append(line)
        self._line_bytes += len(line)
        self._count += 1
        if self._line_bytes >= BLOCK_BYTES:
            self._close_block()

    def _close_block(self) -> None:
        self._blocks.append(self._compressor.compress(b"\n".join(self._lines)))
        self._first.append(self._count)
        self._lines, self._line_bytes = [], 0

    def add_all(self, documents: Documents, keep: Array) -> None:
        """Take another segment's documents for which ``keep`` bool[documents] is true; whole blocks as they are."""
        for block in range(documents.blocks):
            begin, end = documents.bounds(block)
            if keep[begin:end].all():
                if self._lines:
                    self._close_block()
                self._blocks.append(documents.packed(block))
                self._count += end - begin
                self._first.append(self._count)
            else:
                for document in (begin + np.flatnonzero(keep[begin:end])).tolist():
                    self.add(documents[document])

    def columns(self) -> dict[str, Array]:
        """Return the columns of all documents taken."""
        if self._lines:
            self._close_block()
        start = np.zeros(len(self._blocks) + 1, np.int64)
        np.cumsum([len(block) for block in self._blocks], out=start[1:])
        return {
            "documents.first": np.array(self._first, np.uint32),
            "documents.start": smallest(start),
            "documents.zst": np.frombuffer(b"".join(self._blocks), np.uint8),
        }


class Documents(Sequence[bytes]):
    """The JSON of each document of a segment; the last block opened in each thread is kept."""

    def __init__(self, columns: Columns) -> None:
        self._first, self._start = columns["documents.first"], columns["documents.start"]
        self._packed = columns["documents.zst"]
        self._local = threading.local()

    def __len__(self) -> int:
        return int(self._first[-1])

    def __getitem__(self, document: int) -> bytes:  # type: ignore[override]
        block = int(np.searchsorted(self._first, document, "right")) - 1
        return self._block(block)[document - int(self._first[block])]

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return len(self._start) - 1

    def bounds(self, block: int) -> tuple[int, int]:
        """Return the first document of a block, and the first after it."""
        return int(self._first[block]), int(self._first[block + 1])

    def packed(self, block: int) -> bytes:
        """Return a block as it is stored."""
        return self._packed[int(self._start[block]) : int(self._start[block + 1])].tobytes()

    def _block(self, block: int) -> list[bytes]:
        if getattr(self._local, "block", None) != block:
            try:
                unpacked = zstandard.ZstdDecompressor().decompress(self.packed(block))
            except zstandard.ZstdError as error:
                raise ValueError(f"block {block} of the stored articles cannot be unpacked: {error}") from error
            self._local.lines = unpacked.split(b"\n")
            self._local.block = block
        lines: list[bytes] = self._local.lines
        return lines
