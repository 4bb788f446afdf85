"""What was understood: forms with exact counts, and queries changed at the word's place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from index import Article, Index
from search import Engine, Request, UnderstoodWord
from search.limits import MAX_SHOWN_FORMS
from search.query.language import parse
from tests.archive import archive
from tests.search.test_scores import QUERIES


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    index = Index.create(tmp_path_factory.mktemp("understood") / "index")
    written = archive(3, 120)
    for part in (written[:70], written[70:]):
        with index.writer() as writer:
            for one in part:
                writer.add(one.article)
    with index.writer() as writer:
        for number in range(0, 120, 7):
            writer.remove(f"a{number}")
    return Engine(index)


def words(engine: Engine, query: str) -> tuple[UnderstoodWord, ...]:
    return engine.search(Request(query, words=True, limit=0)).words


@pytest.mark.parametrize("query", ["Regierung", "Haus Straße", "Minist*", "Strase~", "=Häuser", "titel:Minister"])
def test_forms_are_counted_exactly_most_frequent_first(engine: Engine, query: str) -> None:
    for word in words(engine, query):
        counts = [form.count for form in word.forms]
        assert counts == sorted(counts, reverse=True) and 0 < len(counts) <= MAX_SHOWN_FORMS
        for form in word.forms:
            assert form.count == engine.search(Request(f"=={form.value}", limit=0)).total


def test_each_word_has_its_place(engine: Engine) -> None:
    query = 'Regierung titel:Haus =Minister "die Straße" Bür* -Stadt'
    found = words(engine, query)
    assert [(word.kind, query[word.start : word.end]) for word in found] == [
        ("word", "Regierung"),
        ("word", "Haus"),
        ("exact", "=Minister"),
        ("phrase", '"die Straße"'),
        ("phrase", '"die Straße"'),
        ("beginning", "Bür*"),
        ("word", "Stadt"),
    ]


@pytest.mark.parametrize(
    ("query", "negated"),
    [
        ("Haus -Stadt", "Stadt"),
        ("-Stadt", "Stadt"),
        ("Haus UND NICHT (Stadt ODER Minist*)", "Stadt Minist*"),
        ("NICHT (Haus UND NICHT Stadt)", "Haus"),
        ('Haus -"die Straße"', '"die Straße" "die Straße"'),
        ("Haus NICHT NEAR/3 Straße", "Straße"),
        ("Haus Stadt", ""),
    ],
)
def test_words_that_articles_must_not_have_are_told_apart(engine: Engine, query: str, negated: str) -> None:
    found = words(engine, query)
    assert " ".join(query[word.start : word.end] for word in found if word.negated) == negated
    assert len(found) > 1 or query == "-Stadt"


def test_a_negated_word_is_taken_away_with_its_sign(engine: Engine) -> None:
    assert words(engine, "Haus -Stadt")[1].without == "Haus"
    assert words(engine, "Haus -Stadt")[1].exact == "Haus -=Stadt"


@pytest.mark.parametrize(
    ("query", "exact", "without"),
    [
        ("Haus Straße", "=Haus Straße", "Straße"),
        ("titel:Haus Straße", "titel:=Haus Straße", "Straße"),
        ("Haus^2 Straße", "=Haus^2 Straße", "Straße"),
        ("Haus UND Straße", "=Haus UND Straße", "Straße"),
        ("Haus ODER Straße", "=Haus ODER Straße", "Straße"),
        ("(Haus Straße)", "(=Haus Straße)", "Straße"),
        ("(Haus ODER Straße) Stadt", "(=Haus ODER Straße) Stadt", "Straße Stadt"),
        ("titel:(Haus ODER Straße)", "titel:(=Haus ODER Straße)", "titel:Straße"),
        ("Haus", "=Haus", ""),
        ("Haus NEAR/3 Straße", "=Haus NEAR/3 Straße", "Straße"),
        ("Haus NICHT NEAR/3 Straße", "=Haus NICHT NEAR/3 Straße", ""),
        ("mind3(Haus)", "mind3(=Haus)", ""),
        ("mind3(Haus ODER Straße)", "mind3(=Haus ODER Straße)", "mind3(Straße)"),
        ("Haus UND NICHT Straße", "=Haus UND NICHT Straße", "NICHT Straße"),
        ("Haus~ UND Straße", "=Haus UND Straße", "Straße"),
        ('"die Straße" ODER Haus', "", "Haus"),
        ('"die Straß*" Haus', "", "Haus"),
        ('(=="die Straße" ODER Haus)^2 Stadt', "", "(Haus)^2 Stadt"),
        ("haus.example/straße Stadt", "", "Stadt"),
        ("  Haus   Straße ", "  =Haus   Straße ", "Straße"),
    ],
)
def test_a_word_is_made_exact_or_taken_away(engine: Engine, query: str, exact: str, without: str) -> None:
    word = words(engine, query)[0]
    assert (word.exact, word.without) == (exact, without)


def test_an_exact_word_is_given_all_its_forms_again(engine: Engine) -> None:
    assert words(engine, "=Haus Straße")[0].inflected == "Haus Straße"
    assert words(engine, "==Haus")[0].inflected == "Haus"
    assert words(engine, '"Haus" ODER Straße')[0].inflected == "Haus ODER Straße"


def leaves(tree: query.Query) -> list[str]:
    """Return the words and patterns of a tree."""
    if tree.is_leaf():
        return [getattr(tree, "text", "") or " ".join(getattr(tree, "words", ()))]
    return [text for child in tree.children() for text in leaves(child)]


COMBINED = st.recursive(
    st.sampled_from(["Haus", "titel:Minister", "Straße^2", "Bür*", '"die Straße"', "=Stadt", "Regierung~"]),
    lambda inner: st.builds(
        "{1}{0}{2}".format,
        st.sampled_from([" ", " UND ", " ODER ", " UND NICHT ", " NEAR/4 ", "\n"]),
        inner.map("({})".format) | inner,
        inner.map("({})".format) | inner,
    ),
    max_leaves=6,
)


@given(COMBINED)
def test_each_word_can_go_and_no_other_goes_with_it(engine: Engine, text: str) -> None:
    tree = parse(text).tree
    found = words(engine, text)
    for word in {(word.start, word.end): word for word in found}.values():
        at = sorted({(one.start, one.end) for one in found}).index((word.start, word.end))
        left = leaves(tree)
        assert left.pop(at)
        assert sorted(leaves(parse(word.without).tree)) in (sorted(left), sorted(["", *left])), word.without
        assert bool(word.exact) == (word.kind in {"word", "similar"})
        assert not word.exact or leaves(parse(word.exact).tree) == leaves(tree)


@given(QUERIES)
def test_changes_are_read_without_complaint(engine: Engine, query: str) -> None:
    notes = len(parse(query).notes)
    for word in words(engine, query):
        assert query[word.start : word.end].strip()
        for changed in (word.exact, word.inflected, word.without):
            assert len(parse(changed).notes) <= notes, changed


def test_more_forms_than_are_shown_are_counted(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        writer.add(Article(id="1", text=" ".join(f"haus{number}" for number in range(50))))
    (word,) = words(Engine(index), "haus*")
    assert len(word.forms) == MAX_SHOWN_FORMS and word.form_count == 50
