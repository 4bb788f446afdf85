"""The formulas of the ranking, and their constants.

BM25F (Robertson, Zaragoza, Taylor, "Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004): a word's
count is the weighted sum over its forms and over both fields, and is saturated once::

    tf     = sum over forms of weight * (TITLE_WEIGHT * count in title + count in body)
    length = TITLE_WEIGHT * tokens of title + tokens of body
    idf    = ln(1 + (N - df + 0.5) / (df + 0.5))                     # as in Lucene, never negative
    score  = boost * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))

N, df and the average are over the live articles of the whole index. The sum over the words is multiplied by
the recency factor ``1 + RECENCY * 0.5 ** (age / RECENCY_HALF_LIFE_DAYS)``, where age is that of the article on
the day the newest one was published; articles without a date have the factor 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from index import NO_DATE

K1: Final = 1.2
B: Final = 0.75
TITLE_WEIGHT: Final = 3
RECENCY: Final = 0.1
"""How much better today's article is than an ancient one of the same wording; 0 turns recency off."""
RECENCY_HALF_LIFE_DAYS: Final = 30.0
HEAD: Final = 0.4
"""What a compound counts beside its last part, the typed word. 0.4 was best of the compounds measured as one group."""
MODIFIER: Final = 0.4
"""The same for the other parts of a compound."""
LEMMA: Final = 0.85
"""What another form of the typed word's lemma counts where the stem is another (ging, gehen). From 0.7 to 1, nDCG@10 is
the same within .0008 on mlqa-de-dev and covidfaq-de; below 1, the typed form comes first."""
DERIVED: Final = 0.5
"""What another word of the typed word's stem counts (Arbeiter for Arbeit). Of 1, .7, .5 and .3: mlqa-de-dev .6959 .6975
.6974 .6952; covidfaq-de .4306 .4296 .4288 .4279; 600 queries of xglue-qam-de-dev .6320 .6326 .6327 .6348."""
SMALL: Final = 0.85
"""What a form without a capital counts where the word was typed with one (grüne for Grüne). Of 1, .85 and .7:
mlqa-de-dev .6974 .6979 .6990; covidfaq-de .4288 .4306 .4279."""
SPELLING: Final = 1.0
"""What another spelling of the typed word counts (Photo, Foto): it is the word itself."""
SYNONYM: Final = 0.3
"""What a synonym counts beside the typed word, times the weight that the file of synonyms gives it. Of 0, .3 and .7:
mlqa-de-dev .6985 .6990 .7001; covidfaq-de .4305 .4381 .4259; 600 of xglue-qam-de-dev .6327 .6331 .6321."""
NAME: Final = 0.3
"""What a name counts that is perhaps the typed one in another transliteration (Lawrow, Lavrov)."""
APART: Final = 0.3
"""What the parts of a compound near each other count, beside the compound; 0 does not look for them."""
_DAY_SECONDS: Final = 86_400.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The tunable part of the ranking."""

    k1: float = K1
    b: float = B
    title_weight: int = TITLE_WEIGHT
    recency: float = RECENCY
    recency_half_life_days: float = RECENCY_HALF_LIFE_DAYS
    relations: bool = True
    """Whether words find compounds and other related forms; False leaves only forms of the same fold or stem."""
    head: float = HEAD
    modifier: float = MODIFIER
    lemma: float = LEMMA
    derived: float = DERIVED
    small: float = SMALL
    spelling: float = SPELLING
    name: float = NAME
    synonym: float = SYNONYM
    apart: float = APART


def inverse_frequency(articles: int, frequency: int) -> float:
    """Return the idf of a word that ``frequency`` of ``articles`` hold."""
    return math.log1p((articles - frequency + 0.5) / (frequency + 0.5))


def length_norm(length: npt.NDArray[np.integer], average: float, parameters: Parameters) -> Floats:
    """Return ``K1 * (1 - B + B * length / average)`` for each article."""
    share: Floats = length / average if average else np.zeros(len(length))
    return parameters.k1 * (1 - parameters.b + parameters.b * share)


def saturate(count: Floats, norm: Floats, factor: float, parameters: Parameters) -> Floats:
    """Return a word's part of the score; ``factor`` is boost * idf."""
    return factor * (parameters.k1 + 1) * count / (count + norm)


def recency_factor(published: npt.NDArray[np.int64], newest: int, parameters: Parameters) -> Floats:
    """Return the factor of each article; ``published`` and ``newest`` in seconds since 1970."""
    dated = published != NO_DATE
    age = np.where(dated, newest - np.where(dated, published, 0), 0) / _DAY_SECONDS
    factor = parameters.recency * np.exp2(-age / parameters.recency_half_life_days)
    return np.where(dated, 1 + factor, 1.0)
