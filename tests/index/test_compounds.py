"""Compounds: what is split, what is not, and that one word and all words are split alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.compounds import gold as benchmark
from benchmarks.compounds.corpus import LearnedSplitter
from benchmarks.compounds.splitters import ours
from index import fold
from index.compounds import (
    CompoundSplitter,
    Part,
    Pieces,
    german_table,
    pieces_of,
    pieces_of_analysed,
    runs,
    written_keys,
)
from index.compounds.hashing import beginnings, hash_table, word_hash
from index.compounds.kernels import _score, lookup
from index.compounds.ready import german_lookup
from index.compounds.tables import ANY_CLASS, NEVER, NOUN_CLASS, SMALL_CLASS, Constants, ScoreTable, load, save
from index.german.analysis import analyse

GOLD = Path(__file__).parents[3] / "shared" / "data" / "compounds"
OWN = [gold.word for golds in benchmark.read_own().values() for gold in golds]
LINKS = {"", "s", "es", "n", "en", "er", "e", "ens"}


@cache
def splitter() -> CompoundSplitter:
    return CompoundSplitter(*german_table())


def cut(form: str, by: CompoundSplitter | None = None) -> str:
    """Return ``form`` with its parts set apart; linking elements stay with the part before them."""
    parts = (by or splitter()).split(form)
    ends = [*(part.start for part in parts[1:]), len(form)]
    return "·".join(form[part.start : end] for part, end in zip(parts, ends, strict=True))


@pytest.mark.parametrize(
    "word",
    [
        "Verteidigungs·minister", "Bundes·verkehrs·minister", "Sport·halle", "Klima·schutz·gesetz", "Häuser·kampf",
        "Untersuchungs·ausschuss", "Haushalts·loch", "Kinder·ärztin", "Schul·amts·leiterin", "Impf·pflicht",
        "Wach·stube", "Außen·ministerium", "Corona·pandemie", "Länder·spiel", "Museums·insel", "Beamten·staat",
        "Eltern·abend", "Renten·versicherung", "Regierungs·sprecherin", "Gesundheits·ämter", "Pflanzen·öl",
        "klima·neutral", "regierungs·kritische", "branchen·übergreifend", "umwelt·freundlicher",
        "untersuchungs·ausschuss", "BUNDESTAGS·WAHL", "Bundes·bürger*innen", "Waerme·schutz·verordnung",
        "Straßen·bau·amt", "Strassen·bau·amt", "Untersuchungs·haft", "Einzel·haft", "Rock·band", "Rad·rennen",
        "Erd·beben", "Team·chef", "Groß·stadt", "Wohn·heim", "Geburts·tag", "Arbeits·weise", "grenz·überschreitend",
    ],
)  # fmt: skip
def test_compounds_are_split(word: str) -> None:
    assert cut(word.replace("·", "")) == word


@pytest.mark.parametrize(
    "word",
    [
        "Vereinbarung", "vereinbart", "vielleicht", "Abgeordnete", "abgeordnete", "angekündigt", "Ankündigung",
        "Feststellung", "Wiederaufnahme", "Regierungen", "Bäckerei", "Lehrerin", "Staatlichkeit", "spielerisch",
        "herunterladen", "Urinstinkt", "Partei", "Garten", "Verrat", "Betrag", "Gesellschaft",
        "Neustadt", "Schwarzenegger", "Steinmeier", "Seehofer", "Kretschmann", "Wolfsburg", "Freiburg", "Regensburger",
        "Heidelberg", "Düsseldorf", "Deutschland", "Hofreiter", "Zimmermann", "Schengen", "Psychologin", "Paragraf",
        "beispielsweise", "Verbraucher", "Haushalt", "Rückgang", "Vorsitzende", "glaubhaft",
    ],
)  # fmt: skip
def test_derived_words_and_names_stay_whole(word: str) -> None:
    assert cut(word) == word


def test_a_part_tells_the_word_it_is_made_of() -> None:
    assert splitter().split("Schulamtsleiterin") == (
        Part(0, 5, "Schul", "Schule"), Part(5, 8, "amt", "amt"), Part(9, 17, "leiterin", "leiterin"),
    )  # fmt: skip
    assert [part.word for part in splitter().split("Schreibstube")] == ["Schreiben", "stube"]


def test_compounds_inside_a_compound_are_its_runs_of_parts() -> None:
    form = "Bundesverkehrsminister"
    inside = [form[first.start : last.end] for first, last in runs(splitter().split(form))]
    assert inside == ["Bundesverkehr", "verkehrsminister"]


def test_a_corpus_teaches_nouns_that_no_dictionary_has() -> None:
    learned = LearnedSplitter({"Zwackelmann": 40, "Blofeldt": 30, "Blofeldts": 6, "blau": 9})
    assert cut("Blofeldtgesetz") == "Blofeldtgesetz"
    assert cut("Blofeldtgesetz", learned) == "Blofeldt·gesetz"
    assert cut("Zwackelmann", learned) == "Zwackelmann"


def test_a_corpus_tells_whether_a_word_is_a_noun() -> None:
    learned = LearnedSplitter({"Zwackel": 8, "zwackel": 3, "Blofeldt": 2, "blofeldt": 7, "Gnupf": 2, "gnupf": 2})
    assert learned.class_of("Xyzzy", "xyzzy") == NOUN_CLASS
    assert learned.class_of("Blofeldt", "blofeldt") == SMALL_CLASS  # at the beginning of a sentence
    assert learned.class_of("zwackel", "zwackel") == NOUN_CLASS  # typed without its capital
    assert learned.class_of("blofeldt", "blofeldt") == SMALL_CLASS
    assert [learned.class_of(form, "gnupf") for form in ("Gnupf", "gnupf")] == [NOUN_CLASS, SMALL_CLASS]
    assert learned.class_of("xyzzy", "xyzzy") == ANY_CLASS


def hold_the_contract(form: str, parts: tuple[Part, ...]) -> None:
    assert parts[0].start == 0
    assert parts[-1].end == len(form)
    assert all(form[part.start : part.end] == part.text for part in parts)
    assert all(part.start < part.end or not form for part in parts)
    assert all(fold(form[one.end : other.start]) in LINKS for one, other in pairwise(parts))


LETTERS = st.text(st.sampled_from("abdeghilmnorstuäöüßAEBS*:-ﬁ1é"), min_size=1, max_size=30)


@given(st.one_of(st.text(min_size=1).filter(lambda form: "\n" not in form), LETTERS))
@settings(max_examples=300, deadline=None)
def test_any_text_is_covered_by_its_parts(form: str) -> None:
    hold_the_contract(form, splitter().split(form))


def sorted_rows(pieces: Pieces) -> list[tuple[int, int, bool]]:
    return sorted(zip(pieces.form.tolist(), pieces.key.tolist(), pieces.is_head.tolist(), strict=True))


def assert_alike(forms: list[str]) -> None:
    analysis = analyse(forms)
    assert analysis is not None
    assert sorted_rows(pieces_of_analysed(forms, analysis)) == sorted_rows(pieces_of(forms))


RUN_TOGETHER = st.builds(
    lambda words, link: link.join(words), st.lists(st.sampled_from(OWN), min_size=1, max_size=4),
    st.sampled_from(["", "s", "er", "en", "*innen", "s-", "ü", "ß", "In", "'"]),
)  # fmt: skip


@given(st.lists(st.one_of(LETTERS, RUN_TOGETHER, RUN_TOGETHER.map(str.lower), RUN_TOGETHER.map(str.upper)), max_size=8))
@settings(max_examples=150, deadline=None)
def test_many_forms_have_the_pieces_that_each_has(forms: list[str]) -> None:
    assert_alike(forms)


@given(forms=st.lists(st.one_of(LETTERS, RUN_TOGETHER, RUN_TOGETHER.map(str.lower)), max_size=4))
@settings(max_examples=200, deadline=None)
def test_some_words_are_split_by_kernels_as_without(forms: list[str]) -> None:
    fast = CompoundSplitter(*german_table())
    fast.use_kernels(german_lookup())
    assert fast.split_each(forms) == list(map(splitter().split, forms))


def test_our_list_has_the_same_pieces_in_bulk() -> None:
    assert_alike(OWN)


def test_parts_that_never_meet_a_word_are_known_as_they_are_written() -> None:
    forms = ["Schultür", "Handelsstraße", "Kohleausstieg", "Kohle"]
    assert_alike(forms)
    found = pieces_of(forms)
    written = [found.form[found.key == key].tolist() for key in written_keys(["handels", "handel", "kohle", "schul"])]
    assert written == [[1], [], [2], []]
    assert not found.is_head[np.isin(found.key, written_keys(["handels", "kohle"]))].any()


def test_nothing_is_split_into_nothing() -> None:
    assert_alike([])
    assert splitter().split("") == (Part(0, 0, "", ""),)


@pytest.mark.parametrize(
    ("name", "f1", "false_splits"),
    [
        ("sample", 0.97, 5),
        ("small", 0.95, 5),
        ("news", 0.93, 8),
        ("frequent", 0.9, 8),
        ("surname", 0.0, 12),
        ("place", 0.0, 6),
    ],
)
def test_our_list_keeps_its_floor(name: str, f1: float, false_splits: int) -> None:
    score, wrong = benchmark.evaluate(benchmark.read_own()[name], ours())
    assert score.f1 >= f1, wrong
    assert score.false_splits <= false_splits, wrong


@pytest.mark.parametrize(("name", "f1", "false_splits"), [("cdec", 0.92, 7), ("jwordsplitter", 0.94, 0)])
def test_published_lists_keep_their_floor(name: str, f1: float, false_splits: int) -> None:
    lists = benchmark.read_gold(GOLD)
    if name not in lists:
        pytest.skip(f"the list {name} is not at hand; it may not be copied into the project")
    score, wrong = benchmark.evaluate(lists[name], ours())
    assert score.f1 >= f1, wrong
    assert score.false_splits <= false_splits, wrong


@given(st.text(max_size=40), st.data())
def test_the_hash_of_a_piece_follows_from_those_of_the_beginnings(word: str, data: st.DataObject) -> None:
    assert beginnings(word) == [word_hash(word[:end]) for end in range(len(word) + 1)]
    from index.compounds.splitter import piece_hash

    begin = data.draw(st.integers(0, len(word)))
    end = data.draw(st.integers(begin, len(word)))
    assert piece_hash(beginnings(word), begin, end) == word_hash(word[begin:end])


@given(st.lists(st.integers(0, 2**64 - 1), unique=True), st.lists(st.integers(0, 2**64 - 1)))
@settings(max_examples=50)
def test_a_table_finds_its_rows_and_no_others(inside: list[int], outside: list[int]) -> None:
    from index.kernels.hash_kernels import find_all

    table = hash_table(np.array(sorted(inside), np.uint64))
    wanted = [sorted(inside).index(key) if key in inside else -1 for key in inside + outside]
    assert [table.row(key) for key in inside + outside] == wanted
    assert find_all(table, np.array(inside + outside, np.uint64)).tolist() == wanted


@given(st.dictionaries(st.integers(1, 2**64 - 1), st.integers(NEVER, 2**15 - 1)), st.lists(st.integers(0, 2**64 - 1)))
@settings(max_examples=50)
def test_the_scores_of_parts_are_found_beside_their_hashes(inside: dict[int, int], outside: list[int]) -> None:
    keys, last = sorted(inside), 2**64 - 1
    scores = np.array([inside[key] for key in keys], np.int16)
    none = np.full(len(keys), NEVER, np.int16)
    bytes_ = np.zeros(len(keys), np.uint8)
    table = ScoreTable(hash_table(np.array(keys, np.uint64)), none, scores, none, none, none, bytes_, bytes_, bytes_)
    look = lookup(table, Constants(0, 0, 0, 0, 0, 0))
    for key in (*keys, *outside, 0, last):
        found = [_score(look.parts, look.part_shift, part, np.uint64(key)) for part in range(4)]
        assert found == [NEVER, inside.get(key, NEVER), NEVER, NEVER]


def test_no_run_of_rows_is_so_long_that_a_part_could_be_taken_for_another() -> None:
    from index.compounds.ready import german_lookup

    look = german_lookup()
    scores = np.ascontiguousarray(look.parts[:, 1]).view(np.int16).reshape(-1, 4)
    empty = np.flatnonzero((scores == NEVER).all(axis=1))
    assert np.diff(empty, prepend=-1).max() < 2 ** (64 - int(look.part_shift) - 8)
    assert empty[-1] == len(scores) - 1


def test_what_composition_cut_off_a_part_fits_beside_who_it_is() -> None:
    from index.compounds.kernels import _short

    table, _ = german_table()
    for restore in (table.restore, table.restore_nominal):
        short = _short(restore)
        assert short.max() < 16
        assert np.array_equal(short >> 2 << 4 | short & 3, restore)


def small_table(whole: Callable[[int], int]) -> ScoreTable:
    keys = np.arange(1, 6, dtype=np.uint64)
    scores = np.array([whole(int(key)) for key in keys], np.int16)
    bytes_ = np.arange(5, dtype=np.uint8)
    return ScoreTable(hash_table(keys), scores, scores, scores, scores, scores, bytes_, bytes_, bytes_)


def test_a_table_is_kept_on_disk_whole(tmp_path: Path) -> None:
    constants = Constants(-1, 2, 3, 4, 5, 6)
    path = tmp_path / "cache" / "table"
    save(path, small_table(lambda key: key * 7 if key % 2 else NEVER), constants)
    table, found = load(path)
    assert found == constants
    assert table.whole.tolist() == [7, NEVER, 21, NEVER, 35]
    assert [table.words.row(key) for key in range(7)] == [-1, 0, 1, 2, 3, 4, -1]
    save(path, small_table(bool), constants)  # another process was slower: who reads the first table goes on
    assert table.whole.tolist() == [7, NEVER, 21, NEVER, 35]
    assert load(path)[0].whole.tolist() == [1] * 5
    assert [one.name for one in path.parent.iterdir()] == ["table"]


def test_a_table_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "table").mkdir()
    with pytest.raises(OSError, match="directory"):
        save(tmp_path / "table", small_table(bool), Constants(-1, 2, 3, 4, 5, 6))
    assert [one.name for one in tmp_path.iterdir()] == ["table"]


def test_where_nothing_can_be_kept_the_scores_are_computed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = small_table(bool), Constants(-1, 2, 3, 4, 5, 6)
    monkeypatch.setattr("index.compounds.ready._compute", lambda: computed)
    blocked = tmp_path / "file"
    blocked.write_text("in the place of the folder")
    assert german_table(blocked) is computed


def test_a_table_that_was_cut_off_is_computed_and_kept_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computed = small_table(bool), Constants(-1, 2, 3, 4, 5, 6)
    monkeypatch.setattr("index.compounds.ready._compute", lambda: computed)
    german_table(tmp_path / "cache")
    (kept,) = (tmp_path / "cache").iterdir()
    whole = kept.read_bytes()
    for left in (whole[:-128], b"{}\n", b"{", b""):
        kept.write_bytes(left)
        with pytest.raises(OSError, match=r"damaged"):
            load(kept)
        german_table.cache_clear()
        assert german_table(tmp_path / "cache")[1] == computed[1]
        assert kept.read_bytes() == whole


def test_what_kernels_look_up_is_kept_beside_the_table_and_made_anew_when_it_is_damaged(tmp_path: Path) -> None:
    table, constants = small_table(lambda key: key * 7 if key % 2 else NEVER), Constants(-1, 2, 3, 4, 5, 6)
    made = lookup(table, constants)
    for number in range(3):
        kept = lookup(table, constants, tmp_path / "table")
        for part in ("seen", "parts"):
            assert np.array_equal(getattr(made, part), getattr(kept, part))
        assert np.array_equal(made.table.words.bucket, kept.table.words.bucket)
        (path,) = tmp_path.iterdir()
        if number:  # of a damaged file nothing is used
            path.write_bytes(path.read_bytes()[:-128])


def test_a_table_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        load(tmp_path / "none")


def test_the_german_table_says_what_german_makes_compounds_of() -> None:
    table, constants = german_table()

    def score(column: str, word: str) -> int:
        row = table.words.row(word_hash(fold(word)))
        return int(getattr(table, column)[row]) if row >= 0 else NEVER

    assert score("modifier", "Regierungs") > score("modifier", "Regierung")
    assert score("modifier", "auf") == NEVER
    assert score("noun", "Minister") > score("noun", "Müller")
    assert score("noun", "keit") == NEVER
    assert score("adjective", "freundlich") != NEVER
    assert score("modifier", "schreib") > score("nominal", "schreib")
    assert constants.letter < 0
