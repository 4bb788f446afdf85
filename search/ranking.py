"""The formulas of the ranking, and their constants.

BM25F (Robertson, Zaragoza, Taylor, "Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004): a word's
count is the weighted sum over its forms and over both fields, and is saturated once::

    tf     = sum over forms of weight * (TITLE_WEIGHT * count in title + count in body)
    length = TITLE_WEIGHT * tokens of title + tokens of body
    idf    = ln(1 + (N - df + 0.5) / (df + 0.5)) ** IDF_POWER        # as in Lucene, never negative
    score  = boost * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average length))

N, df and the average are over the live articles of the whole index. The idf of a function word (`die`, `wie`) is
multiplied by FUNCTION_WORD. The best articles of a query with several words are compared more closely:
`search.matching.nearness` adds what words near each other and at the beginning of the text are worth, and multiplies by
``1 + COVERAGE * share``, the share of the idf that was found. All is multiplied by the recency factor ``1 + RECENCY *
0.5 ** (age / RECENCY_HALF_LIFE_DAYS)``, where age is that of the article on the day the newest one was published;
articles without a date have the factor 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index import NO_DATE, fold, stem

K1: Final = 1.2
"""Of 1 and 1.2, what Lucene has: covidfaq-de .5216 .5210; mlqa-de-dev .7763 .7754."""
B: Final = 0.75
"""Of .75, what Lucene has, and .85: covidfaq-de .5210 .5225; mlqa-de-dev .7754 .7730."""
TITLE_WEIGHT: Final = 3
"""A convention: no collection with judgments has titles that are searched, so that 2 and 4 measure the same."""
RECENCY: Final = 0.1
"""How much better today's article is than an ancient one of the same wording; 0 turns recency off."""
RECENCY_HALF_LIFE_DAYS: Final = 30.0
"""A month, by convention: no collection with judgments has dates."""
HEAD: Final = 0.5
"""What a compound counts beside its last part, the typed word. Of .3, .4 and .5, MODIFIER the same: mlqa-de-dev .756
.757 .759; covidfaq-de .477 .482 .481; 1,500 of xglue-qam-de-dev .695 .698 .701; MRR@10 of titles .557 .558 .559."""
MODIFIER: Final = 0.5
"""The same for the other parts of a compound."""
LEMMA: Final = 0.85
"""What another form of the typed word's lemma counts where the stem is another (ging, gehen). From 0.7 to 1, nDCG@10 is
the same within .0008 on mlqa-de-dev and covidfaq-de; below 1, the typed form comes first."""
DERIVED: Final = 0.5
"""What another word of the typed word's stem counts (Arbeiter for Arbeit). Of 1, .7, .5 and .3: mlqa-de-dev .6959 .6975
.6974 .6952; covidfaq-de .4306 .4296 .4288 .4279; 600 queries of xglue-qam-de-dev .6320 .6326 .6327 .6348."""
KIN: Final = 0.7
"""What words count that are made of what the typed word is made of, with another stem (`index.german.kin`: regieren for
Regierung, französisch for Frankreich). Of 0, .3, .5, .7 and .85: mlqa-de-dev .7654 .7657 .7673 .7702 .7701; covidfaq-de
.5144 .5180 .5176 .5223 .5230; 600 of xglue-qam-de-dev .7341 .7357 .7389 .7391 .7386; MRR@10 of 500 titles .5608 .5605
.5618 .5620 .5634."""
SMALL: Final = 0.85
"""What a form without a capital counts where the word was typed with one (grüne for Grüne). Of 1, .85 and .7:
mlqa-de-dev .6974 .6979 .6990; covidfaq-de .4288 .4306 .4279."""
SPELLING: Final = 1.0
"""What another spelling of the typed word counts (Photo, Foto): it is the word itself."""
SYNONYM: Final = 0.45
"""What a synonym counts beside the typed word, times the weight that the file of synonyms gives it. Of .15, .3, .45 and
.6: mlqa-de-dev .7626 .7627 .7634 .7655; covidfaq-de .5004 .5047 .5121 .5112; 600 of xglue-qam-de-dev .7305 .7312 .7322
.7341; MRR@10 of 500 titles .5612 .5621 .5607 .5563."""
NAME: Final = 0.3
"""What a name counts that is perhaps the typed one in another transliteration (Lawrow, Lavrov)."""
PART: Final = 0.4
"""What the words that a typed compound is made of count beside it, each by its own idf. nDCG@10 of 0, .3, .4 and .5:
mlqa-de-dev .751 .753 .753 .754; covidfaq-de .478 .482 .482 .483; 1,500 of xglue-qam-de-dev .694 .698 .697 .696."""
ALIKE: Final = 0.8
"""What a word counts that only looks like the typed one (see `index.german.likeness`), times the square of how like it
is; and what all of them count in an article at most, so that the word itself counts more. nDCG@10 of 0, .6, .8 and 1:
mlqa-de-dev .731 .754 .751 .752; covidfaq-de .462 .476 .476 .478; 1,500 of xglue-qam-de-dev .640 .690 .693 .697."""
LEAST_LIKENESS: Final = 0.2
"""What is less like does not count; 0.3 measures alike."""
APART: Final = 0.3
"""What the parts of a compound near each other count, beside the compound; 0 does not look for them. nDCG@10 rises by
.002 (mlqa-de-dev) and .003 (covidfaq-de), the same from 0.15 to 0.5."""
IDF_POWER: Final = 1.25
"""Rare words decide: 1.25 is better than 1 for questions (xglue-qam +.012, mlqa +.002) and takes .003 from titles."""
FUNCTION_WORD: Final = 0.25
"""What function words keep of their idf. Of .5, .35, .25 and .15: mlqa-de-dev .7612 .7617 .7633 .7619; covidfaq-de
.4849 .4949 .4952 .4911; 600 of xglue-qam-de-dev .7280 .7285 .7287 .7297; MRR@10 of 500 titles .5590 .5586 .5585 .5582.
With 0, a stop list, covidfaq-de loses .06. With `OPENING`, of .3 and .25: mlqa-de-dev .7744 .7741; covidfaq-de .5183
.5210; 1,500 of xglue-qam-de-dev .7329 .7321; MRR@10 of 2,000 titles .5634 .5630."""
NEAR: Final = 0.25
"""What two words within `NEAR_DISTANCE` count beside a word of their mean idf. Of .25 and .3 with `COVERAGE` 1.25, and
of .2 with 1: mlqa-de-dev .7720 .7726 .7704; covidfaq-de .5211 .5197 .5232; xglue-qam-de-dev .7229 .7221 .7219; MRR@10
of 2,000 titles .5628 .5641 .5598."""
NEAR_DISTANCE: Final = 8
"""Words that two words may be apart to be near. Of 4, 8 and 16, with the weights that were tuned for 8: mlqa-de-dev
.7732 .7746 .7725; covidfaq-de .5235 .5205 .5241; xglue-qam-de-dev .7321 .7318 .7311; MRR@10 of 1,000 titles .5668
.5714 .5771."""
ORDERED: Final = 0.3
"""What is added if they are neighbours in the query and stand so in the text, within `ORDERED_DISTANCE`."""
ORDERED_DISTANCE: Final = 2
"""Of 1, 2 and 4: mlqa-de-dev .7752 .7746 .7763; covidfaq-de .5209 .5205 .5205; MRR@10 of 1,000 titles .5721 .5714
.5715: it hardly matters."""
COVERAGE: Final = 1.25
"""How much better an article with all words is than one with none, other things equal. Of 1.25 and 1.5:
mlqa-de-dev .7720 .7713; covidfaq-de .5211 .5203; xglue-qam-de-dev .7229 .7237; titles .5628 .5622; `NEAR` says what 1
measured."""
OPENING: Final = 0.3
"""What a word at the very beginning of the text counts beside what it counts anyway, in parts of its idf; the farther
behind, the less, and after `OPENING_WORDS` nothing. Of 0, .1, .2, .3 and .4 within 20 words: mlqa-de-dev .7720 .7717
.7734 .7740 .7742; covidfaq-de .5211 .5227 .5194 .5196 .5201; 1,500 of xglue-qam-de-dev .7242 .7261 .7296 .7311 .7299;
MRR@10 of 2,000 titles .5628 .5626 .5633 .5626 .5612. Alike for the first 20 words,
xglue-qam-de-dev has .7257 at best."""
OPENING_WORDS: Final = 16
"""With .3, of 16, 20 and 30: mlqa-de-dev .7744 .7740 .7734; covidfaq-de .5183 .5196 .5183; 1,500 of xglue-qam-de-dev
.7329 .7311 .7287; titles .5634 .5626 .5609."""
_DAY_SECONDS: Final = 86_400.0

Floats = npt.NDArray[np.float64]


class Parameters(NamedTuple):
    """The tunable part of the ranking: no dataclass, which a one-shot ``query`` would wait for (1.4 ms)."""

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
    kin: float = KIN
    small: float = SMALL
    spelling: float = SPELLING
    name: float = NAME
    synonym: float = SYNONYM
    apart: float = APART
    part: float = PART
    alike: float = ALIKE
    idf_power: float = IDF_POWER
    function_word: float = FUNCTION_WORD
    near: float = NEAR
    ordered: float = ORDERED
    coverage: float = COVERAGE
    opening: float = OPENING

    @property
    def compares(self) -> bool:
        """Whether the best articles are compared closely (see `search.matching.nearness`)."""
        return max(self.near, self.ordered, self.coverage, self.opening) > 0

    @classmethod
    def stems_only(cls) -> Parameters:
        """Return the parameters of plain BM25F over stems, as other engines have it: for comparisons."""
        return cls(relations=False, idf_power=1.0, function_word=1.0, near=0.0, ordered=0.0, coverage=0.0, opening=0.0)


def inverse_frequency(articles: int, frequency: int) -> float:
    """Return the idf of a word that ``frequency`` of ``articles`` hold."""
    return math.log1p((articles - frequency + 0.5) / (frequency + 0.5))


@cache
def function_words() -> frozenset[str]:
    """Return the folds of German function words."""
    lines = Path(__file__).with_name("function_words.txt").read_text("utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


@cache
def function_words_by_stem() -> Mapping[str, frozenset[str]]:
    """Return the folds of the function words by their stems, which other words have: ``Nichte``, ``Sicherheit``."""
    found: dict[str, set[str]] = {}
    for word in function_words():
        found.setdefault(stem(word), set()).add(word)
    return {own: frozenset(words) for own, words in found.items()}


def word_weight(articles: int, frequency: int, word: str, parameters: Parameters) -> float:
    """Return what a word as typed counts for its rarity: its idf, raised and lowered as the parameters say."""
    weight = inverse_frequency(articles, frequency) ** parameters.idf_power
    if parameters.function_word != 1 and fold(word) in function_words():
        return weight * parameters.function_word
    return weight


def length_norm(length: npt.NDArray[np.integer], average: float, parameters: Parameters) -> Floats:
    """Return ``K1 * (1 - B + B * length / average)`` for each article."""
    share: Floats = length / average if average else np.zeros(len(length))
    return parameters.k1 * (1 - parameters.b + parameters.b * share)


def saturate(count: Floats | npt.NDArray[np.int64], norm: Floats, factor: float, parameters: Parameters) -> Floats:
    """Return a word's part of the score; ``factor`` is boost * idf."""
    return factor * (parameters.k1 + 1) * count / (count + norm)


def recency_factor(published: npt.NDArray[np.int64], newest: int, parameters: Parameters) -> Floats:
    """Return the factor of each article; ``published`` and ``newest`` in seconds since 1970."""
    dated = published != NO_DATE
    age = np.where(dated, newest - np.where(dated, published, 0), 0) / _DAY_SECONDS
    factor = parameters.recency * np.exp2(-age / parameters.recency_half_life_days)
    return np.where(dated, 1 + factor, 1.0)
