"""Suggestions while somebody types: words, phrases and names, authors and sources, and titles of the index.

Each suggestion is a query, and says how many articles it is about. Nothing is kept on disk;
`search.suggesting.vocabulary` has what is needed in memory. A list is there in some milliseconds: a word is counted by
its own form, and a title by its rarest words, before anything is counted as a search would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any, Final, Literal

import numpy as np
from whoosh import query

from index import NO_DATE, Segment, fold, stem, tokenise
from search.limits import MAX_SUGGEST_CHARACTERS, MAX_SUGGESTIONS, SUGGEST_CANDIDATES, SUGGEST_TITLE_LETTERS
from search.lists import Documents
from search.query import TITLE, Form, parse
from search.suggesting.names import kind_of_name
from search.suggesting.phrases import Phrase
from search.suggesting.vocabulary import Vocabulary

SuggestionKind = Literal["word", "phrase", "name", "person", "organisation", "author", "source", "section", "title"]

_FIRST: Final = {"word": 3, "phrase": 3, "value": 1, "title": 2}
"""How many there are of each kind, if they are found ..."""
_MORE: Final = ("phrase", "title", "value", "word")
"""... and what fills the places that are left."""
_FIELDS: Final[dict[str, SuggestionKind]] = {"autor": "author", "quelle": "source", "ressort": "section"}
_NAMED: Final = frozenset({"person", "organisation", "author"})
_CACHED: Final = 4096
"""What was typed last: many people type the same beginnings."""
_RAREST: Final = 2
"""So many words of a title, the rarest, tell it from all others as a rule."""
_AT_A_TIME: Final = 16
_STICKY: Final = 0.6
"""Share of a word's titles in which it stands beside the other one: from there on, both are one name."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that goes on from what was typed: ``text`` shows it, ``query`` asks it, ``articles`` have all of it.

    Of a single word, ``articles`` counts those that have it as it is written; the query finds its other forms too.
    ``person`` and ``organisation`` as `search.suggesting.names` tells them; a ``name`` of something else is words of
    titles that are written with capitals and mostly stand together. A ``title`` is that of one article, or of all that
    share it.
    """

    text: str
    query: str
    kind: SuggestionKind
    articles: int

    def to_json(self) -> dict[str, Any]:
        """Return the suggestion as a JSON-ready object."""
        return {"text": self.text, "query": self.query, "kind": self.kind, "articles": self.articles}


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed: the ``head`` before the last word, that word's beginning, and the folds of all words."""

    text: str
    head: str
    last: str
    folds: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> _Typed:
        tokens = tokenise(text)
        open_word = bool(tokens.words) and tokens.ends[-1] == len(text)
        start = tokens.starts[-1] if open_word else len(text)
        return cls(text, text[:start], text[start:], tuple(map(fold, tokens.words)))

    @property
    def single(self) -> bool:
        """Whether it is the beginning of one word."""
        return len(self.folds) == 1

    @property
    def plain(self) -> bool:
        """Whether it is words alone, without anything that the query language reads."""
        return all(letter.isalnum() or letter.isspace() for letter in self.text)


class Suggester:
    """Suggests from one generation; ``count`` tells how many articles a query tree matches, ``matched`` which."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        count: Callable[[query.Query], int],
        matched: Callable[[query.Query, int], Documents],
    ) -> None:
        self._vocabulary, self._count, self._matched = vocabulary, count, matched
        self.suggest = lru_cache(_CACHED)(self._suggest)
        self._found = lru_cache(_CACHED)(self._counted_as_asked)

    def _suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Return up to ``limit`` suggestions for what was typed so far, none for nothing or very much."""
        typed = _Typed.read(text.lstrip())
        limit = min(limit, MAX_SUGGESTIONS)
        if not typed.folds or len(text) > MAX_SUGGEST_CHARACTERS or limit <= 0:
            return ()
        kinds = {
            "word": self._words(typed),
            "phrase": self._phrases(typed),
            "value": self._values(typed),
            "title": self._titles(typed),
        }
        if not typed.single:  # what goes on from all of the words says more than what ends the last one
            kinds = {"phrase": kinds.pop("phrase"), **kinds}
        found = {kind: list(islice(offered, _FIRST[kind])) for kind, offered in kinds.items()}
        missing = limit - sum(map(len, found.values()))
        for kind in _MORE if typed.single else _MORE[:-1]:  # any word can follow others, and says little
            if missing > 0:
                more = list(islice(kinds[kind], missing))
                found[kind] += more
                missing -= len(more)
        distinct = list({one.query: one for one in chain.from_iterable(found.values())}.values())
        # Behind the likeliest word or phrase people and organisations come first: they are what most look for.
        return tuple(islice(distinct[:1] + sorted(distinct[1:], key=lambda one: one.kind not in _NAMED), limit))

    def _counted_as_asked(self, asked: str) -> int:
        """Return how many articles a query finds."""
        return self._count(parse(asked).tree)

    def _counted(self, text: str, asked: str, kind: SuggestionKind) -> Iterator[Suggestion]:
        """Yield the suggestion if it finds something."""
        articles = self._found(asked)
        if articles:
            yield Suggestion(text, asked, kind, articles)

    # Words

    def _words(self, typed: _Typed) -> Iterator[Suggestion]:
        """Yield the last word completed: of each word its most frequent form."""
        if not typed.last:
            return
        lexicon = self._vocabulary.lexicon
        stems: set[str] = set()
        forms = self._vocabulary.commonest(lexicon.with_prefix(fold(typed.last)), SUGGEST_CANDIDATES).tolist()
        for number, form in self._named(forms):
            found = stem(form)
            if found in stems or fold(form) in self._vocabulary.function_words:
                continue
            stems.add(found)
            if typed.head and fold(form) != typed.folds[-1]:
                yield from self._counted(typed.head + form, typed.head + form, "word")
            elif not typed.head and form != typed.last and (articles := self._vocabulary.articles([number])[0]):
                yield Suggestion(form, form, kind_of_name(form, (form,)) or "word", articles)

    def _named(self, forms: list[int]) -> Iterator[tuple[int, str]]:
        """Yield forms with their texts, which are read some at a time: the first ones are enough as a rule."""
        for at in range(0, len(forms), _AT_A_TIME):
            some = forms[at : at + _AT_A_TIME]
            yield from zip(some, self._vocabulary.lexicon.texts(some), strict=True)

    # Phrases of titles

    def _phrases(self, typed: _Typed) -> Iterator[Suggestion]:
        """Yield phrases that go on from all that was typed; for a single word, those that have it inside too."""
        if not typed.plain:
            return
        wanted = " " + " ".join(typed.folds) + ("" if typed.last else " ")
        inside = typed.single and len(typed.last) >= SUGGEST_TITLE_LETTERS
        shown: set[str] = set()
        for phrase in self._vocabulary.phrases_with(wanted if inside else f"\n{wanted}"):
            text, kind = self._printed(phrase)
            known = text.removesuffix("s") in shown or any(text in other for other in shown)  # Merkels
            if not known and fold(text) != " ".join(typed.folds):
                shown.add(text)
                yield from self._counted(text, f'"{text}"', kind)

    def _printed(self, phrase: Phrase) -> tuple[str, SuggestionKind]:
        """Return a phrase as a title prints it, and what it is."""
        segment = self._vocabulary.segments[phrase.segment]
        title = segment.headlines[phrase.document]
        tokens, words = tokenise(title), self._vocabulary.lexicon.texts(phrase.forms)
        size = len(words)
        at = next(at for at in range(len(tokens.words)) if tokens.words[at : at + size] == words)
        text = title[tokens.starts[at] : tokens.ends[at + size - 1]].replace('"', " ")
        return text, kind_of_name(text, words) or ("name" if self._is_name(text, words, phrase) else "phrase")

    def _is_name(self, text: str, words: list[str], phrase: Phrase) -> bool:
        return text == " ".join(words) and all(word[0].isupper() for word in words) and self._sticks(phrase)

    def _sticks(self, phrase: Phrase) -> bool:
        return phrase.articles >= _STICKY * min(self._title_frequency(form) for form in phrase.forms)

    def _title_frequency(self, form: int) -> int:
        asked = np.array([form])
        return sum(int(one.fields["title"].frequencies(asked)[0]) for one in self._vocabulary.segments)

    # Authors, sources, sections

    @cached_property
    def _known_values(self) -> list[tuple[str, str, str]]:
        """Field, folded words and value of each author, source and section, those of most articles first."""
        counts: dict[tuple[str, str], int] = {}
        for field, category in _FIELDS.items():
            for segment in self._vocabulary.segments:
                codes, _ = segment.codes(category)  # type: ignore[arg-type]  # the three are categories
                values = segment.values[category]  # type: ignore[index]
                for value, number in zip(values, np.bincount(codes, minlength=len(values)).tolist(), strict=True):
                    if value:
                        counts[field, value] = counts.get((field, value), 0) + number
        ranked = sorted(counts, key=lambda key: (-counts[key], key))
        return [(field, " " + " ".join(map(fold, tokenise(value).words)), value) for field, value in ranked]

    def _values(self, typed: _Typed) -> Iterator[Suggestion]:
        """Yield authors, sources and sections that have all that was typed at the beginning of a word."""
        wanted = " " + " ".join(typed.folds)
        if not typed.plain or len(wanted) < SUGGEST_TITLE_LETTERS:
            return
        for field, folds, value in self._known_values:
            if wanted in folds and '"' not in value:
                yield from self._counted(value, f'{field}:"{value}"', _FIELDS[field])

    # Titles

    def _titles(self, typed: _Typed) -> Iterator[Suggestion]:
        """Yield titles that have all words that were typed, the last of them as a beginning; newest first."""
        if not typed.plain or len(typed.folds[-1]) < SUGGEST_TITLE_LETTERS:
            return
        leaves: list[query.Query] = [query.Term(TITLE, word) for word in typed.folds[:-1]]
        leaves.append(query.Prefix(TITLE, typed.folds[-1]) if typed.last else query.Term(TITLE, typed.folds[-1]))
        tree = query.And(leaves) if len(leaves) > 1 else leaves[0]
        shown: set[str] = set()
        for segment, document in self._newest(tree):
            title = " ".join(segment.headlines[document].split())
            if title not in shown:
                shown.add(title)
                words = tokenise(title).words
                asked = f'titel:"{" ".join(words)}"'
                if self._is_alone(words):
                    yield Suggestion(title, asked, "title", 1)
                else:
                    yield from self._counted(title, asked, "title")

    def _is_alone(self, words: Sequence[str]) -> bool:
        """Return whether the rarest words of a title, in any order, are those of one title only."""
        numbers = self._vocabulary.lexicon.find(words)
        rarest = np.argsort(self._vocabulary.frequency[numbers], kind="stable")[:_RAREST]
        tree = query.And([Form(TITLE, words[at]) for at in sorted(rarest.tolist())])
        return len(words) > 1 and self._count(tree) == 1

    def _newest(self, tree: query.Query) -> list[tuple[Segment, int]]:
        """Return the newest articles that match, as many as may be suggested and as many again."""
        count = 2 * MAX_SUGGESTIONS
        found: list[tuple[int, Segment, int]] = []
        for at, segment in enumerate(self._vocabulary.segments):
            documents = self._matched(tree, at)
            published = segment.published[documents]
            kept = np.argsort(-np.where(published == NO_DATE, 0, published), kind="stable")[:count]
            found += [(int(published[one]), segment, int(documents[one])) for one in kept.tolist()]
        found.sort(key=lambda one: -one[0])
        return [(segment, document) for _, segment, document in found[:count]]
