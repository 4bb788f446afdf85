"""The application factory."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.routing import BaseConverter

from search import Engine
from webui import api, caching, errors, formats, headers, language, links, notes, pages, pieces, timeline, trends
from webui.limits import MAX_QUERY_CHARACTERS, PAGE_SIZE, SHOWN_CHOICES, SHOWN_WORDS
from webui.rendering import PageEnvironment
from webui.suggestions import suggestion_kinds


class Anything(BaseConverter):
    """An id in an address: slashes, even doubled or leading ones, and line ends belong to it."""

    regex = r"(?s:.+)"
    part_isolating = False


def create_app(index_path: Path | str, engine: Engine | None = None) -> Flask:
    """Return the web application over the index in *index_path*, or over an *engine* that is already open.

    Raises what `Engine.open` raises where there is no index that can be read.
    """
    app = Flask("webui")
    app.jinja_environment = PageEnvironment
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["fundstelle"] = engine or Engine.open(index_path)
    app.url_map.merge_slashes = False
    app.url_map.converters["anything"] = Anything
    for blueprint in (pages.blueprint, api.blueprint):
        app.register_blueprint(blueprint)
    errors.register(app)
    headers.register(app)
    links.register(app)
    _equip_templates(app)
    language.register(app)
    return app


def _equip_templates(app: Flask) -> None:
    tools = (formats.number, formats.duration, formats.share, formats.long_day, formats.short_day, formats.full_moment)
    for tool in (
        *tools,
        formats.machine_moment,
        pieces.facts,
        pieces.anchor,
        pieces.anchors,
        pieces.listed,
        pieces.understood,
        notes.sentence,
        notes.place,
        links.encoded,
        links.external,
        links.host,
    ):
        app.jinja_env.filters[tool.__name__] = tool
    app.jinja_env.globals |= {
        "links": links,
        "asset": asset,
        "suggestion_kinds": suggestion_kinds,
        "max_query": MAX_QUERY_CHARACTERS,
        "page_size": PAGE_SIZE,
        "timeline_size": (timeline.WIDTH, timeline.HEIGHT),
        "trends_size": (trends.WIDTH, trends.HEIGHT),
        "shown_choices": SHOWN_CHOICES,
        "shown_words": SHOWN_WORDS,
    }


def asset(name: str) -> str:
    """Return the address of a static file, which changes when the file does."""
    return f"{links.root()}/static/{name}?v={caching.static_version(name)}"
