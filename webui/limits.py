"""Every budget of the page, named. What a budget cuts off is said on the page, never dropped in silence."""

from typing import Final

PAGE_SIZE: Final = 10
"""Hits on one result page."""

HOME_SOURCES: Final = 12
"""Sources listed on the start page; how many more there are is said."""

MAX_API_HITS: Final = 100
"""Hits that one call of ``/api/search`` may ask for (``anzahl``)."""

MAX_WINDOW: Final = 10_000
"""Hits that can be reached by turning pages; who wants to go deeper narrows the search."""

MAX_QUERY_CHARACTERS: Final = 2_000
"""Characters of a query that are searched: every link of a page repeats the query."""

CONTEXT_LINES: Final = 50
"""Matches on one page of the view in context; the others of the same articles are on the next ones."""

CONTEXT_CHARACTERS: Final = 50
"""Characters shown on either side of a match in context."""

MAX_QUERIES: Final = 5
"""Queries that are compared at once; more lines cannot be told apart."""

MAX_FILTER_VALUES: Final = 20
"""Values that one filter (source, section or author) may have at once."""

SHOWN_CHOICES: Final = 8
"""Values of a filter that are shown at once ..."""

FOLDED_CHOICES: Final = 24
"""... and how many more unfold below them; the number of the remaining ones is shown."""

MAX_MONTH_YEARS: Final = 2
"""Years up to which every month gets a link; in longer periods, years are offered first."""

MAX_REQUEST_BYTES: Final = 1 << 20
"""Bytes that the head of a request may have: an address with 100 kB of percent-encoded text is answered."""

MAX_SUGGESTIONS: Final = 8
"""Suggestions below the search box, beside own searches."""

SHOWN_FORMS: Final = 4
"""Forms that a word stands for that are shown at once; the others unfold."""

SHOWN_WORDS: Final = 6
"""Words of a query whose forms are shown at once; those of a longer query unfold."""

SIMILAR_ARTICLES: Final = 5
"""Similar articles below an article."""
