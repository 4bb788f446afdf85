"""Inflection of compounds that no table has, as their last part is inflected: ``Impfpass``, ``Impfpässe``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from index.german import german, lemmas

_SHORTEST: Final = 3
"""Letters of the shortest last part, and of the shortest one before it."""
_STRIPPED: Final = ("impuls", "kern", "konzern", "kurs", "problem", "stern", "zins")
"""Heads of which Snowball takes an ending that is none, but only behind others and in the singular: Impfproblem."""
_WOMEN: Final = ("in", "innen")
_SHORTEST_WOMAN: Final = 9
"""Letters of the shortest word in -innen that is not gewinnen; what is no woman (Termin) has no such form."""
_CACHED: Final = 1024


@lru_cache(_CACHED)
def other_words(word: str) -> Mapping[str, float]:
    """Return words by whose stems other forms of the compound ``word`` are found, each with a weight.

    There are none for words whose forms the table of lemmas knows, and where compounds cannot be split yet.
    """
    if len(word) >= _SHORTEST_WOMAN and word.endswith(_WOMEN):
        return {word[:-3] if word.endswith(_WOMEN[1]) else word + "nen": 1.0}
    if not _may_be_irregular(word) or any(map(lemmas.STEMS.look_up, lemmas.lemmas(word))):
        return {}
    from index import compounds

    if not compounds.is_ready():
        return {}
    *before, head = compounds.split_each([word])[0]
    if not before:
        return {}
    beginning, last = word[: head.start], head.text.capitalize()
    found: dict[str, float] = {}
    for stem, weight in (lemmas.stems(last) or {german.stem(last): 1.0}).items():
        for ending in ("", "e"):  # Impfkurs and Impfkurse have different stems
            found.setdefault(german.stem(beginning + stem + ending), weight)
    found.pop(german.stem(word), None)
    return {_with_stem(stem): weight for stem, weight in found.items()}


def _with_stem(stem: str) -> str:
    """Return a word that has that stem: itself, mostly."""
    return stem if german.stem(stem) == stem else stem + "e"


def _may_be_irregular(word: str) -> bool:
    """Return whether ``word`` ends in a noun whose forms have several stems."""
    folded = german.fold(word)
    if any(head in folded for head in _STRIPPED):
        return True
    ends = (folded[at:].capitalize() for at in range(_SHORTEST, len(folded) - _SHORTEST + 1))
    return any(len(lemmas.stems(end)) > 1 for end in ends if lemmas.TABLE.look_up(end))
