"""Cutting texts into tokens for showing them: `tokens.tokenise` as a kernel, for all texts of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

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


@kernel
def _to_characters(buffer: Array, begin: Number, end: Number, bounds: Array, runs: Number, into: Array) -> None:
    """Write which character of the text ``buffer[begin:end]`` is at each of the bounds of its runs.

    All characters are counted before any bound is looked at: no branch on where words end, which nobody foresees.
    """
    before, count = np.empty(end - begin + 1, np.int32), np.int32(0)
    for at in range(end - begin):
        before[at] = count
        count += np.int32(buffer[begin + at] & 0xC0 != 0x80)
    before[end - begin] = count
    for run in range(runs):
        into[0, run], into[1, run] = before[bounds[2 * run] - begin], before[bounds[2 * run + 1] - begin]


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
    tokens, begin = np.int64(0), np.int64(0)
    for text in range(len(text_end)):
        end, own = text_end[text], bounds[2 * tokens :]
        runs = join_gender_forms(buffer, end, classes, own, runs_of(buffer, begin, end, classes, own))
        break_runs(buffer, eights, own, runs, classes, abbreviations, breaks[tokens:])
        _to_characters(buffer, begin, end, own, runs, characters[:, tokens:])
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
    cut = Cut(eights, bounds)
    starts, ends, kinds = characters[0].data, characters[1].data, breaks.data  # few of them are looked at
    return [
        Tokens(Words(text, starts[a:b], ends[a:b]), starts[a:b], ends[a:b], kinds[a:b], cut, a)
        for text, (a, b) in zip(texts, pairwise([0, *token_end.tolist()]), strict=True)
    ]
