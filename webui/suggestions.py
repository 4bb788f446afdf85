"""What the page calls the kinds of suggestions."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import orjson

from webui import language
from webui.language import phrase, say

KINDS: Final = {
    "own": phrase("eigene Suche"),
    "word": phrase("Wort"),
    "phrase": phrase("Wortfolge"),
    "name": phrase("Name"),
    "person": phrase("Person"),
    "organisation": phrase("Organisation"),
    "author": phrase("Verfasst von"),
    "source": phrase("Quelle"),
    "section": phrase("Ressort"),
    "title": phrase("Titel"),
}


def suggestion_kinds() -> str:
    """Return the names of the kinds as JSON, for the script of the page."""
    return _kinds(language.current())


@lru_cache(maxsize=len(language.LANGUAGES))
def _kinds(_language: str) -> str:
    """Return the names in the language of the page, which is the one given."""
    return orjson.dumps({kind: say(name) for kind, name in KINDS.items()}).decode()
