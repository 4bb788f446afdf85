"""The texts of the page that are too many for code: ``.toml`` files beside the modules, by language and code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def catalogue(name: str) -> dict[str, Any]:
    """Return what the file ``name.toml`` holds, read once."""
    return tomllib.loads(files("webui").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
