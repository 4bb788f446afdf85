"""What the signs of a pattern stand for: any letters, or one letter of the word as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index import Article, Index, fold
from search import Engine, Request
from search.limits import MAX_WIDE_SIGNS
from search.words import expand
from search.words.patterns import wildcard_expression


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


@pytest.mark.parametrize("typed", ["H*", "H* Baum", "Baum -H*", "Baum NICHT NEAR/2 *aus", "Baum UND NICHT titel:H*"])
def test_that_a_pattern_stands_for_too_many_forms_is_said_where_it_is_negated_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(expand, "MAX_EXPANSION_FORMS", 1)
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        writer.add(Article(title="Haus", text="Haus Hausflur Hochhaus Baum"))
    notes = Engine(index).search(Request(typed)).notes
    capped = [note.values for note in notes if note.code == "capped"]
    assert [(values["kept"], values["left_out"] > 0) for values in capped] == [(1, True)]
