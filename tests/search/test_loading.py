"""What is made ready in the background: everybody who asks is served, and not more often than the share allows."""

from __future__ import annotations

import sys
import time
from threading import Event, Semaphore

from search.limits import MAX_LOADING_SHARE
from search.suggesting.loading import Loader


def test_who_asks_while_it_works_is_served_once_more() -> None:
    began, go_on = Semaphore(0), Semaphore(0)
    seen: list[int] = []
    newest = [0]

    def load() -> None:
        seen.append(newest[-1])
        began.release()
        go_on.acquire()

    loader = Loader(load)
    loader.ask()
    began.acquire()
    for number in range(1, 5):
        newest.append(number)
        loader.ask()
    go_on.release()
    began.acquire()
    go_on.release()
    assert seen == [0, 4]
    loader.ask()
    began.acquire()
    go_on.release()
    assert seen == [0, 4, 4]


def test_loading_waits_in_proportion_to_what_it_took() -> None:
    ended: list[float] = []
    done = Semaphore(0)

    def load() -> None:
        begin = time.thread_time()
        while time.thread_time() < begin + 0.02:
            pass
        ended.append(time.monotonic())
        done.release()

    loader = Loader(load)
    for _ in range(2):
        loader.ask()
        done.acquire()
    assert ended[1] - ended[0] >= 0.02 / MAX_LOADING_SHARE


def test_threads_change_as_before_afterwards() -> None:
    before, during, done = sys.getswitchinterval(), [], Event()
    loader = Loader(lambda: (during.append(sys.getswitchinterval()), done.set())[1])
    loader.ask()
    assert done.wait(10)
    with loader._working:
        assert sys.getswitchinterval() == before > during[0]
