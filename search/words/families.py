"""The family of a word: all forms that it leads to in the dictionary, and what looks like it.

A process with kernels finds the families of all words of a question by one call (`index.dictionary.family`), one
without by what is here: both find the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from index import WEIGHT_UNIT, Snapshot, fold, german, stem
from search.limits import ALIKE_CANDIDATES, ALIKE_FORMS, MAX_EXPANSION_FORMS
from search.ranking import LEAST_LIKENESS, Parameters, function_words
from search.words.expansion import (
    ALIKE,
    DERIVED,
    STEM,
    SYNONYM,
    TYPED,
    Expansion,
    Family,
    FormNumbers,
    in_units,
    related_columns,
)
from search.words.parts import HYPHEN, one_word
from search.words.strangers import Strangers
from search.words.synonyms import Synonyms

unlike = german.unlike

SHORTEST_ALIKE: Final = 4
"""Letters of the shortest word that others look like."""

_Other = tuple[str, float, bool]
"""A lemma, what it counts for the typed word, and whether both are made of the same (see `index.german.kin`)."""
_Weighed = tuple[FormNumbers, FormNumbers]
"""Forms, ascending, and their weights."""
Wanted = tuple[str, bool]
"""A word to expand, and whether further than to its spellings and inflections."""
_Asked = tuple[str, Sequence[_Other], bool, bool]
_Found = tuple[tuple[npt.NDArray[Any], ...], _Weighed | None] | None
_FindFamilies = Callable[[Sequence[_Asked]], Sequence[_Found]]
"""See `index.dictionary.family`: words in, what was found of each out; None where kernels leave it to us."""


class Families:
    """Finds the families of words in a dictionary.

    ``frequency`` tells in how many articles a form is; it decides which forms stay when there are more than
    `MAX_EXPANSION_FORMS`.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        frequency: Callable[[FormNumbers], FormNumbers],
        parameters: Parameters,
        synonyms: Synonyms,
    ) -> None:
        self._lexicon, self._frequency = snapshot.lexicon, frequency
        self._parameters, self._synonyms = parameters, synonyms
        self._names = (TYPED, STEM, DERIVED, *self._lexicon.relation_names, SYNONYM, ALIKE)
        """All relations; of several that lead to a form with the same weight, the first is named."""
        self._strangers = Strangers(snapshot, parameters.derived, self._names.index(DERIVED))
        self._find: _FindFamilies | None = None

    def of_all(self, words: Sequence[Wanted]) -> list[Expansion]:
        """Return the Expansions of words, but for the ways to take compounds apart."""
        asked = [self._asked(*word) for word in words]
        return list(map(self._of_family, asked, self.found(asked)))

    def _asked(self, text: str, further: bool) -> _Asked:
        """Return what is asked for of a word; one with hyphens is sought as one word."""
        text = one_word(text.split(HYPHEN)) if HYPHEN in text else text
        if not further:
            return text, (), False, False
        return text, self.others(text), True, self._parameters.alike > 0 and _may_look_like_others(text)

    def _of_family(self, asked: _Asked, found: _Found) -> Expansion:
        """Return the Expansion of a word, given what was ``asked`` for and what kernels ``found``."""
        text, others, further, wanted = asked
        akin = [lemma for lemma, *_ in others]
        own, alike_forms = found or (self.related(text, further).best(), None)
        family, capped = self._capped(self._strangers.told_apart(text, akin, Family(*own)))
        known = family.forms if capped else own[0]  # what was left out does not come back by its looks
        alike = self._alike(text, *(alike_forms or self.likest(text, known))) if wanted else None
        return Expansion(text, *family[:3], capped, True, family.relation, self._names, (), alike)

    def likest(self, text: str, known: FormNumbers) -> _Weighed:
        """Return the forms that look like ``text``, without ``known`` ones, and their weights."""
        forms, likeness = self._lexicon.likest(text, ALIKE_CANDIDATES, LEAST_LIKENESS, known, ALIKE_FORMS)
        return forms, in_units(self._parameters.alike * likeness**2)

    def _alike(self, text: str, forms: FormNumbers, weights: FormNumbers) -> Expansion | None:
        """Return forms that look like ``text`` as an Expansion; None if there are none."""
        if not len(forms):
            return None
        direct, relation = related_columns(len(forms), self._names.index(ALIKE))
        return Expansion(text, forms, weights, direct, 0, True, relation, self._names)

    def found(self, words: Sequence[_Asked]) -> Sequence[_Found]:
        """Return what `related` finds of each word, and what `likest` does; None where kernels leave it to them."""
        if self._find is None:
            parameters = self._parameters
            strengths = {name: getattr(parameters, name) for name in self._lexicon.relation_names}
            sought = (parameters.alike, ALIKE_CANDIDATES, LEAST_LIKENESS, ALIKE_FORMS, MAX_EXPANSION_FORMS)
            self._find = self._lexicon.families(parameters.derived, parameters.small, strengths, sought)
        return self._find(words) if self._find else [None] * len(words)

    def others(self, text: str) -> list[_Other]:
        """Return the words made of what ``text`` is made of, and its synonyms."""
        found: list[_Other] = []
        if self._parameters.kin > 0 and not unlike.is_alone(text):
            found += [(lemma, self._parameters.kin, True) for lemma in self._lexicon.kin(text)]
        if self._parameters.synonym > 0 and (not unlike.never(text) or (text,) in self._synonyms):
            synonyms = self._synonyms.words(text).items()
            found += [(word, weight * self._parameters.synonym, False) for word, weight in synonyms]
        return found

    def related(self, text: str, further: bool) -> _Group:
        """Return the word's spellings and inflections; ``further``: and what relations lead to from there."""
        group = _Group(self._names)
        self._add_inflected(group, text)
        self._add_related(group, text, {stem(text): 1.0}, direct=True)
        if not further:
            return group
        forms, weights = group.direct()
        others = self.others(text)
        stems = self._stems_of_lemmas(text) | self._stems_of_pairs(text, others) | {stem(text): 1.0}
        for own, weight in zip(self._lexicon.stems(forms), weights.tolist(), strict=True):
            stems[own] = max(weight, stems.get(own, 0.0))
        self._add_related(group, text, stems, direct=False)
        for lemma, weight, is_kin in others:
            group.add(self._lexicon.of_lemma(lemma), weight, DERIVED if is_kin else SYNONYM, direct=False)
        return group

    def _stems_of_lemmas(self, text: str) -> dict[str, float]:
        """Return the stems of a word's lemmas and of their forms: Firma finds Firmengründer where none has Firmen."""
        strength = self._parameters.lemma
        found = self._lexicon.other_stems(text).items() if strength > 0 else ()
        return {one: max(1, round(weight * strength * WEIGHT_UNIT)) / WEIGHT_UNIT for one, weight in found}

    def _stems_of_pairs(self, text: str, others: Sequence[_Other]) -> dict[str, float]:
        """Return the stem of the woman for the man, and the other way round: Arzt finds Hausärztin."""
        return {
            stem(lemma): max(1, round(weight * WEIGHT_UNIT)) / WEIGHT_UNIT
            for lemma, weight, is_kin in others
            if is_kin and self._lexicon.is_pair(text, lemma)
        }

    def _add_inflected(self, group: _Group, text: str) -> None:
        """Add the forms of the word's stem, those of other words made of it with less weight."""
        found = self._lexicon.inflected(text)
        weights = np.where(found.derived & ~found.same, self._parameters.derived, 1.0)
        weights[found.small] *= self._parameters.small
        other = found.derived & ~found.same
        for name, chosen in ((TYPED, found.same), (STEM, ~found.same & ~other)):
            group.add(found.forms[chosen], weights[chosen], name, direct=True)
        group.add(found.forms[other], weights[other], DERIVED, direct=False)

    def _add_related(self, group: _Group, text: str, stems: dict[str, float], direct: bool) -> None:
        for related in self._lexicon.related(text, stems, direct):
            name = related.relation.name
            strength = getattr(self._parameters, name)
            if strength > 0:
                group.add(related.forms, related.weights * strength, name, direct)

    def _capped(self, family: Family) -> tuple[Family, int]:
        """Return a family and how many forms it lacks; of too many, the direct ones and then the most frequent stay."""
        capped = max(0, len(family.forms) - MAX_EXPANSION_FORMS)
        if capped:
            most = np.lexsort((-self._frequency(family.forms), ~family.direct))[:MAX_EXPANSION_FORMS]
            most.sort()
            family = family.chosen(most)
        return family, capped


class _Group:
    """Forms as they are found, several times perhaps; `best` keeps each once, at its highest weight."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._parts: list[tuple[FormNumbers, FormNumbers]] = []
        self._kinds: list[tuple[bool, int]] = []  # whether a part is direct, and the place of its name

    def add(self, forms: FormNumbers, weight: npt.NDArray[np.float64] | float, name: str, direct: bool) -> _Group:
        """Add ``forms`` that the relation ``name`` leads to."""
        if isinstance(weight, float):
            weights = np.full(len(forms), max(1, round(weight * WEIGHT_UNIT)), np.int64)
        else:
            weights = in_units(weight)
        self._parts.append((forms, weights))
        self._kinds.append((direct, self._names.index(name)))
        return self

    def direct(self) -> tuple[FormNumbers, npt.NDArray[np.float64]]:
        """Return the forms that are the word itself, and their weights."""
        forms, weights, direct, _ = self.best()
        return forms[direct], weights[direct] / WEIGHT_UNIT

    def best(self) -> Family:
        """Return each form once, ascending, with its highest weight and the first relation that gives it."""
        forms, weights = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        sizes = [len(part) for part, _ in self._parts]
        direct = np.repeat(np.array([direct for direct, _ in self._kinds]), sizes)
        relation = np.repeat(np.array([name for _, name in self._kinds], np.uint8), sizes)
        order = np.lexsort((relation, -weights, ~direct, forms))
        first = order[np.concatenate(([True], np.diff(forms[order]) != 0))] if len(order) else order
        return Family(forms[first], weights[first], direct[first], relation[first])


def _may_look_like_others(word: str) -> bool:
    """Return whether others may be meant by ``word``: not by short words, abbreviations, numbers, function words."""
    return len(word) >= SHORTEST_ALIKE and word.isalpha() and not word.isupper() and fold(word) not in function_words()
