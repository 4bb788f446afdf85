"""What the splitter looks up: how well a word serves as a first part, a last part, or undivided.

A `ScoreTable` has a row for every known word and every known first part (``untersuchungs``). Its numbers are fixed
point, `SCALE` to one, so that sums are the same in every order and on every machine.
"""

from __future__ import annotations

import math
import mmap
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from index.compounds.hashing import HashTable, hash_table, plain_table

SCALE: Final = 256
NEVER: Final = -(2**15)
"""The score of what can't be: a word that is no noun, as the last part of a noun."""
MIN_LETTERS: Final = 6
"""Shorter words are left whole (Eisbär has six letters, folded seven)."""
MAX_LETTERS: Final = 63
"""Longer runs of letters are not German words; they are left whole."""
LONGEST_ENDING: Final = 10
"""So many letters the endings of derived words have at most."""
MAX_PARTS: Final = 8
"""More parts are not looked for (Bodenseedampfschifffahrtsgesellschaftskapitänsmütze has seven)."""

NOUN_CLASS, SMALL_CLASS, ANY_CLASS = 0, 1, 2
"""How a word is written: with a capital, small, or unknown (then it may be either)."""
BY_TABLE: Final = -1
"""Instead of these: as the table says of a word without a capital."""

NOUN_WORD: Final = 1
OTHER_WORD: Final = 2
"""An adjective, verb or other word that is written small."""
VERB_STEM: Final = 4
VERB_ENDING: Final = 8
ADJECTIVE_ENDING: Final = 16

RESTORED: Final = ("", "e", "en", "n")
"""What composition cut off a part, by the upper half of its ``restore``; the lower half is the linking element."""

_ALIGNMENT: Final = 64
"""Arrays begin at multiples of so many bytes, the line of a cache."""
_DAMAGED: Final = "{} is damaged; it is computed anew"

Scores = npt.NDArray[np.int16]


class ScoreTable(NamedTuple):
    """One row a word, in the order of ``words``; scores int16, or `NEVER`."""

    words: HashTable
    modifier: Scores
    """As any part but the last."""
    nominal: Scores
    """The same, when it has to be a noun: before an adjective."""
    noun: Scores
    """As the last part of a noun."""
    adjective: Scores
    """As the last part of an adjective."""
    whole: Scores
    """Undivided, without what depends on its length; `NEVER` if it is only a part."""
    kind: npt.NDArray[np.uint8]
    restore: npt.NDArray[np.uint8]
    """Of the word it is likeliest made of: letters of the linking element, and 16 times the place in `RESTORED`."""
    restore_nominal: npt.NDArray[np.uint8]

    def for_kernels(self) -> ScoreTable:
        """Return the same with what kernels need to look words up."""
        return self if len(self.words.bucket) else self._replace(words=hash_table(self.words.keys))


class Constants(NamedTuple):
    """Scores that no row holds, fixed point."""

    letter: int
    """For each letter of an undivided word."""
    unknown: int
    """For an undivided word that no table has."""
    from_verb: int
    """For one that looks derived from a verb."""
    derived_adjective: int
    """For one with the ending of a derived adjective."""
    margin: int
    """By how much a split has to be better than none."""
    steepest: int
    """The most that a first part scores for each of its letters, at least 0: a bound for kernels."""


_TABLE_COLUMNS: Final = tuple(name for name in ScoreTable._fields if name != "words")


def save(path: Path, table: ScoreTable, constants: Constants) -> None:
    """Write the table to ``path`` in one step: it is there whole or not at all."""
    columns = {name: getattr(table, name) for name in _TABLE_COLUMNS}
    save_arrays(path, {"keys": table.words.keys, "constants": np.array(constants, np.int64), **columns})


def save_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write arrays to one file in one step: a line of JSON that says where each is, then the arrays.

    A command that asks one question maps ten of them in a tenth of the time that as many ``.npy`` files take (1.3 ms).
    """
    import tempfile

    places, size = dict[str, tuple[str, tuple[int, ...], int]](), 0
    for name, array in arrays.items():
        places[name] = array.dtype.str, array.shape, size
        size += array.nbytes + -array.nbytes % _ALIGNMENT
    header = orjson.dumps(places)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(header.ljust(len(header) + -(len(header) + 1) % _ALIGNMENT) + b"\n")
            for array in arrays.values():
                file.write(array.tobytes() + bytes(-array.nbytes % _ALIGNMENT))
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise


def load(path: Path) -> tuple[ScoreTable, Constants]:
    """Return what `save` wrote, memory-mapped.

    Raises:
        OSError: if it is not there, or not whole.
    """
    keys, constants, *columns = load_arrays(path, ("keys", "constants", *_TABLE_COLUMNS))
    if len(constants) != len(Constants._fields):
        raise OSError(_DAMAGED.format(path))
    return ScoreTable(plain_table(keys), *columns), Constants(*constants.tolist())


def load_arrays(path: Path, names: Iterable[str]) -> list[npt.NDArray[Any]]:
    """Return what `save_arrays` wrote under ``names``, memory-mapped.

    Raises:
        OSError: if it is not there, or not whole.
    """
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            begin = mapped.find(b"\n") + 1
            places = orjson.loads(mapped[:begin])
            return [_array(mapped, begin, *places[name]) for name in names]
        except (ValueError, KeyError, TypeError) as error:  # what is said of files that were cut off
            raise OSError(_DAMAGED.format(path)) from error


def _array(mapped: mmap.mmap, begin: int, dtype: str, shape: Sequence[int], at: int) -> npt.NDArray[Any]:
    return np.frombuffer(mapped, dtype, math.prod(shape), begin + at).reshape(shape)
