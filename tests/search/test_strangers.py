"""Words that a stem throws together never meet, nor do the compounds of one find the other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from whoosh import query

from index import compounds, hot, relations
from index.dictionary import lookup_kernels
from index.dictionary.lexicon import Chunk, Lexicon, build_chunk
from index.german import unlike
from index.relations import Forms
from search import Parameters
from search.words.expand import Expander
from search.words.strangers import by_way_of, strangers
from search.words.synonyms import NONE


@pytest.fixture(scope="module", autouse=True)
def table() -> None:
    compounds.german_table()


@pytest.fixture(params=[True, False], ids=["kernels", "plain"])
def kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hot, "lookups", lambda: lookup_kernels if request.param else None)


def found(word: str, *chunks: list[str]) -> set[str]:
    """Return what ``word`` finds of forms in several chunks of a dictionary."""
    parts, first = [], 0
    for texts in chunks:
        own = Forms(texts)
        parts.append(Chunk(first, build_chunk(own), relations.build(own)))
        first += len(texts)
    snapshot: Any = SimpleNamespace(lexicon=Lexicon(parts))
    expander = Expander(snapshot, lambda numbers: np.ones(len(numbers), np.int64), Parameters(), NONE)
    return set(snapshot.lexicon.texts(expander.expand(query.Term("body", word)).forms.tolist()))


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize(
    ("own", "other", "compound", "is_made_of_other"),
    [
        ("Kohl", "Kohle", "Kohleausstieg", True),
        ("Kohl", "Kohle", "Kohlsuppe", False),
        ("handelt", "Handel", "Einzelhandel", True),
        ("Lage", "lag", "Notlagen", False),
        ("Bildung", "Bild", "Bildungspolitik", False),
        ("Bildung", "Bild", "Bildband", True),
        ("Bildung", "Bild", "Bildbildung", False),
        ("Bürger", "Bürge", "Bürgerrechte", False),
    ],
)
def test_a_compound_of_one_word_does_not_find_the_other(
    own: str, other: str, compound: str, is_made_of_other: bool
) -> None:
    assert (compound in found(own, ["Verein", own, other], [compound])) != is_made_of_other
    assert other not in found(own, [own, other, compound])
    if is_made_of_other:
        assert compound in found(other, [compound, own, other])


def test_a_word_has_strangers_on_both_sides() -> None:
    assert "kohle" in strangers("Kohl")
    assert "kohl" in strangers("Kohle")
    assert "nicht" in strangers("Nichte")
    assert not strangers("Verein")


def test_a_function_word_is_not_reached_by_way_of_another() -> None:
    assert "mein" in by_way_of(["meinen"])
    assert "meinen" not in by_way_of(["meinen"])


def test_who_never_meets_is_no_one_for_most_words() -> None:
    assert unlike.never("Verein") == frozenset()
