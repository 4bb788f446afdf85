"""`fundstelle warm`: after it, nothing is left to be compiled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = [str(Path(sys.executable).with_name("fundstelle"))]


def test_what_was_warmed_needs_no_compiling(tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    article = {"title": "Haushalt", "text": " ".join(f"Wort{number}gesetz Nummer {number}." for number in range(400))}
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps({**article, "id": str(number)}) for number in range(1_100)), "utf-8")

    warmed = subprocess.run([*COMMAND, "warm", "--json"], env=environment, check=True, capture_output=True, text=True)
    reindexed = subprocess.run(
        [*COMMAND, "reindex", "--index", str(tmp_path / "index"), str(file)],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert json.loads(warmed.stdout)["seconds"] > 0
    assert "compiling" not in reindexed.stderr


def test_the_first_reindex_says_that_it_compiles(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps({"id": str(at), "text": f"Satz {at}."}) for at in range(600)), "utf-8")
    reindexed = subprocess.run(
        [*COMMAND, "reindex", "--index", str(tmp_path / "index"), str(file)],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert reindexed.stderr.count("compiling") == 1
