"""Every budget of the search room, named. What a budget cuts off is reported in the answer, never silent."""

from typing import Final

MAX_QUERY_CHARACTERS: Final = 10_000
"""Longest query that is read; a pasted article fits, what is typed after that is ignored."""

MAX_QUERY_WORDS: Final = 1_024
"""Most words, patterns and phrase members that one query searches for."""

MAX_NESTING: Final = 20
"""Deepest parentheses, and most NEAR, VOR, SATZ and ABSATZ (hyphens beside a wildcard too) in one query."""

MAX_DISTANCE: Final = 1_000
"""Largest distance in words of ``NEAR/n``, ``VOR/n`` and ``"…"~n``."""

DEFAULT_DISTANCE: Final = 10
"""Distance of ``NEAR`` and ``VOR`` without a number."""

MAX_FUZZY_EDITS: Final = 2
"""Most letters that may differ in ``Wort~n``; with more, nearly every short word is like every other."""

MAX_COUNT: Final = 1_000
"""Largest n of ``mindn(…)``."""

MAX_BOOST: Final = 1_000.0
"""Largest n of ``^n``."""

MAX_REGEX_CHARACTERS: Final = 200
"""Longest regular expression."""

MAX_REGEX_REPEATS: Final = 4
"""Most ``* + {n,m}`` in one regular expression: each multiplies the time that it may take on a long word."""

MAX_REGEX_CHOICES: Final = 12
"""Most ``|`` and ``?`` in one regular expression: each doubles that time at worst."""

MAX_WIDE_SIGNS: Final = MAX_REGEX_CHOICES
"""Most ``?`` of one pattern that stand for ``ä ö ü ß``, two letters of the fold, too: each is such a choice."""

MAX_PERIOD_WORDS: Final = 8
"""Most words after ``datum:`` that are tried as one date (``vom 1. Mai 2024 bis 3. Juni 2024`` has eight)."""

MAX_PERIOD_CHARACTERS: Final = 100
"""Longest text that is read as a date or a range of dates."""

MAX_NOTES: Final = 20
"""Most remarks on one query; a last one says that there were more."""

MAX_EXPANSION_FORMS: Final = 4096
"""Most forms that one word, prefix or pattern stands for; the forms of the most articles are kept."""

MAX_CACHED_EXPANSIONS: Final = 10_000
"""Words of which a generation remembers the forms that they stand for, the ones asked for last: some 5 KB each."""

ALIKE_CANDIDATES: Final = 256
"""Most forms that begin as a word, among which those that look like it are found; from 256 to 2,048 measure alike."""

ALIKE_FORMS: Final = 32
"""Most forms that look like a word and add to its score, those most like it (and all that are as like as the last)."""

MAX_COMPARED_ARTICLES: Final = 100
"""Best articles of an answer that are compared by where their words stand; 200 measure like 100, 50 a little worse."""

MAX_NEAR_WORDS: Final = 24
"""Most words of a query whose nearness counts in scores, the rarest; only pasted texts have more."""

MAX_RESULT_WINDOW: Final = 100_000
"""Furthest hit that can be asked for (``offset + limit``); filters and dates lead to the rest."""

MAX_LIMIT: Final = 10_000
"""Most hits in one answer."""

RELAX_BELOW: Final = 3
"""With fewer articles that have every word, the answer is completed with articles that have some."""

MAX_FACET_VALUES: Final = 100
"""Most values of one facet in an answer, those of the most articles; months are all given."""

MAX_FACET_DAYS: Final = 200
"""Days that the hits may span for an answer to count them day by day; months are counted always."""

SNIPPET_CHARACTERS: Final = 240
"""Most characters of an article in its snippet; signs of omission come on top."""

MAX_CACHED_BYTES: Final = 128 * 1024 * 1024
"""Memory for the counts of the words that were searched last."""

MAX_PATTERN_SECONDS: Final = 1.0
"""Seconds of processor for comparing what begins with a wildcard, or a regular expression, with the dictionary."""

MAX_SUGGESTIONS: Final = 20
"""Most suggestions for what is being typed."""

MAX_SUGGEST_CHARACTERS: Final = 200
"""Longest text that gets suggestions; who types more is writing, not looking for a word."""

SUGGEST_CANDIDATES: Final = 400
"""Forms that begin as what is typed, of the most articles, among which words are suggested."""

SUGGEST_TITLE_LETTERS: Final = 3
"""Letters of a last word from which on titles are suggested: fewer begin half of all titles."""

MAX_PHRASES: Final = 100_000
"""Most phrases of titles that are kept ready for suggestions, those of the most articles."""

PHRASE_ARTICLES: Final = 2
"""Titles of one segment that a phrase must stand in to be suggested."""

MAX_LOADING_SHARE: Final = 0.05
"""Share of its time in which a server makes new words ready to be suggested and corrected; found they are at once."""

MAX_SHOWN_FORMS: Final = 12
"""Most forms that an answer names for one word, those of the most articles; it says how many there are."""

MAX_CORRECTED_WORDS: Final = 8
"""Most words of one query that are looked at for misspellings."""

RARE_WORD_ARTICLES: Final = 2
"""A word that no more articles have is hardly known: it may be a misspelling of a frequent one."""

MAX_SIMILAR: Final = 20
"""Most similar articles in one answer."""

SIMILAR_TERMS: Final = 24
"""Most telling words of an article, by which similar ones are found."""

APART_WORDS: Final = 5
"""So many words the parts of a compound may be apart (``Gesetz zum besseren Schutz des Klimas``) to count as it."""
