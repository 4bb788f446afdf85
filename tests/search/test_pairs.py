"""Three hundred pairs of words that must meet, or must not: ``tests/data/pairs.tsv``, judged one by one.

Each side of a pair is an article of its own in one small index, and the query for one side finds the other side's
article or does not. A row: query, text of the article, relation, direction (``both``: also the other way round).
Rows of the relation ``apart`` must not meet, those of ``graded`` never as well as the word itself, and those of
``less`` must meet, but less than that.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from index import Article, Index
from search import Engine, Request

ROWS: Final = Path(__file__).parents[1] / "data" / "pairs.tsv"


class Pair(NamedTuple):
    """A query, and the text that it must or must not find."""

    query: str
    text: str
    relation: str


def pairs() -> Iterator[Pair]:
    for line in ROWS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            query, text, relation, direction = line.split("\t")
            yield Pair(query, text, relation)
            if direction == "both":
                yield Pair(text, query, relation)


PAIRS: Final = list(pairs())


def article(text: str) -> str:
    return f"Artikel {text.encode().hex()}"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    index = Index.create(tmp_path_factory.mktemp("pairs") / "index")
    texts = dict.fromkeys(text for pair in PAIRS for text in (pair.query, pair.text))
    with index.writer() as writer:
        for text in texts:
            writer.add(Article(id=article(text), text=text))
    return Engine(index)


def scores(engine: Engine, query: str) -> dict[str, float]:
    response = engine.search(Request(query, match="all", limit=100, snippets=False, correct=False))
    return {hit.id: hit.score for hit in response.hits}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.query}-{pair.text}-{pair.relation}")
def test_pair(engine: Engine, pair: Pair) -> None:
    found = scores(engine, pair.query)
    assert article(pair.query) in found, "the word finds itself"
    if pair.relation == "apart":
        assert article(pair.text) not in found
    elif pair.relation == "graded":
        assert found.get(article(pair.text), 0.0) < found[article(pair.query)]
    elif pair.relation == "less":
        assert 0 < found.get(article(pair.text), 0.0) < found[article(pair.query)]
    else:
        assert article(pair.text) in found


def test_there_are_three_hundred_of_them() -> None:
    rows = [line for line in ROWS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(rows) >= 300
    assert len(set(PAIRS)) == len(PAIRS)
