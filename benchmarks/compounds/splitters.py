"""The splitters that are compared: ours, and two others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

import click

from benchmarks.compounds.gold import Points, Split
from index import compounds


def ours(splitter: compounds.CompoundSplitter | None = None) -> Split:
    """Return our splitter, or a variant of it, as a function from a word to split points."""
    split = splitter.split if splitter else compounds.split
    return lambda word: frozenset(part.start for part in split(word)[1:])


def char_split() -> Split:
    """Return CharSplit (compound-split): character n-grams at the beginnings and ends of nouns, MIT."""
    from compound_split import char_split as peer  # type: ignore[import-untyped]

    def split(word: str) -> Points:
        score, first, last = peer.split_compound(word.capitalize())[0]
        return frozenset([len(first)]) if score > 0 and last else frozenset()

    return split


MIN_PART: Final = 4
LINKS: Final = ("", "s", "es", "n", "en", "er", "e", "ens")


def koehn_knight() -> Split:
    """Return the dictionary splitter of Koehn and Knight (EACL 2003) with wordfreq's frequencies.

    Of all ways to split a word into known words, it takes the one with the highest geometric mean of frequencies.
    """
    import wordfreq

    frequency: Mapping[str, float] = wordfreq.get_frequency_dict("de", wordlist="large")

    def known(part: str) -> float:
        return frequency.get(part.replace("ß", "ss"), 0.0)

    def first_part(part: str) -> float:
        stems = (part[: len(part) - len(link)] for link in LINKS if part.endswith(link))
        return max([known(stem) for stem in stems if len(stem) >= MIN_PART] + [known(part + "e")])

    def ways(word: str, begin: int, points: Points, logs: float) -> Iterator[tuple[float, Points]]:
        if last := known(word[begin:]):
            yield math.exp((logs + math.log(last)) / (len(points) + 1)), points
        for end in range(begin + MIN_PART, len(word) - MIN_PART + 1):
            if first := first_part(word[begin:end]):
                yield from ways(word, end, points | {end}, logs + math.log(first))

    def split(word: str) -> Points:
        found = max(ways(word.lower(), 0, frozenset(), 0.0), default=(0.0, frozenset[int]()), key=lambda way: way[0])
        return found[1]

    return split


def peers() -> dict[str, Split]:
    """Return the other splitters by name.

    Raises:
        click.ClickException: if one is not installed.
    """
    try:
        return {"CharSplit": char_split(), "Koehn-Knight, wordfreq": koehn_knight()}
    except ImportError as error:
        raise click.ClickException(f"{error.name} is not installed here; install the extra 'bench'") from error
