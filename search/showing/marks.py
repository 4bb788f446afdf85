"""Marking what matched: the analyser's own token offsets, never a second search of the text.

Everything that leaves this module is HTML-escaped exactly once, its only elements are ``<mark>``. Marks are
given in token numbers; those that overlap become one stretch (see `Marked`), those side by side stay apart, and one
across paragraphs becomes one in each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers: TypeAlias = Sequence[int] | npt.NDArray[np.integer]

SENTENCE, PARAGRAPH = 1, 2
"""What a token begins, as `index.tokenising.tokens` has it."""
_BLANK_LINE: Final = re.compile(r"\n(?:[ \t\u00a0]*\n)+")
_WHITE_SPACE: Final = re.compile(r"[^\S ]\s*| \s+")
_ENTITIES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;"))
"""Those of `html.escape`; the module html itself would load all 2,231 names of HTML into every one-shot query."""


def escape(text: str) -> str:
    """Return ``text`` for HTML, in content and in attributes."""
    for character, entity in _ENTITIES:
        text = text.replace(character, entity)
    return text


def unescape(escaped: str) -> str:
    """Return what `escape` was given."""
    for character, entity in reversed(_ENTITIES):
        escaped = escaped.replace(entity, character)
    return escaped


class Mark(NamedTuple):
    """Tokens ``first`` to ``last`` (both included) that matched word number ``word`` of the query."""

    first: int
    last: int
    word: int


class Places(Protocol):
    """What marking needs of `index.Tokens`: lists or arrays of the same length, one value a token.

    Arrays of ``breaks`` are uint8.
    """

    @property
    def starts(self) -> Numbers:
        """Character where each token begins."""

    @property
    def ends(self) -> Numbers:
        """Character after each token."""

    @property
    def breaks(self) -> Numbers:
        """1: the token begins a sentence; 2: a paragraph; 0: neither."""


class Marked(NamedTuple):
    """What is marked in a text, in order of place: stretches of tokens, no two of which share one.

    Each goes from its token in ``firsts`` to that in ``lasts`` (both included) and matches the query words ``words``.
    Nothing is false where nothing is marked.
    """

    firsts: Sequence[int]
    lasts: Sequence[int]
    words: Sequence[Sequence[int]]

    def __bool__(self) -> bool:
        return len(self.firsts) > 0


NOTHING: Final = Marked((), (), ())


def merged(marks: Iterable[Mark]) -> Marked:
    """Return what is marked, marks that share a token as one."""
    firsts: list[int] = []
    lasts: list[int] = []
    words: list[list[int]] = []
    end = -1
    for first, last, word in sorted(marks):
        if first > end:
            firsts.append(first)
            lasts.append(last)
            words.append([word])
            end = last
        else:
            words[-1].append(word)
            lasts[-1] = end = max(end, last)
    return Marked(firsts, lasts, words)


def mark_text(text: str, tokens: Places, marked: Marked) -> str:
    """Return the whole text (a title, say) escaped, with its marks; white space stays as it is."""
    return _with_marks(text, 0, len(text), character_spans(tokens, marked.firsts, marked.lasts), escape)


def mark_paragraphs(text: str, tokens: Places, marked: Marked) -> tuple[str, ...]:
    """Return the paragraphs of the text escaped, with their marks, white space as single spaces.

    Paragraphs are those of ``tokens.breaks``; what has no token (``* * *``) is one where blank lines set it apart.
    """
    places = [token for token, kind in enumerate(tokens.breaks) if kind == PARAGRAPH]
    spans = character_spans(tokens, marked.firsts, marked.lasts)
    return tuple(lines(text, 0, len(text), paragraph_cuts(text, tokens, places), spans))


def character_spans(tokens: Places, firsts: Iterable[int], lasts: Iterable[int]) -> list[tuple[int, int]]:
    """Return where stretches of tokens begin and end in the text; one across paragraphs becomes one in each."""
    starts, ends, breaks = tokens.starts, tokens.ends, tokens.breaks
    found = []
    for first, last in zip(firsts, lasts, strict=True):
        begin = first
        for token in range(first + 1, last + 1):
            if breaks[token] == PARAGRAPH:
                found.append((int(starts[begin]), int(ends[token - 1])))
                begin = token
        found.append((int(starts[begin]), int(ends[last])))
    return found


def paragraph_cuts(text: str, tokens: Places, places: Iterable[int], up_to: int | None = None) -> Iterator[int]:
    """Yield the line breaks at which the text falls into paragraphs; ``places`` are the tokens that begin one.

    The text before the first token and after the last is cut at blank lines too. None is looked for from the
    character ``up_to`` on.
    """
    starts, ends = tokens.starts, tokens.ends
    for token in places:
        begin = int(ends[token - 1]) if token else 0
        gap = text[begin : starts[token]]
        cuts = [begin + found.start() for found in _BLANK_LINE.finditer(gap)]
        yield from cuts or ([begin + gap.rindex("\n")] if token else [])
    begin = int(ends[-1]) if len(ends) else 0
    if up_to is None or begin < up_to:
        yield from (begin + found.start() for found in _BLANK_LINE.finditer(text[begin:up_to]))


def lines(text: str, begin: int, end: int, cuts: Iterable[int], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return ``text[begin:end]``, escaped and marked, as one line for each piece between the ``cuts``.

    ``spans`` are characters (begin, end), in order, apart, and each within one piece.
    """
    found = []
    for stop in [*(cut for cut in cuts if begin < cut < end), end]:
        inside = spans[bisect_left(spans, (begin,)) : bisect_left(spans, (stop,))]
        shown = line(text, begin, stop, inside)
        if shown:
            found.append(shown)
        begin = stop
    return found


def line(text: str, begin: int, end: int, spans: Iterable[tuple[int, int]]) -> str:
    """Return ``text[begin:end]`` without white space around it, escaped and marked, as one line.

    ``spans`` are characters (begin, end), in order, apart, and all within.
    """
    piece = text[begin:end].strip()
    if len(piece) < end - begin:
        begin = text.index(piece, begin) if piece else begin
        end = begin + len(piece)
    if not piece.isprintable() or "  " in piece:
        return _with_marks(text, begin, end, spans, one_line)
    if "&" in piece or "<" in piece or ">" in piece or '"' in piece or "'" in piece:
        return _with_marks(text, begin, end, spans, escape)
    return _as_it_is(text, begin, end, spans)


def one_line(text: str) -> str:
    """Return ``text`` escaped, every run of white space as one space."""
    return escape(_WHITE_SPACE.sub(" ", text))


def _as_it_is(text: str, begin: int, end: int, spans: Iterable[tuple[int, int]]) -> str:
    """Return what `_with_marks` does where nothing is written in another way: most passages, in half the time."""
    pieces = []
    for start, after in spans:
        pieces.append(f"{text[begin:start]}<mark>{text[start:after]}</mark>")
        begin = after
    pieces.append(text[begin:end])
    return "".join(pieces)


def _with_marks(text: str, begin: int, end: int, spans: Iterable[tuple[int, int]], show: Callable[[str], str]) -> str:
    """Return ``text[begin:end]`` with ``<mark>`` around the spans, every piece as ``show`` writes it."""
    pieces = []
    for start, after in spans:
        pieces += [show(text[begin:start]), "<mark>", show(text[start:after]), "</mark>"]
        begin = after
    pieces.append(show(text[begin:end]))
    return "".join(pieces)
