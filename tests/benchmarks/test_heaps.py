"""The arithmetic of Heaps' law, on curves that are known."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.heaps import Counting, Curve, Minting, measure


def power(exponent: float) -> Curve:
    tokens = 100.0 * 1.25 ** np.arange(40)
    return Curve(tokens, 10 * tokens**exponent)


def test_the_exponent_of_a_power_law_is_found() -> None:
    assert power(0.6).exponent == pytest.approx(0.6)


def test_the_curve_goes_on_as_it_ended() -> None:
    curve = power(0.6)
    assert curve.at(1e9) == pytest.approx(10 * 1e9**0.6)


def test_within_the_measured_part_the_curve_is_what_was_measured() -> None:
    curve = Curve(np.array([10.0, 20.0]), np.array([5.0, 7.0]))
    assert [curve.at(tokens) for tokens in (0, 10, 15, 20)] == [0, 5, 6, 7]


def test_counting_counts() -> None:
    counting = Counting()
    counting.add("Der Hund und der Hund.")
    assert counting.tokens == 5
    assert counting.counts["Hund"] == 2
    assert measure(["a b", "b c"]).forms.tolist() == [3]


def test_kept_forms_show_up_by_their_frequency() -> None:
    minting = Minting(Curve(np.array([100.0]), np.array([50.0])), [100])
    assert minting.kept(0) == 0
    assert minting.kept(1) == pytest.approx(1 - np.exp(-1))
    assert minting.kept(1e6) == pytest.approx(1)
