"""Here are the words of a question, give me the family of each: the forms of its stem and those that relations lead to.

The same as `search.words.expand` finds form by form, but by one kernel for all words: all that leads to a form is one
number (see `index.dictionary.family_kernels`), and Python touches no form. What looks like a word is found in the same
call. What kernels do not know is left to the plain twin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import relations
from index.columns import told
from index.dictionary import family_kernels as _kernels
from index.dictionary import lookup_kernels as _lookups
from index.dictionary import ordered_kernels as _ordered
from index.dictionary.folds import LEAST_BEGINNING
from index.german import derivation, german, kin, lemmas
from index.kernels import codes_of
from index.relations import WEIGHT_UNIT

if TYPE_CHECKING:
    from index.dictionary.lexicon import Lexicon

Numbers = npt.NDArray[np.int64]
Other = tuple[str, float, bool]
"""Another word that may stand for the typed one: its lemma, what it counts, and whether it is `index.german.kin`."""
Asked = tuple[str, Sequence[Other], bool, bool]
"""A word whose family is wanted: its text, words that may stand for it, whether what relations lead to from there is
wanted too, and whether to look for what looks like it."""
SAME, STEM, DERIVED = 0, 1, 2
FIRST_RELATION: Final = 3
SYNONYM: Final = FIRST_RELATION + len(relations.relations())
"""What leads to a form of a family: it is the word, it has its stem, is another word of that stem, is of a relation
(`FIRST_RELATION` + its place among all), or is a form of a synonym ..."""
ALIKE: Final = SYNONYM + 1
"""... and that it only looks like the word."""
_MOST_STRENGTH: Final = 100.0
"""Up to so much a weight fits the bits of a row."""


class Family(NamedTuple):
    """Forms, ascending, each once: int64 ``weights`` in 1 / `WEIGHT_UNIT`, whether it is the word, what leads to it."""

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


class Wanted(NamedTuple):
    """What is looked up for words, as `index.dictionary.family_kernels.families` takes it.

    ``codes`` are the code points of the fold of a word, its stem, and the texts of its leads, word by word; the
    columns of ``words`` int64[words, 5] and ``leads`` int64[leads, 4] are described there. What a lead finds in a way
    counts a ``factor``; of a negative one, all counts its amount.
    """

    codes: npt.NDArray[np.uint32]
    words: Numbers
    leads: Numbers
    factor: npt.NDArray[np.float64]


class _Question:
    """Becomes a `Wanted`."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._words: list[int] = []
        self._leads: list[int] = []
        self._factors: list[float] = []

    def add_word(self, fold: str, stem: str) -> None:
        """Add a word; its leads come next."""
        self._texts += (fold, stem)
        self._words += (len(fold), len(stem))

    def add_lead(
        self, text: str, way: int, factor: float, stem: int = _kernels.NOWHERE, low: int = _kernels.NOWHERE
    ) -> None:
        """Add a lead of the word: where its text is looked up, how much of it is a stem that is looked up too."""
        self._texts.append(text)
        self._leads += (len(text), way, stem, low)
        self._factors.append(factor)

    def end_word(self, own: int, leads: int, flags: int) -> None:
        """Say how many leads there were when those to the word itself ended, and when it began."""
        self._words += (own - leads, self.leads - leads, flags)

    @property
    def leads(self) -> int:
        """How many leads there are so far."""
        return len(self._factors)

    def wanted(self) -> Wanted:
        """Return what was added."""
        return Wanted(
            codes_of("".join(self._texts)),
            np.array(self._words, np.int64).reshape(-1, _kernels.FLAGS + 1),
            np.array(self._leads, np.int64).reshape(-1, _kernels.LOW + 1),
            np.array(self._factors, np.float64),
        )


_NO_STEMS: Final = np.zeros(0, np.int64), np.zeros(0, np.int64)
"""No hashes of stems, and no weights of these."""


class Families:
    """Finds the families of words in a dictionary."""

    def __init__(
        self, lexicon: Lexicon, derived: float, small: float, strengths: Mapping[str, float], alike: Alike
    ) -> None:
        """Weigh other words of a stem, forms without a capital, and related forms: ``strengths`` by relation."""
        self._lexicon, self._derived, self._small = lexicon, derived, small
        self._is_related = lexicon.is_related
        self._fits = max(derived, small, alike.strength, *strengths.values()) < _MOST_STRENGTH
        registered = relations.relations()
        lemma = self._lemma = next(at for at, one in enumerate(registered) if one.name == relations.LemmaRelation.name)
        self._ways = [
            _Way(one, place, strengths[one.name], FIRST_RELATION + place | (0 if one.direct else _kernels.RELATED))
            for place, one in enumerate(registered)
        ]
        self._kin = len(self._ways)  # the ways to the forms of the lemmas of other words
        self._ways += [_Way(registered[lemma], lemma, 1.0, way | _kernels.RELATED) for way in (DERIVED, SYNONYM)]
        followed = [(at, one.relation) for at, one in enumerate(self._ways[: self._kin]) if one.strength > 0]
        if not self._is_related:
            followed = []
        self._direct = [(at, one) for at, one in followed if one.direct]
        self._by_stem = [at for at, one in followed if one.by_stem and not one.direct]
        self._further = [(at, one) for at, one in followed if not one.by_stem and not one.direct]
        self._ways_told = (
            np.array([one.table for one in self._ways]),
            np.array([one.strength for one in self._ways], np.float64),
            np.array([one.low for one in self._ways]),
            np.array(self._by_stem, np.int64),
            self._weighed(),
        )
        self._alike = (
            LEAST_BEGINNING, alike.candidates, alike.most, alike.most_forms, ALIKE | _kernels.RELATED
        )  # fmt: skip
        self._strengths = np.array((alike.least, alike.strength), np.float64)

    def of_each(self, words: Sequence[Asked]) -> list[Found | None]:
        """Return the family of each word; None if it is left to the plain twin."""
        found: list[Found | None] = [None] * len(words)
        if not self._columns or not self._fits:
            return found
        if len(self._columns) > 1:
            return list(map(self._of_several, words))
        question = _Question()
        places = [at for at, word in enumerate(words) if self._add(question, word)]
        steps = _kernels.DIRECT | _kernels.RELATED_TOO | _kernels.BEST
        states, ends, forms, weights, direct, relation, *_ = self._ask(0, question.wanted(), steps)
        bounds = ends.tolist()
        for place, (at, state) in enumerate(zip(places, states.tolist(), strict=True)):
            if state & _kernels.IS_KNOWN:
                begin, middle, end = bounds[2 * place : 2 * place + 3]
                own = slice(begin, middle)
                found[at] = Found(
                    Family(forms[own], weights[own], direct[own], relation[own]),
                    (forms[middle:end], weights[middle:end]) if state & _kernels.ALIKE_KNOWN else None,
                )
        return found

    def _of_several(self, word: Asked) -> Found | None:
        """Return the family of a word in several chunks: every chunk tells stems that all are looked up in."""
        question, (text, others, further, _) = _Question(), word
        if not self._add(question, (text, others, further, False)):
            return None
        chunks, wanted = range(len(self._columns)), question.wanted()
        parts = [self._ask(chunk, wanted, _kernels.DIRECT) for chunk in chunks]
        if len({int(states[0]) & _kernels.IS_SMALL for states, *_ in parts}) > 1:  # what one chunk knows holds for all
            wanted.words[0, _kernels.FLAGS] |= _kernels.PRINTED_SMALL
            parts = [self._ask(chunk, wanted, _kernels.DIRECT) for chunk in chunks]
        if further:
            highest: dict[int, int] = {}
            for *_, keys, weights in parts:
                for key, weight in zip(keys.tolist(), weights.tolist(), strict=True):
                    highest[key] = max(weight, highest.get(key, 0))
            stems = np.array(list(highest), np.int64), np.array(list(highest.values()), np.int64)
            parts += [self._ask(chunk, wanted, _kernels.RELATED_TOO, stems) for chunk in chunks]
        if not all(states[0] & _kernels.IS_KNOWN for states, *_ in parts):
            return None
        return Found(_best(np.concatenate([rows for _, _, rows, *_ in parts])), None)

    def _ask(
        self, chunk: int, wanted: Wanted, steps: int, stems: tuple[Numbers, Numbers] = _NO_STEMS
    ) -> tuple[npt.NDArray[Any], ...]:
        """Return what `index.dictionary.family_kernels.families` does."""
        ask: Callable[..., tuple[npt.NDArray[Any], ...]] = _kernels.families
        told, numbers, _ = self._columns[chunk]
        return ask(told, numbers, self._strengths, *stems, *wanted, steps)

    @cached_property
    def _columns(self) -> Sequence[tuple[Numbers, Numbers, Sequence[npt.NDArray[Any]]]]:
        """What the kernel reads of each chunk: where that is, some numbers, and the arrays themselves."""
        found = []
        for chunk in self._lexicon.chunks:
            relations_of_chunk = chunk.tables if self._is_related else relations.Tables.none()
            arrays = (
                *chunk.for_kernels, *chunk.printed, chunk.stem_length, *relations_of_chunk, _ordered.letters(),
                *_lookups.endings(), *self._ways_told,
            )  # fmt: skip
            kept = [
                np.ascontiguousarray(array, kind).reshape(-1) for array, kind in zip(arrays, _kernels.TOLD, strict=True)
            ]
            columns = np.array(list(map(told, kept)), np.int64).reshape(-1)
            found.append((columns, np.array((chunk.first, *self._alike), np.int64), kept))
        return found

    def _add(self, question: _Question, word: Asked) -> bool:
        """Add a word with all that leads to forms from it; return whether kernels can find its family."""
        text, others, further, alike = word
        fold = german.fold(text)
        if len(fold) > _ordered.LONGEST or (others and max(weight for _, weight, _ in others) > _MOST_STRENGTH):
            return False
        first = question.leads
        question.add_word(fold, german.stem(text))
        self._add_direct(question, text)
        own = question.leads
        if further:
            self._add_further(question, text, others)
        question.end_word(
            own, first,
            (_kernels.FURTHER if further else 0)
            | (_kernels.LOOKS_ALIKE if alike else 0)
            | (_kernels.HAS_CAPITAL if text[:1].isupper() else 0),
        )  # fmt: skip
        return True

    def _add_direct(self, question: _Question, word: str) -> None:
        """Add what leads to the word itself in other spellings and inflections."""
        _add_texts(question, self._direct, word)
        for way, relation in self._direct:
            for other, weight in relation.other_words(word).items():
                low = _row(weight * self._ways[way].strength, self._ways[way].low, direct=True)
                stem = german.stem(other)
                question.add_lead(stem, _kernels.NOWHERE, 0.0, len(stem), low)

    def _add_further(self, question: _Question, word: str, others: Sequence[Other]) -> None:
        """Add what leads from the word to others, but for its stems."""
        _add_texts(question, self._further, word)
        self._add_lemmas(question, word)
        own = german.stem(word)
        for lemma, weight, is_kin in others:
            fold, stem = german.fold(lemma), german.stem(lemma)
            low = _row(weight, DERIVED if is_kin else SYNONYM, direct=False)
            if is_kin and kin.is_pair(own, stem):
                self._add_stem(question, stem, weight)
            way = self._kin + (not is_kin)
            if fold.startswith(stem):
                question.add_lead(fold, way, -weight, len(stem), low)
            else:
                question.add_lead(fold, way, -weight)
                question.add_lead(stem, _kernels.NOWHERE, 0.0, len(stem), low)

    def _add_lemmas(self, question: _Question, word: str) -> None:
        """Add the stems of the lemmas of a word and of all their forms, which no article need have."""
        strength = self._ways[self._lemma].strength
        if strength > 0 and self._by_stem:
            for stem, weight in lemmas.stems(word).items():
                self._add_stem(question, stem, weight * strength)

    def _add_stem(self, question: _Question, stem: str, weight: float) -> None:
        """Add a stem of another form of the word, which leads to what relations have under it."""
        factor = max(1, round(weight * WEIGHT_UNIT)) / WEIGHT_UNIT / relations.FULL_WEIGHT
        for way in self._by_stem:
            question.add_lead(stem, way, factor)

    def _weighed(self) -> Numbers:
        """Return the row, but for the form, of each set of traits: int64[kinds, 2, traits], see `families`."""
        kinds = range(len(derivation.KINDS))
        rows = np.zeros((len(kinds), 2, len(kinds) << _lookups.KIND_BITS), np.int64)
        for own, is_capital, traits in np.ndindex(rows.shape):
            same = bool(traits & _lookups.SAME)
            derived = traits >> _lookups.KIND_BITS != own and not same
            weight = self._derived if derived else 1.0
            if is_capital and traits & _lookups.SMALL:
                weight *= self._small
            way = SAME if same else DERIVED if derived else STEM
            rows[own, is_capital, traits] = _row(weight, way, direct=not derived)
        return rows


def _add_texts(question: _Question, followed: Sequence[tuple[int, relations.Relation]], word: str) -> None:
    """Add the texts under which relations, each a way of its own, have the forms that ``word`` leads to."""
    for way, relation in followed:
        for text, weight in relation.texts_of(word, {}).items():
            question.add_lead(text, way, weight / relations.FULL_WEIGHT)


def _best(rows: Numbers) -> Family:
    """Return the best of the ``rows`` of each form, as `family_kernels.families` does for one chunk."""
    rows = np.sort(rows)
    forms = rows >> _kernels.FORM_BITS
    first = np.append(forms[:1] >= 0, forms[1:] != forms[:-1])
    rows = rows[first]
    return Family(
        forms[first],
        _kernels.MOST_WEIGHT - (rows >> _kernels.RELATION_BITS & _kernels.MOST_WEIGHT),
        rows & _kernels.RELATED == 0,
        (rows & _kernels.RELATIONS).astype(np.uint8),
    )


def _row(weight: float, way: int, direct: bool) -> int:
    """Return a row but for its form."""
    counts = max(1, round(weight * WEIGHT_UNIT))
    lacks = (_kernels.MOST_WEIGHT - counts) << _kernels.RELATION_BITS
    return lacks | way | (0 if direct else _kernels.RELATED)
