"""How words sound: Cologne codes, and the readings of names that come from Cyrillic."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.german.analysis import analyse
from index.german.name_kernels import plain_words, signs
from index.german.name_kernels import reading as rules
from index.german.name_kernels import readings as readings_of_all
from index.german.phonetics import cologne, readings
from index.kernels.hashing import text_hash
from index.relations import Forms
from index.relations.names import NameRelation


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Wikipedia", "3412"), ("Müller-Lüdenscheidt", "65752682"), ("Breschnew", "17863"),  # German Wikipedia
        ("Haithabu", "021"), ("Bronx", "17648"), ("Xaver", "4837"), ("Chor", "47"), ("Zitrone", "8276"),
        ("Phrase", "378"), ("Wachs", "348"), ("h", ""), ("Aachen", "046"), ("Œuvre", "037"),
    ],
)  # fmt: skip
def test_the_cologne_code_is_the_published_one(word: str, code: str) -> None:
    assert cologne(word) == code


def test_names_that_sound_alike_have_one_cologne_code() -> None:
    assert len({cologne(name) for name in ("Meier", "Meyer", "Maier", "Mayr", "MAYER")}) == 1
    assert cologne("Schmidt") == cologne("Schmitt") != cologne("Schneider")


@given(st.text())
def test_the_cologne_code_of_anything_is_digits_without_a_vowel_inside(text: str) -> None:
    code = cologne(text)
    assert set(code) <= set("012345678")
    assert "0" not in code[1:]


@pytest.mark.parametrize(
    "names",
    [
        "Beloussow Belousov Belousow Belousows", "Charkiw Charkow Kharkiv", "Lawrow Lavrov Lawrows",
        "Selenskyj Selenski Zelensky Zelenskyy Selenskij Selenskyjs", "Kusnezow Kuznetsov", "Tschernobyl Chernobyl",
        "Tschaikowski Tchaikovsky", "Chruschtschow Khrushchev", "Kiew Kyjiw Kyiv", "Mykolajiw Mykolaiv",
        "Juschtschenko Yushchenko", "Jelzin Yeltsin", "Schewtschenko Shevchenko", "Prigoschin Prigozhin",
        "Nawalny Navalny Nawalnyj", "Gorbatschow Gorbachev", "Janukowitsch Yanukovich", "Cherson Kherson",
        "Saporischschja Zaporizhzhia", "Schoigu Shoigu", "Breschnew Brezhnev", "Grosny Grozny", "Lwiw Lwow Lviv",
    ],
)  # fmt: skip
def test_a_name_has_a_reading_in_common_with_itself_in_another_spelling(names: str) -> None:
    for one, other in combinations(names.split(), 2):
        assert readings(one) & readings(other), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Weizen", "Weisen"), ("Zander", "Sander"), ("Scholz", "Schulz"), ("Hütte", "Hüte"), ("Merkel", "Merkl"),
        ("Lawrow", "Lawrenko"), ("Putin", "Puten"), ("Medwedew", "Medwedtschuk"), ("Reise", "Reize"),
    ],
)  # fmt: skip
def test_words_that_only_look_alike_have_no_reading_in_common(one: str, other: str) -> None:
    assert not readings(one) & readings(other)


@given(st.text())
def test_anything_can_be_read_and_capitals_change_nothing(text: str) -> None:
    assert readings(text) == readings(text.casefold())


PARTS = "a e i o u y j k s w v t l sch tsch ch sh zh kh ja schtsch dsch"
ENDINGS = " ow owa ew skij sky skaja enko itsch off ows nij s ss"
NAMES = st.builds(
    lambda parts, ending: "".join(parts) + ending,
    st.lists(st.sampled_from(PARTS.split()), max_size=6),
    st.sampled_from(ENDINGS.split(" ")),
).filter(bool)


@given(st.lists(NAMES, max_size=30))
def test_many_names_are_read_as_each_alone(names: list[str]) -> None:
    analysis = analyse(names)
    assert analysis is not None
    codes, start, end = analysis.folds
    assert plain_words(codes, start, end).all()
    key, place = readings_of_all(
        codes, start, end, signs("of_cyrillic"), signs("may_be_cyrillic"), rules("german"), rules("english")
    )
    expected = [(at, text_hash(text)) for at, name in enumerate(names) for text in readings(name)]
    assert sorted(zip(place.tolist(), key.tolist(), strict=True)) == sorted(expected)


@given(st.lists(st.one_of(NAMES.map(str.capitalize), NAMES.map(str.upper), NAMES, st.text(min_size=1)), max_size=20))
def test_the_relation_of_names_is_the_same_with_kernels(texts: list[str]) -> None:
    names = [text for text in texts if "\n" not in text]
    fast, slow = Forms(names), Forms(names)
    fast.analysis, slow.analysis = analyse(names), None
    rows = [NameRelation().rows(forms) for forms in (fast, slow)]
    assert len({tuple(sorted(zip(one.form.tolist(), one.key.tolist(), strict=True))) for one in rows}) == 1
