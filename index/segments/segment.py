"""One immutable segment, open for reading: the columns of up to `MAX_ARTICLES` articles.

Documents are numbered from 0 in each segment. Postings are packed as `index.segments.postings` says, once for each
field:

- ``F.high``, ``F.low``, ``F.start``, ``F.record`` for F in title, body;
- ``F.length`` uint32[documents]: number of tokens;
- ``headline.*`` strings: the titles, so that hits can be listed without opening stored articles;
- ``body.break``, ``body.break_start``: for each document where sentences and paragraphs begin after its first
  token, LEB128 of ``distance << 1 | is_paragraph``;
- ``published`` int64[documents]: seconds since 1970 (UTC), `NO_DATE` where unknown; ``day`` int32[documents]:
  the day's proleptic ordinal in the index's time zone, 0 where unknown;
- ``source.code``, ``section.code`` [documents] into ``source.value.*``, ``section.value.*`` (0 is the empty
  string); ``author.code`` into ``author.value.*``, those of a document from ``author.start``;
- ``id.*`` strings; ``id.hash`` uint64 sorted, with ``id.document``; ``content`` uint64: hash of the article;
  ``arrival`` int64: the article's number in order of arrival, over the life of the index;
- ``url.*`` strings; ``language.code`` into ``language.value.*``; ``clock.code`` into ``clock.value.*``: what ISO 8601
  writes of an article's date behind the second (``+01:00``, ``.500000+00:00``), empty where the date is unknown;
- ``text.*``: see `index.segments.coded`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt

from index import hot
from index.columns import Array, Columns, Strings
from index.segments import postings
from index.segments.coded import CodedText, CodedTexts
from index.segments.postings import Bytes, FormRows, Numbers, Packed

if TYPE_CHECKING:
    from index.article import Article
    from index.dictionary import Lexicon

MAX_ARTICLES: Final = 1 << 16
"""Articles a segment: documents then fit two bytes, a query's scratch the cache, and a merge the memory."""
NO_DATE: Final = int(np.iinfo(np.int64).min)
NO_DAY: Final = 0
FIELDS: Final = ("title", "body")
_TO_THE_SECOND: Final = len("1970-01-01T00:00:00")
FieldName = Literal["title", "body"]
CategoryName = Literal["source", "section", "author"]


def id_hash(identifier: str) -> int:
    """Return the 64-bit hash by which a segment finds an article's id."""
    from hashlib import blake2b  # loads OpenSSL, which a query does not need

    return int.from_bytes(blake2b(identifier.encode(), digest_size=8).digest(), "little")


def clock_of(published: datetime) -> str:
    """Return what ISO 8601 writes of a moment behind its second."""
    return published.isoformat()[_TO_THE_SECOND:]


def moment(seconds: int, clock: str) -> datetime:
    """Return the moment so many whole seconds after 1970 began (UTC), of which `clock_of` is ``clock``."""
    first, offset = _first_moment(clock)
    return first + (timedelta(seconds=seconds) + offset)


@lru_cache(maxsize=64)  # a time zone has two
def _first_moment(clock: str) -> tuple[datetime, timedelta]:
    """Return when a clock showed the beginning of 1970, and how far east of UTC it stands, in whole seconds.

    Rounded up: it is added to seconds that are rounded down.
    """
    first = datetime.fromisoformat(f"1970-01-01T00:00:00{clock}")
    second = timedelta(seconds=1)
    return first, -(-(first.utcoffset() or timedelta()) // second) * second


class Field:
    """One field's postings in one segment. Here is a form's number, give me its documents and positions."""

    def __init__(self, columns: Columns, name: FieldName) -> None:
        self.form_rows = FormRows(columns[f"{name}.high"], columns[f"{name}.low"])
        self.start, self.records = columns[f"{name}.start"], columns[f"{name}.record"]
        self.length = columns[f"{name}.length"]

    @cached_property
    def tokens(self) -> int:
        """Number of tokens, removed articles included."""
        return int(self.length.sum(dtype=np.int64))

    @cached_property
    def forms(self) -> npt.NDArray[np.uint32]:
        """The forms that occur, ascending, one a row."""
        return self.form_rows.forms()

    def all_frequencies(self) -> Numbers:
        """Return in how many documents the form of each row is, removed ones included, int64[rows]."""
        return postings.first_numbers(self.records, self.start[:-1])

    def record(self, form: int) -> Bytes | None:
        """Return the postings of ``form`` (its number in the dictionary) as they are packed, None if it has none."""
        row = self.form_rows.find(form)
        return None if row < 0 else self.records[int(self.start[row]) : int(self.start[row + 1])]

    def documents(self, forms: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return of each posting of ``forms`` the place of its form among these, its document, and its count."""
        rows = self.form_rows.find_all(forms)
        having = np.flatnonzero(rows >= 0)
        begin, end = self.start[rows[having]], self.start[rows[having] + 1]
        record, document, count = postings.all_documents(self.records, begin.astype(np.int64), end.astype(np.int64))
        return having[record], document, count

    def frequencies(self, forms: npt.NDArray[np.integer]) -> Numbers:
        """Return in how many documents each of ``forms`` is, removed ones included; 0 where it does not occur."""
        rows = self.form_rows.find_all(forms.astype(np.int64))
        found = np.zeros(len(rows), np.int64)
        found[rows >= 0] = postings.first_numbers(self.records, self.start[rows[rows >= 0]])
        return found

    def tokens_read(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return all tokens of the field as they were read: the document, position and form of each."""
        found = postings.unpack(self.packed())
        document = np.repeat(found.document, found.counts)
        form = np.repeat(np.repeat(found.form.astype(np.int64), found.frequency), found.counts)
        order = np.lexsort((found.position, document))
        return document[order], found.position[order], form[order]

    def packed(self) -> Packed:
        """Return the columns as `postings.unpack` takes them."""
        return Packed(self.forms, self.start, self.records)


class Segment:
    """An open segment; ``removed`` bool[documents] or None tells which articles are no longer in the index.

    ``lexicon`` is the dictionary that its texts are read with, which a snapshot tells; any later one of the index does.
    """

    lexicon: Lexicon

    def __init__(self, name: str, columns: Columns, removed: npt.NDArray[np.bool_] | None) -> None:
        self.name, self.columns, self.removed = name, columns, removed
        self.fields: Mapping[FieldName, Field] = {
            "title": Field(columns, "title"),
            "body": Field(columns, "body"),
        }
        self.published, self.day = columns["published"], columns["day"]
        self.arrival = columns["arrival"]
        self.ids = Strings.from_columns(columns, "id")
        self.headlines = Strings.from_columns(columns, "headline")
        self._texts = CodedTexts(columns)
        self._opened: dict[str, Strings] = {}

    def __len__(self) -> int:
        return len(self.published)

    @cached_property
    def live(self) -> npt.NDArray[np.bool_]:
        """Which articles are in the index, bool[documents]."""
        return np.ones(len(self), bool) if self.removed is None else ~self.removed

    @cached_property
    def live_count(self) -> int:
        """Number of articles that are in the index."""
        return len(self) if self.removed is None else int(np.count_nonzero(self.live))

    def live_tokens(self, field: FieldName) -> int:
        """Return the number of tokens of the live articles."""
        if self.removed is None:
            return self.fields[field].tokens
        return int(self.fields[field].length[self.live].sum(dtype=np.int64))

    def article(self, document: int) -> Article:
        """Return the stored article."""
        from index.article import Article  # which a list of hits does without

        (text,) = hot.read_texts(self.lexicon, [self.coded(document)[1]])
        return Article(
            id=self.ids[document],
            title=self.headlines[document],
            text=text.decode(),
            language=self._value("language", document),
            **self.described(document),
        )

    def coded(self, document: int) -> tuple[CodedText, CodedText]:
        """Return the title of an article and what it says, to be read by `index.read_texts`."""
        return self._texts[2 * document], self._texts[2 * document + 1]

    def described(self, document: int) -> dict[str, Any]:
        """Return what else is known of an article: its ``url``, ``source``, ``section``, ``authors``, ``published``."""
        begin, end = self.columns["author.start"][document : document + 2].tolist()
        authors = self._strings("author.value")
        clock, seconds = self._value("clock", document), int(self.published[document])
        return {
            "url": self._strings("url")[document],
            "source": self._value("source", document),
            "section": self._value("section", document),
            "authors": tuple(authors[code] for code in self.columns["author.code"][begin:end].tolist()),
            "published": None if seconds == NO_DATE else moment(seconds, clock),
        }

    def _value(self, category: str, document: int) -> str:
        return self._strings(f"{category}.value")[int(self.columns[f"{category}.code"][document])]

    def _strings(self, name: str) -> Strings:
        if name not in self._opened:
            self._opened[name] = Strings.from_columns(self.columns, name)
        return self._opened[name]

    def find(self, identifier: str) -> int | None:
        """Return the document with that id, removed or not, or None."""
        return next(iter(self.find_all([identifier], np.array([id_hash(identifier)], np.uint64)).values()), None)

    def find_all(self, identifiers: list[str], hashes: npt.NDArray[np.uint64]) -> dict[int, int]:
        """Return, for those of ``identifiers`` (with their `id_hash`) that are here: place in list -> document."""
        sorted_hashes, documents = self.columns["id.hash"], self.columns["id.document"]
        begin = np.searchsorted(sorted_hashes, hashes, "left")
        end = np.searchsorted(sorted_hashes, hashes, "right")
        found = {}
        for at in np.flatnonzero(begin < end).tolist():
            for document in documents[begin[at] : end[at]].tolist():
                if self.ids[document] == identifiers[at]:
                    found[at] = document
        return found

    @cached_property
    def values(self) -> Mapping[CategoryName, list[str]]:
        """The distinct sources, sections and authors; codes point into these lists."""
        return {
            name: Strings.from_columns(self.columns, f"{name}.value").tolist()
            for name in ("source", "section", "author")
        }

    def codes(self, category: CategoryName) -> tuple[Array, Array]:
        """Return the codes of a category, and the document of each code (a document may have several authors)."""
        codes = self.columns[f"{category}.code"]
        if category != "author":
            return codes, np.arange(len(self))
        return codes, self._author_document

    @cached_property
    def _author_document(self) -> Array:
        return np.repeat(np.arange(len(self)), np.diff(self.columns["author.start"].astype(np.int64)).astype(np.int64))

    def all_breaks(self) -> tuple[Numbers, npt.NDArray[np.bool_], Numbers]:
        """Return where sentences begin in the bodies, all documents after each other.

        Distances to the sentence start before (in its document), which of them begin paragraphs, and how many
        each document has. A document's first token, at which a sentence always begins, is not among them.
        """
        stream, start = self.columns["body.break"], self.columns["body.break_start"].astype(np.int64)
        numbers = postings.decode(stream)
        numbers_before = postings.starts_of(stream < 0x80)[start]
        return numbers >> 1, (numbers & 1).astype(bool), np.diff(numbers_before)
