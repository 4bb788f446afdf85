"""The command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.compounds import gold, splitters
from benchmarks.relevance import page
from benchmarks.relevance.measure import collections, crossed, measured
from search import evaluation

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("folder", type=_FOLDER)
@click.option(
    "--titles", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Articles whose titles ask."
)
@click.option("--compounds", "lists", type=_FOLDER, help="Lists of compounds and their parts.")
@click.option("--cross", is_flag=True, help="Also choose the constants by all collections but one, for each in turn.")
@click.option("--write/--no-write", default=True, help="Write docs/relevance.md.")
def main(folder: Path, titles: Path | None, lists: Path | None, cross: bool, write: bool) -> None:
    """Measure all systems on the collections in FOLDER (BEIR layout) and write docs/relevance.md."""
    try:
        found = list(collections(folder, titles))
    except evaluation.CollectionError as error:
        raise click.ClickException(str(error)) from error
    if not found:
        raise click.ClickException(f"no folder in {folder} has a corpus.jsonl, and no --titles are given")
    tables = []
    for collection, measure in found:
        click.echo(f"{collection.name}: {len(collection.queries):,} queries", err=True)
        tables.append(measured(collection, measure))
    rows = list(crossed(found)) if cross else []
    text = page.page(tables, rows, list(_splits(lists)) if lists else [])
    click.echo(text)
    if write:
        page.PAGE.write_text(text, "utf-8")


def _splits(folder: Path) -> Iterator[tuple[str, str, gold.Score]]:
    compared = {"Fundstelle": splitters.ours(), **splitters.peers()}
    for name, words in gold.read_gold(folder).items():
        for splitter, split in compared.items():
            yield name, splitter, gold.evaluate(words, split)[0]
