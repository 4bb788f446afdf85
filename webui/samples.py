"""Sample queries made from an article of the index, so that every example finds something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from webui import formats
from webui.language import say

if TYPE_CHECKING:
    from search import Hit

_WORD = re.compile(r"[^\W\d_]{3,}")


def sample_word(title: str) -> str:
    """Return the longest word of a title, which tends to say most; ``*`` where it has none."""
    return max(_WORD.findall(title), key=len, default="*")


def examples(hit: Hit) -> list[tuple[str, str]]:
    """Return queries that find *hit*, each with what it means."""
    word = sample_word(hit.title)
    found = [(word, say("das Wort in allen seinen Formen"))]
    if len(word) > 6:
        found.append((f"{word[:5]}*", say("alles, was so beginnt")))
    folge = _neighbours(hit.title, word)
    if folge:
        found.append((f'"{folge}"', say("genau diese Wortfolge")))
    found.append((f"titel:{word}", say("nur in Titeln")))
    if hit.source:
        found.append((f'quelle:"{hit.source}"', say("nur aus dieser Quelle")))
    if hit.published:
        found.append((f"datum:{formats.local_day(hit.published):%Y-%m}", say("nur aus diesem Monat")))
    return found


def _neighbours(title: str, word: str) -> str:
    """Return *word* with a word directly beside it, or nothing where punctuation stands between."""
    pair = re.search(rf"[^\W\d_]+ {re.escape(word)}\b|\b{re.escape(word)} [^\W\d_]+", title)
    return pair[0] if pair else ""
