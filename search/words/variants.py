"""Other ways to write what was typed that are more than one word: numbers, dates, abbreviations, names.

``1000`` is also ``1.000`` (two tokens), ``16. Mai 2024`` also ``16.5.2024``, ``G20`` also ``G-20``, ``U.S.`` also
``US``, and ``EZB``, by the synonyms, ``Europäische Zentralbank``. In the tree each becomes a `Variants` of what was
typed and of the rest. Single words that stand for single words are no matter of the tree but of `search.words.expand`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import Final

from whoosh import query

from search.query import AtLeast, ExactPhrase, Form, Near, Variants, Within, Words
from search.words.synonyms import Synonyms

_GROUPED: Final = re.compile(r"([1-9][0-9]{0,2}(?: [0-9]{3})+)( [0-9]{1,2})?")
_LARGE: Final = re.compile(r"([1-9][0-9]{3,11})( [0-9]{1,2})?")
"""Numbers, perhaps with what stands behind a decimal comma."""
_DATE: Final = re.compile(r"(0?[1-9]|[12][0-9]|3[01]) (\w+) ([12][0-9]{3})")
_ISO_DATE: Final = re.compile(r"([12][0-9]{3}) (0[1-9]|1[0-2]) (0[1-9]|[12][0-9]|3[01])")
_NAMED: Final = re.compile(r"([^\W\d_]) ([0-9]{1,4})")
_NUMBERED: Final = re.compile(r"([^\W\d_]{1,4})([0-9]{1,4})|([0-9]{1,3})([^\W\d_]{4,})")
"""A 380; and A380, 19jährig, which are one token."""
_INITIALS: Final = re.compile(r"[^\W\d_](?: [^\W\d_]){1,4}")
_MONTHS: Final = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
)
_THREE: Final = 3
"""Digits of the longest piece of a number."""
_LONGEST: Final = 3
"""A date has three tokens."""


def with_variants(tree: query.Query, synonyms: Synonyms, weight: float) -> query.Query:
    """Return ``tree`` with the variants of its words; synonyms count ``weight`` times what the file says.

    What is quoted, or marked with ``=``, is as it was typed. ``tree`` itself is not changed.
    """
    return _Writer(synonyms, weight).written(tree)


class _Writer:
    def __init__(self, synonyms: Synonyms, weight: float) -> None:
        self._synonyms, self._weight = synonyms, weight
        self._longest = max(_LONGEST, synonyms.longest)

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
        nodes = [_node(field, variant) for variant in _written_otherwise(" ".join(words))]
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
    """Return what was typed with a hyphen or an apostrophe without it: ``Klima-Gipfel``, ``Grimm's``, ``G-20``."""
    if len(words) == 2 and words[0].isalpha() and words[1] == "s":
        return [words[0] + "s"]
    one = "".join(words)
    if len(words) == 2 and _NUMBERED.fullmatch(one) and not _NAMED.fullmatch(" ".join(words)):
        return [one] if words[0].isalpha() != words[1].isalpha() else []
    if all(word.isalpha() and len(word) > 1 for word in words):
        return [words[0] + "".join(words[1:]).lower()]
    return []


def _written_otherwise(text: str) -> list[tuple[str, ...]]:
    """Return the tokens of other ways to write a number, a date or initials."""
    if number := _GROUPED.fullmatch(text):
        return [(number[1].replace(" ", ""), *(number[2] or "").split())]
    if number := _LARGE.fullmatch(text):
        return [(*f"{int(number[1]):,}".split(","), *(number[2] or "").split())]
    if _NAMED.fullmatch(text):
        return [(text.replace(" ", ""),)]
    if number := _NUMBERED.fullmatch(text):
        return [tuple(filter(None, number.groups()))]
    if _INITIALS.fullmatch(text) and text.isupper():
        return [(text.replace(" ", ""),)]
    if date := _ISO_DATE.fullmatch(text):
        return _dates(int(date[3]), int(date[2]), date[1], text)
    date = _DATE.fullmatch(text)
    month = _month(date[2]) if date else 0
    return _dates(int(date[1]), month, date[3], text) if date and month else []


def _dates(day: int, month: int, year: str, text: str) -> list[tuple[str, ...]]:
    """Return the tokens of all ways to write a date but ``text``."""
    ways = product(_spellings(day), (*_spellings(month), _MONTHS[month - 1]), (year,))
    return [way for way in (*ways, (year, f"{month:02}", f"{day:02}")) if " ".join(way) != text]


def _spellings(number: int) -> tuple[str, ...]:
    """Return a number of a date with and without the zero before it."""
    return (str(number), f"{number:02}") if number < 10 else (str(number),)


def _month(text: str) -> int:
    """Return the number of a month that is written as a number or by its name; 0 if it is none."""
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else 0
    return _MONTHS.index(text.capitalize()) + 1 if text.capitalize() in _MONTHS else 0


def _in_order(node: query.Phrase) -> query.Phrase:
    """Return words that were typed as one; two numbers (``3,5``) in their order, but not years (``1914-1918``)."""
    if len(node.words) > 2 or not _are_numbers(node.words) or max(map(len, node.words)) > _THREE:
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
