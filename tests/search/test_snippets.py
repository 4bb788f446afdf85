"""Snippets and marks: nothing invented, nothing cut in two, nothing but text and ``<mark>`` comes out."""

from __future__ import annotations

import io
import itertools
import os
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import orjson
import pytest
import zstandard
from hypothesis import assume, given
from hypothesis import strategies as st

from index.text import clean
from index.tokenising.tokens import PARAGRAPH, Tokens, tokenise
from search.showing import marks as marking
from search.showing import snippets
from search.showing.marks import Mark, Places, merged
from search.showing.snippets import to_terminal

DATA = Path(os.environ.get("FUNDSTELLE_DATA", Path(__file__).parents[3] / "shared" / "data"))


def snippet(text: str, tokens: Places, marks: list[Mark], **options: Any) -> str:
    return snippets.snippet(text, tokens, merged(marks), **options)


def mark_text(text: str, tokens: Places, marks: list[Mark]) -> str:
    return marking.mark_text(text, tokens, merged(marks))


def mark_paragraphs(text: str, tokens: Places, marks: list[Mark]) -> tuple[str, ...]:
    return marking.mark_paragraphs(text, tokens, merged(marks))


def longest(tokens: Tokens, marks: list[Mark]) -> int:
    """Return the characters of the longest stretch that is marked."""
    firsts, lasts, _ = merged(marks)
    return max((tokens.ends[last] - tokens.starts[first] for first, last in zip(firsts, lasts, strict=True)), default=0)


class Reader(HTMLParser):
    """Reads what a browser would: runs of text, whether each is marked, and whether all is well formed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[tuple[str, bool]] = []
        self.depth = 0
        self.feed(html)
        self.close()
        assert self.depth == 0, "a mark is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag, attrs, self.depth) == ("mark", [], 0)
        self.depth = 1

    def handle_endtag(self, tag: str) -> None:
        assert (tag, self.depth) == ("mark", 1)
        self.depth = 0

    def handle_data(self, data: str) -> None:
        self.runs.append((data, bool(self.depth)))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came out: {data!r}")

    handle_decl = unknown_decl = handle_pi = handle_comment

    @property
    def text(self) -> str:
        return "".join(data for data, _ in self.runs)

    @property
    def marked(self) -> list[str]:
        joined = itertools.groupby(self.runs, key=lambda run: run[1])
        return ["".join(data for data, _ in group) for is_marked, group in joined if is_marked]


def collapsed(text: str) -> str:
    """White space as single spaces, signs of omission as white space."""
    return " ".join(text.replace("…", " ").split())


def expected_marks(tokens: Tokens, marks: list[Mark]) -> list[list[int]]:
    """Return the tokens of each element that should come out: marks that share a token joined, parted at paragraphs."""
    groups: list[set[int]] = []
    for mark in marks:
        group = set(range(mark.first, mark.last + 1))
        for other in [other for other in groups if other & group]:
            groups.remove(other)
            group |= other
        groups.append(group)
    parts: list[list[int]] = []
    for place in sorted(itertools.chain(*groups)):
        follows = parts and any({parts[-1][-1], place} <= group for group in groups)
        if follows and tokens.breaks[place] != PARAGRAPH:
            parts[-1].append(place)
        else:
            parts.append([place])
    return parts


def stretch(text: str, tokens: Tokens, places: list[int]) -> str:
    return " ".join(text[tokens.starts[places[0]] : tokens.ends[places[-1]]].split())


NAMES = ["Verteidigungsministerium", "Donaudampfschifffahrtsgesellschaftspatent", "lt", "script", "amp"]
WORDS = st.sampled_from(
    [
        *NAMES,
        "Der",
        "Kanzler",
        "sagt",
        "Straße",
        "über",
        "Bürger*innen",
        "Lehrer:in",
        "3",
        "16",
        "z",
        "B",
        "x\u0302y",
        "𝔘rlaub",
    ]
)
BREAKS = [".\n", "\n", "\n\n", ")\n\n* * *\n\n»", " " * 30 + "\n", ".\n\n\n\n"]
SIGNS = [
    "-",
    "/",
    ".“ „",
    " (",
    "…",
    " … ",
    " 😀 ",
    "👩🏽",
    "!" * 40,
    " \u0301",
    "\u00a0",
    "&amp;",
    " &lt;",
    " <",
    "> ",
    "</",
]
GAPS = st.sampled_from([" ", " ", " ", " ", ". ", ", ", " – ", *SIGNS, *BREAKS])
PROSE = st.lists(st.tuples(WORDS, GAPS), max_size=60).map(lambda pairs: "".join(itertools.chain(*pairs)))
ENDLESS = st.integers(1, 600).map(lambda length: "Ä" * length)
TEXTS = st.one_of(
    PROSE,
    st.tuples(GAPS, PROSE, ENDLESS, PROSE).map("".join),
    st.text(max_size=200),
    st.text(alphabet="aÄ1 .\n<&;>\"'…-😀\u0301*:in", max_size=200),
).map(lambda text: clean(text).strip())


@st.composite
def texts_with_marks(draw: st.DrawFn) -> tuple[str, Tokens, list[Mark]]:
    text = draw(TEXTS)
    tokens = tokenise(text)
    if not tokens.words:
        return text, tokens, []
    lengths = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 60))
    place = st.tuples(st.integers(0, len(tokens.words) - 1), lengths, st.integers(0, 4))
    drawn = draw(st.lists(place, max_size=12))
    return text, tokens, [Mark(at, min(at + more, len(tokens.words) - 1), word) for at, more, word in drawn]


LIMITS = st.one_of(st.just(240), st.integers(1, 300))


def has_part(whole: list[str], part: list[str]) -> bool:
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def check(text: str, tokens: Tokens, marks: list[Mark], limit: int) -> None:
    """Every promise that a snippet makes, whatever the text."""
    html = snippet(text, tokens, marks, limit=limit)
    read = Reader(html)
    assert collapsed(read.text) in collapsed(text)
    assert "\n" not in html
    assert html == html.strip()
    assert len(read.text) <= limit + len(" … ") * read.text.count("…")  # these come on top
    spans = [stretch(text, tokens, places) for places in expected_marks(tokens, marks)]
    has_giant = longest(tokens, marks) > limit
    for shown in read.marked:
        is_cut = has_giant and any(span.startswith(shown.removesuffix("…")) for span in spans)
        assert shown in spans or is_cut
    assert bool(read.marked) == bool(marks)
    has_monster = any(end - start > limit for start, end in zip(tokens.starts, tokens.ends, strict=True))
    if not has_monster:
        assert has_part(tokens.words, tokenise(collapsed(read.text)).words), "a word was cut"


@given(texts_with_marks(), LIMITS)
def test_a_snippet_keeps_its_promises(case: tuple[str, Tokens, list[Mark]], limit: int) -> None:
    check(*case, limit)


@given(texts_with_marks(), LIMITS, st.randoms(use_true_random=False))
def test_order_of_marks_and_kind_of_sequence_do_not_matter(
    case: tuple[str, Tokens, list[Mark]], limit: int, random: Random
) -> None:
    text, tokens, marks = case
    shuffled = marks + marks[:3]
    random.shuffle(shuffled)
    arrays = SimpleNamespace(
        starts=np.array(tokens.starts, np.int32),
        ends=np.array(tokens.ends, np.int32),
        breaks=np.array(tokens.breaks, np.uint8),
    )
    assert snippet(text, tokens, marks, limit=limit) == snippet(text, arrays, shuffled, limit=limit)
    assert mark_text(text, tokens, marks) == mark_text(text, arrays, shuffled)
    assert mark_paragraphs(text, tokens, marks) == mark_paragraphs(text, arrays, shuffled)


@given(texts_with_marks())
def test_the_whole_text_comes_out_with_its_marks(case: tuple[str, Tokens, list[Mark]]) -> None:
    text, tokens, marks = case
    read = Reader(mark_text(text, tokens, marks))
    assert read.text == text
    expected = expected_marks(tokens, marks)
    assert read.marked == [text[tokens.starts[places[0]] : tokens.ends[places[-1]]] for places in expected]


@given(texts_with_marks())
def test_the_paragraphs_are_those_of_the_tokens(case: tuple[str, Tokens, list[Mark]]) -> None:
    text, tokens, marks = case
    read = [Reader(paragraph) for paragraph in mark_paragraphs(text, tokens, marks)]
    assert " ".join(one.text for one in read) == " ".join(text.split())
    begun = list(itertools.accumulate(kind == PARAGRAPH for kind in tokens.breaks))
    words = [[word for word, number in zip(tokens.words, begun, strict=True) if number == at] for at in set(begun)]
    assert [found for one in read if (found := tokenise(one.text).words)] == words
    spans = [stretch(text, tokens, places) for places in expected_marks(tokens, marks)]
    assert [one for paragraph in read for one in paragraph.marked if tokenise(one).words] == spans


@given(st.lists(st.tuples(st.integers(0, 119), st.integers(0, 3)), min_size=1, max_size=15), st.integers(60, 300))
def test_no_run_of_marks_that_fits_is_worth_more(places: list[tuple[int, int]], limit: int) -> None:
    tokens = tokenise(text := " ".join(f"w{number}" for number in range(120)))
    weights = [4.0, 2.0, 1.0, 0.5]
    marks = sorted(Mark(at, at, word) for at, word in places)
    shown = set(Reader(snippet(text, tokens, marks, limit=limit, weights=weights)).marked)

    def worth(run: list[Mark]) -> tuple[float, int]:
        return sum(weights[word] for word in {mark.word for mark in run}), len({mark.first for mark in run})

    fitting = [
        run
        for one, other in itertools.product(marks, marks)
        if tokens.ends[other.last] - tokens.starts[one.first] <= limit * 5 / 6
        if (run := [mark for mark in marks if one.first <= mark.first <= other.first])
    ]
    assert worth([mark for mark in marks if tokens.words[mark.first] in shown]) >= max(map(worth, fitting))


@given(
    st.lists(st.tuples(st.integers(0, 99), st.sampled_from([0, 0, 1, 5, 20])), max_size=12),
    st.integers(120, 300),
    st.lists(st.sampled_from([" ", " ", " ", ". ", "-", ".\n"]), min_size=100, max_size=100),
)
def test_every_word_shown_is_marked_if_it_matched_and_only_then(
    places: list[tuple[int, int]], limit: int, gaps: list[str]
) -> None:
    tokens = tokenise(text := "".join(f"W{number}{gap}" for number, gap in enumerate(gaps)))
    marks = [Mark(at, min(at + more, 99), 0) for at, more in places]
    assume(longest(tokens, marks) <= limit)
    read = Reader(snippet(text, tokens, marks, limit=limit))
    matched = {tokens.words[at] for mark in marks for at in range(mark.first, mark.last + 1)}
    in_marks = {word for one in read.marked for word in tokenise(one).words}
    assert in_marks == matched & set(tokenise(read.text).words)


def marked(text: str, *words: str, **options: int) -> str:
    """Return the snippet with every occurrence of ``words`` marked."""
    tokens = tokenise(clean(text))
    marks = [Mark(at, at, words.index(word)) for at, word in enumerate(tokens.words) if word in words]
    return snippet(clean(text), tokens, marks, **options)


FILLER = "Am Montag regnete es in Kassel den ganzen Tag, und niemand wollte vor die Tür gehen. "


def test_the_passage_begins_and_ends_with_a_sentence() -> None:
    text = FILLER * 4 + "Präsident Putin reist nach China. Die Reise dauert zwei Tage. " + FILLER * 4
    assert marked(text, "Putin", "China") == (
        "Präsident <mark>Putin</mark> reist nach <mark>China</mark>. Die Reise dauert zwei Tage. "
        + (2 * FILLER).strip()
    )


def test_a_passage_that_cannot_begin_with_its_sentence_says_that_it_was_cut() -> None:
    text = "Er kam " + "und ging " * 40 + "bis nach München " + "und blieb " * 40 + "dort."
    found = marked(text, "München")
    assert found.startswith("… ") and found.endswith(" …")
    assert "bis nach <mark>München</mark> und blieb" in found


def test_both_words_together_are_better_than_one_of_them_often() -> None:
    text = "Putin, Putin, Putin. " + FILLER * 5 + "In China war Putin. " + FILLER * 5 + "Putin! " * 9
    assert "<mark>China</mark> war <mark>Putin</mark>" in marked(text, "Putin", "China")


def test_a_rare_word_is_worth_more_than_two_frequent_ones() -> None:
    tokens = tokenise(text := "Der Mann und die Frau. " + FILLER * 5 + "Beloussow schwieg. " + FILLER * 3)
    rare = tokens.words.index("Beloussow")
    marks = [Mark(0, 0, 0), Mark(2, 2, 1), Mark(rare, rare, 2)]
    assert "Beloussow" not in snippet(text, tokens, marks)
    assert "<mark>Beloussow</mark> schwieg." in snippet(text, tokens, marks, weights=[0.2, 0.3, 7.5])


def test_of_equals_the_one_at_the_beginning_of_its_sentence_wins_and_then_the_first() -> None:
    late = "So redete er lange " + "und noch länger " * 12 + "von Bremen. "
    assert marked(late + FILLER * 3 + "Bremen wählt. " + FILLER * 3, "Bremen").startswith("<mark>Bremen</mark> wählt")
    assert marked("Bremen tagt. " + FILLER * 5 + "Bremen wählt.", "Bremen").startswith("<mark>Bremen</mark> tagt")


def test_a_text_without_matches_shows_its_beginning() -> None:
    found = marked("„Guten Tag“, sagte sie. " + FILLER * 9)
    assert found.startswith("„Guten Tag“, sagte sie. Am Montag")
    assert found.endswith("gehen.")


def test_quotation_marks_and_brackets_stay_with_their_words() -> None:
    text = FILLER * 4 + "„Ich gehe“, sagte sie („leise“). " + FILLER * 4
    assert marked(text, "gehe").startswith("„Ich <mark>gehe</mark>“, sagte sie („leise“). Am Montag")
    assert marked(FILLER * 4 + "Das sagte sie („leise“)", "leise").endswith("(„<mark>leise</mark>“)")


def test_spellings_with_umlauts_are_marked_whole() -> None:
    text = "Die Straße in München (Strasse in Muenchen) führt über die Brücke."
    assert marked(text, "Straße", "Strasse", "Muenchen", "München") == (
        "Die <mark>Straße</mark> in <mark>München</mark> (<mark>Strasse</mark> in <mark>Muenchen</mark>) "
        "führt über die Brücke."
    )
    assert marked("Bu\u0308rger*innen warten", "Bürger*innen") == "<mark>Bürger*innen</mark> warten"


def test_html_in_an_article_is_shown_and_never_runs() -> None:
    text = 'Er schrieb <script>alert("x")</script> &amp; <mark>&lt;b&gt; in den Text.'
    found = marked(text, "script", "amp", "lt")
    assert Reader(found).text == text
    assert found.startswith("Er schrieb &lt;<mark>script</mark>&gt;alert(")
    assert "&amp;<mark>amp</mark>; &lt;mark&gt;&amp;<mark>lt</mark>;b" in found


def test_a_phrase_is_one_mark_and_overlapping_marks_are_one() -> None:
    tokens = tokenise(text := "Die „strategische\nPartnerschaft“ hält; sie hält.")
    assert snippet(text, tokens, [Mark(1, 2, 0), Mark(3, 3, 1)]).startswith(
        "Die „<mark>strategische Partnerschaft</mark>“ <mark>hält</mark>"
    )
    assert "<mark>strategische Partnerschaft“ hält; sie</mark>" in snippet(text, tokens, [Mark(2, 4, 1), Mark(1, 2, 0)])


@pytest.mark.parametrize(("alone", "long", "edge"), [((42, 44, 46), (11, 39), "W40"), ((10, 12, 14), (20, 48), "W19")])
def test_a_match_at_the_edge_is_shown_whole_or_not_at_all(
    alone: tuple[int, ...], long: tuple[int, int], edge: str
) -> None:
    tokens = tokenise(text := "So kam " + " ".join(f"W{number}" for number in range(2, 90)))
    marks = [*(Mark(at, at, at) for at in alone), Mark(*long, 1)]
    read = Reader(snippet(text, tokens, marks, limit=120))
    assert read.marked == [f"W{at}" for at in alone]
    assert edge in (read.text.split()[1], read.text.split()[-2])


def test_hyphenated_words_and_numbers_are_not_parted() -> None:
    for limit in range(26, 120):
        words = Reader(marked("EU-Kommissionspräsidentin Von-der-Leyen-Plan 1.000.000,50 Euro " * 5, limit=limit)).text
        assert words.removesuffix(" …").split()[-1] in {
            "EU-Kommissionspräsidentin", "Von-der-Leyen-Plan", "1.000.000,50", "Euro",
        }  # fmt: skip


def test_paragraphs_are_parted_visibly_and_short_ones_filled_up() -> None:
    text = "Wetter\n\nVon Eva Muster\n\n" + FILLER * 5
    assert marked(text, "Wetter").startswith("<mark>Wetter</mark> … Von Eva Muster … Am Montag regnete")
    long = FILLER * 2 + "Es schneit in Kiel.\n\n" + FILLER * 4
    assert marked(long, "schneit").endswith("Es <mark>schneit</mark> in Kiel.")


def test_a_mark_across_paragraphs_is_one_in_each() -> None:
    tokens = tokenise(text := "Das gilt für Rom.\n\nParis auch.")
    assert snippet(text, tokens, [Mark(3, 4, 0)]) == "Das gilt für <mark>Rom</mark>. … <mark>Paris</mark> auch."
    assert mark_paragraphs(text, tokens, [Mark(3, 4, 0)]) == (
        "Das gilt für <mark>Rom</mark>.",
        "<mark>Paris</mark> auch.",
    )


def test_lines_wrapped_hard_are_one_paragraph() -> None:
    text = "Ein Satz,\nder umbrochen ist.\n\n* * *\n\n„Und noch einer“,\nsagte sie.\nNeue Zeile."
    assert mark_paragraphs(text, tokenise(text), [Mark(1, 2, 0)]) == (
        "Ein <mark>Satz, der</mark> umbrochen ist.",
        "* * *",
        "„Und noch einer“, sagte sie.",
        "Neue Zeile.",
    )


def test_texts_without_words_or_with_an_endless_one_stay_short() -> None:
    assert snippet("", tokenise(""), []) == ""
    assert snippet("!!! 😀😀", tokenise("!!! 😀😀"), []) == "!!! 😀😀"
    assert snippet("?" * 999, tokenise("?" * 999), [], limit=50) == "?" * 50 + "…"
    endless = "ß" * 100_000
    assert snippet(endless, tokenise(endless), []) == "ß" * 240 + "…"
    assert snippet(endless, tokenise(endless), [Mark(0, 0, 0)]) == f"<mark>{'ß' * 240}…</mark>"
    text = f"Davor {endless} danach kommt Köln"
    assert marked(text, "Köln") == "… danach kommt <mark>Köln</mark>"
    assert marked(text, "Davor") == "<mark>Davor</mark> …"
    hyphens = "-".join(["wort"] * 20_000)
    assert len(marked(hyphens, limit=100)) <= 102


def test_a_match_longer_than_the_snippet_is_shortened_between_words() -> None:
    tokens = tokenise(text := "und so weiter " * 60)
    found = snippet(text, tokens, [Mark(10, 170, 0)], limit=100)
    assert found.startswith("… <mark>so weiter und") and found.endswith("</mark> …")
    assert len(found) <= 100 + len("… <mark></mark> …")


def test_accents_and_skin_tones_are_not_torn_from_what_they_belong_to() -> None:
    assert snippet("!" * 99 + "👍🏽!!", tokenise("!" * 99 + "👍🏽!!"), [], limit=100) == "!" * 99 + "…"


def test_a_terminal_gets_colour_or_asterisks() -> None:
    html = marked("Müller & Söhne <b> sagt &amp;", "Müller")
    assert to_terminal(html, colour=False) == "**Müller** & Söhne <b> sagt &amp;"
    assert to_terminal(html, colour=True) == "\x1b[1;31mMüller\x1b[0m & Söhne <b> sagt &amp;"


def real_articles(count: int) -> list[str]:
    path = DATA / "news-10k.jsonl.zst"
    if not path.exists():
        pytest.skip(f"no {path.name}; name the folder with real articles in FUNDSTELLE_DATA")
    with path.open("rb") as packed:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), "utf-8")
        return [clean(orjson.loads(line)["text"]).strip() for line in itertools.islice(lines, count)]


def test_five_hundred_real_articles_keep_the_promises() -> None:
    random = Random(500)
    for text in real_articles(500):
        tokens = tokenise(text)
        count = len(tokens.words)
        places = [random.randrange(count) for _ in range(random.choice((0, 1, 3, 12)))]
        marks = [Mark(at, min(at + random.choice((0, 0, 1, 4)), count - 1), random.randrange(4)) for at in places]
        check(text, tokens, marks, limit=240)
        read = [Reader(paragraph).text for paragraph in mark_paragraphs(text, tokens, marks)]
        assert " ".join(read) == " ".join(text.split())
