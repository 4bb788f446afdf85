"""Relations of place: postings (`execute`), text (`highlight`) and the slow matcher must agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from index import Article, Index, Tokens, tokenise
from index.tokenising.cut_kernels import tokenise_all
from index.tokenising.tokens import tokenise as plain_tokenise
from search import Engine
from search.query.language import parse
from search.query.nodes import AtLeast, ExactPhrase, Form, Near, Variants, Within
from search.query.nodes import Words as SideBySide
from search.ranking import Parameters
from search.searcher import highlighter
from search.showing import highlight
from search.view import View
from tests.search.matcher import Matcher

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
        st.builds(query.Wildcard, FIELD, st.sampled_from(["*u*", "r?t", "*en", "H*s"])),
        st.builds(Form, FIELD, WORDS, st.booleans()),
        st.builds(query.Or, st.lists(TERM, min_size=2, max_size=3)),
        st.builds(
            lambda typed, other: Variants([typed, other]),
            TERM | st.builds(SideBySide, st.lists(TERM, min_size=2, max_size=3)),
            TERM | st.builds(query.Phrase, FIELD, st.lists(WORDS, min_size=2, max_size=3), st.just(1)),
        ),
    ),
    lambda inner: st.one_of(
        st.builds(Near, inner, inner, st.integers(1, 6), st.booleans(), st.booleans()),
        st.builds(Within, inner, inner, st.sampled_from(["sentence", "paragraph"]), st.booleans()),
        st.builds(AtLeast, inner, st.integers(1, 4)),
    ),
    max_leaves=5,
)
JOINED = st.recursive(
    st.one_of(TERM, PLACED),
    lambda inner: st.one_of(
        st.builds(query.And, st.lists(inner, min_size=2, max_size=3)),
        st.builds(query.Or, st.lists(inner, min_size=2, max_size=3)),
        st.builds(query.AndNot, inner, inner),
        st.builds(query.AndNot, st.just(query.Every()), inner),
    ),
    max_leaves=4,
)


def engine_over(folder: Path, articles: list[tuple[str, str]]) -> Engine:
    """Return an engine over the articles, whose ids are 0, 1 and so on.

    It does not look for the parts of compounds apart from each other, which the slow matcher does not know of.
    """
    index = Index.create(folder)
    with index.writer() as writer:
        for number, (title, text) in enumerate(articles):
            writer.add(Article(id=str(number), title=title, text=text))
    return Engine(index, Parameters(apart=0.0))


def slow_matcher(view: View, title: Tokens, text: Tokens) -> Matcher:
    """Return the slow matcher of one article; which forms a word stands for is not its business."""

    def means(leaf: query.Query, word: str, exact: bool) -> frozenset[str]:
        expansion = view.execution.expansion(leaf, word, exact)
        return frozenset(view.snapshot.lexicon.texts(expansion.forms.tolist()))

    return Matcher(title, text, means)


class Judged(NamedTuple):
    """An article and a query: whether the engine finds it, what is marked in it, and the slow matcher of it."""

    found: bool
    both: highlight.Both
    slow: Matcher
    tree: query.Query


def judged(folder: Path, articles: list[tuple[str, str]], trees: list[query.Query]) -> Iterator[Judged]:
    """Yield each of the articles with each of the trees."""
    engine = engine_over(folder, articles)
    for tree in trees:
        marker, found = highlighter(engine.view(), tree), engine.matching_ids(tree)
        for number, (title, text) in enumerate(articles):
            tokens = tokenise(title), tokenise(text.strip())
            yield Judged(str(number) in found, marker.marked(*tokens), slow_matcher(engine.view(), *tokens), tree)


@settings(max_examples=60)
@given(articles=ARTICLES, trees=st.lists(PLACED, min_size=1, max_size=10))
def test_matches_and_marks_are_those_of_the_slow_matcher(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, str]], trees: list[query.Query]
) -> None:
    for found, both, slow, tree in judged(tmp_path_factory.mktemp("index") / "index", articles, trees):
        assert found == slow.matches(tree), tree
        for field, (firsts, lasts, _) in zip(("title", "body"), both, strict=True):
            marked = {at for first, last in zip(firsts, lasts, strict=True) for at in range(first, last + 1)}
            assert marked == {at for match in slow.found(tree, field) for at in match.marked}, tree


@settings(max_examples=60)
@given(articles=ARTICLES, trees=st.lists(JOINED, min_size=1, max_size=10))
def test_what_operators_join_is_found_as_by_the_slow_matcher(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, str]], trees: list[query.Query]
) -> None:
    for found, both, slow, tree in judged(tmp_path_factory.mktemp("index") / "index", articles, trees):
        matches = slow.matches(tree)
        assert found == matches, tree
        if not matches and isinstance(tree, query.Or):
            assert not any(both), tree


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
        ("mind3(redet) NEAR/1 Ministerin", {"1"}),
        ("mind4(redet) NEAR/1 Ministerin", set()),
        ("Kanzler ABSATZ mind2(Ministerin)", {"0"}),
        ("Kanzler NICHT ABSATZ mind2(Ministerin)", {"0", "1"}),
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


@settings(max_examples=40)
@given(articles=ARTICLES, tree=JOINED)
def test_articles_marked_at_once_by_kernels_have_the_marks_of_each_without(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, str]], tree: query.Query
) -> None:
    view = engine_over(tmp_path_factory.mktemp("index") / "index", articles).view()
    texts = [text for article in articles for text in article]
    cut = tokenise_all(texts)
    plain = list(map(plain_tokenise, texts))
    marker = highlighter(view, tree)
    at_once = [named(marker, both) for both in marker.all_marked(list(zip(cut[::2], cut[1::2], strict=True)))]
    each = [(highlighter(view, tree), pair) for pair in zip(plain[::2], plain[1::2], strict=True)]
    assert at_once == [named(own, own.marked(*pair)) for own, pair in each]


def named(marker: highlight.Highlighter, both: highlight.Both) -> list[list[tuple[int, int, list[str]]]]:
    """Return what is marked with its words: the numbers of words depend on which were met first."""
    return [
        [
            (first, last, sorted(marker.words[word] for word in words))
            for first, last, words in zip(*marked, strict=True)
        ]
        for marked in both
    ]


@pytest.mark.parametrize("typed", [query.Or, query.And])
def test_only_the_first_places_of_a_word_are_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: type[query.Or] | type[query.And]
) -> None:
    monkeypatch.setattr(highlight, "_MAX_PLACES", 2)
    text = "Haus rot Haus rot Haus Baum"
    tree = typed([query.Term("any", word) for word in ("Haus", "rot", "Baum")])
    view = engine_over(tmp_path / "index", [("", text)]).view()
    _, in_text = highlighter(view, tree).marked(tokenise(""), tokenise(text))
    assert in_text.firsts == [0, 1, 2, 3, 5]


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("Haus NEAR/1 Baum", {4_999, 5_000}),
        ("Baum VOR/1 rot", {5_000, 5_001}),
        ('"Haus Baum"', {4_999, 5_000}),
        ('"Haus Baum"~1', {4_999, 5_000}),
        ("Haus SATZ rot", {4_999, 5_001}),
        ("Haus NICHT SATZ steht", {4_999}),
        ("(Haus NEAR/1 Baum) VOR/1 rot", {4_999, 5_000, 5_001}),
        ("(Haus SATZ Baum) NEAR/1 rot -mind2(Baum)", {4_999, 5_000, 5_001}),
        ("mind2(Baum) NEAR/1 rot", set()),
    ],
)
def test_what_matched_far_behind_in_a_long_text_is_marked(tmp_path: Path, typed: str, marked: set[int]) -> None:
    text = "Haus " * 4_998 + "steht. Haus Baum rot"
    view = engine_over(tmp_path / "index", [("", text)]).view()
    _, in_text = highlighter(view, parse(typed).tree).marked(tokenise(""), tokenise(text))
    assert {at for first, last in zip(*in_text[:2], strict=True) for at in range(first, last + 1)} == marked


@pytest.mark.parametrize("typed", ["Haus NEAR/1000 Baum", "Haus VOR/7 Baum -rot", "(Haus ABSATZ Baum) ODER rot"])
def test_words_near_each_other_are_marked_without_a_look_at_every_pair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(highlight, "_MAX_STRETCHES", 0)
    text = "Haus Baum " * 1_500
    view = engine_over(tmp_path / "index", [("", text)]).view()
    _, in_text = highlighter(view, parse(typed).tree).marked(tokenise(""), tokenise(text))
    assert len(in_text.firsts) == 3_000
