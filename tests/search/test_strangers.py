"""Words that a stem throws together never meet, nor do the compounds of one find the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import compounds, fold
from search.words.strangers import by_way_of, strangers
from search.words.unlike import are_made_of, never


@pytest.fixture(scope="module", autouse=True)
def table() -> None:
    compounds.german_table()


@pytest.mark.parametrize(
    ("own", "other", "compound", "is_made_of_other"),
    [
        ("Kohl", "Kohle", "Kohleausstieg", True),
        ("Kohl", "Kohle", "Kohlsuppe", False),
        ("handelt", "Handel", "Einzelhandel", True),
        ("Lage", "lag", "Notlagen", False),
        ("Bildung", "Bild", "Bildungspolitik", False),
        ("Bürger", "Bürge", "Bürgerrechte", False),
    ],
)
def test_a_compound_is_made_of_what_is_a_piece_of_it(
    own: str, other: str, compound: str, is_made_of_other: bool
) -> None:
    assert are_made_of([compound, other], fold(own), frozenset({fold(other)})) == [is_made_of_other, False]


def test_a_word_has_strangers_on_both_sides() -> None:
    assert "kohle" in strangers("Kohl")
    assert "kohl" in strangers("Kohle")
    assert "nicht" in strangers("Nichte")
    assert not strangers("Verein")


def test_a_function_word_is_not_reached_by_way_of_another() -> None:
    assert "mein" in by_way_of(["meinen"])
    assert "meinen" not in by_way_of(["meinen"])


@given(st.lists(st.sampled_from(["Kohleausstieg", "Einzelhandel", "Haustür", "Lagerhalle", "Notlage", "Baum"])))
def test_pieces_of_folds_are_those_of_the_forms(forms: list[str]) -> None:
    folds = list(map(fold, forms))
    expected = []
    for form, parts in zip(forms, compounds.split_each(forms), strict=True):
        starts = [part.start for part in parts]
        ends = [*starts[1:], len(form)]
        pieces = [fold(form[begin:end]) for begin, end in zip(starts, ends, strict=True)]
        expected.append(pieces if len(pieces) > 1 else [])
    assert compounds.pieces_each(forms, folds) == expected


def test_who_never_meets_is_no_one_for_most_words() -> None:
    assert never("Verein") == frozenset()
