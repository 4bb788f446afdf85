"""What a word of a query stands for: its forms with weights, its spellings, synonyms and the pieces of a compound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.expansion import synonyms
    from search.expansion.expand import WEIGHT_UNIT, Expander, Expansion, FormNumbers
    from search.expansion.parts import parts_of, phrases_of
    from search.expansion.synonyms import Synonyms
    from search.expansion.variants import with_variants

__all__ = [
    "WEIGHT_UNIT",
    "Expander",
    "Expansion",
    "FormNumbers",
    "Synonyms",
    "parts_of",
    "phrases_of",
    "synonyms",
    "with_variants",
]

__getattr__ = lazily(
    __name__,
    {
        "expand": ("WEIGHT_UNIT", "Expander", "Expansion", "FormNumbers"),
        "parts": ("parts_of", "phrases_of"),
        "synonyms": ("Synonyms",),
        "variants": ("with_variants",),
    },
    modules=("synonyms",),
)
