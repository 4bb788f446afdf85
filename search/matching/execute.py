"""Query tree -> matching documents and their scores, segment by segment.

Every node of `search.query.nodes` is evaluated to an ascending list of documents with their scores. A score is the sum
of its words' parts (see `search.ranking`); relations of place only decide which documents match. What touches every
posting or document is done by the operations that `search.kernels.hot` chooses.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import Final

import numpy as np
from whoosh import query

from index import FieldName, Segment
from search import ranking, spans
from search.arrays import distinct_of_ascending, is_in
from search.kernels import hot, weighted_length
from search.lists import NO_DOCUMENTS, Best, Counts, Documents, Mask, Matched, Threshold, Weights, joined
from search.matching.counts import SegmentReader, plain_words
from search.matching.leaves import FILTERS, WORDS, Leaf, fields_of, leaf_of, scored_parts, words_of
from search.matching.reading import WordReader
from search.matching.side_by_side import each, in_runs
from search.query import AtLeast, Category, ExactPhrase, Near, Published, Unsure, Variants, Within
from search.ranking import Floats, Parameters
from search.spans import Places, Spans
from search.words import Expander, Expansion, Word, WordGroup, phrases_of

_NO_LENGTHS: Final = np.zeros(0, np.int64)
_GROUPS: Final = (query.And, query.Or)


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
        self._reader = WordReader(segments, expander, parameters)
        self.word, self.words, self.expansion = self._reader.word, self._reader.words, self._reader.expansion
        self.words_of_all, self.frequency = self._reader.words_of_all, self._reader.frequency
        self.table = self._reader.table
        self.base = self.table.base

    @cached_property
    def average_length(self) -> float:
        """Weighted tokens of an article on the average; it takes the lengths of all, so not before it is asked for."""
        weight = self.parameters.title_weight
        total = sum(weight * one.live_tokens("title") + one.live_tokens("body") for one in self.segments)
        return total / self.articles if self.articles else 0.0

    @property
    def has_cut(self) -> bool:
        """Whether any word so far stands for fewer forms than it should."""
        return self._reader.has_cut

    @property
    def most_alike(self) -> int:
        """What all forms that look like a word count in an article at most, in units of 1 / `WEIGHT_UNIT`."""
        return self._reader.most_alike

    def numbers(self, forms: Sequence[str]) -> Places:
        """Return the numbers of forms in the dictionary, -1 for unknown ones."""
        return self._expander.numbers(forms)

    def apart(self, leaf: query.Query) -> list[query.Phrase]:
        """Return the phrases of the parts of a leaf that is a compound (see `search.words.parts`)."""
        return (
            phrases_of(leaf.fieldname, self._expander.expand(leaf).apart) if type(leaf) in (query.Term, Unsure) else []
        )

    @cached_property
    def norms(self) -> Floats:
        """The length norm of every document of all segments, one after the other."""
        weight = self.parameters.title_weight
        lengths = [weighted_length(one, np.arange(len(one), dtype=np.int32), weight) for one in self.segments]
        return ranking.length_norm(np.concatenate([_NO_LENGTHS, *lengths]), self.average_length, self.parameters)

    def norm(self, at: int) -> Floats:
        """Return the length norm of every document of segment ``at``."""
        return self.norms[self.base[at] : self.base[at + 1]]

    def scores(self, document: Documents, leaves: Sequence[Leaf], at: int) -> Floats:
        """Return the scores that words give to documents of segment ``at``."""
        group = self._group(leaves, either=True)
        return hot.operations().scores(document, _scored(group, at), group.factors, self.norm(at))

    def _group(self, leaves: Sequence[Leaf], *, either: bool) -> WordGroup:
        words = self.words(leaves) if either else self.words_of_all(leaves)
        times = self.parameters.k1 + 1
        factors = [leaf.boost * word.idf * times for leaf, word in zip(leaves, words, strict=True)]
        parts: list[Word] = []
        for leaf, word in zip(leaves, words, strict=True):
            for part in word.parts:
                parts.append(part)
                factors.append(leaf.boost * self.parameters.part * part.idf * times)
        return WordGroup(words, factors, either, parts)

    # Nodes

    def best(
        self, node: query.Query, allowed: Sequence[Mask | None], weights: Weights, count: int, *, wants_all: bool
    ) -> Best | None:
        """Return how many ``allowed`` documents match, and the best of them by rank.

        Among these are the ``count`` best of all. ``wants_all``: also the matches of each segment. None if ``node`` is
        more than a group of words or a phrase: what most queries are takes one pass.
        """
        if isinstance(node, ExactPhrase):
            return self._best_in_row(node, _joined_masks(allowed), weights, count, wants_all=wants_all)
        group = self._words_of_group(node, 1.0)
        if group is None:
            return None
        only, threshold, best_of = _joined_masks(allowed), Threshold(count), hot.operations().best_of

        def best(first: int, last: int) -> Best:
            return best_of(group, first, last, weights, only, wants_all, threshold)

        return joined(in_runs(best, len(self.segments)))

    def everywhere(self, node: query.Query) -> list[Matched]:
        """Return what `matched` does, for every segment."""
        group, everything = self._words_of_group(node, 1.0), range(len(self.segments))
        if group is None:
            if len(everything) > 1:
                self.words(list(words_of(node)))  # once for all segments, before two threads ask for them
            return each(lambda at: self._evaluate(node, at, 1.0), everything)
        return each(partial(self._matching, group), everything)

    def matched(self, node: query.Query, at: int) -> Matched:
        """Return the live documents of segment ``at`` that match ``node``, and their scores."""
        return self._evaluate(node, at, 1.0)

    def documents(self, node: query.Query, at: int) -> Documents:
        """Return only the documents."""
        return self._evaluate(node, at, 1.0).document

    def _evaluate(self, node: query.Query, at: int, boost: float) -> Matched:
        group = self._words_of_group(node, boost)
        if group is not None:
            return self._matching(group, at)
        if isinstance(node, ExactPhrase):
            return self._in_row(node, at, boost)
        if isinstance(node, query.Phrase | Near | Within | AtLeast):
            return self._placed(node, at, boost)
        if isinstance(node, FILTERS):
            return _unscored(self._filter(node, at))
        return self._combined(node, at, boost * node.boost)

    def _words_of_group(self, node: query.Query, boost: float) -> WordGroup | None:
        """Return the words of a node that is one, or a group of nothing else; None for other nodes."""
        if isinstance(node, WORDS):
            return self._group([leaf_of(node, boost)], either=True)
        if not isinstance(node, _GROUPS):
            return None
        boost *= node.boost
        leaves = [leaf_of(one, boost) for one in node.subqueries if isinstance(one, WORDS)]
        return self._group(leaves, either=isinstance(node, query.Or)) if len(leaves) == len(node.subqueries) else None

    def _matching(self, group: WordGroup, at: int) -> Matched:
        return hot.operations().matched(group, at, self.norm(at))

    def _combined(self, node: query.Query, at: int, boost: float) -> Matched:
        if isinstance(node, query.Not):
            return _unscored(_without(self._readers[at].live(), self._evaluate(node.query, at, boost).document))
        children = list(node.children())
        parts = [self._part(child, at, boost) for child in children]
        lists, operations = [part.document for part in parts], hot.operations()
        if isinstance(node, query.AndNot):
            return self._chosen(children[:1], parts, at, boost, _without(*lists))
        if isinstance(node, query.AndMaybe):
            return self._chosen(children, parts, at, boost, lists[0])
        if isinstance(node, query.Require):
            return self._chosen(children[:1], parts, at, boost, operations.intersection(lists))
        if isinstance(node, query.Or):
            return self._chosen(children, parts, at, boost, operations.union(lists, len(self.segments[at])))
        document = operations.intersection(lists) if parts else self._readers[at].live()
        return self._chosen(children, parts, at, boost, document)

    def _part(self, node: query.Query, at: int, boost: float) -> Matched:
        """Return what a part of a group matches; a word is scored with the group, not before."""
        if isinstance(node, WORDS):
            return _unscored(self.word(leaf_of(node, boost)).matching(at))
        return self._evaluate(node, at, boost)

    def _chosen(
        self, nodes: Sequence[query.Query], parts: Sequence[Matched], at: int, boost: float, document: Documents
    ) -> Matched:
        """Return ``document`` with the sums of the scores that words, and what other parts matched, give them."""
        score = self.scores(document, [leaf_of(node, boost) for node in nodes if isinstance(node, WORDS)], at)
        for node, part in zip(nodes, parts, strict=False):
            if not isinstance(node, WORDS):
                _add(score, document, part)
        return Matched(document, score)

    def _in_row(self, node: ExactPhrase, at: int, boost: float) -> Matched:
        """Match words that stand one directly after the other; the score is that of the words."""
        group = self._group(list(words_of(node, boost)), either=False)
        document, score = self._in_rows(group, node.fieldname, at, at + 1)
        return Matched(document - int(self.base[at]), score)

    def _in_rows(self, group: WordGroup, field: str, first: int, last: int) -> Matched:
        """Return the same of the segments from ``first`` to before ``last``, numbered over all."""
        in_rows = hot.operations().in_rows
        return in_rows(self._reader.table, group, fields_of(field), first, last, self.norms, self.base)

    def _best_in_row(
        self, node: ExactPhrase, allowed: Mask | None, weights: Weights, count: int, *, wants_all: bool
    ) -> Best:
        """Return what `best` does for a phrase: its matches are few, and the best of all of them are chosen at once."""
        group = self._group(list(words_of(node)), either=False)
        runs = in_runs(partial(self._in_rows, group, node.fieldname), len(self.segments))
        runs = runs or [Matched(NO_DOCUMENTS, np.zeros(0))]
        document, score = runs[0] if len(runs) == 1 else map(np.concatenate, zip(*runs, strict=True))
        found = Matched(document, score).among(allowed)
        chosen, rank = hot.operations().leading(*found, weights.recency, weights.published, count, -math.inf)
        bounds = np.searchsorted(found.document, weights.base).tolist() if wants_all else []
        having = [
            found.document[begin:end] - first
            for (begin, end), first in zip(pairwise(bounds), weights.base.tolist(), strict=False)
        ]
        return Best(len(found.document), having, chosen.astype(np.int64), rank)

    def _placed(self, node: query.Query, at: int, boost: float) -> Matched:
        """Match by places: a document matches if a field of it has a span; the score is that of the words.

        Of variants, those that the document has count: one is enough, and the words of the others say nothing.
        """
        wanted = self._may_have(node, at)
        document = self._having(node, at, wanted)
        if self.segments[at].removed is not None:
            document = document[self.segments[at].live[document]]
        parts = list(scored_parts(node, boost))
        leaves = [leaf for part, own in parts if not isinstance(part, Variants) for leaf in words_of(part, own)]
        score = self.scores(document, leaves, at)
        for part, own in parts:
            if isinstance(part, Variants):
                _add(score, document, self._evaluate(part, at, own))
        return Matched(document, score)

    def _having(self, node: query.Query, at: int, wanted: Documents | None) -> Documents:
        """Return the documents that have a span of ``node``, removed ones too."""
        if isinstance(node, AtLeast):
            begins = self._beginnings(self._both_fields(node.child, at, wanted), at)
            return np.flatnonzero(begins >= node.count).astype(np.int32)
        found = [self.spans(node, at, name, wanted=wanted).documents() for name in ("title", "body")]
        return hot.operations().union([one.astype(np.int32) for one in found], len(self.segments[at]))

    def _may_have(self, node: query.Query, at: int) -> Documents | None:
        """Return documents, removed ones left out, outside of which ``node`` has no span. None: that is not known."""
        if isinstance(node, query.Phrase):
            return self._in_all([self.word(leaf).matching(at) for leaf in words_of(node)])
        if isinstance(node, WORDS):
            return self.word(leaf_of(node, 1.0)).matching(at)
        if isinstance(node, Near | Within):
            sides = [node.left] if node.negated else [node.left, node.right]
            return self._in_all([self._may_have(side, at) for side in sides])
        if isinstance(node, query.Or):
            parts = [self._may_have(child, at) for child in node.children()]
            known = [part for part in parts if part is not None]
            return hot.operations().union(known, len(self.segments[at])) if len(known) == len(parts) else None
        if isinstance(node, query.And):
            return self._in_all([self._may_have(child, at) for child in node.children()])
        return self._may_have(node.child, at) if isinstance(node, AtLeast) else None

    @staticmethod
    def _in_all(parts: Sequence[Documents | None]) -> Documents | None:
        """Return the documents that are in all parts that are known; None where none is."""
        known = [part for part in parts if part is not None]
        return hot.operations().intersection(known) if known else None

    # Places

    def spans(
        self, node: query.Query, at: int, name: FieldName, every: bool = False, wanted: Documents | None = None
    ) -> Spans:
        """Return where ``node`` is found in a field of segment ``at``.

        ``every``: all stretches of a `Near`, both sides of a `Within`; without, what tells which documents have any.
        ``wanted``: the documents to look into, None for all.
        """
        if isinstance(node, query.Phrase):
            return self._phrase(node, at, name, self._may_have(node, at) if wanted is None else wanted)
        if isinstance(node, WORDS):
            if name not in fields_of(node.fieldname):
                return spans.NOTHING
            places = self._places(self._expander.expand(node), at, name, wanted)
            apart = [self.spans(phrase, at, name) for phrase in self.apart(node)]
            return spans.union([Spans(places, places), *apart]) if apart else Spans(places, places)
        if isinstance(node, AtLeast):
            return self._at_least(node, at, name, wanted)
        if isinstance(node, Near | Within):
            return self._pair(node, at, name, every, wanted)
        if isinstance(node, query.Or):
            return spans.union([self.spans(child, at, name, every, wanted) for child in node.children()])
        parts = [self.spans(child, at, name, every, wanted) for child in node.children()]
        has_all = np.zeros(len(self.segments[at]), bool)
        has_all[self.documents(node, at)] = True
        return spans.within(spans.union(parts), has_all)

    def _places(self, expansion: Expansion, at: int, name: FieldName, wanted: Documents | None) -> Places:
        return hot.operations().places(self.segments[at], expansion, name, wanted)

    def _phrase(self, node: query.Phrase, at: int, name: FieldName, wanted: Documents | None) -> Spans:
        if name not in fields_of(node.fieldname) or (wanted is not None and not len(wanted)):
            return spans.NOTHING
        exact = isinstance(node, ExactPhrase)
        expansions = [self.expansion(node, word, exact) for word in node.words]
        if exact:
            rarity = [len(self.word(leaf).matching(at)) for leaf in words_of(node)]
            return self._row(expansions, rarity, at, name, wanted)
        read = {id(one): self._places(one, at, name, wanted) for one in expansions}
        words = [read[id(one)] for one in expansions]
        return hot.operations().window(words, node.slop + max(0, len(words) - 2))

    def _row(
        self, expansions: Sequence[Expansion], rarity: Sequence[int], at: int, name: FieldName, wanted: Documents | None
    ) -> Spans:
        """Return where words stand one directly after the other: beside the rarest, the others are looked for."""
        rarest, *others = sorted(range(len(expansions)), key=rarity.__getitem__)
        first = self._places(expansions[rarest], at, name, wanted) - rarest
        for place in others:
            if not len(first):
                break
            held = hot.operations().held(self.segments[at], expansions[place], name, first + place)
            first = first[held]
        return Spans(first, first + (len(expansions) - 1))

    def _pair(self, node: Near | Within, at: int, name: FieldName, every: bool, wanted: Documents | None) -> Spans:
        # A pattern may stand for thousands of forms: only the documents that have the other side as well are read.
        wanted = self._in_all([wanted, self._may_have(node, at)])
        left = self.spans(node.left, at, name, every=True, wanted=wanted)
        beside = self._in_all([wanted, self._may_have(node.right, at)]) if node.negated else wanted
        right = self.spans(node.right, at, name, every=True, wanted=beside)
        wants_all = every and not node.negated
        if isinstance(node, Near):
            if wants_all:
                return spans.near(left, right, node.distance, node.ordered)
            related = spans.is_near(left, right, node.distance, node.ordered)
        else:
            units = self._readers[at].unit_starts(node.unit, name)
            if wants_all:
                return spans.together(left, right, units)
            related = spans.is_together(left, right, units)
        return spans.chosen(left, ~related if node.negated else related)

    def _at_least(self, node: AtLeast, at: int, name: FieldName, wanted: Documents | None) -> Spans:
        """Return the child's spans in documents where enough places begin one, both fields counted together."""
        found = self._both_fields(node.child, at, wanted)
        return spans.within(found[name], self._beginnings(found, at) >= node.count)

    def _both_fields(self, node: query.Query, at: int, wanted: Documents | None) -> dict[FieldName, Spans]:
        return {field: self.spans(node, at, field, every=True, wanted=wanted) for field in ("title", "body")}

    def _beginnings(self, found: Mapping[FieldName, Spans], at: int) -> Places:
        """Return at how many places of each document a span begins."""
        size = len(self.segments[at])
        total = np.zeros(size, np.int64)
        for one in found.values():
            total += np.bincount(distinct_of_ascending(one.first) >> spans.POSITION_BITS, minlength=size)
        return total

    # Filters

    def _filter(self, node: query.Query, at: int) -> Documents:
        reader, segment = self._readers[at], self.segments[at]
        if isinstance(node, Published):
            days = [day.toordinal() if day else None for day in (node.first, node.last)]
            return np.flatnonzero(reader.in_period(*days) & segment.live).astype(np.int32)
        if isinstance(node, Category):
            wanted = f" {' '.join(plain_words(node.text))} "
            has = reader.has_value(node.fieldname, lambda value: wanted in f" {' '.join(plain_words(value))} ")
            return np.flatnonzero(has & segment.live).astype(np.int32)
        return reader.live() if isinstance(node, query.Every) else NO_DOCUMENTS


def _scored(group: WordGroup, at: int) -> list[Counts]:
    return [word.scored(at) for word in group.scored]


def _joined_masks(allowed: Sequence[Mask | None]) -> Mask | None:
    """Return which documents of all segments are allowed; None for all."""
    masks = [one for one in allowed if one is not None]
    return masks[0] if len(masks) == 1 else np.concatenate(masks) if masks else None


def _add(score: Floats, document: Documents, part: Matched) -> None:
    """Add to the score of each ``document`` what ``part`` gives it, if it does."""
    has = is_in(document, part.document)
    score[has] += part.score[np.searchsorted(part.document, document[has])]


def _unscored(document: Documents) -> Matched:
    return Matched(document, np.zeros(len(document)))


def _without(document: Documents, unwanted: Documents) -> Documents:
    return document[~is_in(document, unwanted)]
