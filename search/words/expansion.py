"""What a word of the query stands for: an `Expansion`, forms with weights; and what its columns are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import WEIGHT_UNIT
from search.words.parts import Ways

_CACHED_SIZES: Final = 256

TYPED: Final = "word"
"""How an Expansion calls the relation of a word to its own spellings and to what a pattern describes ..."""
STEM: Final = "stem"
"""... and to the forms that share its stem ..."""
DERIVED: Final = "derived"
"""... and to those that share it and are other words (Arbeiter for Arbeit), or are made of it (regieren for Regierung).
"""

ALIKE: Final = "alike"
"""... and to those that only look like it."""

SYNONYM: Final = "synonym"
"""The same for the synonyms in the files of `search.words.synonyms`."""

FormNumbers = npt.NDArray[np.int64]


@dataclass(eq=False, slots=True)
class Expansion:
    """The forms that a leaf of the query stands for. Questions share it, so nobody may change it.

    It is not frozen: to make one would take 2.0 µs instead of 0.4, of some 100 for a word by its stem.

    ``word`` is the leaf as typed; ``forms`` int64[forms] are numbers of the dictionary, ascending; ``weights``
    int64[forms] are their weights in units of 1 / `WEIGHT_UNIT`; ``direct`` bool[forms] marks those that are the word
    itself, inflected or not, rather than something related to it: only these decide how rare the word is. ``capped``
    says how many forms were left out, and ``whole`` whether the whole dictionary was compared. ``relation``
    uint8[forms] is the place in ``relations`` of what leads from the word to the form. ``apart`` are the ways to take a
    compound apart (see `search.words.parts`). ``alike`` has forms that only look like the word: they make no
    article match, but count in its score. ``is_uniform``: `uniform_columns` are those of the forms, as all are the word
    itself.
    """

    word: str
    forms: FormNumbers
    weights: FormNumbers
    direct: npt.NDArray[np.bool_]
    capped: int = 0
    whole: bool = True
    relation: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    relations: tuple[str, ...] = (TYPED,)
    apart: Ways = ()
    alike: Expansion | None = None
    is_uniform: bool = False


class Spelled(NamedTuple):
    """A word that is only looked up: its forms are those that have its ``fold``, or share its first letters, the stem.

    ``stem_size`` is how many letters these are, -1 if the stem does not count.
    """

    text: str
    fold: str
    stem_size: int


class Family(NamedTuple):
    """What becomes an Expansion; see there. ``relation`` are places in the names of all relations."""

    forms: FormNumbers
    weights: FormNumbers
    direct: npt.NDArray[np.bool_]
    relation: npt.NDArray[np.uint8]

    def chosen(self, at: npt.NDArray[Any]) -> Family:
        """Return the forms at places, or those that are marked."""
        return Family(self.forms[at], self.weights[at], self.direct[at], self.relation[at])


@lru_cache(_CACHED_SIZES)
def uniform_columns(size: int) -> tuple[FormNumbers, npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
    """Return the weights, `direct` and `relation` of an Expansion of ``size`` forms that are all the word itself.

    Expansions share them: nobody may write to them. (Numba would compile a kernel anew for arrays that forbid it.)
    """
    return np.full(size, WEIGHT_UNIT, np.int64), np.ones(size, bool), np.zeros(size, np.uint8)


@lru_cache(_CACHED_SIZES)
def related_columns(size: int, relation: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
    """Return `direct` and `relation` of ``size`` forms of one relation, not the word itself; shared as well."""
    return np.zeros(size, bool), np.full(size, relation, np.uint8)


def in_units(weights: npt.NDArray[np.float64]) -> FormNumbers:
    """Return weights in units of 1 / `WEIGHT_UNIT`."""
    return np.maximum(np.rint(weights * WEIGHT_UNIT), 1).astype(np.int64)
