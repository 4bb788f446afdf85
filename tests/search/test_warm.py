"""A warm engine: no answer waits for what corrects and suggests from a new generation."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest

from index import Article, Index, compounds
from index.dictionary import likeness_kernels
from index.tokenising import scan_kernels
from search import Engine, Request, warm
from search.kernels import fast as kernels
from search.view import View

SECONDS = 120.0
SELDOM = {"held", "frequencies"}
"""Not compiled ahead: what a phrase near a word needs, and a word with more forms than it may have."""


def write(index: Index, *words: str) -> None:
    with index.writer() as writer:
        for word in words:
            for number in range(30):
                writer.add(Article(id=f"{word}{number}", title=word, text=f"{word} steht hier."))


def corrected(engine: Engine, typed: str) -> str:
    correction = engine.search(Request(typed, correct=True)).correction
    return correction.query if correction else ""


def test_the_old_generation_corrects_and_suggests_until_the_new_one_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.create(tmp_path / "index")
    write(index, "Regierung")
    engine = Engine(index)
    engine.warm()
    go_on, load = Event(), View.load

    def loads_late(view: View) -> None:
        assert go_on.wait(SECONDS)
        load(view)

    monkeypatch.setattr(View, "load", loads_late)
    write(index, "Lauterbach")
    assert engine.search(Request("Lauterbach")).total == 30
    assert corrected(engine, "Regirung") == "Regierung" and corrected(engine, "Lauterbahc") == ""
    assert engine.suggest("laut") == () and engine.suggest("regi")
    go_on.set()
    deadline = time.monotonic() + SECONDS
    while not engine.suggest("laut"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert corrected(engine, "Lauterbahc") == "Lauterbach"


def test_an_engine_that_is_not_warm_reads_the_new_generation_at_once(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    write(index, "Regierung")
    engine = Engine(index)
    assert engine.suggest("laut") == ()
    write(index, "Lauterbach")
    assert engine.suggest("laut") and corrected(engine, "Lauterbahc") == "Lauterbach"


def test_the_questions_of_warm_use_the_operations_of_the_kernels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compounds.german_table()
    used: set[str] = set()

    def noting(name: str, module: ModuleType = kernels) -> Callable[..., object]:
        operation = getattr(module, name)

        def note(*arguments: object, **named: object) -> object:
            used.add(name)
            return operation(*arguments, **named)

        return note

    for name in kernels.__all__:
        monkeypatch.setattr(kernels, name, noting(name))
    monkeypatch.setattr(likeness_kernels, "likest", noting("likest", likeness_kernels))  # of several chunks
    warm._ask(tmp_path / "index", warm._QUESTIONS)
    assert {*kernels.__all__, "likest"} - used == SELDOM


def test_who_asks_twice_has_what_variants_of_several_words_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.create(tmp_path / "index")
    write(index, "Regierung")
    used: set[str] = set()
    for name in kernels.__all__:
        operation = getattr(kernels, name)

        def note(*asked: object, name: str = name, operation: Callable[..., object] = operation) -> object:
            used.add(name)
            return operation(*asked)

        monkeypatch.setattr(kernels, name, note)
    engine = Engine(index)
    for _ in range(2):
        engine.search(Request("unbekannt"))
    assert used >= {"places", "window", "union", "scores", "leading", "matched", "in_rows"}


def test_the_index_of_warm_is_large_enough_for_the_table_of_forms_to_grow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    fill = scan_kernels.fill_table

    def noting(
        table: npt.NDArray[np.uint64], words: npt.NDArray[np.uint64], offsets: npt.NDArray[np.int64], count: int
    ) -> None:
        sizes.append(len(table))
        fill(table, words, offsets, count)

    monkeypatch.setattr(scan_kernels, "fill_table", noting)
    warm._index(tmp_path / "index")
    assert sizes
