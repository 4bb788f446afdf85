"""The command ``relex``: new German for an index, without reading an article."""

from __future__ import annotations

import time
from pathlib import Path

import click

from index import options
from index.cli import wait_option


@click.command(
    short_help="Compute compounds and other relations of words anew.",
    epilog="""
    \b
    Example:
      fundstelle relex

    Exit codes: 0 done, 1 error (the index is as it was), 2 wrong usage.
    """,
)
@options.index_option
@wait_option
@options.json_option
def relex(index_path: Path, wait: float, as_json: bool) -> None:
    """Compute anew how the forms of the dictionary are related: compounds and their parts, and so on.

    For an index that an earlier version of this program made. No article is read, and readers go on meanwhile.
    """
    from index.memory import keep_one_heap
    from index.storage import Index

    keep_one_heap()
    begin = time.monotonic()
    with Index.open(index_path).writer(wait=wait, label="fundstelle relex") as writer:
        forms = writer.relate(anew=True)
    seconds = time.monotonic() - begin
    if as_json:
        options.echo_json({"index": str(index_path), "forms": forms, "seconds": round(seconds, 3)})
    else:
        click.echo(f"relations of {forms:,} forms, in {seconds:.1f} s")
