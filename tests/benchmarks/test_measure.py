"""The arithmetic of what is reported."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measure import Spread, disk_bytes, machine, peak_memory, percentile, percentiles, ratios

TIMES = st.lists(st.floats(0, 1e6), min_size=1, max_size=300)


def test_the_percentiles_of_a_hundred_are_themselves() -> None:
    values = [float(value) for value in range(1, 101)]
    assert percentiles(values) == {"p50": 50, "p95": 95, "p99": 99, "mean": 50.5}


@pytest.mark.parametrize(("share", "expected"), [(0, 1), (0.2, 1), (0.21, 2), (0.5, 3), (0.99, 5), (1, 5)])
def test_nearest_rank(share: float, expected: float) -> None:
    assert percentile([5, 3, 1, 2, 4], share) == expected


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


@given(TIMES, st.floats(0, 1))
def test_a_percentile_is_the_smallest_value_that_covers_its_share(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9
    smaller = [value for value in values if value < found]
    assert len(smaller) < share * len(values) + 1e-9 or not smaller


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([2, 8, 9], [1, 2, 3]) == Spread(3, 2, 4)


def test_what_was_measured_once_is_compared_with_the_median() -> None:
    assert ratios([6], [1, 2, 30]) == Spread(3, 3, 3)
    assert ratios([1, 2, 30], [4]) == Spread(0.5, 0.5, 0.5)


def test_memory_disk_and_machine_are_told(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "inner").mkdir()
    (folder / "inner" / "file").write_bytes(b"12345")
    assert disk_bytes(folder) == 5
    assert peak_memory() > 1_000_000
    assert machine()["cores"] >= 1
