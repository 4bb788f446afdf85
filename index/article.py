"""Article: one news item, validated and cleaned, the unit that the index stores and finds.

An Article is always fit to be indexed: whoever holds one need not check it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Final

from index.dates import PLACEHOLDER_YEARS, with_fixed_offset
from index.errors import ArticleError
from index.text import clean, clean_line

DEFAULT_LANGUAGE: Final = "de"
MAX_ID_CHARS: Final = 500
"""Longest id, in characters: room for a long URL, small enough for a column."""
MAX_TEXT_CHARS: Final = 10_000_000
"""Longest text, in characters: a file above it is an archive or a mistake, not an article."""
_ID_BYTES: Final = 10  # 80 bits: ten million articles collide with a chance of one in ten billion


@dataclass(frozen=True, slots=True)
class Article:
    """One news item.

    Strings are cleaned as in ``index.text``; all but ``text`` are brought onto one line. ``id`` defaults to a
    hash of the URL, else of source, title and date, else (without a title) of source, date and text.
    ``published`` has a fixed offset from UTC; a naive one is read as Europe/Berlin.

    Raises:
        ArticleError: without text, with an id that cannot be shown or is too long, or a field of wrong type.
    """

    id: str = ""
    title: str = ""
    text: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    published: datetime | None = None
    language: str = DEFAULT_LANGUAGE

    def __post_init__(self) -> None:
        for name, cleaned_line in _LINE_FIELDS:
            value = getattr(self, name)
            if value != "" and (cleaned := cleaned_line(_checked_string(name, value))) is not value:
                _set(self, name, cleaned)
        _set(self, "text", _checked_text(self.text))
        if self.authors != ():
            _set(self, "authors", _checked_authors(self.authors))
        if self.published is not None:
            _set(self, "published", _checked_date(self.published))
        _set(self, "id", _checked_id(self.id) if self.id else _default_id(self))

    def to_json(self) -> dict[str, object]:
        """Return the fields as JSON values; ``published`` as ISO 8601 with its offset, or None."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "url": self.url,
            "source": self.source,
            "authors": list(self.authors),
            "section": self.section,
            "published": self.published.isoformat() if self.published else None,
            "language": self.language,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> "Article":
        """Return the article that ``to_json`` described; fields that are missing take their defaults.

        Raises:
            ArticleError: for a field that no article has, a value of the wrong type, or an invalid article.
        """
        unknown = [name for name in values if name not in FIELDS]
        if unknown:
            raise ArticleError(f"unknown field {unknown[0]!r}; the fields are {', '.join(FIELDS)}")
        published = values.get("published")
        if isinstance(published, str):
            try:
                published = datetime.fromisoformat(published)
            except ValueError:
                raise ArticleError(
                    f"published {published!r} is not ISO 8601; write 2024-05-16T14:30:00+02:00"
                ) from None
        return cls(**{**values, "published": published})  # type: ignore[arg-type]  # checked by __post_init__


FIELDS: Final = tuple(field.name for field in fields(Article))
"""The names of an article's fields, in order."""
# Archives have few sources, sections, languages and authors: each is cleaned once.
_remembered_line: Final = lru_cache(maxsize=8192)(clean_line)
_LINE_FIELDS: Final = (
    ("title", clean_line),
    ("url", clean_line),
    ("source", _remembered_line),
    ("section", _remembered_line),
    ("language", _remembered_line),
)
_set: Final = object.__setattr__  # the fields of a frozen article can be set in no other way


def _checked_string(name: str, value: object) -> str:
    """Return ``value`` if it is a string, else raise ArticleError."""
    if not isinstance(value, str):
        raise ArticleError(f"{name} must be text, not {type(value).__name__}; convert it first")
    return value


def _checked_text(value: object) -> str:
    """Return the cleaned text of an article, or raise ArticleError when there is none or far too much."""
    text = clean(_checked_string("text", value)).strip()
    if not text:
        raise ArticleError("no text; give the article a body, or name the key that holds it")
    if len(text) > MAX_TEXT_CHARS:
        raise ArticleError(f"text of {len(text):,} characters, over {MAX_TEXT_CHARS:,}; split it into articles")
    return text


def _checked_authors(value: object) -> tuple[str, ...]:
    """Return the cleaned names, each once, empty ones left out."""
    if not isinstance(value, tuple | list):
        raise ArticleError(f"authors must be a list of names, not {type(value).__name__}; convert it first")
    return _remembered_names(*(_checked_string("an author", name) for name in value))


@lru_cache(maxsize=8192)
def _remembered_names(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in map(clean_line, names) if name))


def _checked_date(value: object) -> datetime:
    """Return the date with a fixed offset, or raise ArticleError when it is no moment that can be."""
    if not isinstance(value, datetime):
        raise ArticleError(f"published must be a datetime, not {type(value).__name__}; use datetime.fromisoformat")
    if value.year in PLACEHOLDER_YEARS:
        raise ArticleError(f"published {value:%Y-%m-%d} stands for an unknown date; leave it out")
    return with_fixed_offset(value)


def _checked_id(value: object) -> str:
    """Return the id without spaces around it, or raise ArticleError when it can't be shown or stored."""
    article_id = _checked_string("id", value).strip()
    if not article_id or not article_id.isprintable():
        raise ArticleError(f"id {article_id[:80]!r} has characters that cannot be shown; use printable ones")
    if len(article_id) > MAX_ID_CHARS:
        raise ArticleError(f"id of {len(article_id)} characters, over {MAX_ID_CHARS}; leave it out to get a hash")
    return article_id


def _default_id(article: Article) -> str:
    """Return a hash of what makes the article this one: see the class."""
    date = repr(article.published.timestamp()) if article.published else ""
    identity: tuple[str, ...]
    if article.url:
        identity = ("url", article.url)
    elif article.title:
        identity = ("title", article.source, article.title, date)
    else:
        identity = ("text", article.source, article.text, date)
    from hashlib import blake2b  # loads OpenSSL, which a query does not need

    return blake2b("\0".join(identity).encode(), digest_size=_ID_BYTES).hexdigest()
