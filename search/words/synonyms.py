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

_LONGEST: Final = 7
"""Most words of an entry of the program's own file: Organisation für Sicherheit und Zusammenarbeit in Europa."""

Key = tuple[str, ...]
"""The folds of the words of an entry."""
_ALIKE: Final = 2
"""Entries that begin with as many other letters than the typed word cannot have its stem."""


class Entry(NamedTuple):
    """A member of a group: one word or several, and its weight."""

    words: tuple[str, ...]
    weight: float


Group = Sequence[Entry]
Places = dict[Key, list[tuple[Entry, Group]]]
"""Entries by their keys, each with the groups that it is in."""


def _key(typed: Sequence[str]) -> Key:
    return tuple(map(fold, typed))


def _keys(entries: Sequence[Sequence[str]]) -> list[Key]:
    """Return the key of each, folded all at once; no word has a blank or a line break in it."""
    return [tuple(key.split(" ")) for key in fold("\n".join(map(" ".join, entries))).split("\n")] if entries else []


class OwnFile:
    """The program's own groups, but for members that the owner of an index ``took`` into a file of theirs.

    A command asks for a few words and ends: only lines in which a word begins as one of those does are read for it.
    """

    def __init__(self, took: frozenset[Key] = frozenset()) -> None:
        self._lines = clean(_DEFAULT.read_text("utf-8")).splitlines()
        self._folded = fold("\n".join(self._lines))
        self._took = took

    def groups(self, beginning: str | None = None) -> Iterator[Group]:
        """Yield the groups with an entry that begins so, and perhaps others; without ``beginning``, all."""
        lines = self._lines if beginning is None else self._lines_with(beginning)
        for group in _groups(lines):
            yield [one for one in group if _key(one.words) not in self._took] if self._took else group

    def _lines_with(self, beginning: str) -> Iterator[str]:
        """Yield the lines in which a word begins so."""
        folded, line, counted = self._folded, 0, 0
        at = folded.find(beginning)
        while at >= 0:
            if at == 0 or not folded[at - 1].isalnum():
                line += folded.count("\n", counted, at)
                yield self._lines[line]
                at = counted = folded.find("\n", at)
                if at < 0:
                    return
            at = folded.find(beginning, at + 1)


class Synonyms:
    """The groups, by each of their entries: those given, then the program's own if there is a file of them.

    Entries are read, and their stems worked out, as far as they begin like a word that is asked for.
    """

    def __init__(self, groups: Iterable[Group], own: OwnFile | None = None) -> None:
        self._given: dict[str, Places] = {}
        _add(self._given, groups)
        self._own = own
        self._read: dict[str, Places] = {}
        self._stems: dict[str, dict[Key, Key]] = {}
        self._beginnings: frozenset[str] | None = None
        self._single: frozenset[str] = frozenset()
        longest = max((len(key) for places in self._given.values() for key in places), default=0)
        self.longest = longest if own is None else max(longest, _LONGEST)

    def load(self) -> None:
        """Read all entries and work out their stems, for a process that answers many questions."""
        if self._beginnings is None:
            read = _copy(self._given)
            _add(read, self._own.groups() if self._own else ())
            beginnings = list(read)
            places = {key: members for alike in read.values() for key, members in alike.items()}
            self._read = read  # to which questions add meanwhile
            for beginning in beginnings:
                self._by_stems(beginning)
            single = {key[0] for key in places if len(key) == 1}
            self._single = frozenset(single.union(map(stem, single)))
            first = {key[0] for key, members in places.items() if _has_phrase(key, members)}
            self._beginnings = frozenset(first.union(map(stem, first)))  # last, as it says that all is loaded

    def may_begin(self, word: str) -> bool:
        """Return whether ``word`` may be the first of what has `phrases`; any may before `load`."""
        beginnings = self._beginnings
        return beginnings is None or fold(word) in beginnings or stem(word) in beginnings

    def __contains__(self, words: Sequence[str]) -> bool:
        key = _key(words)
        return key in self._alike(key[0][:_ALIKE])

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
        if key in self._alike(key[0][:_ALIKE]) or len(key) > self.longest:
            return self._others(key)
        entries = self._by_stems(key[0][:_ALIKE])
        found = entries.get(tuple(map(stem, typed))) if entries else None
        return self._others(found) if found else []

    def _others(self, key: Key) -> list[Entry]:
        """Return with whom the entry with that key is in a group."""
        members = self._alike(key[0][:_ALIKE]).get(key, ())
        return [one for entry, group in members for one in group if one is not entry]

    def _alike(self, beginning: str) -> Places:
        """Return the entries that begin so."""
        found = self._read.get(beginning)
        if found is None:
            if self._beginnings is not None or not beginning:
                return {}
            read = _copy({beginning: self._given.get(beginning, {})})
            _add(read, self._own.groups(beginning) if self._own else ())
            found = self._read[beginning] = read[beginning]
        return found

    def _by_stems(self, beginning: str) -> Mapping[Key, Key]:
        """Return the entries that begin so by their stems; of several with the same ones, the first."""
        if beginning not in self._stems:
            entries = self._alike(beginning)
            if not entries:
                return {}
            self._stems[beginning] = {tuple(map(stem, entry)): entry for entry in reversed(entries)}
        return self._stems[beginning]


def _add(found: dict[str, Places], groups: Iterable[Group]) -> None:
    """Add the entries of groups, by how they begin, behind those found already."""
    members = [(entry, group) for group in groups for entry in group]
    for key, member in zip(_keys([entry.words for entry, _ in members]), members, strict=True):
        found.setdefault(key[0][:_ALIKE], {}).setdefault(key, []).append(member)


def _copy(found: Mapping[str, Places]) -> dict[str, Places]:
    """Return a copy to which entries can be added."""
    return {beginning: {key: list(members) for key, members in places.items()} for beginning, places in found.items()}


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
    if not changed:
        return Synonyms((), OwnFile())
    groups = list(_groups(clean((folder / FILE_NAME).read_text("utf-8", "replace")).splitlines()))
    return Synonyms(groups, OwnFile(frozenset(_key(entry.words) for group in groups for entry in group)))


def _groups(lines: Iterable[str]) -> Iterator[Group]:
    """Yield the groups of some lines; of a word that is twice in a line only the first counts."""
    for line in lines:
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
