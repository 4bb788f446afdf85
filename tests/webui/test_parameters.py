"""Addresses are read and written without loss."""

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webui.parameters import Search, read

TODAY = date(2024, 5, 16)
values = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), max_size=3, unique=True)


@given(
    query=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50),
    sources=values.map(tuple),
    sections=values.map(tuple),
    authors=values.map(tuple),
    days=st.tuples(st.none() | st.dates(date(1900, 1, 1)), st.none() | st.dates(date(1900, 1, 1))),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    match=st.sampled_from(["auto", "all", "any"]),
    page=st.integers(1, 10**6),
    view=st.sampled_from(["list", "compact", "context"]),
    order=st.sampled_from(["found", "left", "right"]),
)
def test_what_is_written_reads_the_same(
    query: str,
    sources: tuple[str, ...],
    sections: tuple[str, ...],
    authors: tuple[str, ...],
    days: Any,
    sort: Any,
    match: Any,
    page: int,
    view: Any,
    order: Any,
) -> None:
    since, until = sorted(days) if all(days) else days
    search = Search(query, sources, sections, authors, since, until, sort, match, page, view, order)
    address = MultiDict(parse_qsl(search.query_string(), keep_blank_values=True))
    assert read(address, TODAY) == (search, ())


@given(st.dictionaries(st.sampled_from(["q", "quelle", "von", "bis", "sort", "seite", "treffer"]), st.text()))
def test_anything_can_be_read(arguments: Any) -> None:
    search, notes = read(MultiDict(arguments), TODAY)
    assert search.page >= 1 and all(note.message for note in notes)
    search.request()


def test_defaults_are_not_written() -> None:
    assert Search("Hafen").query_string() == "q=Hafen"
    assert Search("", sort="newest").query_string() == "q="


def test_relative_days_are_seen_from_today() -> None:
    search, _ = read(MultiDict([("von", "gestern")]), TODAY)
    assert search.since == date(2024, 5, 15)
