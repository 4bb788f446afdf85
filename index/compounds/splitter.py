"""Split forms into parts, one at a time, in plain Python.

`bulk` does the same with kernels for all forms of a dictionary: among all ways to read a word as first parts and a
last part, and as undivided, take the one with the highest score (Viterbi's algorithm over the places where parts meet).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from index.compounds.hashing import MASK, MULTIPLIER, HashTable, beginnings, word_hash
from index.compounds.tables import (
    ADJECTIVE_ENDING,
    ANY_CLASS,
    BY_TABLE,
    LONGEST_ENDING,
    MAX_LETTERS,
    MAX_PARTS,
    MIN_LETTERS,
    NEVER,
    NOUN_CLASS,
    NOUN_WORD,
    OTHER_WORD,
    RESTORED,
    SMALL_CLASS,
    VERB_ENDING,
    VERB_STEM,
    Constants,
    ScoreTable,
)
from index.german import german

if TYPE_CHECKING:
    from index.compounds.kernels import Lookup, SplitWords

Points = tuple[int, ...]
WIDE: Final = re.compile("[äöüßÄÖÜẞ]")
"""Letters that are two when folded."""
NO_LINK: Final = re.compile("[^ensrENSR]")
"""What is in no linking element."""


class Part(NamedTuple):
    """A piece of a compound: ``text`` is the form's characters from ``start`` to ``end``.

    The linking element after a part belongs to no part. ``word`` is ``text`` with what composition cut off:
    ``Schule`` for the ``Schul`` of Schulamt.
    """

    start: int
    end: int
    text: str
    word: str


def _end(form: str, start: int, link: int) -> int:
    """Return where the part before ``start`` ends; a linking element is letters by itself, never half of an ß."""
    return start if NO_LINK.search(form, start - link, start) else start - link


def _part(form: str, start: int, end: int, restored: int) -> Part:
    return Part(start, end, form[start:end], form[start:end] + RESTORED[restored])


class CompoundSplitter:
    """Splits forms by what a table says of words: `german_table`, or one that knows some more."""

    def __init__(self, table: ScoreTable, constants: Constants) -> None:
        self._table, self._constants = table, constants
        self._split_words: SplitWords | None = None

    def use_kernels(self, look: Lookup) -> None:
        """Split with kernels from now on, by the same table: a seventh of the time, once they are loaded."""
        from index.compounds.kernels import few_at_once

        self._split_words = few_at_once(look)

    def split(self, form: str) -> tuple[Part, ...]:
        """Return the parts of ``form``: ascending, inside it, covering it up to linking elements; one if left whole."""
        return self.split_each([form])[0]

    def split_each(self, forms: Sequence[str]) -> list[tuple[Part, ...]]:
        """Return what `split` does for each of ``forms``."""
        folds = list(map(german.fold, forms))
        if self._split_words:
            classes = [NOUN_CLASS if form[:1].isupper() else BY_TABLE for form in forms]
            found = self._split_words(folds, classes)
        else:
            found = [
                split_folded(self._table, self._constants, fold, self.class_of(form, fold))
                for form, fold in zip(forms, folds, strict=True)
            ]
        return [_parts(form, fold, *cuts) for form, fold, cuts in zip(forms, folds, found, strict=True)]

    def class_of(self, form: str, fold: str) -> int:
        """Return whether ``form`` is a noun, a word that is written small, or may be either (see `tables`)."""
        if form[:1].isupper():
            return NOUN_CLASS
        kind = _kind(self._table, word_hash(fold))
        if kind & OTHER_WORD:
            return SMALL_CLASS
        return NOUN_CLASS if kind & NOUN_WORD else ANY_CLASS


def _parts(form: str, fold: str, points: Points, restores: Points) -> tuple[Part, ...]:
    """Return the parts of a form, given what `split_folded` returns."""
    starts = _unfolded(form, fold, points) if points else ()
    if not starts:
        return (Part(0, len(form), form, form),)
    ends = [_end(form, start, restore & 15) for start, restore in zip(starts, restores, strict=True)]
    restored = [restore >> 4 for restore in restores]
    return tuple(map(_part, [form] * (len(starts) + 1), [0, *starts], [*ends, len(form)], [*restored, 0]))


def split_folded(table: ScoreTable, constants: Constants, fold: str, class_: int) -> tuple[Points, Points]:
    """Split a folded word, and its last part as a word by itself; the plain twin of `kernels.split_words`.

    Returns:
        Where the parts after the first begin, and the ``restore`` of the parts before them.
    """
    points: Points = ()
    restores: Points = ()
    begin = 0
    while len(fold) - begin >= MIN_LETTERS and len(fold) <= MAX_LETTERS:
        own, own_restores, class_ = _split_once(table, constants, beginnings(fold[begin:]), class_)
        if not own or len(points) + len(own) >= MAX_PARTS:
            break
        points += tuple(begin + point for point in own)
        restores += own_restores
        begin = points[-1]
    return points, restores


def _split_once(
    table: ScoreTable, constants: Constants, hashes: Sequence[int], class_: int
) -> tuple[Points, Points, int]:
    """Return where the parts after the first begin, the ``restore`` of those before, and the class of the word."""
    table = table._replace(words=cast(HashTable, _Rows(table.words, hashes)))
    highest: float = _whole(table, constants, hashes)
    found: tuple[Points, Points, int] = ((), (), class_)
    for small in (NOUN_CLASS, SMALL_CLASS):
        if class_ in (ANY_CLASS, small):
            score, points, restores = _best_chain(table, small, hashes)
            if score > highest:
                highest, found = score, (points, restores, small)
    return found


class _Rows:
    """The rows of all pieces of one word, looked up at once: a tenth of the time that they take one by one."""

    def __init__(self, words: HashTable, hashes: Sequence[int]) -> None:
        size = len(hashes) - 1
        begins, ends = np.triu_indices(size + 1, 1)
        own, powers = np.array(hashes, np.uint64), _powers()[: size + 1]
        keys = own[ends] - own[begins] * powers[ends - begins]
        rows = np.searchsorted(words.keys, keys)
        found = (
            np.flatnonzero(words.keys[np.minimum(rows, len(words.keys) - 1)] == keys) if len(words.keys) else rows[:0]
        )
        self._rows = dict(zip(keys[found].tolist(), rows[found].tolist(), strict=True))

    def row(self, key: int) -> int:
        """Return the row of the hash of a piece, -1 if it is not there."""
        return self._rows.get(key, -1)


@cache
def _powers() -> npt.NDArray[np.uint64]:
    return np.array([pow(MULTIPLIER, at, MASK + 1) for at in range(MAX_LETTERS + 1)], np.uint64)


def piece_hash(hashes: Sequence[int], begin: int, end: int) -> int:
    """Return the hash of ``word[begin:end]``, given the hashes of the word's beginnings."""
    return (hashes[end] - hashes[begin] * pow(MULTIPLIER, end - begin, MASK + 1)) & MASK


def _whole(table: ScoreTable, constants: Constants, hashes: Sequence[int]) -> int:
    """Return the score of the undivided word whose beginnings have ``hashes``."""
    size = len(hashes) - 1
    score = constants.letter * size + constants.margin
    row = table.words.row(hashes[size])
    if row >= 0 and table.whole[row] != NEVER:
        return score + int(table.whole[row])
    return score + constants.unknown + endings_score(table, constants, hashes)


def endings_score(table: ScoreTable, constants: Constants, hashes: Sequence[int]) -> int:
    """Return what an undivided word that no row holds scores for how it ends, as words made of others do."""
    size = len(hashes) - 1
    from_verb = derived = False
    for ending in range(1, min(size - 2, LONGEST_ENDING) + 1):
        kind = _kind(table, piece_hash(hashes, size - ending, size))
        derived |= bool(kind & ADJECTIVE_ENDING)
        if kind & VERB_ENDING and ending <= size - 3:
            from_verb |= bool(_kind(table, hashes[size - ending]) & VERB_STEM)
    return from_verb * constants.from_verb + derived * constants.derived_adjective


def _kind(table: ScoreTable, key: int) -> int:
    row = table.words.row(key)
    return int(table.kind[row]) if row >= 0 else 0


def _best_chain(table: ScoreTable, small: int, hashes: Sequence[int]) -> tuple[float, Points, Points]:
    """Return the score of the best chain of first parts and a last part, where its parts begin, their ``restore``."""
    size = len(hashes) - 1
    chains: list[tuple[float, Points, Points]] = [(0, (), ())]
    for end in range(1, size):
        best: tuple[float, Points, Points] = (float("-inf"), (), ())
        for begin in range(end - 1):
            score, points, restores = chains[begin]
            if score == float("-inf"):
                continue
            own, restore = _first_part(table, small, piece_hash(hashes, begin, end))
            if own != NEVER and score + own > best[0]:
                best = score + own, (*points, end), (*restores, restore)
        chains.append(best)
    whole: tuple[float, Points, Points] = (float("-inf"), (), ())
    for begin in range(2, size - 1):
        score, points, restores = chains[begin]
        if score == float("-inf"):
            continue
        own = _last_part(table, small, piece_hash(hashes, begin, size))
        if own != NEVER and score + own > whole[0]:
            whole = score + own, points, restores
    return whole


def _first_part(table: ScoreTable, small: int, key: int) -> tuple[int, int]:
    """Return the score and the ``restore`` of a piece as a first part."""
    row = table.words.row(key)
    scores, restores = (table.nominal, table.restore_nominal) if small else (table.modifier, table.restore)
    return (int(scores[row]), int(restores[row])) if row >= 0 else (NEVER, 0)


def _last_part(table: ScoreTable, small: int, key: int) -> int:
    """Return the score of a piece as the last part."""
    row = table.words.row(key)
    return int((table.adjective if small else table.noun)[row]) if row >= 0 else NEVER


def _unfolded(form: str, fold: str, points: Points) -> Points:
    """Return the places in ``form`` of places in its fold; none if one of them lies inside a letter (ä = a|e)."""
    if not points or len(form) == len(fold) == len(german.SIGN.sub("", form)):
        return points
    signs = {sign.start() for sign in german.SIGN.finditer(form)}
    place = 0
    places: dict[int, int] = {}
    for at, character in enumerate(form):
        places[place] = places.get(place, at)
        place += 0 if at in signs else 1 + bool(WIDE.match(character))
    return tuple(places[point] for point in points) if place == len(fold) and places.keys() >= set(points) else ()
