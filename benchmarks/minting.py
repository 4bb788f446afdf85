"""New German words made from a text's own: compounds of its parts, names of its syllables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

MIN_PART: Final = 4
MIN_FREQUENCY: Final = 3
"""A compound's halves must each occur so often as words of their own to be taken for parts."""
MIN_PARTS: Final = 32
"""With fewer parts than that, words would soon be very long."""
MAX_PARTS: Final = 4096
COMPOUNDS_OF_FIVE: Final = 3
"""Of five minted words three are compounds, two are names."""
_SCRAMBLE: Final = 2_654_435_761  # Knuth's multiplicative hash (a prime): neighbours get unlike words
_SYLLABLES: Final = [consonant + vowel for consonant in "bdfgklmnprstw" for vowel in "aeiou"]
_SYLLABLE: Final = re.compile(r"^([^aeiouyäöü]*[aeiouyäöü]+[^aeiouyäöü]{1,2})(.{2,})$", re.IGNORECASE)


class Mint:
    """Word number i, for any i, always the same word; two numbers hardly ever share one.

    A number is written in mixed radix, with word parts for digits; so words never run out, they get longer.
    """

    def __init__(self, forms: Mapping[str, int]) -> None:
        self._compounds = _Blend(*compound_parts(forms))
        self._names = _Blend(*name_parts(forms))

    def words(self, numbers: npt.NDArray[np.int64]) -> list[bytes]:
        """Return the words with these numbers, UTF-8."""
        high, low = np.divmod(numbers, 5)
        compound = low < COMPOUNDS_OF_FIVE
        index = np.where(compound, high * COMPOUNDS_OF_FIVE + low, high * 2 + low - COMPOUNDS_OF_FIVE)
        firsts = self._compounds.words(index[compound])
        seconds = self._names.words(index[~compound])
        return [next(firsts) if is_compound else next(seconds) for is_compound in compound.tolist()]


class _Blend:
    """Every pairing of a first and a last part, and longer ones when those are used up."""

    def __init__(self, first: Sequence[str], last: Sequence[str]) -> None:
        self._first = [part.capitalize().encode() for part in first]
        self._inner = [part.lower().encode() for part in first]
        self._last = [part.lower().encode() for part in last]
        self._pairs = len(first) * len(last)

    def words(self, numbers: npt.NDArray[np.int64]) -> Iterator[bytes]:
        """Yield the words with these numbers."""
        rest, pair = np.divmod(numbers, self._pairs)
        first, last = np.divmod(pair * _SCRAMBLE % self._pairs, len(self._last))
        heads, tails = self._first, self._last
        for i, j, more in zip(first.tolist(), last.tolist(), rest.tolist(), strict=True):
            yield heads[i] + tails[j] if not more else heads[i] + self._between(more) + tails[j]

    def _between(self, number: int) -> bytes:
        """Return the parts between first and last that tell ``number`` (from 1) apart."""
        found = b""
        while number:
            number, digit = divmod(number - 1, len(self._inner))
            found += self._inner[digit]
        return found


def compound_parts(forms: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Return first and last halves of the compounds among ``forms`` (form -> frequency), busiest first.

    A capitalised form is taken for a compound where both halves, the first with or without a linking s, are
    capitalised words of their own. Where there are hardly any, all nouns serve as halves.
    """
    nouns = {form for form, count in forms.items() if count >= MIN_FREQUENCY and _is_noun(form)}
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for form, count in forms.items():
        if len(form) < 2 * MIN_PART or not _is_noun(form):
            continue
        for cut in range(MIN_PART, len(form) - MIN_PART + 1):
            head, tail = form[:cut], form[cut:]
            if tail.capitalize() in nouns and (head in nouns or (head[-1] == "s" and head[:-1] in nouns)):
                first[head] = first.get(head, 0) + count
                last[tail] = last.get(tail, 0) + count
    nouns_of_any_frequency = dict.fromkeys(filter(_is_noun, forms), 1)
    return _busiest(first, nouns_of_any_frequency), _busiest(last, nouns_of_any_frequency)


def name_parts(forms: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Return first syllables and endings of the seldom capitalised ``forms``, names for the most part."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for form, count in forms.items():
        if count <= MIN_FREQUENCY and len(form) <= 2 * MIN_PART + 1 and _is_noun(form):
            cut = _SYLLABLE.match(form)
            if cut:
                first[cut[1]] = first.get(cut[1], 0) + 1
                last[cut[2]] = last.get(cut[2], 0) + 1
    names = dict.fromkeys((f"{syllable}r" for syllable in _SYLLABLES), 1)
    return _busiest(first, names), _busiest(last, names)


def _is_noun(form: str) -> bool:
    return len(form) >= MIN_PART and form[0].isupper() and form[1:].islower() and form.isalpha()


def _busiest(*choices: Mapping[str, int]) -> list[str]:
    """Return the most frequent parts of the first choice that has enough; else syllables that any text has."""
    parts = next((parts for parts in choices if len(parts) >= MIN_PARTS), dict.fromkeys(_SYLLABLES, 1))
    return sorted(parts, key=lambda part: (-parts[part], part))[:MAX_PARTS]
