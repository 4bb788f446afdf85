"""The kernels find the same forms of a word as the plain twin, with the same weights."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import hot, relations
from index.dictionary import lookup_kernels
from index.dictionary.lexicon import Chunk, Lexicon, build_chunk
from index.relations import Forms
from search import Parameters
from search.words.families import Families
from search.words.synonyms import Entry, Synonyms

TEXT = (
    "Arbeit arbeit Arbeiten Arbeiter arbeitern Arbeiterin arbeitet Arbeitsminister Arbeitszeit Zeit zeitlich ging "
    "gehen geht gegangen Foto Photo Fotos Fotograf Photograph Lawrow Lavrov Lawrows Kind Kinder Kindern Kindergarten "
    "Garten Minister Ministerin MinisterInnen Minister*innen Regierung regieren Regierungen Häuser Haus Hausbau "
    "Regierungschef Bau grün Grüne grüne Straße Strasse Auto Kfz Wagen Bauer Baür Geübte Leser:in 𝔸 ſ x"
)
WORDS = TEXT.split()
SYNONYMS = Synonyms([[Entry(("Kfz",), 1.0), Entry(("Auto",), 1.0), Entry(("Wagen",), 0.6)]])
SETTINGS = st.fixed_dictionaries(
    {
        "derived": st.sampled_from([0.0, 0.5, 1.0]),
        "small": st.sampled_from([0.85, 1.0]),
        "head": st.sampled_from([0.0, 0.5]),
        "lemma": st.sampled_from([0.0, 0.85, 101.0]),
        "synonym": st.sampled_from([0.0, 0.3]),
    }
).map(lambda chosen: Parameters(**chosen))


def assert_same(one: Any, other: Any) -> None:
    """Check that what was found of a word is the same if it is asked for beside others."""
    assert (one is None) == (other is None)
    if one:
        assert [part.tolist() for part in one[0]] == [part.tolist() for part in other[0]]
        assert (one[1] is None) == (other[1] is None)
        assert [part.tolist() for part in one[1] or ()] == [part.tolist() for part in other[1] or ()]


@settings(deadline=None)
@given(
    forms=st.lists(st.sampled_from(WORDS), unique=True),
    cuts=st.lists(st.integers(0, len(WORDS)), max_size=2),
    word=st.sampled_from(WORDS) | st.text("aeinrtEÄß", min_size=1, max_size=5),
    parameters=SETTINGS,
    related=st.booleans(),
    alike=st.booleans(),
)
@example(forms=WORDS, cuts=[9], word="Arbeit", parameters=Parameters(), related=True, alike=True)
@example(forms=["ſ", "Zeit", "Zeitz"], cuts=[], word="Zeit", parameters=Parameters(), related=True, alike=True)
@example(forms=["Arbeitsminister"], cuts=[], word="Arbeit", parameters=Parameters(), related=True, alike=False)
@example(forms=WORDS, cuts=[], word="arbeiten", parameters=Parameters(), related=True, alike=True)
def test_kernels_find_the_family_that_the_plain_twin_does(
    forms: list[str], cuts: list[int], word: str, parameters: Parameters, related: bool, alike: bool
) -> None:
    bounds = sorted({0, len(forms), *(cut for cut in cuts if cut < len(forms))})
    parts = [(at, Forms(forms[at:end])) for at, end in pairwise(bounds)]
    chunks = [Chunk(at, build_chunk(own), relations.build(own) if related else None) for at, own in parts]
    snapshot: Any = SimpleNamespace(lexicon=Lexicon(chunks))
    families = Families(snapshot, lambda numbers: np.ones(len(numbers), np.int64), parameters, SYNONYMS)
    for further in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hot, "lookups", lambda: lookup_kernels)
            others = families.others(word) if further else []
            asked = (word, others, further, alike)
            (found,) = families.found([asked])
            assert_same(found, families.found([("Garten", (), True, True), asked])[1])
        plain = families.related(word, further).best()
        assert found is None or [one.tolist() for one in found[0]] == [one.tolist() for one in plain]
        if found and found[1]:
            likest = families.likest(word, plain.forms)
            assert [one.tobytes() for one in found[1]] == [one.tobytes() for one in likest]
        unknown = ("𝔸", "ſ")  # what the kernels leave to the plain twin
        if forms and parameters.lemma < 100 and not any(sign in text for sign in unknown for text in (*forms, word)):
            assert found is not None
            assert alike == (found[1] is not None) or len(chunks) > 1
