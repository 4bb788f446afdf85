"""A word of the query -> its Expansion: the forms that it stands for, each with a weight.

Everything that is German about searching happens here, in the dictionary, before any posting is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

import numpy as np
import numpy.typing as npt
from whoosh import query

from index import Lexicon, fold, stem
from search.arrays import distinct
from search.limits import MAX_EXPANSION_FORMS, MAX_PATTERN_SECONDS
from search.nodes import Form

WEIGHT_UNIT: Final = 256
"""Weights are whole multiples of 1/256, so that sums of weighted counts are exact in any order."""
_CACHED_EXPANSIONS: Final = 10_000

FormNumbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Expansion:
    """The forms that a leaf of the query stands for.

    ``word`` is the leaf as typed; ``forms`` int64[forms] are numbers of the dictionary, ascending; ``weights``
    int64[forms] are their weights in units of 1 / `WEIGHT_UNIT`; ``direct`` bool[forms] marks those that are the word
    itself, inflected or not, rather than something related to it: only these decide how rare the word is. ``capped``
    says how many forms were left out, and ``whole`` whether the whole dictionary was compared.
    """

    word: str
    forms: FormNumbers
    weights: FormNumbers
    direct: npt.NDArray[np.bool_]
    capped: int = 0
    whole: bool = True


class Expander:
    """Expands the leaves of queries over one generation's dictionary.

    ``frequency`` tells in how many articles a form is (int64[forms of the dictionary]); it decides which forms
    stay when there are more than `MAX_EXPANSION_FORMS`.
    """

    def __init__(self, lexicon: Lexicon, frequency: Callable[[FormNumbers], FormNumbers]) -> None:
        self._lexicon, self._frequency = lexicon, frequency
        self._cached = lru_cache(_CACHED_EXPANSIONS)(self._expand)

    def expand(self, leaf: query.Query) -> Expansion:
        """Return the Expansion of a Term, Form, Prefix, Wildcard, Regex or FuzzyTerm, whatever its field."""
        edits = (leaf.maxdist, leaf.prefixlength) if isinstance(leaf, query.FuzzyTerm) else ()
        cased = isinstance(leaf, Form) and leaf.cased
        kind = cast("Hashable", type(leaf))
        return self._cached(kind, leaf.text, cased, edits)

    def exact(self, word: str) -> Expansion:
        """Return the word in every spelling and no other form, as in ``"…"``."""
        return self._cached(Form, word, False, ())

    def stemmed(self, word: str) -> Expansion:
        """Return the word in all its inflections, as a Term stands for."""
        return self._cached(query.Term, word, False, ())

    def _expand(self, kind: type[query.Query], text: str, cased: bool, edits: tuple[int, ...]) -> Expansion:
        found, whole = self._forms(kind, text, cased, edits)
        forms = distinct(found)
        capped = max(0, len(forms) - MAX_EXPANSION_FORMS)
        if capped:
            most = np.argsort(-self._frequency(forms), kind="stable")[:MAX_EXPANSION_FORMS]
            forms = np.sort(forms[most])
        weights, direct = np.full(len(forms), WEIGHT_UNIT, np.int64), np.ones(len(forms), bool)
        return Expansion(text, forms, weights, direct, capped, whole)

    def _forms(self, kind: type, text: str, cased: bool, edits: tuple[int, ...]) -> tuple[FormNumbers, bool]:
        """Return the forms, and whether the whole dictionary was compared."""
        if issubclass(kind, query.Wildcard):
            return self._like(text)
        if issubclass(kind, query.Regex):
            return self._lexicon.matching(_anchored(text), MAX_PATTERN_SECONDS)
        return self._looked_up(kind, text, cased, edits), True

    def _looked_up(self, kind: type, text: str, cased: bool, edits: tuple[int, ...]) -> FormNumbers:
        if issubclass(kind, Form):
            return self._cased(text) if cased else self._lexicon.with_fold(fold(text))
        if issubclass(kind, query.FuzzyTerm):
            return self._lexicon.similar(fold(text), *edits)
        if issubclass(kind, query.Prefix):
            return self._lexicon.with_prefix(fold(text))
        return np.concatenate((self._lexicon.with_fold(fold(text)), self._lexicon.with_stem(stem(text))))

    def _cased(self, text: str) -> FormNumbers:
        found = self._lexicon.find([text])
        return found[found >= 0]

    def _like(self, pattern: str) -> tuple[FormNumbers, bool]:
        """Return the forms that a wildcard pattern describes; what stands before its first sign is looked up."""
        beginning = re.match(r"[^*?]*", pattern)
        prefix = fold(beginning.group()) if beginning else ""
        expression = wildcard_expression(pattern)
        if not prefix:
            return self._lexicon.matching(_anchored(expression), MAX_PATTERN_SECONDS)
        forms = self._lexicon.with_prefix(prefix)
        whole = re.compile(expression)
        texts = self._lexicon.texts(forms.tolist())
        return forms[np.array([whole.fullmatch(fold(text)) is not None for text in texts], bool)], True


def wildcard_expression(pattern: str) -> str:
    """Return a regular expression over folds for a wildcard pattern; its time grows with the word's length only.

    After a ``*`` the first place where the next piece fits is as good as any later one, so it is never given up
    (an atomic group); only the last piece must stand at the end.
    """
    pieces = [_literal(piece) for piece in re.split(r"\*+", pattern)]
    if len(pieces) == 1:
        return pieces[0]
    middle = "".join(f"(?>[^\n]*?{piece})" for piece in pieces[1:-1] if piece)
    return f"{pieces[0]}{middle}[^\n]*{pieces[-1]}"


def _literal(piece: str) -> str:
    """Return the expression of a piece without ``*``."""
    return "[^\n]".join(re.escape(fold(part)) for part in piece.split("?"))


def _anchored(expression: str) -> re.Pattern[str]:
    """Return a pattern that matches whole lines only."""
    return re.compile(f"^(?:{expression})$", re.MULTILINE | re.IGNORECASE)
