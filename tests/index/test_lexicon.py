"""The dictionary finds what reading all of it would find."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from index.german import fold, stem
from index.lexicon import Chunk, build_chunk
from index.relations import Forms

LETTERS = st.sampled_from("aAbBäÄeouüß1é𝔸")
FORMS = st.lists(st.text(LETTERS, min_size=1, max_size=5), unique=True, max_size=80)
FIRST = 7


@given(forms=FORMS, asked=st.lists(st.text(LETTERS, max_size=4), max_size=10))
@example(forms=[], asked=["a", ""])
def test_look_ups_equal_reading_every_form(forms: list[str], asked: list[str]) -> None:
    chunk = Chunk(FIRST, build_chunk(Forms(forms)))
    numbered = list(enumerate(forms, FIRST))
    for text in [*asked, *forms[:5]]:
        begins = {number for number, form in numbered if fold(form).startswith(fold(text))}
        assert set(chunk.with_prefix(fold(text)).tolist()) == begins
        assert set(chunk.with_fold(fold(text)).tolist()) == {n for n, form in numbered if fold(form) == fold(text)}
        if text:
            assert set(chunk.with_stem(stem(text)).tolist()) == {n for n, form in numbered if stem(form) == stem(text)}


@given(forms=FORMS, asked=FORMS)
def test_forms_are_found_by_their_spelling(forms: list[str], asked: list[str]) -> None:
    chunk = Chunk(FIRST, build_chunk(Forms(forms)))
    expected = [forms.index(form) + FIRST if form in forms else -1 for form in asked]
    assert chunk.find(asked).tolist() == expected
    assert [chunk._find(form) for form in asked] == expected  # the way of large dictionaries
