"""What browsers may keep: pages for as long as their content is the same, static files for good.

Pages are packed on their way.
"""

from __future__ import annotations

import gzip
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from flask import Response as HttpResponse
from flask import current_app, render_template, request

from webui import language

if TYPE_CHECKING:
    from search import Response

PAGES = "private, no-cache"
"""Keep it, but ask whether it is still the same: a new article may have come in."""

GZIP_LEVEL = 4
"""Packs a page of 50 kB to about 10 kB; higher levels take longer and save next to nothing."""

STATIC = "public, max-age=31536000, immutable"
"""Static files carry a hash of their content in their address."""


def timeless(answer: Response) -> Response:
    """Return the answer without the time that it took, which changes nothing about its content."""
    return replace(answer, took_ms=0.0)


def page(template: str, *content: object, **context: object) -> HttpResponse:
    """Render a page, or answer 304 where the browser has it: *content* is all that the page depends on."""
    tag = _hash(
        repr((template, request.full_path, request.script_root, language.current(), _looks(), content)).encode()
    )
    if request.if_none_match.contains_weak(tag):
        response = current_app.response_class(status=304)
    else:
        response = _packed(render_template(template, **context))
    response.set_etag(tag, weak=True)
    response.vary.update(["Accept-Encoding", "Accept-Language", "Cookie"])
    response.headers["Cache-Control"] = PAGES
    return response


def _packed(text: str) -> HttpResponse:
    """Return a page, packed for browsers that take that; its tag is weak and holds for both."""
    if not request.accept_encodings.quality("gzip"):
        return current_app.make_response(text)
    response = current_app.make_response(gzip.compress(text.encode(), GZIP_LEVEL, mtime=0))
    response.content_encoding = "gzip"
    return response


@lru_cache(maxsize=64)
def static_version(name: str) -> str:
    """Return a short hash of a static file."""
    return _hash(files("webui").joinpath("static", name).read_bytes())


@lru_cache(maxsize=1)
def _looks() -> str:
    """Return a hash of the templates and static files, so that a new release is not mistaken for the old."""
    folders = (files("webui") / "templates", files("webui") / "static")
    return _hash(b"".join(data for folder in folders for data in _contents(folder)))


def _contents(folder: Traversable) -> list[bytes]:
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return [entry.read_bytes() for entry in entries if entry.is_file()]


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=9).hexdigest()
