"""How far a run is: a bar with rate and time left on a terminal, else a plain line now and then.

Both go to standard error, so that what a command prints can be piped.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol, Self

import click

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

LINE_SECONDS: Final = 10.0
"""Time between two plain lines."""
BAR_SECONDS: Final = 0.1
"""Time between two looks of the bar."""


class Progress(Protocol):
    """Shows how far a run is, from entering it to leaving it."""

    def __enter__(self) -> Self:
        """Begin to show."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop showing."""

    def update(self, articles: int, done: int, total: int | None) -> None:
        """Say that ``done`` of ``total`` bytes (None: nobody knows) were read, with so many articles."""

    def finishing(self) -> None:
        """Say that all is read and the index is being written."""


def make_progress() -> Progress:
    """Return the bar on a terminal, else the lines."""
    return Bar() if sys.stderr.isatty() else Lines()


class Lines:
    """A line every `LINE_SECONDS`: for logs, and runs whose output is kept; short runs print none."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock

    def __enter__(self) -> Self:
        self._begin = self._last = self._clock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing: what was printed stays."""

    def update(self, articles: int, done: int, total: int | None) -> None:
        """Print a line if it is time."""
        now = self._clock()
        if now - self._last >= LINE_SECONDS:
            self._last = now
            click.echo(progress_line(articles, now - self._begin, done, total), err=True)

    def finishing(self) -> None:
        """Print that the index is being written, if there were lines before."""
        if self._last != self._begin:
            click.echo("all read; writing the index", err=True)


def progress_line(articles: int, seconds: float, done: int, total: int | None) -> str:
    """Return one line: articles, articles a second, and, of a known total, the share and the time left."""
    line = f"{articles:,} articles, {articles / seconds:,.0f}/s"
    if not total or not done:
        return line
    left = seconds * max(0, total - done) / done
    return f"{line}, {min(1.0, done / total):.0%}, {duration(left)} left"


def duration(seconds: float) -> str:
    """Return a time as ``3:07`` minutes or ``1:03:07`` hours."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Bar:
    """A bar by bytes read, with articles, articles a second and the time left."""

    def __enter__(self) -> Self:
        self._bar = _rich_bar()
        self._bar.start()
        self._task: TaskID = self._bar.add_task("reading", total=None, articles=0, rate=0.0)
        self._begin = self._last = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def update(self, articles: int, done: int, total: int | None) -> None:
        """Move the bar if it is time."""
        now = time.monotonic()
        if now - self._last >= BAR_SECONDS:
            self._last = now
            rate = articles / (now - self._begin)
            self._bar.update(self._task, completed=done, total=total, articles=articles, rate=rate)

    def finishing(self) -> None:
        """Show that the index is being written."""
        self._bar.update(self._task, description="writing", total=None)


def _rich_bar() -> RichProgress:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    return RichProgress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]:,} articles, {task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
