"""Fields that hold a value, not a text: source, section, author, and the day of publication."""

from typing import TYPE_CHECKING, Final

from whoosh.query import Query

from search.query.grammar import words
from search.query.nodes import Category, Published

if TYPE_CHECKING:
    from search.query.grammar.leaves import Leaf
    from search.query.grammar.parser import Parser
    from search.query.periods import Period

CATEGORIES: Final = frozenset(("source", "section", "author"))
PERIODS: Final = frozenset(("date", "since", "until"))
VALUE_FIELDS: Final = CATEGORIES | PERIODS
_NO_QUOTES: Final = str.maketrans(dict.fromkeys('"„‟“”»«「」『』＂', " "))


def value_query(parser: "Parser", leaf: "Leaf") -> Query | None:
    """Return what a `leaves.Leaf` in one of `VALUE_FIELDS` asks for; None where it holds no value."""
    if leaf.fieldname in PERIODS:
        return _published(parser, leaf)
    from index import clean

    text = " ".join(clean(leaf.text.translate(_NO_QUOTES)).split()).strip(",; ")
    if not words.has_words(text) or not parser.take_words(1, leaf.startchar):
        return None
    if leaf.exactness or leaf.edits or "*" in text:
        parser.note(
            "marks-in-value",
            f"{leaf.fieldname}: takes a name as it is written; = ~ * have no meaning there",
            leaf.startchar,
            field=leaf.fieldname,
            text=text,
        )
    return _spanned(Category(leaf.fieldname, text), leaf)


def _published(parser: "Parser", leaf: "Leaf") -> Query | None:
    """Return the days that the leaf names or, with a note, its words as if there were no field."""
    from search.query.periods import PeriodError, parse_period

    try:
        found = as_published(leaf.fieldname, parse_period(leaf.text, parser.clock()))
    except PeriodError as error:
        parser.note("not-a-date", str(error), leaf.startchar, text=leaf.text)
        leaf.fieldname = None
        return leaf.query(parser)
    return _spanned(found, leaf)


def as_published(field: str, period: "Period") -> Published:
    """Return the query for ``datum:`` a period, ``seit:`` its begin or ``bis:`` its end.

    Raises:
        PeriodError: the period is open where the field needs a day.
    """
    from search.query.periods import PeriodError

    first = None if field == "until" else period.first
    last = None if field == "since" else period.last
    if first is None and last is None:
        raise PeriodError(f"{field}: needs a day to count from; write 2024-05-16 or gestern")
    return Published(first, last)


def _spanned(node: Query, leaf: "Leaf") -> Query:
    node.startchar, node.endchar = leaf.startchar, leaf.endchar
    return node
