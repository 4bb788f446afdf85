"""From files into a writer: articles are added, rejects kept for the report, the progress shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import click
import orjson

from index.sources import Notice, ReadOptions, Reject, read

if TYPE_CHECKING:
    from index.progress import Progress
    from index.writer import Writer

REJECTS_SHOWN: Final = 20
"""Rejects that are listed at the end; the report says how many more there are, and how to see them."""


@dataclass(slots=True)
class Intake:
    """What a run took in: how many records were articles, how many were not, and the first of these."""

    articles: int = 0
    rejected: int = 0
    first_rejects: list[Reject] = field(default_factory=list)
    notices: Sequence[Notice] = ()
    rejects_file: Path | None = None

    def add_reject(self, reject: Reject, file: IO[bytes] | None) -> None:
        """Count a reject, and write it down where one can look it up."""
        self.rejected += 1
        if len(self.first_rejects) < REJECTS_SHOWN:
            self.first_rejects.append(reject)
        if file is not None:
            file.write(orjson.dumps(asdict(reject), option=orjson.OPT_APPEND_NEWLINE))

    def report(self) -> None:
        """Print on standard error what was left out, and which records were rejected and why."""
        for notice in self.notices:
            click.echo(f"note: {notice}", err=True)
        for reject in self.first_rejects:
            click.echo(f"rejected: {reject}", err=True)
        more = self.rejected - len(self.first_rejects)
        if more:
            where = f"see {self.rejects_file}" if self.rejects_file else "--rejects FILE keeps all of them"
            click.echo(f"rejected: {more:,} more; {where}", err=True)


def take(
    paths: Iterable[str],
    read_options: ReadOptions,
    writer: Writer,
    progress: Progress,
    rejects_file: Path | None = None,
) -> Intake:
    """Add all articles under ``paths`` to the writer and return what came in.

    Every reject goes to ``rejects_file``, if there is one, as a line of JSON.

    Raises:
        OSError: if the file for the rejects cannot be written.
    """
    intake = Intake(rejects_file=rejects_file)
    reader = read(paths, read_options)
    opened: AbstractContextManager[IO[bytes] | None] = rejects_file.open("wb") if rejects_file else nullcontext()
    with opened as file:
        for item in reader:
            if isinstance(item, Reject):
                intake.add_reject(item, file)
            else:
                writer.add(item)
                intake.articles += 1
            progress.update(intake.articles, reader.bytes_read, reader.bytes_total or None)
    intake.notices = reader.notices
    progress.finishing()
    return intake
