"""The pieces of compounds, under which they are found: their parts, and the compounds inside of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index.compounds.ready import german_lookup, german_splitter, split
from index.compounds.splitter import Part
from index.german import german
from index.kernels import text_hashes

if TYPE_CHECKING:
    from index.german import Analysis


class Pieces(NamedTuple):
    """The parts of compounds and the compounds inside them, in any order.

    ``key`` uint64: the hash of the stem; ``form`` int64: the place of the form; ``is_head`` bool: whether the piece
    ends where the form ends.
    """

    key: npt.NDArray[np.uint64]
    form: npt.NDArray[np.int64]
    is_head: npt.NDArray[np.bool_]


def joined(parts: Sequence[Pieces]) -> Pieces:
    """Return all pieces of ``parts``."""
    key, form, is_head = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Pieces(key, form, is_head)


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
    for at, form in enumerate(forms):
        parts = split(form)
        if len(parts) > 1:
            found = [(part.word, part is parts[-1]) for part in parts]
            found += [(form[first.start : last.end], last is parts[-1]) for first, last in runs(parts)]
            texts += [text for text, _ in found]
            is_head += [ends for _, ends in found]
            owner += [at] * len(found)
    return Pieces(text_hashes(german.stems(texts)), np.array(owner, np.int64), np.array(is_head, bool))


def pieces_of_analysed(forms: Sequence[str], analysis: Analysis) -> Pieces:
    """Return what `pieces_of` does, with kernels where they know the letters of a form."""
    from index.compounds import bulk

    others = np.flatnonzero(~analysis.simple)
    compounds = others[bulk.compounds_among([forms[at] for at in others.tolist()], german_lookup())]
    german_splitter().use_kernels(german_lookup())
    slow = pieces_of([forms[at] for at in compounds.tolist()])
    return joined([bulk.pieces(analysis, german_lookup()), slow._replace(form=compounds[slow.form])])
