"""Stored texts: the titles and texts of articles as the numbers of their words, and what is between these.

``text.words`` uint8[bytes] has the form numbers of each text's words as LEB128, ``text.gaps`` uint8[bytes] its gaps as
`index.tokenising.gaps` packs them; ``text.words_start`` and ``text.gaps_start`` [2 * documents + 1] where those of each
text begin. Text 2 * d is the title of document d, text 2 * d + 1 what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Array, Columns, smallest
from index.segments.postings import Bytes, Numbers, decode, encode, ragged_arange, starts_of
from index.tokenising import gaps as gap_codes

if TYPE_CHECKING:
    from index.dictionary import Lexicon

COLUMNS: Final = ("text.words", "text.gaps")
"""Each with its starts, ``…_start``."""


class CodedText(NamedTuple):
    """A text as it is stored: its words, and its gaps."""

    words: memoryview
    gaps: memoryview


class CodedTexts:
    """The texts of a segment, as they are stored."""

    def __init__(self, columns: Columns) -> None:
        # As memoryviews, which give numbers of Python: a hit looks at two of each.
        self._words, self._gaps = (columns[name].data for name in COLUMNS)
        self._words_start, self._gaps_start = (columns[f"{name}_start"].data for name in COLUMNS)

    def __getitem__(self, text: int) -> CodedText:
        """Return a text: 2 * document is a title, the one behind it what the article says."""
        words, gaps = self._words_start, self._gaps_start
        return CodedText(self._words[words[text] : words[text + 1]], self._gaps[gaps[text] : gaps[text + 1]])


def columns(words: Sequence[tuple[Bytes, Numbers]], gaps: Sequence[tuple[Bytes, Numbers]]) -> dict[str, Array]:
    """Return the columns of texts, of which each part is some: the bytes of all, and how many of them each has."""
    found: dict[str, Array] = {}
    for name, parts in zip(COLUMNS, (words, gaps), strict=True):
        found[name] = np.concatenate([stream for stream, _ in parts])
        found[f"{name}_start"] = smallest(starts_of(np.concatenate([sizes for _, sizes in parts])))
    return found


def packed_words(form: npt.NDArray[np.uint32], text_start: Numbers) -> tuple[Bytes, Numbers]:
    """Return the words of texts as they are stored, and how many bytes each text has.

    ``text_start`` int64[texts + 1] says where the words of each begin in ``form``, which has their numbers.
    """
    stream, start = encode(form)
    return stream, np.diff(start[text_start])


def read(lexicon: Lexicon, coded: Sequence[CodedText]) -> list[bytes]:
    """Return texts, in UTF-8, whose words are numbered as in ``lexicon``.

    Raises ValueError or IndexError where one is damaged.
    """
    packed = np.frombuffer(b"".join([one.words for one in coded]), np.uint8)
    forms, tokens_before = decode(packed), starts_of(packed < 0x80)
    token_start = tokens_before[starts_of([len(one.words) for one in coded])]
    # A text has a gap more than it has words.
    firsts = (token_start + np.arange(len(coded) + 1)).tolist()
    gaps = [b" "] * firsts[-1]
    for first, one in zip(firsts, coded, strict=False):
        for place, gap in gap_codes.gaps_in(bytes(one.gaps)):
            gaps[first + place] = gap
    words, sizes = _words_of(lexicon, forms)
    # In turn, for each gap: its bytes, and those of the word behind it, which the last gap of a text does not have.
    in_turn = np.zeros((len(gaps), 2), np.int64)
    in_turn[:, 0] = list(map(len, gaps))
    in_turn[np.arange(len(forms)) + np.repeat(np.arange(len(coded)), np.diff(token_start)), 1] = sizes
    is_word = np.repeat(np.tile([False, True], len(gaps)), in_turn.ravel())
    text = np.empty(len(is_word), np.uint8)
    text[is_word], text[~is_word] = words, np.frombuffer(b"".join(gaps), np.uint8)
    ends = starts_of(in_turn.sum(axis=1))[firsts].tolist()
    return [text[begin:end].tobytes() for begin, end in pairwise(ends)]


def _words_of(lexicon: Lexicon, forms: Numbers) -> tuple[Bytes, Numbers]:
    """Return the bytes of ``forms`` end to end, and how many each has."""
    if len(forms) and int(forms.max()) >= len(lexicon):
        raise IndexError(f"a stored text has a word with number {forms.max()} of {len(lexicon)}")
    sizes, parts = np.zeros(len(forms), np.int64), []
    for chunk in lexicon.chunks:
        own = (forms >= chunk.first) & (forms < chunk.first + len(chunk.forms))
        start = chunk.forms.start
        begin, end = (start[forms[own] - chunk.first + at].astype(np.int64) for at in (0, 1))
        sizes[own] = end - begin
        parts.append((own, chunk.forms.blob[np.repeat(begin, end - begin) + ragged_arange(end - begin)]))
    if len(parts) == 1:
        return parts[0][1], sizes
    words = np.empty(int(sizes.sum()), np.uint8)
    for own, its in parts:
        words[np.repeat(own, sizes)] = its
    return words, sizes
