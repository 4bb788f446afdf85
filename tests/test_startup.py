"""What a one-shot ``fundstelle query`` must not load: whoever asks one question waits for every import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from index import Article, Index

NOT_FOR_A_QUESTION: Final = {
    "compiling": ("numba", "llvmlite"),
    "page": ("flask", "waitress", "jinja2", "markupsafe", "webui"),
    "word lists": ("wordfreq", "simplemma", "rapidfuzz", "ftfy", "langcodes"),
    "writing": (
        "index.writer",
        "index.segments.builder",
        "index.segments.merge",
        "index.sources",
        "index.intake",
        "index.storage.lock",
        "rich",
    ),
    "compounds": (
        "index.compounds.bulk",
        "index.compounds.kernels",
        "index.compounds.scores",
        "index.compounds.vocabulary",
    ),
    "other commands": (
        "index.cli",
        "search.matching.explanation",
        "search.evaluation",
        "search.suggesting.suggest",
        "search.suggesting.similar",
        "search.suggesting.spelling",
        "search.showing.understanding",
    ),
    "sets of NumPy, which search.arrays replaces": ("numpy.ma",),
    "dates in words": ("search.query.periods", "tomllib"),
    "dates and zones of articles": ("index.article", "index.dates", "zoneinfo"),
    "costly parts of Python": (
        *("asyncio", "csv", "email", "hashlib", "html", "http", "importlib.metadata", "importlib.resources"),
        *("logging", "multiprocessing", "socket", "ssl", "subprocess", "tempfile", "urllib.request"),
    ),
}
"""By what they are for; a package stands for all that is in it. `numpy`, `whoosh.qparser` and `click` are paid for."""
RUN: Final = """
import sys
from search.cli import main
try:
    main()
finally:
    sys.stderr.write("\\n".join(sys.modules))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("startup") / "index"
    with Index.create(path).writer() as writer:
        for number in range(9):  # more than hardly known words have: those are looked up among all others
            writer.add(Article(id=str(number), title="Neue Brücken", text="Der Minister verspricht Brücken."))
    return path


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules that the command loads."""
    command = [sys.executable, "-c", RUN, *arguments]
    done = subprocess.run(command, capture_output=True, check=True, text=True, timeout=120)
    return set(done.stderr.split())


def within(package: str, modules: set[str]) -> set[str]:
    """Return those of the modules that are the package or in it."""
    return {name for name in modules if name == package or name.startswith(f"{package}.")}


@pytest.mark.parametrize("options", [(), ("--json", "--facets")], ids=["text", "JSON"])
def test_a_question_loads_only_what_it_needs(archive: Path, options: tuple[str, ...]) -> None:
    loaded = loaded_by("query", "--index", str(archive), *options, "bruecke SATZ (Minister ODER =Bote ODER Kanzl*)")
    needless = {
        what: found
        for what, packages in NOT_FOR_A_QUESTION.items()
        if (found := set().union(*(within(package, loaded) for package in packages)))
    }
    assert needless == {}, "import these where they are used, not at the beginning of the module"
    assert {"numpy", "search.engine", "whoosh.qparser"} <= loaded, "the list above is of another command"


@pytest.mark.parametrize("typed", ["bruecke Minister", '"verspricht Brücken"', "Brück*", "titel:Brücken"])
def test_what_nearly_everybody_types_loads_no_parser(archive: Path, typed: str) -> None:
    assert within("whoosh.qparser", loaded_by("query", "--index", str(archive), typed)) == set()


def test_help_and_completion_load_no_engine() -> None:
    loaded = loaded_by("--help")
    assert within("numpy", loaded) | within("whoosh", loaded) | within("search.engine", loaded) == set()
