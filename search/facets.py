"""Facets: how many of the matching articles have each source, section, author and month. Counts are exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import numpy as np

from index import NO_DAY, CategoryName, Segment
from search.answer import FacetCount
from search.counts import Mask
from search.limits import MAX_FACET_DAYS, MAX_FACET_VALUES

_EPOCH_ORDINAL = 719_163  # date(1970, 1, 1).toordinal()


def category_facet(category: CategoryName, matches: Iterable[tuple[Segment, Mask]]) -> tuple[FacetCount, ...]:
    """Return the values of a category, those of most articles first; at most `MAX_FACET_VALUES` of them."""
    total: Counter[str] = Counter()
    for segment, mask in matches:
        codes, document = segment.codes(category)
        values = segment.values[category]
        counts = np.bincount(codes[mask[document]], minlength=len(values))
        for code in np.flatnonzero(counts).tolist():
            if values[code]:
                total[values[code]] += int(counts[code])
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetCount(value, count) for value, count in ranked[:MAX_FACET_VALUES])


def month_facet(matches: Iterable[tuple[Segment, Mask]]) -> tuple[FacetCount, ...]:
    """Return all months in which a matching article was published, oldest first, as ``2024-05``."""
    total: Counter[int] = Counter()
    for segment, mask in matches:
        days = segment.day[mask & (segment.day != NO_DAY)]
        months = (days.astype(np.int64) - _EPOCH_ORDINAL).astype("datetime64[D]").astype("datetime64[M]")
        numbers, counts = np.unique(months.astype(np.int64), return_counts=True)
        total.update(dict(zip(numbers.tolist(), counts.tolist(), strict=True)))
    return tuple(FacetCount(str(np.datetime64(month, "M")), count) for month, count in sorted(total.items()))


def day_facet(matches: Iterable[tuple[Segment, Mask]]) -> tuple[FacetCount, ...]:
    """Return all days on which a matching article was published, oldest first, as ``2024-05-16``.

    None where the first and the last of them are more than `MAX_FACET_DAYS` apart.
    """
    days = [segment.day[mask & (segment.day != NO_DAY)] for segment, mask in matches]
    dated = [part for part in days if len(part)]
    if not dated:
        return ()
    first, last = min(int(part.min()) for part in dated), max(int(part.max()) for part in dated)
    if last - first >= MAX_FACET_DAYS:
        return ()
    counts = np.bincount(np.concatenate(dated).astype(np.int64) - first)
    return tuple(
        FacetCount(date.fromordinal(first + day).isoformat(), int(counts[day]))
        for day in np.flatnonzero(counts).tolist()
    )
