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
    left = (time.perf_counter() - started) * (segments - 1)
    if left < LEAST_SECONDS or _IS_ALONE or hot.operations() is plain:
        _work_off(work, rows, found)
        return list(found.values())
    second = _Helper.get().submit(_work_off, work, rows, found)
    try:
        _work_off(work, rows, found)
    finally:
        if not second.cancel():
            second.result()
    return [found[at] for at in range(segments)]


def _work_off(
    work: Callable[..., Result], rows: Iterator[tuple[int, tuple[Any, ...]]], found: dict[int, Result]
) -> None:
    for at, row in rows:
        found[at] = work(*row)
