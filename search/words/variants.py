"""Other ways to write what was typed that are more than one word: numbers, dates, abbreviations, names.

``1000`` is also ``1.000`` (`search.words.notations`), ``Klima-Gipfel`` also ``Klimagipfel`` and "Gipfel zum Klima", and
``EZB``, by the synonyms, ``Europäische Zentralbank``. In the tree each becomes a `Variants` of what was typed and of
the rest. Single words that stand for single words are no matter of the tree but of `search.words.expand`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from whoosh import query

from search.query import AtLeast, ExactPhrase, Form, Near, Variants, Within, Words
from search.words.notations import LONGEST, is_named, is_numbered, notations
from search.words.parts import HYPHEN, MIN_LETTERS, one_word
from search.words.synonyms import Synonyms

_THREE: Final = 3
"""Digits of the longest piece of a number."""
_PARTS: Final = 3
"""Most words with hyphens between them that may stand apart: ``Berlin-Tegel-Krise``; more are a name or a sentence."""


def with_variants(tree: query.Query, synonyms: Synonyms, weight: float) -> query.Query:
    """Return ``tree`` with the variants of its words; synonyms count ``weight`` times what the file says.

    What is quoted, or marked with ``=``, is as it was typed. ``tree`` itself is not changed.
    """
    return _Writer(synonyms, weight).written(tree)


class _Writer:
    def __init__(self, synonyms: Synonyms, weight: float) -> None:
        self._synonyms, self._weight = synonyms, weight
        self._longest = max(LONGEST, synonyms.longest)

    def written(self, node: query.Query) -> query.Query:
        """Return the node with variants."""
        if type(node) is query.Term:
            return self._joined([node], [node.text], node.fieldname)
        if isinstance(node, query.Phrase | Form):
            if isinstance(node, Form | ExactPhrase) or node.slop != 1:
                return node
            return self._joined([_in_order(node)], node.words, node.fieldname, _as_one_word(node.words))
        if node.is_leaf() or isinstance(node, query.Not):
            return node
        if isinstance(node, Near | Within):
            return node.between(self.written(node.left), self.written(node.right))
        if isinstance(node, AtLeast):
            return node.of(self.written(node.child))
        if isinstance(node, Words):
            return _same(node, self._side_by_side(list(node.children())))
        return node.apply(self.written) if _has_parts(node) else node

    def _side_by_side(self, members: list[query.Query]) -> list[query.Query]:
        """Return the members with each longest run of words that has variants as one."""
        found: list[query.Query] = []
        at = 0
        while at < len(members):
            if type(members[at]) is query.Term and not self._may_vary(members[at].text):
                found.append(members[at])
                at += 1
                continue
            for end in range(min(len(members), at + self._longest), at + 1, -1):
                run = members[at:end]
                if _is_plain(run) and (others := self._others([one.text for one in run], run[0].fieldname)):
                    found.append(Variants([Words(run), *others]))
                    at = end
                    break
            else:
                found.append(self.written(members[at]))
                at += 1
        return found

    def _joined(
        self, typed: Sequence[query.Query], words: Sequence[str], field: str, more: Sequence[str] = ()
    ) -> query.Query:
        others = [*self._others(words, field), *(query.Term(field, word) for word in more)]
        return Variants([*typed, *others]) if others else typed[0]

    def _others(self, words: Sequence[str], field: str) -> list[query.Query]:
        """Return the nodes of all other ways to write the words; mostly there are none, as the first word tells."""
        if not self._may_vary(words[0]):
            return []
        nodes = [_node(field, variant) for variant in notations(words)]
        for entry in self._synonyms.phrases(words):
            node = _node(field, entry.words)
            node.boost = entry.weight * self._weight
            nodes.append(node)
        return nodes

    def _may_vary(self, first: str) -> bool:
        """Return whether words that begin with ``first`` may have other ways to write them."""
        has_number = first[:1].isdecimal() or first[-1:].isdecimal()
        return len(first) == 1 or has_number or self._synonyms.may_begin(first)


def _as_one_word(words: Sequence[str]) -> list[str]:
    """Return what was typed with a hyphen or an apostrophe as one word: ``Klima-Gipfel``, ``Grimm's``, ``G-20``."""
    if len(words) == 2 and words[0].isalpha() and words[1] == "s":
        return [words[0] + "s"]
    one = "".join(words)
    if len(words) == 2 and is_numbered(one) and not is_named(words):
        return [one] if words[0].isalpha() != words[1].isalpha() else []
    if all(word.isalpha() and len(word) > 1 for word in words):
        return [HYPHEN.join(words) if _may_stand_apart(words) else one_word(words)]
    return []


def _may_stand_apart(words: Sequence[str]) -> bool:
    """Return whether words with hyphens may stand near each other instead: ``Chef der CDU`` for ``CDU-Chef``.

    One letter (``E-Mail``, ``Grimm's``) stands near anything, and so do two, unless they are an abbreviation (``EU``).
    """
    long_enough = (len(word) >= MIN_LETTERS or (len(word) > 1 and word.isupper()) for word in words)
    return len(words) <= _PARTS and all(word.isalpha() for word in words) and all(long_enough)


def _in_order(node: query.Phrase) -> query.Phrase:
    """Return words that were typed as one; numbers (``3,5``, ``7.10.2023``) in their order, but not two years."""
    if not _are_numbers(node.words) or (len(node.words) == 2 and max(map(len, node.words)) > _THREE):
        return node
    found = ExactPhrase(node.fieldname, node.words, slop=node.slop, boost=node.boost)
    found.startchar, found.endchar = node.startchar, node.endchar
    return found


def _node(field: str, words: Sequence[str]) -> query.Query:
    """Return what asks for the words one after the other: nouns of several words are inflected at their ends only."""
    if len(words) == 1:
        return query.Term(field, words[0])
    return (ExactPhrase if _are_numbers(words) else query.Phrase)(field, list(words), slop=1)


def _are_numbers(words: Sequence[str]) -> bool:
    return all(word.isdecimal() for word in words)


def _is_plain(run: Sequence[query.Query]) -> bool:
    """Return whether all are words of one field without a boost."""
    return all(type(one) is query.Term and one.boost == 1.0 and one.fieldname == run[0].fieldname for one in run)


def _has_parts(node: query.Query) -> bool:
    return isinstance(node, query.And | query.Or | query.AndNot | query.AndMaybe | query.Require)


def _same(node: query.Query, members: list[query.Query]) -> query.Query:
    """Return a group like ``node`` with other members."""
    return type(node)(members, boost=node.boost) if len(members) > 1 or node.boost != 1.0 else members[0]
