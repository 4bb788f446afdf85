"""Grows any corpus to N articles that behave like real ones, by seed.

Sentences are drawn again within a section (or a source where there are no sections); their seldom
capitalised words are slots, filled with minted compounds and names so that the number of forms goes on
growing as in the real text (`benchmarks.heaps`). A word once minted comes again in proportion to how often
it came before, as in real text (H. A. Simon, *On a class of skew distribution functions*, 1955). Memory does
not depend on N.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import orjson

from benchmarks.articles import AUTHORS_PER_SOURCE, Article, author, complete, open_bytes, read_articles
from benchmarks.heaps import WORD, Counting, Curve, Minting
from benchmarks.minting import MIN_PART, Mint

BATCH: Final = 1000
"""Articles made at a time; numbers are drawn for a whole batch."""
MEMORY: Final = 1 << 20
"""How many fillings of slots are remembered to be drawn again (four bytes each)."""
MAX_SOURCE_ARTICLES: Final = 50_000
"""Sentences are drawn from so many articles at most, which bounds the memory."""
MAX_SLOT_FREQUENCY: Final = 32
SLOTS_PER_NEW_FORM: Final = 1.5
_SENTENCE: Final = re.compile(r"(?<=[.!?…])[\"“»]?\s+(?=[A-ZÄÖÜ„\"»])")
_SLOT: Final = "\x00"

Ints = npt.NDArray[np.int64]


@dataclass
class Bag:
    """Sentences (or titles) of all groups, each a JSON-escaped bytes template with ``%b`` for a slot."""

    templates: list[bytes] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)

    def add(self, text: str, group: int, varied: Container[str]) -> None:
        """Add one sentence of ``group``; words in ``varied`` become slots."""
        words = WORD.findall(text)
        marked = WORD.sub(lambda word: _SLOT if word[0] in varied else word[0], text.replace(_SLOT, " "))
        escaped = orjson.dumps(marked)[1:-1].replace(b"%", b"%%")
        self.templates.append(escaped.replace(b"\\u0000", b"%b"))
        self.slots.append(marked.count(_SLOT))
        self.tokens.append(len(words))
        self.groups.append(group)

    def freeze(self) -> Drawing:
        """Return the bag sorted by group, ready to be drawn from."""
        order = np.argsort(np.array(self.groups), kind="stable")
        return Drawing(
            [self.templates[i] for i in order],
            np.array(self.slots)[order],
            np.array(self.tokens)[order],
            np.searchsorted(np.array(self.groups)[order], np.arange(max(self.groups) + 2)),
        )


@dataclass(frozen=True)
class Drawing:
    """A `Bag` in group order: group g is ``templates[starts[g]:starts[g + 1]]``; slots and tokens of each."""

    templates: list[bytes]
    slots: Ints
    tokens: Ints
    starts: Ints

    def draw(self, random: np.random.Generator, groups: Ints) -> Ints:
        """Return the number of one template for each of ``groups``."""
        first, end = self.starts[groups], self.starts[groups + 1]
        return first + (random.random(len(groups)) * (end - first)).astype(np.int64)


@dataclass(frozen=True)
class Source:
    """What growing needs of the source corpus: bags, donors of shape and metadata, the curve, the mint."""

    titles: Drawing
    sentences: Drawing
    donor_group: Ints
    donor_length: Ints
    """Sentences in each donor's text."""
    donor_head: list[tuple[str, str]]
    """Source and section of each donor."""
    first_day: datetime
    seconds: float
    """Period of the source corpus."""
    curve: Curve
    kept: list[int]
    """Frequencies of the forms that are no slots."""
    mint: Mint


def load(paths: Iterable[Path]) -> Source:
    """Read a corpus to grow from; ``paths`` are JSON Lines files."""
    articles: list[Article] = []
    for path in paths:
        for article in read_articles(path):
            if len(articles) < MAX_SOURCE_ARTICLES and (article.get("text") or "").strip():
                articles.append(complete(article))
    if not articles:
        raise ValueError("There is no article to grow from; name a JSON Lines file with texts.")
    counting = Counting()
    for article in articles:
        counting.add(article["title"])
        counting.add(article["text"])
    return _source(articles, counting)


def _source(articles: list[Article], counting: Counting) -> Source:
    curve = counting.curve()
    varied = slot_words(counting.counts, curve)
    groups: dict[str, int] = {}
    titles, sentences = Bag(), Bag()
    donor_group, donor_length = [], []
    for article in articles:
        group = groups.setdefault(article["section"] or article["source"], len(groups))
        titles.add(article["title"], group, varied)
        parts = split_sentences(article["text"])
        for part in parts:
            sentences.add(part, group, varied)
        donor_group.append(group)
        donor_length.append(len(parts))
    days = sorted(datetime.fromisoformat(article["published"]) for article in articles)
    return Source(
        titles.freeze(),
        sentences.freeze(),
        np.array(donor_group),
        np.array(donor_length),
        [(article["source"], article["section"]) for article in articles],
        days[0],
        max((days[-1] - days[0]).total_seconds(), 86_400.0),
        curve,
        [count for form, count in counting.counts.items() if form not in varied],
        Mint(counting.counts),
    )


def split_sentences(text: str) -> list[str]:
    """Cut ``text`` into sentences, each with the white space that follows it."""
    cuts = [match.end() for match in _SENTENCE.finditer(text)]
    parts = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    last = parts[-1]
    return [*parts[:-1], last if last[-1:].isspace() else last + " "]


def slot_words(counts: Mapping[str, int], curve: Curve) -> set[str]:
    """Return the words to be varied: the seldom capitalised ones.

    As many as new forms will be needed at the end of the source text, half as many again for words that
    return.
    """
    seldom = Counter(min(count, MAX_SLOT_FREQUENCY + 1) for form, count in counts.items() if _may_vary(form))
    needed = curve.exponent * curve.forms[-1] * SLOTS_PER_NEW_FORM
    limit, slots = 0, 0
    while slots < needed and limit < MAX_SLOT_FREQUENCY:
        limit += 1
        slots += seldom[limit] * limit
    return {form for form, count in counts.items() if count <= limit and _may_vary(form)}


def _may_vary(form: str) -> bool:
    return len(form) >= MIN_PART and form[0].isupper() and form.isalpha()


class Filler:
    """Fills slots with minted words, as many of them new as the curve asks for."""

    def __init__(self, source: Source, random: np.random.Generator) -> None:
        self._mint = source.mint
        self._minting = Minting(source.curve, source.kept)
        self._random = random
        self._remembered = np.zeros(MEMORY, np.int32)
        self._seen = 0
        self.minted = 0

    def fill(self, slots: int, tokens: int) -> list[bytes]:
        """Return ``slots`` words for a text that has ``tokens`` tokens with them, from its beginning."""
        if not slots:
            return []
        new = min(slots, self._minting.needed(tokens) - self.minted)
        new = max(new, 1) if not self._seen else new
        numbers = self._again(slots, new)
        places = self._random.choice(slots, new, replace=False)
        numbers[places] = np.arange(self.minted, self.minted + new)
        self.minted += new
        self._remember(numbers)
        return self._mint.words(numbers)

    def _again(self, slots: int, new: int) -> Ints:
        """Return words drawn from those remembered; at the very start, from the new ones."""
        if not self._seen:
            return self._random.integers(0, new, slots)
        known = self._remembered[: min(self._seen, MEMORY)]
        return known[self._random.integers(0, len(known), slots)].astype(np.int64)

    def _remember(self, numbers: Ints) -> None:
        """Keep ``numbers``; a full memory forgets at random (reservoir sampling, by the batch)."""
        free = max(MEMORY - self._seen, 0)
        self._remembered[self._seen : self._seen + free][: len(numbers)] = numbers[:free]
        late = numbers[free:]
        kept = late[self._random.random(len(late)) < MEMORY / max(self._seen, MEMORY)]
        self._remembered[self._random.integers(0, MEMORY, len(kept))] = kept
        self._seen += len(numbers)


def grow(source: Source, articles: int, seed: int = 1) -> Iterator[bytes]:
    """Yield ``articles`` made-up articles, one JSON line each; the same for the same source and seed."""
    random = np.random.default_rng(seed)
    filler = Filler(source, random)
    tokens = 0
    stretch = max(1.0, articles / len(source.donor_head)) ** 0.5
    for first in range(0, articles, BATCH):
        count = min(BATCH, articles - first)
        donors = random.integers(0, len(source.donor_head), count)
        groups = source.donor_group[donors]
        titles = source.titles.draw(random, groups)
        lengths = source.donor_length[donors]
        sentences = source.sentences.draw(random, np.repeat(groups, lengths))
        tokens += int(source.titles.tokens[titles].sum() + source.sentences.tokens[sentences].sum())
        slots = int(source.titles.slots[titles].sum() + source.sentences.slots[sentences].sum())
        words = filler.fill(slots, tokens)
        heads = _heads(source, random, first, donors, stretch)
        yield from _bodies(source, titles, np.split(sentences, np.cumsum(lengths)[:-1]), words, heads)


def _bodies(source: Source, titles: Ints, texts: list[Ints], words: list[bytes], heads: list[bytes]) -> Iterator[bytes]:
    """Yield the finished lines; ``texts`` are the sentences of each, ``words`` fill the slots in order."""
    used = 0
    titled, said = source.titles, source.sentences
    for title, text, head in zip(titles.tolist(), texts, heads, strict=True):
        body = b"".join([said.templates[i] for i in text.tolist()])
        template = b'"title":"%b","text":"%b"' % (titled.templates[title], body)
        slots = int(titled.slots[title] + said.slots[text].sum())
        filled = template % tuple(words[used : used + slots])
        used += slots
        yield b"{%b,%b}\n" % (head, filled)


def _heads(source: Source, random: np.random.Generator, first: int, donors: Ints, stretch: float) -> list[bytes]:
    """Return what stands before title and text: id, URL, source, section, author, date."""
    busy = (AUTHORS_PER_SOURCE * random.random(len(donors)) ** 2).astype(np.int64)
    start = np.datetime64(source.first_day.replace(tzinfo=None), "s")
    days = start + (random.random(len(donors)) * source.seconds * stretch).astype("timedelta64[s]")
    heads = []
    for number, (donor, who, day) in enumerate(zip(donors.tolist(), busy.tolist(), days, strict=True), first):
        name, section = source.donor_head[donor]
        heads.append(
            orjson.dumps(
                {
                    "id": f"g{number:08}",
                    "url": f"https://{name}/{section.lower()}/g{number:08}",
                    "source": name,
                    "section": section,
                    "authors": [author(name, who)],
                    "published": f"{day}+01:00",
                }
            )[1:-1]
        )
    return heads


def write(path: Path, lines: Iterable[bytes]) -> None:
    """Stream ``lines`` into ``path`` (``.zst`` compresses), which appears only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"partial-{path.name}")
    with open_bytes(partial, "wb") as file:
        for line in lines:  # a zstd writer has no writelines
            file.write(line)
    partial.replace(path)
