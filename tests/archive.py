"""Archives of generated articles and query trees about them: the same from the same seed, in every run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from whoosh import query

from index import Article, fold
from search.query.nodes import ANY, BODY, TITLE, Category, ExactPhrase, Form, Near, Published, Within, Words

LEXEMES: Final = [
    line.split()
    for line in Path(__file__).with_name("vocabulary.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
FORMS: Final = [form for lexeme in LEXEMES for form in lexeme]
_LIKELIHOOD: Final = [1 / (place + 4) for place in range(len(LEXEMES))]  # as words in texts: Zipf's law
_OPENERS: Final = ("Der", "Die", "Das", "Am", "Eine", "„Die", "Im")
_JOINTS: Final = (" ", " ", " ", " ", " ", ", ", "-", " – ", "\n", " „")
_ENDS: Final = (".", ".", ".", "!", "?", ".“")
SOURCES: Final = ("Straßenpost", "Tagblatt Zürich", "Süddeutscher Bote", "Bote", "")
SECTIONS: Final = ("Politik", "Wirtschaft & Börse", "Wirtschaft", "")
AUTHORS: Final = ("Eva Müller", "Jan Groß", "Eva Mueller-Lang", "Müller Eva", "Oğuz Şahin")
FIRST_DAY: Final = datetime(2023, 1, 1, 22, 30, tzinfo=UTC)  # half past eleven at night in Berlin


class Written(NamedTuple):
    """An article with the sentences of each of its paragraphs, as they were put together."""

    article: Article
    paragraphs: list[list[str]]


def archive(seed: int, count: int) -> list[Written]:
    """Return ``count`` generated articles with the ids a0, a1 and so on."""
    random = Random(seed)
    return [_written(random, f"a{number}") for number in range(count)]


def _written(random: Random, identifier: str) -> Written:
    paragraphs = [[_sentence(random) for _ in range(random.randint(1, 4))] for _ in range(random.randint(1, 4))]
    late = timedelta(minutes=random.randrange(2 * 365 * 24 * 60))
    article = Article(
        id=identifier,
        title=" ".join(_some_words(random, random.randint(0, 5))),
        text="\n\n".join(" ".join(sentences) for sentences in paragraphs),
        source=random.choice(SOURCES),
        section=random.choice(SECTIONS),
        authors=tuple(random.sample(AUTHORS, random.choice((0, 1, 1, 2)))),
        published=FIRST_DAY + late if random.random() < 0.9 else None,
    )
    return Written(article, paragraphs)


def _some_words(random: Random, count: int) -> list[str]:
    return [random.choice(lexeme) for lexeme in random.choices(LEXEMES, _LIKELIHOOD, k=count)]


def _sentence(random: Random) -> str:
    """Return words that begin and end as a sentence does, some lines wrapped."""
    middle = "".join(random.choice(_JOINTS) + word for word in _some_words(random, random.randint(1, 9)))
    return f"{random.choice(_OPENERS)}{middle} Ende{random.choice(_ENDS)}"


class Trees:
    """Generates query trees of every kind, about the words and names of the archives."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def tree(self, depth: int = 2) -> query.Query:
        """Return a tree of any kind, at most ``depth`` combinations deep."""
        if depth == 0:
            return self._random.choice((self.placed, self.placed, self.filter))()
        kinds: Sequence[Callable[[], query.Query]] = (
            self.placed,
            self.filter,
            lambda: query.And(self._some(depth)),
            lambda: Words(self._some(depth)),
            lambda: query.Or(self._some(depth)),
            lambda: query.Not(self.tree(depth - 1)),
            lambda: query.AndNot(self.tree(depth - 1), self.tree(depth - 1)),
            lambda: query.AndMaybe(self.tree(depth - 1), self.tree(depth - 1)),
            lambda: query.Require(self.tree(depth - 1), self.tree(depth - 1)),
        )
        return self._random.choice(kinds)()

    def _some(self, depth: int) -> list[query.Query]:
        return [self.tree(depth - 1) for _ in range(self._random.randint(2, 3))]

    def placed(self) -> query.Query:
        """Return what has places in a text: a word, pattern, phrase, or words near each other."""
        kinds: Sequence[Callable[[], query.Query]] = (self.leaf, self.leaf, self.phrase, self.near, self.within)
        return self._random.choice(kinds)()

    def near(self) -> Near:
        """Return two sides near each other, either of which may be of that kind itself."""
        left, right = (self._random.choice((self.leaf, self.leaf, self.choice, self.exact, self.near))() for _ in "ab")
        return Near(left, right, self._random.randint(1, 8), ordered=self._random.random() < 0.5)

    def within(self) -> Within:
        """Return words in one sentence or paragraph, or not in one."""
        left, right = (self._random.choice((self.leaf, self.choice))() for _ in "ab")
        return Within(left, right, self._random.choice(("sentence", "paragraph")), self._random.random() < 0.3)

    def choice(self) -> query.Or:
        """Return a choice between words."""
        return query.Or([self.leaf() for _ in range(self._random.randint(2, 3))])

    def exact(self) -> ExactPhrase:
        """Return an exact phrase, half of them the opening of a sentence and what often follows it."""
        texts = _some_words(self._random, self._random.choice((1, 1, 2)))
        if self._random.random() < 0.5:
            texts = [self._random.choice(_OPENERS).strip("„"), *texts]
        return ExactPhrase(self._field(), [*texts, "Ende"] if len(texts) == 1 else texts)

    def phrase(self) -> query.Phrase:
        """Return an exact phrase, or a loose one of two or three words."""
        if self._random.random() < 0.4:
            return self.exact()
        texts = _some_words(self._random, self._random.choice((2, 2, 3)))
        return query.Phrase(self._field(), texts, slop=self._random.randint(1, 4))

    def leaf(self) -> query.Query:
        """Return a word or a pattern."""
        random, field = self._random, self._field()
        form = _some_words(random, 1)[0] if random.random() < 0.5 else random.choice(FORMS)
        kinds: Sequence[Callable[[], query.Query]] = (
            lambda: query.Term(field, form),
            lambda: query.Term(field, form),
            lambda: Form(field, form, cased=random.random() < 0.5),
            lambda: query.Prefix(field, form[: random.randint(1, 5)]),
            lambda: query.Wildcard(field, self._pattern(form)),
            lambda: query.Regex(field, f"{fold(form)[:2]}.*|.{{3}}{fold(form)[-1]}"),
            lambda: query.FuzzyTerm(field, self._misspelt(form), maxdist=1, prefixlength=random.randint(0, 2)),
        )
        return random.choice(kinds)()

    def filter(self) -> query.Query:
        """Return a filter by name or date, or every article, or none."""
        random = self._random
        kinds: Sequence[Callable[[], query.Query]] = (
            lambda: Category("source", random.choice((*SOURCES, "strassenpost", "Zürich", "Tag", "Bote Süddeutscher"))),
            lambda: Category("section", random.choice((*SECTIONS, "boerse", "WIRTSCHAFT"))),
            lambda: Category("author", random.choice((*AUTHORS, "mueller", "Groß Eva", "Eva", "Lang"))),
            lambda: Published(*(random.choice((None, self._day())) for _ in "ab")),
            query.Every,
            lambda: query.NullQuery,
        )
        return random.choice(kinds)()

    def _field(self) -> str:
        return self._random.choice((ANY, ANY, TITLE, BODY))

    def _day(self) -> date:
        return FIRST_DAY.date() + timedelta(days=self._random.randrange(2 * 365))

    def _misspelt(self, form: str) -> str:
        """Return the form with one letter left out, doubled, changed, or swapped with the next."""
        at = self._random.randrange(len(form))
        before, letter, after = form[:at], form[at], form[at + 1 :]
        return before + self._random.choice(("", letter * 2, "x", after[:1] + letter)) + after[1:] if after else form

    def _pattern(self, form: str) -> str:
        """Return the form with one part as ``*`` and perhaps one letter as ``?``."""
        begin = self._random.randrange(len(form))
        pattern = form[:begin] + "*" + form[begin + self._random.randint(0, 3) :]
        at = self._random.randrange(len(pattern))
        if self._random.random() < 0.5 and pattern[at] != "*":
            pattern = pattern[:at] + "?" + pattern[at + 1 :]
        return pattern if set(pattern) - set("*?") else "*e"
