"""Article files for the benchmarks: read, completed with what a facet needs, written.

Every engine reads the same plain JSON Lines file, one object a line with the keys of `KEYS`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import click
import orjson
import zstandard

KEYS: Final = ("id", "title", "text", "url", "source", "section", "authors", "published")
ZONE: Final = ZoneInfo("Europe/Berlin")
AUTHORS_PER_SOURCE: Final = 300

Article = dict[str, Any]


@contextmanager
def open_bytes(path: Path, mode: str = "rb") -> Iterator[IO[bytes]]:
    """Open ``path`` for reading or writing bytes, through zstd or gzip if its name ends so."""
    with path.open(mode) as plain:
        if path.suffix == ".zst" and "w" in mode:
            with zstandard.ZstdCompressor(level=3).stream_writer(plain) as packed:
                yield packed
        elif path.suffix == ".zst":
            with io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(plain), 1 << 20) as reader:
                yield reader
        elif path.suffix == ".gz":
            with gzip.open(plain, "wb" if "w" in mode else "rb") as zipped:
                yield zipped  # type: ignore[misc]
        else:
            yield plain


def read_articles(path: Path) -> Iterator[Article]:
    """Yield the articles of a JSON Lines file (``.zst`` and ``.gz`` too).

    Raises:
        click.ClickException: if a line is not JSON.
    """
    with open_bytes(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                article = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise click.ClickException(
                    f"{path}:{number}: broken JSON; benchmarks read JSON Lines, an article a line ({error})"
                ) from error
            yield article


def write_articles(path: Path, articles: Iterable[Article]) -> int:
    """Write ``articles`` as JSON Lines and return how many there were."""
    count = 0
    with open_bytes(path, "wb") as file:
        for count, article in enumerate(articles, 1):  # noqa: B007 - the last number is the answer
            file.write(orjson.dumps(article) + b"\n")
    return count


def complete(article: Article) -> Article:
    """Return ``article`` with every key of `KEYS`.

    A missing section is the first folder of the URL; a missing author is drawn by a hash of the id from 300
    invented ones per source, the first of them the busiest. So every facet has something to count, and texts
    stay as they are.
    """
    source = str(article.get("source") or "ohne Quelle")
    when = datetime.fromisoformat(article.get("published") or "2020-01-01")
    authors = article.get("authors") or [article.get("author") or _author(source, str(article["id"]))]
    return {
        "id": str(article["id"]),
        "title": article.get("title") or "",
        "text": article.get("text") or "",
        "url": article.get("url") or "",
        "source": source,
        "section": article.get("section") or article.get("category") or _section(article.get("url") or ""),
        "authors": list(authors)[:1],
        "published": (when if when.tzinfo else when.replace(tzinfo=ZONE)).isoformat(timespec="seconds"),
    }


def _section(url: str) -> str:
    first = urlsplit(url).path.strip("/").partition("/")[0]
    return first.capitalize() if first.isalpha() else "Allgemein"


def _author(source: str, seed: str) -> str:
    drawn = int.from_bytes(hashlib.blake2b(f"{source}/{seed}".encode(), digest_size=4).digest()) / 2**32
    return author(source, int(AUTHORS_PER_SOURCE * drawn**2))


def author(source: str, number: int) -> str:
    """Name the invented author ``number`` (0 to 299) of ``source``."""
    return f"Kürzel {number:03} ({source})"
