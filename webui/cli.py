"""The command ``serve``: the web page over an index."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from index import options

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer

    from search import Engine


@click.command(
    epilog="""
    \b
    Examples:
      fundstelle serve                             on this machine only
      fundstelle serve --host 0.0.0.0 --port 8080  for everyone in the network

    Exit codes: 0 stopped with Ctrl-C, 1 no readable index or no free port, 2 wrong usage.
    """
)
@options.index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Requests answered at once.")
def serve(index_path: Path, host: str, port: int, threads: int) -> None:
    """Serve the web page and the JSON interface of an index.

    The page sees new articles without a restart.
    """
    from search import Engine
    from webui import create_app

    engine = Engine.open(index_path)
    server = _listen(create_app(index_path, engine), host, port, threads)
    address = _address(server, host)
    click.echo(f"Fundstelle answers at {address}/ (stop with Ctrl-C)")
    click.echo(f"Try {address}/suche?q={quote(_sample_query(engine))}")
    # The first requests are answered meanwhile, without kernels: compiling them, once on a machine, takes some seconds.
    Thread(target=engine.warm, daemon=True).start()
    server.run()


def _listen(app: object, host: str, port: int, threads: int) -> BaseWSGIServer:
    """Return a server that listens; waitress tells browsers nothing about itself."""
    from waitress.server import create_server

    from webui.limits import MAX_REQUEST_BYTES

    try:
        return create_server(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            max_request_header_size=MAX_REQUEST_BYTES,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise click.ClickException(
            f"cannot listen on {host}:{port} ({reason}); choose another --host or --port."
        ) from error


def _address(server: BaseWSGIServer, host: str) -> str:
    """Return the address that a browser on this machine reaches the server by."""
    listening = getattr(server, "effective_listen", None)
    port = listening[0][1] if listening else server.effective_port
    shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]", "*": "127.0.0.1"}.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown and '[' not in shown else shown}:{port}"


def _sample_query(engine: Engine) -> str:
    """Return a word of the newest article, so that the first search finds something."""
    from search import Request
    from webui.samples import sample_word

    newest = engine.search(Request(limit=1, sort="newest", snippets=False)).hits
    return sample_word(newest[0].title) if newest else "*"
