"""Words with one stem that are different words: Regierung and regieren, Arbeit and Arbeiter.

Snowball takes away the endings of inflection and those by which one word is made of another. What kind of ending a form
lost tells whether it may be the typed word inflected.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from index import data_files

AGENT: Final = "er"
"""The ending of Arbeiter, which in words without a capital (schöner) is one of inflection."""
KINDS: Final = ("", "ung", "heit", "keit", "lich", "isch", "ig", "ik", AGENT)
"""What `kind` returns: none, and endings that make another word of a stem."""
AGENT_ENDINGS: Final = ("er", "ern", "ers", "erin", "erinnen")
"""What agents end in behind their stem."""
_DERIVING: Final = re.compile(rf"{'|'.join(KINDS[1:-1])}|(?:{'|'.join(AGENT_ENDINGS)})$")


def kind(fold: str, stem_length: int, is_noun: bool) -> str:
    """Return by which ending a form was made of its stem, "" for none: forms of one word have the same kind.

    Args:
        fold: of the form.
        stem_length: of its stem, which is the beginning of the fold.
        is_noun: whether it is written with a capital.
    """
    found = _DERIVING.match(fold, stem_length)
    if not found:
        return ""
    if found[0].startswith(AGENT):
        return AGENT if is_noun and not _plural().search(fold) else ""
    return found[0]


@cache
def plurals() -> tuple[str, ...]:
    """Return the ends of nouns whose plural has -er."""
    return tuple(data_files.lines("er_plurals.txt"))


@cache
def _plural() -> re.Pattern[str]:
    """Return what finds the end of such a noun."""
    return re.compile(rf"(?:{'|'.join(plurals())})n?$")
