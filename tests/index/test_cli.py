"""The commands that change or examine an index."""

from __future__ import annotations

import gzip
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index import Index, progress
from index.intake import REJECTS_SHOWN
from search.cli import main

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from search.cli import main; main(prog_name='fundstelle')"]

Run = Callable[..., Result]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def run(path: Path) -> Run:
    """Run a command over the index and expect it to end well, or as ``code`` says."""

    def run(*arguments: str | Path, code: int = 0, stdin: str | None = None) -> Result:
        result = CliRunner(env={"FUNDSTELLE_INDEX": str(path)}).invoke(main, list(map(str, arguments)), input=stdin)
        assert result.exit_code == code, result.output
        return result

    return run


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def record(number: int, text: str = "Der Haushalt ist beschlossen.") -> dict[str, str]:
    return {"id": f"a{number}", "title": f"Titel {number}", "text": text}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    file = tmp_path / "articles.jsonl"
    file.write_text(lines(*map(record, range(3))), "utf-8")
    return file


def ids(path: Path) -> list[str]:
    snapshot = Index.open(path).snapshot()
    return sorted(segment.ids[at] for segment in snapshot.segments for at in range(len(segment)) if segment.live[at])


# reindex and add


def test_reindex_makes_an_index_and_replaces_the_whole_content(run: Run, path: Path, articles: Path) -> None:
    assert run("reindex", articles).stdout.startswith("3 added, in ")
    articles.write_text(lines(record(7)), "utf-8")
    run("reindex", articles)
    assert ids(path) == ["a7"]


def test_add_adds_replaces_and_skips(run: Run, path: Path, articles: Path) -> None:
    run("add", articles)
    articles.write_text(lines(record(0), record(1, "Ganz neu."), record(9)), "utf-8")
    found = json.loads(run("add", articles, "--json").stdout)
    assert found.pop("seconds") >= 0
    assert found == {"index": str(path), "added": 1, "replaced": 1, "unchanged": 1, "rejected": 0}
    assert ids(path) == ["a0", "a1", "a2", "a9"]


def test_folders_packed_files_tables_and_standard_input_are_read(run: Run, path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder" / "below"
    folder.mkdir(parents=True)
    (folder / "one.jsonl.gz").write_bytes(gzip.compress(lines(record(1)).encode()))
    (folder / "two.csv").write_text("id;headline;text\na2;Titel;Zwei Sätze.\n", "utf-8")
    result = run("add", folder.parent, "-", stdin=lines(record(3)))
    assert result.stdout.startswith("3 added, in ")
    assert ids(path) == ["a1", "a2", "a3"]


def test_map_and_columns_name_fields(run: Run, tmp_path: Path) -> None:
    odd, table = tmp_path / "odd.jsonl", tmp_path / "table.csv"
    odd.write_text(lines({"kopf": "Der Kopf", "rumpf": "Der Rumpf."}), "utf-8")
    table.write_text("Sport;Der Verein hat gewonnen.\nKultur;Das Museum ist offen.\n", "utf-8")
    run("add", odd, "--map", "title=kopf", "--map", "text=rumpf")
    run("add", table, "--columns", "section, text")
    hits = json.loads(run("query", "--sort", "oldest", "--json").stdout)["hits"]
    assert sorted((hit["title"], hit["section"]) for hit in hits) == [("", "Kultur"), ("", "Sport"), ("Der Kopf", "")]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--map", "title"],
        ["--map", "=x"],
        ["--map", "kopf=x"],
        ["--columns", "section,kopf"],
        ["--columns", "section"],
        ["--wait", "-1"],
        ["/there/is/no/such/file"],
    ],
)
def test_wrong_usage_is_code_two_and_changes_nothing(run: Run, path: Path, articles: Path, wrong: list[str]) -> None:
    assert "Error: " in run("add", articles, *wrong, code=2).stderr
    assert not path.exists()


def test_rejects_are_listed_kept_and_in_the_exit_code(run: Run, path: Path, tmp_path: Path) -> None:
    file, kept = tmp_path / "mixed.jsonl", tmp_path / "rejects.jsonl"
    file.write_text(lines(record(1)) + "{broken\n" + lines({"title": "Ohne Text"}, record(2)), "utf-8")
    result = run("add", file, "--rejects", kept, code=3)
    assert ids(path) == ["a1", "a2"]
    assert result.stdout.startswith("2 added, 2 rejected, in ")
    told = [line for line in result.stderr.splitlines() if line.startswith("rejected: ")]
    assert [line.startswith(f"rejected: {file}:{number}: ") for line, number in zip(told, (2, 3), strict=True)]
    found = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    assert [(one["file"], one["line"]) for one in found] == [(str(file), 2), (str(file), 3)]
    assert all(one["reason"] for one in found)
    assert found[0]["excerpt"] == "{broken"


def test_many_rejects_are_listed_in_part_and_the_others_counted(run: Run, tmp_path: Path) -> None:
    file, kept = tmp_path / "bad.jsonl", tmp_path / "rejects.jsonl"
    file.write_text(lines(record(1)) + "{broken\n" * (REJECTS_SHOWN + 5), "utf-8")
    result = run("add", file, code=3)
    assert result.stderr.count("rejected: ") == REJECTS_SHOWN + 1
    assert "rejected: 5 more; --rejects FILE keeps all of them" in result.stderr
    assert f"rejected: 5 more; see {kept}" in run("add", file, "--rejects", kept, code=3).stderr
    assert len(kept.read_bytes().splitlines()) == REJECTS_SHOWN + 5


def test_reindex_of_nothing_keeps_the_old_index(run: Run, path: Path, articles: Path, tmp_path: Path) -> None:
    run("reindex", articles)
    (tmp_path / "empty").mkdir()
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{broken\n", "utf-8")
    assert "no article was found; the index is as it was" in run("reindex", tmp_path / "empty", code=1).stderr
    assert f"rejected: {bad}:1: " in run("reindex", bad, code=1).stderr
    assert ids(path) == ["a0", "a1", "a2"]


@pytest.mark.parametrize(("command", "code"), [("reindex", 1), ("add", 3)])
def test_no_empty_index_is_left_where_there_was_none(
    run: Run, path: Path, tmp_path: Path, command: str, code: int
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{broken\n", "utf-8")
    result = run(command, bad, code=code)
    assert not path.exists()
    assert ("no article was found; no index was made" in result.stderr) == (command == "reindex")


def test_an_empty_index_made_on_purpose_stays(run: Run, path: Path, tmp_path: Path) -> None:
    Index.create(path, "Europe/Vienna")
    (tmp_path / "empty").mkdir()
    run("reindex", tmp_path / "empty", code=1)
    assert Index.open(path).snapshot().manifest.zone == "Europe/Vienna"


def test_an_error_on_the_way_leaves_the_index_as_it_was(run: Run, path: Path, articles: Path, tmp_path: Path) -> None:
    run("reindex", articles)
    articles.write_text(lines(record(9)), "utf-8")
    result = run("reindex", articles, "--rejects", tmp_path / "no" / "folder", code=1)
    assert result.stderr.splitlines() == [f"Error: {tmp_path / 'no' / 'folder'}: No such file or directory"]
    assert ids(path) == ["a0", "a1", "a2"]


@pytest.mark.parametrize("given", ["{file}", "{folder}"])
def test_rejects_are_not_written_over_the_articles(run: Run, articles: Path, given: str) -> None:
    before = articles.read_bytes()
    result = run("add", given.format(file=articles, folder=articles.parent), "--rejects", articles, code=2)
    assert "name a file outside" in result.stderr
    assert articles.read_bytes() == before


def test_who_writes_is_named_to_who_waited(run: Run, path: Path, articles: Path) -> None:
    run("add", articles)
    writer = Index.open(path).writer(label="fundstelle add")
    try:
        for command in (["add", articles], ["reindex", articles], ["remove", "a1"], ["merge"]):
            error = run(*command, "--wait", "0", code=1).stderr
            assert f"being written by `fundstelle add` (process {os.getpid()}" in error
            assert len(error.splitlines()) == 1
        assert run("stats").exit_code == 0
    finally:
        writer.rollback()


def test_reindex_mends_a_damaged_manifest(run: Run, path: Path, articles: Path) -> None:
    run("add", articles)
    manifest = (path / "manifest.json").read_text("utf-8")
    files = {file: file.stat().st_size for file in path.rglob("*.npz")}
    (path / "manifest.json").write_text("{}", "utf-8")
    assert "build it anew with `fundstelle reindex" in run("query", "x", code=1).stderr
    assert "build it anew with `fundstelle reindex" in run("add", articles, code=1).stderr
    before = json.loads(manifest)["manifest"]
    assert "no article" in run("reindex", path, code=1).stderr
    assert {file: file.stat().st_size for file in path.rglob("*.npz")} == files
    run("reindex", articles)
    assert ids(path) == ["a0", "a1", "a2"]
    assert "whole" in run("verify").stdout
    after = json.loads((path / "manifest.json").read_text("utf-8"))["manifest"]
    assert after["generation"] > before["generation"]
    assert after["arrivals"] == before["arrivals"] + 3


def test_a_first_run_that_was_killed_at_once_does_not_block_the_next(run: Run, path: Path, articles: Path) -> None:
    path.mkdir()
    (path / "manifest.json.new").write_bytes(b"{")
    run("reindex", articles)
    assert ids(path) == ["a0", "a1", "a2"]


def test_a_folder_with_something_else_is_not_taken(run: Run, path: Path, articles: Path) -> None:
    path.mkdir()
    (path / "letter.txt").write_text("Liebe Oma", "utf-8")
    assert "choose another path" in run("reindex", articles, code=1).stderr
    assert [file.name for file in path.iterdir()] == ["letter.txt"]


def test_a_folder_without_an_article_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("add", tmp_path / "empty").stdout.startswith("no article was found, in ")


# remove, stats, verify, merge


def test_remove_removes_and_names_what_is_not_there(run: Run, path: Path, articles: Path) -> None:
    run("add", articles)
    assert run("remove", "a1").stdout == "1 removed\n"
    result = run("remove", "a1", "a2", "zz", "zz", code=3)
    assert result.stdout == "1 removed\n"
    assert result.stderr == "not in the index: a1\nnot in the index: zz\n"
    assert json.loads(run("remove", "zz", "a0", "--json", code=3).stdout) == {"removed": 1, "missing": ["zz"]}
    assert ids(path) == []


def test_stats_has_the_figures(run: Run, path: Path, tmp_path: Path) -> None:
    file = tmp_path / "dated.jsonl"
    dated = [{**record(number), "date": f"2024-0{number}-05", "source": "Bote"} for number in (3, 1)]
    file.write_text(lines(*dated), "utf-8")
    run("add", file)
    found = json.loads(run("stats", "--json").stdout)
    assert (found["articles"], found["first"], found["last"]) == (2, "2024-01-05", "2024-03-05")
    assert found["sources"] == {"Bote": 2}
    assert found["bytes"] == sum(one.stat().st_size for one in path.rglob("*.*") if one.name != "write.lock")
    text = run("stats").stdout
    assert "articles:   2\n" in text
    assert "days:       2024-01-05 to 2024-03-05\n" in text
    assert "sources:    Bote (2)\n" in text
    assert f"size:       {found['bytes'] / 1e3:.1f} kB in 1 segment\n" in text


def test_long_lists_in_stats_say_how_much_is_left_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text(lines(*({**record(number), "source": f"Blatt {number:02}"} for number in range(13))), "utf-8")
    run("add", file)
    assert "Blatt 09 (1), 3 more (all with --json)\n" in run("stats").stdout


def test_verify_names_the_damaged_file(run: Run, path: Path, articles: Path) -> None:
    run("add", articles)
    assert run("verify").stdout == "the index is whole\n"
    assert json.loads(run("verify", "--json").stdout) == {"ok": True, "problems": []}
    victim = max(path.rglob("*.npz"), key=lambda file: file.stat().st_size)
    content = bytearray(victim.read_bytes())
    content[-1] ^= 1
    victim.write_bytes(content)
    result = run("verify", code=4)
    assert str(victim) in result.stderr
    found = json.loads(run("verify", "--json", code=4).stdout)
    assert (found["ok"], found["problems"][0]["file"]) == (False, str(victim))


def test_verify_of_a_damaged_manifest_is_damage_too(run: Run, path: Path, articles: Path) -> None:
    run("add", articles)
    (path / "manifest.json").write_text("{}", "utf-8")
    told = run("verify", code=4).stderr
    assert told == f"{path / 'manifest.json'}: is damaged\nbuild the index anew with `fundstelle reindex PATH…`\n"


def test_a_mistake_of_the_program_is_not_taken_for_a_missing_index(
    path: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`add` takes an index away again to which nothing was committed."""
    monkeypatch.setattr("index.intake.take", lambda *_: {}["articles"])
    result = CliRunner(env={"FUNDSTELLE_INDEX": str(path)}).invoke(main, ["add", str(articles)])
    assert isinstance(result.exception, KeyError), result.output
    assert not path.exists()


def test_merge_drops_removed_articles(run: Run, path: Path, articles: Path) -> None:
    run("add", articles)
    run("remove", "a1")
    found = json.loads(run("merge", "--json").stdout)
    assert (found["segments_before"], found["segments"]) == (1, 1)
    assert json.loads(run("stats", "--json").stdout)["removed"] == 0
    assert run("merge").stdout.endswith(" kB in 1 segment now\n")
    assert ids(path) == ["a0", "a2"]


@pytest.mark.parametrize("command", [["remove", "a1"], ["stats"], ["verify"], ["merge"], ["query", "x"]])
def test_without_an_index_one_sentence_says_what_to_do(run: Run, path: Path, command: list[str]) -> None:
    error = run(*command, code=1).stderr
    assert error == f"Error: there is no index at {path}; make one with `fundstelle reindex PATH…`\n"


# Progress


def test_plain_lines_appear_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    now = 100.0
    with progress.Lines(lambda: now) as shown:
        shown.update(10, 50, 1000)
        now = 110.0
        shown.update(2000, 250, 1000)
        now = 111.0
        shown.update(2200, 300, 1000)
        shown.finishing()
    assert capsys.readouterr().err == "2,000 articles, 200/s, 25%, 0:30 left\nall read; writing the index\n"


def test_a_short_run_prints_no_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.Lines() as shown:
        shown.update(10, 50, 1000)
        shown.finishing()
    assert capsys.readouterr().err == ""


def test_without_a_total_there_is_no_time_left() -> None:
    assert progress.progress_line(3000, 10.0, 5000, None) == "3,000 articles, 300/s"


@pytest.mark.parametrize(("seconds", "shown"), [(7, "0:07"), (187, "3:07"), (3787, "1:03:07")])
def test_durations(seconds: float, shown: str) -> None:
    assert progress.duration(seconds) == shown


def test_a_terminal_gets_a_bar_with_rate(path: Path, articles: Path) -> None:
    """The bar goes to the terminal's standard error; standard output stays as it is in a pipe."""
    controller, terminal = pty.openpty()
    slow = "import time\nfrom index import progress\nprogress.BAR_SECONDS = 0\n"
    script = slow + "from search.cli import main; main(prog_name='fundstelle')"
    process = subprocess.Popen(
        [sys.executable, "-c", script, "add", str(articles), "--index", str(path)],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    os.close(terminal)
    shown = b""
    try:
        while piece := os.read(controller, 65536):
            shown += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(controller)
    stdout, _ = process.communicate()
    assert process.returncode == 0
    assert stdout.startswith(b"3 added, in ")
    assert b"3 articles, " in shown
    assert b"writing" in shown


# As a process


def test_a_run_that_is_ended_leaves_the_index_as_it_was(run: Run, path: Path, articles: Path) -> None:
    run("add", articles)
    process = subprocess.Popen(
        [*PROGRAM, "add", "-", "--index", str(path)], cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(lines(record(9)).encode())
    process.stdin.flush()
    while (path / "write.lock").stat().st_size == 0 or f'"process":{process.pid}' not in (
        path / "write.lock"
    ).read_text("utf-8"):
        assert process.poll() is None
    process.terminate()
    process.communicate()
    assert ids(path) == ["a0", "a1", "a2"]
    assert "whole" in run("verify").stdout
    assert run("add", articles, "--wait", "0").stdout.startswith("3 unchanged, in ")
