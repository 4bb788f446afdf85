"""While a command indexes, garbage is looked for seldom, and its threads share one heap; a server has memory ready."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from index import Index, memory
from index.memory import seldom_collected


@pytest.mark.parametrize("for_a_command", [True, False])
def test_garbage_is_looked_for_seldom_meanwhile_and_as_before_afterwards(for_a_command: bool) -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        with seldom_collected(for_a_command=for_a_command):
            assert gc.get_threshold()[0] > 10 * before[0]
            assert gc.isenabled()
        assert gc.get_threshold() == before
        assert (gc.get_freeze_count() > frozen) is for_a_command
    finally:
        gc.unfreeze()


@pytest.mark.parametrize("objects", [0, 1_000_000])
def test_who_looks_for_garbage_yet_more_seldom_goes_on_so(objects: int) -> None:
    before = gc.get_threshold()
    gc.set_threshold(objects)
    try:
        with seldom_collected():
            assert gc.get_threshold()[0] == objects
    finally:
        gc.set_threshold(*before)


@pytest.mark.parametrize("wrong", [False, True])
def test_garbage_is_looked_for_seldom_while_an_index_is_built_anew(tmp_path: Path, wrong: bool) -> None:
    before = gc.get_threshold()
    index = Index.create(tmp_path / "index")
    with index.writer():
        assert gc.get_threshold() == before
    with suppress(ValueError), index.rebuild():
        assert gc.get_threshold()[0] > 10 * before[0]
        if wrong:
            raise ValueError
    assert gc.get_threshold() == before


def test_an_error_leaves_nothing_changed() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="wrong"), seldom_collected():
        raise ValueError("wrong")
    gc.unfreeze()
    assert gc.get_threshold() == before


HEAPS = """
import ctypes, sys, threading
from index.memory import keep_one_heap
if sys.argv[2] == "one":
    keep_one_heap()
library = ctypes.CDLL(None)
library.malloc.restype = library.fopen.restype = ctypes.c_void_p
all_there = threading.Barrier(4)
def take():
    library.malloc(100_000)
    all_there.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
file = ctypes.c_void_p(library.fopen(sys.argv[1].encode(), b"w"))
library.malloc_info(0, file)
library.fclose(file)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="this C library does not tell its heaps")
@pytest.mark.parametrize("kept", ["one", "many"])
def test_all_threads_of_a_command_share_one_heap(tmp_path: Path, kept: str) -> None:
    told = tmp_path / "heaps.xml"
    subprocess.run([sys.executable, "-c", HEAPS, str(told), kept], check=True)
    assert (told.read_text().count("<heap nr=") == 1) is (kept == "one")


def test_threads_take_short_turns_while_an_index_is_built_anew(tmp_path: Path) -> None:
    before = sys.getswitchinterval()
    try:
        for seconds, taken in ((0.005, 0.001), (0.0005, 0.0005)):  # whoever wants shorter ones keeps them
            sys.setswitchinterval(seconds)
            with Index.create(tmp_path / str(seconds)).rebuild():
                assert sys.getswitchinterval() == pytest.approx(taken)
    finally:
        sys.setswitchinterval(before)


def test_an_index_is_built_anew_with_one_heap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bool] = []
    monkeypatch.setattr(memory, "keep_one_heap", lambda: kept.append(True))
    index = Index.create(tmp_path / "index")
    with index.writer():
        pass
    assert kept == []
    with index.rebuild():
        pass
    assert kept == [True]


PAGES = """
import os, resource, sys
from index.memory import keep_one_heap, keep_ready
if sys.argv[1] == "ready":
    keep_one_heap()
    keep_ready(16 << 20)
if len(sys.argv) > 2 and os.fork():
    os.wait()
    sys.exit()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
kept = [b"a" * 100_000 for _ in range(100)]
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="this C library has no such settings")
def test_memory_that_is_ready_is_not_waited_for() -> None:
    def pages(*how: str) -> int:
        done = subprocess.run([sys.executable, "-c", PAGES, *how], check=True, capture_output=True, text=True)
        return int(done.stdout)

    many = pages("as it comes")
    assert 10 * pages("ready") < many
    assert 10 * pages("ready", "for a child") < many
