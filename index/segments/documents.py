"""Stored articles: JSON in zstd blocks. Here is a document number, give me its article.

A block holds the JSON of consecutive articles, a line each. ``documents.first`` uint32[blocks + 1] says which
document begins a block, ``documents.start`` [blocks + 1] where the block begins in ``documents.zst`` uint8[bytes].
Blocks of one or two articles pack well because they share a dictionary, made of the segment's first articles:
``documents.dictionary`` uint8[bytes] holds all dictionaries of a segment (a merged one has several),
``documents.dictionary_start`` where each begins, and ``documents.packed_with`` uint16[blocks] is the place of a block's
dictionary, from 1 on; 0 for none.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import zstandard

from index.columns import Array, Columns, smallest

BLOCK_BYTES: Final = 1024
"""JSON bytes a block with a dictionary, at least: most articles have one of their own, so that ten hits unpack no
others. Blocks of 8 KB take 1 % less, and twice as long to open (22 µs)."""
PLAIN_BLOCK_BYTES: Final = 32 * 1024
"""JSON bytes a block without: half as large ones take 4 % more."""
DICTIONARY_BYTES: Final = 110 * 1024
"""Size of a dictionary, as zstd proposes; with it a block of one article takes 10 % less than one of 32 KB without."""
DICTIONARY_ARTICLES: Final = 512
"""So many articles make a dictionary (25 ms); a segment of fewer has none."""
_SAMPLE_BYTES: Final = 3000
"""So much of each is looked at."""
_LEVEL: Final = 3
_WORTH_READING: Final = 3
"""So many documents with one dictionary pay for reading it ahead (10 to 15 µs): see `Documents.expect`."""
_BLOCKS_AT_ONCE: Final = 512
"""Blocks that are packed in one call, which frees Python's lock once: 3 MB, as many as a writer takes at once."""
_PARAMETERS: Final = zstandard.ZstdCompressionParameters.from_level(_LEVEL, write_dict_id=False)
"""With a dictionary: those for texts of unknown size, which take 1.3 % less than those for texts this short."""


class DocumentsBuilder:
    """Packs articles into blocks as they come."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self._block_bytes = PLAIN_BLOCK_BYTES
        self._dictionaries: list[bytes] = []
        self._packed_with: list[int] = []
        self._own = 0
        self._waiting: list[bytes] | None = []  # until there are enough for a dictionary
        self._lines: list[bytes] = []
        self._line_bytes = 0
        self._unpacked: list[bytes | bytearray | memoryview] = []
        self._blocks: list[bytes] = []
        self._first = [0]
        self._count = 0

    def add(self, line: bytes) -> None:
        """Take the JSON of the next document: no line breaks in it, and not empty."""
        if self._waiting is None:
            self._pack(line)
            return
        self._waiting.append(line)
        if len(self._waiting) >= DICTIONARY_ARTICLES:
            self._use_dictionary(_trained(self._waiting))
            self._stop_waiting()

    def pack(self) -> None:
        """Pack the blocks that are whole; so are many at once, without being asked."""
        if self._unpacked:
            packed = self._compressor.multi_compress_to_buffer(self._unpacked, threads=0)
            self._blocks += [packed[block].tobytes() for block in range(len(packed))]
            self._unpacked = []

    def _use_dictionary(self, dictionary: bytes) -> None:
        self._dictionaries.append(dictionary)
        self._own = len(self._dictionaries)
        data = zstandard.ZstdCompressionDict(dictionary)
        data.precompute_compress(compression_params=_PARAMETERS)
        self._compressor = zstandard.ZstdCompressor(compression_params=_PARAMETERS, dict_data=data)
        self._block_bytes = BLOCK_BYTES

    def _stop_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        for line in waiting or ():
            self._pack(line)

    def _pack(self, line: bytes) -> None:
        self._lines.append(line)
        self._line_bytes += len(line)
        self._count += 1
        if self._line_bytes >= self._block_bytes:
            self._close_block()

    def _close_block(self) -> None:
        if self._lines:
            self._unpacked.append(b"\n".join(self._lines))
            self._end_block(self._own)
            self._lines, self._line_bytes = [], 0
            if len(self._unpacked) >= _BLOCKS_AT_ONCE:
                self.pack()

    def _end_block(self, dictionary: int) -> None:
        self._packed_with.append(dictionary)
        self._first.append(self._count)

    def add_all(self, documents: Documents, keep: Array) -> None:
        """Take another segment's documents for which ``keep`` bool[documents] is true; whole blocks as they are."""
        self._stop_waiting()
        here = {0: 0}
        for block in range(documents.blocks):
            begin, end = documents.bounds(block)
            if keep[begin:end].all():
                self._close_block()
                its = documents.packed_with(block)
                if its not in here:
                    self._dictionaries.append(documents.dictionary(its))
                    here[its] = len(self._dictionaries)
                self._count += end - begin
                self.pack()
                self._blocks.append(documents.packed(block).tobytes())
                self._end_block(here[its])
            else:
                for document in (begin + np.flatnonzero(keep[begin:end])).tolist():
                    self._pack(documents[document])

    def columns(self) -> dict[str, Array]:
        """Return the columns of all documents taken, once: they are let go."""
        self._stop_waiting()
        self._close_block()
        self.pack()
        self._blocks, blocks = [], self._blocks
        return {
            "documents.first": np.array(self._first, np.uint32),
            "documents.start": smallest(_starts(blocks)),
            "documents.zst": np.frombuffer(b"".join(blocks), np.uint8),
            "documents.packed_with": np.array(self._packed_with, np.uint16),
            "documents.dictionary_start": smallest(_starts(self._dictionaries)),
            "documents.dictionary": np.frombuffer(b"".join(self._dictionaries), np.uint8),
        }


def _starts(parts: Sequence[bytes]) -> Array:
    return np.cumsum([0, *map(len, parts)], dtype=np.int64)


def _trained(lines: Sequence[bytes]) -> bytes:
    """Return a dictionary of what many of the articles have (parameters: fast cover, quick rather than thorough)."""
    samples: list[bytes | bytearray | memoryview] = [line[:_SAMPLE_BYTES] for line in lines]
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, samples, k=200, d=8, f=18, accel=5).as_bytes()
    except zstandard.ZstdError:  # too little text, or all the same: any text serves as a dictionary
        return b"\n".join(samples)[:DICTIONARY_BYTES]


class _Opened(threading.local):
    """What a thread unpacks with, for each dictionary, and the ``lines`` of the ``block`` that it unpacked last."""

    def __init__(self) -> None:
        self.unpackers: dict[int, zstandard.ZstdDecompressor] = {}
        self.block, self.lines = -1, list[bytes]()


class Documents(Sequence[bytes]):
    """The JSON of each document of a segment; the last block opened in each thread is kept."""

    def __init__(self, columns: Columns) -> None:
        # As memoryviews, which give numbers of Python: a hit looks at one or two of each.
        self._first, self._start = columns["documents.first"].data, columns["documents.start"].data
        self._packed, self._packed_with = columns["documents.zst"].data, columns["documents.packed_with"].data
        self._dictionaries = columns["documents.dictionary"]
        self._dictionary_start = columns["documents.dictionary_start"].data
        self._opened = _Opened()
        self._data = lru_cache(None)(self._read_dictionary)  # shared by threads, unlike what unpacks with it

    def __len__(self) -> int:
        return self._first[-1]

    def __getitem__(self, document: int) -> bytes:  # type: ignore[override]
        block = bisect_right(self._first, document) - 1
        return self._block(block)[document - self._first[block]]

    def expect(self, documents: Sequence[int]) -> None:
        """Have at hand what documents are unpacked with that will be asked for in a moment.

        Between two questions the processor's cache loses the dictionary. Who unpacks then waits for one piece of it
        after the other; read from beginning to end it comes in a tenth of that time. Ten articles take 160 µs for 220.
        """
        dictionaries = len(self._dictionary_start) - 1
        if not dictionaries or len(documents) < _WORTH_READING:
            return
        if dictionaries == 1:
            self._data(1).as_bytes()
            return
        places = Counter(self.packed_with(bisect_right(self._first, document) - 1) for document in documents)
        for place, times in places.items():
            if place and times >= _WORTH_READING:
                self._data(place).as_bytes()

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return len(self._start) - 1

    def bounds(self, block: int) -> tuple[int, int]:
        """Return the first document of a block, and the first after it."""
        return self._first[block], self._first[block + 1]

    def packed(self, block: int) -> memoryview:
        """Return a block as it is stored."""
        return self._packed[self._start[block] : self._start[block + 1]]

    def packed_with(self, block: int) -> int:
        """Return the place of a block's dictionary, from 1 on; 0 for none."""
        return self._packed_with[block]

    def dictionary(self, place: int) -> bytes:
        """Return a dictionary."""
        start = self._dictionary_start
        return self._dictionaries[start[place - 1] : start[place]].tobytes()

    def _read_dictionary(self, place: int) -> zstandard.ZstdCompressionDict:
        return zstandard.ZstdCompressionDict(self.dictionary(place))

    def _unpacker(self, place: int) -> zstandard.ZstdDecompressor:
        """Return what unpacks blocks with a dictionary, in this thread."""
        unpackers = self._opened.unpackers
        if place not in unpackers:
            unpackers[place] = zstandard.ZstdDecompressor(dict_data=self._data(place) if place else None)
        return unpackers[place]

    def _block(self, block: int) -> list[bytes]:
        opened = self._opened
        if opened.block != block:
            try:
                unpacked = self._unpacker(self.packed_with(block)).decompress(self.packed(block))
            except zstandard.ZstdError as error:
                raise ValueError(f"block {block} of the stored articles cannot be unpacked: {error}") from error
            # Most blocks hold one article: to look for a line's end first takes a twentieth of splitting for nothing.
            opened.lines = unpacked.split(b"\n") if b"\n" in unpacked else [unpacked]
            opened.block = block
        return opened.lines
