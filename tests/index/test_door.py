"""The doors: every name that a package promises is there."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.mark.parametrize("package", ["index", "search", "webui"])
def test_every_promised_name_exists(package: str) -> None:
    module = import_module(package)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
