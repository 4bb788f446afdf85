"""One request, on its way to a response."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial, reduce
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from whoosh import query

from index import CategoryName, Segment, Tokens, WordFinder, compounds, errors, tokenise_coded
from search import ranking
from search.answer import FacetCount, Hit, Note, Request, Response
from search.arrays import is_in
from search.kernels import hot
from search.limits import MAX_COMPARED_ARTICLES, RELAX_BELOW, SNIPPET_CHARACTERS
from search.lists import Best, Documents, Mask, Matched, Threshold, joined
from search.matching import Matches, Nearness, all_words_of, among, best, each, members, relaxed, typed, words_of
from search.query import ParsedQuery, to_text
from search.ranking import Floats
from search.showing import Highlighter, Marked, escape, mark_text, snippet
from search.view import View
from search.words import FormNumbers

if TYPE_CHECKING:
    from search.showing import Rows, UnderstoodWord

_BYTES_AT_ONCE: Final = 1 << 18
"""Bytes that the numbers of words take which are read at once, 1 MB of text: a page of ordinary articles, but not of a
hundred books."""
_CATEGORIES: Final[tuple[CategoryName, ...]] = ("source", "section", "author")


def highlighter(view: View, tree: query.Query) -> Highlighter:
    """Return what marks the matches of ``tree`` in texts."""

    def forms(leaf: query.Query, word: str, exact: bool) -> FormNumbers:
        return view.execution.expansion(leaf, word, exact).forms

    return Highlighter(tree, forms, partial(WordFinder, view.snapshot.lexicon), view.execution.apart)


def matched_forms(*parts: tuple[Tokens, Marked]) -> tuple[str, ...]:
    """Return the distinct forms under marks, in the order of the text."""
    found: dict[str, None] = {}
    for tokens, (firsts, lasts, _) in parts:
        for first, last in zip(firsts, lasts, strict=True):
            if first == last:
                found[tokens.words[first]] = None
            else:
                found |= dict.fromkeys(tokens.words[first : last + 1])
    return tuple(found)


class Search:
    """One request over one generation."""

    def __init__(self, view: View, request: Request, parsed: ParsedQuery) -> None:
        self._view, self._request, self._parsed = view, request, parsed
        self._execution = view.execution
        self._places = range(len(view.segments))
        self._meant = view.tree(parsed.tree)
        self._tree = relaxed(self._meant) if request.match == "any" else self._meant
        self._filters = [self._filter_masks(at) for at in self._places] if _is_filtered(request) else []
        self._allowed: list[Mask | None] = [reduce(np.logical_and, masks.values()) for masks in self._filters] or [
            None
        ] * len(self._places)
        """Which documents of each segment the filters of the request let pass; None for all."""
        self._notes = list(parsed.notes)

    def _filter_masks(self, at: int) -> dict[str, Mask]:
        """Return the masks of the request's filters that are set, by name."""
        request, reader = self._request, self._view.readers[at]
        chosen: dict[CategoryName, tuple[str, ...]] = {
            "source": request.sources,
            "section": request.sections,
            "author": request.authors,
        }
        masks: dict[str, Mask] = {
            name: reader.has_value(name, set(values).__contains__) for name, values in chosen.items() if values
        }
        if request.since or request.until:
            days = [day.toordinal() if day else None for day in (request.since, request.until)]
            masks["period"] = reader.in_period(*days)
        return masks

    def _filtered(self, document: Documents, at: int, without: str = "") -> Documents:
        for name, mask in self._filters[at].items() if self._filters else ():
            if name != without:
                document = document[mask[document]]
        return document

    def response(self, started: float = 0.0, notes: Sequence[Note] = ()) -> Response:
        """Return the answer to a question asked at ``started``, with ``notes`` before its own."""
        request, nearness = self._request, self._nearness(matching=True)
        count = max(request.offset + request.limit, MAX_COMPARED_ARTICLES if nearness else 0)
        kept: list[Matched] = []
        best_of = self._best_of_words(count)
        if best_of is None:
            having, kept = self._everywhere(self._tree)
            in_all = total = sum(len(one.document) for one in kept)
        else:
            having, in_all = best_of.having, best_of.total
            total = in_all
        if total < RELAX_BELOW and request.match == "auto" and len(members(self._tree)) > 1:
            having, kept = self._everywhere(relaxed(self._tree))
            nearness = self._nearness(matching=False)
            matches = self._all(kept, self._missing(kept))
            in_all = len(matches.document)
        elif request.sort == "relevance":
            matches = self._ranked(best_of or self._leading(kept, count))
        else:
            matches = self._all(kept, None)
        chosen = self._chosen(matches, nearness)
        if in_all > total:
            message = f"{total} articles have all words; {in_all - total} more have some of them"
            self._notes.append(Note("relaxed", message, {"full": total, "relaxed": in_all - total}))
        self._note_caps()
        self._note_relations()
        hits = self._hits(chosen)
        facets = self._facets(having) if request.facets else {}
        return Response(
            total=in_all,
            hits=hits,
            notes=(*notes, *self._notes),
            facets=facets,
            relaxed=in_all - total,
            words=self._understood() if request.words else (),
            read=to_text(self._parsed.tree) if request.words else "",
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def _everywhere(self, tree: query.Query) -> tuple[list[Documents], list[Matched]]:
        """Return the documents of each segment that match ``tree``, and which of them the filters let pass."""
        found = self._execution.everywhere(tree)
        return [one.document for one in found], list(map(Matched.among, found, self._allowed))

    def _nearness(self, *, matching: bool) -> Nearness | None:
        """Return what compares the best hits closely, None where nothing is to be compared.

        ``matching``: all of them match the query.
        """
        request = self._request
        if request.sort != "relevance" or not request.offset + request.limit or not self._execution.parameters.compares:
            return None
        return Nearness(self._execution, self._tree, matching=matching) or None

    def _chosen(self, matches: Matches, nearness: Nearness | None) -> Matches:
        """Return the hits that are asked for; the scores of the best ones are those after comparing them closely."""
        request, view = self._request, self._view
        end = request.offset + request.limit
        if not nearness or not len(matches.document):
            if matches.is_ranked:
                return among(matches, slice(request.offset, end))
            limits = request.offset, request.limit
            return among(matches, best(matches, view.published, view.identifier, request.sort, *limits))
        ranked = best(matches, view.published, view.identifier, "relevance", 0, max(end, MAX_COMPARED_ARTICLES))
        compared = ranked[:MAX_COMPARED_ARTICLES]
        compared = compared[np.argsort(matches.document[compared])]  # ascending, as postings are
        document = matches.document[compared]
        matches.score[compared] = nearness.rescored(document, matches.score[compared], view.recency[document])
        again = best(among(matches, compared), view.published, view.identifier, "relevance", 0, len(compared))
        ranked[: len(compared)] = compared[again]
        return among(matches, ranked[request.offset : end])

    def _understood(self) -> tuple[UnderstoodWord, ...]:
        from search.showing import understood

        parsed = self._parsed
        return understood(parsed.text, parsed.tree, self._execution, self._view.vocabulary)

    def _best_of_words(self, count: int) -> Best | None:
        """Return the matches and the best of them if they are found at once: words, ranked, with no other facets."""
        request = self._request
        if request.sort != "relevance" or (request.facets and self._filters):
            return None
        return self._execution.best(self._tree, self._allowed, self._view.weights, count, wants_all=request.facets)

    def _leading(self, found: Sequence[Matched], count: int) -> Best:
        """Return the ``count`` best matches, with all that tie with the last of them; some more of several segments."""
        leading, threshold, weights = hot.operations().leading, Threshold(count), self._view.weights

        def led(one: Matched, at: int) -> Best:
            _, recency, published = weights.of(at)
            document, rank = leading(*one, recency, published, count, threshold.least)
            threshold.reach(rank)
            return Best(len(one.document), [], document + weights.base[at], rank)

        return joined(each(led, found, self._places))

    @staticmethod
    def _ranked(best: Best) -> Matches:
        return Matches(best.document, best.rank, None, best.is_ranked)

    def _all(self, found: Sequence[Matched], missing: Sequence[Floats] | None) -> Matches:
        """Return all matches, with what each lacks of the query if that is told."""
        document = self._view.numbered([one.document for one in found])
        score = _joined([one.score for one in found]) * self._view.recency[document]
        return Matches(document, score, None if missing is None else _joined(missing))

    @cached_property
    def _having(self) -> list[tuple[query.Query, list[Documents]]]:
        """The parts of the query of which some are enough, each with the documents of each segment that have it."""
        parts = members(self._tree)
        return [(part, [self._execution.documents(part, at) for at in self._places]) for part in parts]

    def _missing(self, found: Sequence[Matched]) -> list[Floats]:
        """Return, of each match in some of the words, the idf of those that it lacks."""
        lacks = [np.zeros(len(one.document)) for one in found]
        for _, having in self._having:
            idf = ranking.inverse_frequency(self._execution.articles, sum(map(len, having)))
            for one, documents, missing in zip(found, having, lacks, strict=True):
                missing[~is_in(one.document, documents)] += idf
        return lacks

    def _facets(self, found: Sequence[Documents]) -> dict[str, tuple[FacetCount, ...]]:
        table, hits = self._view.facets, self._rows(found)
        is_widened = bool(self._filters) and self._request.widen_facets

        def rows(name: str) -> Rows:
            return self._rows(found, without=name) if is_widened else hits

        facets: dict[str, tuple[FacetCount, ...]] = {name: table.values(name, rows(name)) for name in _CATEGORIES}
        dates = table.dates(hits)
        of_period = table.dates(rows("period")) if is_widened else dates
        return {**facets, "month": table.months(*of_period), "day": table.days(*dates)}

    def _rows(self, found: Sequence[Documents], without: str = "") -> Rows:
        """Return what the documents have that the filters let pass, but for one: see `search.showing.facets`."""
        view = self._view
        return view.facets.of(view.numbered([self._filtered(one, at, without) for at, one in enumerate(found)]))

    def _note_relations(self) -> None:
        """Say that compounds and other relations can't be used."""
        if self._execution.parameters.relations and not self._view.snapshot.lexicon.is_related:
            message = (
                "the relations of this index are not those of this program: only the words' own forms are found; "
                "run `fundstelle relex`"
            )
            self._notes.append(Note("relex", message))
        elif self._execution.parameters.relations and not compounds.is_ready():
            message = "compounds that are typed are not taken apart: run `fundstelle relex` once on this computer"
            self._notes.append(Note("no-splitter", message))

    def _note_caps(self) -> None:
        """Say which words stand for more forms than are searched."""
        if not self._execution.has_cut:
            return
        for leaf in all_words_of(self._tree):
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

    def _hits(self, matches: Matches) -> tuple[Hit, ...]:
        """Return hits in the order of ``matches``."""
        own, titles = hot.operations().headlines(self._execution.table, matches.document)
        numbers, scores = matches.document.tolist(), matches.score.tolist()
        hits = Hit.listed(zip(own, titles, scores, numbers, repeat(self._read)))
        if matches.missing is not None:
            for hit, missing in zip(hits, matches.missing.tolist(), strict=True):
                if missing > 0:
                    hit.relaxed, hit.missing = True, self._missing_words(*self._view.place(hit.number))
        if self._request.snippets:
            _show([self._listed(hit) for hit in hits])
        return tuple(hits)

    def _listed(self, hit: Hit) -> _Listed:
        at, document = self._view.place(hit.number)
        marker = self._marker_of_some if hit.relaxed else self._marker
        return _Listed(self._view.segments[at], document, marker, hit.__dict__)

    @cached_property
    def _marker(self) -> Highlighter:
        """What marks the words in articles that match in full ..."""
        return highlighter(self._view, self._tree)

    @cached_property
    def _marker_of_some(self) -> Highlighter:
        """... and in those that have some of the words."""
        return highlighter(self._view, relaxed(self._tree))

    def _read(self, hit: Hit, name: str) -> Mapping[str, Any]:
        """Return fields of a hit that were not worked out for all (see `Hit`), the one named among them."""
        listed = self._listed(hit)
        try:
            if name in ("title_marked", "matched"):
                shown = listed if "marked" in listed.known else listed._replace(known={})
                if shown is not listed:
                    _show([shown])
                marked = shown.known["marked"]
                return {"title_marked": shown.known["title_marked"], "matched": matched_forms(*marked)}
            return listed.segment.described(listed.document)
        except errors.SENSELESS as error:
            raise errors.damaged_segment(listed.segment.name) from error

    def _missing_words(self, at: int, document: int) -> tuple[str, ...]:
        only = np.array([document])
        lacking = [part for part, having in self._having if not is_in(only, having[at])[0]]
        found: dict[str, None] = {}
        for one in map(typed, lacking):
            words = [leaf.text for leaf in words_of(one)]
            if isinstance(one, query.Phrase):  # which may have its words, but not together
                words = [] if found.keys() & set(words) else ["-".join(words)]
            found |= dict.fromkeys(words)
        return tuple(found)


def _is_filtered(request: Request) -> bool:
    return bool(request.sources or request.sections or request.authors or request.since or request.until)


def _joined(parts: Sequence[Floats]) -> Floats:
    return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0), *parts])


class _Listed(NamedTuple):
    """A hit on its way: where it is stored, what marks it, and the fields that are ``known`` of it."""

    segment: Segment
    document: int
    marker: Highlighter
    known: dict[str, Any]


def _show(hits: Sequence[_Listed]) -> None:
    """Add the fields that show why hits were found; those of one marker at once, as long as they are not long."""
    marked: dict[int, list[_Listed]] = {}
    for hit in hits:
        marked.setdefault(id(hit.marker), []).append(hit)
    for some in marked.values():
        for batch in _batches(some):
            _show_together(some[0].marker, batch)


def _batches(hits: Sequence[_Listed]) -> Iterator[list[_Listed]]:
    """Yield hits, as many at once as are not long."""
    batch: list[_Listed] = []
    size = 0
    for hit in hits:
        its = sum(len(part.words) for part in hit.segment.coded(hit.document))
        size += its
        if size > _BYTES_AT_ONCE and batch:
            yield batch
            batch, size = [], its
        batch.append(hit)
    yield batch


def _show_together(marker: Highlighter, hits: Sequence[_Listed]) -> None:
    """Add what shows why hits were found to what is known of them."""
    coded = [text for hit in hits for text in hit.segment.coded(hit.document)]
    cut = tokenise_coded(hits[0].segment.lexicon, coded)
    pairs = list(zip(cut[::2], cut[1::2], strict=True))
    marks = marker.all_marked([(title, text) for (_, title), (_, text) in pairs])
    for hit, ((headline, title), (body, text)), (in_title, in_text) in zip(hits, pairs, marks, strict=True):
        hit.known.update(hit.segment.described(hit.document))
        hit.known["snippet"] = snippet(body, text, in_text, limit=SNIPPET_CHARACTERS)
        hit.known["title_marked"] = mark_text(headline, title, in_title) if in_title else escape(headline)
        hit.known["marked"] = (title, in_title), (text, in_text)  # what is `matched`, if anybody looks at it
