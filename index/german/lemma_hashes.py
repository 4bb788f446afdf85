"""The lemmas of a whole dictionary, looked up by hashes: the twin of `index.german.lemmas.of_all`."""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.german import lemmas
from index.german.analysis import Analysis
from index.kernels import MULTIPLIER, HashTable, Words, codes_of, find_all, hash_table

_CAPITAL: Final = np.uint64(ord("a") - ord("A"))
_Numbers = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]


class _Table(NamedTuple):
    """The table as hashes: the lemmas of the key in row r are ``lemma[start[r] : start[r] + lemmas[r]]``."""

    keys: HashTable
    start: _Numbers
    lemmas: _Numbers
    lemma: _Hashes


@cache
def _table() -> _Table:
    codes = codes_of(lemmas.TABLE.data.decode())
    ends = np.flatnonzero(codes <= ord(" "))  # line feeds, tabs, spaces: nothing below them is in the table
    starts = np.concatenate(([0], ends[:-1] + 1))
    hashes = Words(codes, starts, ends).hashes()
    line_ends = np.flatnonzero(codes[ends] == ord("\n"))
    keys = np.concatenate(([0], line_ends[:-1] + 1))
    order = np.argsort(hashes[keys])
    return _Table(hash_table(hashes[keys][order]), keys[order] + 1, (line_ends - keys)[order], hashes)


def rows_of(analysis: Analysis) -> tuple[_Numbers, _Hashes, _Numbers]:
    """Return of each lemma of each simple form: the form's place, the lemma's hash, and how many the form has."""
    table = _table()
    codes, start, end = analysis.folds
    place = np.flatnonzero(analysis.simple & (end > start))
    small = analysis.folds.take(place).hashes()
    powers = np.multiply.accumulate(np.full(int((end - start).max(initial=1)), np.uint64(MULTIPLIER)))
    powers = np.concatenate((np.ones(1, np.uint64), powers))
    first = codes[start[place]]
    has_case = (first >= ord("a")) & (first <= ord("z"))
    capital = small - np.where(has_case, _CAPITAL, np.uint64(0)) * powers[(end - start)[place] - 1]
    rows_small, rows_capital = find_all(table.keys, small), find_all(table.keys, capital)
    own, twin = np.where(analysis.capital[place], (rows_capital, rows_small), (rows_small, rows_capital))
    row = np.where(own >= 0, own, twin)
    place, row = place[row >= 0], row[row >= 0]
    count = table.lemmas[row]
    last = np.cumsum(count)
    lemma = np.repeat(table.start[row] - (last - count), count) + np.arange(int(last[-1]) if len(last) else 0)
    return np.repeat(place, count), table.lemma[lemma], np.repeat(count, count)
