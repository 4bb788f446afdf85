"""Relations on disk: the columns of one chunk of the dictionary, computed, merged, and looked up.

Each relation has three columns, sorted by key and then by form: ``NAME.key`` uint64, ``NAME.form`` (number within the
chunk) and ``NAME.weight`` uint8.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.columns import Array, Columns, smallest
from index.relations.registry import relations
from index.relations.relation import Forms, Rows

FormNumbers = npt.NDArray[np.int64]


def fingerprint() -> str:
    """Return what identifies all relations of this program: others than these are not looked up in."""
    rules = " ".join(f"{one.name}={one.fingerprint()}" for one in relations())
    return f"{zlib.crc32(rules.encode()):08x}"


def build(forms: Forms) -> dict[str, Array]:
    """Return the columns of a chunk with ``forms``."""
    built: dict[str, Array] = {}
    for relation in relations():
        built |= _columns(relation.name, relation.rows(forms))
    return built


def merge(parts: Sequence[tuple[int, Columns]]) -> dict[str, Array]:
    """Return the columns of one chunk made of neighbours: (number of forms, columns) each; as `build` of all forms."""
    merged: dict[str, Array] = {}
    first = np.cumsum([0, *(forms for forms, _ in parts)])
    for relation in relations():
        name = relation.name
        rows = Rows(
            np.concatenate([columns[f"{name}.key"] for _, columns in parts]),
            np.concatenate(
                [columns[f"{name}.form"].astype(np.int64) + at for (_, columns), at in zip(parts, first, strict=False)]
            ),
            np.concatenate([columns[f"{name}.weight"] for _, columns in parts]),
        )
        merged |= _columns(name, rows)
    return merged


def _columns(name: str, rows: Rows) -> dict[str, Array]:
    """Return sorted columns in which no form is twice under a key."""
    order = np.lexsort((rows.form, rows.key))
    key, form, weight = rows.key[order], rows.form[order], rows.weight[order]
    new = np.ones(len(key), bool)
    new[1:] = (key[1:] != key[:-1]) | (form[1:] != form[:-1])
    begins = np.flatnonzero(new)
    if len(begins) < len(key):
        weight = np.maximum.reduceat(weight, begins)
    return {
        f"{name}.key": key[begins],
        f"{name}.form": smallest(form[begins]),
        f"{name}.weight": weight.astype(np.uint8, copy=False),
    }


def find(columns: Columns, name: str, key: int) -> tuple[FormNumbers, npt.NDArray[np.uint8]]:
    """Return the forms of a chunk under ``key`` of a relation, ascending, and their weights."""
    keys = columns[f"{name}.key"]
    begin, end = (int(np.searchsorted(keys, np.uint64(key), side)) for side in ("left", "right"))
    return columns[f"{name}.form"][begin:end].astype(np.int64), columns[f"{name}.weight"][begin:end]
