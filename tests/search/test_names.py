"""Who is named: people by first names, organisations by endings and lists, and neither where it is not sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import tokenise
from search.suggesting.names import _lists, kind_of_name


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Angela Merkel", "person"),
        ("Annegret Kramp-Karrenbauer", "person"),
        ("Ursula von der Leyen", "person"),
        ("Recep Tayyip Erdoğan", "person"),
        ("Ingeborg-Bachmann-Preis", None),
        ("Robert Koch-Institut", "organisation"),
        ("Robert Koch", None),
        ("Mark Brandenburg", None),
        ("Angela", None),
        ("Merkel warnt", None),
        ("Berliner Senat", "organisation"),
        ("EU-Kommission", "organisation"),
        ("Bundesverfassungsgericht", "organisation"),
        ("Nudelgericht", None),
        ("Brandstiftung", None),
        ("SPD", "organisation"),
        ("SPD-Chef", None),
        ("neue Regierung", None),
        ("Corona-Maßnahmen", None),
        ("", None),
    ],
)
def test_whom_a_text_names(text: str, kind: str | None) -> None:
    assert kind_of_name(text, tokenise(text).words) == kind


@given(st.lists(st.sampled_from(["Angela", "Merkel", "von", "SPD", "Gericht", "die", "X", "Institut"]), max_size=4))
def test_a_name_begins_and_ends_with_a_capital(words: list[str]) -> None:
    if kind_of_name(" ".join(words), words):
        assert words[0][0].isupper() and words[-1][0].isupper()


def test_the_lists_do_not_contradict_each_other() -> None:
    lists = _lists()
    assert not lists.first_names & lists.organisations
    assert all(name[0].isupper() for name in lists.first_names)
    for word in lists.no_organisations:
        assert word.endswith(lists.endings), f"{word} needs no exception"
