"""Here is a word of a query, give me its family: the forms of its stem and those that relations lead to, weighed.

The same as `search.expand` finds form by form, but by kernels: all that leads to a form is one number (see
`index.family_kernels`), and Python touches no form. What kernels do not know is left to the plain twin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import derivation, german, relations
from index import family_kernels as _kernels
from index import lookup_kernels as _lookups
from index.code_points import codes_of
from index.folds import LONGEST_STEM
from index.hashing import text_hash

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


class _Way(NamedTuple):
    """What may lead to forms: a relation, its place in the tables, what it counts, how its rows are marked."""

    relation: relations.Relation
    table: int
    strength: float
    low: int


_Key = tuple[int, int, float]
"""Which of all ways, the hash that rows are looked up under, and a factor (see `index.family_kernels.gather`)."""
_Stem = tuple[str, int]
"""A stem, and the row of its forms but for their numbers."""


class Families:
    """Finds the families of words in a dictionary."""

    def __init__(self, lexicon: Lexicon, derived: float, small: float, strengths: Mapping[str, float]) -> None:
        """Weigh other words of a stem, forms without a capital, and related forms: ``strengths`` by relation."""
        self._lexicon, self._derived, self._small = lexicon, derived, small
        self._fits = max(derived, small, *strengths.values()) < _MOST_STRENGTH
        self._weighed = lru_cache(None)(self._weigh)
        registered = relations.relations()
        lemma = next(at for at, one in enumerate(registered) if one.name == relations.LemmaRelation.name)
        self._ways = [
            _Way(one, place, strengths[one.name], FIRST_RELATION + place | (0 if one.direct else _kernels.RELATED))
            for place, one in enumerate(registered)
        ]
        self._kin = len(self._ways)  # the ways to the forms of the lemmas of other words
        self._ways += [_Way(registered[lemma], lemma, 1.0, way | _kernels.RELATED) for way in (DERIVED, SYNONYM)]
        followed = [(at, one.relation) for at, one in enumerate(self._ways[: self._kin]) if one.strength > 0]
        self._direct = [(at, one) for at, one in followed if one.direct]
        self._by_stem = [at for at, one in followed if one.by_stem and not one.direct]
        self._further = [(at, one) for at, one in followed if not one.by_stem and not one.direct]
        self._tables = (
            np.array([one.table for one in self._ways]),
            np.array([one.strength for one in self._ways]),
            np.array([one.low for one in self._ways]),
        )

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
        if self._lexicon.is_related:
            parts += self._gathered([(at, *key) for at, one in self._direct for key in _keys_of(one, word)])
        known = self._with_stems(parts, self._spelled(word)) and (
            not further or self._add_related(parts, word, stem, others)
        )
        return Family(*_kernels.best(_ascending(parts))) if known else None

    def _add_related(self, parts: list[Numbers], word: str, stem: str, others: Sequence[Other]) -> bool:
        """Add to the rows of the word itself those of what is related to it; return whether all forms are known."""
        keys: list[_Key] = []
        if self._lexicon.is_related:
            stems = self._stems(stem, np.concatenate(parts))
            if stems is None:
                return False
            keys += [(at, *key) for at in self._by_stem for key in stems]
            keys += [(at, *key) for at, one in self._further for key in _keys_of(one, word)]
            keys += [
                (self._kin + (not is_kin), text_hash(german.fold(lemma)), -weight) for lemma, weight, is_kin in others
            ]
        parts += self._gathered(keys)
        return self._with_stems(
            parts,
            [
                (german.stem(lemma), _row(weight, DERIVED if is_kin else SYNONYM, direct=False))
                for lemma, weight, is_kin in others
            ],
        )

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

    def _spelled(self, word: str) -> list[_Stem]:
        """Return the stems of other spellings of the word."""
        if not self._lexicon.is_related:
            return []
        return [
            (german.stem(other), _row(weight * self._ways[at].strength, self._ways[at].low, direct=True))
            for at, one in self._direct
            for other, weight in one.other_words(word).items()
        ]

    def _with_stems(self, parts: list[Numbers], stems: Sequence[_Stem]) -> bool:
        """Add the rows of the forms with ``stems``, from every chunk; return whether all are known."""
        if not stems:
            return True
        texts = [stem[:LONGEST_STEM] for stem, _ in stems]
        wanted = (
            codes_of("".join(texts)),
            np.array([0, *accumulate(map(len, texts))]),
            np.array([low for _, low in stems]),
        )
        for chunk in self._lexicon.chunks:
            known, rows = _kernels.with_stems(*chunk.for_kernels, _lookups.letters(), chunk.first, *wanted)
            parts.append(rows)
            if not known:
                return False
        return True

    def _gathered(self, keys: Sequence[_Key]) -> list[Numbers]:
        """Return the rows under keys, from every chunk."""
        if not keys:
            return []
        way, key, factor = zip(*keys, strict=True)
        wanted = np.array(key, np.uint64), np.array(way), np.array(factor)
        return [_kernels.gather(chunk.first, *chunk.tables, *wanted, *self._tables) for chunk in self._lexicon.chunks]

    def _stems(self, stem: str, rows: Numbers) -> list[tuple[int, float]] | None:
        """Return the hashes of the word's ``stem`` and of those of its direct forms, with factors; None if unknown."""
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
                found[key] = max(weight / relations.FULL_WEIGHT, found.get(key, 0.0))
        return list(found.items())


def _keys_of(relation: relations.Relation, word: str) -> list[tuple[int, float]]:
    """Return the keys under which a relation has the forms that ``word`` leads to, each with a factor."""
    return [(key, weight / relations.FULL_WEIGHT) for key, weight in relation.keys_of(word, {}).items()]


def _row(weight: float, way: int, direct: bool) -> int:
    """Return a row but for its form."""
    counts = max(1, round(weight * UNIT))
    lacks = (_kernels.MOST_WEIGHT - counts) << _kernels.RELATION_BITS
    return lacks | way | (0 if direct else _kernels.RELATED)


def _ascending(parts: Sequence[Numbers]) -> Numbers:
    rows = np.concatenate(parts)
    rows.sort(kind="stable")  # which merges runs that ascend, as most parts are: a tenth of the time
    return rows
