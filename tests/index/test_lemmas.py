"""Lemmas that the stems do not give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.german.german import fold, stem
from index.german.lemmas import OTHER_CASE, STEMS, TABLE, key, lemmas, of_all, stems


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("ging", "gehen"), ("gegangen", "gehen"), ("gehen", "gehen"), ("Ging", "gehen"), ("Häuser", "haus"),
        ("HÄUSER", "haus"), ("haeuser", "haus"), ("Atlanten", "atlas"), ("Museen", "museum"), ("Autos", "auto"),
        ("sagte", "sagen"), ("Lexika", "lexikon"),
    ],
)  # fmt: skip
def test_a_form_has_its_lemma(form: str, lemma: str) -> None:
    assert lemmas(form)[lemma] == 1.0


def test_a_noun_is_not_taken_for_the_verb_that_is_written_small() -> None:
    assert lemmas("Lagen") == {"lage": 1.0}
    assert lemmas("lagen") == {"liegen": 1.0, "lage": OTHER_CASE}


@pytest.mark.parametrize(
    "form", ["ist", "wurde", "seine", "Merz", "Scholz", "Grüne", "", "#", "Schifffahrtsgesellschaft"]
)
def test_closed_classes_names_and_words_with_a_good_stem_have_none(form: str) -> None:
    assert not lemmas(form)


def test_every_line_of_the_table_is_found_and_in_order() -> None:
    lines = TABLE.data.decode().splitlines()
    assert lines == sorted(lines)
    assert len(lines) > 50_000
    for line in [*lines[:50], *lines[:: len(lines) // 200], *lines[-50:]]:
        form, found = line.split("\t")
        assert key(form) == form
        assert lemmas(form).keys() >= set(found.split())


@given(st.text())
def test_anything_can_be_asked_for(text: str) -> None:
    assert all(fold(lemma) == lemma for lemma in lemmas(text))


def test_lemmas_are_the_same_once_the_table_is_loaded() -> None:
    keys = [line.partition("\t")[0] for line in TABLE.data.decode().splitlines()]
    some = [*keys[::97], "", "nirgends", "Zzz", "\ud800"]
    bisected = [TABLE.bisected(one) for one in some]
    TABLE.load()
    assert [TABLE.look_up(one) for one in some] == bisected
    assert all(bisected[: len(keys[::97])])


def test_few_forms_have_the_lemmas_that_they_have_among_many() -> None:
    keys = [line.partition("\t")[0] for line in TABLE.data.decode().splitlines()]
    forms = [*keys[::20], *(form.swapcase() for form in keys[7::20]), "", "nirgends", "\ud800", "ging", "lagen"]
    some = len(forms) // 8
    of_some = [
        (begin + at, *rest) for begin in range(0, len(forms), some) for at, *rest in of_all(forms[begin : begin + some])
    ]
    assert len(of_some) > len(forms) / 2
    assert of_all(forms) == of_some


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Firma", {"firma": 1.0, "firm": 1.0}), ("Firmen", {"firma": 1.0, "firm": 1.0}),
        ("Baum", {"baum": 1.0, "baeum": 1.0}), ("Ärzte", {"arzt": 1.0, "aerzt": 1.0}), ("Regierung", {}),
        ("lagen", {"lieg": 1.0, "lag": OTHER_CASE}),
    ],
)  # fmt: skip
def test_a_noun_has_the_stems_of_all_its_forms(form: str, expected: dict[str, float]) -> None:
    assert stems(form) == expected


def test_the_stems_of_nouns_are_the_reverse_of_the_table_of_lemmas() -> None:
    expected: dict[str, set[str]] = {}
    for own, found in TABLE.all().items():
        for lemma in found.split() if own[:1].isupper() else ():
            if stem(own) != stem(lemma):
                expected.setdefault(lemma, set()).add(stem(own))
    assert {lemma: set(found.split()) for lemma, found in STEMS.all().items()} == expected
    lines = STEMS.data.decode().splitlines()
    assert lines == sorted(lines)
