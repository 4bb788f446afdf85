"""Processes that answer together: each accepts connections at the same sockets, which one parent opened.

Python runs one page at a time in a process, so as many processes as cores show as many pages at once. They share the
index through the page cache, and each sees a new generation by itself, as a single one does.

The parent answers nothing. It starts a process that answers at once, without kernels, while it loads them itself
(which compiles them, once on a machine); then it starts those that stay, which have all that is loaded in common, and
the first one leaves. A process that ends is replaced; when the parent ends, however it ends, its children do.
"""

from __future__ import annotations

import gc
import logging
import mmap
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from threading import Lock, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from webui.limits import MAX_REQUEST_BYTES

if TYPE_CHECKING:
    from flask import Flask

    from search import Engine

MOST_BY_DEFAULT: Final = 8
"""Processes that are started unless more are asked for: each takes memory of its own."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM)
BACKLOG: Final = 1024
"""Connections that wait to be accepted."""
LEAST_SECONDS: Final = 1.0
"""A process that ends sooner would end as soon again, and is not replaced."""
LEAVING_SECONDS: Final = 5.0
"""How long a process that ends goes on with the answers that it has begun."""
GIVE_WAY_SECONDS: Final = 0.005
"""How long a process leaves a new connection to one that has fewer."""
PATIENCE_SECONDS: Final = 0.05
"""How long a request waits for the one before it; then both are worked on."""
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""What WSGI calls so."""
_CAN_FORK: Final = hasattr(os, "fork")


class ServingError(Exception):
    """No process could go on."""


def cores() -> int:
    """Return how many processes are worth while: one for each core that this one may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST_BY_DEFAULT)


def listening(host: str, port: int) -> list[socket.socket]:
    """Return a listening socket for each address of *host*; empty or a star for all of this machine's.

    Raises:
        OSError: there is no such address, or the port is taken.
    """
    found: list[socket.socket] = []
    name = None if host in {"", "*"} else host
    passive = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, _, _, _, address in dict.fromkeys(passive):
        if family in {socket.AF_INET, socket.AF_INET6}:
            found.append(socket.create_server(address[:2], family=family, backlog=BACKLOG))
    if not found:
        raise OSError(f"{host} has no address to listen on")
    return found


def run(
    sockets: Sequence[socket.socket], engine: Engine, app: Flask, threads: int, processes: int, samples: Sequence[str]
) -> None:
    """Answer in so many processes until Ctrl-C or a signal ends it.

    ``samples`` are pages that together use most of what others do.

    Raises:
        ServingError: the processes end as soon as they are started.
    """
    engine.keep_plain_until_warm()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it tells of every request that waits for its turn
    if not _CAN_FORK:
        Thread(target=engine.warm, daemon=True).start()
        _Server(sockets, app, threads, _Place()).run()
        return
    shares = memoryview(mmap.mmap(-1, processes * 8)).cast("q")
    crew = _Crew(lambda number: _Server(sockets, app, threads, _Place(shares, number)).run())
    with crew:
        first = crew.start(None, lambda: _Server(sockets, app, threads, _Place(), stays=False).run())
        engine.warm()
        for sample in samples:  # loads kernels and templates, and fills what the processes then have in common
            app.test_client().get(sample)
        gc.collect()
        gc.freeze()  # what is loaded by now stays: going through it time and again would only hold up answers
        for number in range(processes):
            crew.start(number)
        os.kill(first, signal.SIGTERM)
        crew.keep()


class _Ends(BaseException):
    """A signal asks this process to end. No error: who handles those, as Flask does, is not meant."""


class _Place:
    """How many connections each process has, in memory that they share; this one is the ``number``-th."""

    def __init__(self, shares: memoryview | None = None, number: int = 0) -> None:
        self._shares, self._number = shares, number

    def has(self, connections: int) -> None:
        """Tell the others how many this one has."""
        if self._shares is not None:
            self._shares[self._number] = connections

    @property
    def gives_way(self) -> bool:
        """Whether another has fewer."""
        return self._shares is not None and min(self._shares) < self._shares[self._number]


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    """Accepts connections, and shares them with the other processes: all wait at the same socket.

    Its answers share a ``turn`` with those of the other listeners of the process.
    """

    place = _Place()
    turn = Lock()

    def readable(self) -> bool:
        """Return whether connections are accepted; asked before each wait."""
        self.place.has(len(self._map))
        return bool(super().readable())

    def handle_accept(self) -> None:
        """Accept a connection, after those that have fewer had the time to."""
        if self.place.gives_way:
            sleep(GIVE_WAY_SECONDS)
        super().handle_accept()
        self.place.has(len(self._map))


class _Task(WSGITask):  # type: ignore[misc]
    """An answer that waits for its turn: threads that take the interpreter from each other are slower.

    It has the turn until it is sent, and one that takes long holds up nobody for longer than `PATIENCE_SECONDS`.
    """

    def service(self) -> None:
        """Answer, after the answer before."""
        turn = self.channel.server.turn
        has_turn = turn.acquire(timeout=PATIENCE_SECONDS)
        try:
            super().service()
            self.channel.send_rest()
        finally:
            if has_turn:
                turn.release()


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection. The thread that has an answer sends it; the main thread sends what does not fit into the socket.

    Waitress leaves a short answer to the main thread, which would have to take the interpreter from the next answer.
    """

    task_class = _Task
    _is_sending = False

    def write_soon(self, data: bytes) -> int:
        """Keep a part of an answer, or send it with what was kept."""
        self._is_sending = True
        try:
            return int(super().write_soon(data))
        finally:
            self._is_sending = False
            if self.total_outbufs_len >= self.adj.send_bytes:  # the main thread was told too early to wait for that
                self.server.pull_trigger()

    def send_rest(self) -> None:
        """Send what was kept."""
        self._is_sending = True
        try:
            with self.outbuf_lock:
                self._flush_exception(self._flush_some, do_close=False)
        finally:
            self._is_sending = False

    def writable(self) -> bool:
        """Return whether the main thread waits until it can send something; asked before each wait.

        Not for what is just being sent: it would wait for nothing, time and again, and hold up the thread that sends.
        So much that this one waits for it is an exception.
        """
        if self._is_sending and self.total_outbufs_len < self.adj.outbuf_high_watermark:
            return False
        return bool(super().writable())


class _Server:
    """Waitress, which answers until a signal ends it, and then what it has begun to answer.

    Where it does not stay, every connection ends with its answer: the next request goes to those that do.
    """

    def __init__(
        self, sockets: Sequence[socket.socket], app: Application, threads: int, place: _Place, *, stays: bool = True
    ) -> None:
        self._map: dict[int, Any] = {}
        self._stays, self._ends = stays, False
        # Nothing is told about the server (ident).
        settings = Adjustments(
            sockets=list(sockets), threads=threads, ident=None, max_request_header_size=MAX_REQUEST_BYTES
        )
        workers = ThreadedTaskDispatcher()
        workers.set_thread_count(threads)
        turn = Lock()
        for one in sockets:
            information = (one.family, one.type, one.proto, one.getsockname())
            options = {"dispatcher": workers, "adj": settings, "bind_socket": False, "sockinfo": information}
            listener = _Listener(app, self._map, True, one, **options)
            listener.place, listener.turn = place, turn
            listener.channel_class = _Channel if stays else _OneAnswer
            self._wake = listener.pull_trigger

    def run(self) -> None:
        """Answer until it is told to end."""
        # By poll: select knows no file beyond the 1,024th, and with many connections and segments there may be more.
        # Not by an exception: raised while a connection is accepted or read, it would be lost with it.
        signal.signal(signal.SIGTERM, self._told)
        try:
            while not self._ends:
                wasyncore.loop(map=self._map, count=1, use_poll=True)
        except KeyboardInterrupt:
            pass
        self._leave()

    def _told(self, *_: object) -> None:
        self._ends = True
        self._wake()

    def _leave(self) -> None:
        """Accept nothing more, and end when there is nothing left to answer."""
        for one in list(self._map.values()):
            one.accepting = False
        until = monotonic() + LEAVING_SECONDS
        while monotonic() < until and any(map(self._is_needed, list(self._map.values()))):
            wasyncore.loop(timeout=0.05, map=self._map, count=1, use_poll=True)

    def _is_needed(self, channel: Any) -> bool:  # noqa: ANN401 - servers and triggers too, which nobody waits for
        if not isinstance(channel, HTTPChannel):
            return False
        return not self._stays or bool(channel.requests or channel.total_outbufs_len)


class _LastTask(_Task):
    """An answer after which the connection is closed."""

    def build_response_header(self) -> bytes:
        """Say so."""
        self.request.headers["CONNECTION"] = "close"
        header: bytes = super().build_response_header()
        return header


class _OneAnswer(_Channel):
    """A connection that is closed after its first answer."""

    task_class = _LastTask


class _Crew:
    """Keeps processes at ``work``, each with a number of its own, until a signal ends it."""

    def __init__(self, work: Callable[[int], None]) -> None:
        self._work = work
        self._started: dict[int, tuple[int, float]] = {}
        self._alive, self._lifeline = os.pipe()
        self._ends = False

    def __enter__(self) -> None:
        signal.signal(signal.SIGTERM, self._told)
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where a shell has it ignored
            signal.signal(signal.SIGINT, self._told)

    def _told(self, *_: object) -> None:
        self._ends = True  # an exception that is raised while an object is deleted, or in a callback from C, is lost
        raise _Ends

    def start(self, number: int | None, other_work: Callable[[], None] | None = None) -> int:
        """Return the process that is started for a number; one at other work has none, and is not replaced."""
        # What Python does around a fork would lose an exception that a signal raises.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        process = os.fork()
        if not process:
            self._be_child(other_work or (lambda: self._work(number or 0)))
        if number is not None:
            self._started[process] = number, monotonic()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return process

    def keep(self) -> None:
        """Replace whichever process ends, until this one is told to end."""
        while not self._ends:
            process, _ = os.wait()
            if process not in self._started:
                continue
            number, started = self._started.pop(process)
            if monotonic() - started < LEAST_SECONDS:
                raise ServingError("a process ended as soon as it was started; see above what it said")
            self.start(number)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        for process in self._started:
            os.kill(process, signal.SIGTERM)
        os.close(self._lifeline)
        for process in self._started:
            os.waitpid(process, 0)
        return kind in {KeyboardInterrupt, _Ends}

    def _be_child(self, work: Callable[[], None]) -> None:
        """Work, and end without what the parent does at its end."""
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent tells its children
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
            os.close(self._lifeline)
            Thread(target=self._watch, daemon=True).start()
            work()
            status = 0
        except _Ends:
            status = 0
        except Exception:  # noqa: BLE001 - it is told, and the process ends
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _watch(self) -> None:
        """End when the parent does: then nobody holds the other end of the pipe."""
        os.read(self._alive, 1)
        os.kill(os.getpid(), signal.SIGTERM)
