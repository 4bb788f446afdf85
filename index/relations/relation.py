"""What a relation is: rows (key, form, weight), computed from the forms alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt

from index import hot
from index.columns import Strings
from index.german import german

if TYPE_CHECKING:
    from index.german import Analysis

FULL_WEIGHT: Final = 255
"""The weight of a row that counts in full; weights are stored as whole multiples of 1 / 255."""
WEIGHT_UNIT: Final = 256
"""What a form counts for a word is a whole multiple of 1 / 256: sums of weighted counts are exact in any order."""


_Made = TypeVar("_Made")


class Forms:
    """Distinct forms, and what several relations make of them; everything is made once, when it is first asked for.

    Several threads may ask, once it is ``prepared``.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._made: dict[object, object] = {}
        self._guard = Lock()

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def analysis(self) -> Analysis | None:
        """What kernels make of the forms; None where these are too few to load kernels for."""
        return hot.analysis(self.texts)

    @cached_property
    def folds(self) -> Strings:
        """The fold of each form."""
        return self.analysis.fold_texts(self.texts) if self.analysis else Strings.of(german.folds(self.texts))

    @cached_property
    def stem_sizes(self) -> npt.NDArray[np.int64]:
        """How many letters of its fold are the stem of each form."""
        if self.analysis:
            return self.analysis.stem_sizes(self.texts)
        return np.fromiter(map(len, german.stems(self.texts)), np.int64, len(self.texts))

    def prepared(self) -> bool:
        """Make what all relations ask for; return whether kernels do the rest: then threads do it side by side."""
        return self.analysis is not None and len(self.folds) == len(self)

    def made(self, make: Callable[[Forms], _Made]) -> _Made:
        """Return ``make(self)``: for what only some relations share."""
        with self._guard:
            if make not in self._made:
                self._made[make] = make(self)
            return cast(_Made, self._made[make])


class Rows(NamedTuple):
    """Rows of a relation: the form ``form[i]`` (a place in the forms that were given) is found under ``key[i]``."""

    key: npt.NDArray[np.uint64]
    form: npt.NDArray[np.int64]
    weight: npt.NDArray[np.uint8]
    """How near the form is to what the key stands for; `FULL_WEIGHT` is as near as can be."""

    @classmethod
    def none(cls) -> Rows:
        """Return no rows."""
        return cls(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0, np.uint8))


class Relation(Protocol):
    """A relation between forms of the dictionary.

    Two forms are related where a key of the one is a key of the other. What is stored follows from each form by
    itself, never from what else is in the index: so a score can't depend on the order in which articles came.
    """

    name: str
    """The stem of its files' names, how `explain` calls it, and the field of `search.ranking.Parameters` that says what
    a row of full weight counts in a score, beside 1 for the typed word."""
    direct: bool
    """Whether it leads to the word itself in another inflection or spelling: such forms decide how rare the word
    is. Other relations start from the stems of all direct forms."""
    by_stem: bool = False
    """Whether its keys are the hashes of stems, so that `texts_of` gives ``stems`` and nothing else."""

    def fingerprint(self) -> str:
        """Return what changes when the rows of a form would: a version, checksums of data. Cheap: no table is read."""

    def rows(self, forms: Forms) -> Rows:
        """Return the rows of ``forms``, in any order; of equal ones the highest weight is kept."""

    def texts_of(self, word: str, stems: Mapping[str, float]) -> Mapping[str, float]:
        """Return the texts under whose hashes a word of a query looks for forms, each with a weight from 0 to 1.

        Args:
            word: as typed.
            stems: of the word, and of the direct forms if this relation is not direct; with their weights.
        """

    def other_words(self, word: str) -> Mapping[str, float]:
        """Return words whose inflections are looked up as well, each with a weight from 0 to 1; none by default."""
        del word
        return {}
