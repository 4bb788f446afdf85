"""Which format a file is in, by its name or its content, and the reader for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final, Literal

import orjson

from index.article import Article
from index.sources import json_document, json_lines, plain_text, tables
from index.sources.fields import FieldReader
from index.sources.options import ReadOptions
from index.sources.reports import Reject
from index.sources.streams import HEAD_BYTES, Stream

Kind = Literal["JSON Lines", "JSON", "table", "text"]

_PACKED: Final = (".gz", ".zst")
_KIND_OF_ENDING: Final[dict[str, Kind]] = {
    ".jsonl": "JSON Lines",
    ".ndjson": "JSON Lines",
    ".json": "JSON",
    ".csv": "table",
    ".tsv": "table",
    ".tab": "table",
    ".txt": "text",
    ".text": "text",
}


def ending(path: str) -> str:
    """Return the ending of a file's name in lower case, with the one before it if it says that it is packed."""
    endings = [one.lower() for one in PurePath(path).suffixes]
    return "".join(endings[-2:] if endings and endings[-1] in _PACKED else endings[-1:])


def kind_of_name(path: str) -> Kind | None:
    """Return the kind of file that the ending of its name says; None if it says nothing."""
    said = ending(path)
    for packed in _PACKED:
        said = said.removesuffix(packed)
    return _KIND_OF_ENDING.get(said)


def read(stream: Stream, kind: Kind | None, fields: FieldReader, options: ReadOptions) -> Iterator[Article | Reject]:
    """Yield the articles and rejects of a file."""
    kind = kind or _kind_of_content(stream, fields, options)
    if kind is None:
        if not stream.failure and stream.head:
            stream.failure = "neither JSON nor a table nor text; convert it to one of these"
        return
    if kind == "table":
        yield from tables.read(stream, fields, options)
    elif kind == "text":
        yield from plain_text.read(stream, options)
    elif _has_a_record_per_line(stream.head, kind):
        yield from json_lines.read(stream, fields)
    else:
        yield from json_document.read(stream, fields)


def _kind_of_content(stream: Stream, fields: FieldReader, options: ReadOptions) -> Kind | None:
    """Return the kind of a file whose name does not say it, or None."""
    head = stream.head.lstrip()
    if not head or b"\0" in head or head.startswith(b"<"):  # nothing, binary, or a web page
        return None
    if head.startswith((b"{", b"[")):
        return "JSON"
    return "table" if tables.dialect_of(stream.head, options, fields) else "text"


def _has_a_record_per_line(head: bytes, kind: Kind) -> bool:
    """Return whether JSON that begins with ``head`` is JSON Lines, whatever it is called.

    It is when most lines are objects; a single line counts only if it is called so.
    """
    lines = [line for line in head.split(b"\n") if line.strip()]
    if len(head) == HEAD_BYTES and len(lines) > 1:
        lines.pop()  # may be cut off
    if len(lines) <= 1:
        return kind == "JSON Lines" and not head.lstrip().startswith(b"[")
    objects = sum(map(_is_object, lines))
    return 2 * objects > len(lines) or (kind == "JSON Lines" and not head.lstrip().startswith(b"["))


def _is_object(line: bytes) -> bool:
    """Return whether a line is a JSON object."""
    if not line.lstrip().startswith(b"{"):
        return False
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True
