"""A kill at any moment leaves the old generation or the new one, whole."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from index import Article, Index

KILLS = 200


def articles(first: int, count: int) -> list[Article]:
    """Return articles whose words are partly new to the dictionary."""
    return [
        Article(id=f"a{number}", title=f"Titel {number}", text=f"Wort{number} steht hier. " * 20)
        for number in range(first, first + count)
    ]


def child(path: Path, rebuild: bool, first: int) -> None:
    """Write to the index and end the process without tidying up."""
    index = Index.open(path)
    writer = index.rebuild() if rebuild else index.writer()
    with writer:
        for article in articles(first, 40):
            writer.add(article)
    os._exit(0)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_killed_writer_leaves_a_whole_generation(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        for article in articles(0, 40):
            writer.add(article)
    chance = random.Random(20241)
    longest = 0.03
    killed = 0
    for round_number in range(KILLS):
        before = index.snapshot()
        expected = {before.generation: before.article_count}
        process = os.fork()
        if process == 0:
            child(index.path, rebuild=round_number % 3 == 0, first=40 * (1 + round_number % 5))
        started = time.monotonic()
        time.sleep(chance.random() * longest)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        else:
            longest = max(0.005, time.monotonic() - started)
        reopened = Index.open(index.path)
        after = reopened.snapshot()
        assert after.generation in (before.generation, before.generation + 1)
        assert after.article_count == expected.get(after.generation, after.article_count)
        assert reopened.verify() == ()
        for segment in after.segments:
            assert segment.article(len(segment) - 1).text.startswith("Wort")
    assert killed > KILLS // 4
    with index.writer() as writer:  # left-over files do not disturb the next writer, who sweeps them
        writer.add(articles(999, 1)[0])
    current = {record.name for record in index.snapshot().manifest.segments}
    assert {path.name for path in (index.path / "segments").iterdir()} == current
