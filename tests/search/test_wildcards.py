"""What the signs of a pattern stand for: any letters, or one letter of the word as it is printed."""

from __future__ import annotations

import re

import pytest

from index import fold
from search.limits import MAX_WIDE_SIGNS
from search.words.expand import wildcard_expression


def matches(pattern: str, form: str) -> bool:
    return re.fullmatch(wildcard_expression(pattern), fold(form)) is not None


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        ("M?ller", "Müller"), ("M?ller", "Möller"), ("M?ller", "Miller"), ("Stra?e", "Straße"), ("?rzte", "Ärzte"),
        ("*stra?e", "Hauptstraße"), ("W?rt", "Wort"), ("B??chen", "Brüchen"), ("H?user*", "Häuserkampf"),
        ("*m?nner", "Feuerwehrmänner"), ("Gr??e", "Größe"), ("Ro??", "Ross"), ("St?uer", "Steuer"),
    ],
)  # fmt: skip
def test_a_question_mark_is_one_letter_umlauts_too(pattern: str, form: str) -> None:
    assert matches(pattern, form)


@pytest.mark.parametrize(
    ("pattern", "form"),
    [("M?ller", "Mller"), ("M?ller", "Maaller"), ("St?r", "Steuer"), ("Ste?r", "Steuer"), ("Ba?r", "Bauer"),
     ("W?rt", "Worte"), ("*?aus", "aus")],
)  # fmt: skip
def test_a_question_mark_is_not_several_letters_or_none(pattern: str, form: str) -> None:
    assert not matches(pattern, form)


def test_of_many_question_marks_the_first_are_umlauts_too() -> None:
    signs = "?" * MAX_WIDE_SIGNS
    assert matches(f"{signs}-?", "ö" * MAX_WIDE_SIGNS + "-o")
    assert not matches(f"{signs}-?", "ö" * MAX_WIDE_SIGNS + "-ö")
    assert matches(f"{signs[1:]}*?", "ö" * (MAX_WIDE_SIGNS - 1) + "-ö")
