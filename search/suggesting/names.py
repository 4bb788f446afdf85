"""Who is named by words with capitals: a person, an organisation, or something else.

People are told by their first names, organisations by what their last word ends in (``-ministerium``) or by name; the
lists are in ``names.toml``. What the lists do not know stays a name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

NameKind = Literal["person", "organisation"]


class _Lists(NamedTuple):
    """What ``names.toml`` holds."""

    first_names: frozenset[str]
    particles: frozenset[str]
    no_people: frozenset[str]
    endings: tuple[str, ...]
    no_organisations: frozenset[str]
    organisations: frozenset[str]


@cache
def _lists() -> _Lists:
    read = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
    return _Lists(
        frozenset(read["first_names"].split()),
        frozenset(read["particles"].split()),
        frozenset(read["no_people"].strip().splitlines()),
        tuple(read["organisation_endings"].split()),
        frozenset(read["no_organisations"].split()),
        frozenset(read["organisations"].split()),
    )


def kind_of_name(text: str, words: Sequence[str]) -> NameKind | None:
    """Return whom a text names, of which these are the words as they are printed; None for anything else."""
    if not words or not (words[0][:1].isupper() and words[-1][:1].isupper()):
        return None
    if _is_organisation(words):
        return "organisation"
    return "person" if _is_person(text, words) else None


def is_particle(word: str) -> bool:
    """Return whether a word may stand between a first and a last name."""
    return word in _lists().particles


def _is_organisation(words: Sequence[str]) -> bool:
    lists, last = _lists(), words[-1]
    if last in lists.organisations:
        return all(word in lists.organisations for word in words)
    small = last.casefold()
    if not small.endswith(lists.endings):
        return False
    if len(words) == 1:
        return small not in lists.no_organisations
    return all(word[:1].isupper() or word in lists.particles for word in words)


def _is_person(text: str, words: Sequence[str]) -> bool:
    """Return whether a first name stands alone before what may be a last one: the Ingeborg-Bachmann-Preis is none."""
    lists = _lists()
    if len(words) < 2 or words[0] not in lists.first_names or " ".join(words) in lists.no_people:
        return False
    alone = text.startswith(f"{words[0]} {words[1]}")
    return alone and all(_is_surname(word) or word in lists.particles for word in words[1:])


def _is_surname(word: str) -> bool:
    return len(word) > 1 and word[0].isupper() and not word.isupper() and word not in _lists().organisations
