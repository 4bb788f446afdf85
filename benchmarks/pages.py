"""The page over HTTP: `fundstelle serve` in one process, several connections that stay open in another."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import orjson

from benchmarks.measure import percentiles
from benchmarks.queries import STREAM, read

CONNECTIONS: Final = 4
PAGES: Final = 2000
"""Pages of one measurement at most; each asks another question."""
WARM_PAGES: Final = 100
SECONDS: Final = 15.0
TIMEOUT: Final = 30.0
SETTLING_SECONDS: Final = 120.0


def command(name: str) -> list[str]:
    """Return the command line of a program of this environment."""
    return [str(Path(sys.executable).with_name(name))]


@contextmanager
def serving(index: Path) -> Iterator[str]:
    """Run `fundstelle serve` over ``index`` on a free port; yield its address."""
    process = subprocess.Popen(
        [*command("fundstelle"), "serve", "--index", str(index), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # waitress tells of every request that waits
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http"))
        yield address.rstrip("/")
    finally:
        process.terminate()
        process.wait(TIMEOUT)
        process.stdout.close()  # type: ignore[union-attr]


def settle(address: str) -> None:
    """Wait for the processes that stay: the one that answers until the kernels are loaded keeps no connection."""
    deadline = perf_counter() + SETTLING_SECONDS
    while perf_counter() < deadline:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=TIMEOUT)
        connection.request("GET", "/hilfe")
        response = connection.getresponse()
        response.read()
        stays = not response.will_close
        connection.close()
        if stays:
            return
        sleep(0.1)
    raise RuntimeError(f"{address} did not load its kernels in {SETTLING_SECONDS:.0f} s")


def fetch(address: str, queries: str) -> dict[str, Any]:
    """Fetch result pages with facets and snippets, `CONNECTIONS` at a time; every one must be a whole page."""
    settle(address)
    words = [" ".join(query.words) for query in read(Path(queries)) if query.group == STREAM]
    _fetch(address, words[:WARM_PAGES])
    began = perf_counter()
    milliseconds, sizes = _fetch(address, words[WARM_PAGES : WARM_PAGES + PAGES])
    took = perf_counter() - began
    return {
        "pages": len(milliseconds),
        "per_second": len(milliseconds) / took,
        "bytes": sum(sizes) / len(sizes),
        "connections": CONNECTIONS,
        **percentiles(milliseconds),
    }


def _fetch(address: str, words: list[str]) -> tuple[list[float], list[int]]:
    waiting = iter(words)
    milliseconds: list[float] = []
    sizes: list[int] = []
    failed: list[str] = []
    deadline = perf_counter() + SECONDS

    def work() -> None:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=TIMEOUT)
        for question in waiting:
            start = perf_counter()
            connection.request("GET", "/suche?" + urlencode({"q": question}))
            response = connection.getresponse()
            page = response.read()
            milliseconds.append((perf_counter() - start) * 1000)
            sizes.append(len(page))
            if response.status != 200 or b"</html>" not in page:
                failed.append(f"{question}: {response.status}")
            if failed or perf_counter() > deadline:
                break
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"the page failed: {failed[0]}")
    return milliseconds, sizes


def total(address: str, question: str) -> int:
    """Ask the JSON interface for the number of matching articles."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=TIMEOUT)
    connection.request("GET", "/api/search?" + urlencode({"q": question, "anzahl": 0}))
    response = connection.getresponse()
    found: int = orjson.loads(response.read())["total"]
    connection.close()
    return found
