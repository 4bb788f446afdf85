"""Segments: the postings, columns and stored articles of up to 65,536 articles; built, read and merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index.segments import coded, coded_kernels, merge, posting_kernels, postings
    from index.segments.builder import Prepared, SegmentBuilder
    from index.segments.coded import CodedText
    from index.segments.postings import Numbers, Packed, Texts
    from index.segments.segment import MAX_ARTICLES, NO_DATE, NO_DAY, CategoryName, FieldName, Segment, id_hash

__all__ = [
    "MAX_ARTICLES",
    "NO_DATE",
    "NO_DAY",
    "CategoryName",
    "CodedText",
    "FieldName",
    "Numbers",
    "Packed",
    "Prepared",
    "Segment",
    "SegmentBuilder",
    "Texts",
    "coded",
    "coded_kernels",
    "id_hash",
    "merge",
    "posting_kernels",
    "postings",
]

__getattr__ = lazily(
    __name__,
    {
        "builder": ("Prepared", "SegmentBuilder"),
        "coded": ("CodedText",),
        "postings": ("Numbers", "Packed", "Texts"),
        "segment": ("MAX_ARTICLES", "NO_DATE", "NO_DAY", "CategoryName", "FieldName", "Segment", "id_hash"),
    },
    modules=("coded", "coded_kernels", "merge", "posting_kernels", "postings"),
)
