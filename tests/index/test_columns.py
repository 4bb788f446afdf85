"""Columns of strings: what goes in comes out, in one piece and one by one."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from index.columns import Strings
from index.kernels.code_points import Words

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=12)


@given(TEXTS)
@example([])
@example([""])
@example(["", "zwei\nZeilen", "\n", "ü€😀", ""])
def test_strings_are_kept(values: list[str]) -> None:
    column = Strings.of(values)
    assert column.start.tolist() == [0, *accumulate(len(value.encode()) for value in values)]
    assert column.tolist() == values
    assert [column[at] for at in range(len(column))] == values
    assert column.take(np.arange(len(values))[::-1]) == values[::-1]
    assert Strings.of(column) is column
    assert [part.tolist() for part in Words.of(column)] == [part.tolist() for part in Words.of(values)]
