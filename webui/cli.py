"""The command ``serve``: the web page over an index."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import click

from index import options

if TYPE_CHECKING:
    from socket import socket

    from search import Engine

_KINDS: Final = ("{word}", "“{title}”", "{word} NEAR/5 {title}", "{word}*", "{word}~")
"""What is asked before the server does all it can: each needs kernels or tables of its own, which are then at hand."""


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
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="Processes that answer; as many as there are cores unless told, but no more than 8.",
)
@click.option(
    "--threads",
    default=4,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Requests a process has in hand at once.",
)
def serve(index_path: Path, host: str, port: int, processes: int | None, threads: int) -> None:
    """Serve the web page and the JSON interface of an index.

    The page sees new articles without a restart.
    """
    from search import Engine
    from webui import create_app, serving

    engine = Engine.open(index_path)
    sockets = _listen(host, port)
    address = _address(sockets[0], host)
    click.echo(f"Fundstelle answers at {address}/ (stop with Ctrl-C)")
    word, title = _sample(engine)
    samples = [f"/suche?q={quote(kind.format(word=word, title=title))}" for kind in _KINDS]
    click.echo(f"Try {address}{samples[0]}")
    try:
        serving.run(sockets, engine, create_app(index_path, engine), threads, processes or serving.cores(), samples)
    except serving.ServingError as error:
        raise click.ClickException(f"{error}.") from error


def _listen(host: str, port: int) -> list[socket]:
    """Return sockets that browsers can connect to from now on."""
    from webui import serving

    try:
        return serving.listening(host, port)
    except (OSError, ValueError) as error:
        # The system's own words: Python adds the address to them, which is named anyway.
        number = getattr(error, "errno", None)
        reason = os.strerror(number) if number and number > 0 else getattr(error, "strerror", None) or error
        raise click.ClickException(
            f"cannot listen on {host}:{port} ({reason}); choose another --host or --port."
        ) from error


def _address(listening: socket, host: str) -> str:
    """Return the address that a browser on this machine reaches the server by."""
    port = listening.getsockname()[1]
    shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]", "*": "127.0.0.1"}.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown and '[' not in shown else shown}:{port}"


def _sample(engine: Engine) -> tuple[str, str]:
    """Return a word of the newest article, so that the first search finds something, and its title."""
    from search import Request
    from webui.samples import sample_word

    newest = engine.search(Request(limit=1, sort="newest", snippets=False)).hits
    return (sample_word(newest[0].title), newest[0].title) if newest else ("*", "")
