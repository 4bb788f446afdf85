"""How words sound: Cologne codes, and the readings of names that come from Cyrillic."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.phonetics import cologne, readings


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
