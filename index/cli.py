"""The commands that change or examine an index: reindex, add, remove, stats, verify, merge."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

import click

from index import options
from index.errors import IndexDamagedError
from index.kernels import compiling

if TYPE_CHECKING:
    from index.sources import ReadOptions
    from index.storage import Index, IndexStats, Problem
    from index.writer import Counts, Writer

EXIT_REJECTED: Final = 3
"""Part of what was given could not be used: records that are no articles, ids that are not there."""
EXIT_DAMAGED: Final = 4
"""`verify` found damage."""
VALUES_SHOWN: Final = 10
"""Sources and sections that `stats` prints; ``--json`` has all, and the line says how many there are."""


class ReadingOptions(TypedDict):
    """What a command that reads articles receives from `reading_options`."""

    paths: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rejects: Path | None
    index_path: Path
    wait: float
    as_json: bool


class Pair(click.ParamType[tuple[str, str]]):
    """Two names with an equals sign between them."""

    name = "field=key"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Return both names."""
        field, equals, key = str(value).partition("=")
        if not (field.strip() and equals and key.strip()):
            self.fail(f"{value!r} is not of the form field=key, as in title=headline", param, ctx)
        return field.strip(), key.strip()


def comma_separated(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return names with commas between them as a tuple."""
    return value if isinstance(value, tuple) else tuple(name.strip() for name in value.split(","))


def wait_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--wait``."""
    return click.option(
        "--wait",
        default=10.0,
        show_default=True,
        metavar="SECONDS",
        type=click.FloatRange(0),
        help="How long to wait for another writer to finish.",
    )(command)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the paths and options of `ReadingOptions`."""
    for decorate in (
        options.json_option,
        wait_option,
        options.index_option,
        click.option(
            "--rejects",
            metavar="FILE",
            type=click.Path(dir_okay=False, writable=True, path_type=Path),
            help="Write every rejected record to FILE as a line of JSON: file, line, reason, excerpt.",
        ),
        click.option(
            "--columns",
            metavar="NAMES",
            type=comma_separated,
            default=(),
            help="The columns of CSV files without a header, as in section,text; - skips a column.",
        ),
        click.option(
            "--map",
            "renamed",
            metavar="FIELD=KEY",
            type=Pair(),
            multiple=True,
            help="Read a field of the article from this key or column, as in title=headline; repeatable.",
        ),
        click.argument(
            "paths",
            metavar="PATH...",
            nargs=-1,
            required=True,
            type=click.Path(exists=True, allow_dash=True),
        ),
    ):
        command = decorate(command)
    return command


@click.command(
    short_help="Build a new index and swap it in for the old one.",
    epilog="""
    \b
    Examples:
      fundstelle reindex articles/
      fundstelle reindex news.jsonl.zst more.csv.gz --rejects rejected.jsonl
      fundstelle reindex 10kgnad.csv --columns section,text
      zcat dump.jsonl.gz | fundstelle reindex - --map title=headline --map text=body

    Exit codes: 0 done, 1 error (the old index is as it was), 2 wrong usage, 3 done, but some records were
    rejected.
    """,
)
@reading_options
def reindex(**given: Unpack[ReadingOptions]) -> None:
    """Build a complete new index of the articles at PATH... and put it in the old one's place.

    PATH is a file (JSON Lines, JSON, CSV, TSV, text; .gz and .zst too), a folder, or - for standard input.
    Readers go on with the old index until the new one is whole; if no article is found, the old one stays.
    """
    _index_articles("reindex", given)


@click.command(
    short_help="Add articles to the index.",
    epilog="""
    \b
    Examples:
      fundstelle add today.jsonl
      fundstelle add articles/ --wait 60 --rejects rejected.jsonl

    Exit codes: 0 done, 1 error (the index is as it was), 2 wrong usage, 3 done, but some records were rejected.
    """,
)
@reading_options
def add(**given: Unpack[ReadingOptions]) -> None:
    """Add the articles at PATH... to the index.

    PATH is as for `reindex`. An article with a known id replaces the one that is there; the same article
    again changes nothing.
    """
    _index_articles("add", given)


def _index_articles(command: str, given: ReadingOptions) -> None:
    """Read articles into the index, say what came of it, and leave with the exit code for it."""
    from index.memory import keep_one_heap, seldom_collected

    keep_one_heap()
    click.get_current_context().with_resource(seldom_collected(for_a_command=True))  # before anything large is loaded

    from index.intake import take
    from index.progress import make_progress
    from index.storage import NAME

    begin = time.monotonic()
    compiling.when_it_begins(lambda: click.echo(compiling.NOTICE, err=True))
    read_options = _read_options(given)
    _keep_apart(given["rejects"], given["paths"])
    had_one = (given["index_path"] / NAME).exists()
    with make_progress() as progress, _writer(command, given) as writer:
        intake = take(given["paths"], read_options, writer, progress, given["rejects"])
        if command == "reindex" and not intake.articles:
            intake.report()
            outcome = "the index is as it was" if had_one else "no index was made"
            raise click.ClickException(f"no article was found; {outcome}")
    intake.report()
    found = {**_counts(writer.counts), "rejected": intake.rejected}
    seconds = time.monotonic() - begin
    if given["as_json"]:
        options.echo_json({"index": str(given["index_path"]), **found, "seconds": round(seconds, 3)})
    else:
        done = ", ".join(f"{number:,} {name}" for name, number in found.items() if number) or "no article was found"
        click.echo(f"{done}, in {seconds:.1f} s")
    if intake.rejected:
        click.get_current_context().exit(EXIT_REJECTED)


def _read_options(given: ReadingOptions) -> ReadOptions:
    """Return the options for reading; names of no field are wrong usage."""
    from index.sources import OptionError, ReadOptions

    try:
        return ReadOptions(mapping=dict(given["renamed"]), columns=given["columns"] or None)
    except OptionError as error:
        raise click.UsageError(str(error)) from error


def _keep_apart(rejects: Path | None, paths: Iterable[str]) -> None:
    """Refuse a file for rejects among the articles: opening it would empty it, and the next run would read it."""
    if rejects is None:
        return
    target = rejects.resolve()
    for path in paths:
        if Path(path).resolve() in (target, *target.parents):
            raise click.UsageError(f"--rejects {rejects} is among the articles to be read; name a file outside {path}")


@contextmanager
def _writer(command: str, given: ReadingOptions) -> Iterator[Writer]:
    """Yield the writer for the command; an index made for it that stays empty is deleted again."""
    from index.storage import NAME, Index

    made = not (given["index_path"] / NAME).exists()
    index = Index.create_or_open(given["index_path"])
    begin = index.rebuild if command == "reindex" else index.writer
    try:
        with begin(wait=given["wait"], label=f"fundstelle {command}") as writer:
            yield writer
    finally:
        if made:
            index.discard_empty()


def _counts(counts: Counts) -> dict[str, int]:
    """Return what a writer did with the articles that it was given."""
    return {"added": counts.added, "replaced": counts.replaced, "unchanged": counts.unchanged}


@click.command(
    short_help="Remove articles by their ids.",
    epilog="""
    \b
    Example:
      fundstelle remove rtb-20241105-hochwasserschutzkonzept

    Exit codes: 0 removed, 1 error, 2 wrong usage, 3 some ids are not in the index (the others were removed).
    """,
)
@click.argument("identifiers", metavar="ID...", nargs=-1, required=True)
@options.index_option
@wait_option
@options.json_option
def remove(identifiers: tuple[str, ...], index_path: Path, wait: float, as_json: bool) -> None:
    """Remove articles by their ids, as `fundstelle query` prints them."""
    with _open(index_path).writer(wait=wait, label="fundstelle remove") as writer:
        missing = [one for one in dict.fromkeys(identifiers) if not writer.remove(one)]
    if as_json:
        options.echo_json({"removed": writer.counts.removed, "missing": missing})
    else:
        click.echo(f"{writer.counts.removed:,} removed")
    for one in missing:
        click.echo(f"not in the index: {one}", err=True)
    if missing:
        click.get_current_context().exit(EXIT_REJECTED)


def _open(index_path: Path) -> Index:
    from index.storage import Index

    return Index.open(index_path)


@click.command(
    short_help="Show the index in figures.",
    epilog="""
    \b
    Example:
      fundstelle stats --json

    Exit codes: 0 done, 1 no readable index, 2 wrong usage.
    """,
)
@options.index_option
@options.json_option
def stats(index_path: Path, as_json: bool) -> None:
    """Show the index in figures: articles, days, sources, sections, words, size."""
    found = _open(index_path).stats()
    if as_json:
        options.echo_json(
            {
                "index": str(index_path),
                **found._asdict(),
                "sources": dict(found.sources),
                "sections": dict(found.sections),
            }
        )
        return
    for name, value in _figures(index_path, found).items():
        click.echo(f"{name + ':':12}{value}")


def _figures(index_path: Path, found: IndexStats) -> dict[str, str]:
    """Return what `stats` prints, by name."""
    days = f"{found.first} to {found.last}" if found.first else "none"
    return {
        "index": str(index_path),
        "articles": f"{found.articles:,}",
        "removed": f"{found.removed:,}{' (still on disk until they are merged away)' if found.removed else ''}",
        "days": days,
        "sources": _most(found.sources),
        "sections": _most(found.sections),
        "words": f"{found.tokens:,}, of {found.forms:,} forms",
        "size": f"{_size(found.bytes)} in {_segments(found)}",
        "generation": f"{found.generation:,}, committed {found.committed}",
    }


def _size(number: int) -> str:
    """Return a number of bytes in kB, from a million on in MB."""
    return f"{number / 1e6:,.1f} MB" if number >= 1e6 else f"{number / 1e3:,.1f} kB"


def _segments(found: IndexStats) -> str:
    """Return how many segments there are, in words."""
    return f"{found.segments:,} segment{'' if found.segments == 1 else 's'}"


def _most(counts: tuple[tuple[str, int], ...]) -> str:
    """Return the most frequent values with their numbers of articles."""
    shown = [f"{value} ({number:,})" for value, number in counts[:VALUES_SHOWN]]
    if len(counts) > VALUES_SHOWN:
        shown.append(f"{len(counts) - VALUES_SHOWN:,} more (all with --json)")
    return ", ".join(shown) or "none"


@click.command(
    short_help="Check every file of the index.",
    epilog="""
    \b
    Example:
      fundstelle verify || fundstelle reindex articles/

    Exit codes: 0 whole, 1 no index, 2 wrong usage, 4 damaged.
    """,
)
@options.index_option
@options.json_option
def verify(index_path: Path, as_json: bool) -> None:
    """Check every file of the index against its checksum."""
    problems = _problems(_open(index_path))
    if as_json:
        found = [{"file": str(problem.file), "message": problem.message} for problem in problems]
        options.echo_json({"ok": not found, "problems": found})
    elif not problems:
        click.echo("the index is whole")
    for problem in problems:
        click.echo(f"{problem.file}: {problem.message}", err=True)
    if problems:
        click.echo("build the index anew with `fundstelle reindex PATH…`", err=True)
        click.get_current_context().exit(EXIT_DAMAGED)


def _problems(index: Index) -> tuple[Problem, ...]:
    """Return what is wrong, a manifest that cannot be read included."""
    from index.storage import NAME, Problem

    try:
        return index.verify()
    except IndexDamagedError:
        return (Problem(index.path / NAME, "is damaged"),)


@click.command(
    short_help="Merge segments, drop removed articles.",
    epilog="""
    \b
    Example:
      fundstelle merge --wait 60

    Exit codes: 0 done, 1 error (the index is as it was), 2 wrong usage.
    """,
)
@options.index_option
@wait_option
@options.json_option
def merge(index_path: Path, wait: float, as_json: bool) -> None:
    """Merge the segments into as few as possible, and drop removed articles from the disk.

    Writing keeps the number of segments low by itself; this is for an index that will not change for long.
    """
    index = _open(index_path)
    before = index.stats()
    index.merge(wait=wait, label="fundstelle merge")
    after = index.stats()
    if as_json:
        segments = {"segments_before": before.segments, "segments": after.segments}
        options.echo_json({**segments, "bytes_before": before.bytes, "bytes": after.bytes})
    else:
        was, now = (f"{_size(one.bytes)} in {_segments(one)}" for one in (before, after))
        click.echo(f"{was} before, {now} now")
