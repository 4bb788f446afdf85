"""Memory that is free but still the process's: give it back to the system."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Give free memory back, where the C library can (glibc keeps it otherwise, two fifths of the peak of indexing)."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:  # noqa: ANN401  # a C function
    try:
        return getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (OSError, TypeError):  # no C library that can be asked, as on Windows
        return None
