"""One measurement in a process of its own: `python -m benchmarks.worker TASK ARGUMENTS`, both JSON, prints JSON.

A process a measurement: so memory is that of one engine, no library disturbs another, and the cores are its own.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import click
import orjson

from benchmarks import agreement, floors, pages
from benchmarks.articles import read_articles, write_articles
from benchmarks.engine import Searcher, load
from benchmarks.measure import disk_bytes, peak_memory, percentiles, pin, timed
from benchmarks.queries import STREAM, Query, read

STREAM_SECONDS: Final = 4.0
"""A throughput measurement ends after this time at the latest."""
STREAM_THREADS: Final = (1, 2, 4)
FIRST_QUESTIONS: Final = 2
"""So many are answered before the clock starts: with the second one Fundstelle loads what many questions need."""
WARM_ARTICLES: Final = 1200
"""Enough for Fundstelle to use, and so to compile, every kernel of indexing."""


class WorkerError(Exception):
    """A measurement failed; the sentence holds what it printed, ``exit_code`` is negative where a signal ended it."""

    def __init__(self, sentence: str, exit_code: int) -> None:
        """Keep how the process ended."""
        super().__init__(sentence)
        self.exit_code = exit_code


def run(task: str, cores: int = 2, **arguments: str | int | Path) -> dict[str, Any]:
    """Run ``task`` in a new process on ``cores`` cores and return its result."""
    command = [sys.executable, "-m", "benchmarks.worker", task, orjson.dumps(arguments, default=str).decode()]
    done = subprocess.run(
        command, env={**os.environ, "BENCHMARK_CORES": str(cores)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise WorkerError(f"{task} {arguments} failed:\n{done.stderr[-3000:]}", done.returncode)
    found: dict[str, Any] = orjson.loads(done.stdout.splitlines()[-1])
    return found


def build(engine: str, corpus: str, folder: str, threads: int) -> dict[str, float]:
    """Index ``corpus`` into the empty ``folder``."""
    chosen = load(engine)
    path = Path(folder)
    path.mkdir(parents=True)
    found = timed(lambda: chosen.build(Path(corpus), path, threads))
    memory = peak_memory()
    settling = timed(lambda: chosen.settle(path))
    return {**found, "settle_seconds": settling["seconds"], "peak_bytes": memory, "index_bytes": disk_bytes(path)}


def warm(engine: str, corpus: str, folder: str) -> dict[str, float]:
    """Index the first articles of ``corpus`` and search them, so that all that is compiled once is compiled."""
    path = Path(folder)
    path.mkdir(parents=True)
    few = path / "few.jsonl"
    write_articles(few, islice(read_articles(Path(corpus)), WARM_ARTICLES))
    return timed(lambda: load(engine).build(few, path / "index", 1) or load(engine).open(path / "index"))


def ask(engine: str, folder: str, queries: str, every: int = 1) -> dict[str, Any]:
    """Ask every n-th question once and time each answer; the totals are in the order of the questions asked."""
    chosen = load(engine)
    asked = [query for query in islice(read(Path(queries)), 0, None, every) if query.group != STREAM]
    began = perf_counter()
    searcher = chosen.open(Path(folder))
    opened = perf_counter() - began
    milliseconds: dict[str, list[float]] = {}
    totals: list[int | None] = []
    for query in asked:
        if chosen.refuses(query):
            totals.append(None)
            continue
        if not query.warm and query.group not in milliseconds:
            _look_for_garbage()
        start = perf_counter()
        answer = searcher.search(query)
        took = (perf_counter() - start) * 1000
        totals.append(answer.total)
        if not query.warm:
            milliseconds.setdefault(query.group, []).append(took)
    refused = {query.group: chosen.refuses(query) for query in asked if chosen.refuses(query)}
    whole = [group for group in milliseconds if group not in refused]  # a class half answered is no class
    return {
        "open_ms": opened * 1000,
        "classes": {group: percentiles(milliseconds[group]) for group in whole},
        "total": {group: _mean_total(group, asked, totals) for group in whole},
        "totals": totals,
        "refused": refused,
        "peak_bytes": peak_memory(),
    }


def _look_for_garbage() -> None:
    """Look for garbage by nobody's clock, and no more among what there is, as a server does before it answers.

    Going through all that an engine has loaded takes 46 ms once in a process, whichever question it then happens in.
    """
    gc.collect()
    gc.freeze()


def _mean_total(group: str, asked: list[Query], totals: list[int | None]) -> float:
    found = [total for query, total in zip(asked, totals, strict=True) if query.group == group and total is not None]
    return sum(found) / len(found)


def stream(engine: str, folder: str, queries: str) -> dict[str, float]:
    """Answer a stream of questions, none twice, with 1, 2 and 4 threads: answers a second."""
    chosen = load(engine)
    asked = [query for query in read(Path(queries)) if query.group == STREAM]
    if any(chosen.refuses(query) for query in asked):
        return {}
    share = len(asked) // len(STREAM_THREADS)
    found = {}
    for number, threads in enumerate(STREAM_THREADS):
        opened = [chosen.open(Path(folder)) for _ in range(1 if chosen.shared else threads)]
        searchers = opened * threads if chosen.shared else opened
        found[str(threads)] = _answers_a_second(searchers, asked[number * share : (number + 1) * share])
    return found


def _answers_a_second(searchers: list[Searcher], asked: list[Query]) -> float:
    for query in asked[:FIRST_QUESTIONS]:
        for searcher in searchers:
            searcher.search(query)
    waiting = iter(asked[FIRST_QUESTIONS:])
    answered = [0] * len(searchers)
    deadline = perf_counter() + STREAM_SECONDS

    def work(number: int) -> None:
        for query in waiting:  # a list's iterator gives each item to one thread only
            searchers[number].search(query)
            answered[number] += 1
            if perf_counter() > deadline:
                return

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(searchers))]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / (perf_counter() - began)


TASKS: Final[dict[str, Callable[..., Any]]] = {
    "build": build,
    "warm": warm,
    "ask": ask,
    "stream": stream,
    "floors": floors.measure,
    "check": agreement.check,
    "fetch": pages.fetch,
}


def main() -> None:
    """Run the task that the command line names."""
    pin(int(os.environ.get("BENCHMARK_CORES", "2")))
    task, arguments = sys.argv[1:]
    click.echo(orjson.dumps(TASKS[task](**orjson.loads(arguments))))


if __name__ == "__main__":
    main()
