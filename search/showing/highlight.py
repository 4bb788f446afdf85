"""Which tokens of one article made it match: the query tree, evaluated once more on a single text.

A plain matcher over the tokens of one text, in the terms of `search.query.nodes`; it agrees with
`search.matching.execute`, which does the same over postings (tests hold that). Positions are token numbers, as in the
postings.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, chain, compress, islice
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np
from whoosh import query

from index import FieldName, Tokens, WordFinder
from search.arrays import distinct
from search.matching import FILTERS, WORDS, fields_of
from search.query import AtLeast, ExactPhrase, Near, Within
from search.showing.marks import NOTHING, PARAGRAPH, SENTENCE, Mark, Marked, merged
from search.words import FormNumbers

_MAX_PLACES = 2_000
"""Places of one word that are marked in one text; nobody reads so many marks."""
_MAX_STRETCHES = 100_000
"""Stretches of near words that are looked at, 0.2 s, where relations of place stand inside of one another."""


class Found(NamedTuple):
    """A stretch of tokens that satisfies a node, with the marks that made it do so."""

    first: int
    last: int
    marks: tuple[Mark, ...]


class _Roles(NamedTuple):
    """What a form is found as: the numbers of ``words`` of the query, and the places of ``parts`` of compounds."""

    words: list[int]
    parts: list[int]


Both = tuple[Marked, Marked]
"""What is marked in the title and in the text of an article."""
_Seen = tuple[Sequence[int], Sequence[int]]
"""Places in a text, ascending, and the form that stands at each."""
_Places = Mapping[int, Sequence[int]]
"""Where each form stands in a text."""
_Word = tuple[int, str, bool]
"""A leaf's identity (the tree keeps it alive), the word, and whether it is exact."""
_FIELDS: Final[tuple[FieldName, FieldName]] = "title", "body"

Forms = Callable[[query.Query, str, bool], FormNumbers]
"""Gives the forms that a leaf, or a word of a phrase, stands for: their numbers, ascending."""
Finder = Callable[[FormNumbers], WordFinder]
"""Gives what finds forms in texts."""
Apart = Callable[[query.Query], Sequence[query.Phrase]]
"""Gives the phrases of the parts of a leaf that is a compound."""


class Highlighter:
    """Finds the marks of ``tree`` in texts.

    ``forms`` gives the forms of words, ``finder`` what finds those, and ``apart`` the parts of compounds. A word may
    stand for thousands of forms: what is looked at are those that the texts have.
    """

    def __init__(self, tree: query.Query, forms: Forms, finder: Finder, apart: Apart) -> None:
        self._tree, self._forms, self._find, self._apart = tree, forms, finder, apart
        self.words: list[str] = []
        self._numbers: dict[tuple[str, bool], int] = {}
        self._roles: dict[FieldName, dict[int, _Roles]] = {field: {} for field in _FIELDS}
        self._phrases: dict[int, Sequence[query.Phrase]] = {}  # likewise

    def marked(self, title: Tokens, text: Tokens) -> Both:
        """Return what is marked in the title and in the text of an article.

        Each word of the query has its number (see `words`). Where the article has only some of the words that stand
        side by side, these are marked.
        """
        return self.all_marked([(title, text)])[0]

    def all_marked(self, articles: Sequence[tuple[Tokens, Tokens]]) -> list[Both]:
        """Return what is marked in several articles, whose texts were cut at once if a kernel did."""
        found = self._finder.find([text for article in articles for text in article])
        pairs = list(zip(found[::2], found[1::2], strict=True))
        if self._side_by_side is not None:
            return [(self._words_marked(title, "title"), self._words_marked(text, "body")) for title, text in pairs]
        places = [(_by_form(title), _by_form(text)) for title, text in pairs]
        return [self._both(*each) for each in zip(articles, places, strict=True)]

    def _both(self, tokens: tuple[Tokens, Tokens], places: tuple[_Places, _Places]) -> Both:
        """Return what is marked in an article, of whose tokens ``places`` are wanted."""
        article = _Article(self)
        for own, at, field in zip(tokens, places, _FIELDS, strict=True):
            article.texts.append(_Text(article, own, at, field))
        in_title, in_text = (
            merged(_first(set(part.marks(self._tree)))) if at else NOTHING
            for part, at in zip(article.texts, places, strict=True)
        )
        return in_title, in_text

    @cached_property
    def _side_by_side(self) -> Sequence[tuple[query.Query, int]] | None:
        """The words of a tree of nothing but words side by side or as alternatives, each with its number.

        None for other trees.
        """
        members = list(self._tree.children()) if isinstance(self._tree, query.And | query.Or) else [self._tree]
        if not all(isinstance(leaf, WORDS) for leaf in members):
            return None
        return [(leaf, self.number(leaf.text, False)) for leaf in members]

    @cached_property
    def _together(self) -> Sequence[tuple[query.Phrase, int]]:
        """The phrases of the parts of these words, each with the number of its word."""
        return [(phrase, number) for leaf, number in self._side_by_side or () for phrase in self.apart(leaf)]

    @cached_property
    def _parts(self) -> Sequence[tuple[query.Phrase, str]]:
        """All words of these phrases, those of one after those of another."""
        return [(phrase, part) for phrase, _ in self._together for part in phrase.words]

    def _words_marked(self, found: _Seen, field: FieldName) -> Marked:
        """Return what `marked` does for one text, where every place of a word is marked."""
        places, forms = found
        if not places:
            return NOTHING
        known = self._roles[field]
        roles = [known[form] if form in known else self._roles_of(form, field) for form in forms]
        words = [role.words for role in roles]
        marks = self._parts_marked(places, roles) if self._parts else set()
        if not marks and len(places) <= _MAX_PLACES:
            if not all(words):  # a part that stands alone, or a word of another field
                places, words = list(compress(places, words)), list(filter(None, words))
            return Marked(places, places, words)
        marks.update([Mark(place, place, word) for place, own in zip(places, words, strict=True) for word in own])
        return merged(_first(marks))

    def _parts_marked(self, places: Sequence[int], roles: Sequence[_Roles]) -> set[Mark]:
        """Return the marks of parts that stand near each other, as the compounds that they make."""
        where: list[list[int]] = [[] for _ in self._parts]
        for place, role in zip(places, roles, strict=True):
            for part in role.parts:
                where[part].append(place)
        marks: set[Mark] = set()
        end = 0
        for phrase, number in self._together:
            begin, end = end, end + len(phrase.words)
            if all(where[begin:end]):
                windows = _windows(phrase, where[begin:end])
                marks.update([Mark(place, place, number) for members in windows for place in members])
        return marks

    @cached_property
    def given_up(self) -> frozenset[int]:
        """The ids of the groups that an article may match in part, since they stand at the top of the tree."""
        return frozenset(map(id, _top(self._tree)))

    @cached_property
    def _asked(self) -> list[tuple[_Word, FormNumbers]]:
        """All words of the tree and of its compounds' parts, each with the forms that it stands for."""
        leaves = list(_leaves(self._tree))
        leaves += [found for leaf, _, _ in leaves for phrase in self.apart(leaf) for found in _leaves(phrase)]
        return [((id(leaf), word, exact), self._forms(leaf, word, exact)) for leaf, word, exact in leaves]

    @cached_property
    def _finder(self) -> WordFinder:
        """What finds all forms that any word of the tree stands for; other tokens need not be looked at."""
        forms = [forms for _, forms in self._asked]
        return self._find(forms[0] if len(forms) == 1 else distinct(np.concatenate([np.zeros(0, np.int64), *forms])))

    @cached_property
    def _own(self) -> dict[_Word, frozenset[int]]:
        """The forms that each word of the tree and of its compounds' parts stands for."""
        return {word: frozenset(forms.tolist()) for word, forms in self._asked}

    def _roles_of(self, form: int, field: FieldName) -> _Roles:
        """Return what a form in a field is found as, and note it."""
        words = [
            number
            for leaf, number in self._side_by_side or ()
            if form in self._own[id(leaf), leaf.text, False] and field in fields_of(leaf.fieldname)
        ]
        parts = [
            part
            for part, (phrase, word) in enumerate(self._parts)
            if form in self._own[id(phrase), word, False] and field in fields_of(phrase.fieldname)
        ]
        found = self._roles[field][form] = _Roles(list(dict.fromkeys(words)), parts)
        return found

    def places(self, at: _Places, leaf: query.Query, word: str, exact: bool) -> list[int]:
        """Return where a word stands, ascending; ``at`` tells where each form does."""
        own = self._own.get((id(leaf), word, exact), ())
        return sorted([place for form, found in at.items() if form in own for place in found])

    def apart(self, leaf: query.Query) -> Sequence[query.Phrase]:
        """Return the phrases of the parts of a leaf, the same ones every time."""
        if id(leaf) not in self._phrases:
            self._phrases[id(leaf)] = self._apart(leaf)
        return self._phrases[id(leaf)]

    def number(self, word: str, exact: bool) -> int:
        """Return the number of a word of the query."""
        key = word, exact
        if key not in self._numbers:
            self._numbers[key] = len(self.words)
            self.words.append(word)
        return self._numbers[key]


def _leaves(node: query.Query) -> Iterator[tuple[query.Query, str, bool]]:
    """Yield all words of a tree, negated ones too: whether there is none near is asked of those."""
    if isinstance(node, query.Phrase):
        for word in node.words:
            yield node, word, isinstance(node, ExactPhrase)
    elif isinstance(node, WORDS):
        yield node, node.text, False
    elif not isinstance(node, FILTERS):
        for child in node.children():
            yield from _leaves(child)


def _top(node: query.Query) -> Iterator[query.Query]:
    """Yield the groups of which some members are enough in a relaxed answer."""
    yield node
    if isinstance(node, query.AndNot):
        yield from _top(node.a)
    elif isinstance(node, query.And):
        for child in node.children():
            yield from _top(child)


def _first(marks: set[Mark]) -> Iterable[Mark]:
    """Return the first marks of each word, as many as are shown."""
    if len(marks) <= _MAX_PLACES:
        return marks
    seen: Counter[int] = Counter()
    kept = []
    for mark in sorted(marks):
        seen[mark.word] += 1
        if seen[mark.word] <= _MAX_PLACES:
            kept.append(mark)
    return kept


def _by_form(found: _Seen) -> _Places:
    """Return where each form was found."""
    places: dict[int, list[int]] = {}
    for place, form in zip(*found, strict=True):
        places.setdefault(form, []).append(place)
    return places


class _Article:
    """The texts of one article: what a node asks of the whole article is decided here."""

    def __init__(self, owner: Highlighter) -> None:
        self.owner = owner
        self.texts: list[_Text] = []

    def has(self, node: query.Query, if_unknown: bool = True) -> bool:
        """Return whether the article matches ``node``; ``if_unknown`` where only its columns could tell."""
        if isinstance(node, FILTERS):
            return if_unknown
        if isinstance(node, query.AndNot):
            return self.has(node.a, if_unknown) and not self.has(node.b, not if_unknown)
        if isinstance(node, query.And | query.Or):
            answers = (self.has(child, if_unknown) for child in node.children())
            return all(answers) if isinstance(node, query.And) else any(answers)
        return any(True for text in self.texts for _ in text.marks(node))

    def count(self, node: query.Query) -> int:
        """Return at how many places matches of ``node`` begin."""
        return sum(len({one.first for one in text.find(node)}) for text in self.texts)


class _Text:
    """One text while it is searched: ``at`` tells where each form stands."""

    def __init__(self, article: _Article, tokens: Tokens, at: _Places, field: FieldName) -> None:
        self._article, self._owner = article, article.owner
        self._tokens, self._at, self._field = tokens, at, field

    def find(self, node: query.Query) -> list[Found]:
        """Return the stretches that satisfy ``node``, in order of their beginnings."""
        if isinstance(node, query.Phrase):
            return self._phrase(node)
        if isinstance(node, WORDS):
            found, apart = self._word(node, node.text, False), self._owner.apart(node)
            return sorted([*found, *self._apart(node, apart)]) if apart else found
        if isinstance(node, (*FILTERS, query.Not)):
            return []
        if isinstance(node, query.And | query.AndNot) and not self._counts(node):
            return []
        if isinstance(node, query.AndNot):
            return self.find(node.a)
        if isinstance(node, AtLeast):
            return self.find(node.child) if self._article.count(node.child) >= node.count else []
        if isinstance(node, Near | Within):
            return self._pair(node)
        return sorted(one for child in node.children() for one in self.find(child))

    def marks(self, node: query.Query) -> Iterator[Mark]:
        """Yield the marks of all that `find` gives, some twice.

        Of two words near each other that takes a look at each of their places, not at each pair of these.
        """
        if isinstance(node, Near | Within) and not node.negated:
            left, right = self.find(node.left), self.find(node.right)
            for one in self._related(node, left, right):
                beside = [found for found, own in zip(left, one.ranges, strict=True) if own]
                for found in chain(beside, one.covered()):
                    yield from found.marks
        elif isinstance(node, query.Or) or (isinstance(node, query.And) and self._counts(node)):
            for child in node.children():
                yield from self.marks(child)
        elif isinstance(node, query.AndNot) and self._counts(node):
            yield from self.marks(node.a)
        elif not isinstance(node, query.And | query.AndNot):
            for found in self.find(node):
                yield from found.marks

    def _counts(self, node: query.Query) -> bool:
        """Return whether a group is one that made the article match."""
        return id(node) in self._owner.given_up or self._article.has(node)

    def _word(self, leaf: query.Query, word: str, exact: bool) -> list[Found]:
        if self._field not in fields_of(leaf.fieldname):
            return []
        number = self._owner.number(word, exact)
        places = self._owner.places(self._at, leaf, word, exact)
        return [Found(place, place, (Mark(place, place, number),)) for place in places]

    def _apart(self, leaf: query.Query, phrases: Sequence[query.Phrase]) -> list[Found]:
        """Return where the parts of a compound stand near each other, marked as the compound."""
        number = self._owner.number(leaf.text, False)
        found = {one for phrase in phrases for one in self._phrase(phrase)}
        return [one._replace(marks=tuple(mark._replace(word=number) for mark in one.marks)) for one in found]

    def _phrase(self, node: query.Phrase) -> list[Found]:
        words = []
        for word in node.words:
            words.append(self._word(node, word, isinstance(node, ExactPhrase)))
            if not words[-1]:
                return []
        if isinstance(node, ExactPhrase):
            number = words[0][0].marks[0].word
            rest = [{one.first for one in word} for word in words[1:]]
            begins = [one.first for one in words[0]
                      if all(one.first + step in places for step, places in enumerate(rest, 1))]  # fmt: skip
            end = len(words) - 1
            return [Found(first, first + end, (Mark(first, first + end, number),)) for first in begins]
        places = [[one.first for one in word] for word in words]
        numbers = [word[0].marks[0].word for word in words]
        return [
            Found(min(members), max(members), tuple(map(Mark, members, members, numbers)))
            for members in _windows(node, places)
        ]

    def _pair(self, node: Near | Within) -> list[Found]:
        left, right = self.find(node.left), self.find(node.right)
        related = self._related(node, left, right)
        if node.negated:
            return [one for at, one in enumerate(left) if not any(side.ranges[at] for side in related)]
        pairs = islice(_pairs(left, related), _MAX_STRETCHES)
        if isinstance(node, Near):
            return sorted({Found(min(a.first, b.first), max(a.last, b.last), a.marks + b.marks) for a, b in pairs})
        # What is near words in one sentence is near either of them: both stay places of their own (`spans.together`).
        return sorted({Found(one.first, one.last, a.marks + b.marks) for a, b in pairs for one in (a, b)})

    def _related(self, node: Near | Within, left: Sequence[Found], right: Sequence[Found]) -> list[_Side]:
        """Return which right stretches are related to each left one; both are in order of their beginnings."""
        if isinstance(node, Within):
            unit = self._units(PARAGRAPH if node.unit == "paragraph" else SENTENCE)
            units = [unit[one.first] for one in right]
            own = [unit[one.first] for one in left]
            return [_Side(right, [range(bisect_left(units, at), bisect_right(units, at)) for at in own])]
        firsts, far = [one.first for one in right], node.distance
        after = [range(bisect_right(firsts, one.last), bisect_right(firsts, one.last + far)) for one in left]
        if node.ordered:
            return [_Side(right, after)]
        by_last = sorted(right, key=attrgetter("last"))
        lasts = [one.last for one in by_last]
        before = [range(bisect_left(lasts, one.first - far), bisect_left(lasts, one.first)) for one in left]
        return [_Side(by_last, before), _Side(right, after)]

    def _units(self, least: int) -> list[int]:
        number, units = 0, []
        for kind in self._tokens.breaks:
            number += kind >= least and self._field == "body"
            units.append(number)
        return units


def _windows(phrase: query.Phrase, places: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield where the words of a phrase, each with its ``places``, stand near each other: a place of each.

    From every place of one of them on, the first of each is taken.
    """
    slop = phrase.slop + max(0, len(places) - 2)
    keys = list(map(tuple, places))
    for first in sorted(set(chain.from_iterable(places))):
        used: dict[tuple[int, ...], int] = {}  # a word given twice must occur twice
        members = []
        for word, key in zip(places, keys, strict=True):
            at = bisect_left(word, first) + used.get(key, 0)
            used[key] = used.get(key, 0) + 1
            if at >= len(word) or word[at] - first > slop:
                break
            members.append(word[at])
        else:
            yield members


class _Side(NamedTuple):
    """Stretches in some order, and for each of others the range of those that are related to it."""

    stretches: Sequence[Found]
    ranges: Sequence[range]

    def covered(self) -> Iterator[Found]:
        """Yield the stretches that are in any of the ranges."""
        change = [0] * (len(self.stretches) + 1)
        for one in self.ranges:
            change[one.start] += len(one) > 0
            change[one.stop] -= len(one) > 0
        return compress(self.stretches, accumulate(change))


def _pairs(left: Sequence[Found], related: Sequence[_Side]) -> Iterator[tuple[Found, Found]]:
    """Yield each left stretch with each of those that are related to it."""
    for at, one in enumerate(left):
        for side in related:
            for other in side.ranges[at]:
                yield one, side.stretches[other]
