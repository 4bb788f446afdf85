"""Query tree -> matching documents and their scores, segment by segment, on NumPy columns.

Every node of `search.nodes` is evaluated to a mask and a score over all documents of a segment. A score is the sum
of its words' parts (see `search.ranking`); relations of place only decide which documents match.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh import query

from index import NO_DAY, CategoryName, FieldName, Segment, fold
from search import ranking, spans
from search.counts import Counts, Mask, SegmentReader
from search.expand import WEIGHT_UNIT, Expander, Expansion
from search.limits import MAX_CACHED_BYTES
from search.nodes import ANY, TITLE, AtLeast, Category, ExactPhrase, Form, Near, Published, Within
from search.ranking import Floats, Parameters
from search.spans import Spans

WORDS: Final = (query.Term, query.Prefix, query.Wildcard, query.Regex, query.FuzzyTerm)
"""Leaves that stand for an Expansion (`Form` is a Term)."""
FILTERS: Final = (Category, Published, query.Every, type(query.NullQuery))
"""Nodes that choose articles and have no words."""
LeafKey = tuple[Any, ...]


class Matched(NamedTuple):
    """Which documents of a segment match, bool[documents], and their scores, float64[documents] (0 if not)."""

    mask: Mask
    score: Floats


class Word(NamedTuple):
    """A word of the query over the whole index: its Expansion, df and idf, and its counts in each segment."""

    expansion: Expansion
    field: str
    frequency: int
    idf: float
    counts: tuple[Counts, ...]


def fields_of(name: str) -> tuple[FieldName, ...]:
    """Return the fields of postings that a field of the query language stands for."""
    return ("title", "body") if name == ANY else ("title",) if name == TITLE else ("body",)


class Leaf(NamedTuple):
    """A word of a query tree: the leaf that holds it, its text, whether only its own form counts, and its boost."""

    node: query.Query
    text: str
    exact: bool
    boost: float


def words_of(node: query.Query, boost: float = 1.0) -> Iterator[Leaf]:
    """Yield the words of a tree, those of phrases one by one; what is negated or only filters is left out."""
    boost *= node.boost
    if isinstance(node, query.Phrase):
        for word in node.words:
            yield Leaf(node, word, isinstance(node, ExactPhrase), boost)
    elif isinstance(node, WORDS):
        yield Leaf(node, node.text, isinstance(node, Form), boost)
    elif not isinstance(node, (*FILTERS, query.Not)):
        for child in scoring_children(node):
            yield from words_of(child, boost)


def scoring_children(node: query.Query) -> list[query.Query]:
    """Return those children of a node that its score comes from."""
    if isinstance(node, query.AndNot | query.Require):
        return [node.a]
    if isinstance(node, Near | Within) and node.negated:
        return [node.left]
    return list(node.children())


class _WordCache:
    """The words read last, up to `MAX_CACHED_BYTES` of counts; safe to share between threads."""

    def __init__(self) -> None:
        self._words: OrderedDict[LeafKey, Word] = OrderedDict()
        self._bytes = 0
        self._guard = threading.Lock()

    def get(self, key: LeafKey) -> Word | None:
        with self._guard:
            if key in self._words:
                self._words.move_to_end(key)
            return self._words.get(key)

    def put(self, key: LeafKey, word: Word) -> None:
        with self._guard:
            if key not in self._words:
                self._words[key] = word
                self._bytes += _size(word)
            while self._bytes > MAX_CACHED_BYTES and len(self._words) > 1:
                self._bytes -= _size(self._words.popitem(last=False)[1])


def _size(word: Word) -> int:
    return sum(part.document.nbytes + part.weighted.nbytes for part in word.counts)


class Execution:
    """Evaluates trees over the segments of one generation."""

    def __init__(
        self,
        segments: Sequence[Segment],
        readers: Sequence[SegmentReader],
        expander: Expander,
        parameters: Parameters,
    ) -> None:
        self.segments, self._readers, self._expander = tuple(segments), tuple(readers), expander
        self.parameters = parameters
        self.articles = sum(segment.live_count for segment in segments)
        self.average_length = self._average_length()
        self._norms: dict[int, Floats] = {}
        self._words = _WordCache()

    def _average_length(self) -> float:
        weight = self.parameters.title_weight
        total = sum(weight * one.live_tokens("title") + one.live_tokens("body") for one in self.segments)
        return total / self.articles if self.articles else 0.0

    def length(self, at: int) -> npt.NDArray[np.int64]:
        """Return the weighted lengths of the documents of segment ``at``."""
        fields = self.segments[at].fields
        title = fields["title"].length.astype(np.int64)
        return title * self.parameters.title_weight + fields["body"].length

    def norm(self, at: int) -> Floats:
        """Return the length norms of the documents of segment ``at``."""
        if at not in self._norms:
            self._norms[at] = ranking.length_norm(self.length(at), self.average_length, self.parameters)
        return self._norms[at]

    # Words

    def word(self, leaf: Leaf) -> Word:
        """Return a word of the query with its counts; the same word is read once."""
        node = leaf.node
        key: LeafKey = (type(node), node.fieldname, leaf.text, leaf.exact)
        if isinstance(node, Form | query.FuzzyTerm):
            key += (
                getattr(node, "cased", None),
                getattr(node, "maxdist", None),
                getattr(node, "prefixlength", None),
            )
        word = self._words.get(key)
        if word is None:
            word = self._read(self.expansion(node, leaf.text, leaf.exact), node.fieldname)
            self._words.put(key, word)
        return word

    def expansion(self, node: query.Query, text: str, exact: bool) -> Expansion:
        """Return the forms that a leaf, or a word of a phrase, stands for."""
        if isinstance(node, query.Phrase):
            return self._expander.exact(text) if exact else self._expander.stemmed(text)
        return self._expander.expand(node)

    def _read(self, expansion: Expansion, field: str) -> Word:
        weights = {name: self._field_weight(name) for name in fields_of(field)}
        counts = tuple(reader.counts(expansion, weights) for reader in self._readers)
        direct = expansion.only_direct()
        of_word = counts if direct is expansion else (reader.counts(direct, weights) for reader in self._readers)
        frequency = sum(len(one.document) for one in of_word)
        return Word(expansion, field, frequency, ranking.inverse_frequency(self.articles, frequency), counts)

    def _field_weight(self, name: FieldName) -> int:
        return self.parameters.title_weight if name == "title" else 1

    def part(self, word: Word, boost: float, at: int) -> Floats:
        """Return a word's part of the scores of segment ``at``."""
        document, weighted = word.counts[at]
        score = np.zeros(len(self.segments[at]))
        score[document] = ranking.saturate(
            weighted / WEIGHT_UNIT, self.norm(at)[document], boost * word.idf, self.parameters
        )
        return score

    # Nodes

    def matched(self, node: query.Query, at: int) -> Matched:
        """Return which live documents of segment ``at`` match ``node``, and their scores."""
        mask, score = self._evaluate(node, at, 1.0)
        segment = self.segments[at]
        if segment.removed is not None:
            mask = mask & segment.live
        return Matched(mask, np.where(mask, score, 0.0))

    def _evaluate(self, node: query.Query, at: int, boost: float) -> Matched:
        if isinstance(node, query.Phrase | Near | Within | AtLeast):
            return self._placed(node, at, boost)
        boost *= node.boost
        if isinstance(node, WORDS):
            word = self.word(Leaf(node, node.text, isinstance(node, Form), boost))
            score = self.part(word, boost, at)
            mask = np.zeros(len(score), bool)
            mask[word.counts[at].document] = True
            return Matched(mask, score)
        if isinstance(node, FILTERS):
            mask = self._filter(node, at)
            return Matched(mask, np.zeros(len(mask)))
        return self._combined(node, at, boost)

    def _combined(self, node: query.Query, at: int, boost: float) -> Matched:
        if isinstance(node, query.Not):
            mask = ~self._evaluate(node.query, at, boost).mask
            return Matched(mask, np.zeros(len(mask)))
        parts = [self._evaluate(child, at, boost) for child in node.children()]
        score: Floats
        if isinstance(node, query.AndNot):
            mask, score = parts[0].mask & ~parts[1].mask, parts[0].score
        elif isinstance(node, query.AndMaybe):
            mask, score = parts[0].mask, parts[0].score + parts[1].score
        elif isinstance(node, query.Require):
            mask, score = parts[0].mask & parts[1].mask, parts[0].score
        else:
            mask, score = self._joined(isinstance(node, query.Or), parts, at)
        return Matched(mask, np.where(mask, score, 0.0))

    def _joined(self, either: bool, parts: Sequence[Matched], at: int) -> Matched:
        size = len(self.segments[at])
        combine: Callable[[Mask, Mask], Mask] = np.logical_or if either else np.logical_and
        mask = reduce(combine, (part.mask for part in parts), np.full(size, not either))
        return Matched(mask, sum((part.score for part in parts), np.zeros(size)))

    def _placed(self, node: query.Query, at: int, boost: float) -> Matched:
        """Match by places: a document matches if a field of it has a span; the score is that of the words."""
        mask = np.zeros(len(self.segments[at]), bool)
        for name in ("title", "body"):
            mask[self.spans(node, at, name).first >> spans.POSITION_BITS] = True
        score = np.zeros(len(mask))
        for leaf in words_of(node, boost):
            score += self.part(self.word(leaf), leaf.boost, at)
        return Matched(mask, np.where(mask, score, 0.0))

    # Places

    def spans(self, node: query.Query, at: int, name: FieldName, every: bool = False) -> Spans:
        """Return where ``node`` is found in a field of segment ``at``.

        ``every``: with all stretches of a `Near`, not only those to the nearest words.
        """
        if isinstance(node, query.Phrase):
            return self._phrase(node, at, name)
        if isinstance(node, WORDS):
            if name not in fields_of(node.fieldname):
                return spans.NOTHING
            places = self._readers[at].places(self._expander.expand(node), name)
            return Spans(places, places)
        if isinstance(node, AtLeast):
            return self._at_least(node, at, name)
        if isinstance(node, Near | Within):
            return self._pair(node, at, name, every)
        parts = [self.spans(child, at, name, every) for child in node.children()]
        if isinstance(node, query.Or):
            return spans.union(parts)
        has_all = self._evaluate(node, at, 1.0).mask
        return spans.within(spans.union(parts), has_all)

    def _phrase(self, node: query.Phrase, at: int, name: FieldName) -> Spans:
        if name not in fields_of(node.fieldname):
            return spans.NOTHING
        exact = isinstance(node, ExactPhrase)
        expansions = [self.expansion(node, word, exact) for word in node.words]
        read = {id(one): self._readers[at].places(one, name) for one in expansions}
        words = [read[id(one)] for one in expansions]
        if exact:
            return spans.sequence(words)
        return spans.window(words, node.slop + max(0, len(words) - 2))

    def _pair(self, node: Near | Within, at: int, name: FieldName, every: bool) -> Spans:
        left, right = self.spans(node.left, at, name, every=True), self.spans(node.right, at, name, every=True)
        if isinstance(node, Near):
            found, good = spans.near(left, right, node.distance, node.ordered, every)
        else:
            found, good = spans.together(left, right, self._readers[at].unit_starts(node.unit, name))
        return Spans(left.first[~good], left.last[~good]) if node.negated else found

    def _at_least(self, node: AtLeast, at: int, name: FieldName) -> Spans:
        """Return the child's spans in documents that have enough of them, both fields counted together."""
        size = len(self.segments[at])
        total = np.zeros(size, np.int64)
        found = {field: self.spans(node.child, at, field) for field in ("title", "body")}
        for one in found.values():
            total += np.bincount(one.first >> spans.POSITION_BITS, minlength=size)
        return spans.within(found[name], total >= node.count)

    # Filters

    def _filter(self, node: query.Query, at: int) -> Mask:
        segment = self.segments[at]
        if isinstance(node, Published):
            return in_period(segment, node.first.toordinal() if node.first else None,
                             node.last.toordinal() if node.last else None)  # fmt: skip
        if isinstance(node, Category):
            wanted = f" {' '.join(_plain(node.text))} "
            return has_value(segment, node.fieldname, lambda value: wanted in f" {' '.join(_plain(value))} ")
        return np.full(len(segment), isinstance(node, query.Every))


def _plain(text: str) -> list[str]:
    """Return the words of a name without differences of spelling."""
    return fold("".join(letter if letter.isalnum() else " " for letter in text)).split()


def in_period(segment: Segment, first: int | None, last: int | None) -> Mask:
    """Return which documents were published from day ``first`` to ``last`` (ordinals; None leaves an end open)."""
    mask: Mask = segment.day != NO_DAY
    if first is not None:
        mask = mask & (segment.day >= first)
    if last is not None:
        mask = mask & (segment.day <= last)
    return mask


def has_value(segment: Segment, category: CategoryName, wanted: Callable[[str], bool]) -> Mask:
    """Return which documents have a source, section or author that ``wanted`` accepts."""
    codes, document = segment.codes(category)
    accepted = np.array([bool(value) and wanted(value) for value in segment.values[category]], bool)
    mask = np.zeros(len(segment), bool)
    mask[document[accepted[codes]]] = True
    return mask
