"""Words made of one another with different stems: ``Forschung`` and ``forschen``, ``Frankreich`` and ``französisch``.

The table ``data/kin.tsv`` has, for the stem of each such word, the lemmas of the others.
"""

from __future__ import annotations

import re
from typing import Final

from index.german.german import stem
from index.german.lemmas import lemmas
from index.german.table import Table

TABLE: Final = Table("kin.tsv")
_WOMEN: Final = "in"
_PLAIN: Final = re.compile("(?<=[aou])e")
"""What is left out of umlauts to compare Ärztin with Arzt."""


def kin(word: str) -> list[str]:
    """Return the folded lemmas of words that are made of what ``word`` is made of, each once."""
    own = lemmas(word)
    if not own:  # as nearly always
        found = TABLE.look_up(stem(word))
        return list(dict.fromkeys(found)) if found else found
    likeliest = max(own.values())
    stems = dict.fromkeys([stem(word), *(stem(lemma) for lemma, weight in own.items() if weight == likeliest)])
    return list(dict.fromkeys(other for one in stems for other in TABLE.look_up(one)))


def is_pair(word: str, other: str) -> bool:
    """Return whether two stems or lemmas, folded, are those of a woman and of a man: Ärztin and Arzt."""
    if word.endswith(_WOMEN) == other.endswith(_WOMEN):
        return False
    return _PLAIN.sub("", word.removesuffix(_WOMEN)) == _PLAIN.sub("", other.removesuffix(_WOMEN))
