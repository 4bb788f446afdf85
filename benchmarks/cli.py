"""The command `python -m benchmarks`: measure, or look at what is measured on."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Final

import click

from benchmarks import corpora, corpus, heaps, queries, report
from benchmarks.articles import read_articles
from benchmarks.engine import ENGINES
from benchmarks.run import measure

EXIT_DISAGREEMENT: Final = 4

_source = click.option(
    "--source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=corpora.default_source,
    show_default=f"${corpora.SOURCE_VARIABLE}, else the demo",
    help="JSON Lines file of real articles (.gz, .zst too).",
)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""
    \b
    Examples:
      python -m benchmarks --corpus 10k --rounds 3
      python -m benchmarks --corpus 1m --engine fundstelle --engine tantivy
      python -m benchmarks grow 100000 grown.jsonl.zst

    Exit codes: 0 done, 1 error, 2 wrong usage, 4 an engine's totals are not what its own analysis explains.
    """,
)
@_source
@click.option("--corpus", "name", type=click.Choice(list(corpora.SIZES)), default="10k", show_default=True)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--engine", "engines", multiple=True, type=click.Choice(list(ENGINES)), help="Default: all.")
@click.option("--write/--no-write", default=True, help="Write results and docs/benchmarks.md.")
@click.pass_context
def main(context: click.Context, source: Path, name: str, rounds: int, engines: tuple[str, ...], write: bool) -> None:
    """Measure Fundstelle and its peers in turn on the same file and write docs/benchmarks.md."""
    if context.invoked_subcommand:
        return
    click.echo(f"preparing {name}")
    found = measure(corpora.prepare(name, source), engines or ENGINES, rounds, click.echo)
    wrong = report.disagreements(found)
    click.echo(report.page([found]))
    if write:
        report.save(found)
    for sentence in wrong:
        click.echo(sentence, err=True)
    if wrong:
        context.exit(EXIT_DISAGREEMENT)


@main.command()
@click.argument("articles", type=click.IntRange(1))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@_source
@click.option("--seed", default=1, show_default=True)
def grow(articles: int, target: Path, source: Path, seed: int) -> None:
    """Grow the source to ARTICLES articles and write them to TARGET (.zst compresses)."""
    corpus.write(target, corpus.grow(corpus.load([source]), articles, seed))


@main.command("heaps")
@click.argument("grown", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_source
def show_heaps(grown: Path, source: Path) -> None:
    """Show how the forms of a grown corpus keep to the curve of its source."""
    real = heaps.measure(f"{article['title']} {article['text']}" for article in read_articles(source))
    click.echo(f"source: {real.tokens[-1]:,.0f} tokens, {real.forms[-1]:,.0f} forms, exponent {real.exponent:.3f}")
    click.echo(report.heaps_table(corpora.curve_rows(real, grown)))


@main.command("queries")
@click.argument("articles", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=1, show_default=True)
def make_queries(articles: Path, target: Path, seed: int) -> None:
    """Draw the questions for a corpus and write them to TARGET."""
    found = islice(read_articles(articles), queries.SAMPLE)
    queries.write(target, queries.make(queries.Vocabulary(found), seed=seed))


@main.command("report")
def write_report() -> None:
    """Write docs/benchmarks.md again from the results that are there."""
    report.write_page()
