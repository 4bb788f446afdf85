"""The queries that nearly everybody types, read without whoosh's parser: some words, one quotation, one marked word.

What is read here has the tree that `grammar.parser` would make of it, and no notes (a test holds that); for all
else the answer is None. A process that asks such a question never loads the parser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from whoosh import query
from whoosh.query import Query

from search.limits import MAX_FUZZY_EDITS, MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS
from search.query.grammar.build import ADJACENT
from search.query.nodes import ANY, TITLE, ExactPhrase, Form, Words

OPERATOR_WORDS: Final = frozenset(
    "UND AND ODER OR NICHT NOT NEAR VOR BEFORE SATZ SENTENCE ABSATZ PARAGRAPH".split()  # noqa: SIM905
)
"""Words that mean something else where they are written so."""
_MARKED: Final = rf"(?P<title>titel:)?(?P<text>[^\W_]+)(?:(?P<star>\*)|~(?P<edits>[1-{MAX_FUZZY_EDITS}]))?"


def simple_query(text: str) -> Query | None:
    """Return the tree of ``text`` if it is such a query."""
    if len(text) > MAX_QUERY_CHARACTERS or not (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return None
    words = text.split(" ")
    if _are_words(words):
        return _side_by_side(words) if OPERATOR_WORDS.isdisjoint(words) else None
    if len(text) > 2 and text[0] == text[-1] == '"':
        return _quoted(text)
    return _marked(text)


def _are_words(words: Sequence[str]) -> bool:
    return len(words) <= MAX_QUERY_WORDS and all(map(str.isalnum, words))


def _side_by_side(words: Sequence[str]) -> Query:
    leaves, start = [], 0
    for word in words:
        leaves.append(_at(query.Term(ANY, word), start, start + len(word)))
        start += len(word) + 1
    return Words(leaves) if len(leaves) > 1 else leaves[0]


def _quoted(text: str) -> Query | None:
    words = text[1:-1].split(" ")
    if not _are_words(words):
        return None
    found = ExactPhrase(ANY, words, slop=ADJACENT) if len(words) > 1 else Form(ANY, words[0])
    return _at(found, 0, len(text))


def _marked(text: str) -> Query | None:
    """Return what asks for one word in titles, for its beginning, or for what is nearly the word."""
    match = re.fullmatch(_MARKED, text)
    if match is None or match["text"] in OPERATOR_WORDS:
        return None
    field = TITLE if match["title"] else ANY
    if match["star"]:
        found = query.Prefix(field, match["text"])
    elif match["edits"]:
        found = query.FuzzyTerm(field, match["text"], maxdist=int(match["edits"]), prefixlength=0)
    else:
        found = query.Term(field, match["text"])
    return _at(found, match.start("text"), len(text))


def _at(leaf: Query, start: int, end: int) -> Query:
    """Return ``leaf`` with the part of the query text that it stands for."""
    leaf.startchar, leaf.endchar = start, end
    return leaf
