"""One form -> its folded form and its stem: the German analyser that everything shares.

Indexing, querying, highlighting and suggesting all use these functions, so they can't disagree.

- **fold**: capitals, ``ß`` = ``ss``, ``ä/ö/ü`` = ``ae/oe/ue``, and the sign inside ``Bürger*innen`` are spelling;
  forms with equal folds are one word. ``ü`` behind ``a`` or ``e`` stays (``Baür`` is not ``Bauer``), unless ``b``
  follows (``Liveübertragung``).
- **stem**: what Snowball leaves of the fold, with its umlauts kept: Snowball writes ``schon`` for ``schön``, but
  ``schon`` and ``schön`` are two words. Gender forms have the stem of the word before the sign
  (``Bürger*innen`` -> ``buerger`` as ``Bürger``).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, Protocol, cast

ANALYSIS_VERSION: Final = 2
"""Raised when these rules change: an index built with other rules asks to be rebuilt."""

SIGN: Final = re.compile(r"[*:_](?=in)(?<=[^\W\d_].)")
"""The sign in Bürger*innen, which is no letter when folded. It stands first as that is what is sought: a tenth of the
time that it takes to look behind each letter."""
_GENDER = re.compile(r"(?:(?<=[^\W\d_])[*:_]in(?:nen)?|(?<=[a-zäöüß])In(?:nen)?)(?=\n|$)")
_UMLAUTS: Final = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))
_NO_UMLAUT: Final = re.compile(r"(?<=[ae])ü(?=[^\W_b])")
"""Where somebody wrote ü for every ue. Of 262,000 forms in newspapers, those of German words go on with b (über)."""
_CACHED_STEMS: Final = 4096
"""A question asks for the stems of its words again and again."""
_SAMPLE: Final = (
    "regierungen ministerpraesidentin haeuser gegangen schoene buergern strassen vertraege arbeitslosigkeit "
    "unabhaengigkeit polizistinnen wirtschaftlichen muenchen steuern duell aktuelles jahren kindern freundlich"
)


class _Stemmer(Protocol):
    """What is used of snowballstemmer, which has no types."""

    def stemWords(self, words: Sequence[str]) -> list[str]:  # noqa: N802 (its name)
        """Return the stems."""

    def stemWord(self, word: str) -> str:  # noqa: N802 (its name)
        """Return the stem."""


@cache
def _stemmer() -> _Stemmer:
    """Return Snowball's German stemmer (PyStemmer underneath)."""
    import snowballstemmer

    stemmer = snowballstemmer.stemmer("german")
    stemmer.maxCacheSize = 0  # every distinct fold is stemmed once, so a cache only costs
    return cast(_Stemmer, stemmer)


def fingerprint() -> str:
    """Return what identifies this German: an index stores it, and is not searched with another."""
    stems = _stemmer().stemWords(_SAMPLE.split())
    return f"{ANALYSIS_VERSION}-{zlib.crc32(' '.join(stems).encode()):08x}"


def fold(text: str) -> str:
    """Return ``text`` without the differences that are only spelling; for forms, prefixes and wildcards."""
    folded = (text if text.isalnum() else SIGN.sub("", text)).casefold()
    if folded.isascii():
        return folded
    if "aü" in folded or "eü" in folded:
        return "ü".join(map(_spelled_out, _NO_UMLAUT.split(folded)))
    return _spelled_out(folded)


def _spelled_out(folded: str) -> str:
    for umlaut, letters in _UMLAUTS:
        folded = folded.replace(umlaut, letters)
    return folded


@lru_cache(_CACHED_STEMS)
def stem(form: str) -> str:
    """Return the stem of one form."""
    is_plain = form.isalnum() and "In" not in form  # as nearly always: then it has no ending of a gender form
    return _stem_of(fold(form if is_plain else _GENDER.sub("", form)))


@lru_cache(_CACHED_STEMS)
def _stem_of(base: str) -> str:
    """Return the stem of a fold: a question asks for that of a word, and for that of its fold as a spelling."""
    return _keep_umlauts(base, _stemmer().stemWord(base))


def fold_and_stem(form: str) -> tuple[str, str]:
    """Return both of one form: a word of a question is folded once, and not kept, as what is read of it is."""
    folded = fold(form)
    if form.isalnum() and "In" not in form:
        return folded, _keep_umlauts(folded, _stemmer().stemWord(folded))
    return folded, stem(form)


def folds(forms: Sequence[str]) -> list[str]:
    """Return the fold of every form (forms hold no line breaks)."""
    return fold("\n".join(forms)).split("\n") if forms else []


def stems(forms: Sequence[str]) -> list[str]:
    """Return the stem of every form, analysing each distinct fold once."""
    if not forms:
        return []
    bases = fold(_GENDER.sub("", "\n".join(forms))).split("\n")
    distinct = list(dict.fromkeys(bases))
    found = dict(zip(distinct, map(_keep_umlauts, distinct, _stemmer().stemWords(distinct)), strict=True))
    return [found[base] for base in bases]


def _keep_umlauts(folded: str, snowball: str) -> str:
    """Return the beginning of ``folded`` that Snowball's stem stands for, its umlauts still spelled out.

    Snowball reads ``ae oe ue`` as umlauts and gives back plain vowels: ``muenchen`` -> ``munch``. The stem is then
    not a beginning of the fold, and walking both side by side finds where it ends: ``muench``.
    """
    if folded.startswith(snowball):
        return snowball
    at = 0
    for letter, following in zip(snowball, snowball[1:] + " ", strict=True):
        if folded[at : at + 1] not in (letter, "ü" if letter == "u" else letter):
            return folded
        at += 1
        if letter in "aou" and following != "e" and folded[at : at + 1] == "e":
            at += 1
    return folded[:at]
