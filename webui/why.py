"""Why an article is a hit, in words: the engine's explanation, its parts in the language of the page.

The sentences stand in ``explanations.toml``, by language and code, as those of notes do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from webui import formats, language
from webui.texts import catalogue

if TYPE_CHECKING:
    from search import Explanation


@dataclass(frozen=True, slots=True)
class Part:
    """A value of the explanation as it is read, and what it is made of."""

    value: str
    sentence: str
    parts: tuple[Part, ...]


_COUNTED: Final = frozenset({"length", "average-length"})
"""Numbers of words, which nobody adds up: thousandths of a word would only be taken for thousands."""


def told(explanation: Explanation) -> Part:
    """Return an explanation as the page tells it."""
    value = explanation.value
    shown = formats.number(round(value)) if explanation.code in _COUNTED else formats.score(value)
    return Part(shown, sentence(explanation), tuple(map(told, explanation.parts)))


def sentence(explanation: Explanation) -> str:
    """Say what a value is, or in the engine's English where the catalogue has no fitting sentence."""
    pattern = catalogue("explanations")[language.current()].get(explanation.code)
    if pattern is None:
        return explanation.text
    values = {name: _shown(value) for name, value in explanation.values.items()}
    try:
        return pattern.format_map({**values, "value": formats.score(explanation.value)})
    except KeyError:
        return explanation.text


def _shown(value: object) -> str:
    if isinstance(value, float):
        return formats.score(value)
    return formats.number(value) if isinstance(value, int) else str(value)
