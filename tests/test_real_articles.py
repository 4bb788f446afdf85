"""Real articles, the whole way: from files to marked hits. Skipped where the development data are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Index, read
from index.sources import Reject
from search import Engine, Request

DATA = Path(__file__).parents[2] / "shared" / "data"
SCRAPED = DATA / "000_085d6c2d1cfdea72.txt"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the development data beside the checkout are absent")


def indexed(folder: Path, *paths: Path) -> Engine:
    """Return an engine over the articles of the files; none may be rejected."""
    index = Index.create(folder)
    with index.rebuild() as writer:
        for found in read(paths):
            assert not isinstance(found, Reject), found
            writer.add(found)
    return Engine(index)


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One scraped page, with the site's name in its title and page furniture at its end."""
    return indexed(tmp_path_factory.mktemp("scraped") / "index", SCRAPED)


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("Putin China", {"Putin", "China"}),
        ("Präsidenten", {"Präsident"}),
        ("strategische Partnerschaft", {"strategischen", "Partnerschaft"}),
        ('"strategische Partnerschaft"', {"strategische Partnerschaft"}),
        ("Verteidigungsminister", {"Verteidigungsminister"}),
        ("Streitkraefte", {"Streitkräfte"}),
        ("Beloussow", {"Beloussow"}),
    ],
)
def test_a_scraped_page_is_found_and_the_right_words_are_marked(scraped: Engine, typed: str, marked: set[str]) -> None:
    response = scraped.search(Request(typed))
    assert (response.total, response.notes) == (1, ())
    shown = response.hits[0].snippet + response.hits[0].title_marked
    assert {part.split("</mark>")[0] for part in shown.split("<mark>")[1:]} >= marked


def test_the_source_is_read_off_the_title(scraped: Engine) -> None:
    hit = scraped.search(Request("quelle:Euractiv")).hits[0]
    assert hit.source == "Euractiv"
    assert hit.title.endswith("mit Xi zu vertiefen")


@pytest.mark.parametrize("furniture", ["source site", "Leave a Reply", "Lesen Sie mehr"])
def test_page_furniture_is_neither_found_nor_shown(scraped: Engine, furniture: str) -> None:
    assert scraped.search(Request(furniture, match="all")).total == 0
    view = scraped.article(scraped.search(Request("")).hits[0].id)
    assert view is not None
    assert furniture not in " ".join(view.paragraphs)


@pytest.mark.parametrize(
    ("file", "articles", "typed"),
    [("gnad-1k.jsonl.gz", 1028, "Gewerkschaft"), ("wikinews-1k.jsonl.gz", 998, "Flugzeug")],
)
def test_thousand_real_articles_go_in_and_are_found(tmp_path: Path, file: str, articles: int, typed: str) -> None:
    engine = indexed(tmp_path / "index", DATA / file)
    assert engine.stats().articles == articles
    response = engine.search(Request(typed, facets=True))
    assert response.total > 10
    assert all("<mark>" in hit.snippet + hit.title_marked for hit in response.hits)
    assert engine.index.verify() == ()
