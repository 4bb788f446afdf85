"""JSON Lines and JSON documents; a broken record costs only itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Article
from index.sources import Reject, read, streams

RECORDS = [
    {"id": f"a{number}", "title": f"Titel {number}", "text": f"Über den Fluß, Teil {number}."} for number in range(5)
]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ids(path: Path) -> list[str]:
    items = list(read([path]))
    assert not [item for item in items if isinstance(item, Reject)]
    return [item.id for item in items if isinstance(item, Article)]


def rejects(path: Path) -> list[Reject]:
    return [item for item in read([path]) if isinstance(item, Reject)]


LINES = "\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS)
PRETTY_LINES = "\n".join(json.dumps(record, ensure_ascii=False, indent=1) for record in RECORDS)
ARRAY = json.dumps(RECORDS)
PRETTY = json.dumps(RECORDS, indent=2)
ONE_A_LINE = "[\n" + ",\n".join(json.dumps(record) for record in RECORDS) + "\n]\n"
WRAPPED = json.dumps({"total": 5, "tags": ["a", "b"], "ok": {"x": 1}, "articles": RECORDS})
PRETTY_WRAPPED = json.dumps({"meta": {"n": [1, {"a": "]"}]}, "response": {"numFound": 5, "docs": RECORDS}}, indent=1)
ELASTIC = json.dumps({"hits": {"total": 5, "hits": [{"_id": "x", "_source": record} for record in RECORDS]}})


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson", "a.dat"])
@pytest.mark.parametrize(
    "content",
    [
        LINES,
        LINES + "\n",
        LINES.replace("\n", "\r\n\r\n"),
        PRETTY_LINES,
        ARRAY,
        PRETTY,
        ONE_A_LINE,
        WRAPPED,
        PRETTY_WRAPPED,
        ELASTIC,
    ],
    ids=[
        "lines",
        "ended",
        "blank",
        "pretty lines",
        "array",
        "pretty",
        "one a line",
        "wrapped",
        "pretty wrapped",
        "elastic",
    ],
)
def test_every_shape_of_json(tmp_path: Path, name: str, content: str) -> None:
    if name in ("a.jsonl", "a.ndjson") and content in (PRETTY_LINES, WRAPPED, PRETTY_WRAPPED, ELASTIC):
        pytest.skip("not what the ending says")
    assert ids(write(tmp_path, name, content)) == [record["id"] for record in RECORDS]


def test_one_object_is_one_article(tmp_path: Path) -> None:
    record = RECORDS[0] | {"authors": [{"name": "Anna"}]}
    assert ids(write(tmp_path, "a.json", json.dumps(record))) == ["a0"]
    assert ids(write(tmp_path, "b.json", json.dumps(record, indent=2))) == ["a0"]
    assert ids(write(tmp_path, "a.jsonl", json.dumps(record))) == ["a0"]


BAD_LINES = [
    ('{"text": "ohne Ende', "broken JSON: Unterminated string starting at character 10$"),
    ('{"title": "nur Titel"}', "no text"),
    ('{"text": "  "}', "no text"),
    ('{"text": 1, "id": "a\\nb"}', "cannot be shown"),
    ("[1, 2]", "must be an object with keys, not a list;"),
    ("null", "must be an object with keys, not null;"),
    ("42", "must be an object with keys, not a single value;"),
    ("kein JSON", "broken JSON"),
    ('{"text": "x"} {"text": "y"}', "broken JSON"),
    ("[" * 100_000, "broken JSON|nested too deeply"),
    (b'{"text": "B\xfccher"}', "wrong encoding: byte 0xfc"),
    (b'{"text": "\xff\xfe"}', "wrong encoding"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_LINES)
def test_a_bad_line_is_rejected_with_its_place(tmp_path: Path, bad: str | bytes, reason: str) -> None:
    lines = [line.encode() for line in LINES.split("\n")]
    lines.insert(2, bad if isinstance(bad, bytes) else bad.encode())
    lines.insert(2, b"")
    items = list(read([write(tmp_path, "a.jsonl", b"\n".join(lines))]))
    assert [item.id for item in items if isinstance(item, Article)] == ["a0", "a1", "a2", "a3", "a4"]
    (reject,) = (item for item in items if isinstance(item, Reject))
    assert (reject.file, reject.line) == (str(tmp_path / "a.jsonl"), 4)
    assert re.search(reason, reject.reason)
    assert reject.excerpt.isprintable()


def test_what_python_reads_and_json_forbids(tmp_path: Path) -> None:
    lines = [
        '{"text": "a", "id": "nan", "source": NaN}',
        '{"text": "a\\ud800b", "id": "half"}',
        '{"text": "a\tb", "id": "tab"}',
    ]
    assert ids(write(tmp_path, "a.jsonl", "\n".join(lines))) == ["nan", "half", "tab"]
    assert ids(write(tmp_path, "a.json", f"[{','.join(lines)}]")) == ["nan", "half", "tab"]


def test_lines_that_are_far_too_long_are_cut_and_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_RECORD_BYTES", 1000)
    long = json.dumps({"text": "x" * 500_000})
    path = write(tmp_path, "a.jsonl", "\n".join([LINES, long, long, LINES]))
    items = list(read([path]))
    assert len([item for item in items if isinstance(item, Article)]) == 10
    assert [(item.line, item.reason[:11]) for item in items if isinstance(item, Reject)] == [
        (6, "longer than"),
        (7, "longer than"),
    ]


@pytest.mark.parametrize("content", [PRETTY, ONE_A_LINE, PRETTY_WRAPPED], ids=["pretty", "one a line", "wrapped"])
def test_a_bad_record_of_a_document_is_rejected_with_its_line(tmp_path: Path, content: str) -> None:
    broken = re.sub(r'"text": "[^"]*Teil 3\."', '"text": ""', content)
    path = write(tmp_path, "a.json", broken)
    items = list(read([path]))
    assert [item.id for item in items if isinstance(item, Article)] == ["a0", "a1", "a2", "a4"]
    (reject,) = (item for item in items if isinstance(item, Reject))
    begins = broken.rindex("{", 0, broken.index('"a3"'))
    assert reject.line == broken.count("\n", 0, begins) + 1
    assert "no text" in reject.reason and "a3" in reject.excerpt


@pytest.mark.parametrize("content", [ARRAY, PRETTY, ONE_A_LINE], ids=["array", "pretty", "one a line"])
def test_a_broken_document_gives_what_stands_before(tmp_path: Path, content: str) -> None:
    middle = content.index('"a3"')
    for damaged in (content[:middle], content[:middle] + "§" + content[middle:]):
        items = list(read([write(tmp_path, "a.json", damaged)]))
        assert [item.id for item in items if isinstance(item, Article)] == ["a0", "a1", "a2"]
        (reject,) = (item for item in items if isinstance(item, Reject))
        assert "broken JSON" in reject.reason
        assert abs(reject.line - damaged.count("\n", 0, middle) - 1) <= 1


def test_a_list_that_is_not_closed_is_told(tmp_path: Path) -> None:
    items = list(read([write(tmp_path, "a.json", ARRAY[:-1])]))
    assert len(items) == 6
    assert isinstance(items[-1], Reject) and "not closed" in items[-1].reason


def test_a_document_with_a_wrong_byte_loses_one_record(tmp_path: Path) -> None:
    content = json.dumps(RECORDS, ensure_ascii=False, indent=1).encode()
    items = list(read([write(tmp_path, "a.json", content.replace(b"Teil 2", b"T\xe4il 2"))]))
    assert [item.id for item in items if isinstance(item, Article)] == ["a0", "a1", "a3", "a4"]
    (reject,) = (item for item in items if isinstance(item, Reject))
    assert "wrong encoding" in reject.reason and reject.line > 1


@pytest.mark.parametrize(
    "content", ["{}", "[]", "[{}]", '{"a": [{"x": 1}], "b": [{"x": 1}]}', "7", '"x"', "[7]", "[[]]", "nichts"]
)
def test_documents_without_articles_are_rejected_or_empty(tmp_path: Path, content: str) -> None:
    items = list(read([write(tmp_path, "a.json", content)]))
    assert all(isinstance(item, Reject) for item in items)
    assert bool(items) == (content != "[]")


@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(str.encode)
    | st.lists(st.sampled_from(["{", "}", "[", "]", ",", '"', '"text":', '"x"', "\n", "\\u00", "1"]))
    .map("".join)
    .map(str.encode)
    | st.integers(0, len(PRETTY)).map(lambda cut: PRETTY[:cut].encode()),
    st.sampled_from(["a.json", "a.jsonl"]),
)
def test_no_bytes_stop_a_run(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    items = list(read([write(folder, name, content), write(folder, "z.jsonl", LINES)]))
    assert [item.id for item in items[-5:] if isinstance(item, Article)] == ["a0", "a1", "a2", "a3", "a4"]
    assert all(isinstance(item, Article | Reject) for item in items)
