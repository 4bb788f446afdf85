"""The engine: a Request goes in, a Response comes out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import orjson
from whoosh import query

from index import NO_DATE, Article, CategoryName, Index, Segment, Snapshot, fold, load_kernels, stem, tokenise
from search import ranking
from search.answer import ArticleView, FacetCount, Hit, Note, Request, Response
from search.counts import Mask, SegmentReader
from search.execute import Execution, Matched, has_value, in_period, words_of
from search.expand import Expander, FormNumbers
from search.facets import category_facet, day_facet, month_facet
from search.highlight import Highlighter
from search.language import ParsedQuery, parse
from search.limits import (
    MAX_CORRECTED_WORDS,
    MAX_LIMIT,
    MAX_RESULT_WINDOW,
    MAX_SIMILAR,
    RELAX_BELOW,
    SNIPPET_CHARACTERS,
)
from search.marks import mark_paragraphs, mark_text
from search.ranking import Parameters
from search.relax import members, relaxed
from search.select import Matches, Numbers, best
from search.snippets import snippet

if TYPE_CHECKING:
    from search.explain import Explanation
    from search.spelling import Speller
    from search.suggest import Suggester, Suggestion
    from search.understood import UnderstoodWord
    from search.vocabulary import Vocabulary

_CATEGORIES: Final[tuple[CategoryName, ...]] = ("source", "section", "author")


class TokenAnalysis(NamedTuple):
    """What the analyser makes of a word: its fold and stem, and in how many articles its forms are."""

    word: str
    fold: str
    stem: str
    articles: int


class Stats(NamedTuple):
    """What is in the index, as the page shows it."""

    articles: int
    generation: int
    first: date | None
    last: date | None
    sources: tuple[FacetCount, ...]
    sections: tuple[FacetCount, ...]


class View:
    """One generation, ready to be searched."""

    def __init__(self, snapshot: Snapshot, parameters: Parameters, known: dict[int, SegmentReader]) -> None:
        self.snapshot = snapshot
        self.readers = [known.get(id(one)) or SegmentReader(one) for one in snapshot.segments]
        self.expander = Expander(snapshot, self._frequency, parameters)
        self.execution = Execution(snapshot.segments, self.readers, self.expander, parameters)
        dates = [one.published[one.live & (one.published != NO_DATE)] for one in snapshot.segments]
        self.newest = max((int(part.max()) for part in dates if len(part)), default=NO_DATE)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of this generation with their frequencies."""
        from search.vocabulary import Vocabulary

        return Vocabulary(self.snapshot.lexicon, self.snapshot.segments)

    @cached_property
    def speller(self) -> Speller:
        """What knows how words may have been meant."""
        from search.spelling import Speller

        return Speller(self.vocabulary)

    @cached_property
    def suggester(self) -> Suggester:
        """What goes on from what was typed so far."""
        from search.suggest import Suggester

        return Suggester(self.vocabulary, self.count, lambda tree, at: self.execution.matched(tree, at).mask)

    def count(self, tree: query.Query) -> int:
        """Return how many articles match a tree."""
        return sum(int(np.count_nonzero(self.execution.matched(tree, at).mask)) for at in range(len(self.readers)))

    def _frequency(self, forms: FormNumbers) -> FormNumbers:
        """Return in about how many articles each form is: for choosing among forms, not for scores."""
        total = np.zeros(len(forms), np.int64)
        for segment in self.snapshot.segments:
            for field in segment.fields.values():
                rows, occurs = field.rows_or_none(forms)
                total[occurs] += field.frequency[rows]
        return total


class Engine:
    """Searches one index and always answers from its newest generation."""

    def __init__(self, index: Index, parameters: Parameters | None = None) -> None:
        self.index, self._parameters = index, parameters or Parameters()
        self._view: View | None = None

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
        if view is None or view.snapshot is not snapshot:
            known = {id(reader.segment): reader for reader in view.readers} if view else {}
            view = self._view = View(snapshot, self._parameters, known)
        return view

    def warm(self) -> None:
        """Make ready for many questions: load the kernels, which compiles them at the very first time."""
        load_kernels()
        view = self.view()
        view.vocabulary.load()
        view.speller.load()

    def search(self, request: Request) -> Response:
        """Return the answer to ``request``; whatever was typed, there is one."""
        started = time.perf_counter()
        request, notes = _within_limits(request)
        view, parsed = self.view(), parse(request.query)
        response = Search(view, request, parsed).response()
        if request.correct:
            response = _corrected(view, request, parsed, response)
        took = (time.perf_counter() - started) * 1000
        return replace(response, took_ms=took, notes=(*notes, *response.notes))

    def article(self, identifier: str, query_text: str = "") -> ArticleView | None:
        """Return an article with the matches of the query marked, or None if there is none with that id."""
        view = self.view()
        found = view.snapshot.find(identifier)
        if found is None:
            return None
        article = found[0].article(found[1])
        marker = _highlighter(view, parse(query_text).tree if query_text.strip() else query.NullQuery)
        title, text = tokenise(article.title), tokenise(article.text)
        title_marks, text_marks = marker.marks(title, "title"), marker.marks(text, "body")
        return ArticleView(
            id=article.id,
            title=article.title,
            title_marked=mark_text(article.title, title, title_marks),
            paragraphs=mark_paragraphs(article.text, text, text_marks),
            url=article.url,
            source=article.source,
            section=article.section,
            authors=article.authors,
            published=article.published,
            language=article.language,
            matched=_matched((title, title_marks), (text, text_marks)),
        )

    def explain(self, query_text: str, identifier: str) -> Explanation | None:
        """Return where an article's score comes from, or None if there is no article with that id."""
        from search.explain import explain

        view = self.view()
        for at, segment in enumerate(view.snapshot.segments):
            document = segment.find(identifier)
            if document is not None and segment.live[document]:
                published = segment.published[document : document + 1]
                recency = ranking.recency_factor(published, view.newest, self._parameters)
                tree = parse(query_text).tree
                if not view.execution.matched(tree, at).mask[document]:
                    tree = relaxed(tree)  # as the answer does where few articles have every word
                return explain(view.execution, tree, at, document, float(recency[0]))
        return None

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Return up to ``limit`` queries that go on from what was ``typed`` so far."""
        return self.view().suggester.suggest(typed, limit)

    def similar(self, identifier: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the articles most like the one with that id, the most similar first; none if there is no such."""
        from search.similar import LEAST_SHARE, similar_query, telling_words

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

    def analyse(self, text: str) -> tuple[TokenAnalysis, ...]:
        """Return what the analyser makes of each word of ``text``."""
        view = self.view()
        return tuple(
            TokenAnalysis(word, fold(word), stem(word), self._articles_with(view, word))
            for word in tokenise(Article(text=text).text).words
        ) if text.strip() else ()  # fmt: skip

    @staticmethod
    def _articles_with(view: View, word: str) -> int:
        return view.count(query.Term("any", word))

    def matching_ids(self, tree: query.Query) -> set[str]:
        """Return the ids of all articles that a query tree matches."""
        view = self.view()
        return {
            segment.ids[document]
            for at, segment in enumerate(view.snapshot.segments)
            for document in np.flatnonzero(view.execution.matched(tree, at).mask).tolist()
        }

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
    offset, limit = max(0, request.offset), min(max(0, request.limit), MAX_LIMIT)
    notes: tuple[Note, ...] = ()
    if request.limit > MAX_LIMIT or offset + limit > MAX_RESULT_WINDOW:
        message = (
            f"at most {MAX_LIMIT} hits come at once, and none beyond {MAX_RESULT_WINDOW}; narrow by date or source"
        )
        notes = (Note("window", message, {"limit": MAX_LIMIT, "window": MAX_RESULT_WINDOW}),)
        limit = max(0, min(limit, MAX_RESULT_WINDOW - offset))
    return replace(request, offset=offset, limit=limit), notes


def _corrected(view: View, request: Request, parsed: ParsedQuery, response: Response) -> Response:
    """Return the response with the correction of misspelt words, or the answer to it where there is none to them."""
    from search.spelling import Correction, TypedWord, correctable

    words = [
        TypedWord(leaf.text, leaf.node.startchar, leaf.node.endchar, view.execution.word(leaf).frequency)
        for leaf in islice(words_of(parsed.tree), MAX_CORRECTED_WORDS)
        if correctable(leaf.node) and leaf.node.startchar is not None
    ]
    text, pairs = view.speller.corrected(parsed.text, words)
    if not pairs:
        return response
    asked = replace(request, query=text, correct=False)
    counted = Search(view, replace(asked, limit=0, facets=False, words=False), parse(text)).response()
    if counted.total - counted.relaxed <= response.total - response.relaxed:
        return response
    unknown = any(word.articles == 0 for word in words)  # a filter alone must not change what is searched
    applied = unknown and not response.total
    answer = Search(view, asked, parse(text)).response() if applied else response
    return replace(answer, correction=Correction(text, pairs, counted.total, applied))


def _highlighter(view: View, tree: query.Query) -> Highlighter:
    def forms(leaf: query.Query, word: str, exact: bool) -> frozenset[str]:
        expansion = view.execution.expansion(leaf, word, exact)
        return frozenset(view.snapshot.lexicon.texts(expansion.forms.tolist()))

    return Highlighter(tree, forms)


def _matched(*marked: tuple[Any, Sequence[Any]]) -> tuple[str, ...]:
    """Return the distinct forms under marks, in the order of the text."""
    return tuple(
        dict.fromkeys(
            word for tokens, marks in marked for mark in marks for word in tokens.words[mark.first : mark.last + 1]
        )
    )


class Search:
    """One request, on its way to a response."""

    def __init__(self, view: View, request: Request, parsed: ParsedQuery) -> None:
        self._view, self._request, self._parsed = view, request, parsed
        self._execution = view.execution
        self._segments = view.snapshot.segments
        self._tree = relaxed(parsed.tree) if request.match == "any" else parsed.tree
        self._filters = [self._filter_masks(segment) for segment in self._segments]
        self._notes = list(parsed.notes)

    def _filter_masks(self, segment: Segment) -> dict[str, Mask]:
        """Return the masks of the request's filters that are set, by name."""
        request = self._request
        chosen: dict[CategoryName, tuple[str, ...]] = {
            "source": request.sources,
            "section": request.sections,
            "author": request.authors,
        }
        masks: dict[str, Mask] = {
            name: has_value(segment, name, set(values).__contains__) for name, values in chosen.items() if values
        }
        if request.since or request.until:
            masks["period"] = in_period(
                segment,
                request.since.toordinal() if request.since else None,
                request.until.toordinal() if request.until else None,
            )
        return masks

    def _filtered(self, mask: Mask, at: int, without: str = "") -> Mask:
        for name, chosen in self._filters[at].items():
            if name != without:
                mask = mask & chosen
        return mask

    def response(self) -> Response:
        """Return the answer; `Engine.search` adds the time."""
        full = [self._execution.matched(self._tree, at) for at in range(len(self._segments))]
        masks = [self._filtered(one.mask, at) for at, one in enumerate(full)]
        total = sum(int(np.count_nonzero(mask)) for mask in masks)
        lacking = self._relax(masks) if total < RELAX_BELOW else None
        if lacking is not None:
            full, found, missing = lacking
            masks = [self._filtered(mask, at) for at, mask in enumerate(found)]
        else:
            found = [one.mask for one in full]
            missing = [np.zeros(len(mask)) for mask in masks]
        matches = self._gather(full, masks, missing)
        chosen = best(matches, self._segments, self._request.sort, self._request.offset, self._request.limit)
        in_all = len(matches.document)
        if in_all > total:
            message = f"{total} articles have all words; {in_all - total} more have some of them"
            self._notes.append(Note("relaxed", message, {"full": total, "relaxed": in_all - total}))
        self._note_caps()
        self._note_relations()
        return Response(
            total=in_all,
            took_ms=0.0,
            hits=tuple(self._hits(matches, chosen)),
            notes=tuple(self._notes),
            facets=self._facets(found) if self._request.facets else {},
            relaxed=in_all - total,
            words=self._understood() if self._request.words else (),
        )

    def _understood(self) -> tuple[UnderstoodWord, ...]:
        from search.understood import understood

        parsed = self._parsed
        return understood(parsed.text, parsed.tree, words_of(parsed.tree), self._execution, self._view.vocabulary)

    def _relax(self, masks: Sequence[Mask]) -> tuple[list[Matched], list[Mask], list[Any]] | None:
        """Return scores, masks and missing idf of the relaxed query; None if there is nothing to relax."""
        if self._request.match != "auto" or len(members(self._tree)) < 2:
            return None
        tree = relaxed(self._tree)
        matched, missing = [], []
        parts = members(self._tree)
        frequencies = self._frequencies(parts)
        for at in range(len(masks)):
            matched.append(self._execution.matched(tree, at))
            lacks = np.zeros(len(self._segments[at]))
            for part, frequency in zip(parts, frequencies, strict=True):
                idf = ranking.inverse_frequency(self._execution.articles, frequency)
                lacks += np.where(self._execution.matched(part, at).mask, 0.0, idf)
            missing.append(lacks)
        return matched, [one.mask for one in matched], missing

    def _frequencies(self, parts: Sequence[query.Query]) -> list[int]:
        places = range(len(self._segments))
        return [sum(int(self._execution.matched(part, at).mask.sum()) for at in places) for part in parts]

    def _gather(self, scored: Sequence[Matched], masks: Sequence[Mask], missing: Sequence[Any]) -> Matches:
        parts = []
        for at, (one, mask, lacks) in enumerate(zip(scored, masks, missing, strict=True)):
            document = np.flatnonzero(mask)
            published = self._segments[at].published[document]
            factor = ranking.recency_factor(published, self._view.newest, self._execution.parameters)
            parts.append(
                Matches(
                    np.full(len(document), at),
                    document,
                    one.score[document] * factor,
                    published,
                    lacks[document],
                )
            )
        if not parts:
            empty = np.zeros(0, np.int64)
            return Matches(empty, empty, np.zeros(0), empty, np.zeros(0))
        return Matches(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _facets(self, found: Sequence[Mask]) -> dict[str, tuple[FacetCount, ...]]:
        widen = self._request.widen_facets

        def matches(name: str) -> list[tuple[Segment, Mask]]:
            return [
                (segment, self._filtered(mask, at, without=name if widen else ""))
                for at, (segment, mask) in enumerate(zip(self._segments, found, strict=True))
            ]

        facets: dict[str, tuple[FacetCount, ...]] = {name: category_facet(name, matches(name)) for name in _CATEGORIES}
        hits = [
            (segment, self._filtered(mask, at))
            for at, (segment, mask) in enumerate(zip(self._segments, found, strict=True))
        ]
        return {**facets, "month": month_facet(matches("period")), "day": day_facet(hits)}

    def _note_relations(self) -> None:
        """Say that compounds and other relations can't be used."""
        if self._execution.parameters.relations and not self._view.snapshot.lexicon.is_related:
            message = (
                "the relations of this index are not those of this program: only the words' own forms are found; "
                "run `fundstelle relex`"
            )
            self._notes.append(Note("relex", message))

    def _note_caps(self) -> None:
        """Say which words stand for more forms than are searched."""
        for leaf in words_of(self._tree):
            expansion = self._execution.expansion(leaf.node, leaf.text, leaf.exact)
            if expansion.capped:
                kept = len(expansion.forms)
                message = (
                    f"{leaf.text!r} stands for {kept + expansion.capped} forms; "
                    f"the {kept} in most articles are searched, so type more of the word"
                )
                values = {"word": leaf.text, "kept": kept, "left_out": expansion.capped}
                self._notes.append(Note("capped", message, values))
            if not expansion.whole:
                message = f"comparing {leaf.text!r} took too long; part of the dictionary was left out, simplify it"
                self._notes.append(Note("slow-pattern", message, {"word": leaf.text}))

    def _hits(self, matches: Matches, chosen: Numbers) -> Iterator[Hit]:
        marker = _highlighter(self._view, self._parsed.tree)
        parts = members(self._tree)
        for match in chosen.tolist():
            at, document = int(matches.segment[match]), int(matches.document[match])
            article = orjson.loads(self._segments[at].stored(document))
            is_relaxed = float(matches.missing[match]) > 0
            missing = [part for part in parts if is_relaxed and not self._execution.matched(part, at).mask[document]]
            yield self._hit(article, float(matches.score[match]), marker, is_relaxed, missing)

    def _hit(
        self,
        article: dict[str, Any],
        score: float,
        marker: Highlighter,
        is_relaxed: bool,
        missing: Sequence[Any],
    ) -> Hit:
        title, text = tokenise(article["title"]), tokenise(article["text"])
        title_marks, text_marks = marker.marks(title, "title"), marker.marks(text, "body")
        shown = self._request.snippets
        return Hit(
            id=article["id"],
            title=article["title"],
            url=article["url"],
            source=article["source"],
            section=article["section"],
            authors=tuple(article["authors"]),
            published=datetime.fromisoformat(article["published"]) if article["published"] else None,
            score=score,
            snippet=snippet(article["text"], text, text_marks, limit=SNIPPET_CHARACTERS) if shown else "",
            title_marked=mark_text(article["title"], title, title_marks),
            matched=_matched((title, title_marks), (text, text_marks)),
            relaxed=is_relaxed,
            missing=tuple(dict.fromkeys(leaf.text for part in missing for leaf in words_of(part))),
        )
