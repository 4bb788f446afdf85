"""What browsers may keep: pages for as long as their content is the same, static files for good.

Pages are packed on their way.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from hashlib import sha1
from importlib.resources import files

from flask import Response as HttpResponse
from flask import current_app, render_template, request

PAGES = "private, no-cache"
"""Keep it, but ask whether it is still the same: a new article may have come in."""

GZIP_LEVEL = 4
"""Packs a page of 50 kB to about 10 kB; higher levels take longer and save next to nothing."""

TAG_DIGITS = 18
"""Hexadecimal digits that tell contents apart."""

VARY = "Accept-Encoding, Accept-Language, Cookie"

TOOK = '<span class="took"></span>'
"""Where a template says how long the answer took. What articles and readers write is escaped, and never this."""

PACKABLE = (".css", ".js", ".svg")

STATIC = "public, max-age=31536000, immutable"
"""Static files carry a hash of their content in their address."""


def page(template: str, took: str = "", **context: object) -> HttpResponse:
    """Render a page, or answer 304 where the browser has it.

    *took* stands on it where the template has `TOOK`; it changes nothing about the content.
    """
    body = render_template(template, **context).encode()
    tag = _hash(body)
    if request.if_none_match.contains_weak(tag):
        response = current_app.response_class(status=304)
    else:
        response = _packed(body.replace(TOOK.encode(), f'<span class="took">{took}</span>'.encode(), 1))
    response.headers.extend([("ETag", f'W/"{tag}"'), ("Cache-Control", PAGES), ("Vary", VARY)])
    return response


def _packed(body: bytes) -> HttpResponse:
    """Return a page, packed for browsers that take that; its tag is weak and holds for both."""
    if not request.accept_encodings.quality("gzip"):
        return current_app.response_class(body)
    response = current_app.response_class(gzip.compress(body, GZIP_LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response


def pack_static(response: HttpResponse, name: str) -> None:
    """Pack a static file for browsers that take that, once for all of them."""
    if not name.endswith(PACKABLE) or not request.accept_encodings.quality("gzip"):
        return
    tag, _ = response.get_etag()
    response.close()  # the file itself is not sent
    response.direct_passthrough = False
    response.set_data(_packed_static(name))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    if tag:
        response.set_etag(tag, weak=True)


@lru_cache(maxsize=64)
def _packed_static(name: str) -> bytes:
    return gzip.compress(files("webui").joinpath("static", name).read_bytes(), mtime=0)


@lru_cache(maxsize=64)
def static_version(name: str) -> str:
    """Return a short hash of a static file."""
    return _hash(files("webui").joinpath("static", name).read_bytes())


def _hash(data: bytes) -> str:
    """Return what tells a content from others: nobody is kept from making two alike, so the quickest will do."""
    return sha1(data, usedforsecurity=False).hexdigest()[:TAG_DIGITS]
