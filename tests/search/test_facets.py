"""Facets: which values are shown, and in what order."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from index import Article, Index
from search import Engine, FacetCount, Request
from search.limits import MAX_FACET_VALUES


def test_values_of_most_articles_come_first_then_those_before_in_the_alphabet(tmp_path: Path) -> None:
    random = Random(1)
    sources = [f"{random.choice('AÄaz')}{random.randrange(2 * MAX_FACET_VALUES)}" for _ in range(4 * MAX_FACET_VALUES)]
    index = Index.create(tmp_path / "index")
    for begin in 0, 1:  # two segments
        with index.writer() as writer:
            for number in range(begin, len(sources), 2):
                writer.add(Article(id=str(number), title="Fund", text="Text", source=sources[number]))
    expected = sorted(Counter(sources).items(), key=lambda item: (-item[1], item[0]))
    assert len(expected) > MAX_FACET_VALUES and len(set(Counter(sources).values())) > 1
    found = Engine(index).search(Request("Fund", facets=True)).facets["source"]
    assert found == tuple(FacetCount(*item) for item in expected[:MAX_FACET_VALUES])
    assert all(type(item) is FacetCount for item in found)


@pytest.mark.parametrize("widen", [False, True])
def test_what_several_segments_have_is_counted_together(tmp_path: Path, widen: bool) -> None:
    random, index, articles = Random(2), Index.create(tmp_path / "index"), []
    for _ in range(3):  # segments that name the same values in another order, and values of their own
        with index.writer() as writer:
            for _ in range(random.randrange(5, 20)):
                own = tuple(random.sample("ABCDEFG", random.randrange(4)))
                moment = random.choice(
                    [None, datetime(2024, random.randrange(1, 4), random.randrange(1, 29), 12, tzinfo=UTC)]
                )
                source, name = random.choice(["", "Elbe", "Isar"]), str(len(articles))
                article = Article(id=name, title="Fund", text="T", source=source, authors=own, published=moment)
                writer.add(article)
                articles.append(article)
    with index.writer() as writer:
        writer.remove("3")
    del articles[3]
    chosen = [one for one in articles if one.source == "Elbe"]
    found = Engine(index).search(Request("Fund", sources=("Elbe",), facets=True, widen_facets=widen)).facets
    sources = Counter(one.source for one in (articles if widen else chosen) if one.source)
    authors = Counter(author for one in chosen for author in one.authors)
    months = Counter(one.published.isoformat()[:7] for one in chosen if one.published)
    days = Counter(one.published.isoformat()[:10] for one in chosen if one.published)
    assert dict(found["source"]) == sources and dict(found["author"]) == authors
    assert list(found["month"]) == sorted(months.items()) and list(found["day"]) == sorted(days.items())
