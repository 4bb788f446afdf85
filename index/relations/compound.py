"""Compounds: Verteidigungsminister is found under Minister, its head, and under Verteidigung, its modifier.

The keys of a compound are the stems of its parts, and of the compounds inside it (Verkehrsminister in
Bundesverkehrsminister). What ends where the compound ends is a head: it says what the thing is; everything else is a
modifier. They are two relations, so that they can count differently.

Parts that are written like a word of `index.german.unlike` are keys of modifiers too (see `index.compounds.Pieces`):
under them stands what another word of that stem does not find.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from index.german import unlike
from index.relations.relation import FULL_WEIGHT, Forms, Relation, Rows

if TYPE_CHECKING:
    from index.compounds import Pieces

HEAD: Final = "head"
MODIFIER: Final = "modifier"
VERSION: Final = 2
"""Raised when the rows change for another reason than the splitter."""


class CompoundRelation(Relation):
    """A word and the compounds of which it is the head, or a modifier."""

    direct = False
    by_stem = True

    def __init__(self, name: str) -> None:
        self.name = name

    def fingerprint(self) -> str:
        """Return what changes when compounds are split otherwise, or other words never meet."""
        from index.compounds import splitter_version

        return f"{VERSION}.{splitter_version()}.{unlike.checksum():08x}"

    def rows(self, forms: Forms) -> Rows:
        """Return a row for every part, and every compound inside, of each compound."""
        found = forms.made(pieces)
        chosen = found.is_head == (self.name == HEAD)
        return Rows(found.key[chosen], found.form[chosen], np.full(int(chosen.sum()), FULL_WEIGHT, np.uint8))

    def texts_of(self, word: str, stems: Mapping[str, float]) -> Mapping[str, float]:  # noqa: ARG002
        """Return the stems."""
        return stems


def pieces(forms: Forms) -> Pieces:
    """Return the pieces of all compounds among ``forms``."""
    from index.compounds import pieces_of, pieces_of_analysed

    return pieces_of_analysed(forms.texts, forms.analysis) if forms.analysis else pieces_of(forms.texts)
