"""The time zone of news, apart from what reads dates: a question needs its name and neither zones nor dates."""

from __future__ import annotations

from typing import Final

DEFAULT_ZONE: Final = "Europe/Berlin"
"""Where an article's date names no zone, and where days are counted, unless its owner says otherwise."""
