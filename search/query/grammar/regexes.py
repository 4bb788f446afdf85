"""Regular expressions that a user may ask for: valid, short, and unable to run for minutes on a long word."""

import re
from typing import Final

from search.limits import MAX_REGEX_CHARACTERS, MAX_REGEX_CHOICES, MAX_REGEX_REPEATS

# Escapes and sets first, so that what is in them is not taken for an operator.
_PART: Final = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<group>\((?:\?[:=!]|\?<[=!])?)|(?P<end>\))"
    r"|(?P<repeat>(?:[*+]|\{[0-9,]+\})[?+]?)|(?P<choice>[|?])"
)
# Python warns that it may read these as set operations one day.
_NESTED_SET: Final = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*?(?:\[|--|&&|~~|\|\|)")
# Flags, comments, names, conditions: the first two could hide brackets from `_PART`, nobody needs the rest.
_EXTENSION: Final = re.compile(r"\(\?(?![:=!]|<[=!])")


class RegexError(ValueError):
    """A regular expression that cannot be searched for; the message says why."""


def checked_regex(text: str) -> str:
    """Return ``text`` if it is a regular expression (Python's ``re``) that matches in tolerable time.

    Matching tries up to the word's length for every repeat, and two ways for every choice: what is tried
    multiplies, and grows exponentially with the word where a repeated group holds a repeat or a choice.

    Raises:
        RegexError: when it is none, too long, or has too many repeats or choices or one within another.
    """
    if len(text) > MAX_REGEX_CHARACTERS:
        raise RegexError(f"a regular expression may have {MAX_REGEX_CHARACTERS} characters; shorten it")
    if _NESTED_SET.search(text):
        raise RegexError(f"/{text}/ has a set within a set; write one set [...]")
    if _EXTENSION.search(text):
        raise RegexError(f"/{text}/ has a flag, comment or name after (?; leave it out")
    try:
        re.compile(text)
    except (re.error, OverflowError) as error:
        raise RegexError(f"/{text}/ is not a regular expression: {error}") from error
    _check_work(text)
    return text


def _check_work(text: str) -> None:
    """Raise `RegexError` if the valid expression ``text`` multiplies too many repeats and choices."""
    counts = {"repeat": 0, "choice": 0}
    branching = [False]  # of each group that is open: whether it holds a repeat or a choice
    closed_at, closed_branching = -1, False
    for part in _PART.finditer(text):
        if part["group"]:
            branching.append(False)
        elif part["end"]:
            closed_at, closed_branching = part.end(), branching.pop()
            branching[-1] |= closed_branching
        elif kind := part.lastgroup:
            if kind == "repeat" and closed_branching and part.start() == closed_at:
                raise RegexError(f"/{text}/ repeats a group that holds a repeat or a choice; write it out")
            counts[kind] += 1
            branching[-1] = True
    if counts["repeat"] > MAX_REGEX_REPEATS or counts["choice"] > MAX_REGEX_CHOICES:
        raise RegexError(
            f"/{text}/ has more than {MAX_REGEX_REPEATS} of * + {{}} or {MAX_REGEX_CHOICES} of | ?; use fewer"
        )
