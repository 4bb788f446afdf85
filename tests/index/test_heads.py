"""Inflection of compounds by that of their last part."""

from __future__ import annotations

import pytest

from index.german.german import stem
from index.relations.heads import other_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Impfzentrum", "Impfzentren"), ("impfzentrum", "Impfzentren"), ("Impfpass", "Impfpässe"),
        ("Koalitionsvertrag", "Koalitionsverträge"), ("Impfproblem", "Impfprobleme"),
        ("Verkehrskonzern", "Verkehrskonzerne"), ("Virologin", "Virologinnen"),
    ],
)  # fmt: skip
def test_each_form_of_a_compound_leads_to_the_other(one: str, other: str) -> None:
    for word, wanted in ((one, other), (other, one)):
        assert stem(wanted) in map(stem, other_words(word))


@pytest.mark.parametrize(
    "word", ["Ausland", "Vorstand", "Mannschaft", "Deutschland", "gewinnen", "Haus", "Bundestag", "", "#", "ße"]
)
def test_other_words_have_none(word: str) -> None:
    assert not other_words(word)
