"""Lists of words and where they are split, and how well a splitter does on them.

A folder may hold ``cdec_nouns_gold.tsv`` (parts joined by ``+``, without linking elements),
``jwordsplitter_exceptions_gold.txt`` and ``visini_words.tsv`` (parts joined by ``|``). ``tests/data/compounds.tsv`` is
our own list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

Points = frozenset[int]
"""Where the parts of a word after the first begin."""
Split = Callable[[str], Points]
ROOT: Final = Path(__file__).parents[2]
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
