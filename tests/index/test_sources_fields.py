"""Keys people use are recognised, and values become what an article has."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article
from index.errors import ArticleError
from index.sources import OptionError, ReadOptions, Reject, read
from index.sources.fields import FieldReader
from index.sources.reports import Notices


def article(record: object, **options: Any) -> Article:
    return FieldReader(ReadOptions(**options), Notices()).article(record, "file", 1)


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        ("title", ["title", "headline", "header", "titel", "Title", "HEADLINE"]),
        ("text", ["text", "body", "article", "content", "Text", "articleBody", "full_text"]),
        ("url", ["url", "link", "href", "URL", "canonical_url"]),
        ("source", ["source", "publisher", "quelle", "Quelle", "site_name"]),
        ("section", ["section", "category", "ressort", "Ressort"]),
        ("id", ["id", "_id", "ID", "doc_id"]),
        ("language", ["language", "lang", "Sprache"]),
    ],
)
def test_common_names_of_a_field(field: str, keys: list[str]) -> None:
    for key in keys:
        record = {key: "Wert"} if field == "text" else {"text": "Text", key: "Wert"}
        assert getattr(article(record), field) == "Wert", key


@pytest.mark.parametrize(
    "key", ["date", "published", "published_at", "datum", "Published At", "datePublished", "pubDate"]
)
def test_common_names_of_the_date(key: str) -> None:
    published = article({"text": "x", key: "16. Mai 2024"}).published
    assert published is not None and published.date() == date(2024, 5, 16)


@pytest.mark.parametrize("key", ["author", "authors", "autor", "Autorin", "byline"])
def test_common_names_of_the_authors(key: str) -> None:
    assert article({"text": "x", key: "Anna Müller"}).authors == ("Anna Müller",)


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        (["Anna Müller", "Tom Schmidt"], ("Anna Müller", "Tom Schmidt")),
        ([{"name": "Anna Müller"}, {"name": "Tom Schmidt", "url": "x"}], ("Anna Müller", "Tom Schmidt")),
        ({"name": "Anna Müller"}, ("Anna Müller",)),
        ("Anna Müller, Tom Schmidt", ("Anna Müller", "Tom Schmidt")),
        ("Anna Müller; Tom Schmidt", ("Anna Müller", "Tom Schmidt")),
        ("Anna Müller und Tom Schmidt", ("Anna Müller", "Tom Schmidt")),
        ("Anna Müller, Tom Schmidt und Eva Groß", ("Anna Müller", "Tom Schmidt", "Eva Groß")),
        ("Anna Müller and Tom Schmidt", ("Anna Müller", "Tom Schmidt")),
        ("Von Anna Müller", ("Anna Müller",)),
        ("VON ANNA MÜLLER", ("ANNA MÜLLER",)),
        ("Text: Anna Müller", ("Anna Müller",)),
        ("von Storch", ("von Storch",)),
        ("Müller, Anna", ("Anna Müller",)),
        ("Müller, Anna Maria; Schmidt, Tom", ("Anna Maria Müller", "Tom Schmidt")),
        ("dpa, Reuters", ("dpa", "Reuters")),
        ("Anna Müller, dpa", ("Anna Müller", "dpa")),
        ("Andreas Undt", ("Andreas Undt",)),
        (["Anna Müller und Tom Schmidt"], ("Anna Müller", "Tom Schmidt")),
        (["Müller, Anna"], ("Müller, Anna",)),
        (None, ()),
        ("", ()),
        ([], ()),
        ([None, ""], ()),
    ],
)
def test_authors(value: object, authors: tuple[str, ...]) -> None:
    assert article({"text": "x", "authors": value}).authors == authors


def test_values_of_other_types() -> None:
    record = {
        "_id": {"$oid": "5f1e"},
        "title": {"rendered": "Titel"},
        "content": ["Erster Absatz.", "Zweiter."],
        "source": {"id": 7, "name": "Anzeiger"},
        "categories": ["Politik", "Inland"],
        "date": {"$date": "2024-05-16T12:30:00Z"},
        "author": float("nan"),
    }
    made = article(record)
    assert (made.id, made.title, made.text) == ("5f1e", "Titel", "Erster Absatz.\n\nZweiter.")
    assert (made.source, made.section, made.authors) == ("Anzeiger", "Politik", ())
    assert made.published is not None and made.published.isoformat() == "2024-05-16T12:30:00+00:00"


def test_a_number_is_an_id() -> None:
    assert article({"id": 4711, "text": "x"}).id == "4711"


def test_the_first_name_with_a_value_counts() -> None:
    assert article({"text": "", "body": None, "content": "da"}).text == "da"
    made = article({"text": "x", "published": "demnächst", "date": "2024-05-16"})
    assert made.published is not None and made.published.day == 16


@pytest.mark.parametrize("key", ["article", "_source", "doc", "Data"])
def test_an_article_inside_another_object(key: str) -> None:
    made = article({"_score": 1.0, "source": "Anzeiger", key: {"title": "Titel", "text": "Text", "id": "a"}})
    assert (made.id, made.title, made.text, made.source) == ("a", "Titel", "Text", "Anzeiger")


def test_a_mapping_replaces_the_known_names() -> None:
    record = {"title": "falsch", "kopf": "richtig", "inhalt": {"lang": "Text"}}
    made = article(record, mapping={"title": "kopf", "text": "inhalt.lang"})
    assert (made.title, made.text) == ("richtig", "Text")
    with pytest.raises(ArticleError, match="no text"):
        article({"text": "x"}, mapping={"text": "volltext"})


def test_defaults_are_for_records_without_their_own() -> None:
    defaults = {"source": "Archiv", "section": "Lokales", "language": "de-CH"}
    made = article({"text": "x", "section": "Sport"}, **defaults)
    assert (made.source, made.section, made.language) == ("Archiv", "Sport", "de-CH")


def test_dates_follow_the_options() -> None:
    made = article({"text": "x", "date": "16. Mai"}, zone="Europe/London", today=date(2024, 6, 1))
    assert made.published is not None and made.published.isoformat() == "2024-05-16T00:00:00+01:00"


def test_a_date_that_cannot_be_read_costs_only_the_date(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    records = [{"text": "x", "date": "demnächst"}, {"text": "y", "date": "2024-99-99"}, {"text": "z", "date": ""}]
    file.write_text("\n".join(map(json.dumps, records)), "utf-8")
    reader = read([file])
    assert [item.published for item in reader if isinstance(item, Article)] == [None, None, None]
    (notice,) = reader.notices
    assert notice.count == 2
    assert str(notice).endswith(f"first: {file}:1: 'demnächst'")


@pytest.mark.parametrize(
    "options", [{"mapping": {"tilte": "x"}}, {"columns": ("foo", "text")}, {"columns": ("title",)}, {"zone": "x"}]
)
def test_options_that_cannot_be_meant(options: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        ReadOptions(**options)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "text", "$date", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
known_keys = st.sampled_from(
    ["id", "title", "text", "body", "url", "date", "source", "authors", "section", "article", "lang", "data"]
)


@given(json_values | st.dictionaries(known_keys, json_values, max_size=6))
def test_any_record_is_an_article_or_an_error(record: object) -> None:
    try:
        made = article(record)
    except ArticleError:
        return
    assert made.text


def test_nesting_without_end_is_an_error() -> None:
    deep: Any = "x"
    for _ in range(5000):
        deep = [deep]
    for record in ({"text": "x", "title": deep}, {"text": deep}):
        with pytest.raises(ArticleError, match="nested too deeply"):
            article(record)


def test_records_of_ever_new_keys_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(json.dumps({f"k{number}": 1, "text": f"x{number}"}) for number in range(3000)), "utf-8")
    assert not any(isinstance(item, Reject) for item in read([file]))
