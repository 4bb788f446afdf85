"""What is known of German words before any article is read.

`build` joins two packages into one table of folded words (see `index.german.german.fold`):

- simplemma (MIT; word lists under ODbL and CC BY, CC BY-SA): which words are nouns, adjectives or verbs, and whose
  inflected forms they are;
- wordfreq (Apache 2.0; its lists CC BY-SA 4.0): how often they occur.

It also counts how many of simplemma's nouns begin or end with each word, which says what German makes compounds
of. Building takes seconds and much memory, so what is derived from it is kept on disk (`index.compounds`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.compounds.data import listed
from index.compounds.hashing import MULTIPLIER, HashTable, hash_table
from index.compounds.vocabulary_kernels import (
    ADJECTIVE,
    ADJECTIVE_ENDING,
    BOUND,
    LEMMA,
    NAME_LIKE,
    NO_PLURAL,
    NOUN,
    PARTICLE,
    PLACE,
    REGULAR,
    SMALL_SUFFIX,
    SUFFIX,
    SURNAME,
    UNLISTED,
    VERB,
    VERB_ENDING,
    VERB_STEM,
    count_compounds,
)
from index.german import german
from index.kernels import Words as Words  # noqa: PLC0414  # benchmarks take it from here
from index.kernels import find_all, joined

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
FREQUENCY_UNIT: Final = 1e7
"""Frequencies are occurrences in ten million running words."""
UNLISTED_FREQUENCY: Final = 1.0
"""A word that only wordfreq knows counts as a word from this frequency on."""
UNLISTED_LETTERS: Final = 4
"""... and from this length on."""


@dataclass(frozen=True)
class Vocabulary:
    """Rows in order of their hashes."""

    words: Words
    table: HashTable
    flags: Numbers
    """Bits of `index.compounds.vocabulary_kernels`: NOUN, LEMMA, VERB ..."""
    frequency: Floats
    """Occurrences in ten million words."""
    family: Floats
    """The same of all forms of the word's lemma together."""
    lemma: Numbers
    """The row of the noun lemma; the row itself where there is none."""
    begins: Numbers
    """How many noun lemmas are this and another noun lemma."""
    ends: Numbers
    """How many noun lemmas end with this noun, or with its lemma, after a possible first part."""

    def __len__(self) -> int:
        return len(self.flags)

    def rows(self, hashes: npt.NDArray[np.uint64]) -> Numbers:
        """Return the row of each hash, -1 for unknown ones."""
        return find_all(self.table, hashes)

    def has(self, rows: Numbers, flag: int) -> npt.NDArray[np.bool_]:
        """Return which of ``rows`` (-1: none) have any of the bits of ``flag``."""
        return (rows >= 0) & ((self.flags[np.maximum(rows, 0)] & flag) != 0)


class _Records(NamedTuple):
    """simplemma's pairs: folded form and lemma, and how they are written."""

    forms: Words
    lemmas: Words
    capital_form: Mask
    capital_lemma: Mask
    same: Mask


def build() -> Vocabulary:
    """Read both packages and return what they know together."""
    frequencies = _wordfreq()
    records = _simplemma(frequencies)
    occurring = Words.of(german.folds(list(frequencies)))
    lists = _lists()
    stems = _verb_stems(records)
    sources = [records.forms, occurring, Words.of([word for word, _ in lists]), stems]
    everything = joined(sources)
    keys, first = np.unique(everything.hashes(), return_index=True)
    draft = _Draft(everything.take(first), hash_table(keys))
    draft.set_frequencies(occurring, np.fromiter(frequencies.values(), np.float64))
    draft.set_kinds(records)
    draft.set_nouns(records)
    draft.set_lists(sources[2], [flag for _, flag in lists], stems)
    return draft.counted()


def _simplemma(frequencies: Mapping[str, float]) -> _Records:
    """Return the pairs whose form is its own lemma or occurs: rare inflections tell the splitter nothing."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    source = DefaultDictionaryFactory().get_dictionary("de").items()
    pairs = [(form, lemma) for form, lemma in source if form == lemma or form.lower().replace("ß", "ss") in frequencies]
    count = len(pairs)
    return _Records(
        Words.of(german.folds([form for form, _ in pairs])),
        Words.of(german.folds([lemma for _, lemma in pairs])),
        np.fromiter((form[0].isupper() for form, _ in pairs), np.bool_, count),
        np.fromiter((lemma[0].isupper() for _, lemma in pairs), np.bool_, count),
        np.fromiter((form == lemma for form, lemma in pairs), np.bool_, count),
    )


def _wordfreq() -> Mapping[str, float]:
    """Return the share of every word, as wordfreq writes it: small, with umlauts, ss for ß."""
    import wordfreq

    source: Mapping[str, float] = wordfreq.get_frequency_dict("de", wordlist="large")
    return source


_LISTS: Final = {
    "bound": BOUND,
    "particles": PARTICLE,
    "suffixes": SUFFIX,
    "small_suffixes": SMALL_SUFFIX,
    "surnames": SURNAME,
    "places": PLACE,
    "verb_endings": VERB_ENDING,
}


def _lists() -> list[tuple[str, int]]:
    pairs = [(word, flag) for name, flag in _LISTS.items() for word in listed(name)]
    pairs += [(f"{word}s", flag) for word, flag in pairs if flag in (SURNAME, PLACE)]
    inflections = ["", *listed("adjective_inflections")]
    endings = [suffix + ending for suffix in listed("adjective_suffixes") for ending in inflections]
    return pairs + [(ending, ADJECTIVE_ENDING) for ending in endings]


def _is_verb(records: _Records) -> Mask:
    """Return which pairs have an infinitive as their lemma: small, ends with -n, but not as an adjective does."""
    ends = {ending: ends_with(records.lemmas, ending) for ending in ("n", "in", "an", "un", "on")}
    small = ~records.capital_form & ~records.capital_lemma & ends["n"]
    return small & ~(ends["in"] | ends["an"] | ends["un"] | ends["on"])


def ends_with(words: Words, ending: str) -> Mask:
    """Return which words end with ``ending`` and are longer."""
    found = words.end - words.start > len(ending)
    for at, letter in enumerate(reversed(ending), 1):
        found &= words.codes[np.where(found, words.end - at, 0)] == ord(letter)
    return found


def _verb_stems(records: _Records) -> Words:
    """Return the infinitives without -en, or without the -n of -eln and -ern."""
    verbs = records.lemmas.take(np.flatnonzero(_is_verb(records)))
    with_en, with_n = ends_with(verbs, "en"), ends_with(verbs, "eln") | ends_with(verbs, "ern")
    stems = Words(verbs.codes, verbs.start, verbs.end - np.where(with_en, 2, 1))
    return stems.take(np.flatnonzero(with_en | with_n))


class _Draft:
    """A vocabulary in the making; rows are found by hash."""

    def __init__(self, words: Words, table: HashTable) -> None:
        self.words, self.table = words, table
        self.flags = np.zeros(len(words.start), np.int64)
        self.frequency = np.zeros(len(words.start), np.float32)
        self.family = np.zeros(len(words.start), np.float32)
        self.lemma = np.arange(len(words.start))

    def rows(self, words: Words) -> Numbers:
        return find_all(self.table, words.hashes())

    def set_frequencies(self, words: Words, shares: npt.NDArray[np.float64]) -> None:
        """Set how often words occur; ``ue`` and ``ü`` are one word."""
        self.frequency += np.bincount(self.rows(words), shares * FREQUENCY_UNIT, len(self.flags)).astype(np.float32)

    def set_kinds(self, records: _Records) -> None:
        """Set what simplemma's forms are."""
        rows, lemma_hashes = self.rows(records.forms), records.lemmas.hashes()
        noun, verb = records.capital_form | records.capital_lemma, _is_verb(records)
        for flag, which in (
            (NOUN, noun),
            (LEMMA, records.capital_lemma & records.same),
            (VERB, verb),
            (ADJECTIVE, ~noun & ~verb),
        ):
            self.flags[rows[which]] |= flag
        self._set_families(rows, lemma_hashes)

    def _set_families(self, rows: Numbers, lemma_hashes: Hashes) -> None:
        """Add up the frequencies of the distinct forms of each lemma."""
        _, lemma = np.unique(lemma_hashes, return_inverse=True)
        pairs = np.unique(lemma * len(self.flags) + rows)
        lemma, rows = np.divmod(pairs, len(self.flags))
        total = np.bincount(lemma, self.frequency[rows])
        np.maximum.at(self.family, rows, total[lemma].astype(np.float32))
        np.maximum(self.family, self.frequency, out=self.family)

    def set_nouns(self, records: _Records) -> None:
        """Set the lemmas of noun forms, and which lemmas have forms like a name."""
        noun = np.flatnonzero(records.capital_form | records.capital_lemma)
        forms, hashes = self.rows(records.forms.take(noun)), records.lemmas.take(noun).hashes()
        lemmas = find_all(self.table, hashes)
        known = lemmas >= 0
        self.lemma[forms[known]] = lemmas[known]
        own = self.table.keys[forms]
        s, es, ens = (_extended(hashes, ending) for ending in ("s", "es", "ens"))
        other = known & (own != hashes) & (own != s) & (own != es) & (own != ens)
        long_genitive = known & ((own == es) | (own == ens))
        self._set_paradigms(lemmas[known & (own == s)], lemmas[long_genitive], lemmas[other])
        regular = np.zeros(len(self.flags), np.bool_)
        for ending in listed("regular_s"):
            regular |= ends_with(self.words, ending)
        self.flags[regular & (self.flags & LEMMA != 0)] |= REGULAR

    def _set_paradigms(self, with_s: Numbers, with_es: Numbers, with_plural: Numbers) -> None:
        has = {name: np.zeros(len(self.flags), np.bool_) for name in ("s", "es", "plural")}
        has["s"][with_s], has["es"][with_es], has["plural"][with_plural] = True, True, True
        lemma = (self.flags & LEMMA != 0) & ~has["plural"]
        self.flags[lemma & has["s"] & ~has["es"]] |= NAME_LIKE
        self.flags[lemma & ~(has["s"] & ~has["es"])] |= NO_PLURAL

    def set_lists(self, words: Words, flags: list[int], stems: Words) -> None:
        """Set the closed classes, the stems of verbs, and which frequent words simplemma does not list."""
        np.bitwise_or.at(self.flags, self.rows(words), flags)
        self.flags[self.rows(stems)] |= VERB_STEM
        letters = self.words.end - self.words.start
        unlisted = (self.flags & (NOUN | VERB | ADJECTIVE) == 0) & (letters >= UNLISTED_LETTERS)
        self.flags[unlisted & (self.frequency >= UNLISTED_FREQUENCY)] |= UNLISTED

    def counted(self) -> Vocabulary:
        """Return the vocabulary with what its nouns are made of; first parts that are no words become rows too."""
        nouns = self.words.take(np.flatnonzero(self.flags & LEMMA))
        hashes, begin, end, last = count_compounds(self.table, self.flags, nouns.codes, nouns.start, nouns.end)
        parts, first, counts = np.unique(hashes, return_index=True, return_counts=True)
        everything = joined([self.words, Words(nouns.codes, begin[first], end[first])])
        keys, places = np.unique(everything.hashes(), return_index=True)
        table, old = hash_table(keys), places < len(self.flags)
        here = find_all(table, self.table.keys)
        begins, ends = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        begins[find_all(table, parts)] = counts
        ends[here] = np.bincount(last, minlength=len(self.flags))

        def moved(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
            spread = np.zeros(len(keys), column.dtype)
            spread[old] = column[places[old]]
            return spread

        lemma = np.arange(len(keys))
        lemma[here] = here[self.lemma]
        return Vocabulary(
            everything.take(places),
            table,
            moved(self.flags),
            moved(self.frequency),
            moved(self.family),
            lemma,
            begins,
            np.maximum(ends, ends[lemma]),
        )


def _extended(hashes: Hashes, ending: str) -> Hashes:
    """Return the hashes of words with ``ending`` added."""
    for letter in ending:
        hashes = hashes * np.uint64(MULTIPLIER) + np.uint64(ord(letter))
    return hashes
