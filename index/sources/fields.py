"""Records -> Articles: which key holds which field, and what its value means.

A record is the dict of a JSON object or table row. Its keys are looked at once per distinct tuple of keys
(its plan), so an archive whose records are alike pays for that once. The known names, and the words that
tell authors apart, are in ``data/keys.toml``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from index import data_files
from index.article import FIELDS, Article
from index.dates import DateError, parse_date
from index.errors import ArticleError
from index.sources.options import ReadOptions
from index.sources.reports import Notices

MAX_PLANS: Final = 1024
"""So many tuples of keys are remembered."""
MAX_BYLINES: Final = 8192
"""Of so many bylines the names are remembered."""
UNREADABLE_DATE: Final = "date that cannot be read (the article goes in without)"

_NOT_NAME: Final = re.compile(r"[\W_]+")
_BETWEEN_AUTHORS: Final = re.compile(r"\s*[;|\n]\s*|,?\s+(?:und|and|&|\+)\s+")
_AS_WRITTEN: Final = frozenset(FIELDS) - {"published", "authors"}
_NO_VALUE: Final[tuple[object, ...]] = (None, "", [], {})

Record = Mapping[str, Any]


class _Plan(NamedTuple):
    """Where the records with one tuple of keys have what."""

    fields: tuple[tuple[str, tuple[str, ...], str | None], ...]
    """Fields with the keys that may hold them, best first, and again the best one of what is taken as it is written."""
    inner: tuple[str, ...]
    """Keys of an object in which the article may be, if the record has no text itself."""


class FieldReader:
    """Makes articles of records, as the options say."""

    def __init__(self, options: ReadOptions, notices: Notices) -> None:
        self._options = options
        self._notices = notices
        self._plan = lru_cache(MAX_PLANS)(self._new_plan)
        self._defaults = {"source": options.source, "section": options.section, "language": options.language}

    def has_text(self, record: object) -> bool:
        """Return whether ``record`` is an object with a text, by its keys or those of the object in it."""
        return isinstance(record, dict) and "text" in self._values(record, "", 0)

    def knows_text(self, names: Iterable[str]) -> bool:
        """Return whether a record with these keys or columns can have a text."""
        return any(field == "text" for field, *_ in self._plan(tuple(names)).fields)

    def known_names(self, names: Iterable[str]) -> int:
        """Return for how many fields of an article there is a key or column among ``names``."""
        return len(self._plan(tuple(names)).fields)

    def article(self, record: object, file: str, line: int) -> Article:
        """Return the article that the record at ``file``, ``line`` describes.

        A date that cannot be read costs the article its date, not its place; a notice tells.

        Raises:
            ArticleError: when the record is none; see `Article`.
        """
        if not isinstance(record, dict):
            raise ArticleError(f"a record must be an object with keys, not {_named(record)}; see docs/sources.md")
        try:
            return Article(**(self._defaults | self._values(record, file, line)))
        except RecursionError:
            raise ArticleError("lists or objects nested too deeply; flatten the record") from None

    def _values(self, record: Record, file: str, line: int) -> dict[str, Any]:
        """Return the fields that have a value."""
        plan = self._plan(tuple(record))
        values: dict[str, Any] = {}
        for field, keys, best in plan.fields:
            if best is not None:
                value = record.get(best)
                if type(value) is str and value.strip():  # most values are such
                    values[field] = value
                    continue
            for key in keys:
                value = record[key] if key in record else _at(record, key)
                if value in _NO_VALUE or (key in plan.inner and isinstance(value, dict)):
                    continue
                if found := self._read(field, value):
                    values[field] = found
                    break
            else:
                if field == "published":
                    self._tell_date(record, keys, file, line)
        if "text" not in values:
            for key in plan.inner:
                if isinstance(record[key], dict):
                    return values | self._values(record[key], file, line)
        return values

    def _read(self, field: str, value: object) -> object:
        """Return the value of a field as an article has it; something false when there is none."""
        if field == "published":
            return self._date(value)
        if field == "authors":
            return _authors(value)
        if isinstance(value, str):
            return value if value.strip() else ""
        return _text(value) if field == "text" else str(_plain(value))

    def _date(self, value: object) -> object:
        """Return the date, or None when it cannot be read."""
        plain = _plain(value)
        try:
            return parse_date(plain, zone=self._options.zone, reference=self._options.today) if plain else None
        except DateError:
            return None

    def _tell_date(self, record: Record, keys: tuple[str, ...], file: str, line: int) -> None:
        """Tell of a date that is there but could not be read."""
        given = [value for key in keys if (value := _at(record, key)) not in _NO_VALUE]
        if given and file:
            self._notices.add(UNREADABLE_DATE, f"{file}:{line}: {str(given[0])[:60]!r}")

    def _new_plan(self, names: tuple[str, ...]) -> _Plan:
        """Return the plan for records with these keys."""
        known = _known_names()
        by_name: dict[str, list[str]] = {}
        for name in names:
            by_name.setdefault(_normal(name), []).append(name)
        plan = []
        for field in FIELDS:
            if field in self._options.mapping:
                keys = [self._options.mapping[field]]
                keys = [key for key in keys if key in names or key.split(".")[0] in names]
            else:
                keys = [key for name in known["fields"][field] for key in by_name.get(name, ())]
            if keys:
                plan.append((field, tuple(keys), keys[0] if field in _AS_WRITTEN else None))
        inner = [key for name in known["nested"]["record"] for key in names if key.lower() == name]
        return _Plan(tuple(plan), tuple(inner))


def _named(value: object) -> str:
    """Return what JSON calls a value that is no object."""
    return "null" if value is None else "a list" if isinstance(value, list) else "a single value"


@cache
def _known_names() -> dict[str, dict[str, list[str]]]:
    """Return the data file."""
    names: dict[str, dict[str, list[str]]] = data_files.toml("keys.toml")
    names["fields"] = {field: list(map(_normal, known)) for field, known in names["fields"].items()}
    return names


def _normal(name: str) -> str:
    """Return a key or column name as it is compared."""
    return _NOT_NAME.sub("", name).lower()


def _at(record: Record, path: str) -> object:
    """Return the value under a key, or under keys that ``path`` joins with dots; None when there is none."""
    if path in record:
        return record[path]
    value: object = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _plain(value: object) -> str | int | float:
    """Return the one plain value of a number, object or list; an empty string when there is none."""
    if isinstance(value, list):
        return next((plain for item in value if (plain := _plain(item)) != ""), "")
    if isinstance(value, dict):
        names = _known_names()["nested"]["value"]
        return next((plain for name in names if (plain := _plain(value.get(name))) != ""), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return "" if isinstance(value, float) and math.isnan(value) else value  # pandas writes NaN where nothing is


def _text(value: object) -> str:
    """Return a text given as list of paragraphs or as object."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_text, value)))
    if isinstance(value, dict):
        return next((text for name in _known_names()["nested"]["text"] if (text := _text(value.get(name)))), "")
    return str(_plain(value))


def _authors(value: object) -> tuple[str, ...]:
    """Return the names of the authors: of a list each item is a name, a string may hold several."""
    if isinstance(value, list):
        return tuple(name for item in value for name in _names_of_item(str(_plain(item))))
    return _names_of_byline(str(_plain(value)))


# Archives have few authors: the names in a byline are told apart once.
@lru_cache(MAX_BYLINES)
def _names_of_item(byline: str) -> tuple[str, ...]:
    return tuple(_BETWEEN_AUTHORS.split(_without_prefix(byline)))


@lru_cache(MAX_BYLINES)
def _names_of_byline(byline: str) -> tuple[str, ...]:
    byline = _without_prefix(byline)
    surname_first = ";" in byline
    return tuple(name for part in _BETWEEN_AUTHORS.split(byline) for name in _names(part, surname_first))


def _without_prefix(byline: str) -> str:
    """Return the byline without ``Von`` or the like in front; a small ``von`` belongs to a name."""
    first, _, names = byline.strip().partition(" ")
    is_prefix = first.rstrip(":").lower() in _known_names()["authors"]["prefixes"] and not first.islower()
    return names if is_prefix and names else byline


def _names(part: str, surname_first: bool) -> list[str]:
    """Return the names in a part of a byline, in which a comma may part names or a surname from first names.

    It parts a surname when each side is a single word that is no agency (``Müller, Anna``), and when
    semicolons part the authors (``Müller, Anna Maria; Schmidt, Tom``).
    """
    names = [name for piece in part.split(",") if (name := piece.strip())]
    if len(names) == 2 and " " not in names[0] and (surname_first or " " not in names[1]):
        agencies = _known_names()["authors"]["agencies"]
        if not any(name.lower() in agencies for name in names):
            return [f"{names[1]} {names[0]}"]
    return names
