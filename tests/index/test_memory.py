"""Garbage is looked for seldom while a command indexes, and as before afterwards."""

from __future__ import annotations

import gc

import pytest

from index.memory import seldom_collected


def test_garbage_is_looked_for_seldom_meanwhile_and_as_before_afterwards() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        with seldom_collected():
            assert gc.get_threshold()[0] > 10 * before[0]
            assert gc.isenabled()
        assert gc.get_threshold() == before
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()


def test_an_error_leaves_nothing_changed() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="wrong"), seldom_collected():
        raise ValueError("wrong")
    gc.unfreeze()
    assert gc.get_threshold() == before
