"""Spellings of one word: old and new orthography, accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.german import spelling_kernels
from index.german.german import fold
from index.german.orthography import BEGIN, WINDOW, canonical, canonicals, written
from index.kernels import Words
from index.tokenising.tokens import words

FORMS = st.text(min_size=1).map(words).filter(bool).map(lambda found: found[0])


def compared(form: str) -> str:
    return canonical(fold(form))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Schiffahrt", "Schifffahrt"), ("Photo", "Foto"), ("aufwendig", "aufwändig"),
        ("kostenaufwendige", "kostenaufwändige"),
        ("Gemse", "Gämse"), ("Delphin", "Delfin"), ("Tunfisch", "Thunfisch"), ("Portemonnaie", "Portmonee"),
        ("rauh", "rau"), ("Stengel", "Stängel"), ("Tip", "Tipp"), ("Roheit", "Rohheit"), ("Erdoğan", "Erdogan"),
        ("Plenković", "Plenkovic"), ("Łukasz", "Lukasz"), ("Café", "Cafe"), ("Potentiale", "Potenziale"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_are_compared_as_the_same(old: str, new: str) -> None:
    assert compared(old) == compared(new)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Graf", "Graph"), ("Grafen", "Graphen"), ("Kapitel", "Kapital"), ("XII", "XIII"), ("PHP", "FP"),
        ("schon", "schön"),
        ("Tipps", "Tippse"), ("Hütte", "Hüte"), ("Ruhm", "Rum"), ("Panther", "Panzer"),
    ],
)  # fmt: skip
def test_other_words_are_not(one: str, other: str) -> None:
    assert compared(one) != compared(other)


@given(st.lists(FORMS, max_size=20))
def test_many_words_are_compared_as_each_alone(forms: list[str]) -> None:
    folds = [fold(form) for form in forms]
    assert canonicals(folds) == [canonical(one) for one in folds]


PIECES = [
    *(row.strip(BEGIN) for row in written()),
    "ph",
    "hh",
    "nnn",
    "graph",
    "schiff",
    "fahrt",
    "é",
    "ł",
    "x",
    "12",
    "я",
    "c",
]


@given(st.lists(st.sampled_from(PIECES), max_size=4).map("".join))
def test_what_some_letters_tell_ahead_changes_no_word(word: str) -> None:
    changed = canonicals([word])[0]
    assert canonical(word) == changed
    assert changed == word or spelling_kernels.may_differ(*Words.of([word]), spelling_kernels.telling_letters()).all()


def test_every_row_has_as_many_letters_as_are_looked_at() -> None:
    assert min(map(len, written())) >= WINDOW
