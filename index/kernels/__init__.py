"""What kernels are made with: the decorators, hashes, code points and searches that the kernels of all packages share.

The kernels themselves stand beside the code that calls them, in modules named ``…_kernels``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index.kernels import addresses, bits, compiling
    from index.kernels.code_points import Words, codes_of, joined
    from index.kernels.hash_kernels import find, find_all, hash_codes, row_of
    from index.kernels.hashing import (
        MASK,
        MULTIPLIER,
        HashTable,
        bucketed,
        hash_table,
        plain_table,
        text_hash,
        text_hashes,
    )
    from index.kernels.jit import Number, checked_kernel, kernel
    from index.kernels.number_kernels import put_number, read_number
    from index.kernels.prefetching import prefetch
    from index.kernels.sorted_kernels import contains, place_of

__all__ = [
    "MASK",
    "MULTIPLIER",
    "HashTable",
    "Number",
    "Words",
    "addresses",
    "bits",
    "bucketed",
    "checked_kernel",
    "codes_of",
    "compiling",
    "contains",
    "find",
    "find_all",
    "hash_codes",
    "hash_table",
    "joined",
    "kernel",
    "place_of",
    "plain_table",
    "prefetch",
    "put_number",
    "read_number",
    "row_of",
    "text_hash",
    "text_hashes",
]

__getattr__ = lazily(
    __name__,
    {
        "code_points": ("Words", "codes_of", "joined"),
        "hash_kernels": ("find", "find_all", "hash_codes", "row_of"),
        "hashing": (
            "MASK",
            "MULTIPLIER",
            "HashTable",
            "bucketed",
            "hash_table",
            "plain_table",
            "text_hash",
            "text_hashes",
        ),
        "jit": ("Number", "checked_kernel", "kernel"),
        "number_kernels": ("put_number", "read_number"),
        "prefetching": ("prefetch",),
        "sorted_kernels": ("contains", "place_of"),
    },
    modules=("addresses", "bits", "compiling"),
)
