"""What a user can see is documented, and what the documents show is what happens."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner

import search.limits
import webui.limits
from search.cli import COMMANDS, main

ROOT: Final = Path(__file__).parent.parent
DOCS: Final = ROOT / "docs"
README: Final = (ROOT / "README.md").read_text("utf-8")
COMMANDS_PAGE: Final = (DOCS / "commands.md").read_text("utf-8")
LIMITS_PAGE: Final = (DOCS / "limits.md").read_text("utf-8")
PAGES: Final = sorted([ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")])
NEEDED: Final = {
    "commands.md",
    "query-language.md",
    "index-format.md",
    "python-api.md",
    "limits.md",
    "sources.md",
    "page.md",
    "relevance.md",
}


def section(page: str, heading: str) -> str:
    """Return what stands below a heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert found, f"no section ## {heading}"
    return found[1]


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


# Commands


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    text = section(COMMANDS_PAGE, name)
    assert f"fundstelle {name}" in text
    assert f"[`{name}`](#{name})" in COMMANDS_PAGE
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text), f"{option} of {name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_no_option_is_documented_that_is_not_there(name: str) -> None:
    known = {option for parameter in command(name).params for option in parameter.opts}
    usage = section(COMMANDS_PAGE, name)
    shown = set(re.findall(rf"fundstelle {name}\b[^\n`]*", usage)) | set(re.findall(r"^\| `[^|]*", usage, re.MULTILINE))
    for line in shown:
        mine = re.split(r"\|\|?", line)[0] if line.startswith("fundstelle") else line
        assert set(re.findall(r"(?<![\w-])--[a-z-]+", mine)) <= known


def test_every_exit_code_is_documented() -> None:
    table = section(COMMANDS_PAGE, "Exit codes")
    assert re.findall(r"^\| (\d) \|", table, re.MULTILINE) == list("01234")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_works_as_documented(shell: str) -> None:
    assert f"_FUNDSTELLE_COMPLETE={shell}_source fundstelle" in section(COMMANDS_PAGE, "Completion in the shell")
    environment = {"_FUNDSTELLE_COMPLETE": f"{shell}_complete", "COMP_WORDS": "fundstelle que", "COMP_CWORD": "1"}
    if shell == "fish":
        environment["COMP_CWORD"] = "que"
    completed = CliRunner().invoke(main, prog_name="fundstelle", env=environment)
    assert "query" in completed.output


# Limits


@pytest.mark.parametrize("module", [search.limits, webui.limits], ids=["search", "webui"])
def test_every_limit_is_documented_with_its_value(module: object) -> None:
    name = module.__name__  # type: ignore[attr-defined]
    (heading,) = re.findall(rf"^## (.*`{name.replace('.', '/')}\.py`)$", LIMITS_PAGE, re.MULTILINE)
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ([\d,.]+) \|", section(LIMITS_PAGE, heading), re.MULTILINE))
    limits = {key: value for key, value in vars(module).items() if key.isupper()}
    documented = {key: float(value.replace(",", "")) for key, value in rows.items()}
    differ = {key for key in {*limits, *documented} if limits.get(key) != documented.get(key)}
    assert not differ, f"docs/limits.md and {name} differ in {sorted(differ)}; one row for each, with its value"


def test_limits_of_files_have_the_documented_value() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` in `([\w/]+\.py)` \| ([\d,]+) \|", LIMITS_PAGE, re.MULTILINE)
    assert len(rows) >= 3
    for name, path, value in rows:
        found = re.search(rf"^{name}: Final = (.+)$", (ROOT / path).read_text("utf-8"), re.MULTILINE)
        assert found, f"{name} is not in {path}"
        assert eval(found[1]) == int(value.replace(",", ""))


# Pages


def test_every_page_is_there() -> None:
    assert {path.name for path in DOCS.glob("*.md")} >= NEEDED


def test_every_page_is_linked_from_the_readme() -> None:
    linked = set(re.findall(r"\]\(docs/([\w-]+\.md)\)", README))
    assert linked == {path.name for path in DOCS.glob("*.md")}


def anchor(heading: str) -> str:
    """Return the anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith("https://"):
            continue
        path, _, fragment = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), f"{page.name} links to {target}"
        if fragment:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert fragment in map(anchor, headings), f"{page.name} links to {target}"


# README


def test_the_architecture_names_modules_that_are_there() -> None:
    named = set(re.findall(r"`([a-z_/]+\.py|[a-z_]+/(?:[a-z_]+/)?)`", (ROOT / "ARCHITECTURE.md").read_text("utf-8")))
    there = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("[a-z]*/**/*.py")}
    there |= {f"{Path(path).parent.as_posix()}/" for path in there}
    missing = {name for name in named if not any(path == name or path.endswith(f"/{name}") for path in there)}
    assert len(named) > 20
    assert missing == set()


def test_the_first_screen_starts_instead_of_linking_away() -> None:
    first = README.splitlines()[:50]
    for needed in ("make run", "make test", "$ fundstelle query"):
        assert any(needed in line for line in first), needed
    assert any("does not" in line for line in first)


@pytest.mark.parametrize("package", ["index", "search"])
def test_every_documented_name_is_on_its_door(package: str) -> None:
    section = re.split(r"(?m)^## ", (ROOT / "docs" / "python-api.md").read_text("utf-8"))
    rows = next(part for part in section if part.startswith(f"`{package}`"))
    first = " ".join(re.findall(r"(?m)^\| (`[^|]*`) \|", rows))
    named = set(re.findall(r"`(?!index\.|engine\.)(\w+)", first))
    assert named
    assert named - set(import_module(package).__all__) == set()


@pytest.mark.parametrize("page", ["README.md", "docs/python-api.md"])
def test_python_blocks_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, page, "exec"), scope)
    assert "hit" in scope


@pytest.fixture(scope="module")
def demo_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "index"
    result = CliRunner().invoke(main, ["reindex", "--index", str(path), str(ROOT / "demo")])
    assert result.exit_code == 0, result.output
    return path


def without_times(text: str) -> str:
    return re.sub(r"\d+\.\d ms$", "… ms", text.strip(), flags=re.MULTILINE)


def shown_sessions() -> list[tuple[str, str]]:
    """Return each command that README shows with its output, and that output."""
    blocks = re.findall(r"^```console\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    parts = [part.partition("\n") for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)]
    return [(line, output) for line, _, output in parts if output.strip()]


@pytest.mark.parametrize(("line", "output"), shown_sessions())
def test_readme_shows_what_the_command_prints(line: str, output: str, demo_index: Path) -> None:
    program, *arguments = shlex.split(line)
    assert program == "fundstelle"
    result = CliRunner(env={"FUNDSTELLE_INDEX": str(demo_index)}).invoke(main, arguments)
    assert without_times(result.stdout) == without_times(output)


def test_readme_shows_a_session() -> None:
    assert shown_sessions()


# The two commands


def test_make_offers_what_is_promised() -> None:
    rules = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"run", "test", "check", "clean", "bench"} <= rules
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines.index("make test") < lines.index("make check")
