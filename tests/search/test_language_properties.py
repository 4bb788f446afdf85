"""The query language: operators mean what logic says, and no text at all can break it."""

from datetime import date
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.query import Every, FuzzyTerm, Or, Phrase, Prefix, Query, Regex, Term, Wildcard

from index import clean, words
from search.limits import (
    MAX_BOOST,
    MAX_COUNT,
    MAX_DISTANCE,
    MAX_NESTING,
    MAX_NOTES,
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_WORDS,
)
from search.query.grammar.build import has_places, is_filter
from search.query.grammar.simple import simple_query
from search.query.grammar.words import is_one_word
from search.query.language import _parsed as parsed
from search.query.language import parse, to_text
from search.query.nodes import ANY, BODY, TITLE, AtLeast, Category, ExactPhrase, Form, Near, Published, Within, Words

TODAY = date(2024, 5, 16)
MANY = settings(max_examples=400, deadline=None, derandomize=True)
LEAVES = (Term, Form, Prefix, Wildcard, Regex, FuzzyTerm, Phrase, ExactPhrase)
MAX_DEPTH = 5 * MAX_NESTING  # each level of parentheses may hold one ODER, one list of words, one UND, one NICHT


# Meaning


def truth(tree: Query, present: set[str]) -> bool:
    """Return whether an article with these words matches: the plainest reading of the nodes."""
    if isinstance(tree, Every):
        return True
    if isinstance(tree, Term):
        return tree.text in present
    if isinstance(tree, query.AndNot):
        return truth(tree.a, present) and not truth(tree.b, present)
    if isinstance(tree, query.And):
        return all(truth(part, present) for part in tree)
    assert isinstance(tree, Or)
    return any(truth(part, present) for part in tree)


@st.composite
def formulas(draw: st.DrawFn, depth: int = 2) -> tuple[str, str]:
    """Return a query and the same in Python, whose precedence of not, and, or is the language's."""
    typed, python = [], []
    for at in range(draw(st.integers(1, 4))):
        if at:
            operator = draw(st.sampled_from([(" ", " and "), (" UND ", " and "), (" ODER ", " or "), (" OR ", " or ")]))
            typed.append(operator[0])
            python.append(operator[1])
        negation = draw(
            st.sampled_from([("", ""), ("NICHT ", "not "), ("-", "not "), ("+", ""), ("NOT -", "not not ")])
        )
        if depth and draw(st.booleans()):
            part = draw(formulas(depth=depth - 1))
            part = (f"({part[0]})", f"({part[1]})")
        else:
            word = draw(st.sampled_from("abc"))
            part = (word, f"{word!r} in present")
        # Python's "not x in y" is "not (x in y)", so the two texts mean the same.
        typed.append(negation[0] + part[0])
        python.append(negation[1] + part[1])
    return "".join(typed), "".join(python)


@given(formulas())
@MANY
def test_operators_mean_what_logic_says(formula: tuple[str, str]) -> None:
    typed, python = formula
    found = parse(typed, TODAY)
    assert found.notes == ()
    for choice in product((False, True), repeat=3):
        present = {word for word, there in zip("abc", choice, strict=True) if there}
        assert truth(found.tree, present) == eval(python, {"present": present})


# Anything at all

PIECES = (
    *("a", "bc", "Müller", "3", "UND", "ODER", "NICHT", "NEAR", "NEAR/5", "VOR/2", "SATZ", "NICHT ABSATZ", "AND NOT"),
    *(" ", " ", " ", " ", "  ", "\n", "\u00a0", "\u00ad", "\u200b", "\x00", "\ud800", "\u0308", "😀", "ß", "²"),
    *(
        '"',
        '"',
        "„",
        "“",
        "”",
        "»",
        "«",
        "'",
        "’",
        "‚",
        "‘",
        "‹",
        "(",
        "(",
        ")",
        ")",
        "()",
        "[",
        "]",
        "{",
        "}",
        "mind3(",
    ),
    *(
        "^2",
        "^0",
        "^1,5",
        "~",
        "~2",
        "~5",
        "^",
        "*",
        "?",
        "**",
        "=",
        "==",
        "+",
        "-",
        "–",
        "/",
        "\\",
        ".",
        ",",
        ";",
        ":",
    ),
    *("titel:", "text:", "quelle:", "autor:", "ressort:", "datum:", "seit:", "bis:", "foo:", "https://x.de", "*:*"),
    *("2024", "2024-05", "..", " TO ", "letzte Woche", "gestern", "31.02.", "Bürger*innen", ":in", "*in", "_innen"),
    *("/a.b/", "/(/", "/[[a]]/", "(?P<", "x-y", "x-y*", "U.S.", "www.x", "&", "|", "!", "#", "@", "…", "`", "´"),
)
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.text(max_size=60))


def depth_of(tree: Query) -> int:
    return 1 + max(map(depth_of, tree.children()), default=0)


def check(tree: Query, length: int) -> None:
    """Assert that the tree holds only what search/query/nodes.py and search/query/grammar/build.py document."""
    if isinstance(tree, query.AndNot):
        assert not isinstance(tree.a, query.AndNot)
    elif isinstance(tree, (query.And, Or)):
        assert type(tree) in (Words, query.And, Or)
        assert len(tree) >= 2
        assert not any(type(part) is type(tree) and part.boost == 1.0 for part in tree)
        assert isinstance(tree, Or) or not any(isinstance(part, Every) for part in tree)
        assert not isinstance(tree, Words) or not any(map(is_filter, tree))
    elif isinstance(tree, (Near, Within)):
        assert has_places(tree.left)
        assert has_places(tree.right)
        assert isinstance(tree, Within) or 1 <= tree.distance <= MAX_DISTANCE
    elif isinstance(tree, AtLeast):
        assert has_places(tree.child)
        assert not isinstance(tree.child, query.And)
        assert 2 <= tree.count <= MAX_COUNT
    elif isinstance(tree, LEAVES):
        assert tree.fieldname in (ANY, TITLE, BODY)
        assert 0.0 <= tree.boost <= MAX_BOOST
        assert 0 <= tree.startchar < tree.endchar <= length
        assert all(tree.words) if isinstance(tree, Phrase) else tree.text
    elif isinstance(tree, Category):
        assert tree.text == " ".join(tree.text.split()) != ""
    elif isinstance(tree, Published):
        assert tree.first or tree.last
    else:
        assert isinstance(tree, Every)
    for part in tree.children():
        check(part, length)


@given(TEXTS)
@example("(" * 50 + "a" + ")" * 50)
@example("titel:" * 50 + "a")
@MANY
def test_any_text_gives_a_tree_of_documented_nodes(text: str) -> None:
    found = parse(text, TODAY)
    if found.tree is query.NullQuery:
        assert {note.code for note in found.notes} >= {"no-words"}
    else:
        check(found.tree, len(text))
    assert all(note.position is None or 0 <= note.position <= len(text) for note in found.notes)
    assert all(note.message and note.to_json() for note in found.notes)
    again = parse(text, TODAY)
    assert again == found
    assert repr(again) == repr(found)


@given(TEXTS)
@example("*in-*x")
@example("a?-b")
@example("a*in-b*")
@example('"a:in" \\text:in')
@MANY
def test_the_wording_of_a_tree_is_read_as_that_tree(text: str) -> None:
    tree = parse(text, TODAY).tree
    wording = to_text(tree)
    assert parse(wording, TODAY).tree == tree
    assert to_text(parse(wording, TODAY).tree) == wording


@MANY
@given(st.text(max_size=5))
@example("²")
@example("A\u030a")
@example("\u212b")
def test_what_is_taken_for_one_word_is_one_token_for_the_index(text: str) -> None:
    if is_one_word(text):
        assert words(clean(text)) == [text]


@MANY
@given(st.lists(st.text("aäöüßéЖ1 ", min_size=1), min_size=1, max_size=8).map(" ".join))
def test_plain_words_are_their_terms_side_by_side(text: str) -> None:
    found = parse(text, TODAY)
    terms = [Term(ANY, word) for word in text.split()]
    assert found.tree == (Words(terms) if len(terms) > 1 else terms[0] if terms else Every())
    assert found.notes == ()


@pytest.mark.parametrize(
    "piece",
    [
        *("(", ")", "((a ", "(a b) ", "-(", "NICHT ", "NICHT (", "NICHT\n", "mind3(", "titel:(", "titel:", "datum:"),
        *("a NEAR ", "a NEAR quelle:b ", "quelle:a NICHT NEAR ", "a UND ", "a ODER b ", "a UND b ODER ", "+a -b "),
        *(
            "a-*b-",
            "a,",
            '"',
            "„",
            "'a ",
            '"a" ',
            "^2",
            "a^2^",
            "~",
            "a~",
            "*",
            "?",
            "a*b?",
            "\\",
            "/",
            "=",
            "datum:2024 ",
        ),
        *(
            "seit:gestern ",
            "a:b ",
            "a: ",
            "[2024 ",
            "2024..",
            "9",
            "/(a|b)+/ ",
            "😀",
            "\u00ad",
            "\x00",
            "(a UND b ODER -",
        ),
    ],
)
def test_a_hundred_thousand_characters_of_anything_give_a_tree_within_the_limits(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    found = parse(text, TODAY)
    assert "query-too-long" in {note.code for note in found.notes}
    assert len(found.notes) <= MAX_NOTES + 1
    assert depth_of(found.tree) <= MAX_DEPTH
    assert len([leaf for leaf in found.tree.leaves() if not isinstance(leaf, Every)]) <= MAX_QUERY_WORDS
    assert repr(found.tree)
    assert hash(found.tree) == hash(parse(text, TODAY).tree)


def test_a_tree_that_no_text_stands_for_has_no_wording() -> None:
    with pytest.raises(ValueError, match="Not"):
        to_text(query.Not(Term(ANY, "a")))


WORD = st.one_of(
    st.sampled_from(["Haus", "UND", "NEAR", "ß", "x²", "ı", "e\u0301", "\u0130", "a_b", "", "NOT", "www"]),
    st.text(max_size=6),
)
FIELD, MARK = st.sampled_from(["", "titel:", "Titel:", "text:"]), st.sampled_from(["", "*", "~1", "~2", "~3", "~"])
SIMPLE = st.one_of(
    st.lists(WORD, max_size=5).map(" ".join),
    st.lists(WORD, max_size=4).map(lambda words: f'"{" ".join(words)}"'),
    st.tuples(FIELD, WORD, MARK).map("".join),
    st.text(),
)


@MANY
@given(SIMPLE)
@example("a" * MAX_QUERY_CHARACTERS + "b")
@example(" ".join(["a"] * (MAX_QUERY_WORDS + 1)))
def test_what_is_read_without_the_parser_is_read_as_with_it(text: str) -> None:
    found = simple_query(text)
    if found is not None:
        tree, notes, _ = parsed(text, TODAY)
        assert not notes
        assert found == tree
        assert leaves_at(found) == leaves_at(tree)


@pytest.mark.parametrize("text", ["Haus", "Haus der Kunst", '"Haus der"', '"Haus"', "Hau*", "Huas~1", "titel:Haus"])
def test_what_nearly_everybody_types_needs_no_parser(text: str) -> None:
    assert simple_query(text) is not None


def leaves_at(tree: Query) -> list[dict[str, object]]:
    """Return all that is known of each leaf, its place in the text included."""
    return [vars(leaf) for leaf in ([tree] if tree.is_leaf() else tree.children())]
