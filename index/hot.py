"""Chooses between the kernels and their plain twins; both give the same bytes.

Kernels pay for loading (half a second) from some thousand articles on. ``FUNDSTELLE_KERNELS=off`` never loads them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from index import postings, tokens
from index.postings import Packed
from index.tokens import PlainScanner, Scanner, Tokens

KERNELS_FROM_ARTICLES: Final = 512
"""A writer that is given so many articles goes on with kernels."""
_KERNELS_FROM_TOKENS: Final = 400_000


def kernels_allowed() -> bool:
    """Return whether kernels may be loaded."""
    return os.environ.get("FUNDSTELLE_KERNELS", "on").lower() not in {"off", "0", "no"}


def scanner() -> Scanner:
    """Return the scanner for a writer that has only begun."""
    return PlainScanner()


def faster(scanner: Scanner) -> Scanner:
    """Return a scanner for many articles that numbers the forms as ``scanner`` did so far."""
    if not kernels_allowed() or not isinstance(scanner, PlainScanner):
        return scanner
    from index.kernels import KernelScanner

    fast = KernelScanner()
    fast.scan([form.encode() for form in scanner.forms()])
    return fast


class _Tokeniser:
    """Which function cuts single texts: the plain one until `load_kernels` has the fast one ready."""

    function: Callable[[str], Tokens] = staticmethod(tokens.tokenise)


def load_kernels() -> bool:
    """Load the kernels, if they are allowed, for a process that answers many questions; return whether they are.

    May be called from any thread, and again.
    """
    if kernels_allowed():
        from index import kernels

        kernels.tokenise("Ein Satz. Noch einer.")  # compiles, or reads what was compiled before
        _Tokeniser.function = staticmethod(kernels.tokenise)
        return True
    return False


def tokenise(text: str) -> Tokens:
    """Return the tokens of ``text``, with kernels where this process has loaded them."""
    return _Tokeniser.function(text)


def like(codes: npt.NDArray[np.uint32], ends: npt.NDArray[np.uint32], word: str, edits: int) -> npt.NDArray[np.int64]:
    """Return which texts may be at most ``edits`` edits from ``word``; none that is so near is left out.

    ``codes`` are the characters of all texts, each with a line break after it, and ``ends`` the places of these.
    """
    if _Tokeniser.function is tokens.tokenise:  # no kernels are loaded: by their length alone
        sizes = np.diff(ends.astype(np.int64), prepend=-1) - 1
        return np.flatnonzero(np.abs(sizes - len(word)) <= edits)
    from index.similar_kernels import candidates

    found = np.empty(len(ends), np.int64)
    wanted = np.frombuffer(word.encode("utf-32-le"), np.uint32)
    return found[: candidates(codes, ends, wanted, edits, found)]


class WordFinder:
    """Finds where some wanted words stand in texts."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._wanted = frozenset(wanted)
        self._hashes: npt.NDArray[np.uint64] | None = None

    def find(self, tokens: Tokens) -> dict[str, list[int]]:
        """Return the tokens that are wanted words: the places of each, ascending."""
        words, wanted = tokens.words, self._wanted
        found: dict[str, list[int]] = {}
        for place in range(len(words)) if tokens.hashes is None else self._candidates(tokens.hashes):
            word = words[place]
            if word in wanted:  # a hash alone is not identity
                found.setdefault(word, []).append(place)
        return found

    def _candidates(self, hashes: npt.NDArray[np.uint64]) -> Iterable[int]:
        from index import kernels

        if self._hashes is None:
            self._hashes = kernels.word_hashes(self._wanted)
        places: list[int] = kernels.places_among(hashes, self._hashes).tolist()
        return places


def inverted(form: npt.NDArray[np.integer], text_start: npt.NDArray[np.int64]) -> Packed:
    """Return the packed postings of texts whose tokens have the numbers ``form`` (see `postings.invert`)."""
    if len(form) < _KERNELS_FROM_TOKENS or not kernels_allowed():
        return postings.pack(postings.invert(form, text_start))
    from index import posting_kernels

    return posting_kernels.inverted(form, text_start)


def merged(parts: Sequence[Packed], live: Sequence[npt.NDArray[np.bool_]]) -> Packed:
    """Return the postings of several segments as one (see `postings.merged`)."""
    if sum(len(part.stream) for part in parts) < _KERNELS_FROM_TOKENS or not kernels_allowed():
        return postings.merged(parts, live)
    from index import posting_kernels

    return posting_kernels.merged(parts, live)
