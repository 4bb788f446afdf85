"""What the machine allows: each stage done alone, by the fastest means at hand, on one core."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import orjson
import zstandard

from benchmarks.heaps import WORD

MOST_BYTES: Final = 256 << 20
"""Of a large corpus only so much is used."""
COPIED: Final = 512 << 20
_CHUNK: Final = 1 << 20


def measure(corpus: str) -> dict[str, float]:
    """Return articles a second of each stage alone; `memory` and `disk` in bytes a second."""
    path = Path(corpus)
    with path.open("rb") as file:
        data = file.read(MOST_BYTES)
    lines = data.splitlines()[:-1] if len(data) == MOST_BYTES else data.splitlines()
    texts = [orjson.loads(line)["text"] for line in lines]
    encoded = [text.encode() for text in texts]
    stages: dict[str, Callable[[], object]] = {
        "reading the file from memory": lambda: _read(path, len(data)),
        "JSON alone (orjson)": lambda: [orjson.loads(line) for line in lines],
        "cutting words alone (Python's re)": lambda: [WORD.findall(text) for text in texts],
        "compressing alone (zstd 3, 64 articles a block)": lambda: _compress(encoded),
        "writing and syncing as many bytes": lambda: _write(path.with_suffix(".floor"), data),
    }
    found = {name: len(lines) / min(_seconds(stage) for _ in range(3)) for name, stage in stages.items()}
    return {**found, "memory": memory_bandwidth()}


def memory_bandwidth() -> float:
    """Return bytes a second that one core copies, read and written counted."""
    source = np.ones(COPIED // 2, np.uint8)
    target = np.empty_like(source)
    return COPIED / min(_seconds(lambda: np.copyto(target, source)) for _ in range(5))


def _seconds(task: Callable[[], object]) -> float:
    began = perf_counter()
    task()
    return perf_counter() - began


def _read(path: Path, most: int) -> None:
    buffer = bytearray(_CHUNK)
    with path.open("rb", buffering=0) as file:
        for _ in range(-(-most // _CHUNK)):
            file.readinto(buffer)


def _compress(texts: list[bytes]) -> None:
    compressor = zstandard.ZstdCompressor(level=3)
    waiting = iter(texts)
    while block := list(islice(waiting, 64)):
        compressor.compress(b"".join(block))


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
