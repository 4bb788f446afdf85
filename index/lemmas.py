"""The lemma of a form where Snowball's stem does not give it: ``ging`` -> ``gehen``, ``Häuser`` -> ``Haus``.

The table ``data/lemmas.tsv`` has only lemmas that need it. It is kept as sorted text and searched by bisection, so that
a process that asks one question does not pay for building anything of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, cast

from index.german import fold

OTHER_CASE: Final = 0.5
"""Weight of a noun's lemma where the word was typed small and has another lemma (``lagen``: ``Lage``, ``liegen``)."""
SHARED: Final = 0.5
"""Weight of each lemma where a form has several."""


def key(form: str) -> str:
    """Return what the table calls ``form``: its fold, with a capital if it has one."""
    folded = fold(form)
    return folded[:1].upper() + folded[1:] if form[:1].isupper() else folded


def lemmas(form: str) -> Mapping[str, float]:
    """Return the folded lemmas of ``form`` as typed, each with a weight; nothing where the stem says as much.

    A form with a capital may be a verb at the beginning of a sentence, one without may be a noun as people type it.
    """
    own = key(form)
    found = _weighted(own, _look_up)
    if not own[:1].islower():
        return found
    return dict.fromkeys(_look_up(own[:1].upper() + own[1:]), OTHER_CASE) | found


def of_all(forms: Sequence[str]) -> list[tuple[int, str, float]]:
    """Return (place of the form, lemma, weight) of all ``forms`` as printed."""
    known = _all()
    return [
        (at, lemma, weight)
        for at, form in enumerate(forms)
        for lemma, weight in _weighted(key(form), lambda sought: known.get(sought, "").split()).items()
    ]


def _weighted(own: str, look_up: Callable[[str], list[str]]) -> dict[str, float]:
    """Return the lemmas of the form with the key ``own`` with their weights."""
    twin = (own[:1].upper() if own[:1].islower() else own[:1].lower()) + own[1:]
    found = look_up(own) or look_up(twin)
    return dict.fromkeys(found, SHARED if len(found) > 1 else 1.0)


@cache
def table() -> bytes:
    """Return the table, as it is in the file."""
    text = Path(__file__).with_name("data").joinpath("lemmas.tsv").read_bytes()
    return text[text.rindex(b"\n# ") :].partition(b"\n")[2].partition(b"\n")[2]


def _all() -> Mapping[str, str]:
    """Return the lemmas of every key, as the table has them."""
    return dict(cast("Iterable[tuple[str, str]]", (line.split("\t") for line in table().decode().splitlines())))


_loaded: Final = cache(_all)


def load() -> None:
    """Make ready for looking many words up one by one."""
    _loaded()


def _look_up(wanted: str) -> list[str]:
    """Return the lemmas of a key."""
    return _loaded().get(wanted, "").split() if _loaded.cache_info().currsize else _bisected(wanted)


def _bisected(wanted: str) -> list[str]:
    """Return the lemmas of a key by bisection over lines that are in the order of their bytes."""
    data, sought = table(), wanted.encode("utf-8", "surrogatepass") + b"\t"
    low, high = 0, len(data)
    while low < high:
        start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = data.index(b"\n", start)
        if data.startswith(sought, start):
            return data[start + len(sought) : end].decode().split()
        if data[start:end] < sought:
            low = end + 1
        else:
            high = start
    return []
