"""The segments of a large index, worked on by two threads: one question of a million articles uses a second core.

Kernels let other threads go on while they run. Each segment is worked on by itself, so what comes of it is the same
with one thread or two. A process without kernels, or with one core, works on one segment after the other.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from search.kernels import hot, plain

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Result = TypeVar("Result")
LEAST_SECONDS: Final = 0.001
"""Less work than this, going by the first segment, is not worth waking a thread for: from half of it on, a rare word in
34 segments took 1.4 to 1.8 ms by stems instead of 1.0; from twice as much on, two words were hardly faster."""
_RUNS: Final = 8
"""Runs of segments into which a question is divided: each costs ten microseconds, and the last one is waited for."""
_IS_ALONE: Final = (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1) < 2


class _Helper:
    """The second thread of this process, begun at first need; a process that is forked off begins its own."""

    pool: ThreadPoolExecutor | None = None

    @classmethod
    def get(cls) -> ThreadPoolExecutor:
        """Return the pool with the thread."""
        if cls.pool is None:
            from concurrent.futures import ThreadPoolExecutor

            cls.pool = ThreadPoolExecutor(1, "segments")
        return cls.pool

    @classmethod
    def forget(cls) -> None:
        """Begin anew: threads do not live on in a process that is forked off."""
        cls.pool = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Helper.forget)


def each(work: Callable[..., Result], *columns: Sequence[Any]) -> list[Result]:
    """Return what `map` gives for ``work`` and ``columns``, which have an entry a segment; what it raises is raised."""
    if len(columns[0]) < 2:
        return list(map(work, *columns))
    rows = enumerate(zip(*columns, strict=True))  # to take one is a single step of Python: no two threads get the same
    found: dict[int, Result] = {}
    segments, started = len(columns[0]), time.perf_counter()
    _work_off(work, islice(rows, 1), found)
    if _is_worth_a_thread(started, segments - 1):
        _work_off_together(work, rows, found)
    else:
        _work_off(work, rows, found)
    return [found[at] for at in range(segments)]


def in_runs(work: Callable[[int, int], Result], segments: int) -> list[Result]:
    """Return what ``work`` gives for all segments, run by run: it is told the first one, and the first one behind it.

    Without a segment, there is no run.

    What takes all segments in one step takes few of them first. If that took long, two threads share the others in as
    many runs as make them end at about the same time; if not, one takes them all.
    """
    if not segments:
        return []
    size = -(-segments // _RUNS)
    if size == segments:
        return [work(0, segments)]
    started = time.perf_counter()
    found = {0: work(0, size)}
    if not _is_worth_a_thread(started, _RUNS - 1):
        return [found[0], work(size, segments)]
    runs = [(first, min(first + size, segments)) for first in range(size, segments, size)]
    _work_off_together(work, enumerate(runs, 1), found)
    return [found[at] for at in range(len(runs) + 1)]


def _is_worth_a_thread(started: float, left: int) -> bool:
    """Return whether to do ``left`` times what was done since it ``started`` is worth waking a thread for."""
    seconds = (time.perf_counter() - started) * left
    return seconds >= LEAST_SECONDS and not _IS_ALONE and hot.operations() is not plain


def _work_off_together(
    work: Callable[..., Result], rows: Iterator[tuple[int, tuple[Any, ...]]], found: dict[int, Result]
) -> None:
    second = _Helper.get().submit(_work_off, work, rows, found)
    try:
        _work_off(work, rows, found)
    finally:
        if not second.cancel():
            second.result()


def _work_off(
    work: Callable[..., Result], rows: Iterator[tuple[int, tuple[Any, ...]]], found: dict[int, Result]
) -> None:
    for at, row in rows:
        found[at] = work(*row)
