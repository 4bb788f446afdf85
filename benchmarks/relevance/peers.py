"""Other engines as systems: documents and queries in, rankings out. All find documents with any of the words."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.german import stems
from benchmarks.heaps import WORD
from benchmarks.relevance.lucene import analysed
from search import Parameters, evaluation

DEPTH: Final = 100
Ranking = Mapping[str, tuple[str, ...]]
System = Callable[[evaluation.Collection], Ranking]


def lower_case(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, and no more."""
    return [word.lower() for word in WORD.findall(text)]


def bm25(analyse: Callable[[str], list[str]]) -> System:
    """Return BM25 as Lucene has it (bm25s, the same K1 and B as ours) over terms that ``analyse`` makes."""

    def ranked(collection: evaluation.Collection) -> Ranking:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.ERROR)
        texts = [analyse(f"{document.title} {document.text}") for document in collection.documents]
        numbers: dict[str, int] = {"": 0}
        found = [[numbers.setdefault(term, len(numbers)) for term in terms] for terms in texts]
        scores: Any = bm25s.BM25(k1=Parameters().k1, b=Parameters().b, method="lucene")
        scores.index((found, numbers), show_progress=False)
        names = [document.id for document in collection.documents]
        ranking: dict[str, tuple[str, ...]] = {}
        for key, text in collection.queries.items():
            terms = [term for term in analyse(text) if term in numbers]
            ranking[key] = _best(scores.get_scores(terms), names) if terms else ()
        return ranking

    return ranked


def _best(score: npt.NDArray[np.float32], names: list[str]) -> tuple[str, ...]:
    order = np.argsort(-score, kind="stable")[:DEPTH]
    return tuple(names[at] for at in order.tolist() if score[at] > 0)


def tantivy(collection: evaluation.Collection) -> Ranking:
    """Rank with Tantivy: its simple tokenizer, lower case, its German stemmer, its BM25 (K1 1.2, B 0.75)."""
    import tantivy as library

    from benchmarks.peers.tantivy import _ANALYSER as ANALYSER

    builder = library.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="german")
    with tempfile.TemporaryDirectory(prefix="fundstelle-relevance-") as folder:
        index = library.Index(builder.build(), folder)
        index.register_tokenizer("german", ANALYSER)
        writer = index.writer(200_000_000, 1)
        for document in collection.documents:
            row = library.Document()
            row.add_text("id", document.id)
            row.add_text("text", f"{document.title} {document.text}")
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher, found = index.searcher(), {}
        for key, text in collection.queries.items():
            words = lower_case(text)
            hits = searcher.search(index.parse_query(" ".join(words), ["text"]), DEPTH).hits if words else []
            found[key] = tuple(searcher.doc(address)["id"][0] for _, address in hits)
    return found


PEERS: Final[dict[str, System]] = {
    "bm25s, lower case only": bm25(lower_case),
    "bm25s, Snowball": bm25(stems),
    "bm25s, the rules of Lucene's GermanAnalyzer": bm25(analysed),
    "Tantivy, its German stemmer": tantivy,
}
BASELINE: Final = "bm25s, Snowball"
