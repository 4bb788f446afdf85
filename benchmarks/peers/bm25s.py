"""bm25s: BM25 scores computed ahead into a sparse matrix, NumPy and Numba. Its queries only: any of the words."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final

import bm25s
import numpy as np
import orjson

from benchmarks.engine import PAGE, Answer, Engine, Hit, documents
from benchmarks.german import stem, stems
from benchmarks.queries import Query

logging.getLogger("bm25s").setLevel(logging.ERROR)  # it logs every file it saves


class Searcher:
    """The matrix in memory, with the Numba scorer on, as its documentation advises for speed."""

    def __init__(self, folder: Path) -> None:
        self._scores: Any = bm25s.BM25.load(str(folder), load_corpus=False)
        self._scores.backend = "numba"
        self._scores.activate_numba_scorer()
        self._stored = [Hit(*row) for row in orjson.loads((folder / "titles.json").read_bytes())]

    def search(self, query: Query) -> Answer:
        """Answer ``query``: score every article, count those above zero, select the best."""
        terms = [term for word in query.words if (term := stem(word)) in self._scores.vocab_dict]
        if not terms:
            return Answer(0, ())
        scores = self._scores.get_scores(terms)
        total = int(np.count_nonzero(scores))
        wanted = min(query.offset + PAGE, total)
        best = np.argpartition(scores, -wanted)[-wanted:]
        best = best[np.argsort(-scores[best], kind="stable")]
        return Answer(total, tuple(self._stored[number] for number in best[query.offset :].tolist()))


class Bm25s(Engine):
    """The engine; see the module."""

    version = bm25s.__version__
    analysis = "stems"
    most_articles = 100_000
    setup = (
        "title and text as one list of stems (PyStemmer); backend='numba' with the Numba scorer; the total is the "
        "number of scores above zero; no positions, no filters, no stored text"
    )

    def build(self, corpus: Path, folder: Path, threads: int) -> None:
        """Compute the matrix in memory and save it."""
        del threads
        kept, numbers, found = [], {"": 0}, []
        for article in documents(corpus):
            kept.append((article["id"], article["title"]))
            words = [*stems(article["title"]), *stems(article["text"])]
            found.append([numbers.setdefault(word, len(numbers)) for word in words])
        scores = bm25s.BM25(backend="numba")
        scores.index((found, numbers), show_progress=False)
        scores.save(str(folder), show_progress=False)
        (folder / "titles.json").write_bytes(orjson.dumps(kept))

    def open(self, folder: Path) -> Searcher:
        """Load the matrix."""
        return Searcher(folder)

    def refuses(self, query: Query) -> str:
        """Say what bm25s has not."""
        if query.kind not in ("any", "all") or (query.kind == "all" and len(query.words) > 1):
            return "bm25s only has 'any of the words'"
        if query.field or query.since or query.facets or query.snippets:
            return "bm25s has no fields, filters, facets or snippets"
        return ""

    def analyse(self, text: str) -> list[str]:
        """Return the stems that it is given."""
        return stems(text)


ENGINE: Final = Bm25s()
