"""A compound of the query, taken apart: Klimaschutzgesetz also finds "Gesetz zum Klimaschutz", for less.

The parts are words of a phrase in any order, `search.query.nodes` has those already. What they find is counted with the
compound's own forms, before the count is saturated, so that an article that says both gains little from it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from whoosh import query

from index import compounds
from search.limits import APART_WORDS

MIN_LETTERS: Final = 3
"""Shorter parts (Ei, Öl) stand near anything."""

HYPHEN: Final = "-"
"""In the text of a leaf: what was typed with hyphens is sought as one word and, as a compound, in its parts."""
_PREFIXED: Final = re.compile(r"(anti|co|ex(?=frau|mann|.{5})|mini|neo|semi|super|vize)(\w{4,})", re.IGNORECASE)
"""What newspapers put before a word, with a hyphen or without: ``Exkanzler``, ``Ex-Kanzler``. Not in ``Export``."""

Ways = tuple[tuple[str, ...], ...]


def ways_apart(words: Sequence[str]) -> dict[str, Ways]:
    """Return of each compound among ``words`` how it can be taken apart; words may have been typed with hyphens."""
    whole = [one_word(word.split(HYPHEN)) if HYPHEN in word else word for word in words]
    split: Sequence[Sequence[compounds.Part]] = (
        compounds.split_each(whole) if compounds.is_ready() else [()] * len(words)
    )
    found = {word: _ways(word, one, parts) for word, one, parts in zip(words, whole, split, strict=True)}
    return {word: ways for word, ways in found.items() if ways}


def _ways(typed: str, word: str, parts: Sequence[compounds.Part]) -> Ways:
    """Return how ``word`` can be taken apart that was ``typed`` so: at each of both, the same way once."""
    ways = _ways_of_parts(word, parts) if parts else ()
    if HYPHEN not in typed:
        return ways
    ways = (*ways, *_ways_at_hyphens(typed.split(HYPHEN)))
    return tuple({tuple(map(str.lower, way)): way for way in ways}.values())


def _ways_of_parts(word: str, parts: Sequence[compounds.Part]) -> Ways:
    """Return how ``word`` can be taken apart: in two at each joint, and into all of its parts; or behind a prefix."""
    if len(parts) == 1:
        prefixed = _PREFIXED.fullmatch(word)
        return ((prefixed[1], prefixed[2]),) if prefixed else ()
    found: list[tuple[str, ...]] = [
        (_run(word, parts[:joint]), _run(word, parts[joint:])) for joint in range(1, len(parts))
    ]
    if len(parts) > 2:
        found.append(tuple(part.word for part in parts))
    return tuple(way for way in found if all(len(piece) >= MIN_LETTERS for piece in way))


def one_word(typed: Sequence[str]) -> str:
    """Return what was typed with hyphens as one word: Klimagipfel for Klima-Gipfel."""
    return typed[0] + "".join(typed[1:]).lower()


def _ways_at_hyphens(typed: Sequence[str]) -> Ways:
    """Return how words that were typed with hyphens can be taken apart there."""
    joints = range(1, len(typed))
    found = [(one_word(typed[:joint]), one_word(typed[joint:])) for joint in joints]
    return (*found, tuple(typed)) if len(typed) > 2 else tuple(found)


def parts_of(word: str) -> tuple[str, ...]:
    """Return the words that a compound is composed of, none if it is none; computes the scores if need be."""
    parts = compounds.split(word)
    return tuple(part.word for part in parts) if len(parts) > 1 else ()


def _run(word: str, parts: Sequence[compounds.Part]) -> str:
    """Return neighbouring parts as a word: the compound inside, or what a single part is made of."""
    return parts[0].word if len(parts) == 1 else word[parts[0].start : parts[-1].end]


def phrases_of(field: str, found: Ways) -> list[query.Phrase]:
    """Return the phrases, in any order, that the ways to take a word of a field apart stand for."""
    return [query.Phrase(field, list(way), slop=APART_WORDS) for way in found]
