"""Text -> tokens: what a word is, where it stands, and where sentences and paragraphs begin.

A token is a maximal run of letters and digits; the gender forms ``Bürger*innen``, ``Bürger:in`` and
``Bürger_innen`` are one token each. Everything that cuts text into words does it here: `PlainScanner` and
`tokenise` with Python's ``re``; `index.tokenising.scan_kernels.KernelScanner` is the fast twin of the former.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Final, NamedTuple, Protocol, overload

import numpy as np
import numpy.typing as npt

from index import data_files
from index.columns import Strings
from index.tokenising.gaps import packed_gaps

TOKEN: Final = re.compile(r"[^\W_]+(?:(?<=[^\W\d_])[*:_](?:innen[^\W_]*|in(?![^\W_])))?")
NO_BREAK, SENTENCE, PARAGRAPH = 0, 1, 2
_MAY_END, _STOP = 3, 4
"""Of a gap between tokens: a sentence may end there; and it may by a full stop, which may belong to the word."""
_TERMINAL: Final = ".!?…"
_SHORT: Final = 8
_CACHED_GAPS: Final = 256
"""What so many gaps say is kept, of so many characters: of a thousand on a page nearly all are one of ten."""


class Words(Sequence[str]):
    """The words of a text, each cut out when it is looked at: most never are."""

    def __init__(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        self._text, self._starts, self._ends = text, starts, ends

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            places = zip(self._starts[at], self._ends[at], strict=True)
            return [self._text[start:end] for start, end in places]
        return self._text[self._starts[at] : self._ends[at]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


class Cut(NamedTuple):
    """Texts that a kernel has cut at once, for `index.hot.WordFinder`.

    ``eights`` uint64: their bytes end to end, eight in each number; ``bounds`` int64[2 * tokens]: where each token
    begins there and where it ends, in turn; ``token_end`` int64[texts]: how many tokens end with each text.
    """

    eights: npt.NDArray[np.uint64]
    bounds: npt.NDArray[np.int64]
    token_end: npt.NDArray[np.int64]


class Tokens(NamedTuple):
    """The tokens of one text: the words as printed and where they stand.

    ``starts`` and ``ends`` are character offsets (``text[start:end]`` is the word); ``breaks`` says of each token
    whether it begins a sentence (1), a paragraph (2, which is a sentence too) or neither (0). Where a kernel has cut
    the text, ``cut`` has its tokens, with those of other texts.
    """

    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    breaks: Sequence[int]
    cut: Cut | None = None


class FoundForms(NamedTuple):
    """Tokens that are forms that were looked for: their places, ascending, and the number of each one's form."""

    places: list[int]
    forms: list[int]


class Scan(NamedTuple):
    """The tokens of several texts, one after the other.

    ``form`` int32[tokens]: the scanner's number of each token's form; ``breaks`` uint8[tokens] as in `Tokens`;
    ``text_start`` int64[texts + 1]: where each text's tokens begin in these two. ``gaps`` uint8[bytes]: what is between
    them (see `index.tokenising.gaps`); ``gap_start`` int64[texts + 1]: where each text's gaps begin.
    """

    form: npt.NDArray[np.int32]
    breaks: npt.NDArray[np.uint8]
    text_start: npt.NDArray[np.int64]
    gaps: npt.NDArray[np.uint8]
    gap_start: npt.NDArray[np.int64]


class Scanner(Protocol):
    """Cuts texts into tokens and numbers the distinct forms in order of first appearance."""

    def scan(self, texts: Sequence[bytes]) -> Scan:
        """Return the tokens of ``texts`` (valid UTF-8)."""

    def forms(self, first: int = 0) -> Strings:
        """Return the forms seen so far, from number ``first`` on."""


@cache
def abbreviations() -> frozenset[str]:
    """Return the words after which a full stop does not end a sentence."""
    return frozenset(data_files.lines("abbreviations.txt"))


def tokenise(text: str) -> Tokens:
    """Return the tokens of ``text``, which is NFC and free of soft hyphens as in every Article."""
    spans = [match.span() for match in TOKEN.finditer(text)]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    words = [text[start:end] for start, end in spans]
    breaks = [NO_BREAK] * len(words)
    breaks[:1] = [PARAGRAPH] * len(words[:1])
    for at, (end, start) in enumerate(zip(ends, starts[1:], strict=False), 1):
        if start - end != 1 or text[end] != " ":
            breaks[at] = _break(words[at - 1], text[end:start], words[at])
    return Tokens(words, starts, ends, breaks)


def words(text: str) -> list[str]:
    """Return only the words of ``text``."""
    return TOKEN.findall(text)


def _break(before: str, gap: str, after: str) -> int:
    """Return what begins at the token ``after``, which ``gap`` parts from the token ``before``.

    A blank line begins a paragraph, and so does a line break after the end of a sentence (many sources wrap
    lines, so a line break alone says nothing). A sentence ends at ``. ! ? …`` followed by white space and a
    capital or a digit, except after an abbreviation, an initial, or a number as in ``16. Mai``.
    """
    kind = _kind_of_short_gap(gap) if len(gap) <= _SHORT else _kind_of_gap(gap)
    if kind not in (_MAY_END, _STOP):
        return kind
    if not (after[0].isupper() or after[0].isdecimal()):
        return NO_BREAK
    return NO_BREAK if kind == _STOP and _keeps_open(before) else SENTENCE


def _kind_of_gap(gap: str) -> int:
    """Return what a gap says by itself: that there is a break or none, or that a sentence may end, by a full stop."""
    lines = gap.count("\n")
    at = next((place for place, letter in enumerate(gap) if letter in _TERMINAL), -1)
    if lines and (at >= 0 or _blank_line(gap)):
        return PARAGRAPH
    if at < 0 or not any(letter in " \t\u00a0" for letter in gap[at:]):
        return NO_BREAK
    return _STOP if sum(letter in _TERMINAL for letter in gap) == 1 and gap[0] == "." else _MAY_END


_kind_of_short_gap = lru_cache(_CACHED_GAPS)(_kind_of_gap)


def _blank_line(gap: str) -> bool:
    """Return whether two line breaks in ``gap`` have only blanks between them."""
    parts = gap.split("\n")
    return any(not part.strip(" \t\u00a0") for part in parts[1:-1])


def _keeps_open(before: str) -> bool:
    """Return whether a full stop after ``before`` belongs to the word and not to the sentence."""
    if before.isdecimal():
        return len(before) <= 2
    return (len(before) == 1 and before.isalpha()) or before in abbreviations()


def _gap_bounds(text: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Return where each gap of a text begins and ends."""
    return zip([0, *tokens.ends], [*tokens.starts, len(text)], strict=True)


class PlainScanner:
    """The scanner in plain Python: the reference, and the quicker one for a handful of articles."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def scan(self, texts: Sequence[bytes]) -> Scan:
        """Return the tokens of ``texts`` (valid UTF-8)."""
        numbers = self._numbers
        form: list[int] = []
        breaks: list[int] = []
        text_start, gaps, gap_start = [0], bytearray(), [0]
        for encoded in texts:
            tokens = tokenise(text := encoded.decode())
            form += [numbers.setdefault(word, len(numbers)) for word in tokens.words]
            breaks += tokens.breaks
            text_start.append(len(form))
            gaps += packed_gaps(text[end:start].encode() for end, start in _gap_bounds(text, tokens))
            gap_start.append(len(gaps))
        return Scan(
            np.array(form, np.int32),
            np.array(breaks, np.uint8),
            np.array(text_start, np.int64),
            np.frombuffer(gaps, np.uint8),
            np.array(gap_start, np.int64),
        )

    def forms(self, first: int = 0) -> Strings:
        """Return the forms seen so far, from number ``first`` on."""
        return Strings.of(list(islice(self._numbers, first, None)))
