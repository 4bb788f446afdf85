"""What is recognised is documented, and what is documented is recognised."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from index.dates import parse_date
from index.sources.fields import _normal
from index.sources.formats import _KIND_OF_ENDING

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sources.md").read_text("utf-8")
KNOWN = tomllib.loads((ROOT / "index" / "data" / "keys.toml").read_text("utf-8"))["fields"]


@pytest.mark.parametrize("field", KNOWN)
def test_the_keys_of_a_field_are_documented_in_their_order(field: str) -> None:
    (row,) = re.findall(rf"^\| `{field}` \| (.*) \|$", PAGE, re.MULTILINE)
    assert [_normal(key) for key in re.findall(r"`([^`]+)`", row)] == [_normal(key) for key in KNOWN[field]]


def test_the_endings_are_documented() -> None:
    table = PAGE.split("## Formats")[1].split("\n\n")[1]
    assert set(re.findall(r"`(\.\w+)`", table)) == set(_KIND_OF_ENDING)


def test_the_dates_are_read() -> None:
    dates = [
        one
        for one in re.findall(r"`([^`]+)`", PAGE.split("## Dates")[1].split("Slashes")[0])
        if "2024" in one or "Mai" in one
    ]
    assert len(dates) > 10
    for one in dates:
        assert parse_date(one, reference=date(2024, 6, 1)).year == 2024, one
