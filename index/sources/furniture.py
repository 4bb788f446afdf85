"""Page furniture: what a scraped page carries besides its article, and the paper's name in its title.

Taken away only where it is safe: at the end of the text, in whole lines. The patterns and words are in
``data/furniture.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from index import data_files

MAX_LOOSE_CHARS: Final = 120
"""Among furniture, lines up to this length may be unknown ones: headlines of other articles, form fields."""
MAX_NAME_CHARS: Final = 40
MAX_NAME_WORDS: Final = 5
MIN_TITLE_WORDS: Final = 2
MIN_SUFFIX_CHARS: Final = 5
"""Shorter parts of papers' names must be whole words: ``post`` is not looked for in ``Kompost``."""
SENTENCE_WORDS: Final = 5
"""From so many words on, a line that ends like a sentence is one."""

_SENTENCE_END: Final = re.compile(r"[.!?…][\"'“”»«‘’)]*$")
_DOMAIN: Final = re.compile(r"(?:[\w-]+\.)+(?:de|at|ch|com|net|org|eu|info|news|tv|li|lu|media|online)", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


class _Patterns(NamedTuple):
    """What the data file holds, compiled."""

    lines: re.Pattern[str]
    prompts: re.Pattern[str]
    beginnings: re.Pattern[str]
    title: dict[str, list[str]]


@cache
def _patterns() -> _Patterns:
    """Return the data file."""
    data = data_files.toml("furniture.toml")
    lines, prompts, beginnings = (
        re.compile("|".join(f"(?:{one})" for one in data[name]), re.IGNORECASE)
        for name in ("lines", "prompts", "beginnings")
    )
    return _Patterns(lines, prompts, beginnings, data["title"])


def without_furniture(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines of the article, and the lines of furniture that stood after them.

    From the end upwards everything goes that is furniture by itself. Where something begins that is furniture
    with all that follows (``Leave a Reply``), that goes too, provided it is short lines and no sentences.
    """
    keep = _trimmed(lines, len(lines))
    for at in range(keep - 1, -1, -1):
        line = lines[at].strip()
        if line and _patterns().beginnings.fullmatch(line):
            keep = _trimmed(lines, at)
        elif line and not _is_furniture(line) and not _is_loose(line):
            break
    return lines[:keep], lines[keep:]


def _trimmed(lines: list[str], end: int) -> int:
    """Return where furniture ends upwards of ``end``."""
    while end and (not (line := lines[end - 1].strip()) or _is_furniture(line)):
        end -= 1
    return end


def _is_furniture(line: str) -> bool:
    """Return whether a line at the end of a text is furniture by itself."""
    patterns = _patterns()
    if patterns.lines.fullmatch(line) or patterns.beginnings.fullmatch(line):
        return True
    return not _SENTENCE_END.search(line) and bool(patterns.prompts.fullmatch(line))


def _is_loose(line: str) -> bool:
    """Return whether a line could belong to furniture, if some stands before it."""
    is_sentence = bool(_SENTENCE_END.search(line)) and len(line.split()) >= SENTENCE_WORDS
    return len(line) <= MAX_LOOSE_CHARS and not is_sentence


def split_title(title: str, body: str, furniture: str) -> tuple[str, str]:
    """Return the headline, and the name of the paper if the title ends with one (``Headline – Paper``).

    What follows a dash may as well be the end of the headline. It is taken for a name when it looks like one
    and is known as one, named in the ``furniture`` after the text, or not mentioned in the ``body``: what a
    headline is about is.
    """
    headline, separator, name = last_part(title)
    if len(headline.split()) < MIN_TITLE_WORDS or not _looks_like_name(name):
        return title, ""
    is_sure = separator in _patterns().title["sure_separators"]
    known = is_sure or _is_known(name) or name.lower() in furniture.lower()
    if not known and _is_mentioned(name, body):
        return title, ""
    return _without_label(headline), name


def last_part(title: str) -> tuple[str, str, str]:
    """Return what stands before the last separator (a dash or the like), it, and what stands after it.

    Without a separator all three are empty.
    """
    at, separator = max((title.rfind(one), one) for one in _patterns().title["separators"])
    return (title[:at].strip(), separator, title[at + len(separator) :].strip()) if at >= 0 else ("", "", "")


def _looks_like_name(name: str) -> bool:
    """Return whether a paper may be called so: few words, with capitals, no label and no punctuation."""
    words, small = name.split(), _patterns().title["small_words"]
    labels = _patterns().title["labels"]
    if not 1 <= len(words) <= MAX_NAME_WORDS or len(name) > MAX_NAME_CHARS or _SENTENCE_END.search(name):
        return False
    if name.lower() in labels or (words[0].lower() in labels and words[-1].isdigit()) or name[0] in "„“\"'»«‚‘":
        return False
    return any(map(str.isalpha, name)) and all(
        word[0].isupper() or word[0].isdigit() or word.lower() in small or _is_known(word) for word in words
    )


def _is_known(name: str) -> bool:
    """Return whether a name is that of a site, or has a word in it of which papers' names are made."""
    if _DOMAIN.fullmatch(name):
        return True
    parts = _patterns().title["name_parts"]
    words = [word.lower() for word in _WORD.findall(name)]
    words += [piece for word in words if "-" in word for piece in word.split("-")]
    return any(
        word == part or (len(part) >= MIN_SUFFIX_CHARS and word.endswith(part)) for word in words for part in parts
    )


def _is_mentioned(name: str, body: str) -> bool:
    """Return whether a word of the name, small ones aside, stands in the text."""
    small = _patterns().title["small_words"]
    lowered = body.lower()
    return any(word.lower() in lowered for word in _WORD.findall(name) if word.lower() not in small)


def _without_label(headline: str) -> str:
    """Return the headline without a section or kind of text at its end (``Headline - Politik``)."""
    before, _, label = last_part(headline)
    return before if before and label.lower() in _patterns().title["labels"] else headline
