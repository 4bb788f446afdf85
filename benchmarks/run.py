"""One run: Fundstelle and the peers in turn on the same file, round after round, each measurement in a process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson

from benchmarks import startup
from benchmarks.articles import read_articles, write_articles
from benchmarks.corpora import Corpus
from benchmarks.engine import OURS, Engine, UnavailableError, load
from benchmarks.measure import machine
from benchmarks.pages import serving
from benchmarks.peers.fundstelle import FOLDER
from benchmarks.queries import read
from benchmarks.worker import WARM_ARTICLES, WorkerError, run

SLOW_EVERY: Final = 4
"""A slow engine is asked every so-manieth question."""
CHECK_ARTICLES: Final = 20_000
"""Up to this size, totals are checked against plain counts."""
ONE_CORE_ARTICLES: Final = 200_000
"""Up to this size, an index is also made by one thread, and asked on one core; beyond, where that takes half an hour,
and one question is worth two threads, on all only."""
BOTH: Final = 2
"""Cores of a measurement that is not about one core."""

Say = Callable[[str], None]
Results = dict[str, Any]


@dataclass
class Run:
    """What is measured, with what, and what came out."""

    corpus: Corpus
    engines: dict[str, Engine]
    rounds: int
    say: Say
    results: Results = field(default_factory=dict)

    def folder(self, name: str, threads: int) -> Path:
        """Return where the index of an engine goes."""
        return self.corpus.path.with_name(f"{name.replace(' ', '-')}-{threads}")

    def threads(self, engine: Engine) -> tuple[int, ...]:
        """Return the numbers of threads that an engine indexes with."""
        return engine.threads if self.corpus.articles <= ONE_CORE_ARTICLES else (max(engine.threads),)

    def searched(self, name: str) -> Path:
        """Return the index that an engine searches: the one with the fewest segments, made by the fewest threads."""
        maker = self.engines[name].index_of
        if maker in self.engines:
            return self.searched(maker)
        return self.folder(name, min(self.threads(self.engines[name])))

    def turn(self, number: int) -> list[tuple[str, Engine]]:
        """Return the engines of a round: each round another one begins; slow ones take part in the first only."""
        taking = [(name, engine) for name, engine in self.engines.items() if number == 0 or not engine.slow]
        start = number % len(taking)
        return [*taking[start:], *taking[:start]]


def available(names: Iterable[str], articles: int) -> tuple[dict[str, Engine], dict[str, str]]:
    """Return the engines that can take part, and why the others cannot."""
    engines, absent = {}, {}
    for name in names:
        try:
            engine = load(name)
        except UnavailableError as error:
            absent[name] = str(error)
            continue
        if articles > engine.most_articles:
            absent[name] = f"takes too long or too much memory for more than {engine.most_articles:,} articles"
        else:
            engines[name] = engine
    return engines, absent


def measure(corpus: Corpus, names: Iterable[str], rounds: int, say: Say) -> Results:
    """Measure everything and return it (see `benchmarks.report` for what it is made into)."""
    engines, absent = available(names, corpus.articles)
    this = Run(corpus, engines, rounds, say)
    this.results = {
        "corpus": {
            "name": corpus.name,
            "kind": corpus.kind,
            "articles": corpus.articles,
            "bytes": corpus.bytes,
            "heaps": corpus.heaps,
        },
        "machine": machine(),
        "rounds": rounds,
        "engines": {name: {"version": one.version, "setup": one.setup} for name, one in engines.items()},
        "absent": absent,
        "failed": [],
        "floors": run("floors", 1, corpus=corpus.path),
    }
    _warm(this)
    for name in ("build", "ask", "stream"):
        this.results[name] = {}
    for number in range(rounds):
        _build(this, number)
        _ask(this, number)
    if corpus.articles <= CHECK_ARTICLES:
        _check(this)
    if OURS in engines:
        _product(this)
    return this.results


def _warm(this: Run) -> None:
    """Have Fundstelle compile its kernels; its first use is measured apart, the peers come compiled."""
    if OURS in this.engines:
        this.say("warming up")
        folder = this.folder(OURS, 0)
        _empty(folder)
        run("warm", BOTH, engine=OURS, corpus=this.corpus.path, folder=folder)
        shutil.rmtree(folder)


def attempt(this: Run, name: str, task: str, cores: int, **arguments: str | int | Path) -> Results | None:
    """Return what a measurement found, None where a peer failed: that is told, and costs the others nothing.

    Raises `WorkerError` where Fundstelle itself failed: a run without it says nothing.
    """
    try:
        return run(task, cores, engine=name, **arguments)
    except WorkerError as error:
        if name.startswith(OURS):
            raise
        failure = {"engine": name, "task": task, "exit_code": error.exit_code}
        this.results["failed"].append(failure)
        this.say(f"{name} failed:\n{error}")
        return None


def _build(this: Run, number: int) -> None:
    for name, engine in this.turn(number):
        if engine.index_of in this.engines:
            continue
        for threads in this.threads(engine):
            folder = this.folder(name, threads)
            _empty(folder)
            found = attempt(this, name, "build", threads, corpus=this.corpus.path, folder=folder, threads=threads)
            if found is None:
                continue
            this.results["build"].setdefault(f"{name}/{threads}", []).append(found)
            rate = this.corpus.articles / found["seconds"]
            this.say(f"round {number + 1}: {name}, {threads} threads: {rate:,.0f} articles/s")
            if folder != this.searched(name):
                shutil.rmtree(folder)


def _ask(this: Run, number: int) -> None:
    queries = this.corpus.queries
    cores = 1 if this.corpus.articles <= ONE_CORE_ARTICLES else BOTH
    for name, engine in this.turn(number):
        folder = this.searched(name)
        every = SLOW_EVERY if engine.slow else 1
        found = attempt(this, name, "ask", cores, folder=folder, queries=queries, every=every)
        if found is None:
            continue
        found["every"] = every
        this.results["ask"].setdefault(name, []).append(found)
        flow = attempt(this, name, "stream", BOTH, folder=folder, queries=queries)
        if flow is not None:
            this.results["stream"].setdefault(name, []).append(flow)
        mix = found["classes"].get("mix", {}).get("p50")
        this.say(f"round {number + 1}: {name}: mix {'-' if mix is None else f'{mix:.3f} ms'}")


def _check(this: Run) -> None:
    this.say("checking totals against plain counts")
    totals = this.corpus.path.with_name("totals.json")
    asked: Mapping[str, list[Results]] = this.results["ask"]
    kept = {
        name: {"every": found[0]["every"], "totals": found[0]["totals"]}
        for name, found in asked.items()
        if this.engines[name].checked
    }
    totals.write_bytes(orjson.dumps(kept))
    this.results["agreement"] = run("check", BOTH, corpus=this.corpus.path, queries=this.corpus.queries, totals=totals)


def _product(this: Run) -> None:
    """Measure what only Fundstelle has: its page, its command, its adding to a running server."""
    index = this.searched(OURS) / FOLDER
    question = " ".join(next(query for query in read(this.corpus.queries) if query.group == "mix").words)
    this.say("fetching pages")
    this.results["pages"] = []
    for _ in range(this.rounds):
        with serving(index) as address:
            this.results["pages"].append(run("fetch", BOTH, address=address, queries=this.corpus.queries))
    this.say("starting the command")
    this.results["cold"] = startup.cold(index, question)
    few = this.corpus.path.with_name("few.jsonl")
    write_articles(few, islice(read_articles(this.corpus.path), WARM_ARTICLES))
    this.results["compilation"] = startup.compilation()
    this.say("adding ten articles")
    this.results["add"] = startup.add(index, next(read_articles(few)))


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
