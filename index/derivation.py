"""Words with one stem that are different words: Regierung and regieren, Arbeit and Arbeiter.

Snowball takes away the endings of inflection and those by which one word is made of another. What kind of ending a form
lost tells whether it may be the typed word inflected.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

_DERIVING: Final = re.compile(r"ung|heit|keit|lich|isch|i[gk]|er(?:n|s|in|innen)?$")
"""Endings that make another word of a stem."""
_AGENT: Final = "er"
"""The ending of Arbeiter, which in words without a capital (schöner) is one of inflection."""


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
    if found[0].startswith(_AGENT):
        return _AGENT if is_noun and not _plurals().search(fold) else ""
    return found[0]


@cache
def _plurals() -> re.Pattern[str]:
    """Return what finds the end of a noun whose plural has -er."""
    lines = Path(__file__).with_name("data").joinpath("er_plurals.txt").read_text("utf-8").splitlines()
    return re.compile(rf"(?:{'|'.join(line for line in lines if not line.startswith('#'))})n?$")
