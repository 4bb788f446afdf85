"""Files in any encoding, packed or not, in folders or from standard input; what is broken is told."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from index import Article
from index.sources import Reject, read, streams
from index.sources.streams import Stream, encoding_of

TEXTS = ["Über den Fluß führen Brücken.", "„Größe“ – sagte er – zählt für die Straße."]
LINES = "\n".join(
    json.dumps({"id": f"a{number}", "text": text}, ensure_ascii=False) for number, text in enumerate(TEXTS)
)
TABLE = "id;text\n" + "\n".join(f"a{number};{text}" for number, text in enumerate(TEXTS))
PROSE = "Brücken über den Fluß\n\n" + "\n".join(TEXTS)

Pack = Callable[[bytes], bytes]
pack_zstd: Pack = zstandard.ZstdCompressor().compress
packings = pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", pack_zstd)])


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(*paths: str | Path) -> list[str]:
    items = list(read(paths))
    assert not [item for item in items if isinstance(item, Reject)]
    return [item.text for item in items if isinstance(item, Article)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str, end: str) -> None:
    for name, content in {"a.jsonl": LINES, "a.csv": TABLE}.items():
        assert texts(write(tmp_path / name, content.replace("\n", end).encode(encoding))) == TEXTS
    document = "[" + LINES.replace("\n", ",\n") + "]"
    assert texts(write(tmp_path / "a.json", document.replace("\n", end).encode(encoding))) == TEXTS
    assert texts(write(tmp_path / "a.txt", PROSE.replace("\n", end).encode(encoding))) == ["\n".join(TEXTS)]


def test_utf_16_with_the_mark_of_the_other_order(tmp_path: Path) -> None:
    assert texts(write(tmp_path / "a.jsonl", codecs.BOM_UTF16_BE + LINES.encode("utf-16-be"))) == TEXTS


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"", "utf-8"),
        (b"ASCII", "utf-8"),
        ("Größe".encode(), "utf-8"),
        (b"Gr\xf6\xdfe", "cp1252"),
        (b"Gr\xf6\xdfe \x84Zitat\x93 \x96 caf\xe9", "cp1252"),
        ("Größe\n".encode() + b"Gr\xf6\xdfe", "utf-8"),  # one line is wrong, not the file
        (b"ASCII\n\xff\xfe", "utf-8"),
        ("Съешь ещё этих мягких французских булок".encode("cp1251"), "utf-8"),
        ((b"x" + "ä".encode() * streams.HEAD_BYTES)[: streams.HEAD_BYTES], "utf-8"),  # cut inside a character
    ],
)
def test_an_encoding_is_told_from_the_head(head: bytes, encoding: str) -> None:
    assert encoding_of(head) == encoding


@packings
def test_packed_files_of_every_format(tmp_path: Path, ending: str, pack: Pack) -> None:
    contents = {"a.csv": TABLE, "b.json": f"[{LINES.replace(chr(10), ',')}]", "c.jsonl": LINES, "d.txt": PROSE}
    for name, content in contents.items():
        write(tmp_path / (name + ending), pack(content.encode()))
    assert texts(tmp_path) == [*TEXTS * 3, "\n".join(TEXTS)]


@packings
def test_packed_is_told_from_the_content(tmp_path: Path, ending: str, pack: Pack) -> None:
    assert texts(write(tmp_path / "a.jsonl", pack(LINES.encode("utf-16")))) == TEXTS
    assert texts(write(tmp_path / f"b.jsonl{ending}", LINES)) == TEXTS


@packings
def test_packed_members_in_a_row_are_one_file(tmp_path: Path, ending: str, pack: Pack) -> None:
    first, second = LINES.split("\n")
    members = [pack(first.encode()), pack(b"\n"), pack(b""), pack(second.encode())]
    assert texts(write(tmp_path / f"a.jsonl{ending}", b"".join(members))) == TEXTS
    if ending == ".gz":
        assert texts(write(tmp_path / "b.jsonl.gz", b"\0\0".join(members) + b"\0" * 512)) == TEXTS


def many_lines() -> tuple[list[str], bytes]:
    """Return ids, and JSON Lines that do not pack well, so that a cut falls in the middle."""
    ids = [f"id{number:05}" for number in range(3000)]
    texts = [" ".join(str(hash((one, word)) % 10**12) for word in range(20)) for one in range(3000)]
    return ids, "\n".join(json.dumps({"id": one, "text": text}) for one, text in zip(ids, texts, strict=True)).encode()


@packings
@pytest.mark.parametrize("share", [0.0001, 0.3, 0.9, 0.9999])
def test_a_truncated_file_gives_what_can_be_read_and_a_reject(
    tmp_path: Path, ending: str, pack: Pack, share: float
) -> None:
    ids, content = many_lines()
    packed = pack(content)
    path = write(tmp_path / f"a.jsonl{ending}", packed[: max(5, int(len(packed) * share))])
    items = list(read([path]))
    found = [item.id for item in items if isinstance(item, Article)]
    assert found == ids[: len(found)]
    assert share < 0.3 or len(found) > share * 1000
    assert isinstance(items[-1], Reject) and len(items) == len(found) + 1
    assert items[-1].reason.endswith("ends too early; fetch it again")
    assert items[-1].line == (len(found) + 1 if found else 0)


@packings
def test_a_damaged_file_gives_what_can_be_read_and_a_reject(tmp_path: Path, ending: str, pack: Pack) -> None:
    ids, content = many_lines()
    packed = bytearray(pack(content))
    packed[len(packed) // 2 :] = bytes(reversed(packed[len(packed) // 2 :]))
    items = list(read([write(tmp_path / f"a.jsonl{ending}", bytes(packed))]))
    assert isinstance(items[-1], Reject) and "damaged" in items[-1].reason
    found = [item.id for item in items if isinstance(item, Article)]
    assert len(found) > 1000 and found == ids[: len(found)]


@packings
def test_truncated_documents_tables_and_texts_are_one_reject_more(tmp_path: Path, ending: str, pack: Pack) -> None:
    ids, content = many_lines()
    rows = b"id,text\n" + b"\n".join(b'"%s","zwei\n%s"' % (line[8:15], line[-200:-3]) for line in content.split(b"\n"))
    for name, whole in {"a.json": b"[" + content.replace(b"\n", b",\n") + b"]", "b.csv": rows}.items():
        packed = pack(whole)
        items = list(read([write(tmp_path / (name + ending), packed[: len(packed) // 2])]))
        found = [item.id for item in items if isinstance(item, Article)]
        assert found and found == ids[: len(found)]
        assert [type(item) for item in items[len(found) :]] in ([Reject], [Reject, Reject])
        assert isinstance(items[-1], Reject) and "ends too early" in items[-1].reason
    packed = pack(content)
    (reject,) = read([write(tmp_path / f"c.txt{ending}", packed[: len(packed) // 2])])
    assert isinstance(reject, Reject) and "ends too early" in reject.reason


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"BZh9", b"\xfd7zXZ\0"])
def test_other_archives_are_told(tmp_path: Path, magic: bytes) -> None:
    (reject,) = read([write(tmp_path / "a.jsonl", magic + b"x" * 100)])
    assert isinstance(reject, Reject)
    assert reject.reason.startswith("packed with") and reject.line == 0


def test_folders_are_read_in_order_of_names_and_what_is_skipped_is_told(tmp_path: Path) -> None:
    line = '{"text": "%s"}'
    names = ["b/2.jsonl", "b/10.jsonl", "a/x/y/z.json", "c.jsonl"]
    for name in names:
        write(tmp_path / name, line % name)
    write(tmp_path / "a" / "t.txt", "Titel\na/t.txt")
    for name in [".hidden.jsonl", ".git/x.jsonl", "a/page.html", "b/page.html.gz", "b/README"]:
        write(tmp_path / name, line % "nicht")
    (tmp_path / "link").symlink_to(tmp_path / "a", target_is_directory=True)
    write(tmp_path / "empty.jsonl", "")
    reader = read([tmp_path])
    assert [item.text for item in reader if isinstance(item, Article)] == [
        "c.jsonl",
        "a/t.txt",
        "a/x/y/z.json",
        "b/10.jsonl",
        "b/2.jsonl",
    ]
    assert {(notice.reason, notice.count) for notice in reader.notices} == {
        ("hidden file skipped", 1),
        ("hidden folder skipped", 1),
        ("file of another type skipped", 3),
        ("link to a folder not followed", 1),
        ("empty file", 1),
    }


def test_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    first, second = (write(tmp_path / f"{name}.jsonl", json.dumps({"text": name})) for name in "za")
    assert texts(first, str(second), first) == ["z", "a", "z"]


def test_what_cannot_be_read_is_a_reject_and_the_rest_is_read(tmp_path: Path) -> None:
    good = write(tmp_path / "b.jsonl", LINES)
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "nowhere")
    for paths in (
        [tmp_path],
        [tmp_path / "missing.jsonl", good],
        ["\0", good],
        [b"\xff.jsonl".decode("utf-8", "surrogateescape"), good],
    ):
        reject, *items = read(paths)
        assert isinstance(reject, Reject)
        assert reject.reason.startswith("cannot be read") and reject.line == 0
        assert str(reject).encode()
        assert len(items) == 2 and all(isinstance(item, Article) for item in items)


def test_names_that_are_no_text_can_be_read_and_shown(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.jsonl"
    with open(path, "wb") as file:  # noqa: PTH123  # pathlib knows no bytes
        file.write(b'{"text": ""}')
    (reject,) = read([tmp_path])
    assert isinstance(reject, Reject)
    assert str(reject).encode()


@pytest.mark.parametrize(
    "content", [LINES, f"[{LINES.replace(chr(10), ',')}]", TABLE], ids=["lines", "document", "table"]
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress, pack_zstd])
def test_standard_input_is_told_from_its_content(monkeypatch: pytest.MonkeyPatch, content: str, pack: Pack) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(pack(content.encode()))))
    assert texts("-") == TEXTS
    assert not sys.stdin.buffer.closed


def test_standard_input_may_be_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PROSE.encode())))
    (item,) = read(["-"])
    assert isinstance(item, Article) and item.title == "Brücken über den Fluß"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"<!DOCTYPE html><p>Hallo"])
def test_a_named_file_of_another_kind_is_rejected(tmp_path: Path, content: bytes) -> None:
    (reject,) = read([write(tmp_path / "a.bin", content)])
    assert isinstance(reject, Reject) and reject.reason.startswith("neither JSON")


def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_bytes, args=(LINES.encode(),))
    writing.start()
    reader = read([pipe])
    assert len([item for item in reader if isinstance(item, Article)]) == 2
    writing.join()
    assert (reader.bytes_total, reader.bytes_read) == (0, len(LINES.encode()))


def test_files_of_other_types_are_one_notice_which_names_the_most_frequent(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c.PDF", "d.html.gz", "LICENSE", "e.1", "f.2", "g.3", "h.4"):
        write(tmp_path / name, "")
    reader = read([tmp_path])
    assert not list(reader)
    (notice,) = reader.notices
    assert str(notice) == (
        "9 × file of another type skipped (3 .pdf, 1 without ending, 1 .html.gz, 1 .1, 1 .2, 2 others), "
        f"first: {tmp_path / 'LICENSE'}"
    )


def test_a_pipe_in_a_folder_is_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")
    reader = read([tmp_path])
    assert not list(reader)
    assert [notice.reason for notice in reader.notices] == ["pipe or device skipped"]


def test_progress_counts_packed_bytes_up_to_their_total(tmp_path: Path) -> None:
    _, content = many_lines()
    sizes = [
        len(write(tmp_path / name, data).read_bytes())
        for name, data in [("a.jsonl", content), ("b.jsonl.gz", gzip.compress(content))]
    ]
    reader = read([tmp_path])
    assert (reader.bytes_total, reader.bytes_read) == (sum(sizes), 0)
    seen = [reader.bytes_read for _ in reader]
    assert seen == sorted(seen) and 0 < seen[0] < sizes[0] < seen[-1]
    assert reader.bytes_read == reader.bytes_total


@given(st.binary(max_size=300), st.integers(1, 7), st.integers(1, 9))
def test_lines_are_those_of_the_text_however_it_comes(content: bytes, chunk: int, head: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "CHUNK_BYTES", chunk)
        patch.setattr(streams, "HEAD_BYTES", head)
        with closing(Stream("any", io.BytesIO(content))) as stream:
            lines = list(stream.lines())
    if stream.encoding == "utf-8" and not stream.failure and content[:1] not in (b"\x1f", b"\x28"):
        assert b"\n".join(lines) == content.removesuffix(b"\n")
        assert stream.lines_read == len(lines)


@given(
    st.lists(st.text(alphabet="aäß€„\U0001f600", max_size=9), max_size=6),
    st.integers(1, 5),
    st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_marked_encodings_however_they_come(lines: list[str], chunk: int, encoding: str) -> None:
    text = "\n".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "CHUNK_BYTES", chunk)
        patch.setattr(streams, "HEAD_BYTES", 4)
        assert Stream("any", io.BytesIO(text.encode(encoding))).text() == text


@pytest.mark.parametrize("ending", ["json", "jsonl", "csv", "txt", "dat"])
@given(
    content=st.binary(max_size=300), pack=st.sampled_from([bytes, gzip.compress, pack_zstd]), cut=st.integers(0, 300)
)
def test_no_bytes_stop_a_run(
    tmp_path_factory: pytest.TempPathFactory, ending: str, content: bytes, pack: Pack, cut: int
) -> None:
    path = write(tmp_path_factory.mktemp("any") / f"a.{ending}", pack(content)[:cut])
    assert all(isinstance(item, Article | Reject) for item in read([path]))


@packings
def test_a_reader_that_is_left_early_leaves_no_thread(tmp_path: Path, ending: str, pack: Pack) -> None:
    content = b"\n".join(b'{"text": "%s"}' % os.urandom(300).hex().encode() for _ in range(3000))
    path = write(tmp_path / f"a.jsonl{ending}", pack(content))
    assert path.stat().st_size > 4 * streams.CHUNK_BYTES
    before = threading.active_count()
    reading = iter(read([path]))
    assert len([next(reading) for _ in range(2000)]) == 2000
    assert threading.active_count() == before + 1
    reading.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
