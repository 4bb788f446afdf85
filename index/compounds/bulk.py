"""Split all forms of a dictionary with kernels."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index import german
from index.columns import Array
from index.compounds.kernels import Lookup, lookup, split_words
from index.compounds.splitter import MIN_CAPITAL_RATIO, MIN_CORPUS_COUNT, SIGN, WIDE, Splits
from index.compounds.tables import (
    ANY_CLASS,
    MAX_LETTERS,
    NOUN_CLASS,
    NOUN_WORD,
    OTHER_WORD,
    SMALL_CLASS,
    Constants,
    ScoreTable,
)
from index.compounds.vocabulary import Hashes, Mask, Numbers, Words
from index.compounds.vocabulary_kernels import find_all

if TYPE_CHECKING:
    from index.compounds.splitter import WordClasses

_MIN_NEW_LETTERS = 3
_WORDS_OF_A_CORE = 20_000
"""So many words keep another core busy for longer than it takes to begin there."""
_LINK_CODES = np.array([ord(letter) for letter in "ensrENSR"], np.uint32)


def fold_hashes(folds: Sequence[str]) -> Hashes:
    """Return the hash of each folded word."""
    return Words.of(folds).hashes()


def begins_with_capital(forms: Sequence[str]) -> Mask:
    """Return which forms (none empty) begin with a capital."""
    words = Words.of(forms)
    letters, place = np.unique(words.codes[words.start], return_inverse=True)
    return np.array([chr(letter).isupper() for letter in letters], np.bool_)[place]


def new_nouns(table: ScoreTable, classes: WordClasses) -> list[str]:
    """Return the folded words that a corpus writes with a capital and often, and that ``table`` has not as nouns."""
    table = table.for_kernels()
    small = classes.occurrences - classes.lead  # twice the occurrences without a capital
    capital = classes.occurrences + classes.lead
    rows = find_all(table.words, classes.words.keys)
    known = (rows >= 0) & (table.kind[np.maximum(rows, 0)] & NOUN_WORD != 0)
    new = ~known & (capital >= 2 * MIN_CORPUS_COUNT) & (capital >= MIN_CAPITAL_RATIO * small)
    folds = (classes.folds[at] for at in np.flatnonzero(new).tolist())
    return [fold for fold in folds if fold.isalpha() and _MIN_NEW_LETTERS <= len(fold) <= MAX_LETTERS]


def split_forms(
    forms: Sequence[str], table: ScoreTable, extra: ScoreTable, constants: Constants, classes: WordClasses
) -> Splits:
    """Return the parts of many forms, as `CompoundSplitter.split` does one by one."""
    table = table.for_kernels()
    folds = german.folds(forms)
    words = Words.of(folds)
    kinds = _word_classes(forms, words.hashes(), table, classes)
    look = lookup(table, extra, constants)
    counts, points, restores = _split_on_all_cores(words, kinds, look)
    within = np.arange(points.shape[1]) < counts[:, None]
    of_form, place = np.nonzero(within)
    places, whole = _unfolded(forms, words, of_form, points[of_form, place].astype(np.int64))
    keep = ~whole[of_form]
    of_form, places, restore = of_form[keep], places[keep], restores[of_form, place][keep]
    return _splits(forms, of_form, places, restore)


def _split_on_all_cores(words: Words, kinds: npt.NDArray[np.uint8], look: Lookup) -> tuple[Array, Array, Array]:
    """Return what `kernels.split_words` does, a run of words on each core: it holds no lock."""
    size = len(words.start)
    cores = min(os.cpu_count() or 1, 1 + size // _WORDS_OF_A_CORE)
    edges = [size * at // cores for at in range(cores + 1)]

    def run(first: int, last: int) -> tuple[Array, Array, Array]:
        return split_words(words.codes, words.start[first:last], words.end[first:last], kinds[first:last], look)

    with ThreadPoolExecutor(cores) as pool:
        found = list(pool.map(run, edges[:-1], edges[1:]))
    counts, points, restores = (np.concatenate(column) for column in zip(*found, strict=True))
    return counts, points, restores


def _splits(forms: Sequence[str], of_form: Numbers, begin: Numbers, restore: npt.NDArray[np.uint8]) -> Splits:
    """Return the parts that begin at 0 and at each ``begin``."""
    counts = np.bincount(of_form, minlength=len(forms))
    first = np.concatenate([[0], np.cumsum(counts + (counts > 0))])
    start, end = np.zeros(first[-1], np.int64), np.zeros(first[-1], np.int64)
    restored = np.zeros(first[-1], np.uint8)
    rank = np.arange(len(of_form)) - (np.cumsum(counts) - counts)[of_form]
    before = first[of_form] + rank  # the part that ends where this one begins, or a linking element earlier
    start[before + 1] = begin
    end[before] = begin - _links(forms, of_form, begin, (restore & 15).astype(np.int64))
    restored[before] = restore >> 4
    split = np.flatnonzero(counts)
    end[first[split + 1] - 1] = [len(forms[at]) for at in split.tolist()]
    return Splits(forms, first, start, end, restored)


def _links(forms: Sequence[str], of_form: Numbers, begin: Numbers, link: Numbers) -> Numbers:
    """Return how many letters of linking element really stand before each ``begin`` (see `splitter._end`)."""
    words = Words.of(forms)
    before = words.start[of_form] + begin
    found = link.copy()
    for letters in range(1, int(found.max(initial=0)) + 1):
        other = ~np.isin(words.codes[np.maximum(before - letters, 0)], _LINK_CODES)
        found[other & (link >= letters)] = 0
    return found


def _word_classes(
    forms: Sequence[str], hashes: Hashes, table: ScoreTable, classes: WordClasses
) -> npt.NDArray[np.uint8]:
    """Return what each form is written as: `index.compounds.splitter.class_of` for all."""
    capital = begins_with_capital(forms)
    rows = find_all(classes.words, hashes)
    known = rows >= 0
    lead = np.zeros(len(forms), np.int64)
    lead[known] = classes.lead[rows[known]]
    rows = find_all(table.words, hashes)
    kind = np.where(rows >= 0, table.kind[np.maximum(rows, 0)], 0)
    listed = np.where(kind & OTHER_WORD, SMALL_CLASS, np.where(kind & NOUN_WORD, NOUN_CLASS, ANY_CLASS))
    small = np.where(known, np.where(lead > 0, NOUN_CLASS, SMALL_CLASS), listed)
    return np.where(capital, np.where(known & (lead < 0), SMALL_CLASS, NOUN_CLASS), small).astype(np.uint8)


def _unfolded(forms: Sequence[str], folded: Words, of_form: Numbers, points: Numbers) -> tuple[Numbers, Mask]:
    """Return the places in the forms of places in their folds, and which forms have none for one of theirs."""
    text = "\n".join(forms)
    size = np.fromiter(map(len, forms), np.int64, len(forms))
    start = np.cumsum(size + 1) - (size + 1)
    width = np.ones(len(text), np.int64)
    width[[match.start() for match in WIDE.finditer(text)]] = 2
    width[[match.start() for match in SIGN.finditer(text)]] = 0
    at = np.concatenate([[0], np.cumsum(width)])  # of each character of all forms, were they folded
    fits = at[start + size] - at[start] == folded.end - folded.start
    target = at[start[of_form]] + points
    place = np.searchsorted(at, target, "left")
    whole = ~fits
    whole[of_form[at[np.minimum(place, len(at) - 1)] != target]] = True
    return place - start[of_form], whole
