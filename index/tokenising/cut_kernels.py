"""Cutting texts into tokens for showing them: `tokens.tokenise` as a kernel, for all texts of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.columns import Array
from index.kernels import Number, bits, kernel
from index.tokenising.scan_kernels import (
    abbreviation_table,
    break_runs,
    character_classes,
    join_gender_forms,
    readable,
    runs_of,
)
from index.tokenising.tokens import Cut, Tokens, Words

_BIT, _SIXTH, _INSIDE = np.uint64(1), np.uint64(6), np.uint64(bits.AT_ONCE - 1)


@kernel
def _count_going_on(buffer: Array, on: Array, before: Array) -> None:
    """Write which bytes go on with a character, as bits, and how many before each `bits.AT_ONCE` bytes do."""
    count = np.int64(0)
    for place in range(len(on)):
        on[place], before[place] = bits.going_on(buffer, bits.AT_ONCE * place), count
        count += bits.ones(on[place])


@kernel
def _character_at(on: Array, before: Array, at: Number) -> Number:
    """Return which character begins at byte ``at``, given what `_count_going_on` wrote."""
    place = np.uint64(at) >> _SIXTH  # unsigned, so that no negative index is looked for
    return at - before[place] - bits.ones(on[place] & ((_BIT << (np.uint64(at) & _INSIDE)) - _BIT))


@kernel
def _cut(
    buffer: Array,
    eights: Array,
    text_end: Array,
    classes: Array,
    abbreviations: Array,
    bounds: Array,
    characters: Array,
    breaks: Array,
    token_end: Array,
) -> None:
    """Write where the tokens of each text begin and end, in bytes and in characters, and what begins there.

    ``text_end`` int64[texts] is where each text ends in ``buffer``, and ``token_end`` likewise in what is written;
    ``characters`` int32[2, tokens] has where each begins, and where it ends.
    """
    on, before = np.empty(len(buffer) // bits.AT_ONCE, np.uint64), np.empty(len(buffer) // bits.AT_ONCE, np.int64)
    _count_going_on(buffer, on, before)
    tokens, begin = np.int64(0), np.int64(0)
    for text in range(len(text_end)):
        end, own, first = text_end[text], bounds[2 * tokens :], _character_at(on, before, begin)
        runs = join_gender_forms(buffer, end, classes, own, runs_of(buffer, begin, end, classes, own))
        break_runs(buffer, eights, own, runs, classes, abbreviations, breaks[tokens:])
        for run in range(runs):
            characters[0, tokens + run] = _character_at(on, before, own[2 * run]) - first
            characters[1, tokens + run] = _character_at(on, before, own[2 * run + 1]) - first
        tokens, begin = tokens + runs, end
        token_end[text] = tokens


def tokenise_read(buffer: Array, text_end: Array) -> list[tuple[str, Tokens]]:
    """Return texts, which are end to end in ``buffer`` with `bits.AT_ONCE` bytes behind, and the tokens of each.

    Raises ValueError where one is no UTF-8.
    """
    # Before they are cut: a kernel must not be given what is no UTF-8.
    own = buffer.data
    texts = [str(own[begin:end], "utf-8") for begin, end in pairwise([0, *text_end.tolist()])]
    return list(zip(texts, _tokens(texts, buffer, buffer.view(np.uint64), text_end), strict=True))


def tokenise_all(texts: Sequence[str]) -> list[Tokens]:
    """Return the tokens of each text."""
    encoded = [text.encode() for text in texts]
    return _tokens(texts, *readable(encoded), np.cumsum([*map(len, encoded)], dtype=np.int64))


def _tokens(texts: Sequence[str], buffer: Array, eights: Array, text_end: Array) -> list[Tokens]:
    """Return the tokens of each text, which are end to end in ``buffer``."""
    most = (len(buffer) + len(texts)) // 2 + 1
    bounds, characters = np.empty(2 * most + 2, np.int64), np.empty((2, most), np.int32)
    breaks, token_end = np.empty(most, np.uint8), np.empty(len(texts), np.int64)
    _cut(
        buffer, eights, text_end, character_classes(), abbreviation_table(), bounds, characters, breaks, token_end
    )  # fmt: skip
    cut = Cut(eights, bounds, token_end)
    starts, ends, kinds = characters[0].data, characters[1].data, breaks.data  # few of them are looked at

    def tokens(text: str, begin: int, end: int) -> Tokens:
        own = starts[begin:end], ends[begin:end]
        return Tokens(Words(text, *own), *own, kinds[begin:end], cut)

    bounds_of = token_end.tolist()
    return list(map(tokens, texts, [0, *bounds_of], bounds_of))
