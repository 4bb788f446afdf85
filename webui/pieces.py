"""Small pieces that a page has dozens of: written here, because to call a template's macro for each takes longer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from webui import formats, links
from webui.language import GERMAN, current, say
from webui.rendering import escaped

if TYPE_CHECKING:
    from search import Hit
    from webui.filters import Choice
    from webui.parameters import Search
    from webui.understood import Forms, Reading

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
        local = hit.published.astimezone(formats.TIME_ZONE)
        moment, day = local.isoformat(timespec="minutes"), formats.long_day(local.date())
        found.append(f'<time datetime="{moment}">{day}</time>')
    return Markup(f'<p class="facts">{"".join(found)}</p>')


def anchor(choice: Choice) -> Markup:
    """Return a value of a filter as a link with its number of hits; the chosen one says that it can be taken off."""
    return Markup(_anchor(choice))


def anchors(choices: Iterable[Choice]) -> Markup:
    """Return values of a filter as the items of a list: a page may have sixty."""
    return Markup("".join([f"<li>{_anchor(choice)}</li>\n" for choice in choices]))


def _anchor(choice: Choice) -> str:
    marked = current = ""
    if choice.chosen:
        current = ' aria-current="true"'
        marked = f'<span class="unseen">{say("gewählt, abwählen:")} </span>'
    return (
        f'<a href="{escaped(choice.href)}"{current}>{marked}<span>{escaped(choice.label)}</span>'
        f' <span class="count">{formats.number(choice.count)}</span></a>'
    )


def listed(hits: Iterable[Hit], search: Search | None, level: int) -> Markup:
    """Return articles as the items of a list, with headings of a ``level``, and the search in their addresses."""
    # What is the same for every hit is asked for once.
    asked, articles, reasons = map(escaped, (links.asked(search), links.article(""), links.why("")))
    foreign, untitled, lacking, why = foreign_language(), say("Ohne Titel"), say("ohne:"), say("Warum dieser Treffer?")
    explained = search is not None and bool(search.query.strip()) and search.view == "list"
    found = []
    for hit in hits:
        name, kind = escaped(links.encoded(hit.id)), ' class="relaxed"' if hit.relaxed else ""
        found += [
            f"<li{kind}>\n",
            f'<h{level}{foreign}><a href="{articles}{name}{asked}">{hit.title_marked or untitled}</a></h{level}>\n',
            f"{facts(hit)}\n",
        ]
        if hit.snippet:
            found.append(f'<p class="snippet"{foreign}>{hit.snippet}</p>')
        if hit.missing:
            words = " ".join([f"<s>{escaped(word)}</s>" for word in hit.missing])
            found.append(f'<p class="missing">{lacking} {words}</p>')
        if explained:
            found.append(
                f'<p class="why"><a href="{reasons}{name}{asked}" rel="nofollow">{why}'
                f'<span class="unseen"> {escaped(hit.title)}</span></a></p>'
            )
        found.append("</li>\n")
    return Markup("".join(found))


def foreign_language() -> Markup:
    """Return the attribute that says of an article's own words that they are German, on a page that is not."""
    return Markup("" if current() == GERMAN else ' lang="de"')


def understood(words: Iterable[Reading]) -> Markup:
    """Return each word as it was read, the forms that it stands for, and what can be done with it, as items."""
    foreign = foreign_language()
    return Markup("".join([f"<li>\n{_stands_for(word, foreign)}{_changes(word)}</li>\n" for word in words]))


def _stands_for(word: Reading, foreign: str) -> str:
    without, nowhere = say("ohne"), say("kommt nirgends vor")
    negated = f'<span class="kind">{without}</span> ' if word.negated else ""
    typed = f'<div class="stands-for">{negated}<span class="typed"{foreign}>{escaped(word.typed)}</span>'
    if word.unknown:
        return f'{typed}: <span class="kind">{nowhere}</span></div>\n'
    colon = ":" if word.shown else ""
    more = _more(word, foreign) if word.more else ""
    return (
        f'{typed} <span class="kind">{escaped(word.kind)}{colon}</span> {_forms(word.shown, foreign)}\n{more}</div>\n'
    )


def _more(word: Reading, foreign: str) -> str:
    """Return the forms that are folded, and how many are not named."""
    summary = say("%(count)s weitere", count=formats.number(word.more))
    forms = _forms(word.folded, foreign)
    if word.unnamed:
        forms += " " + say("und %(count)s seltenere", count=formats.number(word.unnamed))
    return f"<details><summary>{summary}</summary>\n<p>{forms}</p></details>\n"


def _forms(groups: Iterable[Forms], foreign: str) -> str:
    """Return forms with their numbers of articles: the word's own, then those that something else leads to."""
    found = []
    for group in groups:
        forms = [
            f'{escaped(form.value)} <span class="count">{formats.number(form.count)}</span>' for form in group.forms
        ]
        label = f"{escaped(group.label)}: " if group.label else ""
        found.append(f'{label}<span class="forms"{foreign}>{", ".join(forms)}</span>')
    return "; ".join(found)


def _changes(word: Reading) -> str:
    """Return where the word is made exact, is found in all its forms, and is left out."""
    typed = escaped(word.typed)
    offered = (
        (word.exact, say("nur genau so")),
        (word.inflected, say("in allen Formen")),
        (word.without, say("weglassen")),
    )
    found = [
        f'<a href="{escaped(address)}" rel="nofollow">{label}<span class="unseen"> „{typed}“</span></a>'
        for address, label in offered
        if address
    ]
    return f'<div class="changes">{"".join(found)}</div>\n'
