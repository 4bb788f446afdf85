"""Which word was meant, where the index does not know the one that was typed, or hardly knows it.

A candidate is a frequent form whose spelling is near: few edits, the same after umlauts and ``ß`` are written plainly,
or (names from other scripts) the same by sound. What is offered is the query with the words exchanged at their places,
and only if more articles match it in full.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import fold, german, stem
from search.ranking import function_words
from search.suggesting.vocabulary import Vocabulary

_LEAST_LETTERS: Final = 4
"""Shorter words are like too many others."""
_LONG_WORD: Final = 7
"""Words from this length on may have two errors, shorter ones one, or two that cannot be heard."""
_MAX_EDITS: Final = 2
_PRICE_OF_AN_EDIT: Final = 6.0
"""One more edit must be made up for by e ** 6 = 400 times as many articles."""
_SOUNDS_ALIKE: Final = 0.4
"""What an edit costs that cannot be heard (Cologne phonetics): ``Leien`` is ``Leyen`` rather than ``Leben``."""
_HEARD: Final = 400
"""Candidates at the greatest distance that are listened to, those of the most articles."""
_MUCH_MORE_FREQUENT: Final = 20
"""How much more often than a word that is hardly known the one that is offered instead must occur."""
_CACHED_WORDS: Final = 4096
_BIT: Final = np.array([byte - 97 if 97 <= byte < 123 else 26 for byte in range(256)], np.uint64)
"""Which bit stands for a byte of a word."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The query as it may have been meant: ``words`` are pairs of typed and meant, ``total`` hits it would give.

    ``applied``: what was typed finds nothing, so the answer is that to ``query``.
    """

    query: str
    words: tuple[tuple[str, str], ...]
    total: int
    applied: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the correction as a JSON-ready object."""
        words = [{"typed": typed, "meant": meant} for typed, meant in self.words]
        return {"query": self.query, "words": words, "total": self.total, "applied": self.applied}


class TypedWord(NamedTuple):
    """A word of the query with its place there and the number of articles that have it."""

    text: str
    start: int
    end: int
    articles: int


class _Candidates(NamedTuple):
    """Words of several articles, each once: its fold, plain spelling, form and number of articles."""

    folds: Spellings
    plain: Spellings
    forms: list[int]
    articles: list[int]


class Spellings:
    """Words among which those few edits from another are found; most are too far by their length or letters alone."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self._length = np.array(list(map(len, words)), np.int64)
        self._letters = _letters(words)

    def near(self, word: str, edits: int) -> list[tuple[str, int, int]]:
        """Return the words at most so many edits (OSA) from ``word``, the nearest first: word, distance, number."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        # An edit changes the length by one at most, and takes and brings one kind of letter at most.
        maybe = np.flatnonzero(np.abs(self._length - len(word)) <= edits)
        letters, others = _letters([word])[0], self._letters[maybe]
        gone, new = np.bitwise_count(letters & ~others), np.bitwise_count(others & ~letters)
        maybe = maybe[(gone <= edits) & (new <= edits)]
        choices = [self.words[at] for at in maybe.tolist()]
        found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=edits, limit=None)
        return [(choice, int(distance), int(maybe[at])) for choice, distance, at in found]


def _letters(words: list[str]) -> npt.NDArray[np.uint64]:
    """Return which letters each word has, uint64[words]: a bit for each from a to z, and one for all others."""
    if not words:
        return np.zeros(0, np.uint64)
    data = np.frombuffer("\n".join([*words, ""]).encode(), np.uint8)
    bits = np.uint64(1) << _BIT[data]
    ends = np.flatnonzero(data == ord("\n"))
    bits[ends] = 0
    starts = np.concatenate([[0], ends[:-1] + 1])
    return np.bitwise_or.reduceat(bits, starts)


class Speller:
    """Finds what was meant in one generation's dictionary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.meant = lru_cache(_CACHED_WORDS)(self._meant)

    def load(self) -> None:
        """Make ready what the first unknown word would wait for."""
        self.meant("warmlaufen", 0)

    def corrected(self, text: str, words: Sequence[TypedWord]) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the query with the words exchanged that have a likelier spelling, and these pairs."""
        exchanged, pairs = text, []
        for word in sorted(words, key=lambda word: -word.start):
            meant = self.meant(word.text, word.articles)
            if meant:
                exchanged = exchanged[: word.start] + meant + exchanged[word.end :]
                pairs.append((word.text, meant))
        return exchanged, tuple(reversed(pairs))

    @cached_property
    def _candidates(self) -> _Candidates:
        vocabulary = self._vocabulary
        often = np.flatnonzero(vocabulary.frequency > 1)
        best: dict[str, tuple[int, int]] = {}  # fold -> articles of its commonest form, that form
        total: dict[str, int] = {}
        folds = fold("\n".join(vocabulary.lexicon.texts(often.tolist()))).split("\n") if len(often) else []
        for text, form, articles in zip(folds, often.tolist(), vocabulary.frequency[often].tolist(), strict=True):
            if len(text) >= _LEAST_LETTERS - 1 and not text.isdecimal():
                total[text] = total.get(text, 0) + articles
                best[text] = max(best.get(text, (0, 0)), (articles, form))
        return _Candidates(
            Spellings(list(best)),
            Spellings(list(map(plain, best))),
            [form for _, form in best.values()],
            list(total.values()),
        )

    def _meant(self, word: str, articles: int) -> str:
        """Return the likeliest form that was meant by ``word``, which ``articles`` have; empty for itself."""
        folded = fold(word)
        if len(folded) < _LEAST_LETTERS or any(letter.isdigit() for letter in folded):
            return ""
        known, stemmed = self._candidates, stem(word)
        best, best_price = "", math.inf
        for at, distance in self._near(folded):
            if known.articles[at] <= _MUCH_MORE_FREQUENT * articles:
                continue
            if articles and known.folds.words[at] in function_words():
                continue  # more frequent than any word, so that it tells nothing: who types Bund does not mean und
            price = _PRICE_OF_AN_EDIT * distance - math.log(known.articles[at])
            if price < best_price:
                form = self._vocabulary.lexicon.form(known.forms[at])
                if stem(form) != stemmed:  # another form of the same word is searched anyway
                    best, best_price = form, price
        return best

    def _near(self, folded: str) -> Iterator[tuple[int, float]]:
        """Yield the candidates near a fold, with their distance in edits."""
        edits = _MAX_EDITS if len(folded) >= _LONG_WORD else 1
        known = self._candidates
        sound = german.phonetics.cologne(folded)
        for asked, choices, extra in ((folded, known.folds, 0.0), (plain(folded), known.plain, 0.5)):
            found = choices.near(asked, _MAX_EDITS)
            far = sorted((at for _, distance, at in found if distance > edits), key=lambda at: -known.articles[at])
            heard = set(far[:_HEARD])
            for choice, distance, at in found:
                if not (distance or extra) or (distance > edits and at not in heard):
                    continue
                if german.phonetics.cologne(known.folds.words[at]) == sound:
                    yield at, _SOUNDS_ALIKE * distance + extra
                elif distance <= edits:
                    yield at, distance + extra + 0.5 * (choice[:1] != asked[:1])


def plain(folded: str) -> str:
    """Return a fold with ``ae oe ue ss`` as plain ``a o u s``, as people write who know no umlauts."""
    for pair, letter in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s")):
        folded = folded.replace(pair, letter)
    return folded
