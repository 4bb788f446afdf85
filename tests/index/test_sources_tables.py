"""CSV and TSV in the dialects people have; a broken row costs only itself."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article
from index.sources import ReadOptions, Reject, read, tables

HEADER = ["id", "Titel", "Text", "Datum"]
ROWS = [
    ["a0", "Haushalt beschlossen", 'Der Rat sagte, es sei "knapp"; man spare.\nZweite Zeile, mit Komma.', "16.05.2024"],
    ["a1", "O'Neill kommt", "Er sagt: 'Ja'; und \"nein\".", "2024-05-17"],
    ["a2", "Größe", "Straße | Gasse\tTab", ""],
]


def table(
    delimiter: str = ",", quote: str = '"', end: str = "\r\n", quoting: Any = csv.QUOTE_MINIMAL, **dialect: Any
) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quotechar=quote, lineterminator=end, quoting=quoting, **dialect)
    writer.writerows([HEADER, *ROWS])
    return file.getvalue()


def items(folder: Path, content: str | bytes, name: str = "a.csv", **options: Any) -> list[Article | Reject]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read([path], ReadOptions(**options)))


def articles(found: list[Article | Reject]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def rejects(found: list[Article | Reject]) -> list[Reject]:
    return [item for item in found if isinstance(item, Reject)]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.dat"])
def test_every_dialect(tmp_path: Path, delimiter: str, quote: str, end: str, quoting: int, name: str) -> None:
    found = articles(items(tmp_path, table(delimiter, quote, end, quoting), name))
    assert [(one.id, one.title, one.text) for one in found] == [(row[0], row[1], row[2]) for row in ROWS]
    assert [one.published and one.published.day for one in found] == [16, 17, None]


def test_quotation_marks_behind_backslashes(tmp_path: Path) -> None:
    found = articles(items(tmp_path, table(quoting=csv.QUOTE_ALL, doublequote=False, escapechar="\\")))
    assert [one.text for one in found] == [row[2] for row in ROWS]


GNAD = (
    "Etat;'Der Sender sagt: ''Ja''; \"nein\" aber auch.'\nSport;'Das Spiel; am Ende 2:1.'\nWeb;Ohne Anführung, kurz.\n"
)


def test_the_columns_of_a_table_without_header_are_named(tmp_path: Path) -> None:
    found = articles(items(tmp_path, GNAD, columns=("section", "text")))
    assert [(one.section, one.text) for one in found] == [
        ("Etat", "Der Sender sagt: 'Ja'; \"nein\" aber auch."),
        ("Sport", "Das Spiel; am Ende 2:1."),
        ("Web", "Ohne Anführung, kurz."),
    ]
    assert len({one.id for one in found}) == 3


def test_columns_can_be_left_out_and_a_header_may_stand_there_after_all(tmp_path: Path) -> None:
    found = items(tmp_path, "section,-,text\nEtat,7,eins\nSport,8,zwei\n", columns=("section", "-", "text"))
    assert [(one.section, one.text) for one in articles(found)] == [("Etat", "eins"), ("Sport", "zwei")]
    assert not rejects(found)


def test_a_column_can_be_mapped(tmp_path: Path) -> None:
    found = items(tmp_path, "kopf;rumpf\nTitel;Text\n", mapping={"title": "kopf", "text": "rumpf"})
    assert [(one.title, one.text) for one in articles(found)] == [("Titel", "Text")]


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        ("a,b\n1,2\n", {}, "no column that is known to hold the text"),
        (GNAD, {}, "no column that is known to hold the text"),
        ("eins\nzwei\n", {"columns": ("section", "text")}, "no row has the 2 columns section,text"),
    ],
)
def test_a_table_without_text_is_one_reject(tmp_path: Path, content: str, options: dict[str, Any], reason: str) -> None:
    (reject,) = items(tmp_path, content, **options)
    assert isinstance(reject, Reject)
    assert reject.reason.startswith(reason) and reject.line == 1


def test_bad_rows_are_rejected_with_their_lines(tmp_path: Path) -> None:
    rows = ["title,text", "A,eins", '"B\nb",', "C,zwei,drei", "D,vier,,", "", "E", 'F,"fünf\nund"', "G,G"]
    found = items(tmp_path, "\n".join(rows))
    assert [one.title for one in articles(found)] == ["A", "D", "F", "G"]
    assert [(one.line, one.reason[:7]) for one in rejects(found)] == [(3, "no text"), (5, "3 cells"), (8, "1 cells")]


def test_a_stray_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    good = [f'T{number},"Text {number}, in Anführung"' for number in range(5)]
    rows = [
        "title,text",
        *good[:2],
        'X,"nie geschlossen',
        "und eine Zeile",
        *good[2:],
        'Y,"Er "sagt" nichts"',
        "Z,Ende",
    ]
    found = items(tmp_path, "\n".join(rows))
    assert [one.title for one in articles(found)] == ["T0", "T1", "T2", "T3", "T4", "Z"]
    assert [(one.line, one.reason[:15]) for one in rejects(found)] == [(4, "stray quotation"), (9, "stray quotation")]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MAX_ROW_LINES", 20)
    before = ["title,text", *(f'T{number},"Text {number}, mit Komma"' for number in range(10))]
    after = [f"T{number},Text {number}" for number in range(10, 100)]
    found = items(tmp_path, "\n".join([*before, 'X,"nie geschlossen', *after]))
    assert len(articles(found)) == 100
    assert [(one.line, one.reason) for one in rejects(found)] == [
        (12, "stray quotation mark (a quoted cell is not closed within 20 lines); double those inside a cell")
    ]


def test_a_row_in_another_encoding_is_rejected(tmp_path: Path) -> None:
    content = 'title,text\nA,Größe\nB,"eins\nGr'.encode() + b'\xf6\xdfe"\nC,Stra\xc3\x9fe\n'
    found = items(tmp_path, content)
    assert [one.title for one in articles(found)] == ["A", "C"]
    (reject,) = rejects(found)
    assert reject.line == 3
    assert reject.reason == "wrong encoding: byte 0xf6 in line 4 is not UTF-8; save the file as UTF-8"


def test_a_text_longer_than_the_csv_module_likes(tmp_path: Path) -> None:
    (one,) = articles(items(tmp_path, "text\n" + "wort " * 100_000))
    assert len(one.text) == 499_999


cells = st.text(alphabet=st.sampled_from("abä ,;|\"'\n\t.ß"), max_size=20).filter(lambda cell: bool(cell.strip()))


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_what_the_csv_module_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("section", "text"), *rows])
    found = items(tmp_path_factory.mktemp("any"), file.getvalue())
    assert [one.text for one in articles(found)] == [text.strip() for _, text in rows]
    assert [one.section for one in articles(found)] == [" ".join(section.split()) for section, _ in rows]


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from(["text", "title", ",", ";", '"', "'", "\n", "\r", "x", "\\", "\0"])).map("".join),
    st.sampled_from([None, ("section", "text"), ("text",)]),
)
def test_no_bytes_stop_a_run(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes, columns: tuple[str, ...] | None
) -> None:
    found = items(tmp_path_factory.mktemp("any"), content, columns=columns)
    assert all(isinstance(item, Article | Reject) for item in found)
