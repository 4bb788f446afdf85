"""The questions: drawn from a corpus by seed, in classes, kept in a file that every engine reads.

A question says what is asked for, not how; each engine writes it in its own language. Words are drawn from a
sample of the corpus by the share of articles that have them. Of each class the first questions only warm up.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Final, Literal

import orjson

from benchmarks.articles import Article
from benchmarks.heaps import WORD

Kind = Literal["all", "any", "phrase", "prefix", "fuzzy"]

SAMPLE: Final = 20_000
"""Articles looked at, evenly spread."""
MIN_LETTERS: Final = 3
STOP_SHARE: Final = 0.3
"""A word in more than this share of the articles counts as a stop word."""
FREQUENT: Final = (0.05, STOP_SHARE)
MEDIUM: Final = (0.002, 0.02)
RARE_ARTICLES: Final = (2, 10)
DEEP_OFFSET: Final = 1000
DEEP: Final = (0.12, STOP_SHARE)
"""Frequent enough to have that many hits in 10,000 articles."""
STREAM: Final = "stream"
"""The class for throughput: as the mix, asked by several threads, no question twice."""
_SPACED: Final = re.compile(r"[^\W_]+(?: [^\W_]+)+")
_LETTERS: Final = "abcdefghiklmnoprstuwzäöü"


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    ``kind``: all or any of the words, the words as a phrase, a word's beginning, or a misspelling.
    ``field`` is ``title`` or empty (title and body); ``since`` and ``until`` are days (ISO), both included.
    """

    group: str
    """The class that the table shows."""
    words: tuple[str, ...]
    kind: Kind = "all"
    field: str = ""
    since: str = ""
    until: str = ""
    facets: bool = False
    snippets: bool = False
    offset: int = 0
    warm: bool = False
    """Only warms up; is not measured."""


class Vocabulary:
    """The words of a sample of articles, with the share of articles that have each."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles: list[tuple[str, str]] = []
        self.days: list[str] = []
        for article in articles:
            self.articles.append((article["title"], article["text"]))
            self.days.append(article["published"][:10])
        found: Counter[str] = Counter()
        self.tokens: Counter[str] = Counter()
        for title, text in self.articles:
            words = WORD.findall(f"{title} {text}")
            self.tokens.update(words)
            found.update(set(words))
        self.share = {word: count / len(self.articles) for word, count in found.items()}
        self.plain = sorted(word for word in found if self.is_plain(word))
        self._between: dict[tuple[float, float, int], list[str]] = {}
        self._weights = list(accumulate(self.tokens[word] for word in self.plain))

    def is_plain(self, word: str) -> bool:
        """Say whether ``word`` is one that people ask for: letters only, no stop word."""
        return len(word) >= MIN_LETTERS and word.isalpha() and self.share[word] <= STOP_SHARE

    def between(self, low: float, high: float, letters: int = MIN_LETTERS) -> list[str]:
        """Return the plain words that this share of the articles has; the nearest ones if there are none."""
        key = (low, high, letters)
        if key not in self._between:
            long = [word for word in self.plain if len(word) >= letters]
            nearest = sorted(long, key=lambda word: (abs(self.share[word] - low), word))[:20]
            self._between[key] = [word for word in long if low <= self.share[word] <= high] or nearest
        return self._between[key]

    def by_frequency(self, random: Random) -> str:
        """Draw a plain word as often as it is printed."""
        return self.plain[bisect(self._weights, random.random() * self._weights[-1])]


def sample(articles: Iterable[Article], count: int) -> Iterator[Article]:
    """Yield at most `SAMPLE` of ``count`` articles, evenly spread."""
    return islice(articles, 0, None, max(1, -(-count // SAMPLE)))


def make(vocabulary: Vocabulary, each: int = 100, mix: int = 400, stream: int = 4500, seed: int = 1) -> list[Query]:
    """Return ``each`` questions of every class, so many of mix and stream, and a quarter as many to warm up."""
    found: list[Query] = []
    for name, draw in CLASSES.items():
        random = Random(f"{seed} {name}")
        count = {"mix": mix, STREAM: stream}.get(name, each)
        for number in range(-(-count // 4) + count):
            query = draw(vocabulary, random)
            found.append(_named(query, name, number < -(-count // 4)))
    return found


def _named(query: Query, name: str, warm: bool) -> Query:
    return Query(**{**asdict(query), "group": name, "warm": warm})


def write(path: Path, queries: Iterable[Query]) -> None:
    """Write ``queries`` as JSON Lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(query) + b"\n" for query in queries))


def read(path: Path) -> list[Query]:
    """Read what `write` wrote."""
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    return [Query(**{**row, "words": tuple(row["words"])}) for row in rows]


Draw = Callable[[Vocabulary, Random], Query]


def _one(low: float, high: float) -> Draw:
    def draw(vocabulary: Vocabulary, random: Random) -> Query:
        return Query("", (random.choice(vocabulary.between(low, high)),))

    return draw


def _rare(vocabulary: Vocabulary, random: Random) -> Query:
    low, high = (count / len(vocabulary.articles) for count in RARE_ARTICLES)
    return Query("", (random.choice(vocabulary.between(low, high)),))


def _together(vocabulary: Vocabulary, random: Random, count: int) -> tuple[str, ...]:
    """Return plain words that one article has, so that asking for all of them finds something."""
    while True:
        title, text = random.choice(vocabulary.articles)
        words = sorted({word for word in WORD.findall(f"{title} {text}") if vocabulary.is_plain(word)})
        if len(words) >= count:
            return tuple(random.sample(words, count))


def _several(count: int, kind: Kind, facets: bool = False, snippets: bool = False) -> Draw:
    def draw(vocabulary: Vocabulary, random: Random) -> Query:
        words = _together(vocabulary, random, count)
        return Query("", words, kind, facets=facets, snippets=snippets)

    return draw


def _run(vocabulary: Vocabulary, random: Random, count: int) -> tuple[str, ...]:
    """Return ``count`` words that stand side by side in one article with single blanks between them."""
    while True:
        _, text = random.choice(vocabulary.articles)
        runs = [run for run in _SPACED.findall(text) if run.count(" ") >= count - 1]
        if runs:
            words = random.choice(runs).split(" ")
            start = random.randrange(len(words) - count + 1)
            return tuple(words[start : start + count])


def _phrase(vocabulary: Vocabulary, random: Random) -> Query:
    while True:
        words = _run(vocabulary, random, random.choice((2, 3)))
        if any(vocabulary.is_plain(word) for word in words):
            return Query("", words, "phrase")


def _stop_words(vocabulary: Vocabulary, random: Random) -> Query:
    while True:
        words = _run(vocabulary, random, 4)
        if any(vocabulary.share.get(word, 0) > STOP_SHARE for word in words):
            return Query("", words)


def _prefix(vocabulary: Vocabulary, random: Random) -> Query:
    word = random.choice(vocabulary.between(*MEDIUM, letters=6))
    return Query("", (word[: random.randint(4, 5)].lower(),), "prefix")


def _fuzzy(vocabulary: Vocabulary, random: Random) -> Query:
    word = random.choice(vocabulary.between(*MEDIUM, letters=6))
    place = random.randrange(1, len(word))
    return Query("", (word[:place] + random.choice(_LETTERS) + word[place + 1 :],), "fuzzy")


def _titled(vocabulary: Vocabulary, random: Random) -> Query:
    while True:
        title, _ = random.choice(vocabulary.articles)
        words = [word for word in WORD.findall(title) if vocabulary.is_plain(word)]
        if words:
            return Query("", (random.choice(words),), field="title")


def _dated(vocabulary: Vocabulary, random: Random) -> Query:
    since, until = sorted(random.choices(vocabulary.days, k=2))
    return Query("", _together(vocabulary, random, 2), "any", since=since, until=until)


def _deep(vocabulary: Vocabulary, random: Random) -> Query:
    return Query("", (random.choice(vocabulary.between(*DEEP)),), offset=DEEP_OFFSET)


def _mix(vocabulary: Vocabulary, random: Random) -> Query:
    count = random.choices((1, 2, 3), (35, 40, 25))[0]
    return Query("", tuple(dict.fromkeys(vocabulary.by_frequency(random) for _ in range(count))))


CLASSES: Final[dict[str, Draw]] = {
    "one word, rare": _rare,
    "one word, medium": _one(*MEDIUM),
    "one word, frequent": _one(*FREQUENT),
    "two words, all": _several(2, "all"),
    "two words, any": _several(2, "any"),
    "three words, all": _several(3, "all"),
    "three words, any": _several(3, "any"),
    "with stop words, all": _stop_words,
    "exact phrase": _phrase,
    "prefix": _prefix,
    "fuzzy": _fuzzy,
    "title field": _titled,
    "date filter": _dated,
    "facets": _several(2, "any", facets=True),
    "deep page": _deep,
    "facets and snippets": _several(2, "all", facets=True, snippets=True),
    "mix": _mix,
    STREAM: _mix,
}
