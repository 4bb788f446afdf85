"""Slow and obvious twins of the search room, over plain dicts: what fast code gives must equal what these give."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from index import Article, fold, stem, words
from search.ranking import K1, RECENCY, RECENCY_HALF_LIFE_DAYS, B

TITLE_WEIGHT = 3


class Asked(NamedTuple):
    """A word in all its forms or, if ``quoted``, a run of forms as typed; ``field`` as in a query."""

    words: tuple[str, ...]
    quoted: bool = False
    field: str = "any"

    def __str__(self) -> str:
        text = " ".join(self.words)
        return {"any": "", "title": "titel:", "body": "text:"}[self.field] + (f'"{text}"' if self.quoted else text)


@cache
def same(quoted: bool, word: str, form: str) -> bool:
    """Return whether ``form`` is the word that was asked for: in another spelling, or (unless quoted) inflected."""
    return fold(form) == fold(word) or (not quoted and stem(form) == stem(word))


def texts(article: Article, field: str) -> dict[str, list[str]]:
    """Return the words of the fields that ``field`` stands for."""
    both = {"title": words(article.title), "body": words(article.text)}
    return both if field == "any" else {field: both[field]}


def count(article: Article, asked: Asked, word: str) -> int:
    """Return how often a word is in an article; in the title it counts three times."""
    weight = {"title": TITLE_WEIGHT, "body": 1}
    return sum(
        weight[name] * same(asked.quoted, word, form) for name, t in texts(article, asked.field).items() for form in t
    )


def matches(article: Article, asked: Asked) -> bool:
    """Return whether the words stand one after the other somewhere in the article."""
    size = len(asked.words)
    return any(
        all(same(asked.quoted, *pair) for pair in zip(asked.words, text[start : start + size], strict=True))
        for text in texts(article, asked.field).values()
        for start in range(len(text) - size + 1)
    )


def length(article: Article) -> int:
    """Return the weighted length of an article."""
    return TITLE_WEIGHT * len(words(article.title)) + len(words(article.text))


def bm25f(articles: Sequence[Article], query: Sequence[Asked], every: bool) -> dict[str, float]:
    """Return the scores of the articles that match ``every`` part of the query, or one at least, by their ids."""
    average = sum(map(length, articles)) / len(articles) if articles else 0.0
    newest = max((int(one.published.timestamp()) for one in articles if one.published), default=0)
    scores: dict[str, float] = {}
    for asked in query:
        for word in asked.words:
            counts = {one.id: count(one, asked, word) for one in articles}
            having = sum(number > 0 for number in counts.values())
            idf = math.log(1 + (len(articles) - having + 0.5) / (having + 0.5))
            for one in articles:
                norm = K1 * (1 - B + B * length(one) / average)
                part = idf * counts[one.id] * (K1 + 1) / (counts[one.id] + norm) if matches(one, asked) else 0.0
                scores[one.id] = scores.get(one.id, 0.0) + part * recency(one, newest)
    wanted = all if every else any
    return {one.id: scores[one.id] for one in articles if wanted(matches(one, asked) for asked in query)}


def recency(article: Article, newest: int) -> float:
    """Return the factor by which a young article is better than an old one."""
    if article.published is None:
        return 1.0
    age = (newest - int(article.published.timestamp())) / 86_400
    return 1 + RECENCY * 0.5 ** (age / RECENCY_HALF_LIFE_DAYS)
