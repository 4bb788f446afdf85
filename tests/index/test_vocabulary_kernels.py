"""What the kernels of the vocabulary read from words is what plain Python reads from the same words as strings."""

from __future__ import annotations

from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from index.compounds import vocabulary_kernels as kernels
from index.compounds.hashing import HashTable, hash_table, word_hash
from index.kernels.code_points import Words

Known = dict[str, int]
"""Words of a made-up vocabulary, and what each is: bits of `vocabulary_kernels`."""
KINDS: Final = (
    kernels.NOUN, kernels.LEMMA, kernels.VERB_STEM, kernels.ADJECTIVE, kernels.UNLISTED, kernels.BOUND, kernels.SUFFIX,
    kernels.REGULAR, kernels.ADJECTIVE_ENDING, kernels.VERB_ENDING,
)  # fmt: skip
LINKS: Final = (("s", kernels.LINK_S), ("es", kernels.LINK_ES), ("ens", kernels.LINK_ENS))
"""Linking elements that end with s; a noun stands before each."""
OTHER_LINKS: Final = (
    ("n", kernels.LINK_N), ("en", kernels.LINK_EN), ("er", kernels.LINK_ER), ("e", kernels.LINK_E)
)  # fmt: skip
WORDS: Final = (
    "bar",
    "bare",
    "baren",
    "barens",
    "rase",
    "rasen",
    "ab",
    "abe",
    "n",
    "e",
    "en",
    "er",
    "s",
    "es",
    "ens",
    "bars",
)
"""Words that begin and end with one another, and with linking elements."""


def _drawn(seed: int) -> tuple[Known, list[str]]:
    """Return a vocabulary in which a word is of every third kind, and texts made of its words."""
    random = Random(seed)
    known = {word: sum(kind for kind in KINDS if random.random() < 1 / 3) for word in WORDS if random.random() < 0.8}
    return known, ["".join(random.choices(WORDS, k=random.randrange(5))) for _ in range(20)]


DRAWN: Final = st.integers(0, 2**32).map(_drawn)
"""By seed: what hypothesis draws by itself is mostly small, and has nearly no word of two words in it."""


def _laid_out(known: Known) -> tuple[HashTable, npt.NDArray[np.int64], list[str]]:
    """Return the table and the flags of a vocabulary as kernels take them, and its words in the order of rows."""
    words = sorted(known, key=word_hash)
    keys = np.array([word_hash(word) for word in words], np.uint64)
    return hash_table(keys), np.array([known[word] for word in words], np.int64), words


def _has(known: Known, word: str, flag: int) -> bool:
    return bool(known.get(word, 0) & flag)


def _linked(known: Known, part: str) -> list[tuple[int, str]]:
    """Return how a first part may be a noun and a linking element, in the order of the kernel."""
    found = []
    for link, reading in (*LINKS, *OTHER_LINKS):
        base = part.removesuffix(link)
        if base == part or len(part) < len(link) + 2:
            continue
        if _has(known, base, kernels.LEMMA):
            regular = link == "s" and _has(known, base, kernels.REGULAR)
            found.append((kernels.REGULAR_S if regular else reading, base))
        elif link == "s" and _has(known, base, kernels.NOUN):
            found.append((kernels.FORM_S, base))
    return found


def _readings(known: Known, part: str) -> list[tuple[int, str]]:
    """Return every way to read a first part, and the word that it is made of."""
    if len(part) < 2 or _has(known, part, kernels.BOUND):
        return []
    found = _linked(known, part)
    if _has(known, part, kernels.NOUN):
        found.append((kernels.AS_NOUN if _has(known, part, kernels.LEMMA) else kernels.AS_NOUN_FORM, part))
    found += [
        (reading, part + cut)
        for cut, reading in (("e", kernels.CUT_E), ("en", kernels.CUT_EN))
        if _has(known, part + cut, kernels.LEMMA)
    ]
    if _has(known, part, kernels.VERB_STEM):
        found.append((kernels.AS_VERB, part))
    if part.endswith("e") and _has(known, part[:-1], kernels.VERB_STEM):
        found.append((kernels.AS_VERB_E, part[:-1]))
    if _has(known, part, kernels.ADJECTIVE):
        found.append((kernels.AS_ADJECTIVE, part))
    if _has(known, part, kernels.UNLISTED):
        found.append((kernels.AS_UNLISTED, part))
    return found


@given(DRAWN)
def test_first_parts_are_read_as_from_strings(drawn: tuple[Known, list[str]]) -> None:
    known, texts = drawn
    table, flags, words = _laid_out(known)
    part, reading, base = kernels.read_first_parts(table, flags, *Words.of(texts))
    found = [
        (at, kind, words[row]) for at, kind, row in zip(part.tolist(), reading.tolist(), base.tolist(), strict=True)
    ]
    assert found == [(at, *one) for at, text in enumerate(texts) for one in _readings(known, text)]


@given(DRAWN)
def test_compounds_are_found_as_in_strings(drawn: tuple[Known, list[str]]) -> None:
    known, texts = drawn
    table, flags, words = _laid_out(known)
    laid_out = Words.of(texts)
    hashes, begins, ends, last = kernels.count_compounds(table, flags, *laid_out)
    expected = [
        (word_hash(text[:at]), start, start + at, text[at:])
        for text, start in zip(texts, laid_out.start.tolist(), strict=True)
        for at in range(len(text) - 2, 1, -1)
        if _has(known, text[at:], kernels.LEMMA) and not _has(known, text[at:], kernels.SUFFIX)
        if _readings(known, text[:at])
    ]
    rows = [words[row] for row in last.tolist()]
    assert list(zip(hashes.tolist(), begins.tolist(), ends.tolist(), rows, strict=True)) == expected


@given(DRAWN, st.integers(1, 6))
def test_derivations_are_seen_as_in_strings(drawn: tuple[Known, list[str]], longest: int) -> None:
    known, texts = drawn
    table, flags, _ = _laid_out(known)
    adjective, verb = kernels.derivations(table, flags, longest, *Words.of(texts))
    for at, text in enumerate(texts):
        endings = [text[-letters:] for letters in range(1, min(len(text) - 2, longest) + 1)]
        assert adjective[at] == any(_has(known, ending, kernels.ADJECTIVE_ENDING) for ending in endings)
        assert verb[at] == any(
            _has(known, ending, kernels.VERB_ENDING) and _has(known, text.removesuffix(ending), kernels.VERB_STEM)
            for ending in endings
            if len(text) - len(ending) >= 3
        )
