"""Real files, where they are at hand: everything in them is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index import Article
from index.sources import ReadOptions, read

DATA = Path(__file__).parents[3] / "shared" / "data"


def articles(name: str, **options: Any) -> list[Article]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand; it may not be copied into the project")
    items = list(read([path], ReadOptions(**options)))
    assert all(isinstance(item, Article) for item in items), next(
        item for item in items if not isinstance(item, Article)
    )
    return [item for item in items if isinstance(item, Article)]


def test_the_scraped_article() -> None:
    (made,) = articles("000_085d6c2d1cfdea72.txt")
    assert made.title == "Putin kommt nach China, um die strategischen Beziehungen mit Xi zu vertiefen"
    assert made.source == "Euractiv"
    assert made.text.startswith("Der russische Präsident Wladimir Putin traf am frühen Donnerstag (16. Mai)")
    assert made.text.endswith("in der südlichen Region Saporischschja übernommen.")
    assert "‘Nach Plan’" in made.text


@pytest.mark.parametrize(
    ("name", "options"), [("gnad-1k.csv.gz", {"columns": ("section", "text")}), ("gnad-1k.jsonl.gz", {})]
)
def test_the_german_news_corpus(name: str, options: dict[str, Any]) -> None:
    found = articles(name, **options)
    assert len({one.id for one in found}) == len(found) == 1028
    assert {one.section for one in found} == {
        "Etat", "Inland", "International", "Kultur", "Panorama", "Sport", "Web", "Wirtschaft", "Wissenschaft"
    }  # fmt: skip


def test_table_and_lines_of_the_german_news_corpus_agree() -> None:
    table = articles("gnad-1k.csv.gz", columns=("section", "text"))
    lines = articles("gnad-1k.jsonl.gz")
    assert [(one.section, one.text.split()) for one in table] == [(one.section, one.text.split()) for one in lines]


def test_wikinews() -> None:
    found = articles("wikinews-1k.jsonl.gz")
    assert len(found) == 998
    assert all(one.title and one.source == "de.wikinews.org" for one in found)
    assert [one.id for one in found if not one.published] == ["wikinews-75280"]  # has none in the file


@pytest.mark.slow
def test_ten_thousand_newspaper_articles() -> None:
    found = articles("news-10k.jsonl.zst")
    assert len(found) == 10_000
    assert all(one.title and one.published and one.url and one.source for one in found)
