"""Two threads that work on the segments of one question: each segment once, in order, and the same answers."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from threading import Barrier, get_ident

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Index
from search import Engine
from search.kernels import hot
from search.matching import side_by_side
from search.matching.side_by_side import each
from tests.search.test_scores import QUERIES, archives, seen


@pytest.fixture(autouse=True)
def _two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two threads work however little there is to do, on any machine."""
    hot.use_kernels()
    monkeypatch.setattr(side_by_side, "LEAST_SECONDS", 0.0)
    monkeypatch.setattr(side_by_side, "_IS_ALONE", False)
    if hot.operations().__name__ == "search.kernels.plain":  # type: ignore[attr-defined]
        pytest.skip("kernels are switched off, and with them the second thread")


def test_two_threads_work_at_the_same_time() -> None:
    both = Barrier(2)

    def work(at: int) -> int:
        if at in (1, 2):
            both.wait(timeout=60)  # raises if nobody else comes
        return get_ident()

    assert len(set(each(work, range(3)))) == 2


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_what_is_returned_is_what_map_returns(size: int) -> None:
    numbers = range(size)
    assert each(lambda one, other: (one, other * 2), numbers, numbers[::-1]) == [
        (one, 2 * (size - 1 - one)) for one in numbers
    ]


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_what_either_thread_raises_is_raised_and_forgotten(bad: int) -> None:
    both = Barrier(2)

    def work(at: int) -> int:
        if at in (1, 2):
            both.wait(timeout=60)
        if at == bad:
            raise OSError(at)
        return at

    with pytest.raises(OSError, match=str(bad)):
        each(work, range(3))
    assert each(lambda at: at, range(5)) == [0, 1, 2, 3, 4]


def test_work_that_is_itself_shared_out_does_not_wait_for_itself() -> None:
    assert each(lambda at: sum(each(lambda other: at * other, range(9))), range(9)) == [36 * at for at in range(9)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_process_that_is_forked_off_has_a_second_thread_of_its_own() -> None:
    each(lambda at: at, range(9))
    child = os.fork()
    if child == 0:
        signal.alarm(60)  # ends the process, should it wait for a thread that it does not have
        os._exit(0 if each(lambda at: at, range(9)) == list(range(9)) else 1)
    _, status = os.waitpid(child, 0)
    assert status == 0


@given(archive=archives(12), asked=st.lists(QUERIES, min_size=4, max_size=4))
@settings(max_examples=10)
def test_answers_of_two_threads_are_those_of_one(
    tmp_path_factory: pytest.TempPathFactory, archive: list[Article], asked: list[str]
) -> None:
    path: Path = tmp_path_factory.mktemp("threads") / "index"
    index = Index.create(path)
    for article in archive:
        with index.writer() as writer:
            writer.add(article)
    found = [seen(Engine(index), query) for query in asked]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(side_by_side, "_IS_ALONE", True)
        assert [seen(Engine(index), query) for query in asked] == found
