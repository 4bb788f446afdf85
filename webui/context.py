"""Keyword in context: every match of the articles on a page, between what stands before and after it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from webui import links
from webui.limits import CONTEXT_CHARACTERS, CONTEXT_LINES
from webui.pieces import MARK

if TYPE_CHECKING:
    from search import ArticleView, Engine, Hit
    from webui.parameters import Order, Search

_MARKED = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One match with its neighbours, as plain text; ``href`` leads to it in its article."""

    before: str
    match: str
    after: str
    hit: Hit
    href: str


@dataclass(frozen=True, slots=True)
class Concordance:
    """Lines ``first`` to ``last`` of all ``total`` matches of the articles on a page, and where the others are."""

    lines: tuple[ContextLine, ...]
    first: int
    last: int
    total: int
    previous: str
    following: str


def concordance(engine: Engine, hits: Iterable[Hit], search: Search) -> Concordance:
    """Return the matches of *hits* in the order that *search* asks for, from the line on that it asks for."""
    found: list[ContextLine] = []
    for hit in hits:
        article = engine.article(hit.id, search.query)
        address = links.article(hit.id, search._replace(line=1))
        matches = _matches(article) if article else []
        found += [ContextLine(*match, hit, f"{address}#{MARK}{at}") for at, match in enumerate(matches, 1)]
    last_begin = max(0, len(found) - 1) // CONTEXT_LINES * CONTEXT_LINES
    begin = min((search.line - 1) // CONTEXT_LINES * CONTEXT_LINES, last_begin)
    end = min(begin + CONTEXT_LINES, len(found))

    def address_of(line: int) -> str:
        return links.results(search._replace(line=line + 1)) if 0 <= line < len(found) else ""

    return Concordance(
        tuple(_ordered(found, search.order)[begin:end]),
        begin + 1 if found else 0,
        end,
        len(found),
        address_of(begin - CONTEXT_LINES),
        address_of(end),
    )


def _matches(article: ArticleView) -> list[tuple[str, str, str]]:
    """Return the text before, in and after each mark of title and text; a line does not leave its paragraph."""
    found = []
    for paragraph in (article.title_marked, *article.paragraphs):
        plain = [unescape(piece) for piece in _MARKED.split(paragraph)]
        for at in range(1, len(plain), 2):
            before, after = "".join(plain[:at]), "".join(plain[at + 1 :])
            found.append((_tail(before), plain[at], _head(after)))
    return found


def _tail(text: str) -> str:
    """Return the end of *text*, from the beginning of a word."""
    cut = text[-CONTEXT_CHARACTERS:]
    return cut if len(cut) == len(text) else cut.partition(" ")[2] or cut


def _head(text: str) -> str:
    """Return the beginning of *text*, to the end of a word."""
    cut = text[:CONTEXT_CHARACTERS]
    return cut if len(cut) == len(text) else cut.rpartition(" ")[0] or cut


def _ordered(lines: list[ContextLine], order: Order) -> list[ContextLine]:
    if order == "left":
        return sorted(lines, key=lambda line: _words(line.before)[::-1])
    if order == "right":
        return sorted(lines, key=lambda line: _words(line.after))
    return lines


def _words(text: str) -> list[str]:
    """Return the words of *text* as a German dictionary sorts them: ä as a, ß as ss (DIN 5007-1)."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(letter for letter in folded if not unicodedata.combining(letter)))
