"""A damaged record may cost an answer, never the process: no byte of a segment makes a kernel read past its data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import Article, Index

_ASK = """
import random, shutil, sys
from pathlib import Path
from index import StoreError
from search import Engine, Request, hot

path, work, kernels, seed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "on", int(sys.argv[4])
if kernels:
    hot.use_kernels()
chance = random.Random(seed)
outcomes = set()
for round in range(40):
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(path, work)
    victim = chance.choice(sorted(work.glob("segments/*/*.npy")) or sorted(work.glob("segments/*/*")))
    for file in work.glob("segments/*/*"):
        if file == victim or file.name.split(".")[1] in ("record", "start", "low", "high"):
            content = bytearray(file.read_bytes())
            for _ in range(4):
                content[chance.randrange(min(128, len(content) - 1), len(content))] ^= 1 << chance.randrange(8)
            file.write_bytes(content)
    for typed in ("wort1", "wort2 wort3", '"wort1 wort2"', "wort* NEAR/3 wort7", "*o*", "title:wort1"):
        try:
            Engine.open(work).search(Request(query=typed))
            outcomes.add("answered")
        except StoreError:
            outcomes.add("damage named")
        except Exception:
            outcomes.add("other error")
print(sorted(outcomes))
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an index of some words that are in many articles, so that there are skips as well."""
    index = Index.create(tmp_path_factory.mktemp("damage") / "index")
    with index.writer() as writer:
        for number in range(200):
            words = " ".join(f"wort{(number * step + step) % 23}" for step in range(1, 40))
            writer.add(Article(id=f"a{number}", title=f"wort{number % 7}", text=words))
    return index.path


@pytest.mark.parametrize("kernels", ["on", "off"])
@pytest.mark.parametrize("seed", range(3))
def test_flipped_bits_never_end_the_process(path: Path, tmp_path: Path, kernels: str, seed: int) -> None:
    command = [sys.executable, "-c", _ASK, str(path), str(tmp_path / "work"), kernels, str(seed)]
    environment = {**os.environ, "FUNDSTELLE_KERNELS": kernels}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert result.returncode == 0, result.stderr
    assert "damage named" in result.stdout
