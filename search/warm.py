"""The command ``fundstelle warm``: compile, ahead of the first use, all that is compiled once on a machine.

What is compiled is what is used: a practice index is built and questions are asked of it.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from index import options

if TYPE_CHECKING:
    from index import Article

_SYLLABLES: Final = (
    "ba", "de", "fi", "go", "hu", "kla", "me", "nor", "po", "ri", "sta", "tra", "wu", "zei", "schaft", "ung", "lich",
)  # fmt: skip
_FORMS: Final = 6_000
_ARTICLES: Final = 1_100
_WORDS: Final = 800
"""Kernels are loaded from some hundred articles, thousands of forms and hundreds of thousands of words on ..."""
_LONGEST: Final = 16
"""The last article is so many times as long as others, too long for the table of forms that scanning begins with."""
_FEW_FORMS: Final = 1_000
_FEW_ARTICLES: Final = 100
"""... and not for so few."""
_WITH_ALL_FORMS: Final = 20
"""So many of the many articles have nearly all of the forms."""
_SEGMENTS: Final = 4
"""So many have a table of their forms (see `search.words.form_sets`)."""
_NEW_FORM: Final = "Badefahrte"
"""Each article that is added has a form of its own, so that each makes a chunk of the dictionary."""
_QUESTIONS: Final = (
    '"Badefi Badego"', "Badef*", "*defi", "Badefu~1", "titel:Badefi", "Badefi", "Badefi Badego", "Badefi UND Badego",
    "Badefi ODER Badego", "Badefi -Badego", "quelle:Übung", "mind2(Badefi)", "Klimaschutzgesetz",
    '"Badego Badefi"~3', "Badefi NEAR/5 Badego",
)  # fmt: skip
"""The first need no compounds, which the other process compiles meanwhile; it asks the last ones first."""


@click.command(
    short_help="Compile ahead what is compiled once.",
    epilog="""
    \b
    Example:
      fundstelle warm

    Exit codes: 0 done, 1 error, 2 wrong usage.
    """,
)
@options.json_option
def warm(as_json: bool) -> None:
    """Compile what is compiled once on a machine, and compute the table of compounds.

    Without it, that happens at first use: the first `reindex`, the first pages after the first `serve`. Only two
    kernels that few questions need are left to it. Run it after installing or updating, in the account that runs
    Fundstelle.
    """
    from index import compounds

    begin = time.monotonic()
    compounds.german_table()  # before both need it, or both would compute it
    # Numba compiles one function at a time, whatever the threads: so another process compiles half of them. What one
    # has compiled the other reads from the disk. Asking takes longer, so both ask in the end, from either end.
    with (
        tempfile.TemporaryDirectory(prefix="fundstelle-") as folder,
        ProcessPoolExecutor(1, get_context("spawn")) as another,
        _without_collecting(),
    ):
        indexing = another.submit(_index_and_ask, Path(folder))
        _ask(Path(folder, "asked"), _QUESTIONS)
        indexing.result()
    seconds = time.monotonic() - begin
    if as_json:
        options.echo_json({"seconds": round(seconds, 3)})
    else:
        click.echo(f"ready, in {seconds:.1f} s")


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no garbage meanwhile, which takes a twelfth of compiling; 150 to 220 MB more are needed."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # or it would be looked for among all that was made, as soon as the process ends
        if was_enabled:
            gc.enable()


def _index_and_ask(folder: Path) -> None:
    with _without_collecting():
        _index(folder / "indexed")
        _ask(folder / "asked too", _QUESTIONS[::-1])


def _index(folder: Path) -> None:
    """Make, change and merge an index that is large enough for every kernel of indexing.

    What analyses forms comes first, for asking needs it too: a few articles that have many.
    """
    from index import Index

    index, articles = Index.create(folder), list(_articles(_ARTICLES, _FORMS))
    half = _ARTICLES // 2
    articles[-1] = replace(articles[-1], text=" ".join([articles[-1].text] * _LONGEST))
    for part in articles[:_WITH_ALL_FORMS], articles[_WITH_ALL_FORMS:half], articles[half:]:
        with index.writer() as writer:
            for article in part:
                writer.add(article)
    with index.writer() as writer:
        writer.remove(articles[0].id)
        writer.merge(fully=True)


def _ask(folder: Path, questions: Sequence[str]) -> None:
    """Ask ``questions`` of an index that is small enough to be made without kernels.

    Its dictionary has several chunks, as one has that was added to: what looks like a word is sought otherwise there.
    """
    from index import Index
    from search.answer import Match, Request
    from search.engine import Engine

    index, articles = Index.create(folder), list(_articles(_FEW_ARTICLES, _FEW_FORMS))
    with index.rebuild() as writer:
        for article in articles[_SEGMENTS - 1 :]:
            writer.add(article)
    for article in articles[: _SEGMENTS - 1]:
        with index.writer() as writer:
            writer.add(replace(article, text=f"{article.text} {_NEW_FORM}{'e' * int(article.id)}."))
    engine = Engine.open(index.path)
    engine.warm()
    for question in questions:
        matches: tuple[Match, ...] = ("all", "any")
        for match in matches:
            # Kernels that Python calls here are called by kernels there: these take in what is compiled already.
            engine.search(Request(question, match=match, sort="newest"))
            engine.search(Request(question, match=match, facets=True, correct=True))
    engine.suggest("Bad")
    engine.similar("1")


def _articles(count: int, forms: int) -> Iterator[Article]:
    from index import Article

    words = ["".join(parts).capitalize() for parts in islice(product(_SYLLABLES, repeat=4), forms)]
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(count):
        own = [words[(number * 797 + at * (1 + number % 5)) % forms] for at in range(_WORDS)]
        text = ". ".join(" ".join([*own[at : at + 16], "Badefi", "Badego"]) for at in range(0, _WORDS, 16))
        yield Article(
            id=str(number), title=" ".join([*own[:6], "Gesetz", "Klimaschutz"]), text=text, source="Übung",
            published=moment + timedelta(hours=number),
        )  # fmt: skip
