"""Do all engines count alike? Each total is held against a plain count, and differences are explained.

For every engine a plain Python count over the corpus, by the engine's own analysis, says what its total must be;
a total that differs is an error of the engine (or of this benchmark), and the run fails. Where two engines then
still differ, their analyses do; the first article that one of them finds alone shows the word that made it so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks.articles import Article, read_articles
from benchmarks.engine import OURS, Engine, load, period
from benchmarks.heaps import WORD
from benchmarks.queries import STREAM, Query, read

COUNTED: Final = ("all", "any", "phrase")
"""Kinds of questions whose totals must agree; peers look for beginnings and misspellings among stems."""
STEMS, WORDS, FORMS = "stems", "words", "forms"
"""Causes: a form has another stem; a text is cut into other words; a phrase asks for forms, not stems."""
EXAMPLES: Final = 3
FIELDS: Final = ("title", "text")


class Count:
    """The articles that an analysis says match; what a searcher must find."""

    def __init__(self, engine: Engine, articles: list[Article], queries: Iterable[Query]) -> None:
        self._engine, self._articles = engine, articles
        self._terms = cache(lambda word, exact: [frozenset(engine.keys(term, exact)) for term in engine.analyse(word)])
        queries = list(queries)
        words = {word for query in queries for word in query.words}
        wanted = {key for word in words for exact in (False, True) for keys in self.terms(word, exact) for key in keys}
        self._keys_of = cache(lambda term: tuple(wanted.intersection(engine.keys(term, False))))
        self._places: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(dict)
        for number, article in enumerate(articles):
            for field in FIELDS:
                self._note(number, field, engine.analyse(article[field]))
        self.matching = {query: self._matching(query) for query in queries}

    def terms(self, word: str, exact: bool = False) -> list[frozenset[str]]:
        """Return the keys of each term that the analysis makes of a word."""
        return self._terms(word, exact)

    def _note(self, number: int, field: str, terms: list[str]) -> None:
        for place, term in enumerate(terms):
            for key in self._keys_of(term):
                self._places[field, key].setdefault(number, []).append(place)

    def _matching(self, query: Query) -> set[int]:
        fields = (query.field,) if query.field else FIELDS
        if query.kind == "phrase":
            matching = {number for field in fields for number in self._with_phrase(query, field)}
        else:
            found = [self._with_word(word, fields) for word in query.words]
            matching = set.union(*found) if query.kind == "any" else set.intersection(*found)
        if days := period(query):
            matching = {number for number in matching if days[0] <= self._articles[number]["when"] < days[1]}
        return matching

    def _with_word(self, word: str, fields: Iterable[str]) -> set[int]:
        terms = [
            {number for key in keys for field in fields for number in self._places.get((field, key), ())}
            for keys in self.terms(word)
        ]
        return set.intersection(*terms) if terms else set()

    def _with_phrase(self, query: Query, field: str) -> set[int]:
        phrase = [keys for word in query.words for keys in self.terms(word, exact=True)]
        placed = [[self._places.get((field, key), {}) for key in keys] for keys in phrase]
        common = set.intersection(*({number for one in places for number in one} for places in placed))
        return {number for number in common if _follow(placed, number)}


def _follow(placed: list[list[dict[int, list[int]]]], number: int) -> bool:
    """Return whether the terms stand one after the other somewhere in article ``number``."""
    starts = [{place - at for one in places for place in one.get(number, ())} for at, places in enumerate(placed)]
    return bool(set.intersection(*starts))


def check(corpus: str, queries: str, totals: str) -> dict[str, Any]:
    """Compare totals with plain counts and with Fundstelle's.

    ``totals`` is a JSON file: engine -> {"every": n, "totals": of every n-th question, None where refused}.
    """
    articles = list(_with_dates(read_articles(Path(corpus))))
    asked = [query for query in read(Path(queries)) if query.kind in COUNTED and query.group != STREAM]
    answered = {
        engine: _by_query(read(Path(queries)), **found)
        for engine, found in orjson.loads(Path(totals).read_bytes()).items()
    }
    counts: dict[str, Count] = {}
    for name in answered:
        engine = load(name)
        if engine.analysis not in counts:
            counts[engine.analysis] = Count(engine, articles, asked)
    ours = counts.get(OURS)  # its analysis has its name
    return {
        name: {
            "wrong": _wrong(found, counts[load(name).analysis]),
            "classes": _compare(found, counts[load(name).analysis], ours, articles) if ours else {},
        }
        for name, found in answered.items()
    }


def _with_dates(articles: Iterable[Article]) -> Iterator[Article]:
    from datetime import datetime

    for article in articles:
        yield {**article, "when": datetime.fromisoformat(article["published"])}


def _by_query(queries: list[Query], every: int, totals: list[int | None]) -> dict[Query, int]:
    """Return the totals of the questions that count."""
    asked = [query for query in queries[::every] if query.group != STREAM]
    return {
        query: total for query, total in zip(asked, totals, strict=True) if total is not None and query.kind in COUNTED
    }


def _wrong(answered: dict[Query, int], count: Count) -> list[str]:
    """Return the totals that the engine's own analysis does not explain, as sentences."""
    return [
        f"{query.group}: {' '.join(query.words)}: {total}, counted {len(count.matching[query])}"
        for query, total in answered.items()
        if total != len(count.matching[query])
    ]


def _compare(
    answered: dict[Query, int], count: Count, ours: Count, articles: list[Article]
) -> dict[str, dict[str, Any]]:
    """Return for each class how many totals equal Fundstelle's, and the causes of those that do not."""
    classes: dict[str, dict[str, Any]] = {}
    for query in answered:
        row = classes.setdefault(query.group, {"asked": 0, "equal": 0, STEMS: 0, WORDS: 0, FORMS: 0, "examples": []})
        row["asked"] += 1
        if count.matching[query] == ours.matching[query]:
            row["equal"] += 1
            continue
        cause, example = _cause(query, count, ours, articles)
        row[cause] += 1
        if len(row["examples"]) < EXAMPLES and example:
            row["examples"].append(example)
    return classes


def _cause(query: Query, count: Count, ours: Count, articles: list[Article]) -> tuple[str, str]:
    """Return why two analyses differ on ``query``, and the word that shows it."""
    theirs, own = count.matching[query], ours.matching[query]
    if query.kind == "phrase" and own < theirs:
        return FORMS, ""
    article = articles[min(theirs ^ own)]
    for form in dict.fromkeys(WORD.findall(f"{article['title']} {article['text']}")):
        for word in query.words:
            if _alike(count, word, form) != _alike(ours, word, form):
                one, other = ("", "not ") if _alike(ours, word, form) else ("not ", "")
                return STEMS, f"{word} is {one}{form} here, {other}there"
    return WORDS, ""


def _alike(count: Count, word: str, form: str) -> bool:
    return any(one & other for one in count.terms(word) for other in count.terms(form))
