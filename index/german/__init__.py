"""The German of a form: what it is folded and stemmed to, its lemma, its other spellings, how it sounds.

Everything here knows one form, or many at once, and no index. Modules named ``…_kernels`` do it for a whole dictionary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.doors import lazily

if TYPE_CHECKING:
    from index.german import derivation, german, kin, lemma_hashes, lemmas, likeness, name_kernels, phonetics, unlike
    from index.german.analysis import Analysis, analyse
    from index.german.fold_kernels import fold_table
    from index.german.german import fold, stem
    from index.german.orthography import canonical, canonicals
    from index.german.spelling_kernels import may_differ, telling_letters
    from index.german.stem_kernels import stem_length

__all__ = [
    "Analysis",
    "analyse",
    "canonical",
    "canonicals",
    "derivation",
    "fold",
    "fold_table",
    "german",
    "kin",
    "lemma_hashes",
    "lemmas",
    "likeness",
    "may_differ",
    "name_kernels",
    "phonetics",
    "stem",
    "stem_length",
    "telling_letters",
    "unlike",
]

__getattr__ = lazily(
    __name__,
    {
        "analysis": ("Analysis", "analyse"),
        "fold_kernels": ("fold_table",),
        "german": ("fold", "stem"),
        "orthography": ("canonical", "canonicals"),
        "spelling_kernels": ("may_differ", "telling_letters"),
        "stem_kernels": ("stem_length",),
    },
    modules=(
        "derivation",
        "german",
        "kin",
        "lemma_hashes",
        "lemmas",
        "likeness",
        "name_kernels",
        "phonetics",
        "unlike",
    ),
)
