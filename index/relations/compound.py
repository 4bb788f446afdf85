"""Compounds: Verteidigungsminister is found under Minister, its head, and under Verteidigung, its modifier.

The keys of a compound are the stems of its parts, and of the compounds inside it (Verkehrsminister in
Bundesverkehrsminister). What ends where the compound ends is a head: it says what the thing is; everything else is a
modifier. They are two relations, so that they can count differently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import german
from index.hashing import text_hash, text_hashes
from index.relations.relation import FULL_WEIGHT, Forms, Relation, Rows

HEAD: Final = "head"
MODIFIER: Final = "modifier"
VERSION: Final = 1
"""Raised when the rows change for another reason than the splitter."""


class CompoundRelation(Relation):
    """A word and the compounds of which it is the head, or a modifier."""

    direct = False

    def __init__(self, name: str) -> None:
        self.name = name

    def fingerprint(self) -> str:
        """Return what changes when compounds are split otherwise."""
        from index.compounds import splitter_version

        return f"{VERSION}.{splitter_version()}"

    def rows(self, forms: Forms) -> Rows:
        """Return a row for every part, and every compound inside, of each compound."""
        found = forms.made(pieces)
        chosen = found.is_head == (self.name == HEAD)
        return Rows(found.key[chosen], found.form[chosen], np.full(int(chosen.sum()), FULL_WEIGHT, np.uint8))

    def keys_of(self, word: str, stems: Mapping[str, float]) -> Mapping[int, float]:  # noqa: ARG002
        """Return the hashes of the stems."""
        return {text_hash(stem): weight for stem, weight in stems.items()}


class Pieces(NamedTuple):
    """The parts of compounds and the compounds inside them: hash of the stem, place of the form, whether a head."""

    key: npt.NDArray[np.uint64]
    form: npt.NDArray[np.int64]
    is_head: npt.NDArray[np.bool_]


def pieces(forms: Sequence[str]) -> Pieces:
    """Return the pieces of all compounds among ``forms``."""
    from index.compounds import runs, split_all

    texts: list[str] = []
    owner: list[int] = []
    is_head: list[bool] = []
    for at, parts in split_all(forms):
        form, head = forms[at], parts[-1]
        found = [(part.word, part is head) for part in parts]
        found += [(form[first.start : last.end], last is head) for first, last in runs(parts)]
        for text, ends in found:
            texts.append(text)
            owner.append(at)
            is_head.append(ends)
    distinct = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    hashes = text_hashes(german.stems(list(distinct)))
    place = np.fromiter((distinct[text] for text in texts), np.int64, len(texts))
    return Pieces(hashes[place], np.array(owner, np.int64), np.array(is_head, bool))
