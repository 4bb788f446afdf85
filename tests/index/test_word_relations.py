"""Lemmas, spellings and names as relations of the dictionary."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
from index.kernels import text_hash
from index.relations import Forms, relations
from index.tokenising.tokens import words

DATA = Path(index.__file__).with_name("data")
BY_NAME = {relation.name: relation for relation in relations()}
FORMS = st.lists(st.text(min_size=1).map(words).filter(bool).map(lambda found: found[0]), unique=True, max_size=10)


@pytest.mark.parametrize(
    ("name", "file", "fingerprint", "checksum"),
    [
        ("lemma", "lemmas.tsv", "3", 67490489),
        ("spelling", "orthography.tsv", "3", 2467559071),
        ("name", "transliteration.tsv", "3", 251159583),
    ],
)
def test_who_changes_the_data_raises_the_version(name: str, file: str, fingerprint: str, checksum: int) -> None:
    """Otherwise indexes keep rows that follow from other data: raise VERSION in the relation, then both here."""
    assert (BY_NAME[name].fingerprint(), zlib.crc32((DATA / file).read_bytes())) == (fingerprint, checksum)


@pytest.mark.parametrize("name", ["lemma", "spelling", "name"])
@given(forms=FORMS)
def test_rows_follow_from_each_form_by_itself(name: str, forms: list[str]) -> None:
    relation = BY_NAME[name]
    together = relation.rows(Forms(forms))
    found = sorted(zip(together.key.tolist(), together.form.tolist(), together.weight.tolist(), strict=True))
    alone = [
        (key, at, weight)
        for at, form in enumerate(forms)
        for key, weight in zip(*(column.tolist() for column in relation.rows(Forms([form]))[::2]), strict=True)
    ]
    assert found == sorted(alone)


@pytest.mark.parametrize(
    ("name", "typed", "form"),
    [("lemma", "ging", "gegangen"), ("spelling", "Foto", "Photo"), ("name", "lawrow", "Lavrov")],
)
def test_a_form_is_found_under_a_key_of_what_was_typed(name: str, typed: str, form: str) -> None:
    rows = BY_NAME[name].rows(Forms([form]))
    assert set(rows.key.tolist()) & set(map(text_hash, BY_NAME[name].texts_of(typed, {})))


def test_only_forms_with_a_capital_and_small_letters_are_names() -> None:
    assert not len(BY_NAME["name"].rows(Forms(["lavrov", "LAVROV"])).key)
