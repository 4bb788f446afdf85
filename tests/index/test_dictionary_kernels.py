"""What kernels make of a whole dictionary is what plain Python makes of it, form by form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.columns import Strings
from index.dictionary.sorting import in_order
from index.german import lemmas, orthography
from index.german.analysis import analyse
from index.relations import Forms, Relation, Rows, build, relations

KEYS = [line.partition("\t")[0] for line in lemmas.TABLE.data.decode().splitlines()]
PIECES = [*orthography.written(), "ph", "hh", "nnn", "graph", "schiff", "fahrt", "é", "ł", "x", "12", "я"]
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)
FORMS = st.one_of(
    st.sampled_from(KEYS),
    st.sampled_from(KEYS).map(str.capitalize),
    st.sampled_from(KEYS).map(str.lower),
    WORDS,
    WORDS.map(str.capitalize),
    WORDS.map(str.upper),
)


def _rows(relation: Relation, forms: Forms) -> list[tuple[int, int, int]]:
    rows: Rows = relation.rows(forms)
    return sorted(zip(rows.key.tolist(), rows.form.tolist(), rows.weight.tolist(), strict=True))


@pytest.mark.parametrize("relation", relations(), ids=lambda relation: relation.name)
@given(forms=st.lists(FORMS, unique=True, max_size=30))
@example(forms=["ging", "Ging", "lagen", "Photo", "Schiffahrt", "Schifffahrt", "Erdoğan", "Éclat", "Bürger*innen"])
@settings(max_examples=60, deadline=None)
def test_relations_are_those_of_one_form_at_a_time(relation: Relation, forms: list[str]) -> None:
    fast, plain = Forms(forms), Forms(forms)
    fast.__dict__["analysis"], plain.__dict__["analysis"] = analyse(forms), None
    assert _rows(relation, fast) == _rows(relation, plain)


def test_relations_built_side_by_side_are_those_built_one_after_the_other() -> None:
    forms = [*KEYS[::97], "Photo", "Lawrow", "Haustürschlüssel", "Bürger*innenrat", "я"]
    fast, plain = Forms(forms), Forms(forms)
    fast.__dict__["analysis"], plain.__dict__["analysis"] = analyse(forms), None
    assert fast.prepared()
    assert not plain.prepared()
    found, expected = build(fast), build(plain)
    assert list(found) == list(expected)
    assert all(np.array_equal(found[name], expected[name]) for name in expected)


def test_every_lemma_of_the_table_is_found_by_its_hash() -> None:
    fast, plain = Forms(KEYS), Forms(KEYS)
    fast.__dict__["analysis"], plain.__dict__["analysis"] = analyse(KEYS), None
    relation = relations()[0]
    assert relation.name == "lemma"
    assert _rows(relation, fast) == _rows(relation, plain)


@given(st.lists(st.lists(st.sampled_from(["abcdefgh", "abcde", "a", "b", "ä", "😀"]), max_size=5).map("".join)))
@example([])
@example(["", "a", ""])
def test_strings_are_sorted_as_python_sorts_them(texts: list[str]) -> None:
    order = in_order(Strings.of(texts))
    assert order.tolist() == sorted(range(len(texts)), key=texts.__getitem__)
    assert order.dtype == np.int64
