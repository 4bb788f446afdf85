"""`fundstelle serve`: several processes at one address, each replaceable, none left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from waitress import wasyncore
from waitress.channel import HTTPChannel

from index import Article, Index
from search import Engine, Request
from webui import serving
from webui.cli import _KINDS, _listen, _sample

SECONDS = 60.0
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are found in /proc")


@pytest.fixture(scope="module")
def index_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serving") / "index"
    with Index.create(path).writer() as writer:
        writer.add(Article(id="1", title="Erster", text="Ein Fund."))
    return path


class Running:
    """A server in another process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.host = urlsplit(re.search(r"http://\S+", process.stdout.readline())[0]).netloc  # type: ignore[index]

    def get(self, address: str) -> tuple[int, str, bool]:
        """Return status and text over a connection of its own, and whether that may be kept."""
        connection = HTTPConnection(self.host, timeout=SECONDS)
        connection.request("GET", address)
        response = connection.getresponse()
        text, kept = response.read().decode(), not response.will_close
        connection.close()
        return response.status, text, kept

    def children(self) -> set[int]:
        found = set()
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                except OSError:
                    continue
                if int(parent) == self.process.pid:
                    found.add(int(folder.name))
        return found

    def settled(self, count: int) -> set[int]:
        """Return the children when the kernels are loaded: connections are kept, and the first process has left."""
        until(lambda: self.get("/hilfe")[2] and len(self.children()) == count)
        return self.children()


def until(fulfilled: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not fulfilled():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def served(index_path: Path, processes: int) -> Iterator[Running]:
    command = [sys.executable, "-c", "from search.cli import main; main()", "serve", "--index", str(index_path)]
    options = ["--port", "0", "--processes", str(processes)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


def test_the_first_page_waits_for_no_kernels(index_path: Path) -> None:
    with served(index_path, 1) as server:
        status, text, kept = server.get("/suche?q=Fund")
        assert status == 200 and "1 Treffer" in text and not kept, "the process that leaves closes its connections"
        server.settled(1)
        assert "1 Treffer" in server.get("/suche?q=Fund")[1]


def test_no_request_is_lost_while_connections_move_to_the_processes_that_stay(index_path: Path) -> None:
    with served(index_path, 2) as server:
        statuses: list[int] = []
        ended = threading.Event()

        def ask() -> None:
            while not ended.is_set():
                statuses.append(server.get("/suche?q=Fund")[0])

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        server.settled(2)
        ended.set()
        for thread in threads:
            thread.join(SECONDS)
        asked = len(statuses)
        assert set(statuses) == {200} and asked > len(threads)
        assert server.process.poll() is None


def test_a_process_that_ends_is_replaced(index_path: Path) -> None:
    with served(index_path, 2) as server:
        before = server.settled(2)
        time.sleep(serving.LEAST_SECONDS)
        os.kill(min(before), signal.SIGKILL)
        until(lambda: len(server.children()) == 2 and server.children() != before)
        assert all(server.get("/suche?q=Fund")[0] == 200 for _ in range(8))


def test_every_process_sees_new_articles(index_path: Path) -> None:
    with served(index_path, 2) as server:
        server.settled(2)
        assert {"1 Treffer" in server.get("/suche?q=Fund")[1] for _ in range(8)} == {True}
        with Index.open(index_path).writer() as writer:
            writer.add(Article(id="2", title="Zweiter", text="Noch ein Fund."))
        assert {"2 Treffer" in server.get("/suche?q=Fund")[1] for _ in range(8)} == {True}
        with Index.open(index_path).writer() as writer:
            writer.remove("2")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order_when_it_is_told_to(index_path: Path, number: int) -> None:
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("whoever started these tests has it ignored, as a shell does for what runs in the background")
    with served(index_path, 2) as server:
        children = server.settled(2)
        server.process.send_signal(number)
        assert server.process.wait(SECONDS) == 0
        assert not any(Path(f"/proc/{child}").exists() for child in children)
        with pytest.raises(ConnectionRefusedError):
            server.get("/")


def test_what_is_asked_before_all_processes_answer_finds_something(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        writer.add(Article(id="1", title='Mehr Geld für "Brücken"', text="Der Bund zahlt."))
    engine = Engine(index)
    word, title = _sample(engine)
    queries = [kind.format(word=word, title=title) for kind in _KINDS]
    assert all(engine.search(Request(query)).total == 1 for query in queries)


WARMING = """
import os, signal, sys
from flask import Flask
from webui import serving

def told():
    os.kill(os.getpid(), signal.SIGTERM)

class Engine:
    def keep_plain_until_warm(self): pass

    def warm(self):
        if sys.argv[1] == "lost":
            try:
                told()
            except BaseException: pass

app = Flask("sample")
app.route("/")(lambda: told() or "")
serving.run(serving.listening("127.0.0.1", 0), Engine(), app, threads=1, processes=2, samples=["/other", sys.argv[2]])
"""


@pytest.mark.parametrize("told", [("in a page", "/"), ("lost", "/none")])
def test_it_ends_when_it_is_told_to_while_it_gets_ready(told: tuple[str, str]) -> None:
    ended = subprocess.run([sys.executable, "-c", WARMING, *told], check=False, timeout=SECONDS)
    assert ended.returncode == 0


def test_nothing_is_left_when_it_is_killed(index_path: Path) -> None:
    with served(index_path, 2) as server:
        children = server.settled(2)
        server.process.kill()
        until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


@contextmanager
def answering(app: serving.Application) -> Iterator[str]:
    """Answer in this process; yield the address."""
    (one,) = serving.listening("127.0.0.1", 0)
    server, ends = serving._Server([one], app, 2, serving._Place()), threading.Event()

    def work() -> None:
        while not ends.is_set():
            wasyncore.loop(timeout=SECONDS, map=server._map, count=1, use_poll=True)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield f"127.0.0.1:{one.getsockname()[1]}"
    finally:
        ends.set()
        server._wake()
        thread.join(SECONDS)
        one.close()


def fetched(host: str, address: str, wait: Callable[[], object] = lambda: None) -> bytes:
    """Return what is at an address, read only after a while."""
    connection = HTTPConnection(host, timeout=SECONDS)
    connection.request("GET", address)
    wait()
    body = connection.getresponse().read()
    connection.close()
    return body


def test_an_answer_that_takes_long_holds_up_no_other() -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def answer(environ: dict[str, str], start: Callable[..., object]) -> list[bytes]:
        if environ["PATH_INFO"] == "/long":
            begun.set()
            assert goes_on.wait(SECONDS)
        start("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode()]

    answers: list[bytes] = []
    with answering(answer) as host:
        thread = threading.Thread(target=lambda: answers.append(fetched(host, "/long")))
        thread.start()
        assert begun.wait(SECONDS)
        assert fetched(host, "/short") == b"/short" and answers == []
        goes_on.set()
        thread.join(SECONDS)
        assert answers == [b"/long"] and fetched(host, "/next") == b"/next"


@pytest.mark.parametrize("parts", [1, 3, 40])
def test_an_answer_that_no_socket_holds_arrives_whole(parts: int) -> None:
    part = bytes(range(256)) * 4000  # forty are more than waitress keeps before it lets an answer wait

    def answer(_: object, start: Callable[..., object]) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", str(parts * len(part)))])
        return iter([part] * parts)

    with answering(answer) as host:
        assert fetched(host, "/", lambda: time.sleep(0.2)) == part * parts
        assert fetched(host, "/") == part * parts


def test_a_part_that_no_socket_holds_arrives_before_the_next_is_there() -> None:
    part, was_read = bytes(10_000_000), threading.Event()

    def answer(_: object, start: Callable[..., object]) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", str(len(part) + 3))])
        yield part
        assert was_read.wait(SECONDS)
        yield b"end"

    with answering(answer) as host:
        connection = HTTPConnection(host, timeout=SECONDS / 2)
        connection.request("GET", "/")
        answered = connection.getresponse()
        assert answered.read(len(part)) == part
        was_read.set()
        assert answered.read() == b"end"
        connection.close()


def test_nobody_waits_for_what_is_just_being_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    waited, send = [], HTTPChannel._flush_some

    def seen(channel: HTTPChannel, do_close: bool = True) -> bool:
        waited.append((channel.total_outbufs_len > 0, bool(channel.writable())))
        sent: bool = send(channel, do_close)
        return sent

    def answer(_: object, start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [("Content-Length", "20000")])
        return [b"x" * 20000]

    monkeypatch.setattr(HTTPChannel, "_flush_some", seen)
    with answering(answer) as host:
        assert len(fetched(host, "/")) == 20000
    assert (True, False) in waited and (True, True) not in waited


def test_a_second_server_cannot_take_the_port() -> None:
    (taken,) = serving.listening("127.0.0.1", 0)
    with taken, pytest.raises(OSError, match="in use"):
        serving.listening("127.0.0.1", taken.getsockname()[1])


def test_a_port_that_is_taken_is_told_in_one_sentence() -> None:
    (taken,) = serving.listening("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with taken, pytest.raises(click.ClickException) as told:
        _listen("127.0.0.1", port)
    assert told.value.message == (
        f"cannot listen on 127.0.0.1:{port} (Address already in use); choose another --host or --port."
    )


def test_a_star_is_every_address() -> None:
    sockets = serving.listening("*", 0)
    hosts = {one.getsockname()[0] for one in sockets}
    assert hosts <= {"0.0.0.0", "::"} and hosts
    for one in sockets:
        one.close()
