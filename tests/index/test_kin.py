"""Words made of one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.german.german import fold, stem
from index.german.kin import TABLE, is_pair, kin


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Regierung", "regieren"), ("regiert", "regierung"), ("Forschung", "forscher"), ("Forscher", "forschung"),
        ("geimpft", "impfung"), ("Infektion", "infizieren"), ("Zug", "ziehen"), ("gezogen", "zug"),
        ("Frankreich", "franzoesisch"), ("französische", "frankreich"), ("kontrolliert", "kontrolle"),
    ],
)  # fmt: skip
def test_a_word_has_those_that_are_made_of_it(word: str, other: str) -> None:
    assert stem(other) in map(stem, kin(word))


@pytest.mark.parametrize("word", ["Zeitung", "Merz", "Scholz", "Mutter", "und", "", "#"])
def test_others_have_none(word: str) -> None:
    assert not kin(word)


def test_every_line_of_the_table_is_found() -> None:
    lines = TABLE.data.decode().splitlines()
    assert lines == sorted(lines)
    for line in lines[::50]:
        own, others = line.split("\t")
        assert TABLE.bisected(own) == TABLE.look_up(own) == others.split()


@given(st.text())
def test_anything_can_be_asked_for(text: str) -> None:
    found = kin(text)
    assert len(set(found)) == len(found)
    assert all(fold(lemma) == lemma for lemma in found)


@pytest.mark.parametrize(
    ("word", "other", "expected"),
    [
        ("arzt", "aerztin", True), ("aerztin", "arzt", True), ("franzos", "franzoesin", True), ("chef", "chefin", True),
        ("arzt", "aerztlich", False), ("aerztin", "chefin", False), ("arzt", "arzt", False), ("jud", "juedin", True),
        ("franzoesisch", "franzoesin", False),
    ],
)  # fmt: skip
def test_women_and_men_are_told_from_other_kin(word: str, other: str, expected: bool) -> None:
    assert is_pair(word, other) is expected
