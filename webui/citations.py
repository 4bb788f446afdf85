"""How to cite an article: as a line of text, for BibTeX, as RIS, and for search engines (schema.org)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import orjson
from markupsafe import Markup

from webui import formats, links

if TYPE_CHECKING:
    from search import ArticleView

_SPECIAL: Final = str.maketrans(  # BibTeX counts braces even after a backslash, so they are named
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)


@dataclass(frozen=True, slots=True)
class Style:
    """A format that reference managers read."""

    name: str
    mimetype: str
    ending: str
    write: Callable[[ArticleView], str]


def plain(article: ArticleView) -> str:
    """Return ``Anna Beispiel: Titel. In: Zeitung, 16. Mai 2024. https://…``; what is not known is left out."""
    authors = f"{', '.join(article.authors)}: " if article.authors else ""
    day = formats.long_day(article.published) if article.published else ""
    place = ", ".join(part for part in (article.source, day) if part)
    sentences = [f"{authors}{_line(article.title)}", f"In: {place}" if place else ""]
    text = " ".join(f"{part.rstrip('.')}." for part in sentences if part)
    return f"{text} {links.external(article.url)}".strip()


def bibtex(article: ArticleView) -> str:
    """Return an ``@article`` entry in UTF-8; braces keep names and capitals as they are."""
    day = formats.local_day(article.published) if article.published else None
    fields = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in article.authors),
        "title": f"{{{_tex(article.title)}}}",
        "journal": _tex(article.source),
        "year": str(day.year) if day else "",
        "month": str(day.month) if day else "",
        "day": str(day.day) if day else "",
        "date": day.isoformat() if day else "",
        "url": _url(article),
        "langid": "german" if article.language == "de" else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{_key(article)},", *lines, "}", ""])


def ris(article: ArticleView) -> str:
    """Return a ``NEWS`` record; lines end as the format asks, with CR and LF."""
    day = formats.local_day(article.published) if article.published else None
    tags = [
        ("TY", "NEWS"),
        *(("AU", _line(author)) for author in article.authors),
        ("TI", _line(article.title)),
        ("T2", _line(article.source)),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("LA", article.language),
        ("UR", _url(article)),
    ]
    lines = [f"{tag}  - {value}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


STYLES: Final[Mapping[str, Style]] = {
    "bibtex": Style("BibTeX", "application/x-bibtex", "bib", bibtex),
    "ris": Style("RIS", "application/x-research-info-systems", "ris", ris),
}


def linked_data(article: ArticleView) -> Markup:
    """Return the article as schema.org's ``NewsArticle``: JSON that cannot end the element it stands in."""
    described = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": article.published.isoformat() if article.published else None,
        "inLanguage": article.language,
        "articleSection": article.section,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": article.source} if article.source else None,
        "url": _url(article),
    }
    text = orjson.dumps({name: value for name, value in described.items() if value}).decode()
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)


def file_name(article: ArticleView, style: Style) -> str:
    """Return a name for the downloaded file."""
    return f"{_key(article)}.{style.ending}"


def _key(article: ArticleView) -> str:
    """Return ``beispiel2024titel``: letters and digits that every program takes."""
    author = article.authors[0].split()[-1] if article.authors and article.authors[0].split() else article.source
    year = str(formats.local_day(article.published).year) if article.published else ""
    word = next((word for word in re.findall(r"\w+", article.title) if len(word) > 3), "")
    folded = unicodedata.normalize("NFKD", f"{author}{year}{word}".casefold())
    return re.sub(r"[^a-z0-9]", "", folded) or "artikel"


def _tex(text: str) -> str:
    return _line(text).translate(_SPECIAL)


def _line(text: str) -> str:
    """Return *text* on one line."""
    return " ".join(text.split())


def _url(article: ArticleView) -> str:
    """Return the address of the original, without what could end a field early."""
    return re.sub(r"[\s{}\\]", "", links.external(article.url))
