"""Damage may cost an answer, never the process: no byte makes a kernel read past its data, and the file is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import Article, Index

ROOT = Path(__file__).parents[2]
_ASK = """
import random, shutil, sys, traceback
from pathlib import Path
from index import StoreError
from search import Engine, Request
from search.kernels import hot
from tests.damage import files

POSTINGS = (["record"], ["start"], ["low"], ["high"])
path, work, kernels, seed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "on", int(sys.argv[4])
if kernels:
    hot.use_kernels()
chance = random.Random(seed)
outcomes = set()
for round in range(40):
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(path, work)
    kind = chance.choice(["segments", "segments", "lexicon", "relations"])
    for file, record in files(work).items():
        if file.parent.name != kind:
            continue
        content = bytearray(file.read_bytes())
        columns = [one for one in record.columns.items() if one[1].length]
        victim = chance.choice(columns)[0]
        for name, column in columns:
            if name == victim or kind == "segments" and round % 2 and name.split(".")[1:] in POSTINGS:
                for _ in range(4):
                    content[chance.randrange(column.offset, column.end)] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
    for typed in ("wort1", "wort2 wort3", '"wort1 wort2"', "wort* NEAR/3 wort7", "*o*", "title:wort1", "hausbot"):
        try:
            engine = Engine.open(work)
            response = engine.search(Request(query=typed, facets=True, snippets=bool(round % 4)))
            [hit.url for hit in response.hits]
            [engine.article(hit.id, typed) for hit in response.hits]
            engine.suggest("wo")
            engine.stats()
            outcomes.add("answered")
        except StoreError:
            outcomes.add("damage named")
        except Exception as error:
            traceback.print_exc()
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
            about = {
                "source": f"Bote {number % 3}",
                "section": f"Hausboot{number % 5}",
                "authors": ("Ada", f"B {number}"),
            }
            writer.add(Article(id=f"a{number}", title=f"wort{number % 7} Hausboot", text=words, **about))
    return index.path


@pytest.mark.parametrize("kernels", ["on", "off"])
@pytest.mark.parametrize("seed", range(3))
def test_flipped_bits_never_end_the_process(path: Path, tmp_path: Path, kernels: str, seed: int) -> None:
    command = [sys.executable, "-c", _ASK, str(path), str(tmp_path / "work"), kernels, str(seed)]
    environment = {**os.environ, "FUNDSTELLE_KERNELS": kernels, "PYTHONPATH": os.fspath(ROOT)}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "['answered', 'damage named']\n", result.stderr
