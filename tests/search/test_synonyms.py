"""The files of synonyms."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from search.words.synonyms import _LONGEST, FILE_NAME, Entry, OwnFile, Synonyms, load, stamp


def test_single_words_have_the_weights_of_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("Kfz, Auto, Wagen^0.6  # everyday\n\nKarre^x, Kiste^9\n", "utf-8")
    synonyms = load(tmp_path, stamp(tmp_path))
    assert synonyms.words("Kfz") == {"Auto": 1.0, "Wagen": 0.6}
    assert synonyms.words("Wagens") == {"Kfz": 1.0, "Auto": 1.0}
    assert synonyms.words("Karre") == {"Kiste": 1.0}
    assert synonyms.words("Regenrinne") == {}


def test_words_in_the_owners_file_have_none_of_the_programs(tmp_path: Path) -> None:
    assert "Bundeskanzler" in load(tmp_path, stamp(tmp_path)).words("Kanzler")
    (tmp_path / FILE_NAME).write_text("Kanzler\n", "utf-8")
    synonyms = load(tmp_path, stamp(tmp_path))
    assert synonyms.words("Kanzler") == {}
    assert synonyms.words("Bundeskanzler") == {}


def test_the_programs_own_file_says_nothing_twice(tmp_path: Path) -> None:
    synonyms = load(tmp_path, 0)
    assert ("Europäische", "Zentralbank") in synonyms
    assert synonyms.words("CDU") == {"Union": 0.7, "Christdemokraten": 1.0}


@given(st.text(max_size=60))
def test_any_file_can_be_read(text: str) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        (Path(folder) / FILE_NAME).write_text(text, "utf-8", "replace")
        synonyms = load(Path(folder), stamp(Path(folder)))
        for word in text.split():
            assert all(0 <= weight <= 1 for weight in synonyms.words(word).values())


OWN = [
    [Entry(("Kanzler",), 1.0), Entry(("Regierungschef",), 0.5), Entry(("Chef", "im", "Amt"), 1.0)],
    [Entry(("Bundestag",), 1.0), Entry(("Hohes", "Haus"), 1.0)],
]
TOOK = frozenset(tuple(word.lower() for word in entry.words) for group in OWN for entry in group)


@given(st.data(), st.booleans())
def test_synonyms_that_are_loaded_are_the_same(data: st.DataObject, with_owners: bool) -> None:
    groups, took = (OWN, TOOK) if with_owners else ([], frozenset())
    plain, loaded = (Synonyms(groups, OwnFile(took)) for _ in range(2))
    loaded.load()
    entries = sorted(key for places in loaded._read.values() for key in places)
    for key in data.draw(st.lists(st.sampled_from(entries), min_size=20, max_size=40)):
        assert plain.phrases(key) == loaded.phrases(key)
        assert key in plain
        for word in (key[0], key[0].title(), f"{key[0]}s", f"{key[0]}en", key[0][:-1], f"{key[0]}haus"):
            assert loaded.words(word) == plain.words(word)


def test_as_many_words_are_compared_as_the_longest_entry_has() -> None:
    entries = [entry for group in OwnFile().groups() for entry in group]
    assert max(len(entry.words) for entry in entries) == _LONGEST == Synonyms([], OwnFile()).longest
