"""The addresses of the pages. Ids may hold any character: everything but letters and digits is encoded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode, urlsplit

from flask import request

from webui.parameters import FilterField, Search

if TYPE_CHECKING:
    from flask import Flask

_root: ContextVar[str] = ContextVar("root", default="")
"""What the addresses of this application begin with: kept, as a page has fifty, and Flask looks its ``request`` up."""
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9_.-]+")


def register(app: Flask) -> None:
    """Let the addresses begin where *app* is mounted."""
    app.before_request(_begin)


def _begin() -> None:
    _root.set(request.script_root)


def root() -> str:
    """Return what every address of this application begins with."""
    return _root.get()


def home() -> str:
    """Return the address of the start page."""
    return f"{_root.get()}/"


def help() -> str:
    """Return the address of the help page."""
    return f"{_root.get()}/hilfe"


def search() -> str:
    """Return where search forms lead."""
    return f"{_root.get()}/suche"


def results(search: Search) -> str:
    """Return the address of a result page."""
    return f"{_root.get()}/suche?{search.query_string()}"


def periods(search: Search) -> str:
    """Return the address of the search in all times, to which ``&von=…&bis=…`` is added: a page has dozens of these."""
    return results(search.with_period(None, None))


def query(text: str) -> str:
    """Return the results for a query without filters."""
    return results(Search(text))


def only(field: FilterField, value: str) -> str:
    """Return the results that hold every article of one source, section or author."""
    return results(Search(sort="newest").with_values(field, (value,)))


def trends_form() -> str:
    """Return where the form of the comparison leads."""
    return f"{_root.get()}/trends"


def trends(queries: Sequence[str], *, absolute: bool = False, table: bool = False) -> str:
    """Return the address of the comparison of queries over time, or of its data as CSV."""
    pairs = [("q", query) for query in queries] + [("art", "absolut")] * absolute
    path = "/trends.csv" if table else "/trends"
    asked = f"?{urlencode(pairs, errors='replace')}" if pairs else ""
    return f"{_root.get()}{path}{asked}"


def api(search: Search) -> str:
    """Return the address under which programs get the results of a search."""
    return f"{_root.get()}/api/search?{search.query_string()}"


def article(id: str, search: Search | None = None) -> str:
    """Return the address of an article, with the search that it was found by and can be gone back to."""
    path = f"{_root.get()}/artikel/{encoded(id)}"
    return f"{path}?{search.query_string()}" if search else path


def encoded(id: str) -> str:
    """Return an id as it stands in an address."""
    return id if _PLAIN_ID.fullmatch(id) else quote(id, safe="", errors="replace")


def asked(search: Search | None) -> str:
    """Return what the address of a hit ends with: the search that it was found by."""
    return f"?{search.query_string()}" if search else ""


def permanent(id: str, search: Search) -> str:
    """Return the full address of an article with its query, for others to open."""
    return f"{request.host_url.rstrip('/')}{article(id, Search(search.query) if search.query else None)}"


def why(id: str) -> str:
    """Return the address that explains why an article is a hit; `asked` says of which search."""
    return f"{_root.get()}/warum/{encoded(id)}"


def suggestions() -> str:
    """Return the address of the suggestions for what is being typed."""
    return f"{_root.get()}/api/suggest"


def citation(style: str, id: str) -> str:
    """Return the address of an article's record for reference managers."""
    return f"{_root.get()}/zitieren/{style}/{encoded(id)}"


def api_article(id: str, search: Search) -> str:
    """Return the address under which programs get an article."""
    path = f"{_root.get()}/api/article/{encoded(id)}"
    return f"{path}?{urlencode({'q': search.query}, errors='replace')}" if search.query else path


def opensearch() -> str:
    """Return the address of the description by which browsers add the search box."""
    return f"{_root.get()}/opensearch.xml"


def language(code: str) -> str:
    """Return the address that changes the language and leads back here."""
    here = request.full_path.rstrip("?")
    return f"{_root.get()}/sprache/{code}?{urlencode({'zurueck': _root.get() + here})}"


def local(address: str) -> str:
    """Return *address* if it is one of this site, else the start page: nobody is sent elsewhere."""
    if address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable():
        return address
    return home()


def external(url: str) -> str:
    """Return *url* if a reader can be sent there (``http`` or ``https``), else an empty string."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


def host(url: str) -> str:
    """Return the host of an `external` address without ``www.``, to say where a link leads."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
