"""The nodes that Fundstelle adds to whoosh's query tree.

``language.parse`` returns a tree of these and of whoosh's own nodes, and ``execute`` evaluates it:

========================================  ==================================================================
node                                      what it asks for
========================================  ==================================================================
``Term(field, word)``                     the word in any of the forms its Expansion names
``Form(field, word, cased)``              ``=Wort`` (that form; case and umlaut spelling aside), ``==Wort``
``Prefix Wildcard Regex FuzzyTerm``       the forms that look so (matched on the folded form)
``ExactPhrase(field, words)``             ``"…"``: the forms as typed, one after the other
``Phrase(field, words, slop)``            ``"…"~n``: stems, all within *slop* words, in any order
``Near(left, right, …)``                  ``NEAR/n`` and ``VOR/n`` over any two sub-queries
``Within(left, right, unit, …)``          ``SATZ`` and ``ABSATZ`` over any two sub-queries
``AtLeast(child, count)``                 ``mind3(…)``: a match of the sub-query at no fewer than *count* places
``Category(field, text)``                 ``quelle: ressort: autor:``
``Published(first, last)``                ``datum: seit: bis:``, whole days in the index's time zone
``Words([…])``                            what stands side by side without an operator (may be relaxed)
``Unsure(field, word)``                    like ``Term``, where one word of several is enough; not made by the parser
``Variants([typed, …])``                  what was typed, or another way to write it; not made by the parser
``And Or Not AndNot AndMaybe Require``    whoosh's; also ``Every`` (all articles) and ``NullQuery`` (none)
========================================  ==================================================================

A text field is ``any`` (title and body), ``title`` or ``body``. ``boost`` multiplies a node's score.
Leaves carry ``startchar`` and ``endchar`` where the parser knows them.

What ``language.parse`` promises of its trees, beyond this table: ``search/query/grammar/build.py``. The sides of
``Near`` and ``Within`` and the child of ``AtLeast`` have places in a text: they are words, patterns, phrases,
``Near``, ``Within``, ``AtLeast``, and ``Words And Or`` of these (``AtLeast``: no ``Words`` and no ``And``).
`search.words.variants` puts ``Variants`` there as elsewhere.
"""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Literal

from whoosh import query

ANY, TITLE, BODY = "any", "title", "body"
Unit = Literal["sentence", "paragraph"]


class Words(query.And):  # type: ignore[misc]
    """Words side by side: all of them, relaxed to the best subsets where ``match`` is ``auto``."""


class Variants(query.Or):  # type: ignore[misc]
    """What was typed, its first child, or one of the other ways to write it (see `search.words.variants`)."""


class Unsure(query.Term):  # type: ignore[misc]
    """The word; if the dictionary has none of its forms and it is perhaps misspelt, those that look like it."""


class Form(query.Term):  # type: ignore[misc]
    """One form as typed; ``cased`` also asks for the capitals and the umlaut spelling as typed."""

    def __init__(self, fieldname: str, text: str, cased: bool = False, boost: float = 1.0) -> None:
        super().__init__(fieldname, text, boost=boost)
        self.cased = cased

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and self.cased == getattr(other, "cased", None)

    __hash__ = query.Term.__hash__


class ExactPhrase(query.Phrase):  # type: ignore[misc]
    """Forms as typed, one directly after the other."""


class _Pair(query.Query):  # type: ignore[misc]
    """Two sub-queries in a relation of place."""

    def __init__(self, left: query.Query, right: query.Query, negated: bool = False, boost: float = 1.0) -> None:
        super().__init__()
        self.left, self.right, self.negated, self.boost = left, right, negated, boost

    def children(self) -> list[query.Query]:
        """Both sides, left first."""
        return [self.left, self.right]

    def is_leaf(self) -> bool:
        """Never a leaf."""
        return False

    def _key(self) -> tuple[object, ...]:
        return (type(self), self.left, self.right, self.negated, self.boost)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pair) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._key()[1:]!r}"

    def between(self, left: query.Query, right: query.Query) -> query.Query:
        """Return the same relation between other sub-queries."""
        other = copy(self)
        other.left, other.right = left, right
        return other


class Near(_Pair):
    """Both sides at most ``distance`` words apart; ``ordered``: the left one first.

    ``negated``: articles with an occurrence of the left side that has no right side so near.
    """

    def __init__(
        self,
        left: query.Query,
        right: query.Query,
        distance: int,
        ordered: bool = False,
        negated: bool = False,
        boost: float = 1.0,
    ) -> None:
        super().__init__(left, right, negated, boost)
        self.distance, self.ordered = distance, ordered

    def _key(self) -> tuple[object, ...]:
        return (*super()._key(), self.distance, self.ordered)


class Within(_Pair):
    """Both sides in one sentence or one paragraph (``unit``); ``negated`` as in `Near`."""

    def __init__(
        self,
        left: query.Query,
        right: query.Query,
        unit: Unit,
        negated: bool = False,
        boost: float = 1.0,
    ) -> None:
        super().__init__(left, right, negated, boost)
        self.unit = unit

    def _key(self) -> tuple[object, ...]:
        return (*super()._key(), self.unit)


class AtLeast(query.Query):  # type: ignore[misc]
    """A sub-query that matches at ``count`` places of an article or more."""

    def __init__(self, child: query.Query, count: int, boost: float = 1.0) -> None:
        super().__init__()
        self.child, self.count, self.boost = child, count, boost

    def children(self) -> list[query.Query]:
        """Return the one sub-query."""
        return [self.child]

    def is_leaf(self) -> bool:
        """Never a leaf."""
        return False

    def of(self, child: query.Query) -> query.Query:
        """Return what asks for another sub-query as often."""
        return AtLeast(child, self.count, self.boost)

    def _key(self) -> tuple[object, ...]:
        return (self.child, self.count, self.boost)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AtLeast) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"AtLeast{self._key()!r}"


class Category(query.Query):  # type: ignore[misc]
    """Articles whose source, section or author is, or has as whole words, ``text``."""

    def __init__(self, fieldname: Literal["source", "section", "author"], text: str) -> None:
        super().__init__()
        self.fieldname, self.text, self.boost = fieldname, text, 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Category) and (self.fieldname, self.text) == (other.fieldname, other.text)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.text))

    def __repr__(self) -> str:
        return f"Category({self.fieldname!r}, {self.text!r})"


class Published(query.Query):  # type: ignore[misc]
    """Articles published from day ``first`` to day ``last``, both included; ``None`` leaves an end open."""

    def __init__(self, first: date | None, last: date | None) -> None:
        super().__init__()
        self.first, self.last, self.boost = first, last, 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Published) and (self.first, self.last) == (other.first, other.last)

    def __hash__(self) -> int:
        return hash((self.first, self.last))

    def __repr__(self) -> str:
        return f"Published({self.first}, {self.last})"
