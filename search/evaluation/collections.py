"""Collections to measure on: documents, queries, and which documents answer which query.

Two kinds are read: the BEIR layout (``corpus.jsonl``, ``queries.jsonl``, ``qrels.tsv``), and any file of articles
as *known items*: each title is the query for the article's own text, from which the title is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import orjson

from index import Article, ReadOptions, errors, read

QRELS: Final = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv")
"""Where judgments are looked for, in this order: our layout, then that of published BEIR sets."""

Judgments = dict[str, dict[str, int]]


class CollectionError(ValueError):
    """A collection that cannot be read; the message says what is wrong and what to do."""


class Document(NamedTuple):
    """What is searched: an id, a title (may be empty), and the text."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries by id, and judgments: query id -> document id -> grade (0: judged and useless)."""

    name: str
    documents: tuple[Document, ...]
    queries: dict[str, str]
    judgments: Judgments

    def articles(self) -> Iterator[tuple[str, Article]]:
        """Yield each document's id and its article; what has no text at all is left out, nothing can find it.

        The article's own id is a running number, because a document's id may be what no article's may.
        """
        for number, document in enumerate(self.documents):
            title, text = (document.title, document.text) if document.text.strip() else ("", document.title)
            try:
                yield document.id, Article(id=str(number), title=title, text=text)
            except errors.ArticleError:
                continue


def read_beir(folder: Path) -> Collection:
    """Return the collection in ``folder``; only queries that have judgments are kept, as is the custom.

    Raises:
        CollectionError: if a file is missing or a line cannot be read.
    """
    documents = tuple(
        Document(str(row["_id"]), str(row.get("title") or ""), str(row.get("text") or ""))
        for row in _rows(folder / "corpus.jsonl", "_id")
    )
    judgments = _judgments(folder)
    texts = {str(row["_id"]): str(row.get("text") or "") for row in _rows(folder / "queries.jsonl", "_id")}
    queries = {key: text for key, text in texts.items() if key in judgments}
    if not documents or not queries:
        raise CollectionError(f"{folder} has no document or no query with a judgment; look at the ids in its files")
    return Collection(folder.name, documents, queries, judgments)


def _rows(path: Path, key: str) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise CollectionError(f"{path} is missing; a folder in BEIR layout has corpus.jsonl, queries.jsonl, qrels.tsv")
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise CollectionError(f"{path}, line {number} is no JSON ({error}); mend or remove it") from error
            if not isinstance(row, dict) or key not in row:
                raise CollectionError(f'{path}, line {number} has no "{key}"; give each line one')
            yield row


def _judgments(folder: Path) -> Judgments:
    path = next((folder / name for name in QRELS if (folder / name).is_file()), None)
    if path is None:
        raise CollectionError(f"{folder} has no {QRELS[0]}; put the judgments there: query-id, corpus-id, score")
    judgments: Judgments = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        columns = line.split("\t")
        if number == 1 and columns[-1].strip() == "score":
            continue
        try:
            query_id, document_id, grade = columns
            judgments.setdefault(query_id, {})[document_id] = int(grade)
        except ValueError as error:
            message = f"{path}, line {number} is not query-id, corpus-id, score with tabs between; mend or remove it"
            raise CollectionError(message) from error
    return judgments


def read_known_items(path: Path, sample: int | None = None, seed: int = 0) -> Collection:
    """Return the articles of ``path`` without their titles, and ``sample`` titles as the queries for their own text.

    All articles stay in the collection. Without ``sample``, every title is a query; a title that several articles
    have asks for one that cannot be told from the others, so it is none.

    Raises:
        CollectionError: if no article of the file has a title of its own.
    """
    articles = [item for item in read([str(path)], ReadOptions()) if isinstance(item, Article)]
    times: dict[str, int] = {}
    for article in articles:
        times[article.title] = times.get(article.title, 0) + 1
    titled = [(str(number), one.title) for number, one in enumerate(articles) if one.title and times[one.title] == 1]
    if not titled:
        raise CollectionError(f"no article in {path} has a title of its own; known items need titles")
    if sample is not None and sample < len(titled):
        titled = Random(seed).sample(titled, sample)
    return Collection(
        f"{path.name.partition('.')[0]}, title to text",
        tuple(Document(str(number), "", article.text) for number, article in enumerate(articles)),
        dict(titled),
        {number: {number: 1} for number, _ in titled},
    )
