"""The notes of an answer, in the language of the page; the sentences stand in ``notes.toml``."""

from __future__ import annotations

from typing import Final, NamedTuple

from search import Note
from webui import language
from webui.formats import number
from webui.texts import catalogue

PLACE_CHARACTERS: Final = 30
"""Characters of a query shown on either side of the place that a note is about."""


def sentence(note: Note) -> str:
    """Say a note in the page's language, or in the engine's English where the catalogue has no fitting sentence."""
    pattern = catalogue("notes").get(language.current(), {}).get(note.code)
    if pattern is None:
        return note.message
    try:
        return pattern.format_map({name: _shown(value) for name, value in note.values.items()})
    except KeyError:
        return note.message


class Place(NamedTuple):
    """The piece of a query that a note is about, with what stands around it."""

    before: str
    here: str
    after: str


def place(note: Note, query: str) -> Place | None:
    """Return where in *query* the note points to; None where it is about the whole."""
    at = note.position
    if at is None or not 0 <= at < len(query):
        return None
    end = next((end for end in range(at + 1, len(query)) if query[end].isspace()), len(query))
    end = min(end, at + PLACE_CHARACTERS)
    before, after = query[max(0, at - PLACE_CHARACTERS) : at], query[end : end + PLACE_CHARACTERS]
    cut_before = "…" if at > PLACE_CHARACTERS else ""
    cut_after = "…" if end + PLACE_CHARACTERS < len(query) else ""
    return Place(cut_before + before, query[at:end], after + cut_after)


def _shown(value: object) -> str:
    """Return a value as it is read in a sentence."""
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item) for item in value)
    return str(value)
