"""What a query does with lists of documents and places, in plain NumPy: the reference for `search.kernels.fast`.

Both modules have the same functions and give the same bits; `search.kernels.hot` chooses. Documents are int32,
ascending, numbers of one segment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce, wraps
from itertools import combinations, pairwise
from typing import Concatenate, Final, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt

from index import WEIGHT_UNIT, FieldName, Segment, Snapshot, errors, postings
from search.arrays import counted, distinct, is_in
from search.limits import APART_WORDS
from search.lists import (
    NO_DOCUMENTS,
    Best,
    Counts,
    Documents,
    Marks,
    Mask,
    Matched,
    Numbers,
    Read,
    Threshold,
    Weights,
)
from search.ranking import NEAR_DISTANCE, OPENING_WORDS, ORDERED_DISTANCE, Floats, Parameters, saturate
from search.spans import POSITION_BITS, Places, Spans
from search.words import (
    Asked,
    Compared,
    Compound,
    Expansion,
    FormNumbers,
    SegmentTable,
    Spelled,
    Word,
    WordGroup,
    uniform_columns,
)

COMMON: Final = 0.5
"""A word in a larger part of the articles rules few of them out, and is looked for beside the others of a row anyway:
not to intersect its list takes 13 microseconds, of 284, from a phrase."""
MUCH_MORE: Final = 8
"""A word with so many times as many postings in a segment as another has documents there is read in these only, where
a question wants both words: to read only gaps takes a tenth of the time (0.45 instead of 5 ns a posting, in the cache),
but each document that is wanted as long as sixteen others ..."""
FEW_OF: Final = 16
"""... and that only if fewer than one in so many documents are wanted: else nobody foretells which ones are."""
MOST_RANKED: Final = 256
"""Up to so many of the best are put in order by comparing each with the others, or kept so while looking."""
_FORMS_AT_ONCE: Final = 256
"""Records that are read together: one by one they take ten times as long; many have more documents than memory."""
_NO_PLACES: Final = np.zeros(0, np.int64)
_FIELDS: Final[tuple[FieldName, FieldName]] = ("title", "body")
_Asked = ParamSpec("_Asked")
_Read = TypeVar("_Read")


def _naming_damage(
    function: Callable[Concatenate[Segment, _Asked], _Read],
) -> Callable[Concatenate[Segment, _Asked], _Read]:
    """Return ``function``, which says that the segment is damaged where a record of it cannot be read."""

    @wraps(function)
    def read(segment: Segment, /, *asked: _Asked.args, **named: _Asked.kwargs) -> _Read:
        try:
            return function(segment, *asked, **named)
        except errors.UNREADABLE as error:
            raise errors.damaged_segment(segment.name) from error

    return read


def marks(table: SegmentTable, asked: Asked) -> Marks:  # noqa: ARG001
    """Return nothing for each segment: which forms it has is found out by looking them up."""
    return table.unmarked


def counts(
    table: SegmentTable,
    asked: Asked,
    weights: dict[FieldName, int],
    first: int,
    last: int,
    marks: Marks,  # noqa: ARG001
) -> Read:
    """Return, segment by segment from ``first`` to before ``last``, and word by word, the weighted counts of the forms.

    They are counted over the fields that ``weights`` names. ``marks`` tell kernels which forms they need not look up
    (see `search.words.form_sets`). Where all words are wanted, documents are left out that lack one (see `Asked`): of a
    word whose frequency is known, that of the segment is then how many postings it has there.
    """
    having, scored = [], []
    for at, segment in enumerate(table.segments[first:last], first):
        own = [_counts(segment, one, weights) for one in asked.words]
        counted = [
            counts if alike is None else with_more(counts, _counts(segment, alike, weights), asked.most)
            for counts, alike in zip(own, asked.alike, strict=True)
        ]
        documents = [one.document for one in own]
        if len(asked.known):
            _leave_out(segment, asked, weights, at, documents, counted)
        having += documents
        scored += counted
    return Read.of(scored, having, last - first)


def _leave_out(
    segment: Segment,
    asked: Asked,
    weights: dict[FieldName, int],
    at: int,
    documents: list[Documents],
    counted: list[Counts],
) -> None:
    """Leave out of much longer lists the documents that lack a rarer word (see `search.words.Asked`)."""
    wanted = None if asked.beside is None else asked.beside.matching(at)
    postings = [sum(int(segment.fields[name].frequencies(one.forms).sum()) for name in weights) for one in asked.words]
    for word in sorted(range(len(documents)), key=postings.__getitem__):
        if wanted is not None and _is_much_more(postings[word], len(wanted), len(segment)):
            documents[word] = documents[word][is_in(documents[word], wanted)]
            document, weighted, nearest, frequency = counted[word]
            kept, frequency = is_in(document, wanted), postings[word] if asked.known[word] else frequency
            counted[word] = Counts(document[kept], weighted[kept], nearest[kept], frequency)
        if wanted is None or len(documents[word]) < len(wanted):
            wanted = documents[word]


def _is_much_more(postings: int, matches: int, size: int) -> bool:
    return postings > MUCH_MORE * matches and matches * FEW_OF < size


def looked_up(
    snapshot: Snapshot, table: SegmentTable, words: Sequence[Spelled], weights: dict[FieldName, int], last: int
) -> tuple[list[FormNumbers], Read]:
    """Return the forms of words that are only looked up, and what `counts` does of the segments before ``last``."""
    forms = snapshot.lexicon.sharing_each([word.fold for word in words], [word.stem_size for word in words])
    found = [Expansion(word.text, own, *uniform_columns(len(own))[:2]) for word, own in zip(words, forms, strict=True)]
    return forms, counts(table, Asked(found), weights, 0, last, table.unmarked)


@_naming_damage
def _counts(segment: Segment, expansion: Expansion, weights: dict[FieldName, int]) -> Counts:
    """Return the counts of one word in live documents."""
    total = np.zeros(len(segment), np.int64)
    nearest = np.zeros(len(segment), np.int16)
    direct = np.zeros(len(segment), bool)
    for name, field_weight in weights.items():
        for begin in range(0, len(expansion.forms), _FORMS_AT_ONCE):
            own = slice(begin, begin + _FORMS_AT_ONCE)
            form, document, count = segment.fields[name].documents(expansion.forms[own])
            weight = expansion.weights[own][form]
            np.add.at(total, document, count * (weight * field_weight))
            np.maximum.at(nearest, document, weight.astype(np.int16))
            direct[document[expansion.direct[own][form]]] = True
    if segment.removed is not None:
        total[segment.removed] = 0
        direct &= segment.live
    document = np.flatnonzero(total)
    return Counts(document.astype(np.int32), total[document], nearest[document], int(np.count_nonzero(direct)))


def with_more(counts: Counts, more: Counts, most: int | None = None) -> Counts:
    """Return ``counts`` with what ``more`` counts beside it, in each document ``most`` at most if given."""
    if not len(more.document):
        return counts
    both = np.concatenate((counts.document, more.document))
    order = np.argsort(both, kind="stable")
    first = np.flatnonzero(np.diff(both[order], prepend=-1))
    weighted = np.concatenate((counts.weighted, more.weighted if most is None else np.minimum(more.weighted, most)))[
        order
    ]
    nearest = np.concatenate((counts.nearest, more.nearest))[order]
    return Counts(
        both[order[first]], np.add.reduceat(weighted, first), np.maximum.reduceat(nearest, first), counts.frequency
    )


@_naming_damage
def frequencies(segment: Segment, forms: FormNumbers) -> Numbers:
    """Return in how many documents each form is, those with it in title and body counted twice."""
    total = np.zeros(len(forms), np.int64)
    for field in segment.fields.values():
        total += field.frequencies(forms)
    return total


@_naming_damage
def places(segment: Segment, expansion: Expansion, name: FieldName, wanted: Documents | None = None) -> Places:
    """Return where the forms stand in a field, ascending (``document << POSITION_BITS | position``).

    Only in the documents ``wanted``, if it is given.
    """
    return _places(segment, expansion.forms, name, wanted)


def _places(segment: Segment, forms: FormNumbers, name: FieldName, wanted: Documents | None) -> Places:
    parts = []
    for form in forms.tolist():
        record = segment.fields[name].record(form)
        if record is not None:
            document, count = postings.documents(record)
            if count.sum() > len(record):  # a place takes at least a byte
                raise IndexError
            place = (document << POSITION_BITS).repeat(count) | postings.positions(record, count)
            parts.append(place if wanted is None else place[is_in(document, wanted).repeat(count)])
    return np.sort(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def held(segment: Segment, expansion: Expansion, name: FieldName, wanted: Places) -> npt.NDArray[np.bool_]:
    """Return which of the ``wanted`` places, ascending, have one of the forms."""
    return is_in(wanted, places(segment, expansion, name, distinct(wanted >> POSITION_BITS).astype(np.int32)))


def in_row(
    segment: Segment,
    words: Sequence[Expansion],
    rarest_first: Sequence[int],
    wanted: Documents,
    fields: Sequence[FieldName],
) -> Documents:
    """Return those ``wanted`` documents that have the words one directly after the other in one of the fields.

    ``rarest_first`` are the places of the words in their row, in the order in which they are best looked for.
    """
    found = []
    for name in fields:
        rarest, *others = rarest_first
        first = places(segment, words[rarest], name, wanted) - rarest
        for place in others:
            first = first[held(segment, words[place], name, first + place)]
        found.append((first >> POSITION_BITS).astype(np.int32))
    return union(found, len(segment))


def in_rows(
    table: SegmentTable,
    group: WordGroup,
    fields: Sequence[FieldName],
    first: int,
    last: int,
    norm: Floats,
    base: Numbers,
) -> Matched:
    """Return the documents that have the words of a group one directly after the other in one of the fields.

    They are those of the segments from ``first`` to before ``last``, numbered over all segments: those of segment
    ``at`` begin with ``base[at]``. ``norm`` is the length norm of the documents of all segments.
    """
    documents, score = [NO_DOCUMENTS], [np.zeros(0)]
    for at in range(first, last):
        segment, matching = table.segments[at], [word.matching(at) for word in group.words]
        rarest_first = sorted(range(len(matching)), key=lambda word: len(matching[word]))
        rare = [word for word in rarest_first if len(matching[word]) <= COMMON * len(segment)]
        found = intersection([matching[word] for word in rare or rarest_first[:1]])
        if len(found):
            found = in_row(segment, [word.expansion for word in group.words], rarest_first, found, fields)
        documents.append(found + int(base[at]))
        scored = [word.scored(at) for word in group.scored]
        score.append(scores(found, scored, group.factors, norm[base[at] : base[at + 1]]))
    return Matched(np.concatenate(documents), np.concatenate(score))


def union(parts: Sequence[Documents], size: int) -> Documents:
    """Return the documents that are in any of ``parts``, of ``size`` documents in all."""
    mask = np.zeros(size, bool)
    for part in parts:
        mask[part] = True
    return np.flatnonzero(mask).astype(np.int32)


def intersection(parts: Sequence[Documents]) -> Documents:
    """Return the documents that are in each of ``parts``."""
    if not parts:
        return NO_DOCUMENTS
    return reduce(lambda one, other: one[is_in(one, other)], sorted(parts, key=len))


def matched(group: WordGroup, at: int, norm: Floats) -> Matched:
    """Return the documents of segment ``at`` that match any word of a group, or all, and their scores (see `scores`).

    ``norm`` is the length norm of all documents.
    """
    having = [word.matching(at) for word in group.words]
    document = union(having, len(norm)) if group.either else intersection(having)
    return Matched(document, scores(document, [word.scored(at) for word in group.scored], group.factors, norm))


def scores(document: Documents, words: Sequence[Counts], factors: Sequence[float], norm: Floats) -> Floats:
    """Return the scores of documents: the sum of the parts of ``words`` (see `search.ranking`).

    ``factors`` are boost * idf * (K1 + 1) of each word, ``norm`` is the length norm of all documents.
    """
    total = np.zeros(len(document))
    for (having, weighted, *_), factor in zip(words, factors, strict=True):
        has = is_in(document, having)
        count = weighted[np.searchsorted(having, document[has])] / WEIGHT_UNIT
        total[has] += factor * count / (count + norm[document[has]])
    return total


def weighted_length(segment: Segment, document: Documents, title_weight: int) -> Numbers:
    """Return the weighted lengths of documents."""
    title = segment.fields["title"].length[document].astype(np.int64)
    return title * title_weight + segment.fields["body"].length[document]


def window(words: Sequence[Places], slop: int) -> Spans:
    """Return the smallest stretches that hold all words, in any order, with ``last - first`` at most ``slop``.

    A word given twice must occur twice. The stretch begins with one of the words.
    """
    times: dict[bytes, int] = {}
    demands = []
    for places in words:
        key = places.tobytes()
        times[key] = times.get(key, 0) + 1
        demands.append((places, times[key]))
    starts = distinct(np.concatenate(list(words)))
    ends = starts.copy()
    for places, nth in demands:
        at = np.searchsorted(places, starts) + nth - 1
        reached = at < len(places)
        starts, ends, at = starts[reached], ends[reached], at[reached]
        ends = np.maximum(ends, places[at])
    near = ends - starts <= slop
    return Spans(starts[near], ends[near])


def with_pieces(table: SegmentTable, compound: Compound, weights: dict[FieldName, int], first: int, last: int) -> Read:
    """Return what a compound counts with its pieces near each other, and what its parts count with that.

    Segment by segment from ``first`` to before ``last``: the compound, and its parts. It matches where its own forms
    are or its pieces near each other, the parts match where they did before.
    """
    scored, matching = [], []
    for at in range(first, last):
        whole = compound.own.scored(at)
        if compound.weight:
            whole = with_more(whole, _apart(table.segments[at], compound, at, weights))
        scored.append(with_more(whole, compound.alike.scored(at), compound.most) if compound.alike else whole)
        matching.append(whole.document)
        for part in compound.parts:
            scored.append(with_more(part.scored(at), whole))
            matching.append(part.matching(at))
    return Read.of(scored, matching, last - first)


@_naming_damage
def _apart(segment: Segment, compound: Compound, at: int, weights: dict[FieldName, int]) -> Counts:
    """Return what the pieces of a compound count that stand near each other: each place where such a stretch begins.

    A place counts the weight of its field in ``weights`` times that of the compound. Only documents that match all
    words of a way are looked into; none of them counts as having the compound itself.
    """
    found = [_NO_PLACES]
    documents = [intersection([word.matching(at) for word in way]) for way in compound.ways]
    for name, field_weight in weights.items():
        starts = [_NO_PLACES]
        for way, wanted in zip(compound.ways, documents, strict=True):
            words = [places(segment, word.expansion, name, wanted) for word in way]
            starts.append(window(words, APART_WORDS + max(0, len(way) - 2)).first)
        found.append(np.repeat(distinct(np.concatenate(starts)) >> POSITION_BITS, field_weight))
    document, times = counted(np.concatenate(found))
    nearest = np.full(len(document), compound.weight, np.int16)
    return Counts(document.astype(np.int32), times * compound.weight, nearest, 0)


def together(
    table: SegmentTable,
    words: Compared,
    document: Numbers,
    first: int,
    last: int,
    norm: Floats,
    parameters: Parameters,
) -> Floats:
    """Return what is added for words that stand near each other in ``document``, or where its body begins.

    Documents are those of the segments from ``first`` to before ``last``, ascending, numbered over all, as ``norm`` has
    the length norms of all. See `search.matching.nearness` for the formulas.
    """
    found = [np.zeros(0)]
    for at in range(first, last):
        begin, end = table.base[at : at + 2]
        own = (document[(document >= begin) & (document < end)] - begin).astype(np.int32)
        found.append(_together(table.segments[at], words, own, norm[begin:end], parameters))
    return np.concatenate(found)


@_naming_damage
def _together(segment: Segment, words: Compared, document: Documents, norm: Floats, parameters: Parameters) -> Floats:
    title, body = ([_places(segment, forms, name, document) for forms in words.of_field(name)] for name in _FIELDS)
    near, ordered = (
        parameters.title_weight * own + other
        for own, other in zip(near_pairs(title, document), near_pairs(body, document), strict=True)
    )
    added = pair_scores(near, ordered, words.factors, norm[document], parameters)
    return added + parameters.opening * openings(body, document, words.factors)


def near_pairs(parts: Sequence[Places], document: Documents) -> tuple[Numbers, Numbers]:
    """Return how often words stand near each other in each document, and how often in the order of the query.

    ``parts`` are the places of each word, all of them in ``document``. Both answers are int64[documents, words, words]
    and count pairs of different words under the earlier and the later word of the query: those at most `NEAR_DISTANCE`
    apart, and those of two neighbours of the query that stand in its order, at most `ORDERED_DISTANCE` apart.
    """
    rows, words = len(document), len(parts)
    place = np.concatenate(parts)
    order = np.argsort(place, kind="stable")
    place, word = place[order], np.repeat(np.arange(words), [len(part) for part in parts])[order]
    row = np.searchsorted(document, place >> POSITION_BITS)
    near, ordered = np.zeros(rows * words * words, np.int64), np.zeros(rows * words * words, np.int64)
    for step in range(1, len(place)):
        distance = place[step:] - place[:-step]
        close = np.flatnonzero(distance <= NEAR_DISTANCE)
        if not len(close):
            break
        one, other = word[close], word[close + step]
        cell = (row[close] * words + np.minimum(one, other)) * words + np.maximum(one, other)
        near += np.bincount(cell[one != other], minlength=len(near))
        in_order = (other == one + 1) & (distance[close] > 0) & (distance[close] <= ORDERED_DISTANCE)
        ordered += np.bincount(cell[in_order], minlength=len(near))
    return near.reshape(rows, words, words), ordered.reshape(rows, words, words)


def pair_scores(near: Numbers, ordered: Numbers, factors: Floats, norm: Floats, parameters: Parameters) -> Floats:
    """Return what the counts of `near_pairs` add to the score of each document; ``norm`` is its length norm."""
    score = np.zeros(len(near))
    for one, other in combinations(range(len(factors)), 2):
        has = near[:, one, other] > 0
        count, in_order = near[has, one, other], ordered[has, one, other]
        added = parameters.near * saturate(count, norm[has], 1.0, parameters)
        added += parameters.ordered * saturate(in_order, norm[has], 1.0, parameters)
        score[has] += (factors[one] + factors[other]) / 2 * added
    return score


def openings(parts: Sequence[Places], document: Documents, factors: Floats) -> Floats:
    """Return the sum of the factors of the words that the body of each document begins with, the first ones whole.

    ``parts`` are the places of each word in the body, all of them in ``document``; what a word counts falls to nothing
    at place `OPENING_WORDS`.
    """
    score = np.zeros(len(document))
    for part, factor in zip(parts, factors.tolist(), strict=True):
        owner, position = part >> POSITION_BITS, part & ((1 << POSITION_BITS) - 1)
        first = np.flatnonzero((np.diff(owner, prepend=-1) > 0) & (position < OPENING_WORDS))
        score[np.searchsorted(document, owner[first])] += factor * (1 - position[first] / OPENING_WORDS)
    return score


def shares(document: Numbers, words: Sequence[Word], base: Numbers, factors: Floats) -> Floats:
    """Return the sum of the factors of the words that each document has, a related form counting as its weight.

    Documents are numbered over all segments, ascending; those of each begin at ``base``.
    """
    found = np.zeros(len(document))
    bounds = np.searchsorted(document, base).tolist()
    for at, (begin, end) in enumerate(pairwise(bounds)):
        own, share = document[begin:end] - base[at], found[begin:end]
        for word, factor in zip([word.scored(at) for word in words], factors.tolist(), strict=True):
            has = is_in(own, word.document)
            share[has] += factor * word.nearest[np.searchsorted(word.document, own[has])] / WEIGHT_UNIT
    return found


def leading(
    document: Documents, score: Floats, recency: Floats, published: Numbers, count: int, least: float
) -> tuple[Documents, Floats]:
    """Return the ``count`` best documents of at least the rank ``least``, with all that tie with the last; and ranks.

    Documents ascend. Ranks are ``score`` times ``recency``; of equal ranks the newest is best. ``recency`` and
    ``published`` have an entry for every document of the segment, ``score`` one for each of ``document``.
    """
    rank = score * recency[document]
    if count < 1:
        return NO_DOCUMENTS, np.zeros(0)
    document, rank = document[rank >= least], rank[rank >= least]
    if len(rank) > count:
        last = np.partition(rank, -count)[-count]
        better, equal = rank > last, np.flatnonzero(rank == last)
        left, moment = count - np.count_nonzero(better), published[document[equal]]
        better[equal[moment >= np.partition(moment, -left)[-left]]] = True
        return document[better], rank[better]
    return document, rank


def best_of(
    group: WordGroup,
    first: int,
    last: int,
    weights: Weights,
    allowed: Mask | None,
    wants_all: bool,
    threshold: Threshold,
    match: Callable[[WordGroup, int, Floats], Matched] = matched,
) -> Best:
    """Return the best matches of a group of words in the segments from ``first`` to before ``last`` (see `leading`).

    These are the best ``threshold.count`` of all, with some more, in order unless they are many: of what `match` finds
    among the ``allowed`` documents of all segments (None: all of them); ``wants_all``: the matches of each segment too.
    """
    having, document, rank, total = [], [np.zeros(0, np.int64)], [np.zeros(0)], 0
    for at in range(first, last):
        norm, recency, published = weights.of(at)
        base = weights.base[at]
        one = match(group, at, norm).among(None if allowed is None else allowed[base : base + len(norm)])
        chosen, ranks = leading(*one, recency, published, threshold.count, threshold.least)
        threshold.reach(ranks)
        having.append(one.document)
        document.append(chosen + base)
        rank.append(ranks)
        total += len(one.document)
    best, listed = np.concatenate(rank), having if wants_all else []
    among = best >= threshold.least
    numbers, best = np.concatenate(document)[among], best[among]
    if len(best) > MOST_RANKED:
        return Best(total, listed, numbers, best)
    order, tied = ranked(best, weights.published[numbers])
    return Best(total, listed, numbers[order], best[order], not tied)


def headlines(table: SegmentTable, documents: Numbers) -> tuple[list[str], list[str]]:
    """Return the ids and the titles of documents, numbered over all segments."""
    segments = np.searchsorted(table.base, documents, "right") - 1
    places = list(zip(segments.tolist(), (documents - table.base[segments]).tolist(), strict=True))
    return (
        [table.segments[at].ids[own] for at, own in places],
        [table.segments[at].headlines[own] for at, own in places],
    )


def ranked(score: Floats, published: Numbers) -> tuple[Numbers, bool]:
    """Return the entries from the highest score down, the newest first where it is the same, and whether any tie."""
    order = np.argsort(-score, kind="stable")
    ordered = score[order]
    if not (ordered[1:] == ordered[:-1]).any():  # as nearly always, then dates decide nothing
        return order, False
    order = np.lexsort((-published.astype(np.float64), -score))
    score, published = score[order], published[order]
    return order, bool(((score[1:] == score[:-1]) & (published[1:] == published[:-1])).any())
