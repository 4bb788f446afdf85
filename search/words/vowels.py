"""Words in which ``ae``, ``oe`` or ``ue`` is two vowels: ``Duell`` is not ``Düll``, though their folds are the same.

The index keeps forms as they were printed, so that a question can tell them apart. The words are in ``two_vowels.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from index import fold

_FILE: Final = Path(__file__).with_name("two_vowels.txt")
_UMLAUTS: Final = {"ae": "ä", "oe": "ö", "ue": "ü"}


def with_umlaut(word: str) -> str:
    """Return how the part of ``word`` that has two vowels would be written with an umlaut, "" for most words."""
    folded = fold(word)
    if "ae" not in folded and "oe" not in folded and "ue" not in folded:  # one by one: it is asked of every word
        return ""
    found = _parts().search(folded)
    return re.sub("[aou]e", lambda vowels: _UMLAUTS[vowels[0]], found[0]) if found else ""


def of_same_vowels(
    texts: Callable[[list[int]], list[str]], word: str, forms: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_] | None:
    """Return which forms have an umlaut as ``word`` has it, where two vowels are none; None for most words.

    ``texts`` gives the forms with these numbers.
    """
    umlaut = with_umlaut(word)
    if not umlaut:
        return None
    own, found = umlaut in word.casefold(), texts(forms.tolist())
    return np.fromiter(((umlaut in form.casefold()) == own for form in found), bool, len(found))


@cache
def _parts() -> re.Pattern[str]:
    lines = _FILE.read_text("utf-8").splitlines()
    return re.compile("|".join(line for line in lines if not line.startswith("#")))
