"""Every kernel of the search room gives what its plain twin gives, to the last bit."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index import WEIGHT_UNIT, Article, FieldName, Index, Segment, fold, stem
from search.kernels import fast as kernels
from search.kernels import plain
from search.lists import DOCUMENTS as DOCUMENTS_AT
from search.lists import MATCHING, Best, Counts, Documents, Read, Threshold, Weights
from search.ranking import Parameters
from search.spans import Places
from search.words.expansion import Expansion, Spelled
from search.words.segment_table import SegmentTable
from search.words.words import Asked, Changed, Compared, Compound, Reading, Word, WordGroup

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h"]), max_size=20).map(" ".join)
TEXTS = st.lists(st.tuples(WORDS, WORDS.filter(bool), st.booleans()), min_size=1, max_size=150)
DOCUMENTS = st.sets(st.integers(0, 300)).map(lambda found: np.array(sorted(found), np.int32))
WEIGHTS = st.sampled_from([{"title": 3, "body": 1}, {"title": 3}, {"body": 1}])
FIELDS = st.sampled_from([("title", "body"), ("title",), ("body",)])
Make = Callable[[list[tuple[str, str, bool]]], Segment]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return what makes a segment of titles, texts, and whether the article is removed again."""

    def make(texts: list[tuple[str, str, bool]]) -> Segment:
        index = Index.create(tmp_path_factory.mktemp("kernels") / "index")
        with index.writer() as writer:
            for number, (title, text, _) in enumerate(texts):
                writer.add(Article(id=f"a{number}", title=title, text=text))
        few = [number for number, (_, _, removed) in enumerate(texts) if removed][: len(texts) // 4]
        with index.writer() as writer:
            for number in few:
                writer.remove(f"a{number}")
        return index.snapshot().segments[0]

    return make


@pytest.fixture(scope="module")
def unlike(make: Make) -> Callable[[int], SegmentTable]:
    """Return what makes two segments, by chance, in which some words are much more frequent than others."""
    shares = dict(zip("abcdefgh", (1.0, 0.9, 0.5, 0.2, 0.1, 0.01, 0.01, 0.005), strict=True))

    @cache
    def unlike(seed: int) -> SegmentTable:
        chance = random.Random(seed)

        def text() -> str:
            own = [word for word, share in shares.items() if chance.random() < share]
            return " ".join([*"abcdefgh", "a " * 200] if chance.random() < 0.005 else own * chance.choice((1, 2, 9)))

        texts = [("a b c d e f g h", "x", False), *((text(), text(), chance.random() < 0.1) for _ in range(400))]
        return SegmentTable([make(texts), make(texts[:60])])

    return unlike


@st.composite
def expansions(draw: st.DrawFn) -> Expansion:
    """Draw some forms, known and unknown ones, with weights."""
    forms = sorted(draw(st.sets(st.integers(0, 20), max_size=8)))
    weights = draw(st.lists(st.integers(1, WEIGHT_UNIT), min_size=len(forms), max_size=len(forms)))
    direct = draw(st.lists(st.booleans(), min_size=len(forms), max_size=len(forms)))
    return Expansion("", np.array(forms, np.int64), np.array(weights, np.int64), np.array(direct, bool))


def only_form(form: int) -> Expansion:
    """Return a form that is the word itself."""
    return Expansion("", np.array([form]), np.array([WEIGHT_UNIT]), np.array([True]))


def same(one: Counts, other: Counts) -> bool:
    return (
        np.array_equal(one.document, other.document)
        and np.array_equal(one.weighted, other.weighted)
        and np.array_equal(one.nearest, other.nearest)
        and one.frequency == other.frequency
    )


def read_in_two_ways(asked: list[Expansion], read: Read) -> list[list[Word]]:
    """Return words as they are if they were read together, and if each was read for itself."""
    reading = Reading([read], len(asked))
    together = [Word(one, "any", 1, 1.0, reading, place) for place, one in enumerate(asked)]
    return [together, [word._replace(reading=Reading([read], len(asked))) for word in together]]


def columns_of(read: Read) -> list[tuple[bytes, bytes, bytes, int, bytes]]:
    """Return all that was read, segment by segment and word by word."""
    places = [(word, segment) for segment in range(read.segments) for word in range(read.rows.shape[1])]
    return [
        (document.tobytes(), weighted.tobytes(), nearest.tobytes(), frequency, read.matching(*place).tobytes())
        for place in places
        for document, weighted, nearest, frequency in [read.word(*place)]
    ]


@settings(max_examples=40, deadline=None)
@given(
    texts=TEXTS,
    asked=st.lists(expansions(), min_size=1, max_size=5),
    weights=WEIGHTS,
    wanted=DOCUMENTS,
    data=st.data(),
)
def test_postings_are_read_alike(
    make: Make,
    texts: list[tuple[str, str, bool]],
    asked: list[Expansion],
    weights: dict[str, int],
    wanted: Documents,
    data: st.DataObject,
) -> None:
    segment = make(texts)
    table = SegmentTable([segment])
    read = [module.counts(table, Asked(asked), weights, 0, 1, table.unmarked) for module in (kernels, plain)]
    assert columns_of(read[0]) == columns_of(read[1])
    assert all((one.rows[:, :, MATCHING] == one.rows[:, :, DOCUMENTS_AT]).all() for one in read)
    counted = read[1].each()
    assert all(map(same, read[0].each(), counted))
    assert all(map(same, Read.of(counted).each(), counted))
    for one, expected in zip(asked, counted, strict=True):
        alone = kernels.counts(table, Asked([one]), weights, 0, 1, table.unmarked)  # type: ignore[arg-type]
        assert same(alone.word(0), expected)
        assert np.array_equal(kernels.frequencies(segment, one.forms), plain.frequencies(segment, one.forms))
        for name in ("title", "body"):
            for only in (None, wanted):
                expected_places = plain.places(segment, one, name, only)
                assert np.array_equal(kernels.places(segment, one, name, only), expected_places)
            near = np.unique(np.concatenate([expected_places - 1, expected_places + 1, wanted.astype(np.int64) << 32]))
            found = [module.held(segment, one, name, near).tolist() for module in (kernels, plain)]
            assert found[0] == found[1] == np.isin(near, plain.places(segment, one, name)).tolist()
    factors = [0.1 * (number + 1) for number in range(len(asked))]
    norm = 0.3 + np.arange(len(segment)) / 7
    arguments = (np.arange(len(segment), dtype=np.int32), counted, factors, norm)
    assert kernels.scores(*arguments).tobytes() == plain.scores(*arguments).tobytes()
    for some_words in read_in_two_ways(asked, read[0]):
        every = np.arange(len(segment))
        shares = [module.shares(every, some_words, table.base, np.array(factors)) for module in (kernels, plain)]
        assert shares[0].tobytes() == shares[1].tobytes()
    fields_of_words = data.draw(st.lists(FIELDS, min_size=len(asked), max_size=len(asked)))
    compared = Compared([one.forms for one in asked], fields_of_words, np.array(factors))  # type: ignore[arg-type]
    known = wanted[wanted < len(segment)].astype(np.int64)
    alone = plain.together(table, compared, known, 0, 1, norm, Parameters())
    assert kernels.together(table, compared, known, 0, 1, norm, Parameters()).tobytes() == alone.tobytes()
    several = SegmentTable([segment, make([("", "anderes", False)]), segment])
    twice, norms = np.concatenate((known, known + several.base[2])), np.concatenate((norm, [1.0], norm))
    for module in (kernels, plain):
        added = module.together(several, compared, twice, 0, 3, norms, Parameters())
        assert added.tobytes() == np.concatenate((alone, alone)).tobytes()
        behind = module.together(several, compared, twice[len(known) :], 1, 3, norms, Parameters())
        assert behind.tobytes() == alone.tobytes()


@settings(max_examples=40, deadline=None)
@given(
    texts=TEXTS,
    asked=st.lists(expansions(), min_size=1, max_size=4),
    weights=WEIGHTS,
    wanted=DOCUMENTS,
    data=st.data(),
)
def test_the_best_of_several_segments_are_found_alike(
    make: Make,
    texts: list[tuple[str, str, bool]],
    asked: list[Expansion],
    weights: dict[str, int],
    wanted: Documents,
    data: st.DataObject,
) -> None:
    segment = make(texts)
    table = SegmentTable([segment, make(texts[: 1 + len(texts) // 2]), segment])
    size = len(table.segments)
    cut = data.draw(st.integers(1, size - 1))
    everything, *runs = [
        [module.counts(table, Asked(asked), weights, first, last, table.unmarked) for module in (kernels, plain)]
        for first, last in ((0, size), (0, cut), (cut, size))
    ]
    for fast, slow in (everything, *runs):
        assert columns_of(fast) == columns_of(slow)
    readings = [Reading(parts, len(asked)) for parts in ([everything[0]], [everything[1]], [run[0] for run in runs])]
    assert all(one.frequency == readings[0].frequency and one.segments == size for one in readings)
    ways = [[Word(one, "any", 1, 1.0, reading, at) for at, one in enumerate(asked)] for reading in readings]
    scored = [[word.scored(at) for word in ways[0]] for at in range(size)]
    for words in ways:
        assert all(
            same(word.scored(at), one) and word.matching(at).tolist() == one.document.tolist()
            for at, own in enumerate(scored)
            for word, one in zip(words, own, strict=True)
        )
    some = [  # as with what only looks like a word
        word._replace(
            changed=Changed([own[place].document[::2].copy() for own in scored], [own[place] for own in scored])
        )
        for place, word in enumerate(ways[0])
    ]
    base = np.array([0, *np.cumsum([len(one) for one in table.segments])])
    norm = 0.3 + np.arange(base[-1]) / 7
    own = Weights(norm, np.linspace(1, 1.1, base[-1]), np.arange(base[-1]) // 3, base, table.longest)
    allowed = np.isin(np.arange(base[-1]), wanted)
    deciding = data.draw(st.integers(1, len(asked)))  # the words behind it only score
    factors = [0.1 * (number + 1) for number in range(len(asked))]
    orders = [*ways, ways[0][::-1], some, [*some[:1], *ways[2][1:]]]
    for words in orders:
        shares = [module.shares(allowed.nonzero()[0], words, base, np.array(factors)) for module in (kernels, plain)]
        assert shares[0].tobytes() == shares[1].tobytes()
    for words, either in product(orders, (True, False)):
        group = WordGroup(words[:deciding], factors, either, words[deciding:])
        for at in range(size):
            norms = own.of(at)[0]
            fast, slow = (module.matched(group, at, norms) for module in (kernels, plain))
            assert [one.tobytes() for one in fast] == [one.tobytes() for one in slow]
        for only, count, wants_all in product((None, allowed), (0, 1, 10, 300), (True, False)):
            for first, last in ((0, size), (cut, size)):
                found = [
                    best_bytes(module.best_of(group, first, last, own, only, wants_all, Threshold(count)))
                    for module in (kernels, plain)
                ]
                assert found[0] == found[1]


@settings(max_examples=60, deadline=None)
@given(
    texts=TEXTS,
    asked=st.lists(st.tuples(expansions(), st.none() | expansions()), min_size=1, max_size=4),
    weights=WEIGHTS,
    most=st.integers(0, 2 * WEIGHT_UNIT),
)
def test_what_looks_like_words_is_read_with_them_alike(
    make: Make,
    texts: list[tuple[str, str, bool]],
    asked: list[tuple[Expansion, Expansion | None]],
    weights: dict[str, int],
    most: int,
) -> None:
    table = SegmentTable([make(texts)])
    words = [word for word, _ in asked]
    alike = [one and replace(one, direct=np.zeros(len(one.forms), bool)) for _, one in asked]
    together = Asked(words, alike, most)

    def read_by(module: Any, asked: Asked) -> Read:
        found: Read = module.counts(table, asked, weights, 0, 1, table.unmarked)
        return found

    read = [read_by(module, together) for module in (kernels, plain)]
    assert columns_of(read[0]) == columns_of(read[1])
    own = read_by(plain, Asked(words))
    for place, one in enumerate(alike):
        counts = own.word(place)
        if one is not None:
            more = read_by(plain, Asked([one])).word(0)
            counts = plain.with_more(counts, more, most)
        for found in read:
            assert same(found.word(place), counts)
            assert found.matching(place).tolist() == own.word(place).document.tolist()


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2),
    asked=st.lists(st.tuples(expansions(), st.none() | expansions()), min_size=1, max_size=3),
    before=st.none() | expansions(),
    weights=WEIGHTS,
    most=st.integers(0, 2 * WEIGHT_UNIT),
    knows=st.lists(st.booleans(), min_size=3, max_size=3),
)
@example(0, [(only_form(7), None), (only_form(0), None)], None, {"title": 3, "body": 1}, 0, [False, False, False])
@example(1, [(only_form(0), only_form(1))], only_form(7), {"body": 1}, 100, [True, False, False])
def test_frequent_words_are_read_beside_rare_ones_alike(
    unlike: Callable[[int], SegmentTable],
    seed: int,
    asked: list[tuple[Expansion, Expansion | None]],
    before: Expansion | None,
    weights: dict[str, int],
    most: int,
    knows: list[bool],
) -> None:
    """What they count where all words are is what they count in any case."""
    table = unlike(seed)
    words = [word for word, _ in asked]
    alike = [one and replace(one, direct=np.zeros(len(one.forms), bool)) for _, one in asked]
    whole = plain.counts(table, Asked(words, alike, most), weights, 0, 2, table.unmarked)  # type: ignore[arg-type]
    reading = Reading([whole], len(words))
    beside = None
    if before is not None:
        own = plain.counts(table, Asked([before]), weights, 0, 2, table.unmarked)  # type: ignore[arg-type]
        beside = Word(before, "any", 1, 1.0, Reading([own], 1), 0)
    known = np.array([n if knows[at] else 0 for at, n in enumerate(reading.frequency)], np.int64)
    some = Asked(words, alike, most, known=known, beside=beside)
    read = [module.counts(table, some, weights, 0, 2, table.unmarked) for module in (kernels, plain)]
    assert columns_of(read[0]) == columns_of(read[1])
    for at in (0, 1):
        matching, kept = [[one.matching(word, at) for word in range(len(words))] for one in (whole, read[0])]
        others = [] if beside is None else [beside.matching(at)]
        everywhere = plain.intersection([*matching, *others])
        assert plain.intersection([*kept, *others]).tolist() == everywhere.tolist()
        for word in range(len(words)):
            found, expected = (
                Counts(one.document[is_in], one.weighted[is_in], one.nearest[is_in], 0)
                for one in (read[0].word(word, at), whole.word(word, at))
                for is_in in [np.isin(one.document, everywhere)]
            )
            assert same(found, expected)
            if not known[word]:
                assert read[0].word(word, at).frequency == whole.word(word, at).frequency


WAYS = st.lists(st.lists(expansions(), min_size=2, max_size=3), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(
    texts=TEXTS,
    ways=WAYS,
    own=st.tuples(expansions(), expansions()),
    again=st.booleans(),
    weights=WEIGHTS,
    weight=st.integers(0, WEIGHT_UNIT),
    most=st.integers(0, 300),
    has=st.tuples(st.booleans(), st.booleans()),
)
def test_compounds_are_counted_alike_with_their_pieces(
    make: Make,
    texts: list[tuple[str, str, bool]],
    ways: list[list[Expansion]],
    own: tuple[Expansion, Expansion],
    again: bool,
    weights: dict[str, int],
    weight: int,
    most: int,
    has: tuple[bool, bool],
) -> None:
    """Of segments read together and one by one; ``has`` what looks like the compound, and parts that count with it."""
    segments = [make(texts), make(texts[:3])]
    if again:  # a word made of the same twice, and a piece of two ways
        ways = [[ways[0][0], *ways[0]], *ways, ways[-1][:2]]
    asked = [*own, *(piece for way in ways for piece in way)]
    table = SegmentTable(segments)
    read = plain.counts(table, Asked(asked), weights, 0, 2, table.unmarked)  # type: ignore[arg-type]
    reading = Reading([read], len(asked))
    words = [Word(one, "any", 1, 1.0, reading, place) for place, one in enumerate(asked)]
    pieces = iter(words[2:])
    compound = Compound(
        words[0], words[1] if has[0] else None, most, [[next(pieces) for _ in way] for way in ways], weight,
        has_parts=has[1],
    )  # fmt: skip
    found = [module.with_pieces(table, compound, weights, 0, 2) for module in (kernels, plain)]
    assert columns_of(found[0]) == columns_of(found[1])
    for at in (0, 1):
        alone = kernels.with_pieces(table, compound, weights, at, at + 1)  # type: ignore[arg-type]
        assert all(map(same, alone.each(), found[1].each(at)))
        assert [alone.matching(word).tolist() for word in range(alone.rows.shape[1])] == [
            found[1].matching(word, at).tolist() for word in range(alone.rows.shape[1])
        ]


RUN = st.tuples(st.sampled_from("abc"), st.sampled_from([1, 2, 8, 9, 40, 130, 300]))
LONG_TEXTS = st.lists(st.tuples(st.lists(RUN, min_size=1, max_size=4), st.integers(1, 9)), min_size=1, max_size=4)


@settings(max_examples=30, deadline=None)
@given(kinds=LONG_TEXTS, order=st.lists(st.integers(0, 3), min_size=1, max_size=300), wanted=DOCUMENTS)
@example(kinds=[([("a", 1), ("b", 40)], 12)], order=[0] * 400, wanted=np.arange(0, 400, 45, dtype=np.int32))
def test_places_of_frequent_words_are_read_alike(
    make: Make, kinds: list[tuple[list[tuple[str, int]], int]], order: list[int], wanted: Documents
) -> None:
    """Positions and documents are read eight at a time where they are near each other, and one by one where not."""
    texts = [" ".join(" ".join([letter] * size) for letter, size in runs * times) for runs, times in kinds]
    articles = [texts[kind % len(texts)] + " d" * (number % 45 == 0) for number, kind in enumerate(order)]
    segment = make([("", text, False) for text in articles])
    words = [
        Expansion("", np.array(forms), np.full(len(forms), WEIGHT_UNIT), np.ones(len(forms), bool))
        for forms in ([0], [1], [2], [3], [0, 1])
    ]
    for one in words:
        for only in (None, wanted):
            every = plain.places(segment, one, "body", only)
            assert kernels.places(segment, one, "body", only).tobytes() == every.tobytes()
        near = np.unique(np.concatenate([every - 1, every[::3], every + 2, every + 256, wanted.astype(np.int64) << 32]))
        assert kernels.held(segment, one, "body", near).tobytes() == plain.held(segment, one, "body", near).tobytes()
    table = SegmentTable([segment])
    for asked in ([words[0], words[1]], [words[4], words[0], words[2]]):
        read = plain.counts(table, Asked(asked), {"body": 1}, 0, 1, table.unmarked)
        together = [Word(one, "any", 1, 1.0, Reading([read], len(asked)), place) for place, one in enumerate(asked)]
        for matching in (None, wanted[wanted < len(segment)]):
            some = [
                one if matching is None else one._replace(changed=Changed([matching], [one.scored(0)]))
                for one in together
            ]
            group = WordGroup(some, [1.0] * len(some), False, [])
            norm, base = np.ones(len(segment)), np.array([0, len(segment)])
            rows = [module.in_rows(table, group, ("body",), 0, 1, norm, base) for module in (kernels, plain)]
            assert [one.tobytes() for one in rows[0]] == [one.tobytes() for one in rows[1]]


def best_bytes(best: Best) -> tuple[int, list[bytes], bytes, bytes, bool]:
    having = [one.tobytes() for one in best.having]
    return best.total, having, best.document.tobytes(), best.rank.tobytes(), bool(best.is_ranked)


STANDING = st.tuples(st.integers(0, 3), st.integers(0, 40)).map(lambda standing: standing[0] << 32 | standing[1])
STANDINGS = st.sets(STANDING, max_size=20).map(lambda places: np.array(sorted(places), np.int64))


@given(parts=st.lists(STANDINGS, min_size=1, max_size=4), again=st.integers(0, 2), slop=st.integers(0, 20))
def test_stretches_that_hold_all_words_are_found_alike(parts: list[Places], again: int, slop: int) -> None:
    words = [*parts, *(parts[0].copy() for _ in range(again))]
    fast, slow = (module.window(words, slop) for module in (kernels, plain))
    assert [one.tobytes() for one in fast] == [one.tobytes() for one in slow]


@given(parts=st.lists(DOCUMENTS, max_size=5))
def test_lists_of_documents_combine_alike(parts: list[Documents]) -> None:
    expected = sorted(set().union(*(part.tolist() for part in parts)))
    assert kernels.union(parts, 301).tolist() == plain.union(parts, 301).tolist() == expected
    common = sorted(set.intersection(*(set(part.tolist()) for part in parts))) if parts else []
    assert kernels.intersection(parts).tolist() == plain.intersection(parts).tolist() == common


@given(
    entries=st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0, 2.5]), st.integers(-3, 3)), max_size=60),
    count=st.integers(0, 30),
    floor=st.sampled_from([-math.inf, 0.0, 1.0, 2.0, 6.0]),
)
def test_the_best_are_chosen_alike(entries: list[tuple[float, int]], count: int, floor: float) -> None:
    score = np.array([score for score, _ in entries], np.float64)
    published = np.array([moment for _, moment in entries], np.int64)
    document = np.arange(len(entries), dtype=np.int32)
    recency = np.where(document % 3, 2.0, 1.0)
    ranks = zip(score * recency, published.tolist(), strict=True)
    ranked = sorted((-rank, -moment) for rank, moment in ranks if rank >= floor)[:count]
    least = ranked[-1] if ranked else None
    expected = [
        at for at in range(len(entries)) if least and (-score[at] * recency[at], -published[at]) <= least
    ]  # those that tie with the last are among them
    for module in (kernels, plain):
        chosen, rank = module.leading(document, score, recency, published, count, floor)
        assert chosen.tolist() == expected
        assert rank.tolist() == (score * recency)[expected].tolist()


@given(segments=st.lists(st.lists(st.integers(0, 20), max_size=12), max_size=6), count=st.integers(0, 6))
def test_what_segments_before_have_reached_keeps_all_of_the_best(segments: list[list[int]], count: int) -> None:
    best = sorted((rank for ranks in segments for rank in ranks), reverse=True)[:count]
    for module in (kernels, plain):
        threshold, kept = Threshold(count), []
        for ranks in segments:
            size, score = len(ranks), np.array(ranks, np.float64)
            document, same_for_all = np.arange(size, dtype=np.int32), np.zeros(size, np.int64)
            _, rank = module.leading(document, score, np.ones(size), same_for_all, count, threshold.least)
            threshold.reach(rank)
            kept += rank.tolist()
        assert sorted(kept, reverse=True)[:count] == best
        assert threshold.least == (best[-1] if 0 < count == len(best) else -math.inf)


@given(entries=st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.integers(-3, 3)), max_size=60))
def test_the_best_are_put_in_order_alike(entries: list[tuple[float, int]]) -> None:
    score = np.array([score for score, _ in entries], np.float64)
    published = np.array([moment for _, moment in entries], np.int64)
    expected = sorted(range(len(entries)), key=lambda at: (-entries[at][0], -entries[at][1]))
    for module in (kernels, plain):
        order, tied = module.ranked(score, published)
        assert order.tolist() == expected
        assert tied == (len(set(entries)) < len(entries))


TYPED = st.sampled_from(["Haus", "Häuser", "haus", "Hausen", "a", "b", "Bürger", "Buergern", "ß", "unbekannt"])


@settings(max_examples=25, deadline=None)
@given(
    batches=st.lists(
        st.lists(st.lists(TYPED, max_size=6).map(" ".join), min_size=1, max_size=8), min_size=1, max_size=3
    ),
    asked=st.lists(st.tuples(TYPED, st.booleans()), min_size=1, max_size=4),
    weights=WEIGHTS,
)
def test_words_are_looked_up_and_read_alike(
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[list[str]],
    asked: list[tuple[str, bool]],
    weights: dict[FieldName, int],
) -> None:
    index = Index.create(tmp_path_factory.mktemp("looked up") / "index")
    for at, texts in enumerate(batches):  # each makes a chunk of the dictionary
        with index.writer() as writer:
            for number, text in enumerate(texts):
                writer.add(Article(id=f"{at}-{number}", title=text, text=f"{text} {at}"))
    snapshot = index.snapshot()
    table = SegmentTable(snapshot.segments)
    words = [Spelled(word, fold(word), len(stem(word)) if by_stem else -1) for word, by_stem in asked]
    for last in range(len(snapshot.segments) + 1):
        forms, read = kernels.looked_up(snapshot, table, words, weights, last)
        expected, plainly = plain.looked_up(snapshot, table, words, weights, last)
        assert [own.tolist() for own in forms] == [own.tolist() for own in expected]
        assert columns_of(read) == columns_of(plainly)


@settings(max_examples=25, deadline=None)
@given(
    titles=st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), min_size=1, max_size=3),
    numbers=st.lists(st.integers(0, 1000), max_size=12),
)
@example(titles=[["Ä – „ß“ 𝄞", "", "a"], ["b"]], numbers=[3, 0, 1, 2, 0])
def test_ids_and_titles_are_read_alike(make: Make, titles: list[list[str]], numbers: list[int]) -> None:
    segments = [make([(title, "a", False) for title in own]) for own in titles]
    table = SegmentTable(segments)
    documents = np.array([number % int(table.base[-1]) for number in numbers], np.int64)
    ids, headlines = kernels.headlines(table, documents)
    assert (ids, headlines) == plain.headlines(table, documents)
    expected = [(f"a{at}", segment.headlines[at]) for segment in segments for at in range(len(segment))]
    assert list(zip(ids, headlines, strict=True)) == [expected[number] for number in documents.tolist()]
