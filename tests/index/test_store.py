"""Indexes on disk: generations, writers, readers, damage."""

from __future__ import annotations

import errno
import os
import threading
import time
from datetime import datetime, timedelta, timezone
from io import BufferedRandom
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import Article, Index
from index.columns import Array
from index.errors import (
    IndexDamagedError,
    IndexExistsError,
    IndexLockedError,
    IndexMissingError,
    IndexVersionError,
    WriterEndedError,
)
from index.segments import Prepared, Segment, SegmentBuilder
from index.storage import container
from index.storage.manifest import NAME, ColumnRecord
from index.tokenising import PlainScanner
from tests.damage import damage_column


def article(number: int, text: str = "") -> Article:
    """Return a small article."""
    return Article(id=f"a{number}", title=f"Titel {number}", text=text or f"Der Text Nummer {number}.", source="Bote")


@pytest.mark.parametrize(
    "text", ['Er sagte: ","url":" und "text":"', "Zwei\nZeilen\t\\ „ß“", '"', "{}", "x" * 300 + "~" * 300]
)
def test_an_article_comes_out_as_it_went_in(tmp_path: Path, text: str) -> None:
    written = Article(
        id='","text":"', title='"text":"', text=text, url='https://a.de/","url":"', source='","url":"',
        authors=("B", "A"), section="Politik", language="en",
        published=datetime.fromisoformat("2024-05-16T14:30+02:00"),
    )  # fmt: skip
    with Index.create(tmp_path / "index").writer() as writer:
        writer.add(article(1))
        writer.add(written)
        writer.add(article(2))
    segment = Index.open(tmp_path / "index").snapshot().segments[0]
    assert [segment.article(document) for document in range(3)] == [article(1), written, article(2)]


@given(
    st.datetimes(datetime(1901, 1, 1), datetime(9000, 1, 1)), st.timedeltas(-timedelta(hours=23), timedelta(hours=23))
)
@example(datetime(1969, 12, 31, 23, 59, 59, 500_000), timedelta(0))
@example(datetime(1893, 4, 1, 12), timedelta(minutes=53, seconds=28))
def test_moments_are_kept_to_the_microsecond(local: datetime, offset: timedelta) -> None:
    published = local.replace(tzinfo=timezone(offset))
    builder = SegmentBuilder(PlainScanner(), ZoneInfo("Europe/Berlin"))
    written = Article(id="a", text="Ein Text.", published=published)
    builder.add([Prepared(written, written.text.encode(), 1, 1)])
    segment = Segment("one", builder.columns(None, 0), None)
    builder.close()
    found = segment.described(0)["published"]
    assert (found, found.utcoffset()) == (published, published.utcoffset())


def ids(index: Index) -> list[str]:
    """Return the ids of all live articles."""
    return sorted(
        segment.ids[document]
        for segment in index.snapshot().segments
        for document in range(len(segment))
        if segment.live[document]
    )


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Return an index with three articles."""
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        for number in range(3):
            writer.add(article(number))
    return index


def test_articles_come_back_as_they_were(index: Index) -> None:
    found = index.snapshot().find("a1")
    assert found is not None
    assert found[0].article(found[1]) == article(1)


def test_a_known_id_replaces_and_an_identical_article_is_skipped(index: Index) -> None:
    with index.writer() as writer:
        writer.add(article(0))
        writer.add(article(1, "Ganz neu."))
        writer.add(article(9))
    counts = writer.counts
    assert (counts.added, counts.replaced, counts.unchanged) == (1, 1, 1)
    assert ids(index) == ["a0", "a1", "a2", "a9"]
    found = index.snapshot().find("a1")
    assert found is not None
    assert found[0].article(found[1]).text == "Ganz neu."


def test_within_one_commit_the_last_article_of_an_id_wins(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    with index.writer() as writer:
        writer.add(article(1, "Erste Fassung."))
        writer.remove("a1")
        writer.add(article(1, "Zweite Fassung."))
        writer.add(article(1, "Dritte Fassung."))
        writer.add(article(1, "Dritte Fassung."))
    found = index.snapshot().find("a1")
    assert found is not None
    assert found[0].article(found[1]).text == "Dritte Fassung."
    assert ids(index) == ["a1"]
    assert writer.counts.unchanged == 1


def test_removing_is_counted_and_unknown_ids_are_missing(index: Index) -> None:
    with index.writer() as writer:
        assert writer.remove("a1")
        assert not writer.remove("a1")
        assert not writer.remove("nirgends")
    assert (writer.counts.removed, writer.counts.missing) == (1, 2)
    assert ids(index) == ["a0", "a2"]
    assert index.stats().articles == 2


def test_a_commit_without_changes_makes_no_generation(index: Index) -> None:
    before = index.snapshot().generation
    with index.writer() as writer:
        writer.add(article(0))
    assert index.snapshot().generation == before


def test_an_exception_leaves_the_old_generation_and_no_files(index: Index) -> None:
    before = index.snapshot().generation
    files = {path.name for path in (index.path / "segments").iterdir()}

    class StopError(Exception):
        pass

    with pytest.raises(StopError), index.writer() as writer:
        writer.add(article(7))
        writer.merge()
        raise StopError
    assert index.snapshot().generation == before
    assert {path.name for path in (index.path / "segments").iterdir()} == files
    assert ids(index) == ["a0", "a1", "a2"]


def test_a_reader_keeps_its_generation_while_others_commit(index: Index) -> None:
    old = index.snapshot()
    other = Index.open(index.path)
    with other.rebuild() as writer:
        writer.add(article(5))
    assert ids(other) == ["a5"]
    found = old.find("a1")
    assert found is not None
    assert found[0].article(found[1]).title == "Titel 1"
    assert index.snapshot().generation > old.generation
    assert ids(index) == ["a5"]


def test_many_small_commits_leave_few_segments_and_chunks(tmp_path: Path) -> None:
    index = Index.create(tmp_path / "index")
    for number in range(100):
        with index.writer() as writer:
            writer.add(article(number, f"Wort{number} und mehr."))
    snapshot = index.snapshot()
    assert len(snapshot.segments) <= 21
    assert len(snapshot.lexicon.chunks) <= 8
    assert len(ids(index)) == 100
    assert index.verify() == ()


def test_which_articles_are_removed_is_read_only_as_the_rest_of_a_segment(index: Index) -> None:
    with index.writer() as writer:
        for number in range(3, 30):  # of few articles a segment without the removed one is written anew
            writer.add(article(number))
    with index.writer() as writer:
        writer.remove("a20")
    removed = [one.removed for one in index.snapshot().segments if one.removed is not None]
    assert removed and not any(one.flags.writeable for one in removed)


def test_merging_drops_what_was_removed(index: Index) -> None:
    with index.writer() as writer:
        writer.add(article(3))
        writer.remove("a0")
    index.merge()
    snapshot = index.snapshot()
    assert len(snapshot.segments) == 1
    assert snapshot.segments[0].removed is None
    assert ids(index) == ["a1", "a2", "a3"]
    assert index.verify() == ()


def test_an_index_may_lose_all_its_articles(index: Index) -> None:
    with index.writer() as writer:
        for identifier in ids(index):
            writer.remove(identifier)
    assert ids(index) == []
    assert index.stats().articles == 0
    with index.writer() as writer:
        writer.add(article(4))
    assert ids(index) == ["a4"]


def test_the_second_writer_waits_and_then_learns_who_writes(index: Index) -> None:
    with index.writer(label="fundstelle add"), pytest.raises(IndexLockedError, match="fundstelle add"):
        Index.open(index.path).writer(wait=0.1)


def test_the_second_writer_goes_on_when_the_first_is_done(index: Index) -> None:
    first = index.writer()
    timer = threading.Thread(target=lambda: (time.sleep(0.2), first.commit()))
    timer.start()
    with Index.open(index.path).writer(wait=20) as second:
        second.add(article(8))
    timer.join()
    assert "a8" in ids(index)


def test_a_writer_that_has_committed_leaves_the_index_to_others(index: Index) -> None:
    with index.writer() as first:
        first.add(article(8))
        first.commit()
        with Index.open(index.path).writer(wait=0) as second:
            second.add(article(9))
        for use in (
            lambda: first.add(article(7)),
            lambda: first.remove("a1"),
            first.merge,
            first.relate,
            first.commit,
            first.rollback,
        ):
            with pytest.raises(WriterEndedError, match="ask the index for another"):
                use()
    assert {"a8", "a9"} < set(ids(index))
    assert "a7" not in ids(index)


def test_a_commit_that_finds_no_room_says_where_and_leaves_no_files(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path for path in index.path.rglob("*") if path.is_file()}
    written = container._write_column

    def full(file: BufferedRandom, members: ZipFile, name: str, array: Array) -> ColumnRecord:
        if name == "text.words":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return written(file, members, name, array)

    monkeypatch.setattr(container, "_write_column", full)
    writer = index.writer()
    writer.add(article(8))
    with pytest.raises(OSError, match=r"No space left on device: '.*segments.*\.npz'"):
        writer.commit()
    assert {path for path in index.path.rglob("*") if path.is_file()} == before
    monkeypatch.undo()
    with index.writer(wait=0) as another:
        another.add(article(8))
    assert "a8" in ids(index)


def test_no_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="fundstelle reindex"):
        Index.open(tmp_path / "nothing")


def test_an_index_is_not_made_over_something_else(index: Index, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("x")
    for path in (index.path, tmp_path / "full"):
        with pytest.raises(IndexExistsError):
            Index.create(path)


def test_a_damaged_file_is_found_by_name(index: Index) -> None:
    victim = damage_column(index.path, "body.record")
    (problem,) = Index.open(index.path).verify()
    assert problem.file == victim
    assert "column body.record " in problem.message


def test_a_missing_file_is_an_error_that_names_it(index: Index) -> None:
    victim = next((index.path / "lexicon").glob("*.npz"))
    victim.unlink()
    assert [problem.message for problem in Index.open(index.path).verify()] == ["is missing"]
    with pytest.raises(IndexDamagedError, match=victim.name):
        Index.open(index.path).snapshot()


def test_a_damaged_manifest_is_an_error(index: Index) -> None:
    text = (index.path / NAME).read_bytes()
    (index.path / NAME).write_bytes(text.replace(b'"arrivals":3', b'"arrivals":4'))
    with pytest.raises(IndexDamagedError, match="reindex"):
        Index.open(index.path).snapshot()


@pytest.mark.parametrize("change", [{"format": 99}, {"fingerprint": "other German"}])
def test_another_format_or_german_says_how_to_mend_it(index: Index, change: dict[str, object]) -> None:
    import zlib

    content = {**orjson.loads((index.path / NAME).read_bytes())["manifest"], **change}
    checksum = zlib.crc32(orjson.dumps(content))
    (index.path / NAME).write_bytes(orjson.dumps({"checksum": checksum, "manifest": content}))
    with pytest.raises(IndexVersionError, match="fundstelle reindex"):
        Index.open(index.path).snapshot()
    with Index.open(index.path).rebuild() as writer:
        writer.add(article(6))
    assert ids(Index.open(index.path)) == ["a6"]


def test_the_files_of_another_format_stay_until_the_new_index_is_whole(index: Index) -> None:
    import zlib

    content = {**orjson.loads((index.path / NAME).read_bytes())["manifest"], "format": 3}
    (index.path / NAME).write_bytes(orjson.dumps({"checksum": zlib.crc32(orjson.dumps(content)), "manifest": content}))
    old = index.path / "segments" / "00000001-001" / "published.npy"  # as they were in format 3
    old.parent.mkdir()
    old.touch()
    before = set(index.path.rglob("*"))
    with pytest.raises(ZeroDivisionError), Index.open(index.path).rebuild() as writer:
        writer.add(article(6))
        raise ZeroDivisionError
    assert set(index.path.rglob("*")) == before
    with Index.open(index.path).rebuild() as writer:
        writer.add(article(7))
    assert not old.parent.exists()
    assert ids(Index.open(index.path)) == ["a7"]
