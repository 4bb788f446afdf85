"""Cutting text into words, and numbering the words: while an index is written, and where a text is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index.tokenising import cut_kernels, gaps, tokens
    from index.tokenising.finder_kernels import FormTable, packed
    from index.tokenising.scan_kernels import KernelScanner, decode, eight_at, readable
    from index.tokenising.tokens import NO_BREAK, PARAGRAPH, Cut, FoundForms, PlainScanner, Scan, Scanner, Tokens, words

__all__ = [
    "NO_BREAK",
    "PARAGRAPH",
    "Cut",
    "FormTable",
    "FoundForms",
    "KernelScanner",
    "PlainScanner",
    "Scan",
    "Scanner",
    "Tokens",
    "cut_kernels",
    "decode",
    "eight_at",
    "gaps",
    "packed",
    "readable",
    "tokens",
    "words",
]

__getattr__ = lazily(
    __name__,
    {
        "finder_kernels": ("FormTable", "packed"),
        "scan_kernels": ("KernelScanner", "decode", "eight_at", "readable"),
        "tokens": ("NO_BREAK", "PARAGRAPH", "Cut", "FoundForms", "PlainScanner", "Scan", "Scanner", "Tokens", "words"),
    },
    modules=("cut_kernels", "gaps", "tokens"),
)
