"""What a word is: the contract of `index.tokenising.tokens`, and its fast twin."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.dictionary.lexicon import Chunk, Lexicon, build_chunk
from index.hot import WordFinder
from index.relations import Forms
from index.text import clean
from index.tokenising.cut_kernels import tokenise_all
from index.tokenising.scan_kernels import (
    _LAST_WORD_CHARACTER,
    ALPHA,
    DECIMAL,
    UPPER,
    WORD,
    KernelScanner,
    character_classes,
)
from index.tokenising.tokens import PARAGRAPH, SENTENCE, TOKEN, FoundForms, PlainScanner, abbreviations, tokenise

TRICKY = "aÄß1 .!?…\n\t\u00a0*:_„“-inInen/²Ⅷ٣😀\U0001d518\u0301'()"
TEXTS = st.one_of(st.text(), st.text(alphabet=TRICKY, max_size=60)).map(clean)


def test_letters_and_digits_make_words_and_hyphens_part_them() -> None:
    assert tokenise("Die EU-Kommission zahlt 3,5 Mio. Euro.").words == [
        "Die", "EU", "Kommission", "zahlt", "3", "5", "Mio", "Euro",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["Bürger*innen", "Bürger:innen", "Bürger_innen", "BürgerInnen", "Lehrer:in"])
def test_gender_forms_are_one_word(form: str) -> None:
    assert tokenise(f"Alle {form}, sagte er").words[1] == form


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Motto:international", ["Motto", "international"]),
        ("10:innen", ["10", "innen"]),
        ("snake_case", ["snake", "case"]),
        ("Lehrer*innenverband", ["Lehrer*innenverband"]),
    ],
)
def test_a_sign_joins_only_gender_forms(text: str, words: list[str]) -> None:
    assert tokenise(text).words == words


@given(TEXTS)
def test_tokens_are_what_the_regular_expression_finds(text: str) -> None:
    tokens = tokenise(text)
    assert [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)] == list(
        zip(tokens.words, tokens.starts, tokens.ends, strict=True)
    )
    assert all(text[start:end] == word for word, start, end in zip(*tokens[:3], strict=True))
    assert len(tokens.breaks) == len(tokens.words)
    assert tokens.breaks[:1] in ([], [PARAGRAPH])


@given(st.lists(TEXTS, max_size=8))
@example(["", "a*inn b*in", "Ende. \n Neu", "z. B. Er", "am 16. Mai", "1990. Da"])
def test_the_kernel_scans_as_plain_python_does(texts: list[str]) -> None:
    plain, fast = PlainScanner(), KernelScanner()
    for _ in range(2):  # the second time all forms are known
        encoded = [text.encode() for text in texts]
        for expected, found in zip(plain.scan(encoded), fast.scan(encoded), strict=True):
            assert np.array_equal(expected, found)
    assert plain.forms().tolist() == fast.forms().tolist()


@given(TEXTS, st.integers(0, 200), st.sampled_from(["a", "ä", "–", "😀", " ", "7"]))
@settings(max_examples=200)
def test_the_kernel_finds_words_wherever_its_64_bytes_begin(text: str, times: int, before: str) -> None:
    texts = [before * times + text, text + before * times, before * (times % 66), text]
    encoded = [text.encode() for text in texts]
    plain, fast = PlainScanner(), KernelScanner()
    for expected, found in zip(plain.scan(encoded), fast.scan(encoded), strict=True):
        assert np.array_equal(expected, found)
    assert plain.forms().tolist() == fast.forms().tolist()


@given(TEXTS)
@example("Ende.\n\nNeu – ß😀 1. Mai. Dr. Bürger*innen a*inn")
def test_the_kernel_tokenises_as_the_regular_expression_does(text: str) -> None:
    for found, expected in zip(
        tokenise_all([text, "", f"{text} ä"]), map(tokenise, [text, "", f"{text} ä"]), strict=True
    ):
        assert [list(column) for column in found[:4]] == [list(column) for column in expected[:4]]


@given(st.lists(st.text(st.sampled_from("aZ09äß„“…😀٣²*:_in. \n"), max_size=70), max_size=6))
def test_the_kernel_cuts_alike_wherever_in_64_bytes_a_character_stands(texts: list[str]) -> None:
    shifted = [part for shift in range(0, 64, 7) for text in texts for part in ("x" * shift, text)]
    for found, expected in zip(tokenise_all(shifted), map(tokenise, shifted), strict=True):
        assert [list(column) for column in found[:4]] == [list(column) for column in expected[:4]]


def test_an_abbreviation_ends_no_sentence_as_a_kernel_tells() -> None:
    texts = [
        f"Nach {word}. Haus" for word in (*sorted(abbreviations()), "7", "77", "777", "٣٣", "a", "7a", "²", "ß", "aß")
    ]
    for found, expected in zip(tokenise_all(texts), map(tokenise, texts), strict=True):
        assert list(found.breaks) == list(expected.breaks)


def test_the_kernel_reads_words_of_any_length() -> None:
    word = "ß" * 70_000
    scanner = KernelScanner()
    assert scanner.scan([f"a {word} b {word}".encode()]).form.tolist() == [0, 1, 2, 1]
    assert scanner.forms()[1] == word


@given(st.lists(st.lists(st.sampled_from(["aaaaaaaa", "aaaaaaab", "a", "b", "ää"]), max_size=5).map("".join)))
def test_the_kernel_keeps_forms_apart_that_begin_alike(words: list[str]) -> None:
    plain, fast, text = PlainScanner(), KernelScanner(), " ".join(words).encode()
    assert np.array_equal(plain.scan([text]).form, fast.scan([text]).form)
    assert plain.forms().tolist() == fast.forms().tolist()


def test_the_kernel_keeps_forms_apart_when_its_table_grows() -> None:
    words = [f"Wort{number}" for number in range(200_000)]
    scanner = KernelScanner()
    first = scanner.scan([" ".join(words[:100_000]).encode(), " ".join(words[100_000:]).encode()])
    again = scanner.scan([" ".join(words).encode()])
    assert np.array_equal(first.form, np.arange(200_000))
    assert np.array_equal(again.form, first.form)
    assert scanner.forms().tolist() == words


def test_no_word_character_lies_beyond_the_kernels_table() -> None:
    beyond = "".join(map(chr, range(_LAST_WORD_CHARACTER, 0x110000)))
    assert re.search(r"[^\W_]", beyond) is None


def test_the_kernels_table_tells_what_words_are_made_of() -> None:
    for code, found in enumerate(character_classes().tolist()):
        letter = chr(code)
        kinds = WORD | DECIMAL * letter.isdecimal() | UPPER * letter.isupper() | ALPHA * letter.isalpha()
        assert found == (kinds if TOKEN.fullmatch(letter) else 0)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Er kam. Sie ging.", ["Sie"]),
        ("Er kam. sie ging", []),
        ("Dr. Müller kam am 16. Mai, z. B. mit J. Meier.", []),
        ("Das war 1990. Danach kam nichts!", ["Danach"]),
        ("„Wirklich?“ Ja! „Gut.“ Eben", ["Ja", "Gut", "Eben"]),
        ("Zeile eins\nZeile zwei", []),
    ],
)
def test_sentences_begin_after_their_marks_but_not_after_abbreviations(text: str, begins: list[str]) -> None:
    tokens = tokenise(text)
    assert [word for word, kind in zip(tokens.words, tokens.breaks, strict=True) if kind][1:] == begins


def test_the_kernel_knows_all_words_that_a_full_stop_may_belong_to() -> None:
    before = [*sorted(abbreviations()), "16", "1", "𝟗𝟗", "Ａ", "999", "Straße", "Ärger", "Häuser"]
    texts = [f"Am {word}. Mai" for word in before]
    kinds = [tokens.breaks[2] for tokens in tokenise_all(texts)]
    assert kinds == [tokenise(text).breaks[2] for text in texts]
    assert kinds == [0] * (len(before) - 4) + [SENTENCE] * 4


def test_paragraphs_begin_after_a_blank_line_or_a_line_that_ends_a_sentence() -> None:
    tokens = tokenise("Titel\n\nErster Satz. Zweiter.\nNeuer Absatz\nmit Umbruch")
    kinds = dict(zip(tokens.words, tokens.breaks, strict=True))
    assert kinds["Erster"] == PARAGRAPH
    assert kinds["Zweiter"] == SENTENCE
    assert kinds["Neuer"] == PARAGRAPH
    assert kinds["mit"] == 0


@given(
    st.lists(st.sampled_from(["Haus", "Häuser", "der", "Bürger*innen", "3,5", "x", "ß" * 99]), max_size=40), st.data()
)
def test_wanted_words_are_found_by_kernels_as_without(words: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.sampled_from([*words, "Baum", "Häuse", "n"]), max_size=60))
    text = " ".join(words)
    forms = sorted({*wanted, "Haustür"})
    parts = [0, len(forms) // data.draw(st.integers(1, 2)), len(forms)]
    lexicon = Lexicon([Chunk(a, build_chunk(Forms(forms[a:b]))) for a, b in pairwise(parts) if b > a])
    numbers = np.array([forms.index(word) for word in sorted(set(wanted))], np.int64)
    places = [at for at, word in enumerate(tokenise(text).words) if word in wanted]
    expected = FoundForms(places, [forms.index(tokenise(text).words[at]) for at in places])
    finder = WordFinder(lexicon, numbers)
    for cut in (tokenise_all, lambda texts: list(map(tokenise, texts)), tokenise_all):
        assert finder.find(cut([text, "Baum", text]))[::2] == [expected, expected]
        assert finder.find(cut([text, text])[1:] + cut([text])) == [expected, expected]
