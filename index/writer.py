"""The writer: add, replace and remove articles; nothing is visible before `commit`, and then all of it at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from hashlib import blake2b
from types import TracebackType
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import orjson

from index import hot, memory, relations
from index.article import Article
from index.columns import Array
from index.dictionary import Lexicon, build_chunk, forms_of, merge_chunks, relate
from index.errors import IndexDamagedError, ended_writer
from index.relations import Forms
from index.segments import MAX_ARTICLES, Numbers, Prepared, Segment, SegmentBuilder, id_hash, merge
from index.storage import (
    KINDS,
    LEXICON,
    RELATIONS,
    REMOVED,
    SEGMENTS,
    ChunkRecord,
    Index,
    Manifest,
    RelationsRecord,
    RemovedRecord,
    SegmentRecord,
    WriteLock,
    container,
    file_of,
    manifest,
    store,
)
from index.tokenising import Scanner

BATCH_ARTICLES: Final = hot.KERNELS_FROM_ARTICLES
"""Articles that are looked up and scanned at once."""
CHUNK_FORMS: Final = 1_000_000
"""Forms that chunks are merged to at most: merging holds all of them as strings, and a look-up asks each chunk."""
SEGMENT_TOKENS: Final = 24_000_000
"""Tokens a new segment at most: reindexing 60,000 articles, 50 million tokens, then peaks at 1.04 GB in all."""
_TOKENS_BESIDE: Final = SEGMENT_TOKENS // 2
"""More tokens are inverted before their forms enter the dictionary, not beside it: memory would peak a fifth higher."""


@dataclass(slots=True)
class Counts:
    """What a writer did: ``missing`` are ids that were to be removed and are not there."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    missing: int = 0


class _OpenSegment:
    """A segment as the writer sees it: what it holds, its record, and what is newly removed from it."""

    def __init__(self, segment: Segment, record: SegmentRecord) -> None:
        self.segment, self.record = segment, record
        self.removed = np.zeros(len(segment), bool) if segment.removed is None else segment.removed.copy()
        self.changed = False

    def remove(self, document: int) -> None:
        self.removed[document] = True
        self.changed = True


class Writer:
    """Changes one index. A context manager: leaving it commits, an exception rolls back.

    Raises:
        IndexLockedError: on entering, when another writer holds the index for ``wait`` seconds.
    """

    def __init__(self, index: Index, wait: float = 10.0, label: str = "writer", anew: bool = False) -> None:
        self.counts, self._has_ended = Counts(), False
        self._index, self._path = index, index.path
        self._lock = WriteLock(index.path, label)
        self._lock.acquire(wait)
        self._meanwhile = ExitStack()
        try:
            self._begin(anew)
        except BaseException:
            self._lock.release()
            raise
        if anew:
            self._meanwhile.enter_context(memory.seldom_collected())

    def _begin(self, anew: bool) -> None:
        self._anew = anew
        old = self._last_generation()
        if anew:
            self._base = Manifest(generation=old.generation, arrivals=old.arrivals, zone=old.zone)
        else:
            old.check(self._path)
            self._base = old
        snapshot = None if anew else self._index.snapshot()
        self._lexicon = snapshot.lexicon if snapshot else Lexicon([])
        self._chunks = list(self._base.lexicon)
        segments = snapshot.segments if snapshot else ()
        self._open = [_OpenSegment(*pair) for pair in zip(segments, self._base.segments, strict=True)]
        self._arrivals = self._base.arrivals
        self._names = 0
        self._scanner: Scanner = hot.scanner()
        # A dictionary that began empty has the scanner's numbers: the scanner tells a form once, in order.
        self._form_number: Numbers | None = np.zeros(0, np.int64) if self._chunks else None
        self._batch: dict[str, Prepared] = {}
        self._new_segment()

    def _last_generation(self) -> Manifest:
        """Return the generation to build on, left-over files swept; a damaged one may be replaced, not changed."""
        try:
            old = manifest.read(self._path)
        except IndexDamagedError:
            if not self._anew:
                raise
            return store.salvaged(self._path)
        store.sweep(self._path, old)
        return old

    def _new_segment(self) -> None:
        self._builder = SegmentBuilder(self._scanner, ZoneInfo(self._base.zone))
        self._here: dict[str, tuple[int, int]] = {}
        self._builder_removed: set[int] = set()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._has_ended:
            return
        if kind is None:
            self.commit()
        else:
            self.rollback()

    def add(self, article: Article) -> None:
        """Add the article; it replaces one with the same id, and changes nothing if it is the same."""
        self._check()
        text = article.text.encode()
        content = _content(article, text)
        earlier = self._batch.pop(article.id, None)
        if earlier is not None:
            same = earlier.content == content
            self.counts.unchanged += same
            self.counts.replaced += not same
        self._batch[article.id] = Prepared(article, text, id_hash(article.id), content)
        if len(self._batch) >= BATCH_ARTICLES:
            self._take_batch()

    def remove(self, identifier: str) -> bool:
        """Remove the article with that id; return whether there was one."""
        self._check()
        self._take_batch()
        here = self._here.pop(identifier, None)
        if here is not None:
            self._builder_removed.add(here[0])
        else:
            hashes = np.array([id_hash(identifier)], np.uint64)
            found = [(one, self._live(one, [identifier], hashes)) for one in self._open]
            places = [(one, documents[0]) for one, documents in found if documents]
            for one, document in places:
                one.remove(document)
            if not places:
                self.counts.missing += 1
                return False
        self.counts.removed += 1
        return True

    @staticmethod
    def _live(one: _OpenSegment, identifiers: list[str], hashes: npt.NDArray[np.uint64]) -> dict[int, int]:
        found = one.segment.find_all(identifiers, hashes)
        return {place: document for place, document in found.items() if not one.removed[document]}

    def _take_batch(self) -> None:
        """Look up the waiting articles, drop the unchanged, and give the others to the builder."""
        batch, self._batch = list(self._batch.values()), {}
        if not batch:
            return
        known = self._drop_known(batch)
        fresh = [one for one in batch if known.get(one.article.id) != one.content]
        self.counts.unchanged += len(batch) - len(fresh)
        replaced = sum(one.article.id in known for one in fresh)
        self.counts.replaced += replaced
        self.counts.added += len(fresh) - replaced
        for number, one in enumerate(fresh, len(self._builder)):
            self._here[one.article.id] = number, one.content
        if len(batch) >= BATCH_ARTICLES:
            self._scanner = self._builder.with_faster_scanner()
        self._builder.add(fresh)
        if self._builder.tokens >= SEGMENT_TOKENS or len(self._builder) + BATCH_ARTICLES > MAX_ARTICLES:
            self._flush()

    def _drop_known(self, batch: Sequence[Prepared]) -> dict[str, int]:
        """Return the content of the batch's ids that are already here, and remove what is to be replaced."""
        known = {}
        for one in batch:
            here = self._here.get(one.article.id)
            if here is not None:
                known[one.article.id] = here[1]
                if here[1] != one.content:
                    self._builder_removed.add(here[0])
        identifiers = [one.article.id for one in batch]
        hashes = np.array([one.id_hash for one in batch], np.uint64)
        for opened in self._open:
            content = opened.segment.columns["content"]
            for place, document in self._live(opened, identifiers, hashes).items():
                known[identifiers[place]] = int(content[document])
                if known[identifiers[place]] != batch[place].content:
                    opened.remove(document)
        return known

    def _flush(self) -> None:
        """Write what the builder holds as a segment, and the forms that are new as a chunk of the dictionary."""
        if not len(self._builder):
            return
        self._builder.finish()
        first, new = self._number_forms()
        name, numbered = self._name(), (self._form_number, self._arrivals)
        with ThreadPoolExecutor(1) as another:  # the dictionary is Python's work, inverting is a kernel's
            writing = another.submit(lambda: self._write_segment(name, self._builder.columns(*numbered)))
            if self._builder.tokens > _TOKENS_BESIDE:
                writing.result()
            self._enter(first, new)
        self._close_segment(writing.result())
        memory.give_back()
        if new:
            self._merge_chunks()

    def _close_segment(self, opened: _OpenSegment) -> None:
        """Go on with what the builder held as a segment, and let go of it."""
        self._arrivals += len(self._builder)
        for document in self._builder_removed:
            opened.remove(document)
        self._open.append(opened)
        self._builder.close()
        self._new_segment()

    def _number_forms(self) -> tuple[int, Sequence[str]]:
        """Give the scanner's new forms their numbers; return the first number that is new, and the forms from it on."""
        first = len(self._lexicon)
        if self._form_number is None:
            return first, self._scanner.forms(first)
        forms = self._scanner.forms(len(self._form_number)).tolist()
        numbers = self._lexicon.find(forms)
        unknown = np.flatnonzero(numbers < 0)
        numbers[unknown] = first + np.arange(len(unknown))
        self._form_number = np.concatenate((self._form_number, numbers))
        return first, [forms[at] for at in unknown.tolist()]

    def _enter(self, first: int, new: Sequence[str]) -> None:
        """Write new forms, numbered from ``first`` on, as a chunk of the dictionary."""
        if new:
            forms = Forms(new)
            forms.prepared()
            with ThreadPoolExecutor(1) as another:
                related = another.submit(relations.build, forms)
                built = build_chunk(forms)
            self._put_chunk(0, first, built, related.result())

    def _merge_chunks(self) -> None:
        """Keep the number of chunks logarithmic: each is more than twice as large as the next, or large enough."""
        sizes = [len(chunk.forms) for chunk in self._lexicon.chunks]
        count, total = 1, sizes[-1]
        while count < len(sizes) and sizes[-count - 1] <= min(2 * total, CHUNK_FORMS - total):
            total += sizes[-count - 1]
            count += 1
        if count == 1:
            return
        merged = self._lexicon.chunks[-count:]
        forms = forms_of(merged)
        self._put_chunk(count, merged[0].first, merge_chunks(merged, forms), relate(merged, forms))

    def _put_chunk(self, replaced: int, first: int, built: dict[str, Array], related: dict[str, Array]) -> None:
        """Write a chunk in place of the last ``replaced`` ones."""
        name = self._name()
        file = container.write(file_of(self._path, LEXICON, name), built)
        record = ChunkRecord(name, first, len(built["stem.length"]), file, self._write_relations(related))
        keep = len(self._chunks) - replaced
        self._chunks = [*self._chunks[:keep], record]
        # Opened from the disk, for a large dictionary would fill the memory.
        self._lexicon = Lexicon([*self._lexicon.chunks[:keep], store.open_chunk(self._path, record)])

    def relate(self, *, anew: bool = False) -> int:
        """Compute the relations of all forms ``anew``, or of those whose relations follow other rules than ours.

        No article is read. Returns:
            the number of forms whose relations were computed.
        """
        self._check()
        stale = [at for at, record in enumerate(self._chunks) if anew or not store.is_current(record)]
        chunks = list(self._lexicon.chunks)
        for at in stale:
            related = relations.build(forms_of([chunks[at]]))
            self._chunks[at] = self._chunks[at]._replace(relations=self._write_relations(related))
            chunks[at] = chunks[at].with_relations(related)
        self._lexicon = Lexicon(chunks)
        return sum(self._chunks[at].forms for at in stale)

    def _write_relations(self, related: dict[str, Array]) -> RelationsRecord:
        name = self._name()
        file = container.write(file_of(self._path, RELATIONS, name), related)
        return RelationsRecord(name, relations.fingerprint(), file)

    def _name(self) -> str:
        self._names += 1
        return f"{self._base.generation + 1:08d}-{self._names:03d}"

    def _write_segment(self, name: str, built: dict[str, Array]) -> _OpenSegment:
        file = container.write(file_of(self._path, SEGMENTS, name), built)
        record = SegmentRecord(name, len(built["published"]), file)
        return _OpenSegment(store.open_segment(self._path, record), record)

    def merge(self, *, fully: bool = False) -> None:
        """Merge segments that are due; ``fully``: all into as few as possible, without removed articles."""
        self._check()
        self._take_batch()
        self._flush()
        current = [Segment(one.segment.name, one.segment.columns, one.removed if one.removed.any() else None)
                   for one in self._open]  # fmt: skip
        groups = merge.packed_groups(current) if fully else merge.due(current)
        for group in groups:
            names = {segment.name for segment in group}
            kept = [one for one in self._open if one.segment.name not in names]
            live = any(segment.live_count for segment in group)
            self._open = [*kept, self._write_segment(self._name(), merge.merge(group))] if live else kept

    def commit(self) -> None:
        """Make everything visible as a new generation (none if nothing changed) and free the lock."""
        self._check()
        try:
            self.merge()
            self.relate()
            segments = tuple(self._committed(one) for one in self._open)
            state = self._base._replace(
                generation=self._base.generation + 1,
                arrivals=self._arrivals,
                lexicon=tuple(self._chunks),
                segments=segments,
            )
            if self._anew or (state.segments, state.lexicon) != (self._base.segments, self._base.lexicon):
                container.sync_tree(self._path, KINDS)
                state.write(self._path)
                store.sweep(self._path, state)
        except BaseException:  # of a full disk above all: what was written for nothing makes room
            with suppress(OSError):
                self._sweep()
            raise
        finally:
            self._end()

    def _committed(self, one: _OpenSegment) -> SegmentRecord:
        if not one.changed:
            return one.record
        name = f"{one.record.name}-{REMOVED}-{self._base.generation + 1:08d}"
        file = container.write(file_of(self._path, SEGMENTS, name), {REMOVED: np.packbits(one.removed)})
        return one.record._replace(removed=RemovedRecord(name, int(one.removed.sum()), file))

    def rollback(self) -> None:
        """Forget everything since the last commit and free the lock."""
        self._check()
        try:
            self._sweep()
        finally:
            self._end()

    def _sweep(self) -> None:
        """Remove what belongs to no generation."""
        with suppress(IndexDamagedError):  # then nothing is swept, and the damage stays for others to see
            store.sweep(self._path, manifest.read(self._path))

    def _check(self) -> None:
        """Raise an error if the writer has ended: another one may be at work."""
        if self._has_ended:
            raise ended_writer()

    def _end(self) -> None:
        self._has_ended = True
        self._builder.close()
        self._lock.release()
        self._meanwhile.close()


def _content(article: Article, text: bytes) -> int:
    """Return the hash of an article with ``text`` in UTF-8; those that differ in nothing but the id have the same."""
    published = article.published.isoformat() if article.published else None
    title, others = article.title, (article.url, article.source, article.authors, article.section, article.language)
    hashed = blake2b(orjson.dumps((title, published, others)), digest_size=8)
    hashed.update(text)
    return int.from_bytes(hashed.digest(), "little")
