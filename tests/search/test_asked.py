"""Words that are read together: their columns, put together from shared ones or from each word's own."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.words.expansion import Expansion, uniform_columns
from search.words.words import Asked


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_uniform_words_have_the_columns_that_others_of_the_same_weights_have(sizes: list[int]) -> None:
    def asked(*, uniform: bool) -> Asked:
        columns = [uniform_columns(size)[:2] for size in sizes]
        words = [
            Expansion("", np.arange(len(weights)), weights, direct, is_uniform=uniform) for weights, direct in columns
        ]
        return Asked(words)

    for one, other in zip(asked(uniform=True).columns, asked(uniform=False).columns, strict=True):
        assert one.dtype == other.dtype
        assert one.tolist() == other.tolist()
