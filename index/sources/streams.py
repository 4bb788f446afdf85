"""One file's bytes, unpacked and as UTF-8, in chunks or lines, without ever holding more than it must.

gzip and Zstandard are known by their first bytes, so are UTF-8 and UTF-16 with a byte order mark. UTF-16
without one and Windows-1252 are told from the first `HEAD_BYTES` of the text: see `encoding_of`.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from itertools import chain
from typing import BinaryIO, Final, NamedTuple, Protocol

CHUNK_BYTES: Final = 1 << 16
"""So much is read at a time. Packed one to a thousand, the usual worst of gzip, it is 64 MiB of text."""
HEAD_BYTES: Final = 1 << 18
"""From so much of the text its encoding and format are told."""
MAX_RECORD_BYTES: Final = 1 << 26
"""Longest line or table row, 64 MiB: longer ones are cut, and so rejected."""
MAX_DOCUMENT_BYTES: Final = 1 << 31
"""Largest text that is read as a whole, 2 GiB: a JSON document."""

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_OTHER_ARCHIVES: Final = {b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"7z\xbc\xaf": "7z", b"Rar!": "rar"}

# What German text in Windows-1252 has besides ASCII: its letters, quotation marks, dashes, letters of neighbours.
# Where other characters are more than one in five it is not Windows-1252 (Russian has less than half of these).
_WESTERN: Final = frozenset("äöüÄÖÜßéèêáàâçñíóúôÉ„“”‚‘’–—…«»‹›§€°·•´²³½×®©\xa0\xad")
_MIN_WESTERN: Final = 0.8
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]+")


class BrokenFileError(OSError):
    """A file that ends early, is damaged, or is of a kind that cannot be read; the message says what to do."""


class _Unpacker(Protocol):
    """What the decompression objects of zlib and zstandard have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class Stream:
    """The text of one file, as UTF-8.

    ``bytes_read`` counts bytes of the file, packed if it is packed, as they are consumed. What breaks off
    the reading is no exception but ``failure``, so that readers first give all that could be read.
    """

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name = name
        self.bytes_read = 0
        self.failure: str | None = None
        self.lines_read = 0
        self.cut_lines: set[int] = set()
        """Numbers of lines longer than `MAX_RECORD_BYTES`."""
        self._file = file
        self._thread = ThreadPoolExecutor(1, "unpack")
        packed_head, packed = _with_head(self._read(), CHUNK_BYTES)
        raw_head, raw = _with_head(self._kept(_unpacked(packed_head, packed, self._thread)), HEAD_BYTES)
        self.encoding = encoding_of(raw_head)
        self.head, self._chunks = _with_head(self._kept(_as_utf8(raw, self.encoding)), HEAD_BYTES)
        """``head``: the first `HEAD_BYTES`, not taken out of what follows."""

    def close(self) -> None:
        """End the thread that unpacks, if there is one; nothing can be read any more."""
        self._thread.shutdown()

    def text(self, most: int = MAX_DOCUMENT_BYTES) -> str:
        """Return the whole text; bytes that are no UTF-8 become lone surrogates.

        Of more than ``most`` bytes nothing is returned, and that is a failure.
        """
        parts: list[bytes] = []
        size = 0
        for chunk in self._chunks:
            parts.append(chunk)
            size += len(chunk)
            if size > most:
                self.failure = f"larger than {most >> 20} MiB; make it JSON Lines, one article a line"
                return ""
        return b"".join(parts).decode(errors="surrogateescape")

    def lines(self) -> Iterator[bytes]:
        """Yield the lines without their line feed; only once. The torn last line of a broken file is left out."""
        rest = b""
        skipping = False
        for chunk in self._chunks:
            pieces = chunk.split(b"\n")
            pieces[0] = rest + pieces[0]
            rest = pieces.pop()
            if skipping and pieces:
                del pieces[0]
                skipping = False
            yield from pieces
            self.lines_read += len(pieces)
            if skipping:
                rest = b""
            elif len(rest) > MAX_RECORD_BYTES:
                self.lines_read += 1
                self.cut_lines.add(self.lines_read)
                yield rest
                rest, skipping = b"", True
        if rest and not self.failure:
            self.lines_read += 1
            yield rest

    def _read(self) -> Iterator[bytes]:
        while chunk := self._file.read(CHUNK_BYTES):
            self.bytes_read += len(chunk)
            yield chunk

    def _kept(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield ``chunks`` until one cannot be had, and keep the reason."""
        try:
            yield from chunks
        except OSError as error:
            self.failure = self.failure or (str(error) or type(error).__name__)


def _with_head(chunks: Iterable[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """Return the first ``size`` bytes, or all there are, and an iterator over everything.

    The first chunk of that iterator holds the head.
    """
    remaining = iter(chunks)
    taken: list[bytes] = []
    total = 0
    for chunk in remaining:
        taken.append(chunk)
        total += len(chunk)
        if total >= size:
            break
    first = b"".join(taken)
    return first[:size], chain((first,), remaining)


class _Packing(NamedTuple):
    """A way of packing: its name, what unpacks it, and what that raises."""

    name: str
    unpacker: Callable[[], _Unpacker]
    error: type[Exception]


def _packing(head: bytes) -> _Packing | None:
    """Return how a file that begins with ``head`` is packed, or None.

    Raises:
        BrokenFileError: when it is packed in a way that is not read here.
    """
    if head.startswith(_GZIP):
        return _Packing("gzip", partial(zlib.decompressobj, wbits=31), zlib.error)
    if head.startswith(_ZSTD):
        import zstandard

        return _Packing("Zstandard", lambda: zstandard.ZstdDecompressor().decompressobj(), zstandard.ZstdError)
    for magic, name in _OTHER_ARCHIVES.items():
        if head.startswith(magic):
            raise BrokenFileError(f"packed with {name}; unpack it first")
    return None


def _unpacked(head: bytes, chunks: Iterator[bytes], thread: Executor) -> Iterator[bytes]:
    """Yield what was packed, or the same bytes when nothing was.

    Raises:
        BrokenFileError: when it is packed in another way, damaged or cut off; after all that was whole.
    """
    packing = _packing(head)
    yield from chunks if packing is None else _ahead(_unpack(chunks, packing), thread)


def _unpack(chunks: Iterator[bytes], packing: _Packing) -> Iterator[bytes]:
    """Yield the content of one or more packed members in a row."""
    unpacker: _Unpacker | None = None
    for chunk in chunks:
        packed = chunk
        while packed := packed if unpacker else packed.lstrip(b"\0"):  # zeros may stand between members
            unpacker = unpacker or packing.unpacker()
            try:
                yield unpacker.decompress(packed)
            except packing.error as error:
                raise BrokenFileError(f"the {packing.name} file is damaged ({error}); fetch it again") from error
            packed = unpacker.unused_data if unpacker.eof else b""
            unpacker = None if unpacker.eof else unpacker
    if unpacker is not None:
        raise BrokenFileError(f"the {packing.name} file ends too early; fetch it again")


def _ahead(chunks: Iterator[bytes], thread: Executor) -> Iterator[bytes]:
    """Yield ``chunks``, getting each in ``thread`` while the one before is used: unpacking frees the GIL.

    The first is got without it: most files have no second.
    """
    chunk = next(chunks, None)
    if chunk is None:
        return
    yield chunk
    coming = thread.submit(next, chunks, None)
    while (chunk := coming.result()) is not None:
        coming = thread.submit(next, chunks, None)
        yield chunk


def encoding_of(head: bytes) -> str:
    """Return the name of the codec for text that begins with ``head``.

    A byte order mark decides; then every second byte zero means UTF-16. Windows-1252 it is when no line with
    characters beyond ASCII is UTF-8, and the characters are such as Western European text has. Else UTF-8:
    lines that are not are then the exception, to be rejected one by one.
    """
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head[:200].count(0) > len(head[:200]) * 0.4:
        return "utf-16-le" if head[1:200:2].count(0) > head[0:200:2].count(0) else "utf-16-be"
    try:
        codecs.utf_8_decode(head, "strict", len(head) < HEAD_BYTES)  # a longer one may be cut inside a character
    except UnicodeDecodeError:
        return "cp1252" if _is_western(head) else "utf-8"
    return "utf-8"


def _is_western(head: bytes) -> bool:
    """Return whether the bytes beyond ASCII look like Windows-1252 and nowhere like UTF-8."""
    beyond = b"".join(_NOT_ASCII.findall(head))
    if any(map(_is_utf8_beyond_ascii, head.split(b"\n"))):
        return False
    decoded = beyond.decode("cp1252", errors="replace")
    return sum(map(_WESTERN.__contains__, decoded)) >= _MIN_WESTERN * len(decoded)


def _is_utf8_beyond_ascii(line: bytes) -> bool:
    """Return whether a line is UTF-8 and has characters beyond ASCII."""
    if line.isascii():
        return False
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _as_utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the same text as UTF-8; bytes that should be UTF-8 already pass unseen."""
    if encoding == "utf-8":
        return chunks
    if encoding == "utf-8-sig":
        return _without_mark(chunks)
    return _transcoded(chunks, codecs.getincrementaldecoder(encoding)("replace"))


def _transcoded(chunks: Iterator[bytes], decoder: codecs.IncrementalDecoder) -> Iterator[bytes]:
    """Yield the text as UTF-8."""
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the text without the byte order mark, which is whole in the first chunk (see `_with_head`)."""
    for number, chunk in enumerate(chunks):
        yield chunk if number else chunk.removeprefix(codecs.BOM_UTF8)
