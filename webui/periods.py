"""Months and years as they are drawn and chosen: even steps in time, empty ones included."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from webui import formats

MAX_MONTHS: Final = 60
"""Months that are drawn one by one; a longer time is drawn in years."""

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One month or year."""

    key: str
    """``2024-05`` or ``2024``"""
    label: str
    days: Days

    def count(self, months: Mapping[str, int]) -> int:
        """Return how many articles of *months* (``2024-05`` -> number) fall into it."""
        if len(self.key) > 4:
            return months.get(self.key, 0)
        return sum(number for month, number in months.items() if month[:4] == self.key)


def buckets(months: Mapping[str, int]) -> tuple[Bucket, ...]:
    """Return even steps from the first to the last of *months*."""
    if not months:
        return ()
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (min(months), max(months)))
    if last - first < MAX_MONTHS:
        return tuple(_month(number // 12, number % 12 + 1) for number in range(first, last + 1))
    return tuple(Bucket(f"{year:04}", str(year), year_days(year)) for year in range(first // 12, last // 12 + 1))


def _month(year: int, month: int) -> Bucket:
    return Bucket(f"{year:04}-{month:02}", formats.month(year, month), month_days(year, month))


def year_days(year: int) -> Days:
    """Return the first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def month_days(year: int, month: int) -> Days:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
