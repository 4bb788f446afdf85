"""Whoosh's own index as an oracle: the same articles, the same analyser, and our query trees in its terms.

``docs/differences-from-whoosh.md`` numbers what Whoosh understands differently; where a tree is written for
Whoosh in other words than its own, the comment ``[n]`` names the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import permutations
from typing import Any, Final
from zoneinfo import ZoneInfo

from whoosh import analysis, fields, query
from whoosh.filedb.filestore import RamStorage
from whoosh.query import spans

from index import Article, fold, stem, words
from search.query.nodes import Category, ExactPhrase, Form, Near, Published, Within
from tests.archive import Written

BERLIN: Final = ZoneInfo("Europe/Berlin")
FIELDS: Final = ("title", "body")
LEAVES: Final = (query.Term, query.Prefix, query.Wildcard, query.Regex, query.FuzzyTerm)


class Words(analysis.Analyzer):  # type: ignore[misc]
    """Our words, each in one of three guises: its stem, its fold, or the form as printed."""

    def __init__(self, guise: str) -> None:
        self.guise = guise

    def __call__(self, value: str, **_: Any) -> Iterator[analysis.Token]:
        """Yield a token for each word."""
        forms = words(value)
        texts = {"form": forms, "fold": [fold(form) for form in forms], "stem": [stem(form) for form in forms]}[
            self.guise
        ]
        yield from _tokens(texts)


class Names(analysis.Analyzer):  # type: ignore[misc]
    """The words of names, one name a line; a step in the positions parts them."""

    def __call__(self, value: str, **_: Any) -> Iterator[analysis.Token]:
        """Yield a token for each word."""
        yield from _tokens([word for name in value.split("\n") for word in [*name_words(name), "\n"]])


class _SpanNear(spans.SpanNear):  # type: ignore[misc]
    """Whoosh's own, with the estimate that it lacks and a choice between such needs."""

    def estimate_size(self, reader: Any) -> int:
        """Return at most how many documents match."""
        return int(self.q.estimate_size(reader))

    estimate_min_size = estimate_size


def _tokens(texts: Sequence[str]) -> Iterator[analysis.Token]:
    token = analysis.Token()
    for position, text in enumerate(texts):
        token.text, token.pos, token.boost, token.stopped = text, position, 1.0, False
        yield token


def name_words(name: str) -> list[str]:
    """Return the words of a name without differences of spelling."""
    return [fold(word) for word in re.findall(r"[^\W_]+", name)]


def _text_fields() -> dict[str, fields.TEXT]:
    return {
        f"{field}_{guise}": fields.TEXT(analyzer=Words(guise), phrase=True)
        for field in FIELDS
        for guise in ("stem", "fold", "form")
    }


class WhooshOracle:
    """Answers query trees of `search.query.nodes` from Whoosh's index over the same articles."""

    def __init__(self, archive: Sequence[Written]) -> None:
        self._archive = archive
        names = {field: fields.TEXT(analyzer=Names(), phrase=True) for field in ("source", "section", "author")}
        schema = fields.Schema(id=fields.ID(stored=True), day=fields.NUMERIC(int), **names, **_text_fields())
        self._articles = _searcher(schema, (_record(one.article) for one in archive))

    @cached_property
    def _units(self) -> Any:
        """An index in which every title, sentence and paragraph is a document of its own: Whoosh knows none."""  # [8]
        schema = fields.Schema(id=fields.ID(stored=True), unit=fields.ID(), **_text_fields())
        return _searcher(schema, (record for one in self._archive for record in _unit_records(one)))

    def ids(self, tree: query.Query) -> set[str]:
        """Return the ids of the articles that match ``tree``."""
        return self.answer(self.article_query(tree))

    def answer(self, asked: query.Query) -> set[str]:
        """Return the ids of the articles that a query of Whoosh's own matches."""
        return _found(self._articles, asked)

    def article_query(self, node: query.Query) -> query.Query:
        """Return ``node`` as a query for Whoosh."""
        if isinstance(node, (*LEAVES, query.Phrase, Near)):
            return _either([placed_query(node, field) for field in FIELDS])  # [1]
        if isinstance(node, Within):
            return self._within(node)
        if isinstance(node, Category):
            text = name_words(node.text)
            return query.Phrase(node.fieldname, text) if text else query.NullQuery
        if isinstance(node, Published):
            return _days(node.first, node.last)
        if node is query.NullQuery or isinstance(node, query.Every):
            return node
        return self._combination(node)

    def _combination(self, node: query.Query) -> query.Query:
        parts = [self.article_query(child) for child in node.children()]
        if isinstance(node, query.Not):
            return _without(query.Every(), *parts)
        if isinstance(node, query.AndNot):
            return _without(*parts)
        if isinstance(node, query.And):
            return query.And(parts)
        if isinstance(node, query.Or):
            return _either(parts)
        return type(node)(*parts)  # AndMaybe, Require

    def _within(self, node: Within) -> query.Query:
        join = _without if node.negated else lambda left, right: query.And([left, right])
        in_unit = [
            join(placed_query(node.left, field), placed_query(node.right, field)) for field in FIELDS
        ]  # of words and of choices between words only
        found = _found(self._units, query.And([query.Term("unit", node.unit), _either(in_unit)]))
        return _either([query.Term("id", identifier) for identifier in sorted(found)])


def placed_query(node: query.Query, field: str) -> query.Query:
    """Return ``node`` as a query for Whoosh whose spans are the places in one field."""
    if isinstance(node, query.Or):
        return _either([placed_query(child, field) for child in node])
    if isinstance(node, Near):
        sides = placed_query(node.left, field), placed_query(node.right, field)
        return _SpanNear(*sides, slop=node.distance, ordered=node.ordered)  # [3]
    if node.fieldname not in ("any", field):
        return query.NullQuery
    if isinstance(node, ExactPhrase):
        return query.Phrase(f"{field}_fold", [fold(word) for word in node.words])
    if isinstance(node, query.Phrase):
        return _window(field, node.words, node.slop + max(0, len(node.words) - 2))
    return _leaf(node, field)


def _leaf(node: query.Query, field: str) -> query.Query:
    """Return a word or pattern in one field: patterns are about folds."""  # [4]
    folded = f"{field}_fold"
    if isinstance(node, Form):
        return query.Term(f"{field}_form", node.text) if node.cased else query.Term(folded, fold(node.text))
    if isinstance(node, query.FuzzyTerm):
        return _fuzzy(folded, fold(node.text), node.maxdist, node.prefixlength)
    if isinstance(node, query.Prefix):
        return query.Prefix(folded, fold(node.text))
    if isinstance(node, query.Wildcard):
        return query.Wildcard(folded, "".join(map(fold, re.split("([*?])", node.text))))
    if isinstance(node, query.Regex):
        return query.Regex(folded, f"(?:{node.text})$")  # [5]
    return _word(field, node.text)


def _word(field: str, text: str) -> query.Query:
    """Return a word in all its forms and spellings."""
    return query.Or([query.Term(f"{field}_stem", stem(text)), query.Term(f"{field}_fold", fold(text))])


def _fuzzy(field: str, text: str, edits: int, prefix: int) -> query.Query:
    """Return the words at most ``edits`` from ``text``; of one edit, a swap of neighbours too."""  # [6]
    swapped = [
        text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(prefix, len(text) - 1) if edits == 1
    ]
    similar = query.FuzzyTerm(field, text, maxdist=edits, prefixlength=min(prefix, len(text)))
    return _either([similar, *(query.Term(field, one) for one in swapped)])


def _window(field: str, texts: Sequence[str], length: int) -> query.Query:
    """Return the words in any order with at most ``length`` from the first to the last (two or three words)."""  # [7]
    chains: list[query.Query] = []
    for first, second, *rest in permutations([_word(field, text) for text in texts]):
        if not rest:
            chains.append(_SpanNear(first, second, slop=length))
        for step in range(1, length if rest else 1):
            pair = _SpanNear(first, second, slop=step, mindist=step)
            chains.append(_SpanNear(pair, *rest, slop=length - step))
    return _either(chains)


def _either(queries: Sequence[query.Query]) -> query.Query:
    """Return what any of the queries finds."""
    some = [one for one in queries if one is not query.NullQuery]
    return query.Or(some) if len(some) > 1 else some[0] if some else query.NullQuery


def _without(wanted: query.Query, unwanted: query.Query) -> query.Query:
    """Return what ``wanted`` finds and ``unwanted`` does not."""
    return query.And([wanted, query.ConstantScoreQuery(query.Not(unwanted))])  # [2]


def _days(first: date | None, last: date | None) -> query.Query:
    """Return the articles of those days."""
    return query.NumericRange("day", (first or date.min).toordinal(), (last or date.max).toordinal())


def _record(article: Article) -> dict[str, Any]:
    """Return the fields of an article."""
    day = {"day": article.published.astimezone(BERLIN).toordinal()} if article.published else {}
    names = {"source": article.source, "section": article.section, "author": "\n".join(article.authors)}
    return {
        "id": article.id,
        **day,
        **names,
        **_text_values("title", article.title),
        **_text_values("body", article.text),
    }


def _unit_records(written: Written) -> Iterator[dict[str, Any]]:
    """Yield the fields of every sentence and paragraph; a title is one of each."""
    sentences = [sentence for paragraph in written.paragraphs for sentence in paragraph]
    paragraphs = [" ".join(paragraph) for paragraph in written.paragraphs]
    for unit, texts in (("sentence", sentences), ("paragraph", paragraphs)):
        yield {"id": written.article.id, "unit": unit, **_text_values("title", written.article.title)}
        for text in texts:
            yield {"id": written.article.id, "unit": unit, **_text_values("body", text)}


def _text_values(field: str, text: str) -> dict[str, str]:
    return {f"{field}_{guise}": text for guise in ("stem", "fold", "form")}


def _searcher(schema: fields.Schema, records: Iterator[dict[str, Any]]) -> Any:
    """Return a searcher over a new index in memory."""
    index = RamStorage().create_index(schema)
    with index.writer() as writer:
        for record in records:
            writer.add_document(**record)
    return index.searcher()


def _found(searcher: Any, asked: query.Query) -> set[str]:
    """Return the ids of the documents that match."""
    return {searcher.stored_fields(number)["id"] for number in searcher.docs_for_query(asked)}
