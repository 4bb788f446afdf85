"""A small corpus of the demo's articles, completed as the benchmarks complete any source."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.articles import Article, complete, read_articles, write_articles
from benchmarks.corpora import DEMO


@pytest.fixture(scope="session")
def articles() -> list[Article]:
    found = [complete(article) for article in read_articles(DEMO)]
    assert len(found) > 40
    return found


@pytest.fixture(scope="session")
def corpus_path(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "articles.jsonl"
    write_articles(path, articles)
    return path
