"""What stands between the words of a text, packed: with the numbers of its words it is the whole text.

A text of n words has n + 1 gaps: before its first word, between two, and behind the last; without words it is one gap.
Four of five are one space, which is not written. Each other one is a byte, ``spaces << 4 | kind``: so many gaps before
it are spaces, and it is number ``kind`` of `GAPS`. The kind `LONGER` says that the number is the next byte; and
`WRITTEN` there, that the gap is none of them: its number of bytes follows as LEB128, and the bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

GAPS: Final[tuple[bytes, ...]] = tuple(
    gap.encode()
    for gap in (
        " ", ", ", ". ", "-", ".\n", "\n", ": ", ".", " – ", ' "', '", ', '. "', " (", " „", "",
        '" ', "? ", "- ", "“, ", ") ", ". „", "?\n", " - ", "“ ", ': "', ",", '." ', '."\n', ",\n", '". ', ": „",
        ".“\n", ', "', ".“ ", "; ", "/", '.\n"', "“. ", "), ", ".\n[", ".\n„", "). ", '".\n', "! ", ".]\n", ".\n\n",
        "'", ", „", "“.\n", ":", "’", ". (", ")", ":\n", ").\n", " -", "!\n", '\n"', '"\n', '."', " & ", "., ", "“-",
        "-, ", '!" ', "]\n", "@", ")\n", "' ", " / ", ".“", "“\n", '" (', '? "', '"-', '?" ', "’ ", "\n„", '!"\n',
        '"', "“", "„", "!", "?", "…", "\n\n",
    )
)  # fmt: skip
"""Gaps that have a number: the most frequent ones of 10,000 articles of newspapers, and some at the ends of texts. Of
the others, 3 in 1,000, each takes some five bytes more. To change this is to change the format of the index."""
SPACE: Final = GAPS.index(b" ")
LONGER: Final = 15
WRITTEN: Final = 255
MOST_SPACES: Final = 15
"""Gaps that are spaces one after the other, which the next gap tells; the one after so many has a byte of its own."""
MOST_BYTES: Final = 7
"""A gap that has a number has no more bytes."""
_NUMBERS: Final = {gap: number for number, gap in enumerate(GAPS)}


def packed_gaps(gaps: Iterable[bytes]) -> bytes:
    """Return the gaps of a text as they are stored."""
    out = bytearray()
    spaces = 0
    for gap in gaps:
        number = _NUMBERS.get(gap, WRITTEN)
        if number == SPACE and spaces < MOST_SPACES:
            spaces += 1
            continue
        out.append(spaces << 4 | min(number, LONGER))
        spaces = 0
        if number >= LONGER:
            out.append(number)
        if number == WRITTEN:
            out += _leb128(len(gap)) + gap
    return bytes(out)


def _leb128(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def gaps_in(packed: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the gaps of a text that `packed_gaps` wrote, each with its place; all others are one space.

    Raises ValueError where it wrote no such thing.
    """
    numbers, place = iter(packed), 0
    try:
        for head in numbers:
            place += head >> 4
            number = head & LONGER
            if number == LONGER:
                number = next(numbers)
            yield place, GAPS[number] if number != WRITTEN else _written(numbers)
            place += 1
    except (StopIteration, IndexError) as error:
        raise ValueError("the gaps of a stored text are damaged") from error


def _written(numbers: Iterator[int]) -> bytes:
    """Return a gap that is written out."""
    size, shift = 0, 0
    while (byte := next(numbers)) >= 0x80:
        size |= (byte & 0x7F) << shift
        shift += 7
    size |= byte << shift
    gap = bytes(islice(numbers, size))
    if len(gap) < size:
        raise IndexError
    return gap
