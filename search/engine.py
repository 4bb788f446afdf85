"""The engine: a Request goes in, a Response comes out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, Final, NamedTuple, ParamSpec, TypeVar

import numpy as np
from whoosh import query

from index import Index, clean, errors, fold, stem, tokenise
from search import ranking
from search.answer import ArticleView, FacetCount, Hit, Match, Note, Request, Response, Sort
from search.arrays import is_in
from search.kernels import hot, plain
from search.limits import MAX_CORRECTED_WORDS, MAX_LIMIT, MAX_RESULT_WINDOW, MAX_SIMILAR, RARE_WORD_ARTICLES
from search.matching import relaxed, words_of
from search.query import ANY, ExactPhrase, ParsedQuery, Variants, Words, parse
from search.ranking import Parameters
from search.searcher import Search, highlighter, matched_forms
from search.showing import mark_paragraphs, mark_text
from search.suggesting import Loader
from search.view import View
from search.words import parts_of, synonyms

if TYPE_CHECKING:
    from search.matching import Explanation
    from search.suggesting import Suggestion

FIRST_WITH_KERNELS: Final = 2
"""Who asks a second question will ask more, so loading the kernels pays; a command asks one."""

_MATCHES: Final[tuple[Match, ...]] = ("all", "any")
_SORTS: Final[tuple[Sort, ...]] = ("newest", "relevance")
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


class TokenAnalysis(NamedTuple):
    """What the analyser makes of a word: fold, stem, parts (none if it is no compound), and articles that it finds."""

    word: str
    fold: str
    stem: str
    parts: tuple[str, ...]
    articles: int


class Stats(NamedTuple):
    """What is in the index, as the page shows it."""

    articles: int
    generation: int
    first: date | None
    last: date | None
    sources: tuple[FacetCount, ...]
    sections: tuple[FacetCount, ...]


def _ask_ahead(view: View) -> None:
    """Ask what has variants of several words, as ``USA`` has, so that no question waits for kernels that need be read.

    These are six or seven, and took 7 ms of the first such question of a process. (Not where all kernels are compiled
    ahead: what Python and kernels call is compiled twice if it is asked in another order, 14 s of processor.)
    """
    lexicon = view.snapshot.lexicon
    if not len(lexicon) or hot.operations() is plain:
        return
    word = lexicon.form(0)
    term, twice = query.Term(ANY, word), [word, word]
    for phrase in (query.Phrase(ANY, twice, slop=1), ExactPhrase(ANY, twice, slop=1)):
        parsed = ParsedQuery(Words([Variants([term, phrase]), term]), (), "")
        for match in _MATCHES:
            for sort in _SORTS:
                request = Request(match=match, sort=sort, limit=1, facets=False, snippets=False)
                Search(view, request, parsed).response()


def _naming_damage(
    method: Callable[Concatenate[Engine, _Asked], _Answer],
) -> Callable[Concatenate[Engine, _Asked], _Answer]:
    """Return ``method``, which names the damaged file where an answer fails because of one."""

    @wraps(method)
    def answer(engine: Engine, /, *asked: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        try:
            return method(engine, *asked, **named)
        except errors.SENSELESS:
            with engine.index.naming_damage():  # not around the answer: what is seldom needed takes a microsecond
                raise

    return answer


class Engine:
    """Searches one index and always answers from its newest generation."""

    def __init__(self, index: Index, parameters: Parameters | None = None) -> None:
        self.index, self._parameters = index, parameters or Parameters()
        self._view: View | None = None
        self._asked = 0
        self._warm = False
        self._loader = Loader(lambda: self.view().load())

    @classmethod
    def open(cls, path: str | Path, parameters: Parameters | None = None) -> Engine:
        """Return the engine over the index at ``path``.

        Raises:
            StoreError: if there is no index that this program can search.
        """
        engine = cls(Index.open(path), parameters)
        engine.view()
        return engine

    def view(self) -> View:
        """Return the newest generation, ready to be searched."""
        snapshot = self.index.snapshot()
        view = self._view
        found = synonyms.of_index(self.index.path) if self._parameters.relations else synonyms.NONE
        if view is None or view.snapshot is not snapshot or view.synonyms is not found:
            known = {id(reader.segment): reader for reader in view.readers} if view else {}
            newest = View(snapshot, self._parameters, known, found)
            if view and self._warm:  # no answer waits for what corrects and suggests from the new generation
                newest.borrow(view)
                self._loader.ask()
            view = self._view = newest
        return view

    def keep_plain_until_warm(self) -> None:
        """Leave loading the kernels to `warm`: until it is called, no question waits for them."""
        self._asked = FIRST_WITH_KERNELS

    def warm(self) -> None:
        """Make ready for many questions: load the kernels, which compiles them at the very first time."""
        hot.use_kernels()
        self.view().load()
        self._warm = True

    @_naming_damage
    def search(self, request: Request) -> Response:
        """Return the answer to ``request``; whatever was typed, there is one."""
        started = time.perf_counter()
        self._asked += 1
        if self._asked == FIRST_WITH_KERNELS and not self._warm:
            hot.use_kernels()
            if self._parameters.relations:
                self.view().load_words()
                _ask_ahead(self.view())
        request, notes = _within_limits(request)
        view, parsed = self.view(), parse(request.query)
        response = Search(view, request, parsed).response(started, notes)
        if request.correct:
            response = _corrected(view, request, parsed, response)
            response = response._replace(took_ms=(time.perf_counter() - started) * 1000)
        return response

    @_naming_damage
    def article(self, identifier: str, query_text: str = "") -> ArticleView | None:
        """Return an article with the matches of the query marked, or None if there is none with that id."""
        view = self.view()
        found = view.snapshot.find(identifier)
        if found is None:
            return None
        article = found[0].article(found[1])
        tree = view.tree(parse(query_text).tree) if query_text.strip() else query.NullQuery
        title, text = tokenise(article.title), tokenise(article.text)
        in_title, in_text = highlighter(view, tree).marked(title, text)
        if not in_title and not in_text:  # found by one of the words that a hyphen joins, perhaps
            in_title, in_text = highlighter(view, relaxed(tree)).marked(title, text)
        return ArticleView(
            id=article.id,
            title=article.title,
            title_marked=mark_text(article.title, title, in_title),
            paragraphs=mark_paragraphs(article.text, text, in_text),
            url=article.url,
            source=article.source,
            section=article.section,
            authors=article.authors,
            published=article.published,
            language=article.language,
            matched=matched_forms((title, in_title), (text, in_text)),
        )

    @_naming_damage
    def explain(self, query_text: str, identifier: str) -> Explanation | None:
        """Return where an article's score comes from, or None if there is no article with that id."""
        from search.matching import explain

        view = self.view()
        for at, segment in enumerate(view.snapshot.segments):
            document = segment.find(identifier)
            if document is not None and segment.live[document]:
                published = segment.published[document : document + 1]
                recency = ranking.recency_factor(published, view.newest, self._parameters)
                meant = view.tree(parse(query_text).tree)
                found = is_in(np.array([document]), view.execution.documents(meant, at))[0]
                tree = meant if found else relaxed(meant)  # as the answer does where few articles have every word
                return explain(view.execution, tree, at, document, float(recency[0]))
        return None

    @_naming_damage
    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return up to ``limit`` queries that go on from what was ``typed`` so far."""
        return self.view().suggester.suggest(typed, limit)

    @_naming_damage
    def similar(self, identifier: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the articles most like the one with that id, the most similar first; none if there is no such."""
        from search.suggesting import LEAST_SHARE, similar_query, telling_words

        view = self.view()
        found = view.snapshot.find(identifier)
        if found is None:
            return ()
        words = telling_words(found[0].article(found[1]), view.vocabulary, view.snapshot.article_count)
        request = Request(limit=min(limit, MAX_SIMILAR) + 1, snippets=False)
        hits = Search(view, request, ParsedQuery(similar_query(words), (), "")).response().hits
        own = next((hit.score for hit in hits if hit.id == identifier), 0.0)
        others = [hit for hit in hits if hit.id != identifier and hit.score >= LEAST_SHARE * own]
        return tuple(others[:limit])

    @_naming_damage
    def analyse(self, text: str) -> tuple[TokenAnalysis, ...]:
        """Return what the analyser makes of each word of ``text``."""
        view = self.view()
        return tuple(
            TokenAnalysis(word, fold(word), stem(word), parts_of(word), self._articles_with(view, word))
            for word in tokenise(clean(text)).words
        )

    @staticmethod
    def _articles_with(view: View, word: str) -> int:
        return view.count(query.Term("any", word))

    @_naming_damage
    def matching_ids(self, tree: query.Query) -> set[str]:
        """Return the ids of all articles that a query tree matches."""
        view = self.view()
        return {
            segment.ids[document]
            for at, segment in enumerate(view.snapshot.segments)
            for document in view.execution.documents(tree, at).tolist()
        }

    @_naming_damage
    def stats(self) -> Stats:
        """Return what is in the index."""
        snapshot = self.view().snapshot
        first, last = snapshot.days()
        return Stats(
            articles=snapshot.article_count,
            generation=snapshot.generation,
            first=first,
            last=last,
            sources=tuple(FacetCount(*item) for item in snapshot.category_counts("source")),
            sections=tuple(FacetCount(*item) for item in snapshot.category_counts("section")),
        )


def _within_limits(request: Request) -> tuple[Request, tuple[Note, ...]]:
    if request.offset >= 0 <= request.limit <= MAX_LIMIT and request.offset + request.limit <= MAX_RESULT_WINDOW:
        return request, ()
    offset, limit = max(0, request.offset), min(max(0, request.limit), MAX_LIMIT)
    notes: tuple[Note, ...] = ()
    if request.limit > MAX_LIMIT or offset + limit > MAX_RESULT_WINDOW:
        message = (
            f"at most {MAX_LIMIT} hits come at once, and none beyond {MAX_RESULT_WINDOW}; narrow by date or source"
        )
        notes = (Note("window", message, {"limit": MAX_LIMIT, "window": MAX_RESULT_WINDOW}),)
        limit = max(0, min(limit, MAX_RESULT_WINDOW - offset))
    if (offset, limit) != (request.offset, request.limit):
        request = request._replace(offset=offset, limit=limit)
    return request, notes


def _corrected(view: View, request: Request, parsed: ParsedQuery, response: Response) -> Response:
    """Return the response with the correction of misspelt words, or the answer to it where there is none to them."""
    leaves = [leaf for leaf in islice(words_of(parsed.tree), MAX_CORRECTED_WORDS) if type(leaf.node) is query.Term]
    rare = [(leaf, view.execution.frequency(leaf)) for leaf in leaves]
    rare = [(leaf, articles) for leaf, articles in rare if articles <= RARE_WORD_ARTICLES]
    if not rare:
        return response
    from search.suggesting import Correction, TypedWord

    places = Counter(leaf.startchar for leaf in parsed.tree.leaves())  # one text may be several words: an address
    words = [
        TypedWord(leaf.text, leaf.node.startchar, leaf.node.endchar, articles)
        for leaf, articles in rare
        if leaf.node.startchar is not None and places[leaf.node.startchar] == 1
    ]
    text, pairs = view.speller.corrected(parsed.text, words)
    if not pairs:
        return response
    asked = request._replace(query=text, correct=False)
    counted = Search(view, asked._replace(limit=0, facets=False, words=False), parse(text)).response()
    if counted.total - counted.relaxed <= response.total - response.relaxed:
        return response
    unknown = any(word.articles == 0 for word in words)  # a filter alone must not change what is searched
    applied = unknown and not response.total
    answer = Search(view, asked, parse(text)).response() if applied else response
    return answer._replace(correction=Correction(text, pairs, counted.total, applied))
