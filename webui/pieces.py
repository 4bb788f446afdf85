"""Small pieces that a page has dozens of: written here, because to call a template's macro for each takes longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from webui import formats
from webui.language import say
from webui.rendering import escaped

if TYPE_CHECKING:
    from search import Hit
    from webui.filters import Choice


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
