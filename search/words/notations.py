"""Other ways to write a number, a date or initials: ``1.000`` for ``1000``, ``16.5.2024`` for ``16. Mai 2024``.

Everything here is about tokens, whatever stood between them: ``1.000``, ``1 000`` and ``1,000`` are two tokens each.
The expressions are compiled when something is compared with them, which `re` keeps: a question without numbers does not
wait for it (0.9 ms).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import Final

_GROUPED: Final = r"([1-9][0-9]{0,2}(?: [0-9]{3})+)( [0-9]{1,2})?"
_LARGE: Final = r"([1-9][0-9]{3,11})( [0-9]{1,2})?"
"""Numbers, perhaps with what stands behind a decimal comma."""
_DATE: Final = r"(0?[1-9]|[12][0-9]|3[01]) (\w+) ([12][0-9]{3})"
_ISO_DATE: Final = r"([12][0-9]{3}) (0[1-9]|1[0-2]) (0[1-9]|[12][0-9]|3[01])"
_DAY: Final = r"(0?[1-9]|[12][0-9]|3[01]) ([^\W\d_]{3,})|(?:(0[1-9]) (0?[1-9]|1[0-2])|(1[3-9]|2[0-9]|3[01]) (1[0-2]))"
"""A date without its year, of numbers only where a zero or what no month can be tells it from ``3,10``: 24.12."""
_NAMED: Final = r"([^\W\d_]) ([0-9]{1,4})"
_NUMBERED: Final = r"([^\W\d_]{1,15})([0-9]{1,4})|([0-9]{1,4})([^\W\d_]{2,}|[A-Z])"
"""A 380; and A380, Covid19, 19jährig, 10km, 5G, which are one token."""
_MEASURED: Final = r"([0-9]{1,4}) (?:[kcm]?m|[km]?g|ha|[kMGT]B|[kMG]Wh?|[kMG]Hz|PS)"
"""Units that are written directly behind a number, too."""
_INITIALS: Final = "[A-ZÄÖÜ](?: [A-ZÄÖÜ]| [a-z] [A-ZÄÖÜ]){1,4}"
"""U. S., and A. f. D."""
_MONTHS: Final = (
    ("Januar", "Jan"), ("Februar", "Feb"), ("März",), ("April", "Apr"), ("Mai",), ("Juni",), ("Juli",),
    ("August", "Aug"), ("September", "Sept", "Sep"), ("Oktober", "Okt"), ("November", "Nov"), ("Dezember", "Dez"),
)  # fmt: skip
_NUMBER_OF: Final = {name.lower(): at for at, names in enumerate(_MONTHS, 1) for name in names}
_OCTOBER: Final = 10
_DECEMBER: Final = 12
LONGEST: Final = 3
"""Most tokens of what has other notations, but for large numbers: a date has so many."""


def notations(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the tokens of other ways to write a number, a date or initials."""
    text, letters = " ".join(words), "".join(words)
    if letters.isalpha() and len(letters) > len(words):  # nearly always: no number, and no initials
        return []
    if number := re.fullmatch(_GROUPED, text):
        return [(number[1].replace(" ", ""), *(number[2] or "").split())]
    if number := re.fullmatch(_LARGE, text):
        return [(*f"{int(number[1]):,}".split(","), *(number[2] or "").split())]
    if re.fullmatch(_NAMED, text) or re.fullmatch(_MEASURED, text) or re.fullmatch(_INITIALS, text):
        return [(text.replace(" ", ""),)]
    if number := re.fullmatch(_NUMBERED, text):
        return [tuple(filter(None, number.groups()))]
    return [way for way in _dates(text) if " ".join(way) != text]


def is_numbered(word: str) -> bool:
    """Return whether a word is letters and a number, which may be parted (``G20``, ``19jährig``)."""
    return not word.isalpha() and re.fullmatch(_NUMBERED, word) is not None


def is_named(words: Sequence[str]) -> bool:
    """Return whether the words are a letter and a number (``A 380``)."""
    return re.fullmatch(_NAMED, " ".join(words)) is not None


def _dates(text: str) -> list[tuple[str, ...]]:
    """Return the tokens of all ways to write the date that ``text`` is; nothing if it is none."""
    if date := re.fullmatch(_ISO_DATE, text):
        return _whole_dates(int(date[3]), int(date[2]), date[1])
    if date := re.fullmatch(_DATE, text):
        month = _month(date[2])
        return _whole_dates(int(date[1]), month, date[3]) if month else []
    if date := re.fullmatch(_DAY, text):
        month = _month(date[2] or date[4] or date[6])
        return _days(int(date[1] or date[3] or date[5]), month) if month else []
    return []


def _whole_dates(day: int, month: int, year: str) -> list[tuple[str, ...]]:
    name, *short = _MONTHS[month - 1]
    ways = product(_spellings(day), (*_spellings(month), name), (year,))
    return [*ways, *((str(day), one, year) for one in short), (year, f"{month:02}", f"{day:02}")]


def _days(day: int, month: int) -> list[tuple[str, ...]]:
    """Return a day of any year; as numbers only with a zero before it or where the day cannot be a month.

    ``3.10.`` and ``3,10`` are the same.
    """
    name, *short = _MONTHS[month - 1]
    numbers = list(product((f"{day:02}",), _spellings(month)) if day < _OCTOBER else ())
    if day > _DECEMBER and month >= _OCTOBER:
        numbers.append((str(day), str(month)))
    return [*product(_spellings(day), (name,)), *((str(day), one) for one in short), *numbers]


def _spellings(number: int) -> tuple[str, ...]:
    """Return a number of a date with and without the zero before it."""
    return (str(number), f"{number:02}") if number < 10 else (str(number),)


def _month(text: str) -> int:
    """Return the number of a month that is written as a number or by its name; 0 if it is none."""
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else 0
    return _NUMBER_OF.get(text.lower(), 0)
