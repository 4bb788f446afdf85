"""The lemma of a form where Snowball's stem does not give it: ``ging`` -> ``gehen``, ``Häuser`` -> ``Haus``.

The table ``data/lemmas.tsv`` has only lemmas that need it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from index.german.german import fold, stem
from index.german.table import Table

TABLE: Final = Table("lemmas.tsv")
STEMS: Final = Table("inflections.tsv")
"""The other stems of a noun, which compounds may be made of: Häuserkampf, Firmengründer."""

OTHER_CASE: Final = 0.5
"""Weight of a noun's lemma where the word was typed small and has another lemma (``lagen``: ``Lage``, ``liegen``)."""
SHARED: Final = 0.5
"""Weight of each lemma where a form has several."""

_FEW: Final = 1500
"""So many forms are sought by bisection, 14 µs each: the table becomes a dictionary in 22 ms."""
_CACHED: Final = 1024
"""A question asks for the lemmas of each of its words twice: for its forms, and for its kin."""


def key(form: str) -> str:
    """Return what the table calls ``form``: its fold, with a capital if it has one."""
    folded = fold(form)
    return folded[:1].upper() + folded[1:] if form[:1].isupper() else folded


@lru_cache(_CACHED)
def lemmas(form: str) -> Mapping[str, float]:
    """Return the folded lemmas of ``form`` as typed, each with a weight; nothing where the stem says as much.

    A form with a capital may be a verb at the beginning of a sentence, one without may be a noun as people type it.
    """
    own = key(form)
    found = _weighted(own, TABLE.look_up)
    if not found or not own[:1].islower():  # where nothing was found, the table has neither it nor its twin
        return found
    return dict.fromkeys(TABLE.look_up(own[:1].upper() + own[1:]), OTHER_CASE) | found


def stems(form: str) -> Mapping[str, float]:
    """Return the stems of the lemmas of ``form`` and of all their forms, each with the highest weight of a lemma."""
    found: dict[str, float] = {}
    for lemma, weight in lemmas(form).items():
        for one in (stem(lemma), *STEMS.look_up(lemma)):
            found[one] = max(weight, found.get(one, 0.0))
    return found


def of_all(forms: Sequence[str]) -> list[tuple[int, str, float]]:
    """Return (place of the form, lemma, weight) of all ``forms`` as printed."""
    look_up = _look_up(len(forms))
    return [
        (at, lemma, weight) for at, form in enumerate(forms) for lemma, weight in _weighted(key(form), look_up).items()
    ]


def _look_up(forms: int) -> Callable[[str], list[str]]:
    """Return what looks up so many forms in the least time."""
    if forms <= _FEW:
        return TABLE.bisected
    known = TABLE.all()
    return lambda sought: known.get(sought, "").split()


def _weighted(own: str, look_up: Callable[[str], list[str]]) -> dict[str, float]:
    """Return the lemmas of the form with the key ``own`` with their weights."""
    twin = (own[:1].upper() if own[:1].islower() else own[:1].lower()) + own[1:]
    found = look_up(own) or look_up(twin)
    return dict.fromkeys(found, SHARED if len(found) > 1 else 1.0)
