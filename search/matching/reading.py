"""The words of a query, read: each as an Expansion with what its forms count in every segment.

Words of a question are read together, a compound with the words that it is made of, and each is kept for the questions
to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from whoosh import query

from index import WEIGHT_UNIT, FieldName, Segment
from search import ranking
from search.kernels import hot
from search.limits import MAX_CACHED_EXPANSIONS, MAX_EXPANSION_FORMS
from search.lists import MATCHES, Numbers, Read
from search.matching.leaves import Leaf, fields_of, key_of, piece_of
from search.matching.side_by_side import in_runs
from search.query import ANY, BODY, TITLE, Unsure
from search.ranking import Parameters
from search.words import (
    Asked,
    Changed,
    Compound,
    Expander,
    Expansion,
    LeafKey,
    Reading,
    SegmentTable,
    Spelled,
    Word,
    WordCache,
)

_UNKNOWN: Final = np.zeros(0, np.int64)
_MANY_SEGMENTS: Final = 4
"""In fewer segments words are read for the questions to come."""


class WordReader:
    """Reads the words of questions over the segments of one generation."""

    def __init__(self, segments: Sequence[Segment], expander: Expander, parameters: Parameters) -> None:
        self._segments, self._expander, self._parameters = tuple(segments), expander, parameters
        self._articles = sum(segment.live_count for segment in segments)
        self._field_weights: dict[str, dict[FieldName, int]] = {
            field: {name: parameters.title_weight if name == "title" else 1 for name in fields_of(field)}
            for field in (ANY, TITLE, BODY)
        }
        self.table = SegmentTable(segments)
        self._words = WordCache()
        self._frequencies: dict[LeafKey, int] = {}
        self.has_cut = False
        """Whether any word so far stands for fewer forms than it should."""

    def word(self, leaf: Leaf) -> Word:
        """Return a word of the query with its counts."""
        return self.words([leaf])[0]

    def words(self, leaves: Sequence[Leaf]) -> list[Word]:
        """Return words of the query with their counts; the same word is read once, new ones all together."""
        keys = [key_of(leaf) for leaf in leaves]
        found = list(map(self._words.get, keys))
        if None in found:
            new = {key: leaf for key, leaf, word in zip(keys, leaves, found, strict=True) if word is None}
            read = self._read(new)
            found = [word or read[key] for key, word in zip(keys, found, strict=True)]
        return [
            self._unsure(word) if type(leaf.node) is Unsure else word  # type: ignore[arg-type, misc]  # none is None
            for leaf, word in zip(leaves, found, strict=True)
        ]

    def words_of_all(self, leaves: Sequence[Leaf]) -> list[Word]:
        """Return words of which an article needs every one, with what they count in such articles at least.

        In many segments, of a word that is much more frequent than another only what it counts beside that is read.
        """
        keys = [key_of(leaf) for leaf in leaves]
        # Held here: what is read now may take the room of what was read before.
        held = {key: word for key in keys if (word := self._words.get(key)) is not None}
        if len(held) == len(set(keys)) or not self._may_leave_out(leaves):
            return self.words(leaves)
        together = frozenset(keys)
        found = [held.get(key) or self._words.get((together, key)) for key in keys]
        if None in found:
            new = {key: leaf for key, leaf in zip(keys, leaves, strict=True) if key not in held}
            read = self._read_together(new, list(held.values()))
            if read is None:
                return self.words(leaves)
            for key, word in read.items():
                self._note(key, word)
            self._words.put({(together, key): word for key, word in read.items()})
            found = [held.get(key) or read[key] for key in keys]
        return found  # type: ignore[return-value]  # none is None

    def _may_leave_out(self, leaves: Sequence[Leaf]) -> bool:
        """Return whether it pays to read words for one question only: several of the same field, in many segments."""
        fields = {leaf.node.fieldname for leaf in leaves}
        return len(leaves) > 1 and len(fields) == 1 and len(self._segments) >= _MANY_SEGMENTS

    def _read_together(self, leaves: Mapping[LeafKey, Leaf], before: Sequence[Word]) -> dict[LeafKey, Word] | None:
        """Read words in articles that may have all, those read ``before`` too; None if that says too little of one."""
        field = next(iter(leaves.values())).node.fieldname
        words = dict(zip(leaves, self._expander.expand_all(list(leaves.values())), strict=True))
        spelled = {key: word for key, word in words.items() if isinstance(word, Spelled)}
        words |= self._looked_up(spelled, field)
        expanded = [word for word in words.values() if not isinstance(word, Spelled)]
        if any(one.apart for one in expanded) or any(type(leaf.node) is Unsure for leaf in leaves.values()):
            return None
        known = np.array([self._frequencies.get(key, 0) for key in leaves], np.int64)
        reading = self._reading(expanded, field, known, min(before, key=_matches, default=None))
        frequencies = [own or read for own, read in zip(known.tolist(), reading.frequency, strict=True)]
        if not all(frequencies):  # how rare it is, its related forms must say
            return None
        found = {}
        for place, (key, expansion) in enumerate(zip(leaves, expanded, strict=True)):
            idf = ranking.word_weight(self._articles, frequencies[place], expansion.word, self._parameters)
            found[key] = Word(expansion, field, frequencies[place], idf, reading, place)
        return found

    def frequency(self, leaf: Leaf) -> int:
        """Return how many articles have a word."""
        return self._frequencies.get(key_of(leaf)) or self.word(leaf).frequency

    @staticmethod
    def _unsure(word: Word) -> Word:
        """Return a word; if it stands for no form, so that those that look like it decide what matches."""
        alike = word.expansion.alike
        if len(word.expansion.forms) or alike is None:
            return word
        scored = tuple(word.scored(at) for at in range(word.reading.segments))
        return word._replace(expansion=alike, changed=Changed(tuple(one.document for one in scored), scored))

    def expansion(self, node: query.Query, text: str, exact: bool) -> Expansion:
        """Return the forms that a leaf, or a word of a phrase, stands for."""
        if type(node) is Unsure:
            return self._expander.expand(node)
        known = self._words.get(key_of(Leaf(node, text, exact, 1.0)))
        return known.expansion if known else self._expander.of_word(node, text, exact)

    def _read(self, leaves: Mapping[LeafKey, Leaf]) -> dict[LeafKey, Word]:
        """Read the words that leaves of the query stand for, those of a field together, and keep them."""
        fields: dict[str, dict[LeafKey, Spelled | Expansion]] = {}
        words = self._expander.expand_all(list(leaves.values()))
        for (key, leaf), word in zip(leaves.items(), words, strict=True):
            fields.setdefault(leaf.node.fieldname, {})[key] = word
        found: dict[LeafKey, Word] = {}
        for field, own in fields.items():
            spelled = {key: word for key, word in own.items() if isinstance(word, Spelled)}
            at_once = self._read_at_once(spelled, field) if len(spelled) == len(own) else None
            if at_once is None:
                expanded = {key: word for key, word in own.items() if not isinstance(word, Spelled)}
                at_once = self._read_expanded(self._looked_up(spelled, field) | expanded, field)
            found |= at_once
        return found

    def _read_at_once(self, words: Mapping[LeafKey, Spelled], field: str) -> dict[LeafKey, Word] | None:
        """Look words up and read them by one call, as they are in most questions by stems.

        None if there are several segments, which threads may share, or if a word has more forms than are searched.
        """
        if len(self._segments) != 1:
            return None
        looked_up, weights = hot.operations().looked_up, self._field_weights[field]
        forms, read = looked_up(self._expander.snapshot, self.table, list(words.values()), weights, 1)
        if max(map(len, forms)) > MAX_EXPANSION_FORMS:
            return None
        reading, found = Reading([read], len(words)), {}
        for place, ((key, word), own) in enumerate(zip(words.items(), forms, strict=True)):
            found[key] = self._word(self._expander.looked_up(word.text, own), field, reading, place)
        self._words.put(found)
        return found

    def _looked_up(self, words: Mapping[LeafKey, Spelled], field: str) -> dict[LeafKey, Expansion]:
        """Return the Expansions of words that are only looked up."""
        if not words:
            return {}
        looked_up, weights = hot.operations().looked_up, self._field_weights[field]
        forms, _ = looked_up(self._expander.snapshot, self.table, list(words.values()), weights, 0)
        found = zip(words.items(), forms, strict=True)
        return {key: self._expander.looked_up(word.text, own) for (key, word), own in found}

    def _read_expanded(self, words: dict[LeafKey, Expansion], field: str) -> dict[LeafKey, Word]:
        """Read words of a field together, compounds with the words that they are made of."""
        found: dict[LeafKey, Word] = {}
        compound = [one for one in words.values() if one.apart]
        pieces = {key: piece for one in compound for key, piece in self._new_pieces(one, field)}
        read = list((words | pieces).items())
        reading = self._reading([expansion for _, expansion in read], field)
        alike = len(read)
        compounds: list[tuple[LeafKey, Expansion, int, int]] = []
        for place, (key, expansion) in enumerate(read):
            if expansion.apart:  # the words that it is made of come first
                compounds.append((key, expansion, place, alike))
                alike += expansion.alike is not None
            else:
                found[key] = self._keep(key, self._word(expansion, field, reading, place))
        for key, expansion, *places in compounds:
            found[key] = self._keep(key, self._compound(expansion, field, reading, *places))
        return found

    def _keep(self, key: LeafKey, word: Word) -> Word:
        self._note(key, word)
        self._words.put({key: word})
        return word

    def _note(self, key: LeafKey, word: Word) -> None:
        """Remember of a word what is told of it without its counts."""
        self.has_cut |= word.expansion.capped > 0 or not word.expansion.whole
        if len(self._frequencies) >= MAX_CACHED_EXPANSIONS:
            self._frequencies.clear()
        self._frequencies[key] = word.frequency

    def _new_pieces(self, expansion: Expansion, field: str) -> Iterator[tuple[LeafKey, Expansion]]:
        """Yield the words that a compound can be taken apart into, unless they are known."""
        for way in expansion.apart:
            for piece in way:
                key = key_of(piece_of(field, piece))
                if self._words.get(key) is None:
                    yield key, self._expander.stemmed(piece)

    def _reading(
        self, words: Sequence[Expansion], field: str, known: Numbers = _UNKNOWN, beside: Word | None = None
    ) -> Reading:
        """Return what is read of several words of a field together (see `search.words.Asked`).

        What looks like a word is read with it, but what looks like a compound as a word of its own, behind the others:
        it is limited beside what the parts of the compound count as well.
        """
        operations, weights = hot.operations(), self._field_weights[field]
        alike = [None if one.apart else one.alike for one in words]
        behind = [one.alike for one in words if one.apart and one.alike is not None]
        asked = Asked([*words, *behind], [*alike, *([None] * len(behind))], self.most_alike, known=known, beside=beside)

        marks = operations.marks(self.table, asked)

        def read(first: int, last: int) -> Read:
            return operations.counts(self.table, asked, weights, first, last, marks)

        return Reading(in_runs(read, len(self._segments)), len(asked.words))

    def _word(
        self, expansion: Expansion, field: str, reading: Reading, place: int, parts: tuple[Word, ...] = ()
    ) -> Word:
        """Return the word that was read at a place."""
        frequency = reading.frequency[place]
        if not frequency:  # where only related forms occur, these must say how rare the word is
            word = Word(expansion, field, frequency, 0.0, reading, place)
            matching = [word.matching(at) for at in range(reading.segments)]
            frequency = sum(map(len, matching))
        idf = ranking.word_weight(self._articles, frequency, expansion.word, self._parameters)
        return Word(expansion, field, frequency, idf, reading, place, None, parts)

    def _compound(self, expansion: Expansion, field: str, reading: Reading, place: int, alike: int) -> Word:
        """Return the compound that was read at a place; what looks like it, if anything, was at the place ``alike``."""
        ways = [[self.word(piece_of(field, piece)) for piece in way] for way in expansion.apart]
        own = Word(expansion, field, 0, 0.0, reading, place)
        compound = Compound(
            own, None if expansion.alike is None else own._replace(place=alike), self.most_alike, ways,
            round(self._parameters.apart * WEIGHT_UNIT), has_parts=self._parameters.part > 0,
        )  # fmt: skip
        with_pieces, weights = hot.operations().with_pieces, self._field_weights[field]

        def read(first: int, last: int) -> Read:
            return with_pieces(self.table, compound, weights, first, last)

        whole = Reading(in_runs(read, len(self._segments)), 1 + len(compound.parts))
        parts = tuple(word._replace(reading=whole, place=at) for at, word in enumerate(compound.parts, 1))
        return self._word(expansion, field, whole, 0, parts)

    @property
    def most_alike(self) -> int:
        """What all forms that look like a word count in an article at most, in units of 1 / `WEIGHT_UNIT`."""
        return round(min(self._parameters.alike, 1.0) * WEIGHT_UNIT)


def _matches(word: Word) -> int:
    """Return how many documents match a word."""
    return int(word.rows[:, MATCHES].sum())
