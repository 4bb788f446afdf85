"""Patterns that are typed, with ``*`` and ``?`` or as a regular expression: what they are over the folds of forms."""

from __future__ import annotations

import re
from typing import Final

from index import fold
from search.limits import MAX_WIDE_SIGNS

_LETTER: Final = "(?:[^\n]|[ao]e|(?<![aeq])ue|ss)"
"""One letter of a word, as it is in the fold: ``ä`` is ``ae``, but ``ue`` in ``Steuer`` is not one letter."""


def wildcard_expression(pattern: str) -> str:
    """Return a regular expression over folds for a wildcard pattern; its time grows with the word's length only.

    After a ``*`` the first place where the next piece fits is as good as any later one, so it is never given up
    (an atomic group); only the last piece must stand at the end. A ``?`` stands for two letters of the fold where they
    are one of the word (``M?ller`` is Müller), but only the first ones of a pattern: each doubles the time at worst.
    """
    pieces = re.split(r"\*+", pattern)
    signs = [piece.count("?") for piece in pieces]
    before = [sum(signs[:at]) for at in range(len(pieces))]
    pieces = [_literal(piece, MAX_WIDE_SIGNS - more) for piece, more in zip(pieces, before, strict=True)]
    if len(pieces) == 1:
        return pieces[0]
    middle = "".join(f"(?>[^\n]*?{piece})" for piece in pieces[1:-1] if piece)
    return f"{pieces[0]}{middle}[^\n]*{pieces[-1]}"


def _literal(piece: str, wide: int) -> str:
    """Return the expression of a piece without ``*``; its first ``wide`` signs stand for umlauts and ``ß`` too."""
    first, *parts = (re.escape(fold(part)) for part in piece.split("?"))
    return first + "".join((_LETTER if at < wide else "[^\n]") + part for at, part in enumerate(parts))


def anchored(expression: str) -> re.Pattern[str]:
    """Return a pattern that matches whole lines only."""
    return re.compile(f"^(?:{expression})$", re.MULTILINE | re.IGNORECASE)


def beginning(pattern: str) -> str:
    """Return the fold of what stands before the first sign of a wildcard pattern."""
    found = re.match(r"[^*?]*", pattern)
    return fold(found.group()) if found else ""
