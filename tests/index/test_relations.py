"""Relations: the same however an index came about, found as by a plain search, computed anew without articles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Index, Segment, Snapshot, relations
from index.dictionary.lexicon import Chunk, build_chunk, forms_of, relate
from index.kernels.hashing import text_hash, text_hashes
from index.relations import Forms, Rows, stored
from index.storage.store import RELATIONS
from search import Engine, Parameters, Request
from search.cli import main
from tests.damage import damage_column

WORDS = [
    "Minister", "Verteidigungsminister", "Bundesverkehrsminister", "Verkehrsminister", "Klimaschutzgesetz", "Gesetz",
    "Gesetze", "Klimaschutz", "Häuserkampf", "Haus", "Neustadt", "Sporthalle", "Sporthallen", "Schulamt", "laufen",
    "Straßenbau", "STRASSENBAU", "Bürger*innenrat", "klimaneutral", "EU", "7", "ﬁ",
    "Donaudampfschifffahrtsgesellschaft",
]  # fmt: skip
FORMS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(min_size=1, max_size=9).filter(str.isalnum)), unique=True)


class Folders:
    """Gives a new folder at each call; the same object for all examples of a property."""

    def __init__(self, root: Path) -> None:
        self._root, self._numbers = root, count()

    def __call__(self) -> Path:
        return self._root / str(next(self._numbers))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folders]:
    root = tmp_path_factory.mktemp("relations")
    yield Folders(root)
    shutil.rmtree(root)


def written(path: Path, *commits: Sequence[str]) -> Index:
    """Return a new index to which each of ``commits``, texts of articles, was added."""
    index = Index.create(path)
    for number, texts in enumerate(commits):
        with index.writer() as writer:
            for at, text in enumerate(texts):
                writer.add(Article(id=f"{number}.{at}", text=text))
    return index


def related(snapshot: Snapshot) -> dict[str, set[tuple[int, str, int]]]:
    """Return the rows of each relation, with forms for their numbers."""
    found: dict[str, set[tuple[int, str, int]]] = {}
    for relation in relations.relations():
        rows = found.setdefault(relation.name, set())
        for chunk in snapshot.lexicon.chunks:
            assert chunk.relations is not None
            columns = [column.tolist() for column in stored.read(chunk.relations, relation.name)]
            rows.update((key, chunk.forms[form], weight) for key, form, weight in zip(*columns, strict=True))
    return found


@given(st.lists(st.text(max_size=12), max_size=9))
def test_many_texts_hash_as_one_does(texts: list[str]) -> None:
    assert text_hashes(texts).tolist() == [text_hash(text) for text in texts]


@given(
    keys=st.lists(st.sets(st.integers(0, 2**64 - 1), max_size=40), min_size=4, max_size=4), unknown=st.integers(0, 99)
)
def test_keys_are_found_by_their_first_bits(keys: list[set[int]], unknown: int) -> None:
    sorted_keys = [np.array(sorted(own), np.uint64) for own in keys]
    bucket, buckets = stored._buckets(sorted_keys)
    before = 0
    for own, (first, shift) in zip(sorted_keys, buckets.tolist(), strict=True):
        for key in [*own.tolist(), unknown]:
            begin, end = bucket[first + (key >> shift) : first + (key >> shift) + 2].tolist()
            among = own[begin - before : end - before].tolist()
            assert (key in among) == (key in own.tolist())
        before += len(own)


@given(st.lists(FORMS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_merged_chunks_have_the_relations_of_all_their_forms(lists: list[list[str]]) -> None:
    seen: set[str] = set()
    chunks, first = [], 0
    for own in lists:
        forms = Forms([form for form in own if form not in seen])
        seen.update(own)
        chunks.append(Chunk(first, build_chunk(forms), relations.build(forms)))
        first += len(forms)
    together = forms_of(chunks)
    merged, anew = relate(chunks, together), relations.build(together)
    assert {name: column.tolist() for name, column in merged.items()} == {
        name: column.tolist() for name, column in anew.items()
    }


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(1, 255)), max_size=40), st.integers(0, 6))
def test_a_key_finds_what_a_plain_search_finds(rows: list[tuple[int, int, int]], wanted: int) -> None:
    key, form, weight = (np.array([row[at] for row in rows]) for at in range(3))
    built = stored._columns("r", Rows(key.astype(np.uint64), form.astype(np.int64), weight.astype(np.uint8)))
    best: dict[int, int] = {}
    for own_key, own_form, own_weight in rows:
        if own_key == wanted:
            best[own_form] = max(own_weight, best.get(own_form, 0))
    forms, weights = relations.find(built, "r", wanted)
    assert list(zip(forms.tolist(), weights.tolist(), strict=True)) == sorted(best.items())


def test_every_relation_passes_the_contract() -> None:
    forms = Forms(WORDS)
    for relation in relations.relations():
        rows = relation.rows(forms)
        assert len(rows.key) == len(rows.form) == len(rows.weight)
        assert rows.weight.min(initial=1) >= 1
        assert set(rows.form.tolist()) <= set(range(len(WORDS)))
        alone = {(key, form) for at, form in enumerate(WORDS) for key in relation.rows(Forms([form])).key.tolist()}
        assert {(key, WORDS[at]) for key, at in zip(rows.key.tolist(), rows.form.tolist(), strict=True)} == alone
        assert relation.fingerprint() == relation.fingerprint()
        assert isinstance(getattr(Parameters(), relation.name), float)


@given(texts=st.lists(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join), min_size=1, max_size=8),
       cut=st.integers(0, 8))  # fmt: skip
@settings(max_examples=15, deadline=None)
def test_relations_are_the_same_however_the_articles_came(folder: Folders, texts: list[str], cut: int) -> None:
    at_once = written(folder(), texts)
    expected = related(at_once.snapshot())
    assert related(written(folder(), texts[:cut], texts[cut:]).snapshot()) == expected
    assert related(written(folder(), *([text] for text in reversed(texts))).snapshot()) == expected


def relex(path: Path) -> str:
    result = CliRunner().invoke(main, ["relex", "--index", str(path)])
    assert result.exit_code == 0, result.output
    return result.output


def found(path: Path, query: str) -> tuple[set[str], list[str]]:
    """Return the ids that a query finds, and the codes of the notes."""
    response = Engine.open(path).search(Request(query=query))
    return {hit.id for hit in response.hits}, [note.code for note in response.notes]


def with_other_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make all relations written so far those of an earlier version."""
    monkeypatch.setattr(relations, "fingerprint", lambda: "0123456789abcdef")


def test_an_index_with_other_relations_is_searched_for_forms_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index"
    written(path, ["Der Verteidigungsminister spricht.", "Die Minister schweigen."])
    assert found(path, "Minister") == ({"0.0", "0.1"}, [])
    with_other_rules(monkeypatch)
    assert found(path, "Minister") == ({"0.1"}, ["relex"])


def test_relex_brings_it_up_to_date_and_reads_no_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index"
    index = written(path, ["Der Verteidigungsminister spricht.", "Die Minister schweigen."])
    reader = index.snapshot()
    before = related(reader)
    with_other_rules(monkeypatch)
    monkeypatch.setattr(Segment, "coded", None)
    assert relex(path).startswith("relations of 6 forms, in ")
    assert index.snapshot().lexicon.find(["Minister"]) == reader.lexicon.find(["Minister"])
    assert related(Index.open(path).snapshot()) == before
    assert related(reader) == before  # whoever has the old generation open reads on
    assert len(list((path / RELATIONS).iterdir())) == 1


def test_relex_equals_a_fresh_index(tmp_path: Path) -> None:
    texts = [" ".join(WORDS[at : at + 5]) for at in range(0, len(WORDS), 5)]
    grown = written(tmp_path / "grown", *([text] for text in texts))
    relex(tmp_path / "grown")
    assert related(grown.snapshot()) == related(written(tmp_path / "fresh", texts).snapshot())


def test_the_next_writer_brings_old_relations_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index"
    index = written(path, ["Der Verteidigungsminister spricht."])
    with_other_rules(monkeypatch)
    with index.writer() as writer:
        writer.add(Article(id="new", text="Ein Innenminister hört zu."))
    assert found(path, "Minister") == ({"0.0", "new"}, [])


def test_damage_to_relations_is_found(tmp_path: Path) -> None:
    path = tmp_path / "index"
    index = written(path, ["Der Verteidigungsminister spricht."])
    file = damage_column(path, "head.key")
    assert [problem.file for problem in index.verify()] == [file]
