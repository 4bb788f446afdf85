"""Headers of every answer: nothing from another host, no inline code, nothing guessed, nothing leaked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request

from webui import caching

if TYPE_CHECKING:
    from flask import Flask
    from flask import Response as HttpResponse

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def register(app: Flask) -> None:
    """Let *app* send the headers with every answer."""
    app.after_request(_complete)


def _complete(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint == "static" and response.status_code in {200, 304}:
        if "v" in request.args:
            response.headers["Cache-Control"] = caching.STATIC
        if response.status_code == 200 and request.method == "GET":
            caching.pack_static(response, request.view_args["filename"] if request.view_args else "")
    return response
