"""JSON documents: an array of objects, one object with such an array in it, or objects in a row.

The text of the file is held in memory, its records are not: each is read when it is its turn. So a document
that is broken in the middle still gives what stands before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from index.article import Article
from index.errors import ArticleError
from index.sources.fields import FieldReader
from index.sources.reports import Reject, excerpt, wrong_encoding
from index.sources.streams import Stream

MAX_DEPTH: Final = 3
"""So deep inside an object the list of articles is looked for."""

_SPACE: Final = re.compile(r"[\s,]*")
_DECODER: Final = json.JSONDecoder(strict=False)  # a line end inside a string is no reason to lose an article
_WRONG_BYTE: Final = re.compile("[\udc80-\udcff]")


class _Value(NamedTuple):
    """A JSON value and where in the text it begins and ends."""

    value: object
    start: int
    end: int


class _Broken(NamedTuple):
    """Where the text is no JSON any more, and why."""

    start: int
    reason: str


def read(stream: Stream, fields: FieldReader) -> Iterator[Article | Reject]:
    """Yield an article or a reject for each record, and one reject where the JSON is broken."""
    text = stream.text()
    all_utf8 = text.isascii() or not _WRONG_BYTE.search(text)
    line, seen = 1, 0
    for found in _records(text, fields):
        line += text.count("\n", seen, found.start)
        seen = found.start
        if isinstance(found, _Value):
            wrong = None if all_utf8 else _WRONG_BYTE.search(text, found.start, found.end)
            if wrong is None:
                yield _article(found, text, stream.name, line, fields)
            else:
                yield Reject(stream.name, line, wrong_encoding(ord(wrong[0]) & 0xFF), excerpt(text[seen : seen + 400]))
        elif stream.failure is None:  # else the reader tells why the text ends early
            yield Reject(stream.name, line, found.reason, excerpt(text[seen : seen + 400]))


def _article(found: _Value, text: str, name: str, line: int, fields: FieldReader) -> Article | Reject:
    """Return the article of a record, or the reject."""
    try:
        return fields.article(found.value, name, line)
    except ArticleError as error:
        return Reject(name, line, str(error), excerpt(text[found.start : found.start + 400]))


def _records(text: str, fields: FieldReader) -> Iterator[_Value | _Broken]:
    """Yield the records of the document, in order."""
    for found in _values(text, 0):
        path = None
        if isinstance(found, _Value) and isinstance(found.value, dict) and not fields.has_text(found.value):
            path = _path_to_list(found.value)
        if path is None:
            yield found
        else:
            yield from _values(text, _start_of_list(text, found.start, path))


def _values(text: str, start: int) -> Iterator[_Value | _Broken]:
    """Yield the values from ``start`` on, those of an array one by one, up to its end or that of the text."""
    at = _next(text, start)
    in_array = text.startswith("[", at)
    at = _next(text, at + 1) if in_array else at
    while at < len(text) and not (in_array and text[at] == "]"):
        try:
            value, end = _DECODER.raw_decode(text, at)
        except RecursionError:
            yield _Broken(at, "lists or objects nested too deeply; flatten the record")
            return
        except ValueError as error:
            said = error.msg.removesuffix(" at") if isinstance(error, json.JSONDecodeError) else error
            yield _Broken(at, f"broken JSON: {said}; what follows could not be read")
            return
        yield _Value(value, at, end)
        at = _next(text, end)
    if in_array and at >= len(text):
        yield _Broken(len(text), "broken JSON: the list is not closed; fetch the file again")


def _next(text: str, at: int) -> int:
    """Return where after ``at`` something other than spaces and commas stands."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _path_to_list(value: dict[str, object], depth: int = MAX_DEPTH) -> tuple[str, ...] | None:
    """Return the keys that lead to the one list of objects inside ``value``; None without, or with several."""
    paths: list[tuple[str, ...]] = []
    for key, inner in value.items():
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner):
            paths.append((key,))
        elif isinstance(inner, dict) and depth > 1 and (path := _path_to_list(inner, depth - 1)):
            paths.append((key, *path))
    return paths[0] if len(paths) == 1 else None


def _start_of_list(text: str, start: int, path: tuple[str, ...]) -> int:
    """Return where the list under ``path`` begins in the object, known to be whole, that begins at ``start``."""
    at = start
    for wanted in path:
        at = _next(text, at + 1)
        while True:
            key, end = _DECODER.raw_decode(text, at)
            at = _next(text, text.index(":", end) + 1)
            if key == wanted:
                break
            at = _next(text, _DECODER.raw_decode(text, at)[1])
    return at
