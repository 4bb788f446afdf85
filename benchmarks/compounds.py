"""`python -m benchmarks.compounds FOLDER`: how well compounds are split, beside other splitters; and how it is fitted.

FOLDER holds lists of words and their splits: ``cdec_nouns_gold.tsv`` (parts joined by ``+``, without linking
elements), ``jwordsplitter_exceptions_gold.txt`` and ``visini_words.tsv`` (parts joined by ``|``). ``tests/data/
compounds.tsv`` is our own list. With ``--fit`` the weights in ``index/data/compounds.toml`` are fitted anew, and with
``--cross`` each list is split with weights fitted on the others only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import click
import numpy as np
import numpy.typing as npt

from index import compounds, fold

Points = frozenset[int]
Split = Callable[[str], Points]
ROOT: Final = Path(__file__).parent.parent
OWN_LIST: Final = ROOT / "tests/data/compounds.tsv"


class Gold(NamedTuple):
    """A word, and the sets of places where it may be split; an empty set: it may stay whole."""

    word: str
    answers: tuple[Points, ...]


class Score(NamedTuple):
    """Of split points: precision, recall, F1; F1 of whole splits; and simplex words split nevertheless."""

    precision: float
    recall: float
    f1: float
    f1_words: float
    simplex: int
    false_splits: int


def points_of(word: str, parts: Sequence[str]) -> Points:
    """Return where the parts after the first begin; parts may lack the linking element before the next.

    Raises:
        ValueError: if the parts do not make up the word.
    """
    found, end = [], len(word)
    for part in reversed(parts[1:]):
        begin = word.lower().rfind(part.lower(), 0, end)
        if begin < 0:
            raise ValueError(f"{'+'.join(parts)} does not make up {word}")
        found.append(begin)
        end = begin
    return frozenset(found)


def _joined(answer: str) -> Points:
    ends = np.cumsum([len(part) for part in answer.split("|")])
    return frozenset(ends[:-1].tolist())


def read_gold(folder: Path) -> dict[str, list[Gold]]:
    """Return the lists of ``folder`` that are there, and our own, by name."""
    lists: dict[str, list[Gold]] = {}
    for name, file, read in (
        ("cdec", "cdec_nouns_gold.tsv", _read_cdec),
        ("jwordsplitter", "jwordsplitter_exceptions_gold.txt", _read_jwordsplitter),
        ("visini", "visini_words.tsv", _read_visini),
    ):
        if (folder / file).is_file():
            lists[name] = list(read((folder / file).read_text("utf-8").splitlines()))
    return lists | read_own()


def _read_cdec(lines: list[str]) -> Iterator[Gold]:
    for word, answers in (line.split("\t") for line in lines[1:] if line.strip()):
        yield Gold(word, tuple(points_of(word, answer.split("+")) for answer in answers.split("|")))


def _read_jwordsplitter(lines: list[str]) -> Iterator[Gold]:
    for line in filter(str.strip, lines):
        answer = re.sub("/.*", "", line.strip())
        yield Gold(answer.replace("|", ""), (_joined(answer),))


def _read_visini(lines: list[str]) -> Iterator[Gold]:
    for word, answer in (line.split("\t") for line in lines):
        yield Gold(word, (_joined(answer),))


def read_own() -> dict[str, list[Gold]]:
    """Return our own lists by the kind of their words."""
    lists: dict[str, list[Gold]] = {}
    for line in OWN_LIST.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, answers = line.split("\t")
            choices = answers.split()
            lists.setdefault(kind, []).append(Gold(choices[0].replace("|", ""), tuple(map(_joined, choices))))
    return lists


def evaluate(gold: Iterable[Gold], split: Split) -> tuple[Score, list[tuple[str, Points]]]:
    """Return how well ``split`` does, and the words that it splits otherwise. The best answer of each counts."""
    right = extra = missing = words_right = words_split = words_to_split = simplex = false_splits = 0
    wrong = []
    for word, answers in gold:
        got = split(word)
        best = max(answers, key=lambda answer, got=got: (len(answer & got) - len(answer ^ got), answer == got))  # type: ignore[misc]
        right, extra, missing = right + len(best & got), extra + len(got - best), missing + len(best - got)
        words_split, words_to_split = words_split + bool(got), words_to_split + all(answers)
        words_right += bool(got) and best == got
        simplex += not any(answers)
        false_splits += not any(answers) and bool(got)
        if best != got:
            wrong.append((word, got))
    precision, recall = right / max(1, right + extra), right / max(1, right + missing)
    words = _f1(words_right / max(1, words_split), min(1.0, words_right / max(1, words_to_split)))
    return Score(precision, recall, _f1(precision, recall), words, simplex, false_splits), wrong


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def ours(statistics: compounds.FormStatistics | None = None) -> Split:
    """Return our splitter as a function from a word to split points."""
    splitter = compounds.CompoundSplitter(statistics)
    return lambda word: frozenset(part.start for part in splitter.split(word)[1:])


def char_split() -> Split:
    """Return CharSplit (compound-split): character n-grams at the beginnings and ends of nouns, MIT."""
    from compound_split import char_split as peer  # type: ignore[import-untyped]

    def split(word: str) -> Points:
        score, first, last = peer.split_compound(word.capitalize())[0]
        return frozenset([len(first)]) if score > 0 and last else frozenset()

    return split


MIN_PART: Final = 4
LINKS: Final = ("", "s", "es", "n", "en", "er", "e", "ens")


def koehn_knight() -> Split:
    """Return the dictionary splitter of Koehn and Knight (EACL 2003) with wordfreq's frequencies.

    Of all ways to split a word into known words, it takes the one with the highest geometric mean of frequencies.
    """
    import wordfreq

    frequency: Mapping[str, float] = wordfreq.get_frequency_dict("de", wordlist="large")

    def known(part: str) -> float:
        return frequency.get(part.replace("ß", "ss"), 0.0)

    def first_part(part: str) -> float:
        stems = (part[: len(part) - len(link)] for link in LINKS if part.endswith(link))
        return max([known(stem) for stem in stems if len(stem) >= MIN_PART] + [known(part + "e")])

    def ways(word: str, begin: int, points: Points, logs: float) -> Iterator[tuple[float, Points]]:
        if last := known(word[begin:]):
            yield math.exp((logs + math.log(last)) / (len(points) + 1)), points
        for end in range(begin + MIN_PART, len(word) - MIN_PART + 1):
            if first := first_part(word[begin:end]):
                yield from ways(word, end, points | {end}, logs + math.log(first))

    def split(word: str) -> Points:
        found = max(ways(word.lower(), 0, frozenset(), 0.0), default=(0.0, frozenset[int]()), key=lambda way: way[0])
        return found[1]

    return split


# --- fitting -----------------------------------------------------------------------------------------------------

Matrix = npt.NDArray[np.float64]
Row = dict[int, float]
"""Features by their number, without the zeros."""
FirstParts = dict[str, list[tuple[bool, Row]]]
"""The readings of a piece as a first part: whether as a noun, and the features."""
LastParts = dict[str, Row]
Rows = npt.NDArray[np.int64]
Possible = Callable[[compounds.vocabulary.Vocabulary], Rows]
FeaturesOf = Callable[[compounds.vocabulary.Vocabulary, Rows], Mapping[str, npt.NDArray[np.float32]]]
WEIGHT_OF_LIST: Final = {"jwordsplitter": 0.5, "visini": 0.5, "surname": 0.75, "place": 0.3}
"""How much a word of a list counts in fitting, 1 for others: the first two have no simplex words, the last are many."""
PENALTY: Final = 0.5
"""Of the squares of the weights: keeps them small where words are few."""
MARGIN: Final = 0.5
"""By how much a split must be better than none. Beside 0.2, where F1 is highest by a hair (cdec .926, here .922), a
third fewer names and simplex words are split: nonsense harms more than a compound that stays whole."""
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
        self.table, _ = compounds.scores.score_table(self.vocabulary, {})
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
                features = ("part", f"part.letters_{len(piece)}", "part.begins_none")
                firsts.setdefault(piece, []).append((True, self._ones(features)))
            if piece in self.new:
                last = ("noun", f"noun.letters_{len(piece)}", "noun.ends_none", "noun.unlisted")
                nouns.setdefault(piece, self._ones(last))

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
        row = self.table.words.row(compounds.word_hash(text))
        kind = int(self.table.kind[row]) if row >= 0 else 0
        class_ = compounds.class_of(gold.word[:1].isupper(), None, kind)
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
        """Return the weights fitted on some of the lists."""
        chosen: list[Readings] = []
        share: list[float] = []
        for name in names:
            for variant in self.readings[name]:
                chosen += variant
                share += [WEIGHT_OF_LIST.get(name, 1.0) / len(self.readings[name])] * len(variant)
        found = fit(chosen, np.array(share))
        return {name: float(found[place]) for name, place in self.fitter.names.items()} | {"margin": MARGIN}

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


def prepare(lists: dict[str, list[Gold]], corpus: compounds.FormStatistics | None) -> Fit:
    """Return the lists as readings."""
    fitter = Fitter()
    readings = {name: [fitter.readings(gold)] for name, gold in lists.items()}
    if corpus is not None:
        fitter.new = set(compounds.new_nouns(fitter.table, corpus))
        for name, gold in lists.items():
            readings[name].append(fitter.readings(gold))
    return Fit(fitter, lists, readings)


def read_corpus(path: Path) -> compounds.FormStatistics:
    """Return how often forms occur in the articles of a file."""
    from collections import Counter

    from index import read, words

    counts: Counter[str] = Counter()
    for article in read([path]):
        counts.update(words(getattr(article, "text", "")))  # what can't be read has no text
    return compounds.FormStatistics(list(counts), np.array(list(counts.values())))


def peers() -> dict[str, Split]:
    """Return the other splitters by name."""
    return {"CharSplit": char_split(), "Koehn-Knight, wordfreq": koehn_knight()}


def write_weights(weights: Mapping[str, float]) -> None:
    """Replace the weights in the data file; what is computed from them is then computed anew."""
    path = ROOT / "index/data/compounds.toml"
    before = path.read_text("utf-8").partition("[weights]\n")[0].rstrip("\n")
    lines = [f'"{name}" = {value:.3f}' for name, value in sorted(weights.items()) if abs(value) >= SMALLEST_WEIGHT]
    path.write_text("\n".join([before, "[weights]", *lines, ""]), "utf-8")


SMALLEST_WEIGHT: Final = 0.005


def show(title: str, rows: Iterable[tuple[str, str, Score]]) -> None:
    """Print a table of scores."""
    click.echo(f"\n{title}\n{'list':16}{'splitter':26}{'P':>7}{'R':>7}{'F1':>7}{'words':>7}  simplex left whole")
    for name, splitter, score in rows:
        whole = f"{score.simplex - score.false_splits} of {score.simplex}" if score.simplex else "-"
        numbers = "".join(f"{value:7.3f}" for value in score[:4])
        click.echo(f"{name:16}{splitter:26}{numbers}  {whole}")


FOLDS: Final = (("cdec",), ("jwordsplitter",), ("visini",), ("sample",), ("small",), ("surname", "place"))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--corpus", type=click.Path(path_type=Path, exists=True), help="Articles to learn new words from.")
@click.option("--fit", "refit", is_flag=True, help="Fit the weights and write them to the data file.")
@click.option("--cross", is_flag=True, help="Split each list with weights that were fitted on the others.")
@click.option("--wrong", is_flag=True, help="Print the words that are split otherwise.")
def main(folder: Path, corpus: Path | None, refit: bool, cross: bool, wrong: bool) -> None:
    """Measure the compound splitter on the lists in FOLDER."""
    lists = read_gold(folder)
    statistics = read_corpus(corpus) if corpus else None
    if refit or cross:
        prepared = prepare(lists, statistics)
    if cross:
        rows = [
            (name, "fitted on the others", score)
            for fold_ in FOLDS
            for weights in [prepared.weights(name for name in lists if name not in fold_)]
            for name in fold_
            if name in lists
            for score in prepared.evaluate(name, weights)
        ]
        show("Cross-validation (without a corpus, then with it)", rows)
    if refit:
        write_weights(prepared.weights(lists))
        click.echo("Wrote the weights; run again without --fit to measure them.")
        return
    splitters = {
        "Fundstelle": ours(),
        **({"Fundstelle, with corpus": ours(statistics)} if statistics else {}),
        **peers(),
    }
    found = {(name, kind): evaluate(gold, split) for name, gold in lists.items() for kind, split in splitters.items()}
    show("Split points; words: F1 of whole splits", ((*key, score) for key, (score, _) in found.items()))
    if wrong:
        for name in lists:
            cut = (cut_at(word, points) for word, points in found[name, "Fundstelle"][1])
            click.echo(f"\n{name}: {' '.join(cut)}")


def cut_at(word: str, points: Points) -> str:
    """Return ``word`` with its parts set apart."""
    ends = [0, *sorted(points), len(word)]
    return "·".join(word[begin:end] for begin, end in pairwise(ends))


if __name__ == "__main__":
    main()
