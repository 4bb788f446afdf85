"""``docs/index-format.md`` describes every column that a writer leaves."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from index import Article, Index

ROOT = Path(__file__).parents[2]


def test_every_column_is_documented(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        for number in range(2):
            writer.add(
                Article(id=str(number), title="Titel", text="Der Untersuchungsausschuss tagt.", authors=("A B",))
            )
    with index.writer() as writer:
        writer.remove("0")
    documented = set(re.findall(r"`([a-zA-Z_.*-]+)`", (ROOT / "docs" / "index-format.md").read_text("utf-8")))
    columns = {f"{file.parent.name}/{column}" for file in index.path.rglob("*.npz") for column in np.load(file)}
    assert len(columns) > 40
    assert {column for column in columns if not _names_of(column) & documented} == set()


def _names_of(column: str) -> set[str]:
    """Return the names by which the page may call a column: fields and relations have a letter or word."""
    kind, name = column.split("/")
    first, _, rest = name.partition(".")
    return {name, f"F.{rest}", f"R.{rest}" if kind == "relations" else name} | (
        {f"{first}.value.*"} if rest.startswith("value.") else set()
    )
