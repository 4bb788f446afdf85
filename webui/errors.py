"""What a reader sees where a page cannot be shown; programs get the same as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import current_app, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound

from webui import parameters
from webui.api import as_json
from webui.language import say

if TYPE_CHECKING:
    from flask import Flask
    from flask import Response as HttpResponse

_NOTHING_HERE: Final = "there is nothing here; ask /api/search?q=…, /api/suggest?q=…, or /api/article/ID"


def register(app: Flask) -> None:
    """Let *app* answer every error in the form of its pages."""
    app.register_error_handler(HTTPException, show)


def show(error: HTTPException) -> HttpResponse:
    """Show an error; an unforeseen one arrives here as 500, after Flask has logged its traceback."""
    status = error.code or InternalServerError.code
    if request.path.startswith("/api/"):
        message = _NOTHING_HERE if error.description == NotFound.description else error.description
        response = as_json({"error": {"status": status, "message": message}}, status)
    else:
        title, text = _words(status)
        search = parameters.Search(query=request.args.get("q", "")[:200])
        html = render_template("error.html", status=status, title=title, text=text, search=search)
        response = current_app.make_response((html, status))
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(status: int) -> tuple[str, str]:
    """Return the heading and the explanation of an error."""
    if status == 404:
        return say("Nicht gefunden"), say(
            "Unter dieser Adresse gibt es nichts. Vielleicht wurde der Artikel entfernt,"
            " oder die Adresse ist unvollständig."
        )
    if status == 405:
        return say("So geht es nicht"), say("Diese Seite lässt sich nur aufrufen, nicht verändern.")
    if status < 500:
        return say("Nicht verstanden"), say("Die Anfrage war so nicht zu lesen.")
    return say("Das hat nicht geklappt"), say(
        "Ein Fehler auf unserer Seite hat die Antwort verhindert. Er ist protokolliert;"
        " bitte versuchen Sie es noch einmal."
    )
