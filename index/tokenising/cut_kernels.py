"""Cutting texts into tokens for showing them: `tokens.tokenise` as a kernel, for all texts of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from index.columns import Array
from index.kernels import Number, kernel
from index.tokenising.scan_kernels import (
    abbreviation_hashes,
    break_runs,
    character_classes,
    join_gender_forms,
    readable,
    runs_of,
)
from index.tokenising.tokens import Cut, Tokens, Words

_BIT, _THREE, _SIXTH, _SEVENTH, _LAST_BYTE = np.uint64(1), np.uint64(3), np.uint64(6), np.uint64(7), np.uint64(56)
_EACH_BYTE: Final = np.uint64(0x0101010101010101)


@kernel
def _going_on(eight: Number) -> Number:
    """Return how many of eight bytes go on with a character (10xxxxxx), all told at once."""
    found = (eight >> _SEVENTH) & ~(eight >> _SIXTH) & _EACH_BYTE
    return np.int64((found * _EACH_BYTE) >> _LAST_BYTE)  # the last byte of the product is the sum of all


@kernel
def _count_before(eights: Array, before: Array) -> None:
    """Write how many bytes before each of the ``eights`` go on with a character."""
    count = np.int32(0)
    for at in range(len(eights)):
        before[at] = count
        count += np.int32(_going_on(eights[at]))


@kernel
def _character_at(eights: Array, before: Array, at: Number) -> Number:
    """Return which character begins at byte ``at``, given what `_count_before` wrote."""
    place = np.uint64(at) >> _THREE  # unsigned, so that no negative index is looked for
    inside = (_BIT << ((np.uint64(at) & _SEVENTH) << _THREE)) - _BIT
    return at - before[place] - _going_on(eights[place] & inside)


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
    ``characters`` int64[2, tokens] has where each begins, and where it ends.
    """
    before = np.empty(len(eights), np.int32)
    _count_before(eights, before)
    tokens, begin = np.int64(0), np.int64(0)
    for text in range(len(text_end)):
        end, own, first = text_end[text], bounds[2 * tokens :], _character_at(eights, before, begin)
        runs = join_gender_forms(buffer, end, classes, own, runs_of(buffer, begin, end, classes, own))
        break_runs(buffer, eights, own, runs, classes, abbreviations, breaks[tokens:])
        for run in range(runs):
            characters[0, tokens + run] = _character_at(eights, before, own[2 * run]) - first
            characters[1, tokens + run] = _character_at(eights, before, own[2 * run + 1]) - first
        tokens, begin = tokens + runs, end
        token_end[text] = tokens


def tokenise_all(texts: Sequence[str]) -> list[Tokens]:
    """Return the tokens of each text."""
    encoded = [text.encode() for text in texts]
    buffer, eights = readable(encoded)
    text_end = np.cumsum([*map(len, encoded)], dtype=np.int64)
    most = (len(buffer) + len(texts)) // 2 + 1
    bounds, characters = np.empty(2 * most + 2, np.int64), np.empty((2, most), np.int64)
    breaks, token_end = np.empty(most, np.uint8), np.empty(len(texts), np.int64)
    _cut(
        buffer, eights, text_end, character_classes(), abbreviation_hashes(), bounds, characters, breaks, token_end
    )  # fmt: skip
    cut = Cut(eights, bounds, token_end)
    starts, ends, kinds = characters[0].data, characters[1].data, breaks.data  # few of them are looked at

    def tokens(text: str, begin: int, end: int) -> Tokens:
        own = starts[begin:end], ends[begin:end]
        return Tokens(Words(text, *own), *own, kinds[begin:end], cut)

    bounds_of = token_end.tolist()
    return list(map(tokens, texts, [0, *bounds_of], bounds_of))
