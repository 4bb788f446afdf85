"""Words of a query over a whole index: the forms that each stands for, with weights, and what was read of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import lazily

if TYPE_CHECKING:
    from search.words import synonyms
    from search.words.expand import Expander
    from search.words.expansion import Expansion, FormNumbers, Spelled, uniform_columns
    from search.words.form_sets import IN_BODY, IN_TITLE, marks_of
    from search.words.parts import parts_of, phrases_of
    from search.words.segment_table import ARTICLES, BODIES, BYTES, REMOVED, STARTS, TITLES, SegmentTable
    from search.words.synonyms import Synonyms
    from search.words.variants import with_variants
    from search.words.words import (
        Asked,
        Changed,
        Compared,
        Compound,
        LeafKey,
        Reading,
        Word,
        WordCache,
        WordGroup,
        rows_of,
    )

__all__ = [
    "ARTICLES",
    "BODIES",
    "BYTES",
    "IN_BODY",
    "IN_TITLE",
    "REMOVED",
    "STARTS",
    "TITLES",
    "Asked",
    "Changed",
    "Compared",
    "Compound",
    "Expander",
    "Expansion",
    "FormNumbers",
    "LeafKey",
    "Reading",
    "SegmentTable",
    "Spelled",
    "Synonyms",
    "Word",
    "WordCache",
    "WordGroup",
    "marks_of",
    "parts_of",
    "phrases_of",
    "rows_of",
    "synonyms",
    "uniform_columns",
    "with_variants",
]

__getattr__ = lazily(
    __name__,
    {
        "expand": ("Expander",),
        "expansion": ("Expansion", "FormNumbers", "Spelled", "uniform_columns"),
        "form_sets": ("IN_BODY", "IN_TITLE", "marks_of"),
        "parts": ("parts_of", "phrases_of"),
        "segment_table": ("ARTICLES", "BODIES", "BYTES", "REMOVED", "STARTS", "TITLES", "SegmentTable"),
        "synonyms": ("Synonyms",),
        "variants": ("with_variants",),
        "words": (
            "Asked",
            "Changed",
            "Compared",
            "Compound",
            "LeafKey",
            "Reading",
            "Word",
            "WordCache",
            "WordGroup",
            "rows_of",
        ),
    },
    modules=("synonyms",),
)
