"""The command ``fundstelle`` and, of its subcommands, those that ask: ``query``, ``explain``, ``analyse``.

A question must be answered before one notices that a program was started, so nothing is imported before it is
needed; in particular, a subcommand is loaded when it is called.
"""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypedDict, Unpack

import click

from index import StoreError, errors, options

if TYPE_CHECKING:
    from search.answer import Match, Request, Response, Sort
    from search.engine import Engine

COMMANDS: Final = {
    "reindex": "index.cli:reindex",
    "add": "index.cli:add",
    "remove": "index.cli:remove",
    "stats": "index.cli:stats",
    "verify": "index.cli:verify",
    "merge": "index.cli:merge",
    "relex": "index.relex:relex",
    "query": "search.cli:query",
    "explain": "search.cli:explain",
    "analyse": "search.cli:analyse",
    "evaluate": "search.evaluate:evaluate",
    "serve": "webui.cli:serve",
    "warm": "search.warm:warm",
}
"""Where each command is. Only named here: this room imports nothing of the page's."""


class Commands(click.Group):
    """Loads a command when it is called, and turns what may go wrong into one sentence and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Return the names, in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Return the command of that name, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; where there is none of that name, say which there are."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            like = get_close_matches(name, COMMANDS, 1)
            hint = f"did you mean {like[0]}?" if like else f"the commands are {', '.join(COMMANDS)}"
            raise click.UsageError(f"there is no command {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was called."""
        try:
            return super().invoke(ctx)
        except StoreError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader of the output has seen enough; click ends quietly
                raise
            raise click.ClickException(_sentence(error)) from error
        except errors.SENSELESS as error:
            if damage := _damage(ctx, error):
                raise click.ClickException(damage) from error
            raise


def _damage(ctx: click.Context, error: Exception) -> str:
    """Return what is wrong with the files of the index, when something that was read from them made no sense."""
    from index import Index

    try:
        with Index.open(ctx.meta[options.INDEX_PATH]).naming_damage():
            raise error
    except errors.IndexMissingError:  # made for this command, and taken away again
        return ""
    except StoreError as named:
        return str(named)
    except errors.SENSELESS:
        return ""


def _sentence(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {reason}" if error.filename else reason


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""
    \b
    Examples:
      fundstelle reindex articles/          build an index of a folder
      fundstelle query "Grüne Klimaschutz"  search it
      fundstelle serve                      search it in the browser

    Exit codes: 0 done, 1 error, 2 wrong usage, 3 part of the input was rejected, 4 verify found damage.
    """,
)
@click.version_option(package_name="fundstelle", prog_name="fundstelle")
def main() -> None:
    """Full-text search for German news."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a title may hold what a terminal's encoding does not
        sys.stdout.reconfigure(errors="replace")


class Day(click.ParamType[date]):
    """The first or the last day of a period in words, German or English: ``2024-05``, ``letzte Woche``."""

    name = "date"

    def __init__(self, which: Literal["first", "last"]) -> None:
        self._which = which

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return that day of the period that ``value`` names."""
        from search.query import PeriodError, parse_period, today_in_berlin

        if isinstance(value, date):
            return value
        try:
            period = parse_period(str(value), today_in_berlin())
        except PeriodError as error:
            self.fail(str(error), param, ctx)
        day = period.first if self._which == "first" else period.last
        return day or self.fail(f"{value!r} has no {self._which} day; name a period that has", param, ctx)


class Asked(TypedDict):
    """The options of ``query`` that are fields of a `Request`."""

    limit: int
    offset: int
    sort: Sort
    match: Match
    sources: tuple[str, ...]
    sections: tuple[str, ...]
    authors: tuple[str, ...]
    since: date | None
    until: date | None
    facets: bool


@click.command(
    epilog="""
    Several words need no quotation marks, but what the query language reads and the shell would take does:
    put the query into '…', and write -- before one that begins with a minus.

    \b
    Examples:
      fundstelle query Hochwasser Altstadt
      fundstelle query '"strategische Partnerschaft" -Wirtschaft' --since "letzte Woche"
      fundstelle query 'Regierung*' --source Rheintalbote --source Hafenkurier --sort newest
      fundstelle query Haushalt --facets --json
      fundstelle query Haushalt -n 10000 --csv > hits.csv

    Exit codes: 0 answered (an answer without hits, too), 1 no readable index, 2 wrong usage.
    """
)
@click.argument("words", metavar="[QUERY]...", nargs=-1)
@options.index_option
@click.option("-n", "--limit", default=10, show_default=True, type=click.IntRange(0), help="Hits to show.")
@click.option("--offset", default=0, show_default=True, type=click.IntRange(0), help="Hits to leave out before.")
@click.option(
    "--sort",
    default="relevance",
    show_default=True,
    type=click.Choice(["relevance", "newest", "oldest"]),
    help="Order of the hits.",
)
@click.option("--source", "sources", multiple=True, help="Only from this source (exact name); repeatable.")
@click.option("--section", "sections", multiple=True, help="Only from this section (exact name); repeatable.")
@click.option("--author", "authors", multiple=True, help="Only by this author (exact name); repeatable.")
@click.option("--since", metavar="DATE", type=Day("first"), help="Only from the first day of DATE on.")
@click.option("--until", metavar="DATE", type=Day("last"), help="Only up to the last day of DATE.")
@click.option(
    "--match",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "all", "any"]),
    help="All words, any of them, or all and, where few articles have all, any.",
)
@click.option(
    "--no-correct", "as_typed", is_flag=True, help="Never answer a likelier spelling instead of what was typed."
)
@click.option("--facets", is_flag=True, help="Count the hits by source, section, author, month and day.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table of the hits, for spreadsheets and other programs.")
@options.json_option
def query(
    words: tuple[str, ...], index_path: Path, as_json: bool, as_csv: bool, as_typed: bool, **asked: Unpack[Asked]
) -> None:
    """Search the index and print the best hits.

    QUERY is plain words or the query language (UND ODER NICHT, "…", Wort*, titel:, datum:, …); without one,
    all articles are hits. A DATE is 2024, 2024-05, 16.05.2024, gestern, letzte Woche, KW 12, Sommer 2024 …
    """
    from search.answer import Request

    if as_csv and (as_json or asked["facets"]):
        raise click.UsageError("--csv is a table of hits; ask for --json or --facets without it")
    engine = _open(index_path)
    request = Request(_typed(words), correct=not as_typed, **asked)
    response = engine.search(request)
    if as_json:
        options.echo_json(response.to_json())
    elif as_csv:
        _print_table(response, request)
    else:
        _print(response, request)
        for remark in () if response.total else _remarks(engine, request):
            click.echo(f"note: {remark}", err=True)


def _open(index_path: Path) -> Engine:
    """Return the engine for one question, after which the process ends: nothing is prepared for a second."""
    import gc
    import os

    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported; nothing here multiplies matrices
    close = click.get_current_context().call_on_close
    if gc.isenabled():
        gc.disable()
        close(gc.enable)
    close(gc.freeze)  # or ending Python looks for cycles among all objects there are: an eighth of the command's time

    from search.engine import Engine

    return Engine.open(index_path)


def _typed(words: tuple[str, ...]) -> str:
    """Return the query as it was typed; bytes that are no UTF-8 become replacement characters."""
    return " ".join(words).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _print(response: Response, request: Request) -> None:
    """Print an answer: summary, hits and facets on standard output, notes on standard error."""
    from search import terminal

    colour, width = terminal.wants_colour(), terminal.print_width()
    click.echo(terminal.summary(response, request))
    for number, hit in enumerate(response.hits, request.offset + 1):
        lines = terminal.hit_lines(hit, number, colour, width)
        click.echo("\n" + "\n".join(lines), color=colour)
    if response.facets:
        click.echo("\n" + "\n".join(terminal.facet_lines(response.facets)))
    _print_notes(response, request)


def _print_table(response: Response, request: Request) -> None:
    """Print the hits as a table on standard output, and what there is to say about them on standard error."""
    from search import terminal

    click.echo(terminal.table_of_hits(response.hits).encode(), nl=False)  # UTF-8 whatever the terminal's encoding is
    click.echo(terminal.summary(response, request), err=True)
    _print_notes(response, request)


def _print_notes(response: Response, request: Request) -> None:
    from search import terminal

    if response.correction:
        click.echo(terminal.correction_line(response.correction), err=True)
    for note in response.notes:
        click.echo("\n".join(terminal.note_lines(note, request.query)), err=True)


def _remarks(engine: Engine, request: Request) -> Iterator[str]:
    """Yield what may be the reason that nothing was found."""
    if request.since and request.until and request.since > request.until:
        yield f"--since begins on {request.since}, after --until has ended on {request.until}"
    stats = engine.stats()
    if not stats.articles:
        yield "the index is empty; fill it with `fundstelle add PATH…`"
        return
    for kind, asked, counts in (
        ("source", request.sources, stats.sources),
        ("section", request.sections, stats.sections),
    ):
        known = {item.value for item in counts}
        for name in asked:
            if name not in known:
                yield f"no article has the {kind} {name!r}; `fundstelle stats` lists them"
    for name in request.authors:
        if not engine.search(request._replace(query="", authors=(name,), limit=0, since=None, until=None)).total:
            yield f"no article is by {name!r}; `--facets` lists authors"


@click.command(
    epilog="""
    \b
    Example:
      fundstelle explain Hochwasser rtb-20241105-hochwasserschutzkonzept

    Exit codes: 0 explained, 1 no such article or no readable index, 2 wrong usage.
    """
)
@click.argument("text", metavar="QUERY")
@click.argument("identifier", metavar="ID")
@options.index_option
@options.json_option
def explain(text: str, identifier: str, index_path: Path, as_json: bool) -> None:
    """Show where the score of an article comes from.

    ID is an id as `fundstelle query` prints it. Where `query` answers a likelier spelling, that is explained.
    """
    from search import terminal
    from search.answer import Request

    engine, asked = _open(index_path), _typed((text,))
    correction = engine.search(Request(asked, limit=0, snippets=False, correct=True)).correction
    if correction and correction.applied:
        asked = correction.query
        click.echo(terminal.explained_line(correction), err=True)
    found = engine.explain(asked, identifier)
    if found is None:
        raise click.ClickException(f"no article has the id {identifier}; `fundstelle query` prints ids")
    if as_json:
        options.echo_json(found.to_json())
    else:
        click.echo("\n".join(terminal.explanation_lines(found)))


@click.command(
    short_help="Show words as the index sees them.",
    epilog="""
    \b
    Example:
      fundstelle analyse "Die Bürger*innen der Grünen"

    Exit codes: 0 analysed, 1 no readable index, 2 wrong usage.
    """,
)
@click.argument("words", metavar="TEXT...", nargs=-1, required=True)
@options.index_option
@options.json_option
def analyse(words: tuple[str, ...], index_path: Path, as_json: bool) -> None:
    """Show the words of a text as the index sees them: folded form, stem, and the parts of compounds.

    The last column says how many articles a search for the word finds.
    """
    from search import terminal

    found = _open(index_path).analyse(_typed(words))
    if as_json:
        options.echo_json({"tokens": [one._asdict() for one in found]})
    else:
        click.echo("\n".join(terminal.analysis_lines(found)))
