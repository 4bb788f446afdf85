"""What goes into a search and what comes out: Request, Response and their parts.

Every backend serves these; the page, the API and the command line show nothing else. What is only read is a
NamedTuple: a frozen dataclass takes ten times as long to be made (0.9 ms), and a one-shot ``query`` makes each anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Self

if TYPE_CHECKING:
    from search.showing import UnderstoodWord
    from search.suggesting import Correction

Sort = Literal["relevance", "newest", "oldest"]
Match = Literal["auto", "all", "any"]
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class Request(NamedTuple):
    """One question.

    ``query`` is what the user typed; an empty one asks for every article. ``sources``, ``sections`` and
    ``authors`` keep articles that have one of the named values (exact names); ``since`` and ``until`` are
    whole days, both included, in the index's time zone. ``match``: ``all`` words, ``any`` of them, or
    ``auto``: all, completed with articles that have some of them where all finds few or none.
    ``widen_facets``: count each facet as if its own filter were not set, to show what else could be chosen.
    ``words``: tell what each word of the query stands for. ``correct``: look for misspelt words, and answer the
    corrected query where the typed one finds nothing.
    """

    query: str = ""
    limit: int = 10
    offset: int = 0
    sort: Sort = "relevance"
    match: Match = "auto"
    sources: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    facets: bool = False
    snippets: bool = True
    widen_facets: bool = False
    words: bool = False
    correct: bool = False


class Note(NamedTuple):
    """Something the reader of an answer should know: a misread query, a cap that bit, a relaxed match.

    ``code`` names the kind (the page translates by it), ``message`` says it in English, ``values`` are what
    the message is about; ``position`` is the character of the query where it went wrong, if there is one.
    """

    code: str
    message: str
    values: Mapping[str, Any] = _NOTHING
    position: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the note as a JSON-ready object."""
        found = {"code": self.code, "message": self.message, "values": dict(self.values)}
        return found if self.position is None else {**found, "position": self.position}


_READ_WHEN_ASKED: Final = frozenset({"url", "source", "section", "authors", "published", "title_marked", "matched"})


class _Found(NamedTuple):
    """What is known of every hit."""

    id: str
    title: str
    score: float
    number: int = -1
    read_later: Callable[[Hit, str], Mapping[str, Any]] | None = None


class Hit(_Found):
    """One article of the answer; ``snippet`` and ``title_marked`` are HTML-escaped text with ``<mark>``.

    ``relaxed`` says that the article has only some of the words; ``missing`` names the others. ``snippet`` is empty
    where none was asked for. What it is not told when it is made is read when it is looked at, by ``read_later``, which
    is handed the hit and the name of a field that is asked for, and gives that field and perhaps others; ``number`` is
    that of the document over all segments, which means something to the searcher only.
    """

    url: str
    source: str
    section: str
    authors: tuple[str, ...]
    published: datetime | None
    snippet: str = ""
    title_marked: str
    matched: tuple[str, ...]
    relaxed: bool = False
    missing: tuple[str, ...] = ()

    def __new__(cls, id: str, title: str, score: float, **fields: Any) -> Self:  # noqa: ANN401 - any field's
        """Return a hit with any ``fields`` beside those that every hit has."""
        hit = super().__new__(cls, id, title, score)
        hit.__dict__.update(fields)
        return hit

    @classmethod
    def listed(cls, rows: Iterable[tuple[str, str, float, int, Callable[[Hit, str], Mapping[str, Any]]]]) -> list[Self]:
        """Return a hit for each row of ``id``, ``title``, ``score``, ``number`` and ``read_later``.

        Ten hits take 2 microseconds; made one by one, as any other class is, they took 6.
        """
        return list(map(partial(tuple.__new__, cls), rows))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hit) and self.to_json() == other.to_json()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"Hit({self.id!r}, {self.title!r}, score={self.score})"

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any field's
        """Read a field that was not read yet."""
        if name not in _READ_WHEN_ASKED or self.read_later is None:
            raise AttributeError(f"a hit has no {name}")
        self.__dict__.update(self.read_later(self, name))
        return self.__dict__[name]

    def to_json(self) -> dict[str, Any]:
        """Return the hit as a JSON-ready object (``published`` in ISO 8601 with its offset)."""
        return {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "source": self.source,
            "section": self.section,
            "authors": list(self.authors),
            "published": self.published.isoformat() if self.published else None,
            "score": self.score,
            "snippet": self.snippet,
            "title_marked": self.title_marked,
            "matched": list(self.matched),
            "relaxed": self.relaxed,
            "missing": list(self.missing),
        }


class FacetCount(NamedTuple):
    """How many of the matching articles have ``value``; months read ``2024-05``."""

    value: str
    count: int  # type: ignore[assignment]  # hides `tuple.count`, which nobody misses


class Response(NamedTuple):
    """The answer: exact ``total``, the asked-for ``hits``, facets by name, and what to know about it.

    ``facets`` has ``source``, ``section``, ``author`` (most frequent first) and ``month`` (oldest first), and
    is empty unless asked for; ``day`` has values where the hits span at most
    `MAX_FACET_DAYS`, and is never widened. ``total`` counts
    articles that match in full plus the ``relaxed`` ones. ``words``, ``correction`` and ``read`` (the query
    written out as it was read, dates resolved) are given if asked for.
    """

    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    notes: tuple[Note, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = _NOTHING
    relaxed: int = 0
    words: tuple[UnderstoodWord, ...] = ()
    read: str = ""
    correction: Correction | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the object that ``query --json`` and ``/api/search`` give."""
        return {
            "total": self.total,
            "relaxed": self.relaxed,
            "took_ms": round(self.took_ms, 3),
            "notes": [note.to_json() for note in self.notes],
            "hits": [hit.to_json() for hit in self.hits],
            "facets": {
                name: [{"value": item.value, "count": item.count} for item in counts]
                for name, counts in self.facets.items()
            },
            "words": [word.to_json() for word in self.words],
            "read": self.read,
            "correction": self.correction.to_json() if self.correction else None,
        }


class ArticleView(NamedTuple):
    """One whole article for reading, the matches of a query marked.

    ``title_marked`` and ``paragraphs`` are HTML-escaped text with ``<mark>``; ``matched`` as in `Hit`.
    """

    id: str
    title: str
    title_marked: str
    paragraphs: tuple[str, ...]
    url: str
    source: str
    section: str
    authors: tuple[str, ...]
    published: datetime | None
    language: str
    matched: tuple[str, ...]
