"""A compound of the query, taken apart: Klimaschutzgesetz also finds "Gesetz zum Klimaschutz", for less.

The parts are words of a phrase in any order, `search.nodes` has those already. What they find is counted with the
compound's own forms, before the count is saturated, so that an article that says both gains little from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from whoosh import query

from index import compounds
from search.limits import APART_WORDS

MIN_LETTERS: Final = 3
"""Shorter parts (Ei, Öl) stand near anything."""

Ways = tuple[tuple[str, ...], ...]


def ways(word: str) -> Ways:
    """Return how ``word`` can be taken apart: in two at each joint, and into all of its parts."""
    if not compounds.is_ready():
        return ()
    parts = compounds.split(word)
    if len(parts) < 2:
        return ()
    found = [(_run(word, parts[:joint]), _run(word, parts[joint:])) for joint in range(1, len(parts))]
    if len(parts) > 2:
        found.append(tuple(part.word for part in parts))
    return tuple(way for way in found if all(len(piece) >= MIN_LETTERS for piece in way))


def _run(word: str, parts: Sequence[compounds.Part]) -> str:
    """Return neighbouring parts as a word: the compound inside, or what a single part is made of."""
    return parts[0].word if len(parts) == 1 else word[parts[0].start : parts[-1].end]


def phrases(leaf: query.Query, found: Ways) -> Iterator[query.Phrase]:
    """Yield the phrases in any order that the ways of a leaf stand for."""
    for way in found:
        yield query.Phrase(leaf.fieldname, list(way), slop=APART_WORDS)
