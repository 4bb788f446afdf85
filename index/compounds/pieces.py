"""The pieces of compounds, under which they are found: their parts, and the compounds inside of them.

A part that never meets another word of its stem (see `index.german.unlike`) is also known as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index.compounds.ready import german_lookup, german_splitter, split
from index.compounds.splitter import Part
from index.german import german, unlike
from index.kernels import HashTable, hash_table, text_hashes

if TYPE_CHECKING:
    from index.german import Analysis


class Pieces(NamedTuple):
    """The parts of compounds and the compounds inside them, in any order.

    ``key`` uint64: the hash of the stem, or a key of `written_keys`; ``form`` int64: the place of the form; ``is_head``
    bool: whether the piece ends where the form ends; False beside `written_keys`.
    """

    key: npt.NDArray[np.uint64]
    form: npt.NDArray[np.int64]
    is_head: npt.NDArray[np.bool_]


def joined(parts: Sequence[Pieces]) -> Pieces:
    """Return all pieces of ``parts``."""
    key, form, is_head = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Pieces(key, form, is_head)


def written_keys(folds: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return the keys of parts by their folds, with what links them on: no hashes of stems, but the complements."""
    return ~text_hashes(folds)


@cache
def never_met() -> HashTable:
    """Return the hashes of the folds of all parts that have `written_keys`."""
    return hash_table(np.sort(text_hashes(sorted(unlike.never_met()))))


def runs(parts: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    """Yield the first and last part of each compound inside one: verkehrs and minister, of Bundesverkehrsminister."""
    for first in range(len(parts)):
        for last in range(first + 1, len(parts)):
            if last - first + 1 < len(parts):
                yield parts[first], parts[last]


def pieces_of(forms: Sequence[str]) -> Pieces:
    """Return the pieces of all compounds among ``forms``, one form after the other."""
    texts: list[str] = []
    owner: list[int] = []
    is_head: list[bool] = []
    written: list[str] = []
    owner_of_written: list[int] = []
    for at, form in enumerate(forms):
        parts = split(form)
        if len(parts) > 1:
            found = [(part.word, part is parts[-1]) for part in parts]
            found += [(form[first.start : last.end], last is parts[-1]) for first, last in runs(parts)]
            texts += [text for text, _ in found]
            is_head += [ends for _, ends in found]
            owner += [at] * len(found)
            own = [folded for folded in _written(form, parts) if folded in unlike.never_met()]
            written += own
            owner_of_written += [at] * len(own)
    return Pieces(
        np.concatenate([text_hashes(german.stems(texts)), written_keys(written)]),
        np.array(owner + owner_of_written, np.int64),
        np.array(is_head + [False] * len(written), bool),
    )


def _written(form: str, parts: Sequence[Part]) -> list[str]:
    """Return the folds of the parts of a form with what links them on."""
    starts = [part.start for part in parts]
    return german.folds([form[begin:end] for begin, end in zip(starts, [*starts[1:], len(form)], strict=True)])


def pieces_of_analysed(forms: Sequence[str], analysis: Analysis) -> Pieces:
    """Return what `pieces_of` does, with kernels where they know the letters of a form."""
    from index.compounds import bulk

    others = np.flatnonzero(~analysis.simple)
    compounds = others[bulk.compounds_among([forms[at] for at in others.tolist()], german_lookup())]
    german_splitter().use_kernels(german_lookup())
    slow = pieces_of([forms[at] for at in compounds.tolist()])
    return joined([bulk.pieces(analysis, german_lookup()), slow._replace(form=compounds[slow.form])])
