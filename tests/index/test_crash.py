"""A kill at any moment of ``add`` and ``reindex`` leaves the old generation or the new one, whole."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import orjson
import pytest

from index import Index
from search.cli import main

KILLS: Final = 160
"""Kills at random moments; as many again come at every step that touches a file."""
ARTICLES: Final = 20
STEPS: Final = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}
"""Events of the audit hook (PEP 578) that a writer's files go through; `open` counts where it is for writing."""

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
Content = dict[str, str]
"""Titles of articles by id."""


def batch(path: Path, number: int) -> Content:
    """Write a file of articles, some known from other batches and changed, with words partly new to the dictionary."""
    articles = [
        {"id": f"a{at}", "title": f"Titel {at} Fassung {number}", "text": f"Wort{at}fassung{number} steht hier. " * 20}
        for at in range(number % 7 * ARTICLES // 2, number % 7 * ARTICLES // 2 + ARTICLES)
    ]
    path.write_bytes(b"\n".join(map(orjson.dumps, articles)))
    return {article["id"]: article["title"] for article in articles}


def content(index: Index) -> Content:
    """Return what the index holds, every article read."""
    found = {}
    for segment in index.snapshot().segments:
        for document in segment.live.nonzero()[0].tolist():
            article = segment.article(document)
            assert article.id not in found
            found[article.id] = article.title
    return found


def run(command: str, index: Path, file: Path, prepare: Callable[[], None] = lambda: None) -> int:
    """Start the command in a process of its own and return that one's number."""
    process = os.fork()
    if process == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        prepare()
        try:
            main([command, "--index", str(index), str(file)], standalone_mode=False)
        finally:
            os._exit(0)
    return process


def was_killed(process: int) -> bool:
    """Wait for the end of a process; return whether it was killed."""
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def outcome(command: str, old: Content, given: Content) -> Content:
    """Return what the index holds when the command has done its work."""
    return given if command == "reindex" else {**old, **given}


def check(index: Path, old: Content, new: Content, generation: int) -> Content:
    """Return the content, after making sure that it is the old or the new one, in a whole index."""
    opened = Index.open(index)
    assert opened.verify() == ()
    found = content(opened)
    after = opened.snapshot().generation
    assert (after, found) in ((generation, old), (generation + 1, new))
    return found


@pytest.fixture
def start(tmp_path: Path) -> tuple[Path, Path, Content]:
    """Make an index of one batch of articles; return it, the file of the batch, and the content."""
    index, file = tmp_path / "index", tmp_path / "batch.jsonl"
    given = batch(file, 0)
    assert not was_killed(run("reindex", index, file))
    assert content(Index.open(index)) == given
    return index, file, given


def test_a_kill_at_a_random_moment(start: tuple[Path, Path, Content]) -> None:
    index, file, old = start
    chance = random.Random(20241)
    longest = {"add": 0.05, "reindex": 0.05}
    killed = {"add": 0, "reindex": 0}
    kept = 0
    for number in range(1, KILLS + 1):
        command = "reindex" if number % 3 == 0 else "add"
        given = batch(file, number)
        generation = Index.open(index).snapshot().generation
        started = time.monotonic()
        process = run(command, index, file)
        time.sleep(chance.random() * longest[command])
        os.kill(process, signal.SIGKILL)
        if was_killed(process):
            killed[command] += 1
        else:
            longest[command] = max(0.005, time.monotonic() - started)
        new = outcome(command, old, given)
        found = check(index, old, new, generation)
        kept += found != new
        old = found
    assert killed["add"] > KILLS // 6
    assert killed["reindex"] > KILLS // 12
    assert kept > KILLS // 12, "hardly any kill came early enough to lose something"


@pytest.mark.parametrize("command", ["add", "reindex"])
def test_a_kill_at_every_step(command: str, start: tuple[Path, Path, Content]) -> None:
    index, file, old = start
    step = 0
    changed = False
    while True:
        given = batch(file, 2 + step)
        generation = Index.open(index).snapshot().generation
        process = run(command, index, file, partial(_die_at, step, index))
        killed = was_killed(process)
        found = check(index, old, outcome(command, old, given), generation)
        changed |= killed and found != old
        if not killed:
            break
        old, step = found, step + 1
    assert found == outcome(command, old, given), "the run that was not killed did its work"
    assert step > 10, "most steps of the writer are not seen"
    assert changed, "no kill came behind the commit"
    manifest = Index.open(index).snapshot().manifest
    current = {f"segments/{one.name}.npz" for one in manifest.segments} | {
        f"lexicon/{one.name}.npz" for one in manifest.lexicon
    }
    current |= {f"segments/{one.removed.name}.npz" for one in manifest.segments if one.removed}
    current |= {f"relations/{one.relations.name}.npz" for one in manifest.lexicon if one.relations}
    assert {path.relative_to(index).as_posix() for path in index.glob("*/*")} == current, "left-over files are swept"


def _die_at(step: int, index: Path) -> None:
    """Kill this process before the step with that number."""
    steps = iter(range(step))

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event not in STEPS or ((place := str(arguments[0])).startswith("/") and not place.startswith(str(index))):
            return  # a place that is not absolute is one in a folder that is being deleted
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            return
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
