"""The weights of the splitter, fitted on lists of words and their splits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.compounds.corpus import new_nouns, noun_features, part_features, writings
from benchmarks.compounds.gold import ROOT, Gold, Points, Score, evaluate
from index import compounds, fold

Matrix = npt.NDArray[np.float64]
Row = dict[int, float]
"""Features by their number, without the zeros."""
FirstParts = dict[str, list[tuple[bool, Row]]]
"""The readings of a piece as a first part: whether as a noun, and the features."""
LastParts = dict[str, Row]
Rows = npt.NDArray[np.int64]
Possible = Callable[[compounds.vocabulary.Vocabulary], Rows]
FeaturesOf = Callable[[compounds.vocabulary.Vocabulary, Rows], Mapping[str, npt.NDArray[np.float32]]]
WEIGHT_OF_LIST: Final = {"jwordsplitter": 0.5, "visini": 0.5, "place": 0.6, "frequent": 0.3}
"""How much a word of a list counts in fitting, 1 for others: the first two have no simplex words, places are many, and
frequent words are those that were hardest."""
NAMES: Final = ("surname", "place")
SIMPLEX: Final = 2.0
"""How much more a word counts that is neither a compound nor a name: nonsense harms more than a compound that stays
whole. Of 1, 2 and 3 with the margins that leave 359 of cdec's 366 whole, 2 finds most compounds of the other lists."""
LISTED: Final = -9.0
"""The weight of ``whole.listed``, not fitted: what the data file lists is split, however frequent it is."""
PENALTY: Final = 0.5
"""Of the squares of the weights: keeps them small where words are few."""
MARGIN: Final = 0.35
"""By how much a split must be better than none. Of .2, .35 and .5, F1 of cdec is .931 .933 .927, with 8, 7 and 7 words
split that are none, and 14, 11 and 10 surnames."""
STEPS: Final = 600


class Readings(NamedTuple):
    """All ways to split a word: the sum of the features of each, and whether it is right."""

    features: Matrix
    right: npt.NDArray[np.bool_]
    points: list[Points]


class Fitter:
    """Turns words into readings; holds the vocabulary, the names of features and what pieces of words score."""

    def __init__(self) -> None:
        self.vocabulary = compounds.vocabulary.build()
        self.table, constants = compounds.scores.score_table(self.vocabulary, {})
        self._splitter = compounds.CompoundSplitter(self.table, constants)
        self.names: dict[str, int] = {}
        self.new: set[str] = set()
        """Nouns that only a corpus knows."""

    def readings(self, gold: Sequence[Gold]) -> list[Readings]:
        """Return the readings of each word."""
        folds = [fold(word) for word, _ in gold]
        pieces = sorted({text[b:e] for text in folds for b in range(len(text)) for e in range(b + 2, len(text) + 1)})
        words = compounds.vocabulary.Words.of(pieces)
        firsts, rows = self._firsts(pieces, words), self.vocabulary.rows(words.hashes())
        nouns = self._lasts(pieces, rows, compounds.scores.last_nouns, compounds.scores.noun_features)
        smalls = self._lasts(pieces, rows, compounds.scores.last_adjectives, compounds.scores.adjective_features)
        self._add_new(pieces, firsts, nouns)
        wholes = self._columns(compounds.scores.whole_features(self.vocabulary, compounds.vocabulary.Words.of(folds)))
        return [self._readings_of(*item, firsts, nouns, smalls) for item in zip(gold, folds, wholes, strict=True)]

    def _number(self, name: str) -> int:
        return self.names.setdefault(name, len(self.names))

    def _add_new(self, pieces: list[str], firsts: FirstParts, nouns: LastParts) -> None:
        """Add what only a corpus knows: its nouns, and as first parts the same with s or n."""
        for piece in pieces:
            if piece in self.new or (piece[-1] in "sn" and piece[:-1] in self.new):
                firsts.setdefault(piece, []).append((True, self._ones(part_features(len(piece)))))
            if piece in self.new:
                nouns.setdefault(piece, self._ones(noun_features(len(piece))))

    def _ones(self, names: Iterable[str]) -> Row:
        return {self.names[name]: 1.0 for name in names if name in self.names}  # long pieces have no feature of length

    def _columns(self, features: Mapping[str, npt.NDArray[np.float32]]) -> list[Row]:
        """Return the features of each element, without the zeros, by the number of their name."""
        places = [self._number(name) for name in features]
        matrix = np.stack(list(features.values()), axis=1)
        return [{place: float(v) for place, v in zip(places, row, strict=True) if v} for row in matrix]

    def _firsts(self, pieces: list[str], words: compounds.vocabulary.Words) -> FirstParts:
        parts = compounds.scores.first_parts(self.vocabulary, words)
        found: FirstParts = {}
        for word, nominal, row in zip(parts.word, parts.nominal, self._columns(parts.features), strict=True):
            found.setdefault(pieces[word], []).append((bool(nominal), row))
        return found

    def _lasts(self, pieces: list[str], rows: Rows, possible: Possible, features: FeaturesOf) -> LastParts:
        here = np.flatnonzero(np.isin(rows, possible(self.vocabulary)))
        columns = self._columns(features(self.vocabulary, rows[here]))
        return {pieces[at]: row for at, row in zip(here.tolist(), columns, strict=True)}

    def _readings_of(
        self, gold: Gold, text: str, whole: Row, firsts: FirstParts, nouns: LastParts, smalls: LastParts
    ) -> Readings:
        more = {self._number("whole.letter"): float(len(text)), self._number("whole.corpus"): float(text in self.new)}
        found: list[tuple[Points, list[Row]]] = [(frozenset(), [whole, more])]
        class_ = self._splitter.class_of(gold.word, text)
        for small, lasts in ((0, nouns), (1, smalls)):
            if class_ in (small, 2):
                found += _chains(text, bool(small), firsts, lasts)
        answers = {frozenset(_folded(gold.word, answer)) for answer in gold.answers}
        matrix = np.zeros((len(found), MAX_FEATURES))
        for at, (_, rows) in enumerate(found):
            for columns in rows:
                for name, value in columns.items():
                    matrix[at, name] += value
        points = [reading for reading, _ in found]
        return Readings(matrix, np.array([reading in answers for reading in points]), points)


MAX_FEATURES: Final = 128
MAX_CHAIN: Final = 6


def _folded(word: str, points: Points) -> Iterator[int]:
    return (len(fold(word[:point])) for point in points)


def _chains(text: str, small: bool, firsts: FirstParts, lasts: LastParts) -> list[tuple[Points, list[Row]]]:
    """Return every chain of first parts and a last part that makes up ``text``, with the features of its parts."""
    found: list[tuple[Points, list[Row]]] = []

    def extend(begin: int, points: Points, features: list[Row]) -> None:
        if points and (last := lasts.get(text[begin:])):
            found.append((points, [*features, last]))
        if len(points) == MAX_CHAIN:
            return
        for end in range(begin + 2, len(text) - 1):
            for nominal, first in firsts.get(text[begin:end], ()):
                if nominal or not small:
                    extend(end, points | {end}, [*features, first])

    extend(0, frozenset(), [])
    return found


def fit(readings: Sequence[Readings], share: Matrix) -> Matrix:
    """Return the weights that make the right readings likeliest: penalised maximum likelihood, by Rprop.

    ``share`` says how much each word counts. Words none of whose readings is right are left out.
    """
    kept = [at for at, reading in enumerate(readings) if reading.right.any()]
    features = np.concatenate([readings[at].features for at in kept])
    right = np.concatenate([readings[at].right for at in kept])
    counts = np.array([len(readings[at].right) for at in kept])
    word, first = np.repeat(np.arange(len(kept)), counts), np.cumsum(counts) - counts
    share = share[kept][word]
    weights, step, before = np.zeros(MAX_FEATURES), np.full(MAX_FEATURES, 0.1), np.zeros(MAX_FEATURES)
    for _ in range(STEPS):
        score = features @ weights
        likely = _softmax(score, word, first) - _softmax(np.where(right, score, -np.inf), word, first)
        slope = features.T @ (share * likely) + 2 * PENALTY * weights
        step = np.clip(
            np.where(slope * before > 0, step * 1.2, np.where(slope * before < 0, step * 0.5, step)), 1e-6, 1
        )
        before = np.where(slope * before < 0, 0.0, slope)
        weights = weights - np.sign(before) * step
    return weights


def _softmax(score: Matrix, word: npt.NDArray[np.int64], first: npt.NDArray[np.int64]) -> Matrix:
    """Return the probability of each reading among those of its word."""
    highest = np.maximum.reduceat(score, first)
    raised: Matrix = np.exp(score - highest[word])
    return raised / np.add.reduceat(raised, first)[word]


class Fit(NamedTuple):
    """All lists as readings, without a corpus and with one."""

    fitter: Fitter
    lists: dict[str, list[Gold]]
    readings: dict[str, list[list[Readings]]]

    def weights(self, names: Iterable[str]) -> dict[str, float]:
        """Return the weights fitted on some of the lists; words that the data file lists tell nothing of others."""
        chosen: list[Readings] = []
        share: list[float] = []
        listed = self.fitter.names["whole.listed"]
        for name in names:
            own = WEIGHT_OF_LIST.get(name, 1.0) / len(self.readings[name])
            for variant in self.readings[name]:
                for gold, reading in zip(self.lists[name], variant, strict=True):
                    if not reading.features[0, listed]:
                        chosen.append(reading)
                        share.append(own if any(gold.answers) or name in NAMES else SIMPLEX * own)
        found = fit(chosen, np.array(share))
        weights = {name: float(found[place]) for name, place in self.fitter.names.items()}
        return weights | {"margin": MARGIN, "whole.listed": LISTED}

    def evaluate(self, name: str, weights: Mapping[str, float]) -> Iterator[Score]:
        """Yield how well a list is split with ``weights``, without a corpus and with it."""
        vector = np.zeros(MAX_FEATURES)
        for feature, place in self.fitter.names.items():
            vector[place] = weights[feature]
        for variant in self.readings[name]:
            chosen: dict[str, Points] = {}
            for gold, reading in zip(self.lists[name], variant, strict=True):
                score = reading.features @ vector
                score[0] += weights["margin"]
                points = sorted(reading.points[int(np.argmax(score))])
                chosen[gold.word] = frozenset(_unfolded(gold.word, points))
            yield evaluate(self.lists[name], chosen.__getitem__)[0]


def _unfolded(word: str, points: Iterable[int]) -> Iterator[int]:
    places = {len(fold(word[:at])): at for at in range(len(word), -1, -1)}
    return (places[point] for point in points)


def prepare(lists: dict[str, list[Gold]], corpus: Mapping[str, int] | None) -> Fit:
    """Return the lists as readings."""
    fitter = Fitter()
    readings = {name: [fitter.readings(gold)] for name, gold in lists.items()}
    if corpus is not None:
        fitter.new = set(new_nouns(fitter.table, writings(corpus)))
        for name, gold in lists.items():
            readings[name].append(fitter.readings(gold))
    return Fit(fitter, lists, readings)


SMALLEST_WEIGHT: Final = 0.005
"""Smaller weights change no score by more than the rounding of the file, three digits, and are left out."""


def write_weights(weights: Mapping[str, float]) -> None:
    """Replace the weights in the data file; what is computed from them is then computed anew."""
    path = ROOT / "index/data/compounds.toml"
    before = path.read_text("utf-8").partition("[weights]\n")[0].rstrip("\n")
    lines = [f'"{name}" = {value:.3f}' for name, value in sorted(weights.items()) if abs(value) >= SMALLEST_WEIGHT]
    path.write_text("\n".join([before, "[weights]", *lines, ""]), "utf-8")
