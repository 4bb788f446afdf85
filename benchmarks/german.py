"""The German analysis of peers that bring none: words of letters and digits, lower case, Snowball stems."""

from __future__ import annotations

from functools import cache
from typing import Final

import Stemmer

from benchmarks.heaps import WORD

_STEMMER: Final = Stemmer.Stemmer("german", 0)  # no cache of its own: `stem` remembers every form


@cache
def stem(form: str) -> str:
    """Return the Snowball stem of one word."""
    found: str = _STEMMER.stemWord(form.lower())
    return found


def stems(text: str) -> list[str]:
    """Return the stems of the words of ``text``, in order."""
    return [stem(form) for form in WORD.findall(text)]
