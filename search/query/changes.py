"""A query with one of its words changed: made exact, given all its forms again, or left out.

A change is worked out twice: in the tree, which says what the changed query must mean, and in the text as it was typed,
which a reader knows again. The text is taken where the parser reads it as that tree; else the tree is written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import starmap
from typing import Final

from whoosh import query

from search.query.grammar import boosted
from search.query.language import parse, to_text
from search.query.nodes import AtLeast, Form, Near, Within

_OPERATOR: Final = r"(?:UND|AND|ODER|OR|NICHT|NOT|(?:NEAR|VOR|BEFORE)(?:/\d+)?|SATZ|SENTENCE|ABSATZ|PARAGRAPH)"
_BEFORE: Final = re.compile(rf"(?<![^\s(])((?:{_OPERATOR}\s+)+)$")
_AFTER: Final = re.compile(rf"^(\s+{_OPERATOR})+(?=\s)")
_LONELY: Final = re.compile(r"(?<![^\s(:+-])\(([^\s()]+)\)(?![^\s)])")
"""Parentheses around one word, which are not needed any more."""
_GLUED_BEFORE: Final = re.compile(r"[^\s()]*$")
_GLUED_AFTER: Final = re.compile(r"^[^\s()]*")


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of the query ``text``, which was read as ``tree``, at one of its leaves.

    ``beside``: the leaf stands among words without operators, where one can go without a trace. ``together``: what was
    typed there became several leaves (``"Angela Merk*"``), which can only go together.
    """

    text: str
    tree: query.Query
    node: query.Query
    beside: bool
    together: tuple[query.Query, ...] = ()

    def exact(self) -> str:
        """Return the query with the word in the form only that was typed; empty where that is what it asks."""
        if self.together or type(self.node) not in {query.Term, query.FuzzyTerm}:
            return ""
        changed = Form(self.node.fieldname, self.node.text, boost=self.node.boost)
        typed = self._typed.partition("~")[0] if type(self.node) is query.FuzzyTerm else self._typed
        if self._stands_alone and type(self.node) is query.Term:
            return self._with("=" + typed)
        return self._first_that_means(self._put(changed), [self._with("=" + typed)])

    def inflected(self) -> str:
        """Return the query with an exact word in all its forms; empty for another."""
        if self.together or type(self.node) is not Form:
            return ""
        changed = query.Term(self.node.fieldname, self.node.text, boost=self.node.boost)
        return self._first_that_means(self._put(changed), [self._with(self._typed.lstrip("="))])

    def without(self) -> str:
        """Return the query without the word; empty where nothing would be left."""
        if self.beside and self._stands_alone and not self.together:
            return _joined(self._before, self._after)
        return self._first_that_means(self._put(None), self._texts_without())

    @property
    def _typed(self) -> str:
        return self.text[self.node.startchar : self.node.endchar]

    @property
    def _before(self) -> str:
        return self.text[: self.node.startchar]

    @property
    def _after(self) -> str:
        return self.text[self.node.endchar :]

    @property
    def _stands_alone(self) -> bool:
        """Whether there is white space, or nothing, on both sides."""
        before, after = self._before[-1:], self._after[:1]
        return (not before or before.isspace()) and (not after or after.isspace())

    def _with(self, word: str) -> str:
        return self._before + word + self._after

    def _texts_without(self) -> Iterator[str]:
        """Yield the text without the word and what is glued to it, and without an operator beside it."""
        before, after = _GLUED_BEFORE.sub("", self._before), _GLUED_AFTER.sub("", self._after)
        sides = ((before, after), (_BEFORE.sub("", before), after), (before, _AFTER.sub("", after)))
        for text in starmap(_joined, sides):
            if _LONELY.search(text):
                yield _LONELY.sub(r"\1", text)
            yield text

    def _put(self, changed: query.Query | None) -> query.Query | None:
        """Return the tree with ``changed`` in the leaf's place, or without it; None where nothing is left."""
        found: query.Query | None = self.tree
        for leaf in (self.node, *self.together):
            found = None if found is None else replaced(found, leaf, changed)
        return found

    def _first_that_means(self, wanted: query.Query | None, texts: Iterator[str] | list[str]) -> str:
        """Return the first of the texts that is read as ``wanted``, or that written out."""
        if wanted is None:
            return ""
        written = to_text(wanted)
        meant = parse(written).tree
        for text in texts:
            found = parse(text)
            if text and found.tree == meant and not found.notes:
                return text
        return written


def replaced(tree: query.Query, leaf: query.Query, changed: query.Query | None) -> query.Query | None:
    """Return a tree with ``changed`` for its ``leaf``; None for it takes the leaf out, and what needs it.

    What needs it: a relation of place loses its other side only where it is negated, for then it is about the left one.
    """
    if tree is leaf:
        return changed
    if isinstance(tree, query.And | query.Or):
        found = [replaced(child, leaf, changed) for child in tree.children()]
        members = [member for member in found if member is not None]
        if len(members) > 1:
            return type(tree)(members, boost=tree.boost)
        return _weighted(members[0], tree.boost) if members else None
    rebuild = _REBUILT.get(type(tree))
    return rebuild(tree, lambda child: replaced(child, leaf, changed)) if rebuild else tree


def _weighted(tree: query.Query, boost: float) -> query.Query:
    """Return what is left of a group with the boost of the group, and leave the tree that it comes from alone."""
    return tree if boost == 1.0 else boosted(tree.copy(), boost)


_Replace = Callable[[query.Query], query.Query | None]


def _negation(tree: query.Query, child: _Replace) -> query.Query | None:
    kept, unwanted = child(tree.a), child(tree.b)
    if unwanted is None:
        return None if isinstance(kept, query.Every) else kept
    return query.AndNot(query.Every() if kept is None else kept, unwanted)


def _pair(tree: Near | Within, child: _Replace) -> query.Query | None:
    left, right = child(tree.left), child(tree.right)
    if left is None or right is None:
        other = left if tree.negated or right is None else right
        return _weighted(other, tree.boost) if other is not None else None
    return tree.between(left, right)


def _counted(tree: AtLeast, child: _Replace) -> query.Query | None:
    found = child(tree.child)
    return None if found is None else tree.of(found)


_REBUILT: Final[dict[type[query.Query], Callable[..., query.Query | None]]] = {
    query.AndNot: _negation,
    Near: _pair,
    Within: _pair,
    AtLeast: _counted,
}


def _joined(before: str, after: str) -> str:
    """Return what stands before and after a gap without it."""
    before, after = before.rstrip(), after.lstrip()
    space = " " if before and after and not before.endswith("(") and not after.startswith(")") else ""
    return (before + space + after).strip()
