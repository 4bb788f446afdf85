"""The corpora of a run by name: the first articles of a real source where it has so many, else grown from it."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import orjson

from benchmarks import corpus, queries
from benchmarks.articles import complete, read_articles, write_articles
from benchmarks.heaps import Curve, measure

SIZES: Final = {"1k": 1_000, "2k": 2_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
HERE: Final = Path(__file__).parent
WORK: Final = HERE / "work"
DEMO: Final = HERE.parent / "demo" / "articles.jsonl"
SOURCE_VARIABLE: Final = "FUNDSTELLE_BENCH_SOURCE"
CURVE_ARTICLES: Final = 100_000
"""The curve of forms is measured over so many articles of a corpus at most."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus ready to be measured on. ``kind`` is real or grown; ``heaps`` rows are as `curve_rows` has them."""

    name: str
    path: Path
    queries: Path
    kind: str
    articles: int
    bytes: int
    heaps: list[list[int]]


def default_source() -> Path:
    """Return the file that the environment names, or the demo articles."""
    return Path(os.environ.get(SOURCE_VARIABLE, DEMO))


def prepare(name: str, source: Path, work: Path = WORK) -> Corpus:
    """Return the corpus of this name of `SIZES`; made when it is not there yet."""
    folder = work / name
    described = folder / "corpus.json"
    stamp = f"{source.name} {source.stat().st_size}"
    if described.exists():
        known = orjson.loads(described.read_bytes())
        if known.pop("source") == stamp:
            return Corpus(**{**known, "path": Path(known["path"]), "queries": Path(known["queries"])})
    folder.mkdir(parents=True, exist_ok=True)
    made = _make(name, source, folder)
    described.write_bytes(orjson.dumps({**asdict(made), "source": stamp}, default=str))
    return made


def _make(name: str, source: Path, folder: Path) -> Corpus:
    path, size = folder / "articles.jsonl", SIZES[name]
    real = write_articles(path, map(complete, islice(read_articles(source), size)))
    heaps: list[list[int]] = []
    if real < size:
        grown_from = corpus.load([source])
        corpus.write(path, corpus.grow(grown_from, size))
        heaps = curve_rows(grown_from.curve, path)
    vocabulary = queries.Vocabulary(queries.sample(read_articles(path), size))
    asked = folder / "queries.jsonl"
    queries.write(asked, queries.make(vocabulary))
    return Corpus(name, path, asked, "grown" if heaps else "real", size, path.stat().st_size, heaps)


def curve_rows(curve: Curve, path: Path) -> list[list[int]]:
    """Return tokens, forms as Heaps' law continues the source, and forms in the corpus at ``path``."""
    grown = measure(f"{article['title']} {article['text']}" for article in islice(read_articles(path), CURVE_ARTICLES))
    return [
        [int(tokens), round(curve.at(tokens)), int(forms)]
        for tokens, forms in zip(grown.tokens, grown.forms, strict=True)
    ]
