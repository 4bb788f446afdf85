"""Containers: what is written is read, by us and by NumPy, and every changed byte is found."""

from __future__ import annotations

import errno
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.columns import Array
from index.errors import IndexDamagedError
from index.storage.container import ALIGNMENT, Container, damaged, write

COLUMNS = st.dictionaries(
    st.text("abcxyz.-_", min_size=1, max_size=70),
    st.sampled_from(["u1", "<u2", "<u4", "<u8", "<i4", "<i8"]).flatmap(
        lambda dtype: arrays.arrays(dtype, st.integers(0, 40))
    ),
    min_size=1,
    max_size=5,
)


@given(COLUMNS, st.booleans())
def test_columns_are_kept(columns: dict[str, Array], large: bool) -> None:
    with TemporaryDirectory() as folder, patch.object(zipfile, "ZIP64_LIMIT", -1 if large else zipfile.ZIP64_LIMIT):
        path = Path(folder) / "sub" / "one.npz"
        record = write(path, columns)
        found = Container(path, record)
        assert list(found) == list(columns)
        for name, array in columns.items():
            assert found[name].dtype == array.dtype
            assert found[name].tolist() == array.tolist()
            assert found[name] is found[name], "an array is made once"
            assert not found[name].flags.writeable
            assert record.columns[name].offset % ALIGNMENT == 0
        with np.load(path) as opened:
            assert {name: opened[name].tolist() for name in opened} == {n: a.tolist() for n, a in columns.items()}
        assert list(damaged(path, record)) == []


@given(COLUMNS, st.data())
def test_every_changed_byte_is_found(columns: dict[str, Array], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "one.npz"
        record = write(path, columns)
        content = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(content)
        (message,) = damaged(path, record)
        inside = [name for name, column in record.columns.items() if column.begin <= at < column.end]
        assert (f"column {inside[0]} " if inside else "between its columns") in message


def test_what_this_account_may_not_read_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Building the index anew would not help."""
    record = write(tmp_path / "one.npz", {"number": np.arange(3)})

    def refused(path: str, _: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr("os.open", refused)
    with pytest.raises(PermissionError, match=r"one\.npz"):
        Container(tmp_path / "one.npz", record)


@pytest.mark.parametrize(("change", "message"), [(b"", "has 0 bytes"), (b"more", "has 4 bytes"), (None, "is missing")])
def test_another_size_is_found_when_it_is_opened(change: bytes | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "one.npz"
    record = write(path, {"number": np.arange(3)})
    if change is None:
        path.unlink()
    else:
        path.write_bytes(change)
    (found,) = damaged(path, record)
    assert found.startswith(message)
    with pytest.raises(IndexDamagedError, match=r"one\.npz .*fundstelle reindex"):
        Container(path, record)
