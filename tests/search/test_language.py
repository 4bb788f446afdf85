"""The query language: what every operator makes of a text, and what is made of mistakes."""

from datetime import date

import pytest
from whoosh import query
from whoosh.query import And as All
from whoosh.query import Every, FuzzyTerm, Or, Phrase, Prefix, Query, Regex, Term, Wildcard

from search.limits import (
    MAX_BOOST,
    MAX_COUNT,
    MAX_DISTANCE,
    MAX_FUZZY_EDITS,
    MAX_NESTING,
    MAX_QUERY_CHARACTERS,
    MAX_QUERY_WORDS,
)
from search.query.language import parse
from search.query.nodes import ANY, BODY, TITLE, AtLeast, Category, ExactPhrase, Form, Near, Published, Within, Words

TODAY = date(2024, 5, 16)


def t(*words: str, field: str = ANY) -> Query:
    """Return one term, or several side by side."""
    terms = [Term(field, word) for word in words]
    return terms[0] if len(terms) == 1 else Words(terms)


def without(positive: Query, negative: Query) -> Query:
    return query.AndNot(positive, negative)


def cased(word: str) -> Form:
    return Form(ANY, word, cased=True)


def days(first: str, last: str = "") -> Published:
    return Published(date.fromisoformat(first), date.fromisoformat(last or first))


def phrase(text: str, slop: int = 1) -> Phrase:
    return Phrase(ANY, text.split(), slop=slop)


def exact(text: str, field: str = ANY) -> ExactPhrase:
    return ExactPhrase(field, text.split())


def boosted(tree: Query, boost: float) -> Query:
    tree.boost = boost
    return tree


A, B, C, D = (Term(ANY, letter) for letter in "abcd")
PAIR = exact("die Grünen")
QUOTATION_MARKS = ("„“", "„”", '„"', "“”", '""', "»«", "«»", "””", "‚‘", "‘’", "''", "‹›", "›‹", "「」")

READINGS: dict[str, Query] = {
    # words
    "": Every(),
    " \n\t": Every(),
    "Merkel": t("Merkel"),
    "Merkel\u00a0 Scholz\n": t("Merkel", "Scholz"),
    "Wer gewinnt die Wahl?": t("Wer", "gewinnt", "die", "Wahl"),
    "a, b; c! … 😀 § d.": t("a", "b", "c", "d"),
    "a,b": t("a", "b"),
    "Mu\u0308ller": t("Müller"),
    "Donau\u00addampf": t("Donaudampf"),
    "und oder nicht near": t("und", "oder", "nicht", "near"),
    "https://x.de/a": t("https", "x", "de", "a"),
    "www.x.de": t("www", "x", "de"),
    "Ukraine: Krieg": t("Ukraine", "Krieg"),
    "3:2": phrase("3 2"),
    # one word typed, several tokens
    "EU-Kommission": phrase("EU Kommission"),
    "1.000": phrase("1 000"),
    "3,5": phrase("3 5"),
    "U.S.": phrase("U S"),
    "geht's": phrase("geht s"),
    "geht’s": phrase("geht s"),
    "=EU-Kommission": exact("EU Kommission"),
    "==EU-Kommission": Near(cased("EU"), cased("Kommission"), 1, ordered=True),
    "EU-Kommiss*": Near(t("EU"), Prefix(ANY, "Kommiss"), 1, ordered=True),
    # gender forms are one token
    "Bürger*innen": t("Bürger*innen"),
    "Bürger:innen": t("Bürger:innen"),
    "Bürger_innen": t("Bürger_innen"),
    "BürgerInnen": t("BürgerInnen"),
    "Lehrer*in": t("Lehrer*in"),
    "Bürger:innenrat": t("Bürger:innenrat"),
    # forms
    "=Grünen": Form(ANY, "Grünen"),
    "==RICO": cased("RICO"),
    "=UND": Form(ANY, "UND"),
    # patterns
    "Wort*": Prefix(ANY, "Wort"),
    "*gesetz": Wildcard(ANY, "*gesetz"),
    "W?rt": Wildcard(ANY, "W?rt"),
    "?ort**e": Wildcard(ANY, "?ort*e"),
    "Bürger*innen*": Wildcard(ANY, "Bürger*innen*"),
    "Regier*?": Prefix(ANY, "Regier"),
    "/reg.+ung/": Regex(ANY, "reg.+ung"),
    "und/oder": phrase("und oder"),
    "Wort~": FuzzyTerm(ANY, "Wort", maxdist=1, prefixlength=0),
    "Wort~2": FuzzyTerm(ANY, "Wort", maxdist=2, prefixlength=0),
    "Wort~0": t("Wort"),
    "Bonn ~ Köln": t("Bonn", "Köln"),
    "*": Every(),
    "*:*": Every(),
    "* a": A,
    "*-a": A,
    # quotations
    **{f"{pair[0]}die Grünen{pair[1]}": PAIR for pair in QUOTATION_MARKS},
    '="die Grünen"': PAIR,
    '=="die Grünen"': Near(cased("die"), cased("Grünen"), 1, ordered=True),
    '"Grünen"': Form(ANY, "Grünen"),
    '"a UND b"': exact("a UND b"),
    '"a (b"': exact("a b"),
    '"die Grün*"': Near(Form(ANY, "die"), Prefix(ANY, "Grün"), 1, ordered=True),
    '"wer war das?"': exact("wer war das"),
    '"" a "!"': A,
    "Max' und Moritz' Haus": t("Max", "und", "Moritz", "Haus"),
    "'n Abend": t("n", "Abend"),
    '17" Monitor 19" TV': t("17", "Monitor", "19", "TV"),
    '"stark ähnlich"~5': phrase("stark ähnlich", 5),
    '"stark ähnlich"~': phrase("stark ähnlich", 1),
    '"Wort"~5': t("Wort"),
    '"a* b"~5': Near(Prefix(ANY, "a"), B, 5),
    # conjunctions
    "a UND b": All([A, B]),
    "a AND b UND c": All([A, B, C]),
    "a ODER b OR c": Or([A, B, C]),
    "a UND b ODER c": Or([All([A, B]), C]),
    "a b ODER c d": Or([t("a", "b"), t("c", "d")]),
    "a UND b c": Words([All([A, B]), C]),
    "(a ODER b) c": Words([Or([A, B]), C]),
    "(a b) c": t("a", "b", "c"),
    "((a))": A,
    "() a ( )": A,
    "Lehrer(innen)": t("Lehrer", "innen"),
    "\\UND \\a": t("UND", "a"),
    # negation and necessity
    "NICHT a": without(Every(), A),
    "NOT a NOT b": without(Every(), Or([A, B])),
    "a NICHT b": without(A, B),
    "a UND NICHT b": without(A, B),
    "a ODER NICHT b": Or([A, without(Every(), B)]),
    "NICHT NICHT a": A,
    "a -b": without(A, B),
    "a - b": t("a", "b"),
    "a–b a -- b": Words([phrase("a b"), A, B]),
    "a b -c -d": without(t("a", "b"), Or([C, D])),
    "(a -b) -c": without(A, Or([B, C])),
    "a -(b c)": without(A, t("b", "c")),
    '-"a b"': without(Every(), exact("a b")),
    "* -a": without(Every(), A),
    "+a b": All([A, B]),
    "+a b c": All([A, t("b", "c")]),
    "+a b -c": without(All([A, B]), C),
    "+a +b c d": All([A, B, t("c", "d")]),
    "NICHT a NEAR b": without(Every(), Near(A, B, 10)),
    # places
    "a NEAR b": Near(A, B, 10),
    "a NEAR/5 b": Near(A, B, 5),
    "a NEAR/0 b": Near(A, B, 1),
    "a VOR/5 b": Near(A, B, 5, ordered=True),
    "a BEFORE/5 b": Near(A, B, 5, ordered=True),
    "a SATZ b": Within(A, B, "sentence"),
    "a SENTENCE b": Within(A, B, "sentence"),
    "a ABSATZ b": Within(A, B, "paragraph"),
    "a PARAGRAPH b": Within(A, B, "paragraph"),
    "a NICHT NEAR/5 b": Near(A, B, 5, negated=True),
    "a NOT VOR/5 b": Near(A, B, 5, ordered=True, negated=True),
    "a NICHT SATZ b": Within(A, B, "sentence", negated=True),
    "a NICHT  ABSATZ b": Within(A, B, "paragraph", negated=True),
    "c a NEAR/5 b d": Words([C, Near(A, B, 5), D]),
    "a NEAR/5 b SATZ c": Within(Near(A, B, 5), C, "sentence"),
    "(a ODER b) NEAR/5 (c* d)": Near(Or([A, B]), Words([Prefix(ANY, "c"), D]), 5),
    "mind3(a)": AtLeast(A, 3),
    "Atleast3(a ODER b)": AtLeast(Or([A, B]), 3),
    "mind3(a b)": Words([AtLeast(A, 3), AtLeast(B, 3)]),
    "mind1(a)": A,
    "mind3 (a)": t("mind3", "a"),
    # fields
    "titel:a": t("a", field=TITLE),
    "TITLE:a": t("a", field=TITLE),
    "text:a": t("a", field=BODY),
    "titel: a b": Words([Term(TITLE, "a"), B]),
    "titel:(a b)": t("a", "b", field=TITLE),
    'titel:"die Grünen"': exact("die Grünen", TITLE),
    "titel:(a text:b)": Words([Term(TITLE, "a"), Term(BODY, "b")]),
    "titel:EU-Rat": Phrase(TITLE, ["EU", "Rat"], slop=1),
    "titel:=a": Form(TITLE, "a"),
    "titel:a*": Prefix(TITLE, "a"),
    "titel:-a b": without(B, t("a", field=TITLE)),
    "-titel:a b": without(B, t("a", field=TITLE)),
    "titel:*": Every(),
    "Quelle:Spiegel": Category("source", "Spiegel"),
    'source:"Die  Zeit"': Category("source", "Die Zeit"),
    "quelle:(Die Zeit)": Category("source", "Die Zeit"),
    "quelle:(Die Zeit ODER taz)": Or([Category("source", "Die Zeit"), Category("source", "taz")]),
    "ressort:Politik,": Category("section", "Politik"),
    "autor:Müller-Lüdenscheidt": Category("author", "Müller-Lüdenscheidt"),
    "author:»O'Neill«": Category("author", "O'Neill"),
    "quelle:taz a": All([Category("source", "taz"), A]),
    "a b quelle:taz": All([Category("source", "taz"), t("a", "b")]),
    "a -quelle:taz": without(A, Category("source", "taz")),
    # dates
    "datum:2024-05": days("2024-05-01", "2024-05-31"),
    "Date:16.05.2024": days("2024-05-16"),
    "datum:gestern": days("2024-05-15"),
    "datum:letzte Woche Merkel": All([days("2024-05-06", "2024-05-12"), t("Merkel")]),
    "Merkel datum:letzte Woche": All([days("2024-05-06", "2024-05-12"), t("Merkel")]),
    "datum: 2024-05-16 a": All([days("2024-05-16"), A]),
    'datum:"letzte Woche" a': All([days("2024-05-06", "2024-05-12"), A]),
    "datum:„KW 12“": days("2024-03-18", "2024-03-24"),
    "datum:[2024-01 BIS 2024-05]": days("2024-01-01", "2024-05-31"),
    "datum:2024-01..2024-05 a": All([days("2024-01-01", "2024-05-31"), A]),
    "(a datum:gestern) ODER b": Or([All([days("2024-05-15"), A]), B]),
    "datum:(2024-05-16 ODER letzte Woche)": Or([days("2024-05-16"), days("2024-05-06", "2024-05-12")]),
    "seit:letzte Woche": Published(date(2024, 5, 6), None),
    "bis:letzte Woche": Published(None, date(2024, 5, 12)),
    "since:2023 until:2024-01-01": All([Published(date(2023, 1, 1), None), Published(None, date(2024, 1, 1))]),
    "letzte Woche": t("letzte", "Woche"),
    # boosts
    "a^2": Term(ANY, "a", boost=2),
    "a^0,5 b": Words([Term(ANY, "a", boost=0.5), B]),
    "(a b)^2": boosted(t("a", "b"), 2),
    "(a b)^2 c": Words([boosted(t("a", "b"), 2), C]),
    "(a)^2": Term(ANY, "a", boost=2),
    "(a^2)^3": Term(ANY, "a", boost=6),
    "(a -b)^2": without(Term(ANY, "a", boost=2), B),
    '"die Grünen"^2': boosted(exact("die Grünen"), 2),
    "(a NEAR/5 b)^2": Near(A, B, 5, boost=2),
    "mind3(a)^2": AtLeast(A, 3, boost=2),
    "mind3(a) NEAR/5 b": Near(AtLeast(A, 3), B, 5),
    "a NICHT SATZ mind2(b c)": Within(A, Words([AtLeast(B, 2), AtLeast(C, 2)]), "sentence", negated=True),
    "mind2(mind3(a))": AtLeast(AtLeast(A, 3), 2),
    "a~2^2": FuzzyTerm(ANY, "a", boost=2, maxdist=2, prefixlength=0),
    "a^b": t("a", "b"),
}


@pytest.mark.parametrize(("text", "tree"), READINGS.items())
def test_a_query_is_read_without_a_note(text: str, tree: Query) -> None:
    found = parse(text, TODAY)
    assert found.tree == tree
    assert found.notes == ()
    assert found.text == text


# What could not be read: what was searched for instead, and the codes and places of the notes.
MISREADINGS: dict[str, tuple[Query, dict[str, int]]] = {
    "!!!": (query.NullQuery, {"no-words": 0}),
    "()": (query.NullQuery, {"no-words": 0}),
    "-!!!": (query.NullQuery, {"no-words": 0}),
    '"a b': (t("a", "b"), {"unbalanced-quote": 0}),
    "a „b c": (t("a", "b", "c"), {"unbalanced-quote": 2}),
    'a" b': (t("a", "b"), {"unbalanced-quote": 1}),
    "(a ODER b": (Or([A, B]), {"unbalanced-parenthesis": 0}),
    "a) b": (t("a", "b"), {"unbalanced-parenthesis": 1}),
    "foo:bar": (t("foo", "bar"), {"unknown-field": 0}),
    "a Merkel:CDU": (t("a", "Merkel", "CDU"), {"unknown-field": 2}),
    "titel:": (t("titel"), {"dangling-field": 0}),
    "a (titel:) b": (t("a", "titel", "b"), {"dangling-field": 3}),
    "titel:!!! a": (Term(TITLE, "a"), {}),
    "titel:quelle:a": (All([Category("source", "a"), t("titel")]), {"dangling-field": 0}),
    "titel: UND a": (All([t("titel"), A]), {"dangling-field": 0}),
    "seit:": (t("seit"), {"dangling-field": 0}),
    "a UND": (t("a", "UND"), {"dangling-operator": 2}),
    "UND": (t("UND"), {"dangling-operator": 0}),
    "a UND ODER b": (Or([t("a", "UND"), B]), {"dangling-operator": 2}),
    "NEAR/5 a": (Words([phrase("NEAR 5"), A]), {"dangling-operator": 0}),
    "a NEAR NICHT b": (without(t("a", "NEAR"), B), {"dangling-operator": 2}),
    "a NICHT": (t("a", "NICHT"), {"dangling-operator": 2}),
    "a UND !!!": (t("a", "UND"), {"dangling-operator": 2}),
    "a ^2": (A, {"dangling-mark": 2}),
    "(a b)~5": (t("a", "b"), {"dangling-mark": 5}),
    "=a~2": (Form(ANY, "a"), {"dangling-mark": 2}),
    "datum:31.02.2024 a": (Words([phrase("31 02 2024"), A]), {"not-a-date": 6}),
    "datum:Quark a": (t("Quark", "a"), {"not-a-date": 6}),
    'datum:"31. Mai 2024 a"': (t("31", "Mai", "2024", "a"), {"not-a-date": 0}),
    "datum:(Quark ODER 2024-05-16)": (Or([t("Quark"), days("2024-05-16")]), {"not-a-date": 7}),
    "seit:..2024": (t("2024"), {"not-a-date": 5}),
    "quelle:Spieg*": (Category("source", "Spieg*"), {"marks-in-value": 7}),
    "quelle:=taz": (Category("source", "taz"), {"marks-in-value": 7}),
    "a NEAR quelle:taz": (All([A, Category("source", "taz")]), {"no-places": 2}),
    "a NICHT SATZ quelle:taz": (without(A, Category("source", "taz")), {"no-places": 2}),
    "a NEAR (b -c)": (All([A, without(B, C)]), {"no-places": 2}),
    "mind3(quelle:taz)": (Category("source", "taz"), {"no-places": 0}),
    "/(/ a": (A, {"bad-regex": 0}),
    "/(b/": (B, {"bad-regex": 0}),
    "a~9": (FuzzyTerm(ANY, "a", maxdist=MAX_FUZZY_EDITS, prefixlength=0), {"number-too-large": 1}),
    "a NEAR/99999 b": (Near(A, B, MAX_DISTANCE), {"number-too-large": 2}),
    '"a b"~99999': (phrase("a b", MAX_DISTANCE), {"number-too-large": 5}),
    "a^99999": (Term(ANY, "a", boost=MAX_BOOST), {"number-too-large": 1}),
    "mind99999(a)": (AtLeast(A, MAX_COUNT), {"number-too-large": 0}),
    f"a NEAR/{'9' * 5000} b": (Near(A, B, MAX_DISTANCE), {"number-too-large": 2}),
}


@pytest.mark.parametrize(("text", "expected"), MISREADINGS.items(), ids=lambda value: str(value)[:40])
def test_what_cannot_be_read_is_searched_for_plainly_and_noted(
    text: str, expected: tuple[Query, dict[str, int]]
) -> None:
    tree, notes = expected
    found = parse(text, TODAY)
    assert found.tree == tree
    assert {note.code: note.position for note in found.notes} == notes


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Merkel Scholz", ["Merkel", "Scholz"]),
        ("titel:Merkel^2 =Scholz", ["Merkel", "=Scholz"]),
        ('a "die Grünen"~5 W?rt* b~2', ["a", '"die Grünen"~5', "W?rt*", "b~2"]),
        ("a,b-c;d", ["a", "b-c", "d"]),
        ("(a NEAR/5 b) -c", ["a", "b", "c"]),
        ("\\foo:bar", ["foo", "bar"]),
        ("datum:letzte Woche quelle:taz a", ["datum:letzte Woche", "taz", "a"]),
        ("/re.+/ ==X", ["/re.+/", "==X"]),
        ("Mu\u0308ller a", ["Mu\u0308ller", "a"]),
    ],
)
def test_leaves_know_what_they_were_typed_as(text: str, spans: list[str]) -> None:
    found = [text[leaf.startchar : leaf.endchar] for leaf in parse(text, TODAY).tree.leaves()]
    assert sorted(found) == sorted(spans)


def test_what_a_limit_cut_off_is_noted() -> None:
    text = " ".join(f"w{number}" for number in range(MAX_QUERY_WORDS + 1))
    found = parse(text, TODAY)
    assert len(found.tree) == MAX_QUERY_WORDS
    assert [note.code for note in found.notes] == ["too-many-words"]
    assert found.notes[0].position == text.rindex("w")
    assert parse("a" * (MAX_QUERY_CHARACTERS + 5), TODAY).tree == t("a" * MAX_QUERY_CHARACTERS)
    deep = parse("(a " * (MAX_NESTING + 1) + ")" * (MAX_NESTING + 1), TODAY)
    assert [(note.code, note.position) for note in deep.notes] == [("too-deep", 3 * MAX_NESTING)]
    chain = parse(" NEAR ".join("a" * (MAX_NESTING + 2)), TODAY)
    assert type(chain.tree) is All
    assert [note.code for note in chain.notes] == ["too-many-places"]


def test_relative_dates_count_from_today_in_berlin_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.query.periods.today_in_berlin", lambda: date(2020, 2, 29))
    assert parse("datum:heute").tree == days("2020-02-29")
    assert parse("datum:heute", TODAY).tree == days("2024-05-16")
