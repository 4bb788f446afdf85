"""The floors of relevance: no change may make the answers to the questions of these collections worse.

The collections are not part of the project; without them the tests are skipped. ``FUNDSTELLE_RAISE_FLOORS=1 pytest
tests/search/test_relevance.py`` writes higher figures, rounded down, into ``relevance_floors.json``; lower ones never.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import blake2b
from math import floor
from pathlib import Path
from typing import Any, Final

import pytest

from search import evaluation

pytest.importorskip("ir_measures", reason="ir-measures is not installed")

FILE: Final = Path(__file__).with_name("relevance_floors.json")
PINNED: Final[dict[str, dict[str, Any]]] = json.loads(FILE.read_text("utf-8"))
DATA: Final = Path(__file__).parents[2].parent / "shared" / "data"
RAISE: Final = os.environ.get("FUNDSTELLE_RAISE_FLOORS") == "1"


def path_of(name: str) -> Path:
    """Return a collection's folder, or the file of articles whose titles look for their own texts."""
    return DATA / "ir" / name if "." not in name else DATA / name


def fingerprint(path: Path) -> str:
    """Return what identifies the files of a collection."""
    files = [path / name for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")] if path.is_dir() else [path]
    return blake2b(b"\0".join(file.read_bytes() for file in files), digest_size=8).hexdigest()


def collection_of(name: str) -> evaluation.Collection:
    path = path_of(name)
    return evaluation.read_beir(path) if path.is_dir() else evaluation.read_known_items(path, PINNED[name]["queries"])


@pytest.fixture(params=PINNED)
def name(request: pytest.FixtureRequest) -> Iterator[str]:
    if not path_of(request.param).exists():
        pytest.skip(f"{path_of(request.param)} is not there")
    yield request.param


def test_figures_do_not_fall_below_their_floors(name: str) -> None:
    pinned = PINNED[name]
    if not RAISE:
        assert fingerprint(path_of(name)) == pinned["fingerprint"], "another collection; its floors say nothing"
    collection = collection_of(name)
    assert (len(collection.documents), len(collection.queries)) == (pinned["documents"], pinned["queries"])
    found = evaluation.evaluate(collection).figures
    if RAISE:
        pinned["fingerprint"] = fingerprint(path_of(name))
        pinned["floors"] = {
            measure: max(least, floor(1000 * found[measure]) / 1000) for measure, least in pinned["floors"].items()
        }
        FILE.write_text(json.dumps(PINNED, indent=2) + "\n", "utf-8")
    low = {measure: found[measure] for measure, least in pinned["floors"].items() if found[measure] < least}
    assert not low, f"{name} fell below its floors: {low}"
