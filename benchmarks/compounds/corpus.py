"""What articles tell of words that no dictionary has, and a splitter that has learned it.

The product splits without: a word would be split otherwise with every article that is added. What it would gain is
measured here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import compounds, fold, read, words

tables = compounds.tables

MIN_COUNT: Final = 3
"""A word that only the corpus knows may be a part if it occurs this often ..."""
MIN_CAPITAL_RATIO: Final = 3
"""... and so many times more often with a capital than small: then it is a noun or a name."""
_MIN_LETTERS: Final = 3
_LINKS: Final = "sn"
"""Linking elements that a new noun may take."""


class Writing(NamedTuple):
    """How often a folded word of a corpus is written small, and how often with a capital."""

    small: int
    capital: int


def read_corpus(path: Path) -> Counter[str]:
    """Return how often forms occur in the articles of a file."""
    counts: Counter[str] = Counter()
    for article in read([path]):
        counts.update(words(getattr(article, "text", "")))  # what can't be read has no text
    return counts


def writings(counts: Mapping[str, int]) -> dict[str, Writing]:
    """Return how each folded word is written in a corpus whose forms occur so often."""
    found: dict[str, Writing] = {}
    for form, count in counts.items():
        small, capital = found.get(key := fold(form), (0, 0))
        found[key] = Writing(small, capital + count) if form[0].isupper() else Writing(small + count, capital)
    return found


def new_nouns(table: tables.ScoreTable, corpus: Mapping[str, Writing]) -> list[str]:
    """Return the folded words that a corpus writes with a capital and often, and that ``table`` has not as nouns."""

    def is_known(word: str) -> bool:
        row = table.words.row(compounds.word_hash(word))
        return row >= 0 and bool(table.kind[row] & tables.NOUN_WORD)

    return [
        word
        for word, (small, capital) in corpus.items()
        if capital >= max(MIN_COUNT, MIN_CAPITAL_RATIO * small)
        and word.isalpha()
        and _MIN_LETTERS <= len(word) <= tables.MAX_LETTERS
        and not is_known(word)
    ]


class LearnedSplitter(compounds.CompoundSplitter):
    """Splits by what German makes compounds of, and by what a corpus says of its own words."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        table, constants = compounds.german_table()
        self._corpus = writings(counts)
        super().__init__(with_nouns(table, constants, new_nouns(table, self._corpus)), constants)

    def class_of(self, form: str, fold: str) -> int:
        """Return what the corpus mostly writes the word as, else what German does."""
        writing = self._corpus.get(fold)
        if writing is None or (writing.small == writing.capital and form[:1].isupper()):
            return super().class_of(form, fold)
        return tables.NOUN_CLASS if writing.capital > writing.small else tables.SMALL_CLASS


class _Row(NamedTuple):
    """What is added to a table for one word: scores, and the linking element at its end."""

    modifier: int
    noun: int = tables.NEVER
    whole: int = tables.NEVER
    link: int = 0


def with_nouns(table: tables.ScoreTable, constants: tables.Constants, nouns: Iterable[str]) -> tables.ScoreTable:
    """Return ``table`` with folded nouns, alone and with linking elements, where these score higher than before."""
    rows: dict[int, _Row] = {}
    for noun in nouns:
        hashes = compounds.beginnings(noun)
        for link in _LINKS:
            rows.setdefault(compounds.word_hash(noun + link), _Row(_score(*part_features(len(noun) + 1)), link=1))
        whole = _score("whole.unknown", "whole.corpus") + compounds.endings_score(table, constants, hashes)
        rows[hashes[-1]] = _Row(_score(*part_features(len(noun))), _score(*noun_features(len(noun))), whole)
    return _merged(table, rows)


def part_features(letters: int) -> tuple[str, ...]:
    """Return the features of a noun of so many letters that only a corpus knows, as a first part."""
    return "part", f"part.letters_{letters}", "part.begins_none"


def noun_features(letters: int) -> tuple[str, ...]:
    """Return those of such a noun as a last part."""
    return "noun", f"noun.letters_{letters}", "noun.ends_none", "noun.unlisted"


def _score(*features: str) -> int:
    """Return the fixed-point score of a word with these features."""
    weights = compounds.weights()
    return round(sum(weights.get(name, 0.0) for name in features) * tables.SCALE)


def _merged(table: tables.ScoreTable, rows: Mapping[int, _Row]) -> tables.ScoreTable:
    own = np.array(sorted(rows), np.uint64)
    added = np.array([rows[int(key)] for key in own], np.int16).reshape(len(own), len(_Row._fields))
    modifier, noun, whole, link = added.T
    keys = np.union1d(table.words.keys, own)
    old, new = np.searchsorted(keys, table.words.keys), np.searchsorted(keys, own)

    def spread(column: str, empty: int) -> npt.NDArray[Any]:
        values: npt.NDArray[Any] = getattr(table, column)
        wide = np.full(len(keys), empty, values.dtype)
        wide[old] = values
        return wide

    columns = {name: spread(name, tables.NEVER) for name in ("modifier", "nominal", "noun", "adjective", "whole")}
    columns |= {name: spread(name, 0) for name in ("kind", "restore", "restore_nominal")}
    for score, restore in (("modifier", "restore"), ("nominal", "restore_nominal")):
        better = modifier > columns[score][new]
        columns[score][new[better]], columns[restore][new[better]] = modifier[better], link[better]
    columns["noun"][new] = np.maximum(columns["noun"][new], noun)
    columns["whole"][new] = np.where(columns["whole"][new] == tables.NEVER, whole, columns["whole"][new])
    return tables.ScoreTable(words=compounds.hash_table(keys), **columns)
