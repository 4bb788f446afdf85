"""A word of the query -> its Expansion: the forms that it stands for, each with a weight.

Everything that is German about searching happens here, in the dictionary, before any posting is read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh import query

from index import WEIGHT_UNIT, Snapshot, fold, stem, unlike
from search.arrays import is_in
from search.limits import (
    ALIKE_CANDIDATES,
    ALIKE_FORMS,
    MAX_CACHED_EXPANSIONS,
    MAX_EXPANSION_FORMS,
    MAX_PATTERN_SECONDS,
    MAX_WIDE_SIGNS,
)
from search.query import Form, Unsure
from search.ranking import LEAST_LIKENESS, Parameters, function_words
from search.words.parts import HYPHEN, Ways, one_word, ways_apart
from search.words.strangers import by_way_of, strangers
from search.words.synonyms import Synonyms
from search.words.vowels import with_umlaut

_CACHED_SIZES: Final = 256

SHORTEST_ALIKE: Final = 4
"""Letters of the shortest word that others look like."""

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

_LETTER: Final = "(?:[^\n]|[ao]e|(?<![aeq])ue|ss)"
"""One letter of a word, as it is in the fold: ``ä`` is ``ae``, but ``ue`` in ``Steuer`` is not one letter."""

_LINK: Final = 3
"""Letters by which a word is longer than another that cannot be the other with a linking element: Bildung, Bild."""

FormNumbers = npt.NDArray[np.int64]
_Other = tuple[str, float, bool]
"""A lemma, what it counts for the typed word, and whether both are made of the same (see `index.german.kin`)."""
_Weighed = tuple[FormNumbers, FormNumbers]
"""Forms, ascending, and their weights."""
_Typed = tuple[query.Query, str, bool, float]
"""A leaf of the query: the node that holds the word, its text, whether only its own form counts, and its boost."""
_Wanted = tuple[str, bool]
"""A word to expand, and whether further than to its spellings and inflections."""
_Asked = tuple[str, Sequence[_Other], bool, bool]
_Found = tuple[tuple[npt.NDArray[Any], ...], _Weighed | None] | None
_FindFamilies = Callable[[Sequence[_Asked]], Sequence[_Found]]
"""See `index.dictionary.family`: words in, what was found of each out; None where kernels leave it to us."""


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


_STEMMED: Final = (query.Term, Unsure)
_Key = tuple[type, str, bool, tuple[int, ...]]
"""What an Expansion is kept under: the kind of its leaf, the text, and what else the leaf has."""


class Inflected(query.Term):  # type: ignore[misc]
    """A word of a phrase that may be inflected, but is not part of another word."""


def _family_key(kind: type, text: str) -> _Key:
    """Return the key of a word with a family."""
    return kind, text, False, ()


class Expander:
    """Expands the leaves of queries over the dictionary of one generation, ``snapshot``.

    ``frequency`` tells in how many articles a form is (int64[forms of the dictionary]); it decides which forms
    stay when there are more than `MAX_EXPANSION_FORMS`.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        frequency: Callable[[FormNumbers], FormNumbers],
        parameters: Parameters,
        synonyms: Synonyms,
    ) -> None:
        self.snapshot, self._lexicon = snapshot, snapshot.lexicon
        self._frequency, self._parameters = frequency, parameters
        self._synonyms = synonyms
        self._names = (TYPED, STEM, DERIVED, *self._lexicon.relation_names, SYNONYM, ALIKE)
        """All relations; of several that lead to a form with the same weight, the first is named."""
        self._find_families: _FindFamilies | None = None
        self._kept: dict[_Key, Expansion] = {}
        self._guard = threading.Lock()

    def expand(self, leaf: query.Query) -> Expansion:
        """Return the Expansion of a Term, Form, Prefix, Wildcard, Regex or FuzzyTerm, whatever its field."""
        edits = (leaf.maxdist, leaf.prefixlength) if isinstance(leaf, query.FuzzyTerm) else ()
        cased = isinstance(leaf, Form) and leaf.cased
        return self._cached((type(leaf), leaf.text, cased, edits))

    def _cached(self, key: _Key) -> Expansion:
        """Return the Expansion that is kept under ``key``, made at first need."""
        return self._kept.get(key) or self._keep(key, self._expand(*key))

    def _keep(self, key: _Key, expansion: Expansion) -> Expansion:
        """Keep an Expansion; the oldest makes room for it. To look one up changes nothing, so it needs no lock."""
        with self._guard:
            self._kept[key] = expansion
            if len(self._kept) > MAX_CACHED_EXPANSIONS:
                del self._kept[next(iter(self._kept))]
        return expansion

    def expand_all(self, words: Sequence[_Typed]) -> list[Expansion | Spelled]:
        """Return the Expansion of each word.

        What is only looked up is returned as that: who reads it looks it up as well (see `looked_up`). The families of
        words are found together, and kept. `Unsure` words are read as plain ones.
        """
        if self._parameters.relations:
            self._keep_families(words)
        return [self._spelled(leaf, text, exact) or self.of_word(leaf, text, exact) for leaf, text, exact, _ in words]

    def _keep_families(self, words: Sequence[_Typed]) -> None:
        """Make the Expansions of words with a family, those that are new all together."""
        self._keep_new(
            [
                _family_key(Inflected if isinstance(leaf, query.Phrase) else query.Term, text)
                for leaf, text, exact, _ in words
                if type(leaf) in _STEMMED or (isinstance(leaf, query.Phrase) and not exact)
            ]
        )

    def _keep_new(self, keys: Sequence[_Key]) -> None:
        """Make and keep the Expansions of those of the words with these keys that are not kept, all together."""
        new = [key for key in dict.fromkeys(keys) if key not in self._kept]
        if new:
            made = self._with_families([(text, kind is query.Term) for kind, text, *_ in new])
            for key, expansion in zip(new, made, strict=True):
                self._keep(key, expansion)

    def of_word(self, leaf: query.Query, text: str, exact: bool) -> Expansion:
        """Return the Expansion of a leaf, or of a word of a phrase."""
        if isinstance(leaf, query.Phrase):
            return self.exact(text) if exact else self.stemmed(text)
        return self.expand(query.Term(leaf.fieldname, text) if type(leaf) is Unsure else leaf)

    def _spelled(self, leaf: query.Query, text: str, exact: bool) -> Spelled | None:
        """Return a word that is only looked up; None if it is found by other things too."""
        in_phrase = isinstance(leaf, query.Phrase)
        if exact and in_phrase:
            return None if with_umlaut(text) else Spelled(text, fold(text), -1)
        if self._parameters.relations or not (in_phrase or type(leaf) in _STEMMED):
            return None
        folded, stem_size = self._lexicon.spelled(text)
        return None if stem_size < 0 else Spelled(text, folded, stem_size)

    def numbers(self, forms: Sequence[str]) -> FormNumbers:
        """Return the numbers of forms in the dictionary, -1 for unknown ones."""
        return self._lexicon.find(forms)

    def exact(self, word: str) -> Expansion:
        """Return the word in every spelling and no other form, as in ``"…"``."""
        return self._cached((Form, word, False, ()))

    def stemmed(self, word: str) -> Expansion:
        """Return the word in all its inflections and nothing else, as in ``"…"~5``."""
        return self._cached(_family_key(Inflected, word))

    def _expand(self, kind: type, text: str, cased: bool, edits: tuple[int, ...]) -> Expansion:
        if kind is Unsure:
            term = self._cached(_family_key(query.Term, text))
            return term if len(term.forms) or term.alike is None else replace(term.alike, alike=None)
        if kind in (query.Term, Inflected):
            if not self._parameters.relations:
                return self._of_stem(text)
            return self._with_families([(text, kind is query.Term)])[0]
        forms, whole = self._forms(kind, text, cased, edits)
        return self._uniform(text, np.sort(forms), whole)

    def _with_families(self, words: Sequence[_Wanted]) -> list[Expansion]:
        """Return the Expansions of words: their families, what looks like them, and how to take them apart.

        The pieces of compounds are looked up with the words, and kept.
        """
        apart = self._apart([text for text, further in words if further])
        if not apart:  # as mostly
            asked = [self._asked(*word) for word in words]
            return list(map(self._of_family, asked, self._families(asked)))
        pieces = dict.fromkeys(piece for ways in apart.values() for way in ways for piece in way)
        new = [piece for piece in pieces if _family_key(Inflected, piece) not in self._kept]
        asked = [self._asked(*word) for word in (*words, *((piece, False) for piece in new))]
        made = list(map(self._of_family, asked, self._families(asked)))
        for piece, expansion in zip(new, made[len(words) :], strict=True):
            self._keep(_family_key(Inflected, piece), expansion)
        for (text, further), expansion in zip(words, made, strict=False):
            if further and text in apart:
                expansion.apart = self._known(apart[text])
        return made[: len(words)]

    def _apart(self, texts: Sequence[str]) -> dict[str, Ways]:
        """Return of compounds the ways to take them apart."""
        return ways_apart(texts) if texts and self._parameters.apart else {}

    def _known(self, ways: Ways) -> Ways:
        """Return those ways to take a word apart of which every piece is a word of the dictionary."""
        return tuple(way for way in ways if all(len(self.stemmed(piece).forms) for piece in way))

    def _asked(self, text: str, further: bool) -> _Asked:
        """Return what is asked for of a word; one with hyphens is sought as one word."""
        text = one_word(text.split(HYPHEN)) if HYPHEN in text else text
        if not further:
            return text, (), False, False
        return text, self._others(text), True, self._parameters.alike > 0 and _may_look_like_others(text)

    def _of_family(self, asked: _Asked, found: _Found) -> Expansion:
        """Return the Expansion of a word, given what was ``asked`` for and what kernels ``found``."""
        text, others, further, wanted = asked
        own, alike_forms = found or (self._related(text, further).best(), None)
        family, capped = self._capped(self._told_apart(text, self._without_strangers(text, others, _Family(*own))))
        known = family.forms if capped else own[0]  # what was left out does not come back by its looks
        alike = self._alike(text, *(alike_forms or self._likest(text, known))) if wanted else None
        return Expansion(text, *family[:3], capped, True, family.relation, self._names, (), alike)

    def _likest(self, text: str, known: FormNumbers) -> _Weighed:
        """Return the forms that look like ``text``, without ``known`` ones, and their weights."""
        forms, likeness = self._lexicon.likest(text, ALIKE_CANDIDATES, LEAST_LIKENESS, known, ALIKE_FORMS)
        return forms, _whole(self._parameters.alike * likeness**2)

    def _alike(self, text: str, forms: FormNumbers, weights: FormNumbers) -> Expansion | None:
        """Return forms that look like ``text`` as an Expansion; None if there are none."""
        if not len(forms):
            return None
        direct, relation = _all_of(len(forms), self._names.index(ALIKE))
        return Expansion(text, forms, weights, direct, 0, True, relation, self._names)

    def _of_stem(self, text: str) -> Expansion:
        """Return the word's spellings and the forms that share its stem, all alike: what other engines find."""
        return self.looked_up(text, self._lexicon.sharing(fold(text), stem(text)).forms)

    def looked_up(self, text: str, forms: FormNumbers) -> Expansion:
        """Return the Expansion of a word of which these forms, ascending, were looked up: perhaps not of all."""
        if len(forms) > MAX_EXPANSION_FORMS:
            return self._uniform(text, forms, True)
        weights, direct, relation = uniform_columns(len(forms))
        return Expansion(text, forms, weights, direct, 0, True, relation, is_uniform=True)

    def _uniform(self, text: str, forms: FormNumbers, whole: bool) -> Expansion:
        """Return the Expansion of ascending forms that are all the word itself; of too many, the most frequent stay."""
        capped = max(0, len(forms) - MAX_EXPANSION_FORMS)
        if capped:
            forms = np.sort(forms[np.argsort(-self._frequency(forms), kind="stable")[:MAX_EXPANSION_FORMS]])
        weights, direct, relation = uniform_columns(len(forms))
        return Expansion(text, forms, weights, direct, capped, whole, relation, is_uniform=True)

    def _families(self, words: Sequence[_Asked]) -> Sequence[_Found]:
        """Return what `_related` finds of each word, and what `_likest` does; None where kernels leave it to them."""
        if self._find_families is None:
            parameters = self._parameters
            strengths = {name: getattr(parameters, name) for name in self._lexicon.relation_names}
            sought = (parameters.alike, ALIKE_CANDIDATES, LEAST_LIKENESS, ALIKE_FORMS, MAX_EXPANSION_FORMS)
            self._find_families = self._lexicon.families(parameters.derived, parameters.small, strengths, sought)
        return self._find_families(words) if self._find_families else [None] * len(words)

    def _told_apart(self, text: str, family: _Family) -> _Family:
        """Return the family with the forms of another word of the same stem (see `index.german.unlike`) as such."""
        folds = unlike.unlike(text)
        if not folds:
            return family
        direct = np.flatnonzero(family.direct)
        texts = self._lexicon.texts(family.forms[direct].tolist())
        other = np.zeros(len(family.forms), bool)
        other[direct] = [fold(form) in folds for form in texts]
        most = _whole(np.array([self._parameters.derived]))
        return _Family(
            family.forms, np.where(other, np.minimum(family.weights, most), family.weights), family.direct & ~other,
            np.where(other, self._names.index(DERIVED), family.relation).astype(np.uint8),
        )  # fmt: skip

    def _without_strangers(self, text: str, akin: Sequence[_Other], family: _Family) -> _Family:
        """Return the family without forms that only have the letters of the fold or of the stem: for most words, all.

        These are umlauts for two vowels, and strangers (see `search.words.strangers`) with their compounds: Kohl is not
        Kohle, and has no Kohleausstieg.
        """
        same = self._of_same_vowels(text, family.forms)
        own, further = strangers(text), by_way_of([lemma for lemma, *_ in akin])
        if own or further:
            unwanted = is_in(family.forms, self._with_folds(own))
            unwanted |= ~family.direct & is_in(family.forms, self._with_folds(further))
            others = unlike.never(text)
            if others:
                unwanted |= self._are_made_of(others, text, family)
            same = ~unwanted if same is None else same & ~unwanted
        return family if same is None else family.chosen(same)

    def _with_folds(self, folds: frozenset[str]) -> FormNumbers:
        """Return the forms that have one of ``folds``, ascending."""
        if not folds:
            return np.zeros(0, np.int64)
        return np.sort(np.concatenate(self._lexicon.sharing_each(sorted(folds), [-1] * len(folds))))

    def _are_made_of(self, folds: frozenset[str], text: str, family: _Family) -> npt.NDArray[np.bool_]:
        """Return which forms of the family of ``text`` are compounds with a part that is one of ``folds``.

        What holds the word itself is not made of a much shorter one: Bildungspolitik, beside Bild.
        """
        own = fold(text)
        short = {one for one in folds if len(one) <= len(own) - _LINK}
        made = ~family.direct & is_in(family.forms, np.sort(self._lexicon.made_of(list(folds - short))))
        if short:
            may_be = ~family.direct & is_in(family.forms, np.sort(self._lexicon.made_of(list(short))))
            places = np.flatnonzero(may_be)
            texts = self._lexicon.texts(family.forms[places].tolist())
            made[places] |= np.array([own not in fold(one) for one in texts], bool)
        return made

    def _of_same_vowels(self, text: str, forms: FormNumbers) -> npt.NDArray[np.bool_] | None:
        """Return which forms have an umlaut as ``text`` has it, where two vowels are none; None for most words."""
        umlaut = with_umlaut(text)
        if not umlaut:
            return None
        own, texts = umlaut in text.casefold(), self._lexicon.texts(forms.tolist())
        return np.fromiter(((umlaut in form.casefold()) == own for form in texts), bool, len(texts))

    def _others(self, text: str) -> list[_Other]:
        """Return the words made of what ``text`` is made of, and its synonyms."""
        found: list[_Other] = []
        if self._parameters.kin > 0 and not unlike.is_alone(text):
            found += [(lemma, self._parameters.kin, True) for lemma in self._lexicon.kin(text)]
        if self._parameters.synonym > 0 and (not unlike.never(text) or (text,) in self._synonyms):
            synonyms = self._synonyms.words(text).items()
            found += [(word, weight * self._parameters.synonym, False) for word, weight in synonyms]
        return found

    def _related(self, text: str, further: bool) -> _Group:
        """Return the word's spellings and inflections; ``further``: and what relations lead to from there."""
        group = _Group(self._names)
        self._add_inflected(group, text)
        self._add_related(group, text, {stem(text): 1.0}, direct=True)
        if not further:
            return group
        forms, weights = group.direct()
        others = self._others(text)
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

    def _capped(self, family: _Family) -> tuple[_Family, int]:
        """Return a family and how many forms it lacks; of too many, the direct ones and then the most frequent stay."""
        capped = max(0, len(family.forms) - MAX_EXPANSION_FORMS)
        if capped:
            most = np.lexsort((-self._frequency(family.forms), ~family.direct))[:MAX_EXPANSION_FORMS]
            most.sort()
            family = family.chosen(most)
        return family, capped

    def _forms(self, kind: type, text: str, cased: bool, edits: tuple[int, ...]) -> tuple[FormNumbers, bool]:
        """Return the forms, and whether the whole dictionary was compared."""
        if issubclass(kind, query.Wildcard):
            return self._like(text)
        if issubclass(kind, query.Regex):
            return self._lexicon.matching(_anchored(text), MAX_PATTERN_SECONDS)
        return self._looked_up(kind, text, cased, edits), True

    def _looked_up(self, kind: type, text: str, cased: bool, edits: tuple[int, ...]) -> FormNumbers:
        if issubclass(kind, Form):
            if cased:
                return self._cased(text)
            forms = self._lexicon.with_fold(fold(text))
            same = self._of_same_vowels(text, forms)
            return forms if same is None else forms[same]
        if issubclass(kind, query.FuzzyTerm):
            return self._lexicon.similar(fold(text), *edits)
        return self._lexicon.with_prefix(fold(text))

    def _cased(self, text: str) -> FormNumbers:
        found = self._lexicon.find([text])
        return found[found >= 0]

    def _like(self, pattern: str) -> tuple[FormNumbers, bool]:
        """Return the forms that a wildcard pattern describes; what stands before its first sign is looked up."""
        beginning = re.match(r"[^*?]*", pattern)
        prefix = fold(beginning.group()) if beginning else ""
        expression = wildcard_expression(pattern)
        if not prefix:
            return self._lexicon.matching(_anchored(expression), MAX_PATTERN_SECONDS)
        forms = self._lexicon.with_prefix(prefix)
        whole = re.compile(expression)
        texts = self._lexicon.texts(forms.tolist())
        return forms[np.array([whole.fullmatch(fold(text)) is not None for text in texts], bool)], True


@lru_cache(_CACHED_SIZES)
def uniform_columns(size: int) -> tuple[FormNumbers, npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
    """Return the weights, `direct` and `relation` of an Expansion of ``size`` forms that are all the word itself.

    Expansions share them: nobody may write to them. (Numba would compile a kernel anew for arrays that forbid it.)
    """
    return np.full(size, WEIGHT_UNIT, np.int64), np.ones(size, bool), np.zeros(size, np.uint8)


@lru_cache(_CACHED_SIZES)
def _all_of(size: int, relation: int) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
    """Return `direct` and `relation` of ``size`` forms of one relation, not the word itself; shared as well."""
    return np.zeros(size, bool), np.full(size, relation, np.uint8)


class _Family(NamedTuple):
    """What becomes an Expansion; see there. ``relation`` are places in the names of all relations."""

    forms: FormNumbers
    weights: FormNumbers
    direct: npt.NDArray[np.bool_]
    relation: npt.NDArray[np.uint8]

    def chosen(self, at: npt.NDArray[Any]) -> _Family:
        """Return the forms at places, or those that are marked."""
        return _Family(self.forms[at], self.weights[at], self.direct[at], self.relation[at])


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
            weights = _whole(weight)
        self._parts.append((forms, weights))
        self._kinds.append((direct, self._names.index(name)))
        return self

    def direct(self) -> tuple[FormNumbers, npt.NDArray[np.float64]]:
        """Return the forms that are the word itself, and their weights."""
        forms, weights, direct, _ = self.best()
        return forms[direct], weights[direct] / WEIGHT_UNIT

    def best(self) -> _Family:
        """Return each form once, ascending, with its highest weight and the first relation that gives it."""
        forms, weights = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        sizes = [len(part) for part, _ in self._parts]
        direct = np.repeat(np.array([direct for direct, _ in self._kinds]), sizes)
        relation = np.repeat(np.array([name for _, name in self._kinds], np.uint8), sizes)
        order = np.lexsort((relation, -weights, ~direct, forms))
        first = order[np.concatenate(([True], np.diff(forms[order]) != 0))] if len(order) else order
        return _Family(forms[first], weights[first], direct[first], relation[first])


def _whole(weights: npt.NDArray[np.float64]) -> FormNumbers:
    """Return weights in units of 1 / `WEIGHT_UNIT`."""
    return np.maximum(np.rint(weights * WEIGHT_UNIT), 1).astype(np.int64)


def _may_look_like_others(word: str) -> bool:
    """Return whether others may be meant by ``word``: not by short words, abbreviations, numbers, function words."""
    return len(word) >= SHORTEST_ALIKE and word.isalpha() and not word.isupper() and fold(word) not in function_words()


def wildcard_expression(pattern: str) -> str:
    """Return a regular expression over folds for a wildcard pattern; its time grows with the word's length only.

    After a ``*`` the first place where the next piece fits is as good as any later one, so it is never given up
    (an atomic group); only the last piece must stand at the end. A ``?`` stands for two letters of the fold where they
    are one of the word (``M?ller`` is Müller), but only the first ones of a pattern: each doubles the time at worst.
    """
    pieces = re.split(r"\*+", pattern)
    signs = [piece.count("?") for piece in pieces]
    before = [sum(signs[:at]) for at in range(len(pieces))]
    pieces = [_literal(piece, MAX_WIDE_SIGNS - more) for piece, more in zip(pieces, before, strict=True)]
    if len(pieces) == 1:
        return pieces[0]
    middle = "".join(f"(?>[^\n]*?{piece})" for piece in pieces[1:-1] if piece)
    return f"{pieces[0]}{middle}[^\n]*{pieces[-1]}"


def _literal(piece: str, wide: int) -> str:
    """Return the expression of a piece without ``*``; its first ``wide`` signs stand for umlauts and ``ß`` too."""
    first, *parts = (re.escape(fold(part)) for part in piece.split("?"))
    return first + "".join((_LETTER if at < wide else "[^\n]") + part for at, part in enumerate(parts))


def _anchored(expression: str) -> re.Pattern[str]:
    """Return a pattern that matches whole lines only."""
    return re.compile(f"^(?:{expression})$", re.MULTILINE | re.IGNORECASE)
