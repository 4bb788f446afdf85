"""Citing an article, and what browsers and search engines read."""

import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import bibtexparser
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import ArticleView
from webui import citations

ARTICLE = ArticleView(
    id="1",
    title="100 % mehr: Müller & Söhne_AG {kaufen} #1 für 5 $",
    title_marked="",
    paragraphs=(),
    url="https://x.test/a_b?c=1&d=%20#e",
    source="Süd & Nord",
    section="Wirtschaft",
    authors=("Jana Öhler", "Haus and Hof, Verlag"),
    published=datetime(2024, 5, 16, 22, 30, tzinfo=UTC),
    language="de",
    matched=(),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def parsed(entry: str) -> dict[str, str]:
    """Return the one entry that a real parser reads."""
    found = bibtexparser.loads(entry).entries
    assert len(found) == 1
    return dict(found[0])


def test_bibtex_parses_with_a_real_parser() -> None:
    entry = parsed(citations.bibtex(ARTICLE))
    assert entry["ENTRYTYPE"] == "article" and entry["ID"] == "ohler2024mehr"
    assert entry["title"] == r"{100 \% mehr: Müller \& Söhne\_AG \textbraceleft{}kaufen\textbraceright{} \#1 für 5 \$}"
    assert entry["author"] == "{Jana Öhler} and {Haus and Hof, Verlag}"
    assert (entry["date"], entry["year"], entry["month"], entry["day"]) == ("2024-05-17", "2024", "5", "17")
    assert entry["url"] == ARTICLE.url


@given(title=texts, source=texts, authors=st.lists(texts, max_size=3).map(tuple))
def test_any_text_makes_one_bibtex_entry_with_balanced_braces(
    title: str, source: str, authors: tuple[str, ...]
) -> None:
    entry = citations.bibtex(ARTICLE._replace(title=title, source=source, authors=authors))
    depths = [entry[:end].count("{") - entry[:end].count("}") for end in range(len(entry))]
    assert min(depths) >= 0 and entry.count("{") == entry.count("}")
    assert parsed(entry)["year"] == "2024"


@given(title=texts, authors=st.lists(texts, max_size=3).map(tuple))
def test_any_text_makes_ris_lines(title: str, authors: tuple[str, ...]) -> None:
    lines = citations.ris(ARTICLE._replace(title=title, authors=authors)).split("\r\n")
    assert lines[0] == "TY  - NEWS" and lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - .", line) for line in lines[:-2])


def test_plain_text_leaves_out_what_is_not_known() -> None:
    assert citations.plain(ARTICLE._replace(title="Der Titel", authors=("A B", "C D"))) == (
        "A B, C D: Der Titel. In: Süd & Nord, 17. Mai 2024. https://x.test/a_b?c=1&d=%20#e"
    )
    bare = ARTICLE._replace(title="Der Titel.", authors=(), source="", published=None, url="javascript:x")
    assert citations.plain(bare) == "Der Titel."


@given(title=texts)
def test_linked_data_cannot_end_its_element(title: str) -> None:
    text = citations.linked_data(ARTICLE._replace(title=f"</script><!--{title}"))
    assert "<" not in text
    assert orjson.loads(str(text))["headline"] == f"</script><!--{title}"


def test_the_page_offers_each_style(client: Any, get: Any) -> None:
    page = get("/artikel/a001?q=Rathaus")
    assert "Jana Öhler" in page.text and "In: Havelbote, 10. November 2023." in page.text
    bib, ris = client.get(page.link("BibTeX")), client.get(page.link("RIS"))
    assert parsed(bib.text)["journal"] == "Havelbote"
    assert bib.headers["Content-Disposition"] == "attachment; filename=gross2023bahnhof.bib"
    assert "TI  - Bahnhof: Neues aus Stadt 1\r\n" in ris.text
    assert page.values("permalink") == []
    assert 'value="http://localhost/artikel/a001?q=Rathaus"' in page.html


def test_linked_data_stands_in_the_head(get: Any) -> None:
    page = get("/artikel/a001")
    described = orjson.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.html)[0])
    assert described["@type"] == "NewsArticle" and described["datePublished"].startswith("2023-11-10T09:30")


@pytest.mark.parametrize("address", ["/zitieren/bibtex/nichts", "/zitieren/word/a001", "/zitieren/ris/"])
def test_what_does_not_exist_is_not_cited(get: Any, address: str) -> None:
    assert get(address).status == 404


def test_programs_get_the_article(client: Any) -> None:
    article = client.get("/api/article/a010?q=Stadtrat").json
    assert article["source"] == "Havelbote" and "<mark>Stadtrat</mark>" in article["paragraphs"][0]
    assert client.get("/api/article/nichts").json["error"]["status"] == 404


def test_browsers_can_add_the_search(client: Any, get: Any) -> None:
    link = next(attrs for tag, attrs in get("/").elements if attrs.get("rel") == "search")
    response = client.get(link["href"])
    assert response.mimetype == link["type"] == "application/opensearchdescription+xml"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ElementTree.fromstring(response.text)
    assert root.tag == f"{space}OpenSearchDescription" and root.findtext(f"{space}ShortName") == "Fundstelle"
    urls = {url.get("type"): url.get("template") for url in root.iter(f"{space}Url")}
    assert urls["text/html"] == "http://localhost/suche?q={searchTerms}"
    assert client.get(urls["text/html"].replace("{searchTerms}", "Hafen")).status_code == 200
