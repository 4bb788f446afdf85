"""The forms of a chunk in order of their folds: here is a beginning, give me where it stands.

Folds are not stored; but every `HEAD_EVERY`-th of them is (``fold.head``), so that a look-up is a search among these
and folds only the few forms of one block.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import hot
from index.columns import Array, Columns, Strings
from index.dictionary import sorting
from index.german import german, likeness

if TYPE_CHECKING:
    from index.dictionary.ordered_kernels import Sorted

HEAD_EVERY: Final = 16
"""Forms a block: so many are folded for a look-up; the heads take a sixteenth of the dictionary's bytes."""
LONGEST_STEM: Final = 254
"""Longer stems are cut: two words that share 254 characters may as well share a stem."""
LEAST_BEGINNING: Final = 3
"""Letters that words which look alike have in common at their beginnings."""
_CACHED_BLOCKS: Final = 4096
_AFTER_ALL: Final = "\U0010ffff"
"""Sorts after every character of a fold, so that what begins with a prefix ends before prefix + this."""


def columns(folds: Strings) -> dict[str, Array]:
    """Return the columns of forms with the given folds."""
    order = sorting.in_order(folds)
    return {
        "fold.form": order.astype(np.uint32),
        **Strings.of(folds.take(order[::HEAD_EVERY])).columns("fold.head"),
    }


class Sharing(NamedTuple):
    """Forms with a fold or a stem, int64, ascending, and which of them have the fold."""

    forms: npt.NDArray[np.int64]
    has_fold: npt.NDArray[np.bool_]


class Alike(NamedTuple):
    """Forms that look like a word, and how much, from 0 to 1 (see `index.german.likeness`)."""

    forms: npt.NDArray[np.int64]
    likeness: npt.NDArray[np.float64]


def joined(parts: Sequence[Alike]) -> Alike:
    """Return the forms of all parts."""
    return Alike(np.concatenate([one.forms for one in parts]), np.concatenate([one.likeness for one in parts]))


def likest(alike: Alike, known: npt.NDArray[np.int64], most: int) -> Alike:
    """Return the ``most`` forms that are likest, and those like the last of them, without ``known`` ones, ascending."""
    if hot.lookups():
        from index.dictionary import likeness_kernels

        return Alike(*likeness_kernels.likest(*alike, known, most))
    forms, like = alike
    without = frozenset(known.tolist())
    others = np.array([form not in without for form in forms.tolist()], bool)
    forms, like = forms[others], like[others]
    if len(forms) > most:
        chosen = like >= np.partition(like, -most)[-most]
        forms, like = forms[chosen], like[chosen]
    order = forms.argsort()
    return Alike(forms[order], like[order])


class Folds:
    """The order of the folds of ``forms``."""

    def __init__(self, forms: Strings, columns: Columns) -> None:
        self._forms, self._order = forms, columns["fold.form"]
        self._columns = columns
        self._block = lru_cache(_CACHED_BLOCKS)(self._read_block)

    @cached_property
    def _heads(self) -> Strings:
        # Not as a list: of a large dictionary few are looked at, and a command that adds articles reads them anew.
        return Strings.from_columns(self._columns, "fold.head")

    def _read_block(self, block: int) -> list[str]:
        return german.folds(self._forms.take(self._order[block * HEAD_EVERY : (block + 1) * HEAD_EVERY]))

    @cached_property
    def for_kernels(self) -> Sorted:
        """The columns as kernels read them."""
        from index.dictionary.ordered_kernels import Sorted

        return Sorted.of(self._forms, self._columns)

    def _place(self, text: str) -> int:
        """Return the first place whose fold is not before ``text``."""
        block = bisect_left(self._heads, text) - 1
        return block * HEAD_EVERY + bisect_left(self._block(block), text) if block >= 0 else 0

    def find(self, forms: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the number (in the chunk) of each of several forms, -1 where it is not here; nothing is folded for it.

        Forms with the fold of one may stand in its block, and in those after it that begin with this fold.
        """
        heads, owner, blocks = self._heads, [], []
        for at, fold in enumerate(german.folds(forms)):
            block = max(bisect_left(heads, fold) - 1, 0)
            owner.append(at)
            blocks.append(block)
            while block + 1 < len(heads) and heads[block + 1] == fold:
                block += 1
                owner.append(at)
                blocks.append(block)
        return self._among(forms, np.array(owner, np.int64), np.array(blocks, np.int64))

    def _among(
        self, forms: Sequence[str], owner: npt.NDArray[np.int64], blocks: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Return the number of each form, which may stand in the ``blocks`` that belong to its place, ``owner``."""
        found = np.full(len(forms), -1, np.int64)
        if not len(self._order):
            return found
        words = [form.encode() for form in forms]
        places = (blocks * HEAD_EVERY)[:, None] + np.arange(HEAD_EVERY)
        numbers = self._order[np.minimum(places, len(self._order) - 1)]
        starts, ends = self._forms.start[numbers], self._forms.start[numbers + np.uint32(1)]
        sizes = np.array([len(word) for word in words], np.int64)[owner]
        near = ends - starts == sizes[:, None]
        whose, blob = owner[np.nonzero(near)[0]].tolist(), self._forms.blob.data
        for at, number, start, end in zip(
            whose, numbers[near].tolist(), starts[near].tolist(), ends[near].tolist(), strict=True
        ):
            if blob[start:end] == words[at]:
                found[at] = number
        return found

    def about(self, prefix: str) -> tuple[int, int]:
        """Return bounds of how many folds begin with ``prefix``, from the heads alone."""
        heads = bisect_left(self._heads, prefix + _AFTER_ALL) - bisect_left(self._heads, prefix)
        return max(0, (heads - 1) * HEAD_EVERY + 1), (heads + 1) * HEAD_EVERY - 1

    def with_prefix(self, prefix: str) -> npt.NDArray[np.int64]:
        """Return the forms (numbers in the chunk) whose fold begins with ``prefix``, in order of their folds."""
        begin, end = self._range(prefix)
        return self._order[begin:end].astype(np.int64)

    def _range(self, prefix: str) -> tuple[int, int]:
        kernels = hot.lookups()
        if kernels:
            begin, end = kernels.range_of(self.for_kernels, prefix)
            return begin, end
        return self._place(prefix), self._place(prefix + _AFTER_ALL)

    def equal(self, fold: str) -> npt.NDArray[np.int64]:
        """Return the forms (numbers in the chunk) whose fold is ``fold``."""
        kernels = hot.lookups()
        if kernels:
            begin, end = kernels.range_equal(self.for_kernels, fold)
        else:
            begin, end = self._place(fold), self._place(fold + "\0")
        return self._order[begin:end].astype(np.int64)

    def sharing(self, fold: str, stem: str, stem_length: Array, longest: int, numbered_from: int) -> Sharing:
        """Return the forms with that fold or that stem, numbered from ``numbered_from`` on.

        ``stem_length`` is the length of each form's stem, ``longest`` if it is longer.
        """
        same, beginning = self.equal(fold), self.with_prefix(stem[:longest])
        own = frozenset(same.tolist())
        forms = sorted(own.union(beginning[stem_length[beginning] == min(len(stem), longest)].tolist()))
        has_fold = np.array([form in own for form in forms], bool)
        return Sharing(np.array(forms, np.int64) + numbered_from, has_fold)

    def few(self, fold: str, least: int, most: int) -> tuple[int, int, int]:
        """Return with how many letters of ``fold`` (``least`` or more) no more than ``most`` folds begin; and where.

        With more letters than it has, and nowhere, if more begin with all of it.
        """
        kernels = hot.lookups()
        if kernels:
            length, begin, end = kernels.few(self.for_kernels, fold, least, most)
            return length, begin, end
        for length in range(least, len(fold) + 1):
            if self.about(fold[:length])[0] <= most:
                begin, end = self._range(fold[:length])
                if end - begin <= most:
                    return length, begin, end
        return len(fold) + 1, 0, 0

    def alike(self, fold: str, begin: int, end: int, least: float, numbered_from: int) -> Alike:
        """Return the forms at ``begin`` to ``end`` that are ``least`` like ``fold``, by `index.german.likeness`."""
        if hot.lookups():
            from index.dictionary import likeness_kernels

            found = likeness_kernels.alike(self.for_kernels, numbered_from, fold, begin, end, least)
            if found:
                return Alike(*found)
        forms = self._order[begin:end].astype(np.int64)
        like = likeness.likeness(fold, german.folds(self._forms.take(forms)))
        return Alike(forms[like >= least] + numbered_from, like[like >= least])
