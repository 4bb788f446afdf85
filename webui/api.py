"""The same answers for programs: ``/api/search`` with the parameters of the page, suggestions, articles; as JSON.

A program must know that it was not understood, so what the page leaves out with a note is an error here.
"""

from __future__ import annotations

import orjson
from flask import Blueprint, abort, current_app, request
from flask import Response as HttpResponse

from webui import caching, formats, links, parameters
from webui.language import say
from webui.limits import MAX_API_HITS, MAX_QUERY_CHARACTERS, MAX_SUGGESTIONS, MAX_WINDOW, PAGE_SIZE
from webui.pages import engine, today

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/search")
def search() -> HttpResponse:
    """Answer a search with its hits, notes and facets."""
    asked, notes = parameters.read(request.args, today())
    if notes:
        abort(400, notes[0].message)
    for name in request.args:
        if name not in (*parameters.NAMES, "anzahl"):
            abort(400, f"{name[:80]} is no parameter; there are {', '.join(parameters.NAMES)} and anzahl.")
    limit = _hits_asked_for()
    if asked.page * limit > MAX_WINDOW:
        abort(400, f"seite times anzahl goes up to {MAX_WINDOW}; narrow the search to see other hits.")
    answer = engine().search(asked.request(limit=limit, words=True))
    return as_json(answer.to_json())


@blueprint.get("/suggest")
def suggest() -> HttpResponse:
    """Answer what could be asked that goes on from ``q``; ``format=opensearch`` as browsers expect it."""
    typed = parameters.one_line(request.args.get("q", ""))
    found = engine().suggest(typed, MAX_SUGGESTIONS)
    if request.args.get("format", "json") == "opensearch":
        texts, counts = [one.query for one in found], [hits_found(one.articles) for one in found]
        addresses = [f"{request.host_url.rstrip('/')}{links.query(text)}" for text in texts]
        return as_json([typed, texts, counts, addresses], mimetype="application/x-suggestions+json")
    return as_json({"query": typed, "suggestions": [one.to_json() for one in found]})


def hits_found(count: int) -> str:
    """Return ``12 Treffer``."""
    return say("%(count)s Treffer", count=formats.number(count))


@blueprint.get("/article/<anything:id>")
def article(id: str) -> HttpResponse:
    """Answer one article, the matches of ``q`` marked."""
    found = engine().article(id, parameters.one_line(request.args.get("q", ""))[:MAX_QUERY_CHARACTERS])
    if found is None:
        abort(404, "There is no article with this id.")
    return as_json(found._asdict())


def _hits_asked_for() -> int:
    """Return ``anzahl``, the hits on a page."""
    text = request.args.get("anzahl", str(PAGE_SIZE))
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= MAX_API_HITS):
        abort(400, f"anzahl={text[:80]} is not a number of hits from 0 to {MAX_API_HITS}.")
    return int(text)


def as_json(content: object, status: int = 200, mimetype: str = "application/json") -> HttpResponse:
    """Return *content* as a JSON answer."""
    response = current_app.response_class(orjson.dumps(content), status, mimetype=mimetype)
    response.headers["Cache-Control"] = caching.PAGES
    return response
