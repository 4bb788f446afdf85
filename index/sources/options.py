"""ReadOptions: what a user can say about input that its files do not say themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from index.article import DEFAULT_LANGUAGE, FIELDS
from index.dates import DateError, check_zone
from index.zone import DEFAULT_ZONE

IGNORED_COLUMN: Final = "-"


class OptionError(ValueError):
    """An option that cannot be meant; the message says what can."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read input. The values for missing fields apply to records that do not have their own.

    Raises:
        OptionError: for fields that no article has, or an unknown time zone.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Field of the article -> key or column that holds it, dots for nested keys. Replaces the known names."""
    columns: tuple[str, ...] | None = None
    """Fields of the columns of tables without a header, in order; ``-`` for a column to be left out."""
    zone: str = DEFAULT_ZONE
    """Time zone of dates that name none."""
    source: str = ""
    section: str = ""
    language: str = DEFAULT_LANGUAGE
    today: date | None = None
    """Dates without a year are the last such day up to this one; None is the day of the run."""

    def __post_init__(self) -> None:
        for name in (*self.mapping, *(self.columns or ())):
            if name not in FIELDS and name != IGNORED_COLUMN:
                raise OptionError(f"{name!r} is no field of an article; the fields are {', '.join(FIELDS)}")
        if self.columns is not None and "text" not in self.columns:
            raise OptionError(f"no column for the text in {','.join(self.columns)!r}; name one of them text")
        try:
            check_zone(self.zone)
        except DateError as error:
            raise OptionError(str(error)) from error
