"""A word of the query -> its Expansion: the forms that it stands for, each with a weight.

Everything that is German about searching happens here, in the dictionary, before any posting is read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from whoosh import query

from index import Snapshot, fold, stem
from search.limits import MAX_CACHED_EXPANSIONS, MAX_EXPANSION_FORMS, MAX_PATTERN_SECONDS
from search.query import Form, Unsure
from search.ranking import Parameters
from search.words.expansion import Expansion, FormNumbers, Spelled, uniform_columns
from search.words.families import Families, Wanted
from search.words.parts import Ways, ways_apart
from search.words.synonyms import Synonyms
from search.words.vowels import of_same_vowels, with_umlaut

_Typed = tuple[query.Query, str, bool, float]
"""A leaf of the query: the node that holds the word, its text, whether only its own form counts, and its boost."""
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
        self._families = Families(snapshot, frequency, parameters, synonyms)
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

    def _with_families(self, words: Sequence[Wanted]) -> list[Expansion]:
        """Return the Expansions of words: their families, what looks like them, and how to take them apart.

        The pieces of compounds are looked up with the words, and kept.
        """
        apart = self._apart([text for text, further in words if further])
        if not apart:  # as mostly
            return self._families.of_all(words)
        pieces = dict.fromkeys(piece for ways in apart.values() for way in ways for piece in way)
        new = [piece for piece in pieces if _family_key(Inflected, piece) not in self._kept]
        made = self._families.of_all([*words, *((piece, False) for piece in new)])
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

    def _forms(self, kind: type, text: str, cased: bool, edits: tuple[int, ...]) -> tuple[FormNumbers, bool]:
        """Return the forms, and whether the whole dictionary was compared."""
        if issubclass(kind, query.Wildcard):
            return self._like(text)
        if issubclass(kind, query.Regex):
            from search.words import patterns  # which few questions need

            return self._lexicon.matching(patterns.anchored(text), MAX_PATTERN_SECONDS)
        return self._looked_up(kind, text, cased, edits), True

    def _looked_up(self, kind: type, text: str, cased: bool, edits: tuple[int, ...]) -> FormNumbers:
        if issubclass(kind, Form):
            if cased:
                return self._cased(text)
            forms = self._lexicon.with_fold(fold(text))
            same = of_same_vowels(self._lexicon.texts, text, forms)
            return forms if same is None else forms[same]
        if issubclass(kind, query.FuzzyTerm):
            return self._lexicon.similar(fold(text), *edits)
        return self._lexicon.with_prefix(fold(text))

    def _cased(self, text: str) -> FormNumbers:
        found = self._lexicon.find([text])
        return found[found >= 0]

    def _like(self, pattern: str) -> tuple[FormNumbers, bool]:
        """Return the forms that a wildcard pattern describes; what stands before its first sign is looked up."""
        from search.words import patterns

        prefix, expression = patterns.beginning(pattern), patterns.wildcard_expression(pattern)
        if not prefix:
            return self._lexicon.matching(patterns.anchored(expression), MAX_PATTERN_SECONDS)
        forms = self._lexicon.with_prefix(prefix)
        whole = re.compile(expression)
        texts = self._lexicon.texts(forms.tolist())
        return forms[np.array([whole.fullmatch(fold(text)) is not None for text in texts], bool)], True
