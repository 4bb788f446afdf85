"""The splitter for German: its table is computed once on a machine, then kept on disk, and loaded at first use."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index import hot
from index.compounds import data, tables
from index.compounds.splitter import CompoundSplitter, Part
from index.compounds.tables import Constants, ScoreTable

if TYPE_CHECKING:
    from index.compounds.kernels import Lookup


@cache
def german_table(folder: Path | None = None) -> tuple[ScoreTable, Constants]:
    """Return the scores of German words, computed at first use (seconds) and then kept in ``folder``.

    Without ``folder``, the user's cache folder is taken; where nothing can be written, nothing is kept.
    """
    place = _place(folder)
    try:
        return tables.load(place)
    except OSError:
        computed = _compute()
    try:
        tables.save(place, *computed)
        return tables.load(place)
    except OSError:
        return computed


def _place(folder: Path | None) -> Path:
    return (folder or _cache_folder()) / f"compounds-{data.splitter_version()}.arrays"


def _cache_folder() -> Path:
    """Return the user's cache folder, as platformdirs would: loading that takes longer than all else in a query."""
    if "XDG_CACHE_HOME" in os.environ:
        root = Path(os.environ["XDG_CACHE_HOME"])
    elif sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        root = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return root / "fundstelle"


def is_ready() -> bool:
    """Return whether the scores are at hand or kept, so that splitting one word costs no seconds of computing."""
    return german_table.cache_info().currsize > 0 or _place(None).is_file()


def _compute() -> tuple[ScoreTable, Constants]:
    from index.compounds import scores, vocabulary

    return scores.score_table(vocabulary.build(), data.weights())


@cache
def german_lookup() -> Lookup:
    """Return what kernels look German words up in."""
    from index.compounds.kernels import lookup

    return lookup(*german_table(), _place(None))


@cache
def german_splitter() -> CompoundSplitter:
    """Return the splitter of this process."""
    return CompoundSplitter(*german_table())


def split(form: str) -> tuple[Part, ...]:
    """Return the parts of ``form``, one if it is left whole; ``is_ready`` says whether the scores must be computed."""
    return german_splitter().split(form)


def split_each(forms: Sequence[str]) -> list[tuple[Part, ...]]:
    """Return what `split` does for each of ``forms``."""
    return german_splitter().split_each(forms)


def load() -> None:
    """Make ready for splitting many words one by one, if that does not take seconds."""
    if hot.kernels_allowed() and is_ready():
        german_splitter().use_kernels(german_lookup())
        split("Haustür")
