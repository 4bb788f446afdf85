"""What was understood of a query, as the page shows it: each word with its forms and the ways to change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from webui import links
from webui.language import phrase, say
from webui.limits import SHOWN_FORMS

if TYPE_CHECKING:
    from search import Correction, UnderstoodForm, UnderstoodWord
    from webui.parameters import Search

KINDS: Final = {
    "word": phrase("in allen Formen"),
    "exact": phrase("genau so"),
    "beginning": phrase("alles, was so beginnt"),
    "pattern": phrase("alles, was so aussieht"),
    "similar": phrase("ähnlich geschrieben"),
    "phrase": phrase("genau diese Wortfolge"),
    "near": phrase("nahe beieinander"),
    "several": phrase("mehrere Wörter"),
}
_TOGETHER: Final = ("phrase", "near", "several")
"""Kinds of readings that are no single word."""
_NOTHING: Final = "()"
"""How a query is written out of which nothing could be read; a note says why."""

RELATIONS: Final = {
    "head": phrase("Zusammensetzungen"),
    "modifier": phrase("Zusammensetzungen"),
    "derived": phrase("abgeleitet"),
    "spelling": phrase("andere Schreibweisen"),
    "name": phrase("andere Schreibweisen"),
    "synonym": phrase("Synonyme"),
}
"""What leads to a form that is not the word itself."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Forms that are found in one way; the word's own have no ``label``."""

    label: str
    forms: tuple[UnderstoodForm, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How one word, or one phrase, was read: the forms shown and folded, and where its changes lead."""

    typed: str
    kind: str
    shown: list[Forms]
    folded: list[Forms]
    more: int
    """Forms beside those shown at once ..."""
    unnamed: int
    """... and how many of them are not named at all."""
    exact: str
    inflected: str
    without: str
    negated: bool
    together: bool

    @property
    def unknown(self) -> bool:
        """Whether the index has no form of it."""
        return not self.shown and not self.together


@dataclass(frozen=True, slots=True)
class Offer:
    """Another spelling: what it asks for and finds, and, where it was searched at once, the way back."""

    query: str
    total: int
    href: str
    applied: bool
    typed: str
    back: str


def readings(search: Search, words: Iterable[UnderstoodWord]) -> list[Reading]:
    """Return how the words of a query were read; the words of a phrase are one reading."""
    return [
        _reading(search, list(group))
        for _, group in groupby(words, key=lambda word: (word.start, word.end, word.field))
    ]


def written_out(search: Search, read: str) -> str:
    """Return the query as it was read, where that is not as it was typed: dates resolved, operators in their places."""
    as_typed = " ".join(search.query.split())
    return "" if not as_typed or read in (as_typed, _NOTHING) else read


def _reading(search: Search, group: list[UnderstoodWord]) -> Reading:
    word = group[0]

    def address(query: str) -> str:
        return links.results(search.anew(query=query)) if query else ""

    forms = word.forms if len(group) == 1 else ()
    kind = word.kind if len(group) == 1 or word.kind in _TOGETHER else "several"
    unnamed = word.form_count - word.left_out - len(forms) if len(group) == 1 else 0
    return Reading(
        typed=search.query[word.start : word.end],
        kind=say(KINDS[kind]),
        shown=_grouped(forms[:SHOWN_FORMS]),
        folded=_grouped(forms[SHOWN_FORMS:]),
        more=len(forms[SHOWN_FORMS:]) + unnamed,
        unnamed=unnamed,
        exact=address(word.exact) if word.form_count > 1 else "",
        inflected=address(word.inflected),
        without=address(word.without),
        negated=word.negated,
        together=kind in _TOGETHER,
    )


def _grouped(forms: Iterable[UnderstoodForm]) -> list[Forms]:
    """Return the forms by what leads to them, the word's own first."""
    groups: dict[str, list[UnderstoodForm]] = {"": []}
    for form in forms:
        groups.setdefault(say(RELATIONS[form.relation]) if form.relation in RELATIONS else "", []).append(form)
    return [Forms(label, tuple(found)) for label, found in groups.items() if found]


def offer(search: Search, correction: Correction | None) -> Offer | None:
    """Return the other spelling that the engine offers."""
    if correction is None:
        return None
    corrected = search.anew(query=correction.query)
    as_typed = search.anew(corrected=False)
    return Offer(
        query=correction.query,
        total=correction.total,
        href=links.results(corrected),
        applied=correction.applied,
        typed=search.query.strip(),
        back=links.results(as_typed),
    )
