"""Articles -> the columns of a new segment.

Texts are scanned in small batches, on another core while the next batch is read; when the builder is full its
tokens are inverted at once.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from itertools import chain
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from index import hot
from index.article import Article
from index.columns import Array, Strings, smallest
from index.segments import coded, postings
from index.segments.postings import Numbers, Texts, starts_of
from index.segments.segment import NO_DATE, NO_DAY, clock_of
from index.tokenising import PlainScanner, Scan, Scanner

_BATCHES_WAITING: Final = 1
"""Batches that wait for the thread, so that it has work while the next one is read, whichever takes longer."""


class Prepared(NamedTuple):
    """An article on its way in: its text in UTF-8, the hash of its id, and the hash of its content."""

    article: Article
    text: bytes
    id_hash: int
    content: int


class _Categories:
    """The distinct values of one category, numbered; 0 is the empty string."""

    def __init__(self) -> None:
        self._codes = {"": 0}

    def code(self, value: str) -> int:
        return self._codes.setdefault(value, len(self._codes))

    def columns(self, name: str, codes: list[int]) -> dict[str, Array]:
        return {
            f"{name}.code": smallest(np.array(codes, np.int64)),
            **Strings.of(list(self._codes)).columns(f"{name}.value"),
        }


class SegmentBuilder:
    """Collects articles for one segment. Forms keep the scanner's numbers until `columns` is asked for.

    One thread scans, so that forms are numbered in the order of the articles.
    """

    def __init__(self, scanner: Scanner, zone: ZoneInfo) -> None:
        self.scanner, self._zone = scanner, zone
        self._thread = ThreadPoolExecutor(1)
        self._working: deque[Future[Scan]] = deque()
        self._scans: list[Scan] = []
        self._ids: list[str] = []
        self._headlines: list[str] = []
        self._id_hashes: list[int] = []
        self._contents: list[int] = []
        self._published: list[int] = []
        self._days: list[int] = []
        self._urls: list[str] = []
        self._languages, self._clocks = _Categories(), _Categories()
        self._sources, self._sections, self._authors = _Categories(), _Categories(), _Categories()
        self._language_codes: list[int] = []
        self._clock_codes: list[int] = []
        self._source_codes: list[int] = []
        self._section_codes: list[int] = []
        self._author_codes: list[list[int]] = []
        self.tokens = 0

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, batch: Sequence[Prepared]) -> None:
        """Take the articles of ``batch``, in order."""
        self.finish(_BATCHES_WAITING)
        # Encoded here: a thread that works for Python waits for Python's lock, which the reading of articles holds.
        texts = [text for one in batch for text in (one.article.title.encode(), one.text)]
        self._working.append(self._thread.submit(self.scanner.scan, texts))
        for one in batch:
            self._take(one)

    def finish(self, waiting: int = 0) -> None:
        """Wait until everything that was taken is scanned, or all but so many batches."""
        while len(self._working) > waiting:
            scan = self._working.popleft().result()
            self._scans.append(scan)
            self.tokens += len(scan.form)

    def with_faster_scanner(self) -> Scanner:
        """Go on with a scanner for many articles, if there is a faster one, and return it."""
        if isinstance(self.scanner, PlainScanner):
            self.finish()  # all forms so far are to be numbered
            self.scanner = hot.faster(self.scanner)
        return self.scanner

    def close(self) -> None:
        """Let the thread end; what it is doing is not asked for."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _take(self, one: Prepared) -> None:
        article = one.article
        self._ids.append(article.id)
        self._headlines.append(article.title)
        self._id_hashes.append(one.id_hash)
        self._contents.append(one.content)
        self._urls.append(article.url)
        self._language_codes.append(self._languages.code(article.language))
        self._take_date(article.published)
        self._source_codes.append(self._sources.code(article.source))
        self._section_codes.append(self._sections.code(article.section))
        self._author_codes.append([self._authors.code(author) for author in article.authors])

    def _take_date(self, published: datetime | None) -> None:
        if published is None:
            seconds, day, clock = NO_DATE, NO_DAY, ""
        else:
            whole = published.replace(microsecond=0) if published.microsecond else published
            seconds, clock = math.floor(whole.timestamp()), clock_of(published)
            day = published.astimezone(self._zone).toordinal()
        self._published.append(seconds)
        self._days.append(day)
        self._clock_codes.append(self._clocks.code(clock))

    def columns(self, form_number: Numbers | None, first_arrival: int) -> dict[str, Array]:
        """Return the segment's columns, once: what was collected is let go on the way.

        ``form_number`` int64[scanner's forms] has the dictionary's numbers; None if they are the scanner's.
        """
        self.finish()
        hashes = np.array(self._id_hashes, np.uint64)
        by_hash = np.argsort(hashes, kind="stable")
        return {
            **self._text_columns(form_number),
            "published": np.array(self._published, np.int64),
            "day": np.array(self._days, np.int32),
            **self._clocks.columns("clock", self._clock_codes),
            **self._languages.columns("language", self._language_codes),
            **self._sources.columns("source", self._source_codes),
            **self._sections.columns("section", self._section_codes),
            **self._authors.columns("author", []),
            "author.code": np.array(list(chain.from_iterable(self._author_codes)), np.uint32),
            "author.start": starts_of([len(codes) for codes in self._author_codes]).astype(np.uint32),
            **Strings.of(self._ids).columns("id"),
            **Strings.of(self._headlines).columns("headline"),
            **Strings.of(self._urls).columns("url"),
            "id.hash": hashes[by_hash],
            "id.document": by_hash.astype(np.uint32),
            "content": np.array(self._contents, np.uint64),
            "arrival": first_arrival + np.arange(len(self), dtype=np.int64),
        }

    def _text_columns(self, form_number: Numbers | None) -> dict[str, Array]:
        self._scans, scans = [], self._scans
        breaks = [_texts(scan.breaks, scan.text_start, 1) for scan in scans]
        stream, start = hot.packed_breaks(breaks, self.tokens)
        del breaks
        built = {"body.break": stream, "body.break_start": smallest(start)}
        # Four bytes a token, and each scan is let go when its tokens are taken: here the memory of indexing peaks.
        number = None if form_number is None else form_number.astype(np.uint32)
        titles, bodies, words, gaps = [], [], [], []
        while scans:
            scan = scans.pop(0)
            form = scan.form.view(np.uint32) if number is None else number[scan.form]
            words.append(hot.packed_words(form, scan.text_start, self.tokens))
            gaps.append((scan.gaps, np.diff(scan.gap_start)))
            titles.append(_texts(form, scan.text_start, 0))
            bodies.append(_texts(form, scan.text_start, 1))
        built |= coded.columns(words, gaps)
        del words, gaps
        return built | self._field_columns("title", titles) | self._field_columns("body", bodies)

    def _field_columns(self, name: str, parts: list[Texts]) -> dict[str, Array]:
        length = np.concatenate([part.lengths for part in parts])
        return field_columns(name, hot.inverted(parts, self.tokens), length)


def _texts(tokens: Array, text_start: Numbers, first: int) -> Texts:
    """Return every other text, from text ``first`` on: titles (0) and bodies (1) take turns."""
    return Texts(tokens, text_start[first:-1:2].copy(), text_start[first + 1 :: 2].copy())


def field_columns(name: str, packed: postings.Packed, length: Array) -> dict[str, Array]:
    """Return a field's columns under their names on disk; of fixed types, so that kernels are compiled once."""
    high, low = postings.FormRows.of(packed.form)
    return {
        f"{name}.high": high,
        f"{name}.low": low,
        f"{name}.start": packed.start,
        f"{name}.record": packed.stream,
        f"{name}.length": length.astype(np.uint32),
    }
