"""JSON Lines: one object a line. Streams, so files of any size are read in the same memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import orjson

from index.article import Article
from index.errors import ArticleError
from index.sources.fields import FieldReader
from index.sources.reports import Reject, excerpt, wrong_encoding
from index.sources.streams import MAX_RECORD_BYTES, Stream

TOO_LONG: Final = f"longer than {MAX_RECORD_BYTES >> 20} MiB; split it into articles"


def read(stream: Stream, fields: FieldReader) -> Iterator[Article | Reject]:
    """Yield an article or a reject for each line that is not blank."""
    loads, article, name = orjson.loads, fields.article, stream.name
    for number, line in enumerate(stream.lines(), 1):
        try:
            yield article(loads(line), name, number)
        except orjson.JSONDecodeError:
            if line.strip():
                yield _second_try(line, number, stream, fields)
        except ArticleError as error:
            yield Reject(name, number, str(error), excerpt(line))


def _second_try(line: bytes, number: int, stream: Stream, fields: FieldReader) -> Article | Reject:
    """Read a line as leniently as Python can: NaN, raw tabs and halves of surrogate pairs are no JSON, but common."""
    try:
        return fields.article(json.loads(line.decode(), strict=False), stream.name, number)
    except UnicodeDecodeError as error:
        reason = wrong_encoding(line[error.start])
    except ArticleError as error:
        reason = str(error)
    except RecursionError:
        reason = "lists or objects nested too deeply; flatten the record"
    except json.JSONDecodeError as error:
        reason = f"broken JSON: {error.msg.removesuffix(' at')} at character {error.colno}"
    except ValueError as error:  # a number of thousands of digits
        reason = f"broken JSON: {error}"
    return Reject(stream.name, number, TOO_LONG if number in stream.cut_lines else reason, excerpt(line))
