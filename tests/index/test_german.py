"""The analyser: folds and stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.german.german import fold, folds, stem, stems
from index.tokenising.tokens import words

FORMS = st.text(min_size=1).map(words).filter(bool).map(lambda found: found[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"), ("Straße", "STRASSE"), ("Bürger*innen", "Bürgerinnen"),
        ("Über", "ueber"), ("ﬁnden", "finden"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Regierung", "Regierungen"), ("München", "Muenchens"), ("Streitkräfte", "Streitkraeften"),
        ("strategische", "strategischen"), ("Bürger", "Bürger*innen"), ("Bürger", "BürgerInnen"), ("Haus", "Hauses"),
    ],
)  # fmt: skip
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("schon", "schön"), ("Bar", "Bär"), ("Uber", "über"), ("Mutter", "Mütter")])
def test_an_umlaut_is_not_a_plain_vowel(one: str, other: str) -> None:
    assert stem(one) != stem(other)
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Bauer", "Baür"), ("Steuer", "Steür"), ("Frauen", "Fraün"), ("neue", "neün")]
)
def test_ue_that_is_no_umlaut_is_not_found_as_one(one: str, other: str) -> None:
    assert fold(one) != fold(other)
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Liveübertragung", "Liveuebertragung"), ("geübt", "geuebt"), ("Menü", "Menue"), ("Neuüber", "Neuueber")],
)
def test_an_umlaut_behind_a_vowel_is_spelled_out_where_german_has_it(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("form", ["Steuer", "Duell", "Israel", "Poet", "aktuell", "Individuum"])
def test_two_vowels_that_are_no_umlaut_stay_as_they_are(form: str) -> None:
    assert fold(form) == form.lower()
    assert stem(form + "s") == stem(form)


@given(st.lists(FORMS, max_size=10))
def test_many_forms_are_analysed_as_each_alone(forms: list[str]) -> None:
    assert folds(forms) == [fold(form) for form in forms]
    assert stems(forms) == [stem(form) for form in forms]


@given(FORMS)
def test_a_stem_is_a_beginning_of_the_fold(form: str) -> None:
    assert fold(form).startswith(stem(form))
    assert fold(fold(form)) == fold(form)
