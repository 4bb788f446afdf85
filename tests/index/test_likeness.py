"""How much words look alike is what counting their pieces gives, whatever else is in the dictionary."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import hot
from index.dictionary import likeness_kernels, lookup_kernels
from index.dictionary.folds import Alike, likest
from index.dictionary.lexicon import Chunk, Lexicon, build_chunk
from index.german.german import fold
from index.german.likeness import PIECES, likeness
from index.relations import Forms

FOLDS = st.text("abcdeü𝔸", min_size=2, max_size=9)
WORDS = st.lists(st.text("abcABCü", min_size=1, max_size=7), min_size=1, max_size=40, unique=True)
ANY_NUMBER = 1_000


def pieces(word: str) -> list[str]:
    text = f"^{word}$"
    return [text[at : at + size] for size in PIECES for at in range(len(text) - size + 1)]


def by_counting(one: str, other: str) -> float:
    shared = sum(piece in set(pieces(one)) for piece in pieces(other))
    return min(1.0, shared / math.sqrt(len(pieces(one)) * len(pieces(other))))


@given(one=FOLDS, others=st.lists(FOLDS, max_size=20))
def test_likeness_is_what_counting_gives(one: str, others: list[str]) -> None:
    assert likeness(one, others).tolist() == pytest.approx([by_counting(one, other) for other in others])


@pytest.mark.parametrize("others", [[""], ["abc"] * 9 + [""]])
def test_an_empty_fold_is_an_error_and_no_warning(others: list[str]) -> None:
    with pytest.raises(ArithmeticError):
        likeness("zitieren", others)


def test_words_are_as_like_as_they_look() -> None:
    typo, family, other = likeness("zitiern", ["zitieren", "zitat", "zigarre"])
    assert typo > 0.6 > family > other
    assert likeness("neurologe", ["neurologe"]).tolist() == [1.0]


@given(forms=WORDS, cuts=st.lists(st.integers(0, 40), max_size=3), most=st.integers(1, 12), word=FOLDS)
def test_forms_alike_do_not_depend_on_chunks(forms: list[str], cuts: list[int], most: int, word: str) -> None:
    bounds = sorted({0, len(forms), *(cut for cut in cuts if cut < len(forms))})
    parts = [Chunk(a, build_chunk(Forms(forms[a:b]))) for a, b in pairwise(bounds)]
    found = Lexicon(parts).lookalikes(word, most)
    by_form = dict(zip(found.forms.tolist(), found.likeness.tolist(), strict=True))
    whole = Lexicon([Chunk(0, build_chunk(Forms(forms)))]).lookalikes(word, most)
    assert by_form == dict(zip(whole.forms.tolist(), whole.likeness.tolist(), strict=True))
    wanted: list[int] = []
    for length in range(3, len(fold(word)) + 1):
        wanted = [at for at, form in enumerate(forms) if fold(form).startswith(fold(word)[:length])]
        if len(wanted) <= most:
            break
    else:
        wanted = []
    assert sorted(by_form) == wanted
    assert all(by_form[at] == pytest.approx(by_counting(fold(word), fold(forms[at]))) for at in wanted)


SIMPLE = st.text("abcdeüßAÄé1", min_size=1, max_size=9)


@settings(deadline=None)
@given(
    forms=st.lists(SIMPLE | FOLDS, min_size=1, max_size=30, unique=True),
    word=FOLDS | st.just("ab" * 40),
    least=st.sampled_from([0.0, 0.2, 0.5]),
)
def test_kernels_count_pieces_as_the_plain_twin_does(forms: list[str], word: str, least: float) -> None:
    chunk = Chunk(0, build_chunk(Forms(forms)))
    plain = chunk.alike(word, 0, len(forms), least)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hot, "lookups", lambda: lookup_kernels)
        fast = chunk.alike(word, 0, len(forms), least)
    assert [one.tobytes() for one in fast] == [one.tobytes() for one in plain]
    found = likeness_kernels.alike(chunk.for_kernels, 0, word, 0, len(forms), least)
    assert (found is None) == (len(word) > likeness_kernels.LONGEST_LIKE)


@example(forms=["".join(letters) for letters in product("abü", repeat=5)], word="bübaa", least=1, most=3)
@given(forms=st.lists(SIMPLE, max_size=30, unique=True), word=SIMPLE, least=st.integers(1, 5), most=st.integers(0, 9))
def test_kernels_count_beginnings_as_the_plain_twin_does(forms: list[str], word: str, least: int, most: int) -> None:
    chunk = Chunk(0, build_chunk(Forms(forms)))
    found = lookup_kernels.few(chunk.for_kernels, fold(word), least, most)
    assert found == chunk.few(fold(word), least, most)


@given(
    forms=st.lists(st.integers(0, 40), unique=True),
    tenths=st.lists(st.integers(0, 9), min_size=41, max_size=41),
    known=st.sets(st.integers(0, 40), max_size=9),
    most=st.integers(1, 9),
)
def test_the_likest_are_chosen_alike(forms: list[int], tenths: list[int], known: set[int], most: int) -> None:
    alike = Alike(np.array(forms, np.int64), np.array([tenths[form] / 10 for form in forms]))
    plain = likest(alike, np.array(sorted(known), np.int64), most)
    found = likeness_kernels.likest(*alike, np.array(sorted(known), np.int64), most)
    assert [one.tobytes() for one in found] == [one.tobytes() for one in plain]
    left = [form for form in forms if form not in known]
    worst = min(sorted((tenths[form] for form in left), reverse=True)[:most], default=0)
    assert plain.forms.tolist() == sorted(form for form in left if tenths[form] >= worst)


@example(forms=["глаголъ", "глагол", "гланец"], cut=3, word="глаголи", candidates=9, most=2, known=set())
@example(forms=["глаⱥ", "ȺȺȺȺ", "Ⱥbc"], cut=2, word="ⱥⱥⱥⱥ", candidates=9, most=2, known=set())
@settings(deadline=None)
@given(
    forms=st.lists(SIMPLE | FOLDS, min_size=1, max_size=40, unique=True),
    cut=st.integers(0, 40),
    word=SIMPLE | FOLDS,
    candidates=st.integers(0, 12),
    most=st.integers(1, 5),
    known=st.sets(st.integers(0, 40)),
)
def test_the_likest_are_those_of_the_plain_twin(
    forms: list[str], cut: int, word: str, candidates: int, most: int, known: set[int]
) -> None:
    bounds = sorted({0, len(forms), *([cut] if cut < len(forms) else [])})
    lexicon = Lexicon([Chunk(a, build_chunk(Forms(forms[a:b]))) for a, b in pairwise(bounds)])
    without = np.array(sorted(known), np.int64)
    plain = lexicon.likest(word, candidates, 0.2, without, most)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hot, "lookups", lambda: lookup_kernels)
        fast = lexicon.likest(word, candidates, 0.2, without, most)
    assert [one.tobytes() for one in fast] == [one.tobytes() for one in plain]


@given(words=st.lists(FOLDS, min_size=2, max_size=12))
def test_few_are_compared_as_many_are(words: list[str]) -> None:
    alone = [likeness(words[0], [other])[0] for other in words[1:]]
    assert alone == likeness(words[0], words[1:] * 9)[: len(words) - 1].tolist()
