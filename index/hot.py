"""Chooses between the kernels and their plain twins; both give the same bytes.

Kernels pay for loading (half a second) from some thousand articles on. ``FUNDSTELLE_KERNELS=off`` loads
them for one thing only: the table of compounds, computed once on a machine (`index.compounds.tables`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from types import ModuleType
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from index.segments import CodedText, Packed, Texts, coded, postings
from index.tokenising import FoundForms, PlainScanner, Scanner, Tokens, tokens

if TYPE_CHECKING:
    from index.dictionary import Lexicon
    from index.german import Analysis
    from index.tokenising import Cut, FormTable

KERNELS_FROM_ARTICLES: Final = 512
"""A writer that is given so many articles goes on with kernels."""
_KERNELS_FROM_TOKENS: Final = 400_000
_KERNELS_FROM_FORMS: Final = 5_000
"""Fewer forms are analysed before kernels are loaded."""


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
    from index.tokenising import KernelScanner

    fast = KernelScanner()
    fast.scan([form.encode() for form in scanner.forms()])
    return fast


def _each(texts: Sequence[str]) -> list[Tokens]:
    return list(map(tokens.tokenise, texts))


def _each_coded(lexicon: Lexicon, texts: Sequence[CodedText]) -> list[tuple[str, Tokens]]:
    read = [text.decode() for text in coded.read(lexicon, texts)]
    return list(zip(read, _each(read), strict=True))


class _Tokeniser:
    """Which functions cut texts: the plain ones until `load_kernels` has the fast ones ready."""

    function: Callable[[Sequence[str]], list[Tokens]] = staticmethod(_each)
    of_coded: Callable[[Lexicon, Sequence[CodedText]], list[tuple[str, Tokens]]] = staticmethod(_each_coded)


class _Lookups:
    """What looks words up in a dictionary; None until `load_kernels` has it ready."""

    kernels: ModuleType | None = None


def lookups() -> ModuleType | None:
    """Return `index.dictionary.lookup_kernels` where this process has loaded kernels."""
    return _Lookups.kernels


def load_kernels(ready: int) -> bool:
    """Load the kernels, if they are allowed, for a process that answers many questions; return whether they are.

    So many bytes of memory are then ``ready`` for what is kept of answers (see `index.memory.keep_ready`).
    May be called from any thread, and again.
    """
    if kernels_allowed():
        from index.dictionary import lookup_kernels
        from index.memory import keep_one_heap, keep_ready
        from index.segments import coded_kernels
        from index.tokenising import cut_kernels

        if _Lookups.kernels is None:
            keep_one_heap()
            keep_ready(ready)
        cut_kernels.tokenise_all(["Ein Satz. Noch einer."])  # compiles, or reads what was compiled before
        _Tokeniser.function = staticmethod(cut_kernels.tokenise_all)
        _Tokeniser.of_coded = staticmethod(coded_kernels.tokenised)
        _Lookups.kernels = lookup_kernels
        return True
    return False


def tokenise(text: str) -> Tokens:
    """Return the tokens of ``text``, with kernels where this process has loaded them."""
    return _Tokeniser.function([text])[0]


def tokenise_coded(lexicon: Lexicon, texts: Sequence[CodedText]) -> list[tuple[str, Tokens]]:
    """Return stored texts, whose words are numbered as in ``lexicon``, and the tokens of each.

    All are read and cut at once by kernels where this process has loaded them. Raises ValueError or IndexError where
    one is damaged.
    """
    return _Tokeniser.of_coded(lexicon, texts)


def read_texts(lexicon: Lexicon, texts: Sequence[CodedText]) -> list[bytes]:
    """Return stored texts in UTF-8 (see `coded.read`), read by a kernel where this process has loaded them."""
    if not lookups():
        return coded.read(lexicon, texts)
    from index.segments import coded_kernels

    return coded_kernels.read(lexicon, texts)


def packed_words(
    form: npt.NDArray[np.uint32], text_start: npt.NDArray[np.int64], tokens: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the words of texts as `coded.packed_words` does, out of a segment of so many ``tokens``."""
    if tokens < _KERNELS_FROM_TOKENS or not kernels_allowed():
        return coded.packed_words(form, text_start)
    from index.segments import coded_kernels

    return coded_kernels.packed_words(form, text_start)


class WordFinder:
    """Finds where some ``forms`` (ascending) of a dictionary stand in texts."""

    def __init__(self, lexicon: Lexicon, forms: npt.NDArray[np.int64]) -> None:
        self._lexicon, self._forms = lexicon, forms

    def find(self, texts: Sequence[Tokens]) -> list[FoundForms]:
        """Return the tokens of each text that are wanted forms, and which.

        Texts that were cut at once are in their order, none left out.
        """
        found: list[FoundForms] = []
        while len(found) < len(texts):
            text = texts[len(found)]
            found += [self._found(text)] if text.cut is None else self._find(text.cut)
        return found

    def _find(self, cut: Cut) -> list[FoundForms]:
        places, form, ends = self._table.find(cut)
        numbers = self._forms[form].tolist()
        return [FoundForms(places[begin:end], numbers[begin:end]) for begin, end in pairwise([0, *ends])]

    def _found(self, tokens: Tokens) -> FoundForms:
        places = [place for place, word in enumerate(tokens.words) if word in self._numbers]
        return FoundForms(places, [self._numbers[tokens.words[place]] for place in places])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        numbers = self._forms.tolist()
        return dict(zip(self._lexicon.texts(numbers), numbers, strict=True))

    @cached_property
    def _table(self) -> FormTable:
        from index.tokenising import FormTable

        return FormTable(*self._lexicon.packed(self._forms))


def analysis(forms: Sequence[str]) -> Analysis | None:
    """Return the German of ``forms`` by kernels, or None where `index.german.german` has to do it."""
    if len(forms) < _KERNELS_FROM_FORMS or not kernels_allowed():
        return None
    from index.german import analyse

    return analyse(forms)


def inverted(parts: Sequence[Texts], tokens: int) -> Packed:
    """Return the packed postings of texts (see `postings.inverted`) out of a segment of so many ``tokens``."""
    if tokens < _KERNELS_FROM_TOKENS or not kernels_allowed():
        return postings.inverted(parts)
    from index.segments import posting_kernels

    return posting_kernels.inverted(parts)


def packed_breaks(parts: Sequence[Texts], tokens: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return where sentences begin in texts (see `postings.packed_breaks`) out of a segment of so many ``tokens``."""
    if tokens < _KERNELS_FROM_TOKENS or not kernels_allowed():
        return postings.packed_breaks(parts)
    from index.segments import posting_kernels

    return posting_kernels.packed_breaks(parts)


def merged(parts: Sequence[Packed], live: Sequence[npt.NDArray[np.bool_]]) -> Packed:
    """Return the postings of several segments as one (see `postings.merged`)."""
    if sum(len(part.stream) for part in parts) < _KERNELS_FROM_TOKENS or not kernels_allowed():
        return postings.merged(parts, live)
    from index.segments import posting_kernels

    return posting_kernels.merged(parts, live)
