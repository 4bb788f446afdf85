"""A slow matcher of trees over one article, in plain loops: what `execute` and `highlight` must equal.

A match is a stretch of tokens (first, last) with the tokens to mark; every way to satisfy a node is written out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, product
from typing import NamedTuple

from whoosh import query

from index import Tokens
from search.query.nodes import AtLeast, ExactPhrase, Near, Within


class Match(NamedTuple):
    """A stretch of tokens that satisfies a node, and the tokens that made it do so."""

    first: int
    last: int
    marked: frozenset[int]


Means = Callable[[query.Query, str, bool], frozenset[str]]
"""Gives the forms that a leaf, or a word of a phrase, stands for."""


class Matcher:
    """Matches trees on the tokens of an article's title and body."""

    def __init__(self, title: Tokens, body: Tokens, means: Means) -> None:
        self._fields, self._means = {"title": title, "body": body}, means

    def matches(self, node: query.Query) -> bool:
        """Return whether the article matches."""
        if isinstance(node, query.AndNot):
            return self.matches(node.a) and not self.matches(node.b)
        if isinstance(node, query.Every):
            return True
        if isinstance(node, query.And):
            return all(map(self.matches, node))
        if isinstance(node, query.Or):
            return any(map(self.matches, node))
        return any(self.found(node, field) for field in self._fields)

    def found(self, node: query.Query, field: str) -> set[Match]:
        """Return every match of a node in a field."""
        if isinstance(node, query.Phrase):
            return set(self._phrase(node, field))
        if isinstance(node, Near | Within):
            return set(self._pair(node, field))
        if isinstance(node, AtLeast):
            firsts = {(name, one.first) for name in self._fields for one in self.found(node.child, name)}
            return self.found(node.child, field) if len(firsts) >= node.count else set()
        if isinstance(node, query.And):
            return set.union(*(self.found(one, field) for one in node)) if self.matches(node) else set()
        if isinstance(node, query.Or):
            return set.union(*(self.found(one, field) for one in node))
        return {Match(at, at, frozenset([at])) for at in self._places(node, node.text, False, field)}

    def _places(self, leaf: query.Query, word: str, exact: bool, field: str) -> list[int]:
        if leaf.fieldname not in ("any", field):
            return []
        forms = self._means(leaf, word, exact)
        return [at for at, token in enumerate(self._fields[field].words) if token in forms]

    def _phrase(self, node: query.Phrase, field: str) -> Iterator[Match]:
        exact = isinstance(node, ExactPhrase)
        words = [self._places(node, word, exact, field) for word in node.words]
        reach = node.slop + max(0, len(words) - 2)
        nearest: dict[int, tuple[int, ...]] = {}  # from each place on, the shortest stretch with all words
        for places in product(*words):
            first, last = min(places), max(places)
            if exact:
                if all(after - before == 1 for before, after in pairwise(places)):
                    yield Match(first, last, frozenset(places))
            elif len(set(places)) == len(places) and last - first <= reach:
                nearest[first] = min(nearest.get(first, places), places, key=lambda one: (max(one), sorted(one)))
        for first, places in nearest.items():
            yield Match(first, max(places), frozenset(places))

    def _pair(self, node: Near | Within, field: str) -> Iterator[Match]:
        left, right = self.found(node.left, field), self.found(node.right, field)
        for a in left:
            partners = [b for b in right if self._related(node, a, b, field)]
            if node.negated and not partners:
                yield a
            elif not node.negated:
                yield from (match for b in partners for match in _together(node, a, b))

    def _related(self, node: Near | Within, a: Match, b: Match, field: str) -> bool:
        if isinstance(node, Near):
            after, before = b.first - a.last, a.first - b.last
            return 0 < after <= node.distance or (not node.ordered and 0 < before <= node.distance)
        least = 2 if node.unit == "paragraph" else 1
        breaks = self._fields[field].breaks if field == "body" else [0] * len(self._fields[field].words)
        unit = [sum(kind >= least for kind in breaks[: at + 1]) for at in range(len(breaks))]
        return unit[a.first] == unit[b.first]


def _together(node: Near | Within, a: Match, b: Match) -> Iterator[Match]:
    """Yield what two related matches are: near words one stretch, words in one sentence two places."""
    marked = a.marked | b.marked
    if isinstance(node, Near):
        yield Match(min(a.first, b.first), max(a.last, b.last), marked)
    else:
        yield Match(a.first, a.last, marked)
        yield Match(b.first, b.last, marked)
