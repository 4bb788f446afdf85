"""Here is a word of a query, give me its family: the forms of its stem and those that relations lead to, weighed.

The same as `search.expand` finds form by form, but by kernels: all that leads to a form is one number (see
`index.family_kernels`), and Python touches no form. What kernels do not know is left to the plain twin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import derivation, german, relations
from index import family_kernels as _kernels
from index import lookup_kernels as _lookups
from index.code_points import codes_of

if TYPE_CHECKING:
    from index.lexicon import Lexicon

Numbers = npt.NDArray[np.int64]
Other = tuple[str, float, bool]
"""Another word that may stand for the typed one: its lemma, what it counts, and whether it is kin (see `index.kin`)."""
SAME, STEM, DERIVED = 0, 1, 2
FIRST_RELATION: Final = 3
SYNONYM: Final = FIRST_RELATION + len(relations.relations())
"""What leads to a form of a family: it is the word, it has its stem, is another word of that stem, is of a relation
(`FIRST_RELATION` + its place among all), or is a form of a synonym."""
UNIT: Final = 256
"""Weights are whole multiples of 1 / 256."""
_MOST_STRENGTH: Final = 100.0
"""Up to so much a weight fits the bits of a row."""


_SMALL_SAME: Final = np.array([bool(traits & _lookups.SAME) and not traits & _lookups.CAPITAL for traits in range(256)])


class Family(NamedTuple):
    """Forms, ascending, each once: int64 ``weights`` in 1 / `UNIT`, whether it is the word itself, what leads to it."""

    forms: Numbers
    weights: Numbers
    direct: npt.NDArray[np.bool_]
    relation: npt.NDArray[np.uint8]


class _Keys(NamedTuple):
    """What rows are looked up under: see `index.family_kernels.gather`."""

    table: Numbers
    key: npt.NDArray[np.uint64]
    factor: npt.NDArray[np.float64]
    strength: npt.NDArray[np.float64]
    low: Numbers

    @classmethod
    def of(cls, keys: Sequence[tuple[_Followed, int, float]]) -> _Keys:
        """Return ``keys`` of relations, with their weights."""
        found = [(one.table, key, weight / relations.FULL_WEIGHT, one.strength, one.way) for one, key, weight in keys]
        table, key, factor, strength, low = zip(*found, strict=True)
        return cls(
            np.array(table, np.int64), np.array(key, np.uint64), np.array(factor), np.array(strength),
            np.array(low, np.int64),
        )  # fmt: skip


class _Followed(NamedTuple):
    """A relation that counts: its place in the tables, what it counts, and what its rows are marked with."""

    relation: relations.Relation
    table: int
    strength: float
    way: int


class Families:
    """Finds the families of words in a dictionary."""

    def __init__(self, lexicon: Lexicon, derived: float, small: float, strengths: Mapping[str, float]) -> None:
        """Weigh other words of a stem, forms without a capital, and related forms: ``strengths`` by relation."""
        self._lexicon, self._derived, self._small = lexicon, derived, small
        self._fits = max(derived, small, *strengths.values()) < _MOST_STRENGTH
        self._weighed = lru_cache(None)(self._weigh)
        followed = [
            _Followed(one, place, strengths[one.name], FIRST_RELATION + place)
            for place, one in enumerate(relations.relations())
            if strengths[one.name] > 0
        ]
        self._direct = [one for one in followed if one.relation.direct]
        self._further = [one._replace(way=one.way | _kernels.RELATED) for one in followed if not one.relation.direct]

    def of(self, word: str, others: Sequence[Other], further: bool) -> Family | None:
        """Return the family of ``word``, without what relations lead to from there unless ``further``.

        ``others`` are words that may stand for it. None if it is left to the plain twin.
        """
        if (
            not self._lexicon.chunks
            or not self._fits
            or max((weight for _, weight, _ in others), default=0.0) > _MOST_STRENGTH
        ):
            return None
        fold, stem = german.fold(word), german.stem(word)
        parts = self._inflected(word, fold, stem)
        if parts is None:
            return None
        parts += self._spelled(word)
        if further:
            stems = self._stems(stem, _ascending(parts)) if self._lexicon.is_related else []
            if stems is None:
                return None
            parts += self._related(word, stems)
            parts += map(self._standing_for, others)
        return Family(*_kernels.best(_ascending(parts)))

    def _inflected(self, word: str, fold: str, stem: str) -> list[Numbers] | None:
        """Return the rows of the forms of the word's stem."""
        found = [chunk.traits(fold, stem) for chunk in self._lexicon.chunks]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return None
        is_capital = word[:1].isupper()
        is_noun = is_capital or not any(_SMALL_SAME[traits].any() for _, traits in known)
        weighed = self._weighed(derivation.kind(fold, len(stem), is_noun), is_capital)
        return [forms << _kernels.FORM_BITS | weighed[traits] for forms, traits in known]

    def _weigh(self, kind: str, is_capital: bool) -> Numbers:
        """Return the row, but for the form, of each set of traits, for a word of that ``kind``."""
        rows = np.zeros(256, np.int64)
        for traits in range(len(derivation.KINDS) << _lookups.KIND_BITS):
            same = bool(traits & _lookups.SAME)
            derived = derivation.KINDS[traits >> _lookups.KIND_BITS] != kind and not same
            weight = self._derived if derived else 1.0
            if is_capital and traits & _lookups.SMALL:
                weight *= self._small
            way = SAME if same else DERIVED if derived else STEM
            rows[traits] = _row(weight, way, direct=not derived)
        return rows

    def _spelled(self, word: str) -> list[Numbers]:
        """Return the rows of the direct relations."""
        if not self._lexicon.is_related:
            return []
        keys = [(one, *key) for one in self._direct for key in one.relation.keys_of(word, {}).items()]
        rows = self._gathered(keys)
        for one in self._direct:
            for other, weight in one.relation.other_words(word).items():
                forms = self._lexicon.with_stem(german.stem(other))
                rows.append(forms << _kernels.FORM_BITS | _row(weight * one.strength, one.way, direct=True))
        return rows

    def _related(self, word: str, stems: Sequence[tuple[int, float]]) -> list[Numbers]:
        """Return the rows of the other relations, ``stems`` being the hashes of the word's stems."""
        if not stems:
            return []
        keys = [
            (one, *key)
            for one in self._further
            for key in (stems if one.relation.by_stem else one.relation.keys_of(word, {}).items())
        ]
        return self._gathered(keys)

    def _standing_for(self, other: Other) -> Numbers:
        """Return the rows of the forms of another word."""
        lemma, weight, is_kin = other
        way = DERIVED if is_kin else SYNONYM
        return self._lexicon.of_lemma(lemma) << _kernels.FORM_BITS | _row(weight, way, direct=False)

    def _gathered(self, keys: Sequence[tuple[_Followed, int, float]]) -> list[Numbers]:
        """Return the rows under keys of relations, from every chunk."""
        if not keys:
            return []
        wanted = _Keys.of(keys)
        return [_kernels.gather(chunk.first, *chunk.tables, *wanted) for chunk in self._lexicon.chunks]

    def _stems(self, stem: str, rows: Numbers) -> list[tuple[int, float]] | None:
        """Return the hashes of the word's ``stem`` and those of its direct forms, with weights; None if unknown."""
        found: dict[int, float] = {}
        own = codes_of(stem)
        for chunk in self._lexicon.chunks:
            forms = chunk.for_kernels
            known, keys, weights = _kernels.stems(
                chunk.first, forms.form, forms.form_start, chunk.stem_length, _lookups.letters(), rows, own
            )
            if not known:
                return None
            for key, weight in zip(keys.tolist(), weights.tolist(), strict=True):
                found[key] = max(weight, found.get(key, 0.0))
        return list(found.items())


def _row(weight: float, way: int, direct: bool) -> int:
    """Return a row but for its form."""
    counts = max(1, round(weight * UNIT))
    lacks = (_kernels.MOST_WEIGHT - counts) << _kernels.RELATION_BITS
    return lacks | way | (0 if direct else _kernels.RELATED)


def _ascending(parts: Sequence[Numbers]) -> Numbers:
    rows = np.concatenate(parts)
    rows.sort(kind="stable")  # which merges runs that ascend, as most parts are: a tenth of the time
    return rows
