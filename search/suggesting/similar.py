"""More like this: the articles that share an article's most telling words.

A word tells much if the article has it often and few others have it (tf * idf). The words become one query, any of
them, each with its weight as a boost, so similar articles are found and scored as all others are.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

from whoosh import query

from index import Article, fold, stem, tokenise
from search.limits import SIMILAR_TERMS
from search.query import ANY
from search.ranking import TITLE_WEIGHT
from search.suggesting.vocabulary import Vocabulary

MOST_COMMON_SHARE: Final = 0.1
"""Words that a larger share of all articles has tell nothing about one of them."""
LEAST_SHARE: Final = 0.12
"""Articles with a smaller share of the article's own score for its words are not like it."""
_LEAST_LETTERS: Final = 3


def telling_words(article: Article, vocabulary: Vocabulary, articles: int) -> dict[str, float]:
    """Return the most telling words of an article, each in its most frequent form, with their weights."""
    forms = Counter(tokenise(article.text).words)
    for word in tokenise(article.title).words:
        forms[word] += TITLE_WEIGHT
    known = [form for form in forms if len(form) >= _LEAST_LETTERS and not form.isdecimal()]
    numbers = vocabulary.lexicon.find(known)
    counts: dict[str, int] = {}
    shown: dict[str, str] = {}
    frequency: dict[str, int] = {}
    for form, number in zip(known, numbers.tolist(), strict=True):
        if number < 0:
            continue
        key = stem(form)
        counts[key] = counts.get(key, 0) + forms[form]
        frequency[key] = frequency.get(key, 0) + int(vocabulary.frequency[number])
        if key not in shown or forms[form] > forms[shown[key]]:
            shown[key] = form
    most = max(2.0, articles * MOST_COMMON_SHARE)
    weights = {
        shown[key]: (1 + math.log(count)) * math.log(1 + articles / frequency[key])
        for key, count in counts.items()
        if 1 < frequency[key] <= most and fold(shown[key]) not in vocabulary.function_words
    }
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:SIMILAR_TERMS]
    return dict(best)


def similar_query(words: dict[str, float]) -> query.Query:
    """Return the query for articles that have any of the words; the most telling one has the boost 1."""
    if not words:
        return query.NullQuery
    highest = max(words.values())
    leaves = [query.Term(ANY, word, boost=weight / highest) for word, weight in words.items()]
    return query.Or(leaves) if len(leaves) > 1 else leaves[0]
