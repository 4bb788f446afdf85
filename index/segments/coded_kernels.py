"""Numba kernels of stored texts: their words packed, and read; twins of what is in `index.segments.coded`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from index.columns import Array
from index.kernels import Number, addresses, bits, kernel, prefetch, put_number
from index.segments.coded import CodedText
from index.tokenising import Tokens, cut_kernels, eight_at, gaps, readable

if TYPE_CHECKING:
    from index.dictionary import Lexicon

_NUMBER_BYTES: Final = 5
"""A form number takes no more."""
_COPIED: Final = bits.COPIED
# Of their own, so that a kernel that was compiled with others is not taken for this one.
_LONGER, _WRITTEN, _MOST_BYTES = gaps.LONGER, gaps.WRITTEN, gaps.MOST_BYTES
_GAP_SIZES: Final = np.array(list(map(len, gaps.GAPS)), np.uint8)
_GAP_BYTES: Final = np.frombuffer(b"".join(gap.ljust(_COPIED) for gap in gaps.GAPS), np.uint8)
"""The gaps that have a number, each followed by so many bytes that all can be copied alike."""
_LAST_BITS: Final = np.uint64(0x8080808080)
_ONE, _TWO = np.uint64(1), np.uint64(2)
_BEHIND: Final = max(bits.AT_ONCE, bits.COPIED)
"""Bytes that may be read and written behind the texts."""
_ENDLESS: Final = 1 << 62
"""Spaces behind the last gap that is another."""


@kernel
def _put_words(form: Array, text_start: Array, out: Array, sizes: Array) -> Number:
    """Write the numbers of the words of texts, and how many bytes each takes to ``sizes``; return how many all do."""
    at = np.int64(0)
    for text in range(len(sizes)):
        begin = at
        for token in range(text_start[text], text_start[text + 1]):
            at = put_number(out, at, np.int64(form[token]))
        sizes[text] = at - begin
    return at


def packed_words(
    form: npt.NDArray[np.uint32], text_start: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the words of texts as they are stored: the twin of `index.segments.coded.packed_words`."""
    stream, sizes = np.empty(_NUMBER_BYTES * len(form) + 1, np.uint8), np.empty(len(text_start) - 1, np.int64)
    end = _put_words(form, text_start, stream, sizes)
    return stream[:end].copy(), sizes


@kernel
def _number_at(eights: Array, at: Number) -> tuple[Number, Number]:
    """Return the LEB128 number of up to five bytes at byte ``at``, and how many bytes it has.

    No branch: how many could not be foreseen.
    """
    value = eight_at(eights, at)
    last = np.uint64(bits.lowest_bit((~value & _LAST_BITS) | (_ONE << np.uint64(39))))
    value &= (_TWO << last) - _ONE
    number = value & np.uint64(0x7F)
    number |= (value >> np.uint64(1)) & np.uint64(0x3F80)
    number |= (value >> np.uint64(2)) & np.uint64(0x1FC000)
    number |= (value >> np.uint64(3)) & np.uint64(0xFE00000)
    number |= (value >> np.uint64(4)) & np.uint64(0x7F0000000)
    return np.int64(number), np.int64(last >> np.uint64(3)) + 1


@kernel
def _put_gap(gaps: Array, place: Number, end: Number, out: Array, at: Number) -> tuple[Number, Number]:
    """Write the gap at ``gaps[place]``; return where the next one is, and where to write on."""
    number = np.int64(gaps[place]) & _LONGER
    place += 1
    if number == _LONGER:
        number = np.int64(gaps[place])
        place += 1
    if number != _WRITTEN:
        if number >= len(_GAP_SIZES) or place > end:
            raise IndexError
        bits.copy(_GAP_BYTES, _COPIED * number, out, at)
        return place, at + np.int64(_GAP_SIZES[number])
    size, shift, byte = np.int64(0), 0, np.int64(0x80)
    while byte >= 0x80:
        if place >= end:
            raise IndexError
        byte = np.int64(gaps[place])
        size |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
    if not 0 <= size <= end - place:
        raise IndexError
    for byte_of_gap in range(size):
        out[at + byte_of_gap] = gaps[place + byte_of_gap]
    return place + size, at + size


@kernel
def _put_word(blob: Array, begin: Number, size: Number, out: Array, at: Number) -> None:
    """Write the word ``blob[begin : begin + size]`` to ``out`` from ``at`` on, and maybe something behind it."""
    done = np.int64(0)
    while done < size and begin + done + _COPIED <= len(blob):
        bits.copy(blob, begin + done, out, at + done)
        done += _COPIED
    for byte in range(done, size):
        out[at + byte] = blob[begin + byte]


@kernel
def _chunk_of(chunks: Array, form: Number) -> Number:
    """Return the chunk of the dictionary that has the form with this number."""
    chunk = 0
    while form - chunks[chunk, 0] >= chunks[chunk, 1]:
        chunk += 1
        if chunk == len(chunks):
            raise IndexError
    return chunk


@kernel
def _look_up(eights: Array, word_end: Array, chunks: Array, forms: Array, bounds: Array, token_end: Array) -> Number:
    """Write the form of each word, and where it begins and ends in its chunk; return how many bytes all have.

    The memory is asked for ahead: first where each begins, then what is there.
    """
    at, tokens = np.int64(0), np.int64(0)
    for text in range(len(word_end)):
        while at < word_end[text]:
            form, size = _number_at(eights, at)
            chunk = _chunk_of(chunks, form)
            prefetch(addresses.starts_at(chunks[chunk, 2], chunks[chunk, 1] + 1), form - chunks[chunk, 0])
            forms[tokens] = form
            tokens, at = tokens + 1, at + size
        if at > word_end[text]:
            raise IndexError
        token_end[text] = tokens
    total = np.int64(0)
    for token in range(tokens):
        chunk = _chunk_of(chunks, forms[token])
        start, row = addresses.starts_at(chunks[chunk, 2], chunks[chunk, 1] + 1), forms[token] - chunks[chunk, 0]
        begin, end = np.int64(start[row]), np.int64(start[row + 1])
        if not begin <= end <= chunks[chunk, 4]:
            raise IndexError
        prefetch(addresses.bytes_at(chunks[chunk, 3], chunks[chunk, 4]), begin)
        bounds[2 * token], bounds[2 * token + 1] = begin, end
        total += end - begin
    return total


@kernel
def _read(eights: Array, word_end: Array, gaps: Array, gap_end: Array, chunks: Array) -> tuple[Array, Array]:
    """Return the bytes of texts, end to end with `_BEHIND` more behind them, and where each ends.

    ``eights`` has the bytes of their words, eight in each number, ``gaps`` their gaps, and ``word_end`` and ``gap_end``
    say where those of each text end. ``chunks`` is `Lexicon.told`.
    """
    forms, bounds = np.empty(word_end[-1], np.int64), np.empty(2 * word_end[-1], np.int64)
    token_end, text_end = np.empty(len(word_end), np.int64), np.empty(len(word_end), np.int64)
    total = _look_up(eights, word_end, chunks, forms, bounds, token_end)
    room = total + token_end[-1] + len(word_end) + _MOST_BYTES * len(gaps) + _BEHIND
    out = np.empty(room + -room % 8, np.uint8)
    at, place, first = np.int64(0), np.int64(0), np.int64(0)
    for text in range(len(word_end)):
        end, last = gap_end[text], token_end[text]
        spaces = np.int64(gaps[place] >> 4) if place < end else _ENDLESS
        for token in range(first, last + 1):
            if spaces > 0:
                out[at] = 32
                at, spaces = at + 1, spaces - 1
            else:
                place, at = _put_gap(gaps, place, end, out, at)
                spaces = np.int64(gaps[place] >> 4) if place < end else _ENDLESS
            if token < last:
                chunk, begin = _chunk_of(chunks, forms[token]), bounds[2 * token]
                size = bounds[2 * token + 1] - begin
                _put_word(addresses.bytes_at(chunks[chunk, 3], chunks[chunk, 4]), begin, size, out, at)
                at += size
        if place != end:
            raise IndexError
        text_end[text], first = at, last
    return out, text_end


def read_together(lexicon: Lexicon, coded: Sequence[CodedText]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return texts whose words are numbered as in ``lexicon`` end to end, some bytes behind them, and where each ends.

    Raises IndexError where one is damaged.
    """
    _, eights = readable([one.words for one in coded])
    between, _ = readable([one.gaps for one in coded])
    word_end, gap_end = np.cumsum([(len(one.words), len(one.gaps)) for one in coded], axis=0, dtype=np.int64).T.copy()
    return _read(eights, word_end, between, gap_end, lexicon.told)


def tokenised(lexicon: Lexicon, coded: Sequence[CodedText]) -> list[tuple[str, Tokens]]:
    """Return texts, and the tokens of each: the twin of what `index.hot.tokenise_coded` does without kernels."""
    return cut_kernels.tokenise_read(*read_together(lexicon, coded))


def read(lexicon: Lexicon, coded: Sequence[CodedText]) -> list[bytes]:
    """Return texts: the twin of `index.segments.coded.read`."""
    text, ends = read_together(lexicon, coded)
    return [text[begin:end].tobytes() for begin, end in pairwise([0, *ends.tolist()])]
