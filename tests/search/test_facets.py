"""Facets: which values are shown, and in what order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

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
