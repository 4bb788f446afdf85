"""docs/query-language.md says what the language does: every example in its tables, every code, every field."""

import re
from datetime import date
from pathlib import Path

import pytest

from search.query.grammar.fields import FIELDS
from search.query.grammar.simple import OPERATOR_WORDS
from search.query.language import parse

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "query-language.md").read_text("utf-8")
EXAMPLES = re.findall(r"^\| `(?P<typed>[^`]+)` \|.*\| `(?P<node>[A-Z]\w+)` \|$", PAGE, re.MULTILINE)
TODAY = date(2024, 5, 16)


def test_the_tables_are_found() -> None:
    rows = re.findall(r"^\| `.*\|$", PAGE.split("## Notes")[0], re.MULTILINE)
    with_node = [row for row in rows if row.count("|") > 3]  # tables of two columns say what is found, not how read
    assert len(with_node) == len(EXAMPLES) > 60


@pytest.mark.parametrize(("typed", "node"), EXAMPLES)
def test_every_example_is_read_as_documented(typed: str, node: str) -> None:
    found = parse(typed, TODAY)
    assert type(found.tree).__name__ == node
    assert found.notes == ()


@pytest.mark.parametrize("typed", re.findall(r"`((?:datum|seit|bis|date|since|until):[^`]+)`", PAGE))
def test_every_date_in_the_text_is_read(typed: str) -> None:
    assert parse(typed, TODAY).notes == ()


def test_every_operator_and_field_is_named() -> None:
    named = set(re.findall(r"[A-Z]+", PAGE))
    assert named >= OPERATOR_WORDS
    for name in FIELDS:
        assert f"`{name}:" in PAGE


def test_every_note_is_named() -> None:
    sources = [*(ROOT / "search" / "query" / "grammar").glob("*.py"), ROOT / "search" / "query" / "language.py"]
    codes = {
        code
        for source in sources
        for code in re.findall(r"(?:\bnote|\bNote)\(\s*\"([a-z-]+)\"", source.read_text("utf-8"))
    }
    assert len(codes) >= 15
    assert codes == set(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)) - set(dict(EXAMPLES))
