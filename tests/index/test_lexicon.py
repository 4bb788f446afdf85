"""The dictionary finds what reading all of it would find."""

from __future__ import annotations

import re
import time
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index.dictionary import lookup_kernels
from index.dictionary.folds import HEAD_EVERY
from index.dictionary.lexicon import Chunk, Lexicon, build_chunk
from index.dictionary.ordered_kernels import IS_CAPITAL, IS_SMALL
from index.dictionary.similar_kernels import one_edit_apart
from index.german.german import fold, stem
from index.relations import Forms

LETTERS = st.sampled_from("aAbBäÄeouüß1é𝔸")
FORMS = st.lists(st.text(LETTERS, min_size=1, max_size=5), unique=True, max_size=80)
FIRST = 7


@given(forms=FORMS, asked=st.lists(st.text(LETTERS, max_size=4), max_size=10))
@example(forms=[], asked=["a", ""])
def test_look_ups_equal_reading_every_form(forms: list[str], asked: list[str]) -> None:
    chunk = Chunk(FIRST, build_chunk(Forms(forms)))
    numbered = list(enumerate(forms, FIRST))
    for text in [*asked, *forms[:5]]:
        begins = {number for number, form in numbered if fold(form).startswith(fold(text))}
        assert set(chunk.with_prefix(fold(text)).tolist()) == begins
        assert set(chunk.with_fold(fold(text)).tolist()) == {n for n, form in numbered if fold(form) == fold(text)}
        if text:
            assert set(chunk.with_stem(stem(text)).tolist()) == {n for n, form in numbered if stem(form) == stem(text)}


_MANY = ["".join(letters) for letters in product("aBü", repeat=5)]
GENDERED = ["Leser:in", "Leser*innen", "geübt", "Baüb", "Aü"]
FOREIGN = ["fürʼs", "ʼnʼ", "Привет", "Ελλάς", "Mulțumesc", "ǰa"]
ANY_FORM = st.one_of(
    st.sampled_from([*GENDERED, *FOREIGN]),
    st.text(st.sampled_from("aAbeEinNuüÜäßé*:_ſяﬁ"), min_size=1, max_size=8),
    st.text(st.characters(exclude_characters="\n", exclude_categories=("Cs",)), min_size=1, max_size=6),
    st.just("Donau" * 60),
)


@settings(deadline=None)
@given(forms=st.lists(ANY_FORM, unique=True, max_size=60), asked=st.lists(ANY_FORM | st.just(""), max_size=6))
@example(forms=["Baür", "Bauer", "bauernd"], asked=["bauer", "Baür"])
@example(
    forms=["Leser:in", "Leser*innen", "a*in", "1:in", "a:i", "geübt", "Baüb", "Aü", "EÜé"], asked=["Leserin", "aü"]
)
@example(forms=["für", "Für", "Fürth", *FOREIGN], asked=["für", "fürʼs", "ʼ", "z"])
@example(forms=[*_MANY, "b", "z"], asked=["", "a", "b", "bü", "aaab", "c", "z", "ü"])
def test_kernels_look_up_what_the_plain_twin_does(forms: list[str], asked: list[str]) -> None:
    plain, fast = Chunk(FIRST, build_chunk(Forms(forms))), Chunk(FIRST, build_chunk(Forms(forms)))
    columns, more = fast.for_kernels, Chunk(FIRST + len(forms), build_chunk(Forms([form + "s" for form in forms])))
    dictionary = Lexicon([fast, more])
    for word in [*asked, *forms]:
        text = fold(word)
        assert lookup_kernels.range_of(columns, text) == plain._by_fold._range(text)
        equal = plain._by_fold._place(text), plain._by_fold._place(text + "\0")
        assert lookup_kernels.range_equal(columns, text) == equal
    words = [*asked, *forms]
    for some in filter(None, [words, *([word] for word in words)]):
        folds = [*map(fold, some)] * 2
        sizes = [*(len(stem(word)) if fold(word).startswith(stem(word)) else 1 for word in some), *[-1] * len(some)]
        found, bounds = lookup_kernels.sharing(dictionary.sorted_at, *lookup_kernels.spelled(folds, sizes))
        expected = [one.tolist() for one in dictionary.sharing_each(folds, sizes)]
        assert [found[begin:end].tolist() for begin, end in pairwise(bounds)] == expected


@settings(deadline=None)
@given(forms=st.lists(ANY_FORM, unique=True, max_size=60))
@example(forms=[*_MANY, *FOREIGN, *GENDERED])
def test_kernels_read_the_forms_in_order_of_their_folds(forms: list[str]) -> None:
    chunk = Chunk(FIRST, build_chunk(Forms(forms)))
    fold_bytes, start, head, form, traits = chunk.for_kernels
    folds = [fold_bytes[a:b].tobytes().decode() for a, b in pairwise(start.tolist())]
    assert folds == sorted(map(fold, forms)) == [fold(forms[number]) for number in form.tolist()]
    beginnings = [text.encode()[:8].ljust(8, b"\0") for text in folds[::HEAD_EVERY]]
    assert head.tolist() == [int.from_bytes(beginning) for beginning in beginnings]
    for number, trait in zip(form.tolist(), traits.tolist(), strict=True):
        assert trait & 0xFF == chunk.stem_length[number]
        assert bool(trait & IS_CAPITAL) == forms[number][0].isupper()
        assert bool(trait & IS_SMALL) == forms[number][0].islower()


_MANY_OF_ONE_FOLD = ["".join(letters) for letters in product("aA", repeat=6)]


@given(forms=FORMS, asked=FORMS)
@example(forms=["0", *_MANY_OF_ONE_FOLD, "b"], asked=["AAAAAA", "aaaaaa", "aAaAaA", "b", "0", "aaaaab"])
@example(forms=_MANY_OF_ONE_FOLD, asked=[*_MANY_OF_ONE_FOLD, "B"])
def test_forms_are_found_by_their_spelling(forms: list[str], asked: list[str]) -> None:
    chunk = Chunk(FIRST, build_chunk(Forms(forms)))
    expected = [forms.index(form) + FIRST if form in forms else -1 for form in asked]
    assert chunk.find(asked).tolist() == expected
    assert [chunk._find(form) for form in asked] == expected  # the ways of large dictionaries
    assert [at + FIRST if at >= 0 else at for at in chunk._by_fold.find(asked).tolist()] == expected


@given(forms=FORMS, word=st.text(LETTERS, min_size=1, max_size=5), edits=st.integers(1, 2))
def test_no_similar_form_is_passed_over(forms: list[str], word: str, edits: int) -> None:
    chunk = Chunk(FIRST, build_chunk(Forms(forms)))
    near = [OSA.distance(fold(word), fold(form)) <= edits for form in forms]
    expected = {number for number, one in enumerate(near, FIRST) if one}
    assert set(chunk.similar(fold(word), edits, 0).tolist()) == expected
    lines = "".join(fold(form) + "\n" for form in forms)
    codes = np.frombuffer(lines.encode("utf-32-le"), np.uint32)
    ends, texts, out = np.flatnonzero(codes == 10).astype(np.uint32), np.arange(len(forms)), np.empty(len(forms), int)
    count = one_edit_apart(codes, ends, texts, np.frombuffer(fold(word).encode("utf-32-le"), np.uint32), out)
    one_off = {at for at, form in enumerate(forms) if OSA.distance(fold(word), fold(form)) <= 1}
    assert one_off <= set(out[:count].tolist())


def test_waiting_and_folding_the_dictionary_take_nothing_of_a_patterns_time(monkeypatch: pytest.MonkeyPatch) -> None:
    chunks = [Chunk(first, build_chunk(Forms([word]))) for first, word in enumerate(("Amt", "Samt"))]
    folds = [chunk.folds for chunk in chunks]

    def folded_slowly(chunk: Chunk) -> str:
        if chunk not in seen:
            seen.append(chunk)
            until = time.thread_time() + 0.05
            while time.thread_time() < until:
                pass
        return folds[chunk.first]

    seen: list[Chunk] = []
    monkeypatch.setattr(Chunk, "folds", property(folded_slowly))
    waiting = re.compile("^s?amt$", re.MULTILINE)
    forms, whole = Lexicon(chunks).matching(waiting, 0.04)
    assert (forms.tolist(), whole) == ([0, 1], True)
