"""Small pieces that a page has dozens of: written here, because to call a template's macro for each takes longer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from webui import formats
from webui.language import say
from webui.rendering import escaped

if TYPE_CHECKING:
    from search import Hit
    from webui.filters import Choice


MARK: Final = "f"
"""What the id of a marked place of an article begins with; its number follows, from 1."""


def numbered(texts: Iterable[str]) -> list[Markup]:
    """Return marked texts with an id for each mark, counted over all of them."""
    numbers, found = count(1), []
    for text in texts:
        first, *others = text.split("<mark>")
        found.append(Markup("".join([first, *(f'<mark id="{MARK}{next(numbers)}">{other}' for other in others)])))
    return found


def facts(hit: Hit) -> Markup:
    """Return source, section, authors and day of an article; what is not known is left out."""
    found = []
    if hit.source:
        found.append(f'<span class="source">{escaped(hit.source)}</span>')
    if hit.section:
        found.append(f"<span>{escaped(hit.section)}</span>")
    if hit.authors:
        found.append(f"<span>{escaped(', '.join(hit.authors))}</span>")
    if hit.published:
        moment, day = formats.machine_moment(hit.published), formats.long_day(hit.published)
        found.append(f'<time datetime="{moment}">{day}</time>')
    return Markup(f'<p class="facts">{"".join(found)}</p>')


def anchor(choice: Choice) -> Markup:
    """Return a value of a filter as a link with its number of hits; the chosen one says that it can be taken off."""
    marked = current = ""
    if choice.chosen:
        current = ' aria-current="true"'
        marked = f'<span class="unseen">{say("gewählt, abwählen:")} </span>'
    return Markup(
        f'<a href="{escaped(choice.href)}"{current}>{marked}<span>{escaped(choice.label)}</span>'
        f' <span class="count">{formats.number(choice.count)}</span></a>'
    )
