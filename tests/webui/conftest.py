"""A small engine that answers by reading every article, and the application over it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from markupsafe import escape

from search import (
    ArticleView,
    Correction,
    Explanation,
    FacetCount,
    Hit,
    Note,
    Request,
    Response,
    Suggestion,
    UnderstoodForm,
    UnderstoodWord,
)
from search.limits import MAX_FACET_DAYS
from tests.webui.browsing import address, browser, open_page, stage
from webui import create_app

__all__ = ["address", "browser", "open_page", "stage"]  # fixtures

BERLIN = ZoneInfo("Europe/Berlin")
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Item:
    """An article of the small engine."""

    id: str
    title: str
    text: str
    url: str = ""
    source: str = ""
    section: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str = "de"

    @cached_property
    def day(self) -> date | None:
        return self.published.astimezone(BERLIN).date() if self.published else None

    @cached_property
    def words(self) -> set[str]:
        return {word.casefold() for word in WORD.findall(f"{self.title} {self.text}")}


@dataclass(frozen=True)
class FakeStats:
    """As `search.Stats`, of which the page reads these."""

    articles: int
    sources: tuple[FacetCount, ...]
    first: date | None
    last: date | None


@dataclass
class FakeEngine:
    """The engine's protocol by plain scanning: words, ``Wort~`` (same first three letters), filters."""

    items: list[Item]
    notes: tuple[Note, ...] = ()
    requests: list[Request] = field(default_factory=list)

    def search(self, request: Request) -> Response:
        self.requests.append(request)
        words = self._words(request.query)
        matching = self._matching(request, words)
        found = [(item, missing) for item, missing in matching if self._kept(item, request)]
        relaxed = sum(bool(missing) for _, missing in found) if request.match == "auto" else 0
        found.sort(key=lambda pair: pair[0].published or datetime.min.replace(tzinfo=UTC), reverse=True)
        if request.sort == "oldest":
            found.reverse()
        elif request.sort == "relevance":
            found.sort(key=lambda pair: len(pair[1]))
        hits = tuple(
            self._hit(item, words, missing if relaxed else [])
            for item, missing in found[request.offset : request.offset + request.limit]
        )
        facets = self._facets(request, [item for item, _ in matching]) if request.facets else {}
        answer = Response(len(found), 3.2, hits, self.notes, facets, relaxed)
        return self._told(answer, request) if request.words else answer

    def _told(self, answer: Response, request: Request) -> Response:
        """Add what was understood, and, for ``Rathhaus``, what was meant."""
        places = re.finditer(r"\w+", request.query)
        words = tuple(self._understood(request.query, place) for place in places)
        if not request.correct or "Rathhaus" not in request.query:
            return answer._replace(words=words)
        meant = request._replace(query=request.query.replace("Rathhaus", "Rathaus"), correct=False)
        other = self.search(meant)
        if not other.total:
            return answer._replace(words=words)
        correction = Correction(meant.query, (("Rathhaus", "Rathaus"),), other.total, applied=not answer.total)
        return (other if not answer.total else answer._replace(words=words))._replace(correction=correction)

    def _understood(self, query: str, place: re.Match[str]) -> UnderstoodWord:
        word, (start, end) = place[0], place.span()
        found = sum(word.casefold() in item.words for item in self.items)
        relations = ("word", "stem", "stem", "stem", "head", "head", "modifier")
        forms = [UnderstoodForm(f"{word}{'abcdef'[:at]}", found, relation) for at, relation in enumerate(relations)]
        without = f"{query[:start].rstrip()} {query[end:].lstrip()}".strip()
        exact, known = f"{query[:start]}={query[start:]}", tuple(forms if found else ())
        return UnderstoodWord(word, start, end, "word", "any", known, len(known), 0, exact, "", without)

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        words = sorted({word for item in self.items for word in WORD.findall(item.text)})
        found = [word for word in words if typed and word.casefold().startswith(typed.casefold()) and word != typed]
        return tuple(Suggestion(word, word, "word", 7) for word in found[:limit])

    def similar(self, identifier: str, limit: int = 5) -> tuple[Hit, ...]:
        topic = next((item.title.split(":")[0] for item in self.items if item.id == identifier), "")
        others = [item for item in self.items if item.id != identifier and item.title.split(":")[0] == topic]
        return tuple(self._hit(item, [], []) for item in others[:limit])

    def explain(self, query: str, identifier: str) -> Explanation | None:
        item = next((item for item in self.items if item.id == identifier), None)
        if item is None:
            return None
        words = tuple(
            Explanation(1.5, word, (), "word", {"word": word, "boost": 1.0})
            for word in self._words(query)
            if word in item.words
        )
        total = sum(part.value for part in words)
        parts = (Explanation(total, "sum", words, "sum"), Explanation(1.1, "recency", (), "recency"))
        return Explanation(total * 1.1, "score", parts, "score")

    def _matching(self, request: Request, words: list[str]) -> list[tuple[Item, list[str]]]:
        """Return the items that match whatever the filters say, each with the words that it lacks."""
        pairs = [(item, self._missing(item, words)) for item in self.items]
        full = [pair for pair in pairs if not pair[1]]
        if request.match == "any" or (request.match == "auto" and len(full) < 3):
            return [pair for pair in pairs if not words or len(pair[1]) < len(words)]
        return full

    def article(self, id: str, query: str = "") -> ArticleView | None:
        for item in self.items:
            if item.id == id:
                words = self._words(query)
                paragraphs = tuple(self._mark(text, words) for text in item.text.split("\n\n"))
                shared = {"url": item.url, "source": item.source, "section": item.section}
                return ArticleView(
                    id=id,
                    title=item.title,
                    title_marked=self._mark(item.title, words),
                    paragraphs=paragraphs,
                    authors=item.authors,
                    published=item.published,
                    language=item.language,
                    matched=tuple(sorted(set(words) & item.words)),
                    **shared,
                )
        return None

    def stats(self) -> FakeStats:
        days = sorted(item.day for item in self.items if item.day)
        sources = self._count(item.source for item in self.items)
        return FakeStats(len(self.items), sources, *(days[:1] or [None]), *(days[-1:] or [None]))

    @staticmethod
    def _words(query: str) -> list[str]:
        return [word.casefold() for word in re.findall(r"\w+~?", query)]

    @staticmethod
    def _missing(item: Item, words: list[str]) -> list[str]:
        return [word for word in words if not any(_fits(word, other) for other in item.words)]

    @staticmethod
    def _kept(item: Item, request: Request) -> bool:
        return (
            (not request.sources or item.source in request.sources)
            and (not request.sections or item.section in request.sections)
            and (not request.authors or bool(set(item.authors) & set(request.authors)))
            and (not request.since or (item.day is not None and item.day >= request.since))
            and (not request.until or (item.day is not None and item.day <= request.until))
        )

    @staticmethod
    def _mark(text: str, words: list[str]) -> str:
        parts = re.split(r"(\w+)", text)
        return "".join(
            f"<mark>{escape(part)}</mark>" if part.casefold() in words else str(escape(part)) for part in parts
        )

    def _hit(self, item: Item, words: list[str], missing: list[str]) -> Hit:
        return Hit(
            id=item.id,
            title=item.title,
            url=item.url,
            source=item.source,
            section=item.section,
            authors=item.authors,
            published=item.published,
            score=1.0,
            snippet=self._mark(item.text[:200], words),
            title_marked=self._mark(item.title, words),
            matched=tuple(word for word in words if word in item.words),
            relaxed=bool(missing),
            missing=tuple(missing),
        )

    @staticmethod
    def _count(values: Any) -> tuple[FacetCount, ...]:
        counted = Counter(value for value in values if value)
        return tuple(FacetCount(*pair) for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def _facets(self, request: Request, items: list[Item]) -> dict[str, tuple[FacetCount, ...]]:
        def kept(**unset: Any) -> list[Item]:
            asked = request._replace(**unset) if request.widen_facets else request
            return [item for item in items if self._kept(item, asked)]

        months = self._count(f"{item.day:%Y-%m}" for item in kept(since=None, until=None) if item.day)
        return {
            "source": self._count(item.source for item in kept(sources=())),
            "section": self._count(item.section for item in kept(sections=())),
            "author": self._count(author for item in kept(authors=()) for author in item.authors),
            "month": tuple(sorted(months, key=lambda count: count.value)),
            "day": self._days([item for item in items if self._kept(item, request)]),
        }

    def _days(self, items: list[Item]) -> tuple[FacetCount, ...]:
        days = self._count(item.day.isoformat() for item in items if item.day)
        found = tuple(sorted(days, key=lambda count: count.value))
        ends = [date.fromisoformat(found[at].value) for at in (0, -1)] if found else []
        return found if ends and (ends[1] - ends[0]).days < MAX_FACET_DAYS else ()


def _fits(word: str, other: str) -> bool:
    return other.startswith(word[:3]) if word.endswith("~") else word == other


TOPICS = ("Haushalt", "Bahnhof", "Schule", "Hafen", "Klinik")
SOURCES = ("Elbblatt", "Havelbote", "Rheinkurier")
SECTIONS = ("Politik", "Lokales", "Wirtschaft", "")
AUTHORS = (("Jana Öhler",), ("Max Groß", "Jana Öhler"), ())


def make_items(count: int = 64) -> list[Item]:
    """Return articles with known sources, sections, authors and days; every tenth speaks of the Stadtrat."""
    first = datetime(2023, 11, 5, 9, 30, tzinfo=BERLIN)
    return [
        Item(
            id=f"a{number:03d}",
            title=f"{TOPICS[number % 5]}: Neues aus Stadt {number}",
            text=(
                f"Über {TOPICS[number % 5]} und Rathaus wird in Stadt {number} weiter beraten."
                + (" Der Stadtrat stimmte zu." if number % 10 == 0 else "")
                + "\n\nMehr soll es im Frühjahr geben."
            ),
            url=f"https://www.beispiel.test/artikel/{number}",
            source=SOURCES[number % 3],
            section=SECTIONS[number % 4],
            authors=AUTHORS[number % 3],
            published=first + timedelta(days=5 * number),
        )
        for number in range(count)
    ]


ODD_ITEMS = (
    Item("//a/b//c%2Fd/ü?x#y ", "Seltsame Kennung", "Mit Schrägstrichen.", url="javascript:alert(1)"),
    Item("<b>", "Kleiner < größer & Co.", "Das <script>alert(1)</script> steht im Text.", source='"><b>Blatt'),
)


@pytest.fixture
def fake_engine() -> FakeEngine:
    return FakeEngine([*make_items(), *ODD_ITEMS])


@pytest.fixture
def client(fake_engine: FakeEngine) -> Any:
    """Return a client of the application over the small engine."""
    app = create_app("unused", engine=fake_engine)  # type: ignore[arg-type]
    app.testing = True
    return app.test_client()


class _Reader(HTMLParser):
    """Collects a page's links by their text, the text of each element, and each element's attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self._link: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "a":
            self._link = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            href = next(attrs["href"] for name, attrs in reversed(self.elements) if name == "a")
            self.links.append((" ".join("".join(self._link).split()), href))
            self._link = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._link is not None:
            self._link.append(data)


@dataclass(frozen=True)
class PageRead:
    """A page as a reader meets it."""

    status: int
    html: str
    headers: Any
    text: str
    links: list[tuple[str, str]]
    elements: list[tuple[str, dict[str, str]]]

    def link(self, label: str) -> str:
        """Return the address of the first link whose text is, or has, *label*."""
        for text, href in self.links:
            if text == label:
                return href
        return next(href for text, href in self.links if label in text)

    def labels(self) -> list[str]:
        return [text for text, _ in self.links]

    def facts(self) -> list[list[str]]:
        """Return what stands below each title."""
        lines = re.findall(r'<p class="facts">(.*?)</p>', self.html)
        return [re.findall(r">([^<>]+)</(?:span|time)>", line) for line in lines]

    def values(self, name: str) -> list[str]:
        """Return the values of the inputs called *name*."""
        return [attrs.get("value", "") for tag, attrs in self.elements if attrs.get("name") == name]


@pytest.fixture
def get(client: Any) -> Callable[..., PageRead]:
    """Return a function that fetches an address and reads the page."""

    def fetch(address: str, **options: Any) -> PageRead:
        response = client.get(address, **options)
        reader = _Reader()
        reader.feed(response.text)
        text = " ".join(reader.text.split())
        return PageRead(response.status_code, response.text, response.headers, text, reader.links, reader.elements)

    return fetch
