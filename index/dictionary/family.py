"""Here is a word of a query, give me its family: the forms of its stem and those that relations lead to, weighed.

The same as `search.words.expand` finds form by form, but by a kernel: all that leads to a form is one number (see
`index.dictionary.family_kernels`), and Python touches no form. What looks like the word is found in the same call. What
kernels do not know is left to the plain twin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import relations
from index.dictionary import family_kernels as _kernels
from index.dictionary import lookup_kernels as _lookups
from index.dictionary.folds import LEAST_BEGINNING, LONGEST_STEM
from index.german import derivation, german, lemmas
from index.kernels import codes_of, text_hash

if TYPE_CHECKING:
    from index.dictionary.lexicon import Lexicon

Numbers = npt.NDArray[np.int64]
Other = tuple[str, float, bool]
"""Another word that may stand for the typed one: its lemma, what it counts, and whether it is `index.german.kin`."""
SAME, STEM, DERIVED = 0, 1, 2
FIRST_RELATION: Final = 3
SYNONYM: Final = FIRST_RELATION + len(relations.relations())
"""What leads to a form of a family: it is the word, it has its stem, is another word of that stem, is of a relation
(`FIRST_RELATION` + its place among all), or is a form of a synonym."""
UNIT: Final = 256
"""Weights are whole multiples of 1 / 256."""
_MOST_STRENGTH: Final = 100.0
"""Up to so much a weight fits the bits of a row."""


class Family(NamedTuple):
    """Forms, ascending, each once: int64 ``weights`` in 1 / `UNIT`, whether it is the word itself, what leads to it."""

    forms: Numbers
    weights: Numbers
    direct: npt.NDArray[np.bool_]
    relation: npt.NDArray[np.uint8]


class Alike(NamedTuple):
    """What is sought of the forms that look like a word, see `Lexicon.likest`, and what they count.

    A family of more than ``most_forms`` is not compared with them.
    """

    strength: float
    candidates: int
    least: float
    most: int
    most_forms: int


class Found(NamedTuple):
    """The family of a word, and the forms that look like it with their weights; None if these are left to others."""

    family: Family
    alike: tuple[Numbers, Numbers] | None


class _Way(NamedTuple):
    """What may lead to forms: a relation, its place in the tables, what it counts, how its rows are marked."""

    relation: relations.Relation
    table: int
    strength: float
    low: int


_Key = tuple[int, int, float]
"""Which of all ways, the hash that rows are looked up under, and a factor (see `family_kernels.family`)."""
_Stem = tuple[str, int]
"""A stem, and the row of its forms but for their numbers."""


class Wanted(NamedTuple):
    """What is looked up for a word, as `index.dictionary.family_kernels.family` takes it.

    ``codes`` are the code points of its fold, its stem, and more stems, ``sizes`` how many each has; ``low`` are the
    rows of these stems but for their forms. Each ``key`` is looked up in a ``way``, and counts a ``factor``.
    """

    codes: npt.NDArray[np.uint32]
    sizes: Numbers
    low: Numbers
    key: npt.NDArray[np.uint64]
    way: Numbers
    factor: npt.NDArray[np.float64]

    @classmethod
    def of(cls, texts: Sequence[str], stems: Sequence[_Stem], keys: Sequence[_Key]) -> Wanted:
        """Return what is looked up for a fold and its stem, ``texts``, for more ``stems`` and under ``keys``."""
        texts = [*texts, *(stem[:LONGEST_STEM] for stem, _ in stems)] if stems else texts
        way, key, factor = zip(*keys, strict=True) if keys else ((), (), ())
        numbers = np.array([*map(len, texts), *(low for _, low in stems), *way], np.int64)  # one array: each takes a µs
        low, end = len(texts), len(texts) + len(stems)
        return cls(
            codes_of("".join(texts)),
            numbers[:low],
            numbers[low:end],
            np.array(key, np.uint64),
            numbers[end:],
            np.array(factor, np.float64),
        )

    def under(self, ways: Sequence[int], stems: Sequence[tuple[int, float]]) -> Wanted:
        """Return the same with keys of ``stems``, each with a factor, looked up in several ways as well."""
        keys = [(way, key, factor) for way in ways for key, factor in stems]
        more = Wanted.of((), (), keys)
        key, way, factor = (np.concatenate(both) for both in zip(self[3:], more[3:], strict=True))
        return self._replace(key=key, way=way, factor=factor)


class _Call(NamedTuple):
    """What the kernel is told of a word: the rows of traits, and how many of what is wanted lead to the word itself."""

    weighed: Numbers
    wanted: Wanted
    own_stems: int
    own_keys: int


class Families:
    """Finds the families of words in a dictionary."""

    def __init__(
        self, lexicon: Lexicon, derived: float, small: float, strengths: Mapping[str, float], alike: Alike
    ) -> None:
        """Weigh other words of a stem, forms without a capital, and related forms: ``strengths`` by relation."""
        self._lexicon, self._derived, self._small = lexicon, derived, small
        self._is_related = lexicon.is_related
        self._fits = max(derived, small, *strengths.values()) < _MOST_STRENGTH
        self._weighed = lru_cache(None)(self._weigh)
        registered = relations.relations()
        lemma = self._lemma = next(at for at, one in enumerate(registered) if one.name == relations.LemmaRelation.name)
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
            np.array([one.strength for one in self._ways], np.float64),
            np.array([one.low for one in self._ways]),
            np.array(self._by_stem if self._is_related else [], np.int64),
        )
        self._alike, self._none_alike = (
            (LEAST_BEGINNING, alike.candidates, alike.least, most, float(alike.strength), alike.most_forms)
            for most in (alike.most, 0)
        )

    def of(self, word: str, others: Sequence[Other], further: bool, alike: bool) -> Found | None:
        """Return the family of ``word``, without what relations lead to from there unless ``further``.

        ``others`` are words that may stand for it; ``alike`` says whether to look for what looks like it. None if the
        family is left to the plain twin.
        """
        fold = german.fold(word)
        if not self._columns or not self._fits or len(fold) > _lookups.LONGEST:
            return None
        if others and max(weight for _, weight, _ in others) > _MOST_STRENGTH:
            return None
        texts = (fold, german.stem(word))
        own_keys, own_stems = self._own(word)
        keys, stems = self._related(word, others) if further else ([], [])
        wanted = Wanted.of(texts, [*own_stems, *stems], [*own_keys, *keys])
        call = _Call(self._weighed_for(texts, word[:1].isupper()), wanted, len(own_stems), len(own_keys))
        if len(self._columns) > 1:
            return self._of_several(call, further)
        steps = _kernels.DIRECT | _kernels.BEST | (further and _kernels.STEMS | _kernels.RELATED_TOO)
        state, *family, forms, weights = self._ask(0, call, steps, alike)
        if not state & _kernels.IS_KNOWN:
            return None
        return Found(Family(*family), (forms, weights) if state & _kernels.ALIKE_KNOWN else None)

    def _of_several(self, call: _Call, further: bool) -> Found | None:
        """Return the family of a word in several chunks: every chunk tells stems that all are looked up in."""
        chunks = range(len(self._columns))
        first = _kernels.DIRECT | (further and _kernels.STEMS)
        parts = [self._ask(chunk, call, first) for chunk in chunks]
        if len({part[0] & _kernels.IS_SMALL for part in parts}) > 1:  # what one chunk knows of the word holds for all
            call = call._replace(weighed=call.weighed[[0, 0]])
            parts = [self._ask(chunk, call, first) for chunk in chunks]
        if further:
            found: dict[int, int] = {}
            for *_, keys, weights in parts:
                for key, weight in zip(keys.view(np.uint64).tolist(), weights.tolist(), strict=True):
                    found[key] = max(weight, found.get(key, 0))
            stems = [(key, weight / UNIT / relations.FULL_WEIGHT) for key, weight in found.items()]
            call = call._replace(wanted=call.wanted.under(self._by_stem, stems))
            parts += [self._ask(chunk, call, _kernels.RELATED_TOO) for chunk in chunks]
        if not all(part[0] & _kernels.IS_KNOWN for part in parts):
            return None
        return Found(Family(*_kernels.best(np.concatenate([part[1] for part in parts]))), None)

    def _ask(self, chunk: int, call: _Call, steps: int, alike: bool = False) -> tuple[Any, ...]:
        """Return what `index.dictionary.family_kernels.family` does."""
        ask: Callable[..., tuple[Any, ...]] = _kernels.family
        return ask(
            *self._columns[chunk], *self._tables, call.weighed, *call.wanted, steps, call.own_stems, call.own_keys,
            *(self._alike if alike else self._none_alike),
        )  # fmt: skip

    @cached_property
    def _columns(self) -> Sequence[tuple[object, ...]]:
        """What the kernel reads of each chunk."""
        none, constants = relations.Tables.none(), (_lookups.letters(), *_lookups.endings())
        return [
            (
                chunk.first, *chunk.for_kernels, chunk.stem_length,
                *(chunk.tables if self._is_related else none), *constants,
            )
            for chunk in self._lexicon.chunks
        ]  # fmt: skip

    def _own(self, word: str) -> tuple[list[_Key], list[_Stem]]:
        """Return the keys and the stems that lead to the word itself in other spellings and inflections."""
        if not self._is_related:
            return [], []
        keys = _keys_of(self._direct, word)
        stems = [
            (german.stem(other), _row(weight * self._ways[at].strength, self._ways[at].low, direct=True))
            for at, one in self._direct
            for other, weight in one.other_words(word).items()
        ]
        return keys, stems

    def _related(self, word: str, others: Sequence[Other]) -> tuple[list[_Key], list[_Stem]]:
        """Return the keys, but for those of stems, and the stems that lead from the word to others."""
        keys = [*_keys_of(self._further, word), *self._under_lemmas(word)] if self._is_related else []
        if not others:
            return keys, []
        keys += [(self._kin + (not is_kin), text_hash(german.fold(lemma)), -weight) for lemma, weight, is_kin in others]
        return keys, [
            (german.stem(lemma), _row(weight, DERIVED if is_kin else SYNONYM, direct=False))
            for lemma, weight, is_kin in others
        ]

    def _under_lemmas(self, word: str) -> list[_Key]:
        """Return the keys of the stems of a word's lemmas, which no article need have."""
        strength = self._ways[self._lemma].strength
        if strength <= 0:
            return []
        return [
            (way, text_hash(german.stem(lemma)), max(1, round(weight * strength * UNIT)) / UNIT / relations.FULL_WEIGHT)
            for lemma, weight in lemmas.lemmas(word).items()
            for way in self._by_stem
        ]

    def _weighed_for(self, texts: tuple[str, str], is_capital: bool) -> Numbers:
        """Return the rows of all traits for a fold and its stem, if the word is printed small, and if it is not."""
        fold, stem = texts
        kind = derivation.kind(fold, len(stem), is_noun=True)
        return self._weighed(kind if is_capital else derivation.kind(fold, len(stem), is_noun=False), kind, is_capital)

    def _weigh(self, kind_if_small: str, kind: str, is_capital: bool) -> Numbers:
        """Return the row, but for the form, of each set of traits, int64[2, 256], for words of two kinds."""
        rows = np.zeros((2, 256), np.int64)
        for at, own in enumerate((kind_if_small, kind)):
            for traits in range(len(derivation.KINDS) << _lookups.KIND_BITS):
                same = bool(traits & _lookups.SAME)
                derived = derivation.KINDS[traits >> _lookups.KIND_BITS] != own and not same
                weight = self._derived if derived else 1.0
                if is_capital and traits & _lookups.SMALL:
                    weight *= self._small
                way = SAME if same else DERIVED if derived else STEM
                rows[at, traits] = _row(weight, way, direct=not derived)
        return rows


def _keys_of(followed: Sequence[tuple[int, relations.Relation]], word: str) -> list[_Key]:
    """Return the keys under which relations, each a way of its own, have the forms that ``word`` leads to."""
    return [
        (way, key, weight / relations.FULL_WEIGHT)
        for way, relation in followed
        for key, weight in relation.keys_of(word, {}).items()
    ]


def _row(weight: float, way: int, direct: bool) -> int:
    """Return a row but for its form."""
    counts = max(1, round(weight * UNIT))
    lacks = (_kernels.MOST_WEIGHT - counts) << _kernels.RELATION_BITS
    return lacks | way | (0 if direct else _kernels.RELATED)
