"""Relations of place: postings (`search.execute`) and text (`search.highlight`) must agree on every article."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from index import Article, Index, tokenise
from search import Engine
from search.nodes import AtLeast, ExactPhrase, Near, Within
from search.searcher import highlighter

VOCABULARY = ["Haus", "Hauses", "Baum", "Bäume", "Baumhaus", "gehen", "geht", "rot", "roten"]
WORDS = st.sampled_from(VOCABULARY)
SENTENCE = st.lists(WORDS, min_size=1, max_size=5).map(lambda words: " ".join(["Am", *words]) + ". ")
BODY = st.lists(st.lists(SENTENCE, min_size=1, max_size=3).map("".join), min_size=1, max_size=3).map("\n\n".join)
ARTICLES = st.lists(st.tuples(st.lists(WORDS, max_size=4).map(" ".join), BODY), min_size=1, max_size=6)

FIELD = st.sampled_from(["any", "any", "title", "body"])
TERM = st.builds(query.Term, FIELD, WORDS)
PLACED = st.recursive(
    st.one_of(
        TERM,
        st.builds(query.Prefix, FIELD, st.sampled_from(["Ha", "Baeu", "r"])),
        st.builds(ExactPhrase, FIELD, st.lists(WORDS, min_size=2, max_size=3)),
        st.builds(query.Phrase, FIELD, st.lists(WORDS, min_size=2, max_size=3), st.integers(1, 6)),
        st.builds(query.Or, st.lists(TERM, min_size=2, max_size=3)),
    ),
    lambda inner: st.one_of(
        st.builds(Near, inner, inner, st.integers(1, 6), st.booleans(), st.booleans()),
        st.builds(Within, inner, inner, st.sampled_from(["sentence", "paragraph"]), st.booleans()),
    ),
    max_leaves=5,
)


def engine_over(folder: Path, articles: list[tuple[str, str]]) -> Engine:
    """Return an engine over the articles, whose ids are 0, 1 and so on."""
    index = Index.create(folder)
    with index.writer() as writer:
        for number, (title, text) in enumerate(articles):
            writer.add(Article(id=str(number), title=title, text=text))
    return Engine(index)


@given(articles=ARTICLES, trees=st.lists(PLACED, min_size=1, max_size=10))
def test_an_article_matches_exactly_if_its_text_has_marks(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, str]], trees: list[query.Query]
) -> None:
    engine = engine_over(tmp_path_factory.mktemp("index") / "index", articles)
    for tree in trees:
        marker = highlighter(engine.view(), tree)
        marked = {
            str(number)
            for number, (title, text) in enumerate(articles)
            if marker.marks(tokenise(title), "title") or marker.marks(tokenise(text.strip()), "body")
        }
        assert engine.matching_ids(tree) == marked, tree


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Three articles about a minister."""
    return engine_over(
        tmp_path_factory.mktemp("places") / "index",
        [
            ("Ministerin reist", "Die Ministerin reist nach Bonn. Dort ist der Kanzler.\n\nDer Kanzler schweigt."),
            ("Kanzler schweigt", "Der Kanzler schweigt. Die Ministerin redet und redet und redet."),
            ("Wetter", "Es regnet in Bonn. Es regnet in Kiel."),
        ],
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Ministerin NEAR/2 Bonn", set()),
        ("Ministerin NEAR/3 Bonn", {"0"}),
        ("Bonn VOR/3 Ministerin", set()),
        ("Ministerin VOR/3 Bonn", {"0"}),
        ("Ministerin SATZ Kanzler", set()),
        ("Ministerin ABSATZ Kanzler", {"0", "1"}),
        ("Bonn NICHT SATZ Ministerin", {"2"}),
        ("mind3(redet)", {"1"}),
        ("mind4(redet)", set()),
        ('"Es regnet in Kiel"', {"2"}),
        ('"regnet Es"', set()),
        ("titel:Kanzler", {"1"}),
        ("(Bonn ODER Kiel) -Ministerin", {"2"}),
        ("Minist*", {"0", "1"}),
        ("*kanzler", {"0", "1"}),
        ("Kanzlre~", {"0", "1"}),
        ("/K.el/", {"2"}),
        ("==bonn", set()),
        ("=bonn", {"0", "2"}),
    ],
)
def test_operators_find_what_they_say(engine: Engine, typed: str, found: set[str]) -> None:
    from search.language import parse

    assert engine.matching_ids(parse(typed).tree) == found


def test_marks_are_the_spans_that_matched(engine: Engine) -> None:
    view = engine.article("1", "Kanzler NEAR/1 schweigt")
    assert view is not None
    assert view.title_marked == "<mark>Kanzler</mark> <mark>schweigt</mark>"
    near = engine.article("0", "Ministerin SATZ Bonn")
    assert near is not None
    assert near.title_marked == "Ministerin reist"
    assert near.paragraphs[0].startswith("Die <mark>Ministerin</mark> reist nach <mark>Bonn</mark>. Dort")
    assert "<mark>" not in near.paragraphs[1]


def test_at_least_counts_both_fields(engine: Engine) -> None:
    assert engine.matching_ids(AtLeast(query.Term("any", "schweigt"), 2)) == {"1"}


def test_a_stretch_may_reach_a_farther_partner_for_the_sake_of_the_next_word(tmp_path: Path) -> None:
    texts = [
        "Haus Baum und so weiter Baum und dann rot",
        "Haus Baum und so weiter und dann rot",
        "rot so so Baum Haus Baum",
    ]
    engine = engine_over(tmp_path / "index", [("", text) for text in texts])
    house, tree, red = (query.Term("any", word) for word in ("Haus", "Baum", "rot"))
    assert engine.matching_ids(Near(Near(house, tree, 6, ordered=True), red, 3)) == {"0"}
    assert engine.matching_ids(Near(Near(house, tree, 6), red, 3)) == {"0", "2"}
