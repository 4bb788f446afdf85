"""Ways out of an empty result: other searches close to the one that found nothing, each counted first.

Only searches that find something are offered, so no way out leads into the next dead end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from webui import filters, links
from webui.language import phrase, say

if TYPE_CHECKING:
    from search import Engine
    from webui.parameters import Search

MAX_WORDS: Final = 4
"""Words of a query that are tried one by one."""

QUOTATION_MARKS: Final = str.maketrans(dict.fromkeys('"„“”»«', " "))
OPERATORS: Final = frozenset({"UND", "ODER", "NICHT", "AND", "OR", "NOT", "SATZ", "ABSATZ"})


@dataclass(frozen=True, slots=True)
class WayOut:
    """Another search and how many articles it finds."""

    label: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Searches to try one after the other, under one label; *name* is the filter that they do without."""

    label: str
    searches: tuple[Search, ...]
    name: str = ""


def ways_out(engine: Engine, search: Search) -> list[WayOut]:
    """Return the searches close to *search* that do find something, the closest first."""
    found = []
    for attempt in _attempts(search.anew()):
        for other in attempt.searches:
            count = engine.search(other.request(limit=0, facets=False)).total
            if count:
                label = say(attempt.label, name=attempt.name, query=other.query)
                found.append(WayOut(label, count, links.results(other)))
                break
    return found


def _attempts(search: Search) -> Iterator[_Attempt]:
    """Yield what could be tried instead: fewer filters, looser matching, other spellings, fewer words."""
    set_filters = filters.chosen(search)
    if len(set_filters) > 1:
        for name, without in set_filters:
            yield _Attempt(phrase("dasselbe ohne Filter „%(name)s“ suchen"), (without,), name)
    if set_filters:
        yield _Attempt(phrase("dasselbe ohne Filter suchen"), (search.widened(),))
    if search.match == "all":
        some = search._replace(match="auto")
        yield _Attempt(phrase("Artikel, die nur einen Teil der Wörter enthalten"), (some,))
    unquoted = " ".join(search.query.translate(QUOTATION_MARKS).split())
    if unquoted and unquoted != " ".join(search.query.split()):
        yield _Attempt(phrase("die Wörter einzeln statt als feste Folge"), (search._replace(query=unquoted),))
    yield from _other_words(search, plain_words(unquoted))


def _other_words(search: Search, words: list[str]) -> Iterator[_Attempt]:
    """Yield similar spellings, the nearest first, and each word alone."""
    if words:
        spellings = (" ".join(word + mark for word in words) for mark in ("~", "~2"))
        searches = tuple(search._replace(query=query) for query in spellings)
        yield _Attempt(phrase("ähnlich geschriebene Wörter: %(query)s"), searches)
    if 1 < len(words) <= MAX_WORDS:
        for word in words:
            yield _Attempt(phrase("nur „%(query)s“"), (search._replace(query=word),))


def plain_words(query: str) -> list[str]:
    """Return the words of a query, or none if it has operators, whose meaning must not be guessed at."""
    words = query.split()
    plain = all(word.isalnum() and word not in OPERATORS for word in words)
    return words if plain else []
