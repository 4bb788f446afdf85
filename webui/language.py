"""The language of the page. German is what the code and the templates say themselves.

Flask-Babel chooses the language and keeps the catalogues; looking a text up in them is remembered here, since a
page says some hundred texts.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import flask_babel  # type: ignore[import-untyped]
from babel import Locale
from flask import request
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from flask import Flask

GERMAN: Final = "de"
LANGUAGES: Final = {GERMAN: "Deutsch", "en": "English"}
COOKIE: Final = "sprache"
"""Holds the language that a reader chose; the browser's wish counts where nobody chose."""

LOCALES: Final = {language: Locale(language) for language in LANGUAGES}
_language: ContextVar[str] = ContextVar("language", default=GERMAN)


def register(app: Flask) -> None:
    """Let *app* and its templates speak the language of the reader."""
    flask_babel.Babel(app, default_locale=GERMAN, locale_selector=current)
    app.before_request(_choose)
    app.jinja_env.globals |= {"_": say_html, "language": current, "languages": LANGUAGES}


def _choose() -> None:
    """Take the reader's choice, else the browser's first wish that can be met; ``en-GB`` is met by ``en``."""
    wishes = [request.cookies.get(COOKIE, ""), *request.accept_languages.values()]
    languages = (wish.lower().split("-")[0] for wish in wishes)
    _language.set(next((language for language in languages if language in LANGUAGES), GERMAN))


def current() -> str:
    """Return the language of the page, ``de`` or ``en``."""
    return _language.get()


def locale() -> Locale:
    """Return how the language of the page writes numbers and dates."""
    return LOCALES[_language.get()]


def say(text: str, **values: object) -> str:
    """Return the German *text* in the language of the page, ``%(name)s`` filled in."""
    found = _translated(_language.get(), text)
    return found % values if values else found


def say_html(text: str, **values: object) -> Markup:
    """Return the same as HTML: the text may hold markup, the values are escaped."""
    if not values:
        return _markup(_language.get(), text)
    return Markup(_translated(_language.get(), text) % {name: escape(value) for name, value in values.items()})


def phrase(text: str) -> str:
    """Return *text* as it is, marked for translators: it is said later, by `say`."""
    return text


@lru_cache(maxsize=2048)
def _translated(language: str, text: str) -> str:
    """Return *text* in *language*, which is the current one: Flask-Babel asks `current`."""
    return text if language == GERMAN else str(flask_babel.gettext(text))


@lru_cache(maxsize=2048)
def _markup(language: str, text: str) -> Markup:
    return Markup(_translated(language, text))
