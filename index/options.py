"""Options that the commands of every room share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

INDEX_PATH: Final = "fundstelle.index"
"""Where the context of a command keeps the path of its index."""


def default_path() -> Path:
    """Return where the index is when nobody says otherwise: in the platform's user data folder."""
    from platformdirs import user_data_path

    return user_data_path("fundstelle", appauthor=False) / "index"


def index_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--index DIR``, which it receives as ``index_path``."""
    return click.option(
        "--index",
        "index_path",
        metavar="DIR",
        type=click.Path(path_type=Path),
        envvar="FUNDSTELLE_INDEX",
        show_envvar=True,
        default=default_path,
        show_default="the user's data folder",
        help="Folder of the index.",
        callback=_remember,
    )(command)


def _remember(ctx: click.Context, param: click.Parameter, value: Path) -> Path:  # noqa: ARG001 - click's
    """Keep the path for whoever must say what went wrong."""
    ctx.meta[INDEX_PATH] = value
    return value


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--json``, which it receives as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)


def echo_json(content: object) -> None:
    """Print ``content`` as one JSON object, in UTF-8 whatever the terminal's encoding is."""
    import orjson

    click.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2))
