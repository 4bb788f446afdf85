"""Relations on disk: the columns of one chunk of the dictionary, computed, merged, and looked up.

Each relation has four columns: ``NAME.key`` uint64, each key once, ascending; ``NAME.start`` [keys + 1], where the rows
of each begin; of each row ``NAME.form`` (number within the chunk, ascending under a key) and ``NAME.weight`` uint8,
which is empty if all rows have full weight.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Array, Columns, smallest
from index.relations.registry import relations
from index.relations.relation import FULL_WEIGHT, Forms, Rows

FormNumbers = npt.NDArray[np.int64]
NOTHING: Final = (np.zeros(0, np.int64), np.zeros(0, np.uint8))
"""No forms, and their weights."""
_KEY_BITS: Final = 64
_LAYOUT: Final = 2
"""Raised when the columns change."""


def fingerprint() -> str:
    """Return what identifies all relations of this program: others than these are not looked up in."""
    rules = " ".join([f"layout={_LAYOUT}", *(f"{one.name}={one.fingerprint()}" for one in relations())])
    return f"{zlib.crc32(rules.encode()):08x}"


def build(forms: Forms) -> dict[str, Array]:
    """Return the columns of a chunk with ``forms``."""
    from concurrent.futures import ThreadPoolExecutor  # which a query does not need

    with ThreadPoolExecutor(len(relations()) if forms.prepared() else 1) as pool:
        parts = pool.map(lambda relation: _columns(relation.name, relation.rows(forms)), relations())
        return {name: column for part in parts for name, column in part.items()}


def merge(parts: Sequence[tuple[int, Columns]]) -> dict[str, Array]:
    """Return the columns of one chunk made of neighbours: (number of forms, columns) each; as `build` of all forms."""
    merged: dict[str, Array] = {}
    first = np.cumsum([0, *(forms for forms, _ in parts)])
    for relation in relations():
        name = relation.name
        own = [read(columns, name) for _, columns in parts]
        rows = Rows(
            np.concatenate([rows.key for rows in own]),
            np.concatenate([rows.form + at for rows, at in zip(own, first, strict=False)]),
            np.concatenate([rows.weight for rows in own]),
        )
        merged |= _columns(name, rows)
    return merged


def read(columns: Columns, name: str) -> Rows:
    """Return all rows of a relation, in order of their keys and then of their forms."""
    form, start = columns[f"{name}.form"].astype(np.int64), columns[f"{name}.start"].astype(np.int64)
    return Rows(
        np.repeat(columns[f"{name}.key"], start[1:] - start[:-1]),
        form,
        _weights(columns, name),
    )


def _weights(columns: Columns, name: str) -> npt.NDArray[np.uint8]:
    """Return the weights of all rows of a relation."""
    weights: npt.NDArray[np.uint8] = columns[f"{name}.weight"]
    return weights if len(weights) else np.full(len(columns[f"{name}.form"]), FULL_WEIGHT, np.uint8)


def _columns(name: str, rows: Rows) -> dict[str, Array]:
    """Return sorted columns in which no form is twice under a key."""
    order = np.lexsort((rows.form, rows.key))
    key, form, weight = rows.key[order], rows.form[order], rows.weight[order]
    new_key, new = np.ones(len(key), bool), np.ones(len(key), bool)
    new_key[1:] = key[1:] != key[:-1]
    new[1:] = new_key[1:] | (form[1:] != form[:-1])
    begins = np.flatnonzero(new)
    if len(begins) < len(key):
        weight = np.maximum.reduceat(weight, begins)
    first = np.flatnonzero(new_key[begins])
    return {
        f"{name}.key": key[begins][first],
        f"{name}.start": smallest(np.append(first, len(begins))),
        f"{name}.form": smallest(form[begins]),
        f"{name}.weight": (weight if weight.min(initial=FULL_WEIGHT) < FULL_WEIGHT else weight[:0]).astype(np.uint8),
    }


def find(columns: Columns, name: str, key: int) -> tuple[FormNumbers, npt.NDArray[np.uint8]]:
    """Return the forms of a chunk under ``key`` of a relation, ascending, and their weights."""
    keys = columns[f"{name}.key"]
    at = int(keys.searchsorted(np.uint64(key)))
    if at == len(keys) or int(keys[at]) != key:
        return NOTHING
    begin, end = columns[f"{name}.start"][at : at + 2].tolist()
    weights = columns[f"{name}.weight"]
    full = weights[begin:end] if len(weights) else np.full(end - begin, FULL_WEIGHT, np.uint8)
    return columns[f"{name}.form"][begin:end].astype(np.int64), full


def find_each(columns: Columns, name: str, keys: npt.NDArray[np.uint64]) -> FormNumbers:
    """Return the forms of a chunk under any of ``keys`` of a relation, in order of the keys."""
    own, starts, forms = (columns[f"{name}.{part}"] for part in ("key", "start", "form"))
    places = own.searchsorted(keys)
    known = [at for at, key in zip(places.tolist(), keys, strict=True) if at < len(own) and own[at] == key]
    return np.concatenate([NOTHING[0], *(forms[starts[at] : starts[at + 1]] for at in known)]).astype(np.int64)


class Tables(NamedTuple):
    """The columns of all relations of a chunk end to end, as kernels read them.

    The keys of a relation ascend; of those of relation ``r`` of the registry, the ones whose first bits are ``b`` are
    ``key[bucket[first + b]:bucket[first + b + 1]]``, where ``buckets[r]`` is ``first`` and how many bits are not the
    first ones. The rows under the key at ``k`` are those from ``start[k + r]`` to ``start[k + r + 1]`` of ``form`` and
    ``weight``.
    """

    key: npt.NDArray[np.uint64]
    bucket: npt.NDArray[np.uint32]
    buckets: npt.NDArray[np.int64]
    start: npt.NDArray[np.uint32]
    form: npt.NDArray[np.uint32]
    weight: npt.NDArray[np.uint8]

    @classmethod
    def none(cls) -> Tables:
        """Return tables without any rows."""
        nothing = np.zeros(0, np.uint64)
        starts, weights = np.zeros(len(relations()), np.uint32), np.zeros(0, np.uint8)
        return cls(nothing, *_buckets([nothing] * len(relations())), starts, starts[:0], weights)

    @classmethod
    def of(cls, columns: Columns) -> Tables:
        """Return a copy of the columns of a chunk."""
        names = [relation.name for relation in relations()]
        keys, starts, forms = ([columns[f"{name}.{part}"] for name in names] for part in ("key", "start", "form"))
        first = np.cumsum([0, *map(len, forms)])[:-1]
        weights = [_weights(columns, name) for name in names]
        return cls(
            np.concatenate(keys),
            *_buckets(keys),
            np.concatenate([start + at for start, at in zip(starts, first, strict=True)]).astype(np.uint32),
            np.concatenate(forms).astype(np.uint32),
            np.concatenate(weights),
        )


def _buckets(keys: Sequence[npt.NDArray[np.uint64]]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Return ``bucket`` and ``buckets`` of `Tables`: some two to four keys have the same first bits."""
    found: list[FormNumbers] = []
    buckets, first, before = [], 0, 0
    for own in keys:
        bits = max(1, len(own).bit_length() - 2)
        firsts = np.arange(2**bits, dtype=np.uint64) << np.uint64(_KEY_BITS - bits)
        found.append(np.append(own.searchsorted(firsts), len(own)) + before)
        buckets.append((first, _KEY_BITS - bits))
        first, before = first + len(found[-1]), before + len(own)
    return np.concatenate(found).astype(np.uint32), np.array(buckets, np.int64)
