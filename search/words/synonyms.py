"""Synonyms: groups of words that may stand for one another, the program's own and those of the index's owner.

A file has one group a line, its words separated by commas: ``Kfz, Auto, Wagen^0.6``. A weight behind ``^`` is what
the word counts when another of its group was asked for (1 without it), times ``Parameters.synonym``. ``#`` begins a
comment.
They are looked up when a question is asked, so that a changed file needs no work on the index.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from index import clean, fold, stem, words

FILE_NAME: Final = "synonyms.txt"
"""In the folder of an index: its owner's synonyms. A word that is in it has none of the program's own."""
_DEFAULT: Final = Path(__file__).with_name("synonyms.txt")

Key = tuple[str, ...]
"""The folds of the words of an entry."""
_ALIKE: Final = 2
"""Entries that begin with as many other letters than the typed word cannot have its stem."""


class Entry(NamedTuple):
    """A member of a group: one word or several, and its weight."""

    words: tuple[str, ...]
    weight: float


def _key(typed: Sequence[str]) -> Key:
    return tuple(map(fold, typed))


def _keys(entries: Sequence[Sequence[str]]) -> list[Key]:
    """Return the key of each, folded all at once; no word has a blank or a line break in it."""
    return [tuple(key.split(" ")) for key in fold("\n".join(map(" ".join, entries))).split("\n")] if entries else []


class Synonyms:
    """The groups, by each of their entries. Stems are worked out only of entries that may be meant."""

    def __init__(self, groups: Iterable[Sequence[Entry]]) -> None:
        members = [(entry, group) for group in groups for entry in group]
        self._places: dict[Key, list[tuple[Entry, Sequence[Entry]]]] = {}
        for key, member in zip(_keys([entry.words for entry, _ in members]), members, strict=True):
            self._places.setdefault(key, []).append(member)
        self._alike: dict[str, list[Key]] = {}
        for key in self._places:
            self._alike.setdefault(key[0][:_ALIKE], []).append(key)
        self._stems: dict[str, dict[Key, Key]] = {}
        self._beginnings: frozenset[str] | None = None
        self._single: frozenset[str] = frozenset()
        self.longest = max(map(len, self._places), default=0)

    def load(self) -> None:
        """Work out the stems of all entries, for a process that answers many questions."""
        if self._beginnings is None:
            for beginning in self._alike:
                self._by_stems(beginning)
            single = {key[0] for key in self._places if len(key) == 1}
            self._single = frozenset(single.union(map(stem, single)))
            first = {key[0] for key, members in self._places.items() if _has_phrase(key, members)}
            self._beginnings = frozenset(first.union(map(stem, first)))  # last, as it says that all is loaded

    def may_begin(self, word: str) -> bool:
        """Return whether ``word`` may be the first of what has `phrases`; any may before `load`."""
        beginnings = self._beginnings
        return beginnings is None or fold(word) in beginnings or stem(word) in beginnings

    def __contains__(self, words: Sequence[str]) -> bool:
        return _key(words) in self._places

    def words(self, word: str) -> Mapping[str, float]:
        """Return the single words that may stand for ``word``, with their weights; for most words none."""
        if self._beginnings is not None and fold(word) not in self._single and stem(word) not in self._single:
            return {}
        return {entry.words[0]: entry.weight for entry in self._of((word,)) if len(entry.words) == 1}

    def phrases(self, typed: Sequence[str]) -> list[Entry]:
        """Return what may stand for the ``typed`` words and is no matter of a single word for another."""
        return [entry for entry in self._of(typed) if len(entry.words) > 1 or len(typed) > 1]

    def _of(self, typed: Sequence[str]) -> list[Entry]:
        """Return the others of the group of what was typed, or of an entry with the same stems."""
        key = _key(typed)
        if key in self._places or len(key) > self.longest:
            return self._others(key)
        entries = self._by_stems(key[0][:_ALIKE])
        found = entries.get(tuple(map(stem, typed))) if entries else None
        return self._others(found) if found else []

    def _others(self, key: Key) -> list[Entry]:
        """Return with whom the entry with that key is in a group."""
        return [one for entry, group in self._places.get(key, ()) for one in group if one is not entry]

    def _by_stems(self, beginning: str) -> Mapping[Key, Key]:
        """Return the entries that begin so by their stems; of several with the same ones, the first."""
        if beginning not in self._alike:
            return {}
        if beginning not in self._stems:
            entries = reversed(self._alike[beginning])
            self._stems[beginning] = {tuple(map(stem, entry)): entry for entry in entries}
        return self._stems[beginning]


def _has_phrase(key: Key, members: Sequence[tuple[Entry, Sequence[Entry]]]) -> bool:
    """Return whether an entry or one of its groups has several words."""
    return len(key) > 1 or any(len(one.words) > 1 for _, group in members for one in group)


NONE: Final = Synonyms(())
"""For searching without relations, where nobody need look whether the owner's file has changed."""


def stamp(folder: Path) -> int:
    """Return what changes when the owner's file in the folder of an index changes; 0 without one."""
    try:
        return os.stat(f"{folder}/{FILE_NAME}").st_mtime_ns  # noqa: PTH116 - asked before every answer
    except OSError:
        return 0


def of_index(folder: Path) -> Synonyms:
    """Return the synonyms for the index in ``folder``: the same object until the owner's file changes."""
    return load(folder, stamp(folder))


@lru_cache(8)
def load(folder: Path, changed: int) -> Synonyms:
    """Return the synonyms for the index in ``folder``; ``changed`` is its `stamp`."""
    default = _groups(_DEFAULT.read_text("utf-8"))
    if not changed:
        return Synonyms(default)
    own = list(_groups((folder / FILE_NAME).read_text("utf-8", "replace")))
    taken = {_key(entry.words) for group in own for entry in group}
    return Synonyms([*own, *([one for one in group if _key(one.words) not in taken] for group in default)])


def _groups(text: str) -> Iterator[list[Entry]]:
    """Yield the groups of a file; of a word that is twice in a line only the first counts."""
    for line in clean(text).splitlines():
        entries: dict[tuple[str, ...], Entry] = {}
        for written in line.partition("#")[0].split(","):
            found, weight = _entry(written)
            if found and found not in entries:
                entries[found] = Entry(found, weight)
        if entries:
            yield [entries[key] for key in sorted(entries)]


def _entry(text: str) -> tuple[tuple[str, ...], float]:
    """Return the words, perhaps none, and the weight of a member as written. A weight that is no number is 1."""
    text, _, weight = text.partition("^")
    word = text.strip()
    found = (word,) if word.isalnum() else tuple(words(word))  # nearly always one word, as a look tells
    try:
        return found, min(max(float(weight), 0.0), 1.0) if weight else 1.0
    except ValueError:
        return found, 1.0
