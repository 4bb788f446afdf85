"""Text that a user typed -> the query tree that ``search/query/nodes.py`` documents.

Nothing that can be typed is an error: what cannot be read is searched for as plain words, with a `Note` that
shows where it went wrong. ``docs/query-language.md`` describes the language.
"""

from datetime import date
from typing import NamedTuple

from whoosh import query

from search.answer import Note
from search.limits import MAX_QUERY_CHARACTERS
from search.query.grammar import new_parser, simple_query, to_text

__all__ = ["ParsedQuery", "parse", "to_text"]


class ParsedQuery(NamedTuple):
    """What a query ``text`` asks for, and what the reader of the answer should know about how it was read."""

    tree: query.Query
    notes: tuple[Note, ...]
    text: str


def parse(text: str, today: date | None = None) -> ParsedQuery:
    """Return the query tree of ``text``; relative dates count from ``today`` (default: today in Berlin).

    An empty text asks for every article, one without any letter or digit for none.
    """
    tree = simple_query(text)
    return _parsed(text, today) if tree is None else ParsedQuery(tree, (), text)


def _parsed(text: str, today: date | None) -> ParsedQuery:
    """Return what the grammar makes of any text."""
    parser = new_parser(today)
    if len(text) > MAX_QUERY_CHARACTERS:
        parser.note(
            "query-too-long",
            f"only the first {MAX_QUERY_CHARACTERS} characters of the query are read; shorten it",
            MAX_QUERY_CHARACTERS,
            limit=MAX_QUERY_CHARACTERS,
        )
    if not text.strip():
        return ParsedQuery(query.Every(), (), text)
    tree = parser.parse(text[:MAX_QUERY_CHARACTERS], normalize=False)
    if tree is query.NullQuery:
        parser.note("no-words", "there is no letter or digit in the query; type a word", 0)
    return ParsedQuery(tree, tuple(parser.notes), text)
