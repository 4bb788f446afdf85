"""The command ``evaluate``: how well a collection's queries find what they should."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from index import options

if TYPE_CHECKING:
    from search.evaluation import Collection, Evaluation


_SWITCH: Final = {"true": True, "1": True, "false": False, "0": False}


class Setting(click.ParamType[tuple[str, float]]):
    """A field of the ranking's Parameters and its value: ``k1=0.9``."""

    name = "name=value"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """Return the name and the value, of the field's own type."""
        if isinstance(value, tuple):
            return value
        from search.ranking import Parameters

        name, equals, number = str(value).partition("=")
        kinds = {name: type(value) for name, value in Parameters()._asdict().items()}
        if not equals or name not in kinds:
            self.fail(f"{value!r} is no NAME=VALUE of the ranking; the names are {', '.join(kinds)}", param, ctx)
        try:
            return name, _SWITCH[number.lower()] if kinds[name] is bool else kinds[name](number)
        except (KeyError, ValueError):
            wanted = "true or false" if kinds[name] is bool else kinds[name].__name__
            self.fail(f"{number!r} is no {wanted}, which {name} is", param, ctx)


@click.command(
    short_help="Measure relevance on a collection with judgments.",
    epilog="""
    \b
    Examples:
      fundstelle evaluate collections/faq
      fundstelle evaluate collections/faq --set k1=0.9 --set b=0.4 --json
      fundstelle evaluate --known-item news.jsonl.zst --sample 2000

    Exit codes: 0 measured, 1 a collection that cannot be read or ir-measures not installed, 2 wrong usage.
    """,
)
@click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--known-item",
    "articles",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Use each title of this file of articles as the query for its own text, instead of DIR.",
)
@click.option("--sample", metavar="N", type=click.IntRange(1), help="With --known-item: ask only N titles.")
@click.option("--seed", default=0, show_default=True, type=int, help="With --sample: chooses which.")
@click.option(
    "--set", "settings", metavar="NAME=VALUE", type=Setting(), multiple=True, help="A ranking parameter; repeatable."
)
@click.option(
    "--run",
    "run_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the rankings to FILE in TREC format.",
)
@options.json_option
def evaluate(
    folder: Path | None,
    articles: Path | None,
    sample: int | None,
    seed: int,
    settings: tuple[tuple[str, float], ...],
    run_file: Path | None,
    as_json: bool,
) -> None:
    """Ask every query of a collection and print nDCG@10, MRR@10, Recall@100 and the time.

    DIR has corpus.jsonl, queries.jsonl and qrels.tsv (BEIR layout). It is indexed into a temporary folder, and
    each query asks for articles that match any of its words.
    """
    from search import evaluation
    from search.ranking import Parameters

    if (folder is None) == (articles is None):
        raise click.UsageError("give either DIR or --known-item FILE")
    if sample is not None and articles is None:
        raise click.UsageError("--sample chooses among the titles of --known-item FILE; DIR is asked all its queries")
    try:
        collection = _collection(folder, articles, sample, seed)
        changed: dict[str, Any] = dict(settings)
        found = evaluation.evaluate(collection, Parameters(**changed))
    except (evaluation.CollectionError, evaluation.MeasuresMissingError) as error:
        raise click.ClickException(str(error)) from error
    if run_file:
        run_file.write_text("".join(_trec_lines(found)), "utf-8")
    if as_json:
        options.echo_json(found.to_json())
    else:
        _print(found)


def _collection(folder: Path | None, articles: Path | None, sample: int | None, seed: int) -> Collection:
    from search.evaluation import read_beir, read_known_items

    if folder is not None:
        return read_beir(folder)
    assert articles is not None
    return read_known_items(articles, sample, seed)


def _print(found: Evaluation) -> None:
    described = found.to_json()
    click.echo(f"{found.name}: {found.documents:,} documents, {described['queries']:,} queries")
    for name, value in found.figures.items():
        click.echo(f"{name:<12}{value:.4f}")
    click.echo(
        f"{'time':<12}{found.index_seconds:.1f} s to index, {found.run.seconds:.1f} s to ask "
        f"({described['ms_per_query']:.1f} ms a query)"
    )


def _trec_lines(found: Evaluation) -> list[str]:
    return [
        f"{query_id} Q0 {document} {place} {-place} fundstelle\n"
        for query_id, documents in found.run.ranking.items()
        for place, document in enumerate(documents, 1)
    ]
