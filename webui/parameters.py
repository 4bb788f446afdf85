"""What stands in an address, read and written: ``?q=…&quelle=…&von=…`` is the whole state of a page.

`read` never fails: what cannot be used is left out, with a note that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeVar
from urllib.parse import quote_plus

from search import Match, Note, PeriodError, Request, Sort, parse_period
from webui.limits import MAX_FILTER_VALUES, MAX_QUERIES, MAX_QUERY_CHARACTERS, PAGE_SIZE

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

Value = TypeVar("Value")
View = Literal["list", "compact", "context"]
Order = Literal["found", "left", "right"]
FilterField = Literal["sources", "sections", "authors"]

SORTS: Final[Mapping[str, Sort]] = {"relevanz": "relevance", "neueste": "newest", "aelteste": "oldest"}
MATCHES: Final[Mapping[str, Match]] = {"auto": "auto", "alle": "all", "einige": "any"}
VIEWS: Final[Mapping[str, View]] = {"liste": "list", "kompakt": "compact", "kontext": "context"}
ORDERS: Final[Mapping[str, Order]] = {"fundstelle": "found", "links": "left", "rechts": "right"}
CORRECTIONS: Final[Mapping[str, bool]] = {"ja": True, "nein": False}
NAMES: Final = (
    *("q", "quelle", "ressort", "autor", "von", "bis", "sort", "treffer", "korrektur"),
    *("ansicht", "reihe", "seite", "zeile"),
)
"""All that `read` reads."""
_SORT_WORDS: Final = {value: word for word, value in SORTS.items()}
_MATCH_WORDS: Final = {value: word for word, value in MATCHES.items()}
_VIEW_WORDS: Final = {value: word for word, value in VIEWS.items()}
_ORDER_WORDS: Final = {value: word for word, value in ORDERS.items()}
_CONTROL_CHARACTERS: Final = dict.fromkeys([*range(32), *range(127, 160)], " ")


class Search(NamedTuple):
    """The state of a result page: what is asked, how it is narrowed, sorted and shown, and which page it is.

    ``view``: titles with snippets, titles alone, or every match between its neighbours, which ``order`` sorts.
    ``line``: the first match that is shown in context, counted over the articles of the page.
    ``corrected``: where the words find nothing, likelier spellings are searched.
    """

    query: str = ""
    sources: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    sort: Sort = "relevance"
    match: Match = "auto"
    page: int = 1
    view: View = "list"
    order: Order = "found"
    line: int = 1
    corrected: bool = True

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.sources or self.sections or self.authors or self.since or self.until)

    @property
    def default_sort(self) -> Sort:
        """Relevance, or newest first where nothing is asked that an article could be relevant to."""
        return "relevance" if self.query.strip() else "newest"

    def anew(self, **changes: Any) -> Search:  # noqa: ANN401 - any field's
        """Return the search changed, from its first page and line."""
        return self._replace(**{"page": 1, "line": 1, **changes})

    def widened(self) -> Search:
        """Return the same question without filters, from its first page."""
        return self.anew(since=None, until=None, sources=(), sections=(), authors=())

    def values(self, field: FilterField) -> tuple[str, ...]:
        """Return what is chosen in a filter."""
        chosen: tuple[str, ...] = getattr(self, field)
        return chosen

    def with_values(self, field: FilterField, values: tuple[str, ...]) -> Search:
        """Return the search with other values chosen in a filter, from its first page."""
        return self.anew(**{field: values})

    def with_period(self, since: date | None, until: date | None) -> Search:
        """Return the search in another period, from its first page."""
        return self.anew(since=since, until=until)

    def request(
        self, limit: int = PAGE_SIZE, facets: bool = True, widen_facets: bool = False, words: bool = False
    ) -> Request:
        """Return the question for the engine: *limit* hits, starting where the page starts.

        *words*: say what the words stand for, and correct them.
        """
        return Request(
            query=self.query,
            limit=limit,
            offset=(self.page - 1) * limit,
            sort=self.sort,
            match=self.match,
            sources=self.sources,
            sections=self.sections,
            authors=self.authors,
            since=self.since,
            until=self.until,
            facets=facets,
            widen_facets=widen_facets,
            snippets=self.view == "list",
            words=words,
            correct=self.corrected and words,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return name and value of every parameter that differs from its default: query first, period and page last."""
        (query, sources, sections, authors, since, until, sort, match, page, view, order, line, corrected) = self
        found = [("q", query)]
        if sources or sections or authors:
            for name, values in (("quelle", sources), ("ressort", sections), ("autor", authors)):
                found += [(name, value) for value in values]
        if sort != self.default_sort:
            found.append(("sort", _SORT_WORDS[sort]))
        if match != "auto":
            found.append(("treffer", _MATCH_WORDS[match]))
        if view != "list":
            found.append(("ansicht", _VIEW_WORDS[view]))
        if order != "found":
            found.append(("reihe", _ORDER_WORDS[order]))
        if not corrected:
            found.append(("korrektur", "nein"))
        if since or until:
            found += [(name, day.isoformat()) for name, day in (("von", since), ("bis", until)) if day]
        if page > 1:
            found.append(("seite", str(page)))
        if line > 1:
            found.append(("zeile", str(line)))
        return found

    def query_string(self) -> str:
        """Return the parameters as they stand in an address, after the question mark."""
        return "&".join([f"{name}={encoded(value)}" for name, value in self.pairs()])


@lru_cache(maxsize=4096)
def encoded(value: str) -> str:
    """Return a value as it stands in an address; a page repeats the same few in some fifty links."""
    return quote_plus(value, errors="replace")


def read(arguments: MultiDict[str, str], today: date) -> tuple[Search, tuple[Note, ...]]:
    """Read the parameters of an address; *today* is what ``gestern`` is relative to."""
    notes: list[Note] = []
    query = _query(arguments.get("q", ""), notes)
    since = _day(arguments, "von", today, notes)
    until = _day(arguments, "bis", today, notes)
    if since and until and since > until:
        notes.append(Note("period-reversed", "The period ends before it starts."))
        since, until = until, since
    search = Search(
        query=query,
        sources=_values(arguments, "quelle", notes),
        sections=_values(arguments, "ressort", notes),
        authors=_values(arguments, "autor", notes),
        since=since,
        until=until,
        match=_choice(arguments, "treffer", MATCHES, "auto", notes),
        page=_number(arguments, "seite", notes),
        line=_number(arguments, "zeile", notes),
        view=_choice(arguments, "ansicht", VIEWS, "list", notes),
        order=_choice(arguments, "reihe", ORDERS, "found", notes),
        corrected=_choice(arguments, "korrektur", CORRECTIONS, True, notes),
    )
    sort = _choice(arguments, "sort", SORTS, search.default_sort, notes)
    return search._replace(sort=sort), tuple(notes)


def compared(arguments: MultiDict[str, str]) -> tuple[list[str], tuple[Note, ...]]:
    """Read the queries that an address compares, each once."""
    notes: list[Note] = []
    texts = (_query(text, notes).strip() for text in arguments.getlist("q"))
    queries = list(dict.fromkeys(filter(None, texts)))
    if len(queries) > MAX_QUERIES:
        message = f"{len(queries)} queries are too many; {MAX_QUERIES} can be compared at once."
        notes.append(Note("too-many-queries", message, {"limit": MAX_QUERIES}))
    return queries[:MAX_QUERIES], tuple(notes)


def one_line(text: str) -> str:
    """Return *text* with spaces for control characters, which can neither be typed nor shown."""
    return text.translate(_CONTROL_CHARACTERS)


def _query(text: str, notes: list[Note]) -> str:
    text = one_line(text)
    if len(text) <= MAX_QUERY_CHARACTERS:
        return text
    message = f"The query has {len(text)} characters; it may have {MAX_QUERY_CHARACTERS}."
    notes.append(Note("query-too-long", message, {"length": len(text), "limit": MAX_QUERY_CHARACTERS}))
    return text[:MAX_QUERY_CHARACTERS]


def _values(arguments: MultiDict[str, str], name: str, notes: list[Note]) -> tuple[str, ...]:
    """Return the distinct, non-empty values of a filter in their order."""
    values = tuple(dict.fromkeys(value for value in arguments.getlist(name) if value))
    if len(values) > MAX_FILTER_VALUES:
        message = f"{name} takes {MAX_FILTER_VALUES} values at once."
        notes.append(Note("too-many-values", message, {"name": name, "limit": MAX_FILTER_VALUES}))
    return values[:MAX_FILTER_VALUES]


def _day(arguments: MultiDict[str, str], name: str, today: date, notes: list[Note]) -> date | None:
    """Return the first day of the period typed as ``von``, or the last of the one typed as ``bis``."""
    text = arguments.get(name, "").strip()
    if not text:
        return None
    try:
        period = parse_period(text, today)
    except PeriodError as error:
        notes.append(Note("bad-date", f"{name}: {error}", {"name": name, "text": text[:80]}))
        return None
    return period.first if name == "von" else period.last


def _choice(
    arguments: MultiDict[str, str], name: str, words: Mapping[str, Value], default: Value, notes: list[Note]
) -> Value:
    """Return what the word of a parameter stands for."""
    word = arguments.get(name, "")
    if not word:
        return default
    if word not in words:
        choices = ", ".join(words)
        message = f"{name}={word[:80]} is not known; it takes one of {choices}."
        notes.append(Note("bad-choice", message, {"name": name, "text": word[:80], "choices": choices}))
    return words.get(word, default)


def _number(arguments: MultiDict[str, str], name: str, notes: list[Note]) -> int:
    """Return a number that counts from 1, which is also what is meant by none."""
    text = arguments.get(name, "")
    if not text:
        return 1
    if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0:
        return int(text)
    message = f"{name}={text[:80]} is not a number from 1 on."
    notes.append(Note("bad-number", message, {"name": name, "text": text[:80]}))
    return 1
