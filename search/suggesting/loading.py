"""Makes ready in the background what corrects and suggests from a new generation; answers keep the processor."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Final

from search.limits import MAX_LOADING_SHARE

_SWITCH_SECONDS: Final = 0.0005
"""A kernel gives up the interpreter, and its question waits so long to get it back from who loads; ten times as long
if nothing is said."""


class Loader:
    """Calls ``load`` in a thread when asked to, at most for a share of the time: a large index takes seconds.

    Who asks while it waits or works is served by its next call, so ``load`` has to look for what is newest.
    """

    def __init__(self, load: Callable[[], None]) -> None:
        self._load = load
        self._waiting, self._working = Lock(), Lock()
        self._not_before = 0.0

    def ask(self) -> None:
        """See to it that ``load`` is called from now on at least once."""
        if self._waiting.acquire(blocking=False):
            Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        with self._working:
            time.sleep(max(0.0, self._not_before - time.monotonic()))
            self._waiting.release()
            began = time.thread_time()
            with _quick_switches():
                self._load()
            busy = time.thread_time() - began
            self._not_before = time.monotonic() + busy * (1 / MAX_LOADING_SHARE - 1)


@contextmanager
def _quick_switches() -> Iterator[None]:
    """Let other threads of the process have the interpreter soon when they ask for it."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SWITCH_SECONDS))
    try:
        yield
    finally:
        sys.setswitchinterval(before)
