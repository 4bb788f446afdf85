"""An Article is always fit to be indexed, and the text in it is clean."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import Article
from index.article import MAX_ID_CHARS, MAX_TEXT_CHARS
from index.errors import ArticleError
from index.text import clean, clean_line

any_text = st.text(alphabet=st.characters(codec=None), max_size=60)
awkward_text = st.text(
    alphabet=st.sampled_from("aäö u\u0308\u00ad\u200b\ufeff\u2028\r\n\t\x00\x85\x96\ud800\udc00é\u0301\u212b")
)
offsets = st.timedeltas(min_value=timedelta(hours=-23), max_value=timedelta(hours=23)).map(timezone)
_possible = partial(st.datetimes, datetime(2, 1, 1), datetime(9998, 12, 31))
moments = _possible() | _possible(timezones=offsets)


def given_text(text: str) -> bool:
    return bool(clean(text).strip())


articles = st.builds(
    Article,
    id=st.text(alphabet=st.characters(categories=["L", "N", "P"]), max_size=20),
    title=any_text | awkward_text,
    text=(any_text | awkward_text).filter(given_text),
    url=any_text,
    source=any_text,
    authors=st.lists(any_text, max_size=3).map(tuple),
    section=any_text,
    published=st.none() | moments,
    language=st.sampled_from(["de", "en", "de-AT"]),
)


@given(any_text | awkward_text)
def test_clean_text_is_nfc_without_anything_invisible(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set("\u00ad\u200b\u200c\u200d\u2060\ufeff\u202e\u2028\u2029")
    assert all(char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs") for char in cleaned)


@given(any_text | awkward_text)
def test_cleaning_twice_equals_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(alphabet="abc äöüß„“–… \n\t.,€éİ", max_size=80))
def test_clean_text_comes_back_as_it_is(text: str) -> None:
    assert clean(text) is text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a\r\nb\rc\x0bd\x0ce\u2028f", "a\nb\nc\nd\ne\nf"),
        ("Bundes\u00adtag, null\u200bbreit, \ufeffMarke", "Bundestag, nullbreit, Marke"),
        ("Bu\u0308rger", "Bürger"),
        ("u\u00ad\u0308", "ü"),
        ("\x84Zitat\x93 \x96 und\x85", "„Zitat“ – und…"),
        ("nul\x00l\x1b", "null"),
        ("halb\ud83d", "halb\ufffd"),
        ("ganz \ud83d\ude00", "ganz \U0001f600"),
        ("\u202eoben", "oben"),
        ("tab\tbleibt  auch  Leerraum", "tab\tbleibt  auch  Leerraum"),
    ],
)
def test_cleaning(given: str, expected: str) -> None:
    assert clean(given) == expected


def test_a_line_has_single_spaces() -> None:
    assert clean_line("  Zwei\n Zeilen\u00a0und  mehr ") == "Zwei Zeilen und mehr"


@given(articles)
@example(Article(text="x", published=datetime(1880, 5, 1, tzinfo=timezone(timedelta(minutes=53, seconds=28)))))
@example(Article(text="x", published=datetime(2024, 5, 1, 12, 0, 0, 5, tzinfo=UTC)))
def test_json_round_trip_is_exact(article: Article) -> None:
    stored = orjson.loads(orjson.dumps(article.to_json()))
    assert Article.from_json(stored) == article
    assert Article.from_json(stored).to_json() == article.to_json()


def test_fields_are_normalised() -> None:
    article = Article(
        id=" a1 ",
        title=" Zwei\nZeilen ",
        text="\n Text\r\nmehr ",
        source="Die\u00ad Zeitung",
        authors=("A  B", "", "A B"),
    )
    assert article == Article(id="a1", title="Zwei Zeilen", text="Text\nmehr", source="Die Zeitung", authors=("A B",))


def test_a_naive_date_is_local_time_in_berlin() -> None:
    published = Article(text="x", published=datetime(2024, 7, 1, 12)).published
    assert published is not None
    assert published.isoformat() == "2024-07-01T12:00:00+02:00"


def test_an_hour_that_comes_twice_survives_the_round_trip() -> None:
    first, second = (Article(text="x", published=datetime(2024, 10, 27, 2, 30, fold=fold)) for fold in (0, 1))
    assert first.published is not None and second.published is not None
    assert second.published - first.published == timedelta(hours=1)
    assert Article.from_json(second.to_json()) == second != first


def test_the_id_is_made_of_the_url_if_there_is_one() -> None:
    first = Article(url="https://a.example/1", title="Titel", text="x")
    assert first.id == Article(url="https://a.example/1", title="Anders", text="y").id
    assert first.id != Article(url="https://a.example/2", title="Titel", text="x").id
    assert len(first.id) == 20 and first.id.isalnum()


def test_the_id_is_else_made_of_source_title_and_date() -> None:
    date = datetime(2024, 5, 16, tzinfo=UTC)
    article = Article(title="Titel", text="x", source="A", published=date)
    assert article.id == Article(title="Titel", text="korrigiert", source="A", published=date).id
    others = [
        Article(title="Titel", text="x", source="B", published=date),
        Article(title="Titel!", text="x", source="A", published=date),
        Article(title="Titel", text="x", source="A", published=date + timedelta(days=1)),
        Article(title="Titel", text="x", source="A"),
    ]
    assert len({article.id, *(other.id for other in others)}) == 5


def test_the_same_moment_in_another_zone_makes_the_same_id() -> None:
    here = datetime(2024, 5, 16, 14, tzinfo=timezone(timedelta(hours=2)))
    ids = {Article(title="T", text="x", published=one).id for one in (here, here.astimezone(UTC))}
    assert len(ids) == 1


def test_without_a_title_the_id_is_made_of_the_text() -> None:
    assert Article(text="eins", source="A").id != Article(text="zwei", source="A").id


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": "Titel"}, "no text"),
        ({"title": "Titel", "text": " \u200b\n"}, "no text"),
        ({"text": None}, "text must be text"),
        ({"text": "x", "title": 7}, "title must be text"),
        ({"text": "x", "url": None}, "url must be text"),
        ({"text": "x", "authors": "Anna"}, "list of names"),
        ({"text": "x", "authors": (7,)}, "an author must be text"),
        ({"text": "x", "published": "2024-05-16"}, "fromisoformat"),
        ({"text": "x", "published": datetime.min}, "unknown date"),
        ({"text": "x", "published": datetime.max.replace(tzinfo=UTC)}, "unknown date"),
        ({"text": "x", "id": "a\nb"}, "cannot be shown"),
        ({"text": "x", "id": "  "}, "cannot be shown"),
        ({"text": "x", "id": "\ud800"}, "cannot be shown"),
        ({"text": "x", "id": "a" * (MAX_ID_CHARS + 1)}, "leave it out"),
        ({"text": "x" * (MAX_TEXT_CHARS + 1)}, "split it"),
    ],
)
def test_what_is_no_article_says_why(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        Article(**fields)


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        ({"text": "x", "colour": "red"}, "unknown field 'colour'"),
        ({"text": "x", "published": "gestern"}, "ISO 8601"),
        ({"text": "x", "published": 5}, "must be a datetime"),
        ({"title": "x"}, "no text"),
    ],
)
def test_json_that_is_no_article_says_why(stored: dict[str, Any], says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        Article.from_json(stored)
