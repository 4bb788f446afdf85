"""The pages for people, one view each, and the files that they lead to: citations, tables, OpenSearch."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask import Response as HttpResponse

from search import Engine, Note, Request, Response
from webui import caching, citations, filters, formats, language, links, parameters, samples
from webui.context import concordance
from webui.help import chapters
from webui.language import say
from webui.limits import HOME_SOURCES, MAX_QUERIES, MAX_WINDOW, PAGE_SIZE, SIMILAR_ARTICLES
from webui.paging import last_page, paging
from webui.pieces import numbered
from webui.timeline import Timeline, timeline
from webui.trends import as_csv
from webui.trends import trends as compare
from webui.understood import offer, readings, written_out
from webui.waysout import ways_out
from webui.why import told

blueprint = Blueprint("pages", __name__)

YEAR: Final = 365 * 24 * 60 * 60
"""Seconds that a browser remembers the language."""


def engine() -> Engine:
    """Return the engine that this application shows."""
    found: Engine = current_app.extensions["fundstelle"]
    return found


def today() -> date:
    """Return the day that it is where the articles are read."""
    return datetime.now(formats.TIME_ZONE).date()


@blueprint.get("/")
def home() -> HttpResponse:
    """Show the search box, the newest articles and what is in the index."""
    newest = engine().search(Request(limit=PAGE_SIZE, sort="newest"))
    stats = engine().stats()
    return caching.page(
        "home.html",
        search=parameters.Search(sort="newest"),
        newest=newest.hits,
        stats=stats,
        sources=filters.source_choices(stats.sources[:HOME_SOURCES]),
        examples=samples.examples(newest.hits[0]) if newest.hits else [],
    )


@blueprint.get("/suche")
def results() -> HttpResponse:
    """Show the hits of a search, what it can be narrowed by, or ways out where there are none."""
    search, notes = parameters.read(request.args, today())
    answer = engine().search(search.request(widen_facets=True, words=True))
    last = last_page(answer.total)
    if search.page > last:
        notes += (_beyond(search.page, last),) if answer.total else ()
        search = search._replace(page=last, line=1)
        answer = engine().search(search.request(widen_facets=True, words=True))
    offered = offer(search, answer.correction)
    if answer.correction and answer.correction.applied:
        search = search._replace(query=answer.correction.query)
    ways = ways_out(engine(), search) if not answer.total else []
    pages = paging(search, answer.total)
    if pages.cut:
        message = f"Paging ends at hit {MAX_WINDOW}; narrow the search to see others."
        notes += (Note("window", message, {"window": MAX_WINDOW}),)
    return caching.page(
        "results.html",
        took=say("in %(time)s", time=formats.duration(answer.took_ms)),
        search=search,
        answer=answer,
        notes=(*notes, *answer.notes),
        groups=filters.groups(search, answer.facets),
        years=filters.years(search, answer.facets.get("month", ())),
        timeline=_timeline(search, answer),
        offer=offered,
        readings=readings(search, answer.words),
        read=written_out(search, answer.read),
        chips=filters.chips(search),
        paging=pages,
        ways=ways,
        concordance=concordance(engine(), answer.hits, search) if search.view == "context" else None,
        sorts=_sorts(search),
        matches=_matches(search, answer),
        views=_views(search),
        orders=_orders(search),
    )


def _beyond(page: int, last: int) -> Note:
    values = {"page": page, "last": last}
    return Note("page-beyond", f"There is no page {page}; page {last}, the last, is shown.", values)


def _sorts(search: parameters.Search) -> list[tuple[str, str]]:
    """Return each way to sort with its address."""
    return [
        (sort, links.results(search.anew(sort=sort)))
        for sort in parameters.SORTS.values()
        if sort != "relevance" or search.default_sort == "relevance"
    ]


def _timeline(search: parameters.Search, answer: Response) -> Timeline | None:
    """Return the hits over time, unless they are few enough to be seen at a glance."""
    few = answer.total <= PAGE_SIZE and not (search.since or search.until)
    return None if few else timeline(search, answer)


def _views(search: parameters.Search) -> list[tuple[str, str]]:
    """Return each way to show the hits with its address; only a query has matches to show in context."""
    return [
        (view, links.results(search._replace(view=view, order="found", line=1)))
        for view in parameters.VIEWS.values()
        if view != "context" or search.query.strip()
    ]


def _orders(search: parameters.Search) -> list[tuple[str, str]]:
    """Return each order of matches in context with its address."""
    if search.view != "context":
        return []
    return [(order, links.results(search._replace(order=order, line=1))) for order in parameters.ORDERS.values()]


def _matches(search: parameters.Search, answer: Response) -> list[tuple[str, str]]:
    """Return each way to match with its address, where a query has several words to choose from."""
    if len(search.query.split()) < 2 or not (answer.relaxed or search.match != "auto"):
        return []
    return [(match, links.results(search.anew(match=match))) for match in parameters.MATCHES.values()]


@blueprint.get("/hilfe")
def help() -> HttpResponse:
    """Show what can be asked, and by which keys."""
    return caching.page("help.html", search=parameters.Search(), chapters=chapters(language.current()), keys=_keys())


def _keys() -> list[tuple[str, str]]:
    return [
        ("/", say("ins Suchfeld")),
        ("j", say("zum nächsten Treffer")),
        ("k", say("zum vorigen Treffer")),
        ("o", say("den Treffer öffnen")),
        ("n", say("im Artikel zur nächsten markierten Stelle")),
        ("p", say("im Artikel zur vorigen markierten Stelle")),
        ("u", say("vom Artikel zurück zu den Treffern")),
        ("?", say("diese Hilfe")),
    ]


@blueprint.get("/trends")
def trends() -> HttpResponse:
    """Show how often up to five queries were written about."""
    queries, notes = parameters.compared(request.args)
    found = compare(engine(), queries, absolute=_in_numbers())
    return caching.page(
        "trends.html",
        notes=notes,
        search=parameters.Search(queries[0] if queries else ""),
        trends=found,
        queries=[*queries, *[""] * MAX_QUERIES][:MAX_QUERIES],
        csv=links.trends(queries, table=True),
        kinds=[(kind, links.trends(queries, absolute=kind)) for kind in (False, True)],
    )


@blueprint.get("/trends.csv")
def trends_as_csv() -> HttpResponse:
    """Return the numbers behind the lines."""
    queries, notes = parameters.compared(request.args)
    if notes:
        abort(400, notes[0].message)
    table = as_csv(compare(engine(), queries, absolute=_in_numbers()))
    response = current_app.response_class(table, mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=trends.csv"
    response.headers["Cache-Control"] = caching.PAGES
    return response


def _in_numbers() -> bool:
    """Return whether absolute numbers are asked for."""
    return request.args.get("art") == "absolut"


@blueprint.get("/artikel/<anything:id>")
def article(id: str) -> HttpResponse:
    """Show one article, the matches of the search that it was found by marked."""
    search, _ = parameters.read(request.args, today())
    found = engine().article(id, search.query)
    if found is None:
        abort(404)
    arrived_from = bool(search.query or search.narrowed)
    similar = engine().similar(id, SIMILAR_ARTICLES)
    title, *paragraphs = numbered((found.title_marked, *found.paragraphs))
    return caching.page(
        "article.html",
        article=found,
        title=title,
        paragraphs=paragraphs,
        similar=similar,
        search=search,
        arrived_from=arrived_from,
        citation=citations.plain(found),
        styles=citations.STYLES,
        linked_data=citations.linked_data(found),
    )


@blueprint.get("/warum/<anything:id>")
def why(id: str) -> HttpResponse:
    """Explain why an article is a hit of a search, and why it stands where it does."""
    search, _ = parameters.read(request.args, today())
    found, explanation = engine().article(id, search.query), engine().explain(search.query, id)
    if found is None or explanation is None:
        abort(404)
    return caching.page("why.html", article=found, search=search, told=told(explanation))


@blueprint.get("/zitieren/<style>/<anything:id>")
def citation(style: str, id: str) -> HttpResponse:
    """Return an article's record for reference managers."""
    found = engine().article(id)
    if found is None or style not in citations.STYLES:
        abort(404)
    chosen = citations.STYLES[style]
    response = current_app.response_class(chosen.write(found), mimetype=chosen.mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename={citations.file_name(found, chosen)}"
    response.headers["Cache-Control"] = caching.PAGES
    return response


@blueprint.get("/opensearch.xml")
def opensearch() -> HttpResponse:
    """Describe the search to browsers (OpenSearch 1.1), so that they can add it to theirs."""
    text = render_template("opensearch.xml", root=request.url_root.rstrip("/"))
    response = current_app.response_class(text, mimetype="application/opensearchdescription+xml")
    response.headers["Cache-Control"] = caching.PAGES
    return response


@blueprint.get("/sprache/<chosen>")
def speak(chosen: str) -> HttpResponse:
    """Remember the language that a reader chose, and go back to the page that showed the choice."""
    back = request.args.get("zurueck", "")
    if chosen not in language.LANGUAGES:
        abort(404)
    response = current_app.make_response(redirect(links.local(back)))
    response.set_cookie(
        language.COOKIE, chosen, max_age=YEAR, path=request.script_root or "/", samesite="Lax", httponly=True
    )
    response.headers["Cache-Control"] = "no-store"
    return response
