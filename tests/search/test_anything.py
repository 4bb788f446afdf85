"""Whatever a person can type, every question that takes a query has an answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index
from search import Engine, Request
from tests.archive import FORMS, archive

SIGNS = (
    *(
        "UND",
        "ODER",
        "NICHT",
        "AND",
        "OR",
        "NOT",
        "+",
        "-",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "TO",
        "..",
        "\\",
        "&",
        "|",
        "!",
    ),
    *('"', "„", "“", "”", "»", "«", "'", "‚", "‘", "*", "?", "~", "~2", "~0", "~99", "^2", "^0", "^-1", "^1e9", "^nan"),
    *(
        "NEAR/5",
        "NEAR/0",
        "NEAR/99999999999",
        "VOR/3",
        "SATZ",
        "ABSATZ",
        "NICHT NEAR/3",
        "=",
        "==",
        "/",
        "/a.*/",
        "/[/",
    ),
    *("titel:", "quelle:", "autor:", "ressort:", "datum:", "seit:", "bis:", "title:", "foo:", ":", "id:", "<", ">="),
    *("2023..2024", "2024-13-45", "gestern", "vor zwei Wochen", "KW 54", "Sommer 2023", "*e*", "H?us", '"a b"~3'),
    *(
        "\x00",
        "\x1b",
        "\xad",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\u0301",
        "ﬁ",
        "İ",
        "ẞ",
        "日本",
        "😀",
        "\ud800",
        "\n",
        "\t",
        "  ",
    ),
)
TYPED = st.builds(
    str.join,
    st.sampled_from(("", " ")),
    st.lists(st.sampled_from([*SIGNS, *FORMS[:40]]) | st.text(max_size=4), max_size=12),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    path = tmp_path_factory.mktemp("anything") / "index"
    with Index.create(path).writer() as writer:
        for written in archive(5, 40):
            writer.add(written.article)
    return Engine.open(path)


@settings(max_examples=400)
@given(typed=TYPED, match=st.sampled_from(["auto", "all", "any"]))
def test_everything_that_can_be_typed_is_answered(engine: Engine, typed: str, match: str) -> None:
    answer = engine.search(Request(typed, match=match, facets=True, words=True, correct=True))  # type: ignore[arg-type]
    assert len(answer.hits) == min(10, answer.total)
    assert len({hit.id for hit in answer.hits}) == len(answer.hits)
    for hit in answer.hits[:2]:
        assert engine.article(hit.id, typed) is not None
        assert engine.explain(typed, hit.id) is not None


@settings(max_examples=200)
@given(typed=TYPED)
def test_everything_that_can_be_typed_is_analysed_and_continued(engine: Engine, typed: str) -> None:
    assert all(one.word and one.fold for one in engine.analyse(typed))
    assert len(engine.suggest(typed)) <= 8


@pytest.mark.parametrize("typed", ["\x00", "\x1b", "\xad", "\u200b", " \ufeff "])
def test_what_has_no_word_has_no_analysis(engine: Engine, typed: str) -> None:
    assert engine.analyse(typed) == ()


@pytest.mark.parametrize(
    "typed",
    ["", "x", "x y", '"a b"', "Donaudampfschiff", "x*", "x~", "/x/", "NEAR(a b)", "-x", "x UND (y ODER titel:z)"],
)
@pytest.mark.parametrize("asked", [{}, {"facets": True}, {"match": "any"}, {"correct": True}, {"sort": "newest"}])
def test_an_index_without_articles_answers_too(
    tmp_path_factory: pytest.TempPathFactory, typed: str, asked: dict[str, Any]
) -> None:
    engine = Engine(Index.create(tmp_path_factory.mktemp("none") / "index"))
    assert engine.search(Request(typed, **asked)).total == 0
