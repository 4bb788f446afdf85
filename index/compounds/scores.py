"""From what is known of words to the scores of the splitter: named features, weighted and added.

A word is split where ``score(first parts) + score(last part)`` exceeds ``score(undivided)`` by a margin. Each score
is a sum of features times weights; the weights stand in ``index/data/compounds.toml`` and were fitted by
`benchmarks.compounds` (maximum likelihood of the right split among all possible ones, a semi-Markov conditional
random field: Sarawagi and Cohen, NIPS 2004). Frequencies and counts enter as log(1 + x).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.compounds import tables
from index.compounds.data import listed
from index.compounds.hashing import hash_table
from index.compounds.tables import NEVER, SCALE, Constants, ScoreTable
from index.compounds.vocabulary import Floats, Mask, Numbers, Vocabulary, ends_with
from index.compounds.vocabulary_kernels import (
    ADJECTIVE,
    ADJECTIVE_ENDING,
    AS_ADJECTIVE,
    AS_NOUN,
    AS_NOUN_FORM,
    AS_VERB,
    AS_VERB_E,
    CUT_E,
    CUT_EN,
    FORM_S,
    LEMMA,
    LINK_E,
    LINK_EN,
    LINK_ENS,
    LINK_ER,
    LINK_ES,
    LINK_N,
    LINK_S,
    NAME_LIKE,
    NO_PLURAL,
    NOUN,
    PARTICLE,
    PLACE,
    READINGS,
    REGULAR,
    REGULAR_S,
    SMALL_SUFFIX,
    SUFFIX,
    SURNAME,
    UNLISTED,
    VERB,
    VERB_ENDING,
    VERB_STEM,
    derivations,
    read_first_parts,
)
from index.kernels import Words, joined

Features = dict[str, Floats]
Weights = Mapping[str, float]

_READING_NAMES: Final = {
    "form": (AS_NOUN_FORM,),
    "s": (LINK_S, FORM_S),
    "regular_s": (REGULAR_S,),
    "es": (LINK_ES, LINK_ENS),
    "n": (LINK_N, LINK_EN, LINK_E),
    "er": (LINK_ER,),
    "cut": (CUT_E, CUT_EN),
    "verb": (AS_VERB, AS_VERB_E),
    "adjective": (AS_ADJECTIVE,),
}
"""The kinds of first parts that have a weight of their own; plain nouns are what they are compared with."""
_LINK_LETTERS: Final = {LINK_ES: 2, LINK_EN: 2, LINK_ER: 2, LINK_ENS: 3} | dict.fromkeys(
    (REGULAR_S, LINK_S, FORM_S, LINK_N, LINK_E, AS_VERB_E), 1
)
_SHORT: Final = (2, 3, 4, 5)
"""Lengths of parts that have a weight of their own: the shorter a part, the likelier it is there by chance."""

# A first part that begins no noun that simplemma lists is read only if it is long or frequent; one that looks like a
# suffix or has two letters, only if it begins many. Set by hand: lower limits let in letters by chance (Te·le·fon).
_LONG: Final = 6
_FREQUENT: Final = 1.5
_BEGINS_MANY: Final = 40
_ENDS_MANY: Final = 30


class FirstParts(NamedTuple):
    """Readings of words as first parts of compounds; arrays have one element a reading."""

    word: Numbers
    """Which of the given words."""
    nominal: Mask
    """Whether it is read as a noun."""
    restore: npt.NDArray[np.uint8]
    """See `tables.ScoreTable`."""
    features: Features


def total(features: Features, weights: Weights) -> Floats:
    """Return the weighted sum of ``features``; one that has no weight counts nothing."""
    summed: Floats = sum(column * np.float32(weights.get(name, 0.0)) for name, column in features.items())  # type: ignore[assignment]
    return summed


def _log(values: npt.NDArray[np.generic]) -> Floats:
    return np.log1p(values.astype(np.float32))


def _lengths(name: str, letters: Numbers) -> Features:
    return {f"{name}.letters_{count}": (letters == count).astype(np.float32) for count in _SHORT}


def _derivations(vocabulary: Vocabulary, words: Words) -> tuple[Mask, Mask]:
    return derivations(vocabulary.table, vocabulary.flags, tables.LONGEST_ENDING, words.codes, words.start, words.end)


def first_parts(vocabulary: Vocabulary, words: Words) -> FirstParts:
    """Return how each of ``words`` could begin a compound; most can't."""
    part, reading, base = read_first_parts(vocabulary.table, vocabulary.flags, words.codes, words.start, words.end)
    letters, own = (words.end - words.start)[part], vocabulary.rows(words.hashes())[part]
    begins = np.where(own >= 0, vocabulary.begins[np.maximum(own, 0)], 0)
    frequency = vocabulary.frequency[base]
    keep = (begins > 0) | (frequency >= _FREQUENT) | (letters >= _LONG)
    keep &= (begins >= _BEGINS_MANY) | ~vocabulary.has(own, SUFFIX)
    keep &= (letters > 2) | ((reading == AS_NOUN) & (begins >= _BEGINS_MANY))
    part, reading, base, own = part[keep], reading[keep], base[keep], own[keep]
    features = _part_features(vocabulary, reading, base, own, letters[keep], begins[keep])
    return FirstParts(
        part, ~np.isin(reading, (AS_VERB, AS_VERB_E, AS_ADJECTIVE)), _restore(reading, words, part), features
    )


def _part_features(
    vocabulary: Vocabulary,
    reading: npt.NDArray[np.uint8],
    base: Numbers,
    own: Numbers,
    letters: Numbers,
    begins: Numbers,
) -> Features:
    as_noun = reading < AS_VERB
    features: Features = {"part": np.ones(len(reading), np.float32), **_lengths("part", letters)}
    for name, kinds in _READING_NAMES.items():
        features[f"part.{name}"] = np.isin(reading, kinds).astype(np.float32)
    features["part.begins"] = _log(begins)
    features["part.begins_none"] = (begins == 0).astype(np.float32)
    features["part.frequency"] = _log(vocabulary.frequency[base])
    features["part.ambiguous"] = (as_noun & vocabulary.has(base, ADJECTIVE | VERB)).astype(np.float32)
    features["part.particle"] = vocabulary.has(own, PARTICLE).astype(np.float32)
    features["part.lacks_s"] = ((reading == AS_NOUN) & vocabulary.has(base, REGULAR)).astype(np.float32)
    return features


def _restore(reading: npt.NDArray[np.uint8], words: Words, part: Numbers) -> npt.NDArray[np.uint8]:
    link, cut = np.zeros(READINGS, np.uint8), np.zeros(READINGS, np.uint8)
    for kind, letters in _LINK_LETTERS.items():
        link[kind] = letters
    cut[CUT_E], cut[CUT_EN], cut[AS_VERB], cut[AS_VERB_E] = 1, 2, 2, 2
    short_infinitive = ends_with(words, "el") | ends_with(words, "er")
    added = np.where((reading == AS_VERB) & short_infinitive[part], 3, cut[reading])
    return (link[reading] + 16 * added).astype(np.uint8)


def last_nouns(vocabulary: Vocabulary) -> Numbers:
    """Return the rows that can be the last part of a noun."""
    letters, flags = vocabulary.words.end - vocabulary.words.start, vocabulary.flags
    possible = (flags & (NOUN | UNLISTED) != 0) & (flags & SUFFIX == 0)
    return np.flatnonzero(possible & ((letters > 2) | ((flags & LEMMA != 0) & (vocabulary.ends >= _ENDS_MANY))))


def last_adjectives(vocabulary: Vocabulary) -> Numbers:
    """Return the rows that can be the last part of a word that is written small."""
    letters, flags = vocabulary.words.end - vocabulary.words.start, vocabulary.flags
    possible = (flags & (ADJECTIVE | VERB) != 0) & (flags & (SUFFIX | SMALL_SUFFIX) == 0)
    return np.flatnonzero(possible & (letters > 2))


def noun_features(vocabulary: Vocabulary, rows: Numbers) -> Features:
    """Return the features of rows as the last parts of nouns."""
    words, lemma = vocabulary.words.take(rows), vocabulary.lemma[rows]
    letters, ends = words.end - words.start, vocabulary.ends[rows]
    marks = {
        "ends_none": ends == 0,
        "lemma": vocabulary.has(rows, LEMMA),
        "unlisted": ~vocabulary.has(rows, NOUN),
        "name_like": vocabulary.has(lemma, NAME_LIKE),
        "no_plural": vocabulary.has(lemma, NO_PLURAL),
        "also_adjective": vocabulary.has(rows, ADJECTIVE),
        "also_verb": vocabulary.has(rows, VERB),
        "derived_adjective": _derivations(vocabulary, words)[0],
        "surname": vocabulary.has(rows, SURNAME),
        "place": vocabulary.has(rows, PLACE),
        "verb_ending": vocabulary.has(rows, VERB_ENDING),
    }
    features: Features = {"noun": np.ones(len(rows), np.float32), **_lengths("noun", letters)}
    features |= {f"noun.{name}": mark.astype(np.float32) for name, mark in marks.items()}
    features["noun.ends"] = _log(ends)
    features["noun.frequency"] = _log(vocabulary.frequency[rows])
    features["noun.lemma_frequency"] = _log(vocabulary.frequency[lemma])
    return features


def adjective_features(vocabulary: Vocabulary, rows: Numbers) -> Features:
    """Return the features of rows as the last parts of words that are written small."""
    words = vocabulary.words.take(rows)
    letters = words.end - words.start
    derived, _ = _derivations(vocabulary, words)
    features: Features = {"adjective": np.ones(len(rows), np.float32), **_lengths("adjective", letters)}
    features["adjective.frequency"] = _log(vocabulary.frequency[rows])
    features["adjective.verb"] = (vocabulary.has(rows, VERB) & ~vocabulary.has(rows, ADJECTIVE)).astype(np.float32)
    features["adjective.derived"] = derived.astype(np.float32)
    return features


def whole_features(vocabulary: Vocabulary, words: Words) -> Features:
    """Return the features of words as undivided ones, all but their length."""
    rows = vocabulary.rows(words.hashes())
    lemma = np.where(rows >= 0, vocabulary.lemma[np.maximum(rows, 0)], -1)
    family = np.where(rows >= 0, vocabulary.family[np.maximum(rows, 0)], 0)
    noun, is_lemma = vocabulary.has(rows, NOUN), vocabulary.has(rows, LEMMA)
    derived, from_verb = _derivations(vocabulary, words)
    marks = {
        "unknown": ~is_known(vocabulary, rows),
        "lemma": is_lemma,
        "noun_form": noun & ~is_lemma,
        "small": ~noun & vocabulary.has(rows, ADJECTIVE | VERB),
        "name_like": noun & vocabulary.has(lemma, NAME_LIKE),
        "no_plural": noun & vocabulary.has(lemma, NO_PLURAL),
        "derived_adjective": derived,
        "from_verb": from_verb,
        "listed": (lemma >= 0) & np.isin(lemma, vocabulary.rows(Words.of(listed("compounds")).hashes())),
    }
    return {f"whole.{name}": mark.astype(np.float32) for name, mark in marks.items()} | {"whole.family": _log(family)}


def is_known(vocabulary: Vocabulary, rows: Numbers) -> Mask:
    """Return which rows are words by themselves, not only first parts or stems."""
    occurs = (rows >= 0) & (vocabulary.frequency[np.maximum(rows, 0)] > 0)
    return occurs | vocabulary.has(rows, NOUN | VERB | ADJECTIVE)


def score_table(vocabulary: Vocabulary, weights: Weights) -> tuple[ScoreTable, Constants]:
    """Return the scores of all words of ``vocabulary``, and of its nouns with s; and those that no row holds."""
    words = joined([vocabulary.words, _nouns_with_s(vocabulary)])
    keys, first = np.unique(words.hashes(), return_index=True)
    place = np.zeros(len(words.start), np.int64)
    place[first] = np.arange(len(keys))  # of a row of the vocabulary in the table
    columns: dict[str, Any] = {name: np.full(len(keys), NEVER, np.int16) for name in ("noun", "adjective", "whole")}
    known = np.flatnonzero(is_known(vocabulary, np.arange(len(vocabulary))))
    for name, rows, features in (
        ("noun", last := last_nouns(vocabulary), noun_features(vocabulary, last)),
        ("adjective", last := last_adjectives(vocabulary), adjective_features(vocabulary, last)),
        ("whole", known, whole_features(vocabulary, vocabulary.words.take(known))),
    ):
        columns[name][place[rows]] = fixed_point(total(features, weights))
    kind = np.zeros(len(keys), np.uint8)
    kind[place[: len(vocabulary)]] = _kinds(vocabulary)
    parts = _part_scores(vocabulary, words.take(first), weights)
    letters = words.end[first] - words.start[first]
    table = ScoreTable(words=hash_table(keys), kind=kind, **columns, **parts)
    return table, _constants(weights, int(np.ceil((table.modifier / letters).max(initial=0))))


def _part_scores(vocabulary: Vocabulary, words: Words, weights: Weights) -> dict[str, Any]:
    """Return the columns of a table on first parts: the highest score, and the likeliest word that it is made of."""
    parts = first_parts(vocabulary, words)
    score, likely = fixed_point(total(parts.features, weights)), _likely_base(parts)
    columns: dict[str, Any] = {}
    for name, restore, readings in (
        ("modifier", "restore", np.arange(len(score))),
        ("nominal", "restore_nominal", np.flatnonzero(parts.nominal)),
    ):
        columns[name] = np.full(len(words.start), NEVER, np.int16)
        np.maximum.at(columns[name], parts.word[readings], score[readings])
        order = readings[np.argsort(likely[readings], kind="stable")]  # the likeliest is written last
        columns[restore] = np.zeros(len(words.start), np.uint8)
        columns[restore][parts.word[order]] = parts.restore[order]
    return columns


def _likely_base(parts: FirstParts) -> Floats:
    """Return how likely each reading names the right word: of Verkehr + s and the form Verkehrs, the frequent one.

    A lemma, with a linking element or without, is better than an inflected form or a word that was cut.
    """
    features = parts.features
    lemma = 1 - features["part.form"] - features["part.cut"] - features["part.verb"] - features["part.adjective"]
    likely: Floats = features["part.frequency"] + lemma
    return likely


def _nouns_with_s(vocabulary: Vocabulary) -> Words:
    """Return the nouns with the linking element s, where they occur or take it as a rule."""
    occurs = vocabulary.frequency > 0
    lemmas = np.flatnonzero((vocabulary.flags & LEMMA != 0) & (occurs | (vocabulary.flags & REGULAR != 0)))
    words = vocabulary.words.take(lemmas)
    size = words.end - words.start + 1
    end = np.cumsum(size)
    codes = np.full(int(end[-1]) if len(end) else 0, ord("s"), np.uint32)
    source = np.repeat(words.start - (end - size), size) + np.arange(len(codes))
    inside = np.ones(len(codes), np.bool_)
    inside[end - 1] = False
    codes[inside] = words.codes[source[inside]]
    return Words(codes, end - size, end)


def _kinds(vocabulary: Vocabulary) -> npt.NDArray[np.uint8]:
    kind = np.zeros(len(vocabulary), np.uint8)
    for flags, bit in (
        (NOUN, tables.NOUN_WORD),
        (ADJECTIVE | VERB, tables.OTHER_WORD),
        (VERB_STEM, tables.VERB_STEM),
        (VERB_ENDING, tables.VERB_ENDING),
        (ADJECTIVE_ENDING, tables.ADJECTIVE_ENDING),
    ):
        kind |= np.where(vocabulary.flags & flags != 0, bit, 0).astype(np.uint8)
    return kind


def fixed_point(scores: Floats) -> npt.NDArray[np.int16]:
    """Return scores as `tables` keeps them."""
    return np.clip(np.rint(scores * SCALE), NEVER + 1, -NEVER - 1).astype(np.int16)


def _constants(weights: Weights, steepest: int) -> Constants:
    names = {
        "letter": "whole.letter",
        "unknown": "whole.unknown",
        "from_verb": "whole.from_verb",
        "derived_adjective": "whole.derived_adjective",
        "margin": "margin",
    }
    scores = {field: round(weights.get(name, 0.0) * SCALE) for field, name in names.items()}
    return Constants(**scores, steepest=steepest)
