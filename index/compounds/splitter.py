"""Split forms into parts, one at a time, in plain Python.

`bulk` does the same with kernels for all forms of a dictionary: among all ways to read a word as first parts and a
last part, and as undivided, take the one with the highest score (Viterbi's algorithm over the places where parts meet).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from index import hot
from index.compounds import data, tables
from index.compounds.hashing import MASK, MULTIPLIER, HashTable, beginnings, hash_table, word_hash
from index.compounds.tables import (
    ADJECTIVE_ENDING,
    ANY_CLASS,
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
from index.kernels import text_hashes

if TYPE_CHECKING:
    from index.compounds.kernels import Lookup
    from index.german import Analysis

MIN_CORPUS_COUNT: Final = 3
"""A word that only the corpus knows may be a part if it occurs this often ..."""
MIN_CAPITAL_RATIO: Final = 3
"""... and so many times more often with a capital than small: then it is a noun or a name."""

Points = tuple[int, ...]
WIDE: Final = re.compile("[äöüßÄÖÜẞ]")
"""Letters that are two when folded."""
NO_LINK: Final = re.compile("[^ensrENSR]")
"""What is in no linking element."""
SIGN: Final = re.compile(r"(?<=[^\W\d_])[*:_](?=in)")
"""What is no letter when folded, as in `index.german.german`: the sign in Bürger*innen."""


class Part(NamedTuple):
    """A piece of a compound: ``text`` is the form's characters from ``start`` to ``end``.

    The linking element after a part belongs to no part. ``word`` is ``text`` with what composition cut off:
    ``Schule`` for the ``Schul`` of Schulamt.
    """

    start: int
    end: int
    text: str
    word: str


class FormStatistics(NamedTuple):
    """What a corpus says of its forms: how often each occurs (capitals that begin sentences may be left out)."""

    forms: Sequence[str]
    counts: npt.NDArray[np.integer[Any]]


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


def _end(form: str, start: int, link: int) -> int:
    """Return where the part before ``start`` ends; a linking element is letters by itself, never half of an ß."""
    return start if NO_LINK.search(form, start - link, start) else start - link


def _part(form: str, start: int, end: int, restored: int) -> Part:
    return Part(start, end, form[start:end], form[start:end] + RESTORED[restored])


def runs(parts: Sequence[Part]) -> Iterator[tuple[Part, Part]]:
    """Yield the first and last part of each compound inside one: verkehrs and minister, of Bundesverkehrsminister."""
    for first in range(len(parts)):
        for last in range(first + 1, len(parts)):
            if last - first + 1 < len(parts):
                yield parts[first], parts[last]


def corpus_scores(letters: int) -> tuple[int, int, int]:
    """Return how a word that only a corpus knows scores as first part, as last part of a noun, and undivided."""
    weights = data.weights()

    def fixed(*names: str) -> int:
        return round(sum(weights.get(name, 0.0) for name in names) * tables.SCALE)

    return (
        fixed("part", f"part.letters_{letters}", "part.begins_none"),
        fixed("noun", f"noun.letters_{letters}", "noun.ends_none", "noun.unlisted"),
        fixed("whole.unknown", "whole.corpus"),
    )


@cache
def german_table(folder: Path | None = None) -> tuple[ScoreTable, Constants]:
    """Return the scores of German words, computed at first use (seconds) and then kept in ``folder``.

    Without ``folder``, the user's cache folder is taken; where nothing can be written, nothing is kept.
    """
    place = _place(folder)
    try:
        return tables.load(place)
    except OSError:
        computed = _compute()
    try:
        tables.save(place, *computed)
        return tables.load(place)
    except OSError:
        return computed


def _place(folder: Path | None) -> Path:
    return (folder or _cache_folder()) / f"compounds-{data.splitter_version()}"


def _cache_folder() -> Path:
    """Return the user's cache folder, as platformdirs would: loading that takes longer than all else in a query."""
    if "XDG_CACHE_HOME" in os.environ:
        root = Path(os.environ["XDG_CACHE_HOME"])
    elif sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        root = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return root / "fundstelle"


def is_ready() -> bool:
    """Return whether the scores are at hand or kept, so that splitting one word costs no seconds of computing."""
    return german_table.cache_info().currsize > 0 or _place(None).is_dir()


def _compute() -> tuple[ScoreTable, Constants]:
    from index.compounds import scores, vocabulary

    return scores.score_table(vocabulary.build(), data.weights())


class CompoundSplitter:
    """Splits forms by what German makes compounds of, and by what a corpus says of its own words."""

    def __init__(
        self, statistics: FormStatistics | None = None, table: tuple[ScoreTable, Constants] | None = None
    ) -> None:
        """Read ``statistics``, of which new nouns and the capitals are learned; ``table`` is `german_table`'s."""
        self._table, self._constants = table or german_table()
        self._classes = WordClasses.of(statistics)
        self._extra = _corpus_table(self._table, self._classes)
        self._split_word: Callable[[str, int], tuple[Points, Points]] | None = None

    def use_kernels(self) -> None:
        """Split with kernels from now on: a seventh of the time, once they are loaded."""
        if not len(self._extra.words.keys):
            from index.compounds.kernels import one_by_one

            self._split_word = one_by_one(_lookup())

    def split(self, form: str) -> tuple[Part, ...]:
        """Return the parts of ``form``: ascending, inside it, covering it up to linking elements; one if left whole."""
        fold = german.fold(form)
        class_ = self._class(form, fold)
        points, restores = self._points(fold, class_)
        starts = _unfolded(form, fold, points)
        if not starts:
            return (Part(0, len(form), form, form),)
        ends = [_end(form, start, restore & 15) for start, restore in zip(starts, restores, strict=True)]
        restored = [restore >> 4 for restore in restores]
        return tuple(map(_part, [form] * (len(starts) + 1), [0, *starts], [*ends, len(form)], [*restored, 0]))

    def _points(self, fold: str, class_: int) -> tuple[Points, Points]:
        """Return what `split_folded` does."""
        if self._split_word is None:
            return split_folded(self._table, self._extra, self._constants, fold, class_)
        return self._split_word(fold, class_)

    def _class(self, form: str, fold: str) -> int:
        """Return whether ``form`` is a noun, or a word that is written small."""
        capital = form[:1].isupper()
        if capital and not self._classes.folds:
            return class_of(capital, None, 0)
        key = word_hash(fold)
        row, row_of_table = self._classes.words.row(key), self._table.words.row(key)
        kind = int(self._table.kind[row_of_table]) if row_of_table >= 0 else 0
        return class_of(capital, int(self._classes.lead[row]) if row >= 0 else None, kind)


def class_of(capital: bool, lead: int | None, kind: int) -> int:
    """Return what a form is written as.

    Args:
        capital: whether the form begins with a capital.
        lead: how much more often the word occurs with a capital than small; None if it doesn't occur.
        kind: bits of `tables`, what the word is known as.
    """
    if capital:
        return SMALL_CLASS if lead is not None and lead < 0 else NOUN_CLASS
    if lead is not None:
        return NOUN_CLASS if lead > 0 else SMALL_CLASS
    if kind & OTHER_WORD:
        return SMALL_CLASS
    return NOUN_CLASS if kind & NOUN_WORD else ANY_CLASS


@cache
def _german_splitter() -> CompoundSplitter:
    return CompoundSplitter()


def split(form: str) -> tuple[Part, ...]:
    """Return the parts of ``form``, one if it is left whole; ``is_ready`` says whether the scores must be computed."""
    return _german_splitter().split(form)


def load() -> None:
    """Make ready for splitting many words one by one, if that does not take seconds."""
    if hot.kernels_allowed() and is_ready():
        _german_splitter().use_kernels()
        split("Haustür")


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
    compounds = others[bulk.compounds_among([forms[at] for at in others.tolist()], _lookup())]
    _german_splitter().use_kernels()
    slow = pieces_of([forms[at] for at in compounds.tolist()])
    return joined([bulk.pieces(analysis, _lookup()), slow._replace(form=compounds[slow.form])])


@cache
def _lookup() -> Lookup:
    from index.compounds.kernels import lookup

    return lookup(*german_table(), _place(None))


class WordClasses(NamedTuple):
    """Of each folded word of a corpus: hash, occurrences, and how many more of them have a capital than not."""

    words: HashTable
    occurrences: npt.NDArray[np.int64]
    lead: npt.NDArray[np.int64]
    folds: Sequence[str]

    @classmethod
    def of(cls, statistics: FormStatistics | None) -> WordClasses:
        """Return what ``statistics`` say, each folded word once."""
        if statistics is None or not len(statistics.forms):
            nothing = np.zeros(0, np.int64)
            return cls(hash_table(np.zeros(0, np.uint64)), nothing, nothing, [])
        from index.compounds.bulk import begins_with_capital, fold_hashes

        folds = german.folds(statistics.forms)
        keys, first, place = np.unique(fold_hashes(folds), return_index=True, return_inverse=True)
        capital = begins_with_capital(statistics.forms)
        counts = np.asarray(statistics.counts, np.int64)
        occurrences, lead = (
            np.bincount(place, weight, len(keys)).astype(np.int64)
            for weight in (counts, np.where(capital, counts, -counts))
        )
        return cls(hash_table(keys), occurrences, lead, [folds[at] for at in first.tolist()])


def new_nouns(table: ScoreTable, statistics: FormStatistics) -> list[str]:
    """Return the folded nouns that only the corpus knows."""
    from index.compounds import bulk

    return bulk.new_nouns(table, WordClasses.of(statistics))


def _corpus_table(table: ScoreTable, classes: WordClasses) -> ScoreTable:
    """Return the scores of nouns that only the corpus knows, alone and with the linking elements s and n."""
    rows: dict[int, tuple[int, int, int, int]] = {}
    if len(classes.folds):
        from index.compounds import bulk

        scores = [corpus_scores(letters) for letters in range(MAX_LETTERS + 2)]
        for word in bulk.new_nouns(table, classes):
            key, letters = word_hash(word), len(word)
            for link in "sn":
                rows.setdefault((key * MULTIPLIER + ord(link)) & MASK, (scores[letters + 1][0], NEVER, NEVER, 1))
            rows[key] = (*scores[letters], 0)
    return _small_table(rows)


def _small_table(rows: dict[int, tuple[int, int, int, int]]) -> ScoreTable:
    """Return a table of rows that have a hash, and scores as first part, as last part of a noun, and undivided."""
    keys = np.array(sorted(rows), np.uint64)
    values = np.array([rows[int(key)] for key in keys], np.int16).reshape(len(keys), 4)
    modifier, noun, whole = (np.ascontiguousarray(values[:, column]) for column in range(3))
    restore = values[:, 3].astype(np.uint8)
    never, none = np.full(len(keys), NEVER, np.int16), np.zeros(len(keys), np.uint8)
    return ScoreTable(hash_table(keys), modifier, modifier, noun, never, whole, none, restore, restore)


def split_folded(
    table: ScoreTable, extra: ScoreTable, constants: Constants, fold: str, class_: int
) -> tuple[Points, Points]:
    """Split a folded word, and its last part as a word by itself; the plain twin of `kernels.split_words`.

    Returns:
        Where the parts after the first begin, and the ``restore`` of the parts before them.
    """
    points: Points = ()
    restores: Points = ()
    begin = 0
    while len(fold) - begin >= MIN_LETTERS and len(fold) <= MAX_LETTERS:
        own, own_restores, class_ = _split_once(table, extra, constants, beginnings(fold[begin:]), class_)
        if not own or len(points) + len(own) >= MAX_PARTS:
            break
        points += tuple(begin + point for point in own)
        restores += own_restores
        begin = points[-1]
    return points, restores


def _split_once(
    table: ScoreTable, extra: ScoreTable, constants: Constants, hashes: Sequence[int], class_: int
) -> tuple[Points, Points, int]:
    """Return where the parts after the first begin, the ``restore`` of those before, and the class of the word."""
    table, extra = (one._replace(words=cast(HashTable, _Rows(one.words, hashes))) for one in (table, extra))
    highest: float = _whole(table, extra, constants, hashes)
    found: tuple[Points, Points, int] = ((), (), class_)
    for small in (NOUN_CLASS, SMALL_CLASS):
        if class_ in (ANY_CLASS, small):
            score, points, restores = _best_chain(table, extra, small, hashes)
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


def _whole(table: ScoreTable, extra: ScoreTable, constants: Constants, hashes: Sequence[int]) -> int:
    """Return the score of the undivided word whose beginnings have ``hashes``."""
    size = len(hashes) - 1
    score = constants.letter * size + constants.margin
    row = table.words.row(hashes[size])
    if row >= 0 and table.whole[row] != NEVER:
        return score + int(table.whole[row])
    row = extra.words.row(hashes[size])
    score += int(extra.whole[row]) if row >= 0 and extra.whole[row] != NEVER else constants.unknown
    from_verb = derived = False
    for ending in range(1, min(size - 2, LONGEST_ENDING) + 1):
        kind = _kind(table, piece_hash(hashes, size - ending, size))
        derived |= bool(kind & ADJECTIVE_ENDING)
        if kind & VERB_ENDING and ending <= size - 3:
            from_verb |= bool(_kind(table, hashes[size - ending]) & VERB_STEM)
    return score + from_verb * constants.from_verb + derived * constants.derived_adjective


def _kind(table: ScoreTable, key: int) -> int:
    row = table.words.row(key)
    return int(table.kind[row]) if row >= 0 else 0


def _best_chain(
    table: ScoreTable, extra: ScoreTable, small: int, hashes: Sequence[int]
) -> tuple[float, Points, Points]:
    """Return the score of the best chain of first parts and a last part, where its parts begin, their ``restore``."""
    size = len(hashes) - 1
    chains: list[tuple[float, Points, Points]] = [(0, (), ())]
    for end in range(1, size):
        best: tuple[float, Points, Points] = (float("-inf"), (), ())
        for begin in range(end - 1):
            score, points, restores = chains[begin]
            if score == float("-inf"):
                continue
            own, restore = _first_part(table, extra, small, piece_hash(hashes, begin, end))
            if own != NEVER and score + own > best[0]:
                best = score + own, (*points, end), (*restores, restore)
        chains.append(best)
    whole: tuple[float, Points, Points] = (float("-inf"), (), ())
    for begin in range(2, size - 1):
        score, points, restores = chains[begin]
        if score == float("-inf"):
            continue
        own = _last_part(table, extra, small, piece_hash(hashes, begin, size))
        if own != NEVER and score + own > whole[0]:
            whole = score + own, points, restores
    return whole


def _first_part(table: ScoreTable, extra: ScoreTable, small: int, key: int) -> tuple[int, int]:
    """Return the score and the ``restore`` of a piece as a first part."""
    best = NEVER, 0
    for source in (table, extra):
        row = source.words.row(key)
        scores, restores = (source.nominal, source.restore_nominal) if small else (source.modifier, source.restore)
        if row >= 0 and scores[row] > best[0]:
            best = int(scores[row]), int(restores[row])
    return best


def _last_part(table: ScoreTable, extra: ScoreTable, small: int, key: int) -> int:
    best = NEVER
    for source in (table, extra):
        row = source.words.row(key)
        if row >= 0:
            best = max(best, int((source.adjective if small else source.noun)[row]))
    return best


def _unfolded(form: str, fold: str, points: Points) -> Points:
    """Return the places in ``form`` of places in its fold; none if one of them lies inside a letter (ä = a|e)."""
    if not points or len(form) == len(fold) == len(SIGN.sub("", form)):
        return points
    signs = {sign.start() for sign in SIGN.finditer(form)}
    place = 0
    places: dict[int, int] = {}
    for at, character in enumerate(form):
        places[place] = places.get(place, at)
        place += 0 if at in signs else 1 + bool(WIDE.match(character))
    return tuple(places[point] for point in points) if place == len(fold) and places.keys() >= set(points) else ()
