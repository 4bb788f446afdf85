"""What a person waits for beside queries: a cold command, a first compilation, an article that should be seen."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final

from benchmarks.articles import Article, write_articles
from benchmarks.pages import TIMEOUT, command, serving, total

ROOT: Final = Path(__file__).parent.parent
COLD_RUNS: Final = 10
ADDED: Final = 10
ADDED_WORDS: Final = ("Quastenflosserprobe", "Brombeerheckenzählung", "Windjammerkapelle")
"""What each run adds: so unlike each other that none is taken for a misspelling of one added before."""
IMPORTS: Final = "import numpy, whoosh.qparser, click"
_POLL_SECONDS: Final = 0.005


def cold(index: Path, question: str) -> dict[str, list[float]]:
    """Return wall times of `fundstelle query` and of only importing what it stands on, in turn."""
    ask = [*command("fundstelle"), "query", "--index", str(index), question]
    only = [sys.executable, "-c", IMPORTS]
    for room in ("index", "search"):  # as an installation does; else each start may compile them from their sources
        compileall.compile_dir(ROOT / room, quiet=1)
    found: dict[str, list[float]] = {"query": [], "imports": []}
    for _ in range(COLD_RUNS + 1):
        found["query"].append(_wall(ask))
        found["imports"].append(_wall(only))
    return {name: seconds[1:] for name, seconds in found.items()}  # the first only warms the page cache


def _wall(arguments: list[str], **environment: str) -> float:
    began = perf_counter()
    subprocess.run(arguments, env={**os.environ, **environment}, check=True, capture_output=True)
    return perf_counter() - began


def compilation() -> dict[str, float]:
    """Return the seconds of a first and a second `fundstelle warm`: all kernels new, then cached."""
    with tempfile.TemporaryDirectory() as folder:
        run = [*command("fundstelle"), "warm"]
        first = _wall(run, NUMBA_CACHE_DIR=f"{folder}/cache")
        return {"first": first, "second": _wall(run, NUMBA_CACHE_DIR=f"{folder}/cache")}


def add(index: Path, sample: Article) -> dict[str, list[float]]:
    """Add ten articles with the command while a server runs on a copy; return the seconds until it shows them.

    ``command`` is how long `fundstelle add` itself took, its start included.
    """
    copy = index.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(index, copy, copy_function=os.link)  # files never change, so links do for a copy
    found: dict[str, list[float]] = {"seen": [], "command": []}
    try:
        with serving(copy) as address:
            for word in ADDED_WORDS:
                _add_once(copy, address, sample, word, found)
    finally:
        shutil.rmtree(copy)
    return found


def _add_once(index: Path, address: str, sample: Article, word: str, found: dict[str, list[float]]) -> None:
    file = index.with_name("added.jsonl")
    write_articles(file, ({**sample, **_distinct(word, number)} for number in range(ADDED)))
    if known := total(address, word):
        raise RuntimeError(f"{known} articles are found for {word} before it is added")
    began = perf_counter()
    adding = subprocess.Popen(
        [*command("fundstelle"), "add", "--index", str(index), str(file)], stdout=subprocess.DEVNULL
    )
    while total(address, word) < ADDED:
        if perf_counter() - began > TIMEOUT:
            raise TimeoutError(f"{word} was added, but the server does not show it")
        sleep(_POLL_SECONDS)
    found["seen"].append(perf_counter() - began)
    adding.wait(TIMEOUT)
    found["command"].append(perf_counter() - began)
    file.unlink()


def _distinct(word: str, number: int) -> dict[str, Any]:
    return {
        "id": f"{word}-{number}",
        "url": f"https://beispiel.de/{word}-{number}",
        "title": f"{word} Nummer {number}",
        "text": f"Gemeldet wird {word} zum {number}. Mal.",
    }
