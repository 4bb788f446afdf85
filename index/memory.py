"""Memory that is free but still the process's: keep it or give it back; and garbage: look for it seldom."""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any, Final

_OBJECTS_BETWEEN: Final = 100_000
"""New objects until garbage in cycles is looked for. Indexing makes next to none (ten objects of 10,000 articles), and
looking for it among all that is loaded, after 700 new ones, took 0.13 s of 3.9."""

_M_ARENA_MAX: Final = -8
"""The number of a setting in glibc's ``malloc.h``: how many heaps there may be at most."""
_M_TRIM_THRESHOLD: Final = -1
"""How much free memory at the end of a heap is kept."""
_M_MMAP_THRESHOLD: Final = -3
"""What is as large is taken from the system, and given back to it, by itself."""
_PIECE: Final = 1 << 20
_LARGE: Final = 32 << 20
"""The largest `_M_MMAP_THRESHOLD` that glibc allows."""


def keep_one_heap() -> None:
    """Have all threads share one heap, where the C library can (glibc): for the whole process.

    Else each thread may have its own, and what one frees another does not use again. Of reindexing 10,000 articles
    that was 0.35 s of processor in the system and 90 MB of the peak (medians of six pairs); threads hardly wait for
    each other. For what only indexes, before its threads begin.
    """
    setting = _of_c_library("mallopt")
    if setting is not None:
        setting(_M_ARENA_MAX, 1)


def keep_ready(size: int) -> None:
    """Take ``size`` bytes from the system, and keep what is freed, where the C library can (glibc): for the process.

    The system finds a page of memory when it is first written to, and who writes waits for it: here 2 µs or more. Who
    keeps a little of every answer would wait with each until there is enough. A process that is forked off takes its
    own, as what it shares with its parent is new to it when it is written to.
    """
    setting = _of_c_library("mallopt")
    if setting is not None:
        setting(_M_TRIM_THRESHOLD, 2 * max(size, _LARGE))
        setting(_M_MMAP_THRESHOLD, _LARGE)
        _write_once(size)
        os.register_at_fork(after_in_child=partial(_write_once, size))


def _write_once(size: int) -> None:
    written = [b"\1" * _PIECE for _ in range(size // _PIECE)]
    written.clear()


def give_back() -> None:
    """Give free memory back, where the C library can (glibc keeps it otherwise, two fifths of the peak of indexing)."""
    trim = _of_c_library("malloc_trim")
    if trim is not None:
        trim(0)


@cache
def _of_c_library(name: str) -> Any:  # noqa: ANN401  # a C function
    try:
        return getattr(ctypes.CDLL(None), name, None)
    except (OSError, TypeError):  # no C library that can be asked, as on Windows
        return None


@contextmanager
def seldom_collected(*, for_a_command: bool = False) -> Iterator[None]:
    """Look for garbage in cycles seldom meanwhile; ``for_a_command``: when it ends not among what is there by then.

    What is kept from being looked at in the end stays so for as long as the process lives.
    """
    objects, *others = gc.get_threshold()
    gc.set_threshold(max(objects, _OBJECTS_BETWEEN) if objects else 0, *others)  # 0: whoever looks for none goes on so
    try:
        yield
    finally:
        gc.set_threshold(objects, *others)
        if for_a_command:
            gc.freeze()
