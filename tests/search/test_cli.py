"""The command ``fundstelle`` and what it answers."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner, Result

from index import Article, Index
from search import Hit, terminal
from search.cli import COMMANDS, main
from tests.damage import damage_column

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from search.cli import main; main(prog_name='fundstelle')"]
BERLIN = ZoneInfo("Europe/Berlin")
HEAVY = {"rich", "numba", "flask", "waitress", "trafilatura", "webui", "platformdirs", "rapidfuzz"}
ESCAPE = "\x1b["


def archive() -> list[Article]:
    return [
        Article(
            id=f"a{number}",
            title=f"Haushalt & Hafen {number}",
            text=f"Der Haushalt von Stadt {number} ist <beschlossen>. Er sagte: „Ja!“ Später geht es um anderes.",
            url=f"https://bote.example/{number}",
            source="Bote" if number % 2 else "Kurier",
            section="Lokales",
            authors=("Jana Öhler",),
            published=datetime(2024, 1 + number, 5, 9, 30, tzinfo=BERLIN),
        )
        for number in range(6)
    ]


@pytest.fixture(scope="module")
def index_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "index"
    with Index.create(path).writer() as writer:
        for article in archive():
            writer.add(article)
    return path


Run = Callable[..., Result]


@pytest.fixture
def run(index_path: Path) -> Run:
    """Run a command over the index and expect it to end well, or as ``code`` says."""

    def run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner(env={"FUNDSTELLE_INDEX": str(index_path)}).invoke(main, arguments)
        assert result.exit_code == code, result.output
        return result

    return run


def as_process(*arguments: str, index_path: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "FUNDSTELLE_INDEX": str(index_path), **env}
    return subprocess.run([*PROGRAM, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False)


# The answer


def test_a_hit_is_printed_with_all_that_is_known_of_it(run: Run) -> None:
    lines = run("query", "Stadt 3", "--match", "all").stdout.splitlines()
    assert lines[0].startswith("1 article, ")
    assert lines[0].endswith(" ms")
    assert lines[2] == "1. Haushalt & Hafen **3**"
    assert lines[3] == "   Bote · Lokales · Jana Öhler · 2024-04-05 09:30"
    assert lines[4] == "   https://bote.example/3"
    assert lines[5].startswith("   score ")
    assert lines[5].endswith(" · id a3")
    assert lines[6].startswith("   Der Haushalt von **Stadt** **3** ist <beschlossen>.")


def test_json_is_one_object_with_escaped_snippets(run: Run) -> None:
    answer = json.loads(run("query", "Stadt 3", "--match", "all", "--facets", "--json").stdout)
    assert {"total", "took_ms", "notes", "hits", "facets"} <= set(answer)
    (hit,) = answer["hits"]
    keys = {"id", "title", "url", "source", "section", "authors", "published", "score", "snippet", "matched"}
    assert keys <= set(hit)
    assert hit["published"] == "2024-04-05T09:30:00+02:00"
    assert "<mark>Stadt</mark>" in hit["snippet"]
    assert "&lt;beschlossen&gt;" in hit["snippet"]
    assert set(hit["matched"]) == {"Stadt", "3"}
    assert answer["facets"]["source"] == [{"value": "Bote", "count": 1}]


def test_a_table_has_a_row_for_each_hit_in_plain_text(run: Run) -> None:
    found = run("query", "Stadt 3 Zebra", "-n", "1", "--csv")
    (row,) = csv.DictReader(io.StringIO(found.stdout))
    assert (row["id"], row["title"], row["source"], row["authors"]) == (
        "a3",
        "Haushalt & Hafen 3",
        "Bote",
        "Jana Öhler",
    )
    assert row["published"] == "2024-04-05T09:30:00+02:00"
    assert row["snippet"].startswith("Der Haushalt von Stadt 3 ist <beschlossen>.")
    assert float(row["score"]) > 0
    assert "6 articles (6 with only some of the words), 1 to 1 shown" in found.stderr
    assert "note: " in found.stderr


def test_a_table_can_be_read_as_articles_again(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "hits.csv"
    table.write_text(run("query", "Haushalt", "--csv").stdout, "utf-8")
    read = run("add", str(table), "--map", "text=snippet", "--index", str(tmp_path / "again"), "--json")
    assert json.loads(read.stdout)["added"] == 6
    again = run("query", "--csv", "--sort", "oldest", "--index", str(tmp_path / "again")).stdout
    assert [row["authors"] for row in csv.DictReader(io.StringIO(again))] == ["Jana Öhler"] * 6


def ids(result: Result) -> list[str]:
    return [hit["id"] for hit in json.loads(result.stdout)["hits"]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--sort", "newest"], ["a5", "a4", "a3", "a2", "a1", "a0"]),
        (["--sort", "oldest", "-n", "2"], ["a0", "a1"]),
        (["--sort", "oldest", "--limit", "2", "--offset", "3"], ["a3", "a4"]),
        (["--sort", "oldest", "--source", "Bote"], ["a1", "a3", "a5"]),
        (["-n", "6", "--sort", "oldest", "--source", "Bote", "--source", "Kurier"], [f"a{n}" for n in range(6)]),
        (["--section", "Lokales", "-n", "1", "--sort", "newest"], ["a5"]),
        (["--section", "Sport"], []),
        (["--author", "Jana Öhler", "-n", "1", "--sort", "newest"], ["a5"]),
        (["--author", "Jana"], []),
        (["--sort", "oldest", "--since", "Mai 2024"], ["a4", "a5"]),
        (["--sort", "oldest", "--until", "2024-02"], ["a0", "a1"]),
        (["--sort", "oldest", "--since", "5.2.2024", "--until", "5.3.2024"], ["a1", "a2"]),
    ],
)
def test_options_choose_and_order(run: Run, options: list[str], expected: list[str]) -> None:
    assert ids(run("query", "Haushalt", "--json", *options)) == expected


def test_match_decides_whether_all_words_are_needed(run: Run) -> None:
    assert ids(run("query", "Stadt Zebra", "--match", "all", "--json")) == []
    assert len(ids(run("query", "Stadt Zebra", "--match", "any", "--json"))) == 6
    relaxed = run("query", "Stadt Zebra", "-n", "1")
    assert "6 articles (6 with only some of the words), 1 to 1 shown, " in relaxed.stdout
    assert "   without: Zebra" in relaxed.stdout
    assert "note: " in relaxed.stderr


def test_words_may_stand_without_quotation_marks_and_none_means_all(run: Run) -> None:
    assert ids(run("query", "Stadt", "3", "--match", "all", "--json")) == ["a3"]
    assert len(ids(run("query", "--json"))) == 6


def test_a_query_that_begins_with_a_minus_stands_behind_two(run: Run) -> None:
    assert sorted(ids(run("query", "--source", "Bote", "--json", "--", "-3 Haushalt"))) == ["a1", "a5"]


def test_facets_are_counted(run: Run) -> None:
    facets = run("query", "Haushalt", "--facets", "-n", "0").stdout.split("\n\n")[1]
    assert "source:  Bote (3), Kurier (3)" in facets
    assert "section: Lokales (6)" in facets
    assert "author:  Jana Öhler (6)" in facets
    assert "month:   2024-01 (1), 2024-02 (1)" in facets


def test_a_note_points_at_the_place(run: Run) -> None:
    result = run("query", "Haushalt OR (Hafen")
    assert result.stdout.startswith("6 articles")
    lines = result.stderr.splitlines()
    assert lines[0].startswith("note: ")
    assert lines[1] == "      Haushalt OR (Hafen"
    assert lines[2].index("^") == 6 + "Haushalt OR (Hafen".index("(")


@pytest.mark.parametrize("typed", ["((", '"', "a NEAR/", "titel:", "/[/", "*", "\udce4", "\x00", "~~^^", "x" * 20_000])
def test_whatever_is_typed_gets_an_answer(run: Run, typed: str) -> None:
    assert "total" in json.loads(run("query", "--json", "--", typed).stdout)
    run("query", "--", typed)
    run("explain", "--", typed, "a1")


def test_what_may_be_the_reason_for_no_hits_is_said(run: Run, tmp_path: Path) -> None:
    wrong = run("query", "Haushalt", "--source", "Bohte", "--section", "Sport", "--author", "Jana").stderr
    assert "no article is by 'Jana'" in wrong
    assert "no article has the source 'Bohte'" in wrong
    assert "no article has the section 'Sport'" in wrong
    wrong = run("query", "Haushalt", "--since", "Juni 2024", "--until", "Mai 2024").stderr
    assert wrong == "note: --since begins on 2024-06-01, after --until has ended on 2024-05-31\n"
    Index.create(tmp_path / "empty")
    assert "the index is empty" in run("query", "x", "--index", str(tmp_path / "empty")).stderr


def test_a_misspelt_word_is_corrected_and_said_unless_forbidden(run: Run) -> None:
    known = run("query", "Haushalt").stdout
    corrected = run("query", "Hauhsalt")
    assert corrected.stdout.splitlines()[1:] == known.splitlines()[1:] and "hits for Haushalt" in corrected.stderr
    assert "Haushalt &" not in run("query", "Hauhsalt", "--no-correct").stdout


def test_an_offset_behind_the_last_hit_is_named(run: Run) -> None:
    assert run("query", "Haushalt", "--offset", "50").stdout.startswith("6 articles, none of them after 50, ")


def test_explain_shows_parts_that_make_the_score(run: Run) -> None:
    score = json.loads(run("query", "Stadt 3", "-n", "1", "--json").stdout)["hits"][0]["score"]
    tree = json.loads(run("explain", "Stadt 3", "a3", "--json").stdout)
    assert tree["value"] == pytest.approx(score)
    assert "'Stadt'" in json.dumps(tree)
    lines = run("explain", "Stadt 3", "a3").stdout.splitlines()
    assert lines[0].startswith(f"{score:.4f}  ")
    assert any(line.startswith("      ") and "idf" in line for line in lines)


def test_explain_explains_the_spelling_that_is_searched(run: Run) -> None:
    (hit, *_) = json.loads(run("query", "Hauhsalt", "--json").stdout)["hits"]
    explained = run("explain", "Hauhsalt", hit["id"], "--json")
    assert json.loads(explained.stdout)["value"] == pytest.approx(hit["score"])
    assert "the score for Haushalt" in explained.stderr
    assert run("explain", "Haushalt", hit["id"]).stderr == ""


def test_explain_of_no_article_says_where_ids_are(run: Run) -> None:
    assert "no article has the id zz" in run("explain", "Stadt", "zz", code=1).stderr


def test_analyse_shows_what_compounds_are_composed_of(run: Run) -> None:
    (token,) = json.loads(run("analyse", "Hochwasserschutz", "--json").stdout)["tokens"]
    assert token["parts"] == ["Hochwasser", "schutz"]
    assert "wasser + schutz" in run("analyse", "Hochwasserschutz").stdout


def test_analyse_shows_words_folds_and_stems(run: Run) -> None:
    tokens = json.loads(run("analyse", "Die Städte", "--json").stdout)["tokens"]
    assert [(one["word"], one["fold"], one["stem"]) for one in tokens] == [
        ("Die", "die", "die"),
        ("Städte", "staedte", "staedt"),
    ]
    header, first, second = run("analyse", "Die Städte").stdout.splitlines()
    assert header.split() == ["word", "folded", "stem", "parts", "articles"]
    assert (first.split()[0], second.split()[0]) == ("Die", "Städte")


# Errors are one sentence


def test_no_index_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["query", "x", "--index", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"Error: there is no index at {tmp_path / 'none'}; make one with `fundstelle reindex PATH…`"
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        ["query", "x", "--since", "neulich mal"],
        ["query", "x", "--since", "bis 2024"],
        ["query", "x", "--until", "seit 2024"],
        ["query", "x", "--sort", "best"],
        ["query", "x", "-n", "-1"],
        ["query", "x", "--colour"],
        ["query", "x", "--csv", "--json"],
        ["query", "x", "--csv", "--facets"],
        ["explain", "x"],
        ["analyse"],
        ["frobnicate"],
    ],
)
def test_wrong_usage_is_code_two(run: Run, wrong: list[str]) -> None:
    result = run(*wrong, code=2)
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_exit_codes(run: Run, name: str) -> None:
    text = run(name, "--help").stdout
    assert f"fundstelle {name}" in text.partition("Example")[2]
    assert "Exit codes: 0 " in text
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name


def test_the_group_lists_all_commands(run: Run) -> None:
    text = run("--help").stdout
    listed = [line.split()[0] for line in text.partition("Commands:\n")[2].split("\n\n")[0].splitlines()]
    assert listed == list(COMMANDS)
    assert all("..." not in line for line in text.partition("Commands:\n")[2].split("\n\n")[0].splitlines())


@pytest.mark.parametrize(
    ("typed", "said"), [("querry", "did you mean query?"), ("import", "the commands are reindex, add, remove, ")]
)
def test_a_command_that_is_none_is_answered_with_those_there_are(run: Run, typed: str, said: str) -> None:
    assert f"there is no command '{typed}'; {said}" in run(typed, code=2).stderr


# As a process


def test_a_query_loads_nothing_heavy(index_path: Path) -> None:
    code = (
        "import sys; from search.cli import main; main(['query', 'Haushalt'], standalone_mode=False);"
        "print({name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    environment = {**os.environ, "FUNDSTELLE_INDEX": str(index_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("6 articles")
    assert not HEAVY & eval(done.stderr)


def test_a_closed_pipe_ends_quietly(index_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "FUNDSTELLE_INDEX": str(index_path)}
    done = subprocess.run(
        [*PROGRAM, "query", "Haushalt", "--json"],
        cwd=ROOT,
        env=environment,
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_what_the_encoding_lacks_is_replaced(index_path: Path) -> None:
    done = as_process("query", "Stadt", index_path=index_path, PYTHONIOENCODING="iso-8859-1")
    assert done.returncode == 0
    assert "Er sagte: ?Ja!?".encode("iso-8859-1") in done.stdout
    assert "Jana Öhler".encode("iso-8859-1") in done.stdout


def on_terminal(*arguments: str, index_path: Path, **env: str) -> str:
    """Return what the program prints on a terminal."""
    controller, terminal_end = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment |= {"FUNDSTELLE_INDEX": str(index_path), "TERM": "xterm", "COLUMNS": "60", **env}
    process = subprocess.Popen(
        [*PROGRAM, *arguments], cwd=ROOT, env=environment, stdout=terminal_end, stderr=subprocess.PIPE
    )
    os.close(terminal_end)
    output = b""
    try:
        while piece := os.read(controller, 65536):
            output += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(controller)
    process.communicate()
    assert process.returncode == 0
    return output.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_lines_that_fit(index_path: Path) -> None:
    text = on_terminal("query", "Stadt 3", "--match", "all", index_path=index_path)
    assert ESCAPE in text
    assert "**" not in text
    assert max(len(click.unstyle(line)) for line in text.splitlines()) <= 60


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_it_is_not_wanted(index_path: Path, env: dict[str, str]) -> None:
    text = on_terminal("query", "Stadt 3", "--match", "all", index_path=index_path, **env)
    assert ESCAPE not in text
    assert "**Stadt**" in text


# Lines


def test_lines_wrap_between_words_and_colours_take_no_room() -> None:
    red = "\x1b[1;33mrot\x1b[0m"
    assert list(terminal.wrapped(f"1. {red} {red} {red}", 10, "   ")) == [f"1. {red} {red}", f"   {red}"]
    assert list(terminal.wrapped("   Donaudampfschifffahrt a", 10, "   ")) == ["   Donaudampfschifffahrt", "   a"]


def test_little_is_needed_for_a_hit() -> None:
    known = {"id": "a", "published": None, "score": 1.0, "snippet": "Text", "authors": ()}
    bare = Hit(**{**dict.fromkeys(("title", "url", "source", "section", "title_marked"), ""), **known})
    assert list(terminal.hit_lines(bare, 12, False, None)) == ["12. (no title)", "    score 1.000 · id a", "    Text"]


def test_a_day_without_an_hour_is_printed_as_a_day() -> None:
    assert terminal.moment(datetime(2024, 5, 16, tzinfo=BERLIN)) == "2024-05-16"
    assert terminal.moment(datetime(2024, 5, 15, 22, 30, tzinfo=UTC)) == "2024-05-16 00:30", "the day that filters see"
    assert terminal.moment(None) == ""


# A damaged index


@pytest.mark.parametrize("column", ["text.words", "headline.bytes", "source.code", "section.value.bytes"])
def test_what_damaged_files_make_of_an_answer_is_one_sentence(column: str, tmp_path: Path) -> None:
    path = tmp_path / "index"
    with Index.create(path).writer() as writer:
        for article in archive():
            writer.add(article)
    victim = damage_column(path, column, lambda old: b"\xff" * len(old))
    result = CliRunner().invoke(main, ["query", "--index", str(path), "--facets", "quelle:Bote Haushalt"])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: the index is damaged: {victim} ")
    assert "fundstelle reindex" in result.stderr
    assert len(result.stderr.splitlines()) == 1
