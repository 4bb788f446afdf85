"""The same articles in Whoosh's own index: query trees of every kind must match the same ones.

The number in the name of a test is that of ``docs/differences-from-whoosh.md``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from whoosh import query
from whoosh.query import spans

from index import Article, Index
from search import Engine
from search.query.nodes import Category, ExactPhrase, Form, Near, Published, Within, Words
from search.ranking import Parameters
from tests.archive import Trees, Written, archive
from tests.whoosh_oracle import WhooshOracle

ROOT: Final = Path(__file__).parents[2]
ARTICLES: Final = 70
TREES: Final = 300
KINDS: Final = {
    *(query.Term, Form, query.Prefix, query.Wildcard, query.Regex, query.FuzzyTerm, query.Phrase, ExactPhrase),
    *(Near, Within, query.And, Words, query.Or, query.Not, query.AndNot, query.AndMaybe, query.Require),
    *(Category, Published, query.Every),
}


@pytest.fixture(scope="module")
def articles() -> list[Written]:
    return archive(seed=2, count=ARTICLES)


@pytest.fixture(scope="module")
def engine(articles: list[Written], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine over the articles in three segments."""
    index = Index.create(tmp_path_factory.mktemp("oracle") / "index")
    for start in range(3):
        with index.writer() as writer:
            for written in articles[start::3]:
                writer.add(written.article)
    return Engine(index, Parameters.stems_only())


@pytest.fixture(scope="module")
def oracle(articles: list[Written]) -> WhooshOracle:
    return WhooshOracle(articles)


def nodes(tree: query.Query) -> Iterator[query.Query]:
    yield tree
    for child in tree.children():
        yield from nodes(child)


class Answer(NamedTuple):
    """A query tree and the articles that match it here and in Whoosh."""

    tree: query.Query
    ours: set[str]
    theirs: set[str]


@pytest.fixture(scope="module")
def answers(engine: Engine, oracle: WhooshOracle) -> list[Answer]:
    trees = Trees(seed=1)
    kinds = [trees.tree] * TREES + [trees.near, trees.within, trees.phrase] * (TREES // 10)
    return [Answer(tree, engine.matching_ids(tree), oracle.ids(tree)) for tree in (kind() for kind in kinds)]


def test_trees_of_every_kind_match_what_they_match_in_whoosh(answers: list[Answer]) -> None:
    assert [answer for answer in answers if answer.ours != answer.theirs] == []


def test_the_trees_are_of_every_kind_and_tell_articles_apart(answers: list[Answer]) -> None:
    kinds = Counter(type(node) for answer in answers for node in nodes(answer.tree))
    assert {kind for kind in KINDS if kinds[kind] < 10} == set()
    assert sum(0 < len(answer.ours) < ARTICLES for answer in answers) > len(answers) / 3


# What Whoosh understands differently: its own reading of the same words, where the oracle has to write others.


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, WhooshOracle]:
    """Return both over three short articles."""
    texts = {
        "a": ("Klimaschutz wirkt", "Die Regierungen beraten über den Klimaschutz. Der Minister schweigt."),
        "b": ("Der Minister redet", "Wirkt das Gesetz? Es regnet, und der Klimaschutz ruht."),
        "c": ("Gesetz und Klima", "Rede der Regierung über das neue Gesetz zum Klima."),
    }
    written = [
        Written(Article(id=name, title=title, text=text), [text.split("? ") if "?" in text else text.split(". ")])
        for name, (title, text) in texts.items()
    ]
    index = Index.create(tmp_path_factory.mktemp("small") / "index")
    with index.writer() as writer:
        for one in written:
            writer.add(one.article)
    return Engine(index, Parameters.stems_only()), WhooshOracle(written)


def test_1_a_near_or_a_phrase_stays_in_one_field(small: tuple[Engine, WhooshOracle]) -> None:
    engine, oracle = small
    tree = Near(query.Term("title", "Minister"), query.Term("body", "Gesetz"), 50)
    assert engine.matching_ids(tree) == oracle.ids(tree) == set()
    theirs = spans.SpanNear(query.Term("title_fold", "minister"), query.Term("body_fold", "gesetz"), slop=50)
    assert oracle.answer(theirs) == {"b"}  # it compares positions of two fields


def test_2_a_difference_leaves_out_the_first_article_too(small: tuple[Engine, WhooshOracle]) -> None:
    engine, oracle = small
    tree = query.AndNot(query.Term("title", "Gesetz"), query.Every())
    assert engine.matching_ids(tree) == oracle.ids(tree) == set()
    assert oracle.answer(query.AndNot(query.Term("title_fold", "gesetz"), query.Every())) == {"c"}  # it forgets to


def test_3_a_chain_looks_at_every_partner(small: tuple[Engine, WhooshOracle]) -> None:
    engine, oracle = small
    left, middle, right = (query.Term("body", word) for word in ("Rede", "über", "Gesetz"))
    tree = Near(right, Near(left, middle, 3, ordered=True), 3)
    assert engine.matching_ids(tree) == oracle.ids(tree) == {"c"}
    pair = spans.SpanNear2([query.Term("body_fold", "rede"), query.Term("body_fold", "ueber")], slop=3)
    theirs = spans.SpanNear2([query.Term("body_fold", "gesetz"), pair], slop=3, ordered=False)
    assert oracle.answer(theirs) == set()  # it begins to look at the place where the long side would end


def test_4_a_pattern_is_about_words_and_not_about_stems(small: tuple[Engine, WhooshOracle]) -> None:
    engine, oracle = small
    tree = query.Prefix("any", "Regierunge")
    assert engine.matching_ids(tree) == oracle.ids(tree) == {"a"}
    assert oracle.answer(query.Prefix("body_stem", "regierunge")) == set()  # its parser looks among the stems
    classes = query.Wildcard("any", "[mk]in*")
    assert engine.matching_ids(classes) == set()
    assert oracle.answer(query.Wildcard("body_fold", "[mk]in*")) == {"a"}


def test_5_a_regular_expression_describes_the_whole_word(small: tuple[Engine, WhooshOracle]) -> None:
    engine, oracle = small
    tree = query.Regex("any", "regier.*g")
    assert engine.matching_ids(tree) == oracle.ids(tree) == {"c"}
    assert oracle.answer(query.Regex("body_fold", "regier.*g")) == {"a", "c"}  # it asks for a beginning


def test_6_neighbours_swapped_are_one_mistake(small: tuple[Engine, WhooshOracle]) -> None:
    engine, oracle = small
    tree = query.FuzzyTerm("any", "Gestez", maxdist=1, prefixlength=0)
    assert engine.matching_ids(tree) == oracle.ids(tree) == {"b", "c"}
    assert oracle.answer(query.FuzzyTerm("body_fold", "gestez", prefixlength=0)) == set()  # it counts two
    short = query.FuzzyTerm("any", "ru", maxdist=1, prefixlength=5)
    assert engine.matching_ids(short) == oracle.ids(short) == set()
    with pytest.raises(IndexError):
        oracle.answer(query.FuzzyTerm("body_fold", "ru", prefixlength=5))


@pytest.mark.parametrize("word", ["Regeirugn", "Klimschuz", "Mnsiter", "Gesezt", "rgne", "Minsiter", "Klam"])
def test_6_two_mistakes_find_what_whoosh_finds_and_a_little_more(
    engine: Engine, oracle: WhooshOracle, word: str
) -> None:
    one, two = (query.FuzzyTerm("any", word, maxdist=edits, prefixlength=1) for edits in (1, 2))
    assert oracle.ids(two) | oracle.ids(one) <= engine.matching_ids(two)


def test_7_a_loose_phrase_is_a_window_in_any_order(small: tuple[Engine, WhooshOracle]) -> None:
    engine, oracle = small
    tree = query.Phrase("any", ["Gesetz", "Rede", "neue"], slop=6)
    assert engine.matching_ids(tree) == oracle.ids(tree) == {"c"}
    assert oracle.answer(query.Phrase("body_fold", ["gesetz", "rede", "neue"], slop=6)) == set()  # in that order


def test_every_difference_is_explained_and_cited() -> None:
    page = (ROOT / "docs" / "differences-from-whoosh.md").read_text("utf-8")
    oracle = (ROOT / "tests" / "whoosh_oracle.py").read_text("utf-8")
    explained = re.findall(r"^\| (\d+) \|", page, re.MULTILINE)
    assert explained == [str(number) for number in range(1, len(explained) + 1)]
    assert set(re.findall(r"# \[(\d+)\]", oracle)) == set(explained)
