"""Snippets: the passage of an article that shows best why it was found.

The passage is chosen from the places of the marks alone: of all runs of marks that fit, the one whose distinct
query words weigh most; then the one with most marks; then one that can begin with its sentence; then the
first. Only that passage is cut from the text and escaped, so a long article costs no more than a short one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from search.limits import SNIPPET_CHARACTERS
from search.showing.marks import Mark, Places, Span, character_spans, lines, merged, one_line, paragraph_cuts, unescape

_EDGE: Final = 16  # most characters of punctuation that stay with the first and the last word: „(…).“
_CORE: Final = 5 / 6  # share of the snippet that the marks may fill, so that words around them have room
_NEAR: Final = 1 / 2  # a sentence begins near its match, if no more than this share lies between
_LEAD: Final = 1 / 4  # share that stands before the match where its sentence begins farther off
_ENOUGH: Final = 3 / 5  # a snippet so full may end with a sentence rather than go on into the next
_WEIGHT_UNIT: Final = 1 << 20  # weights are summed as whole numbers, so that taking one off again is exact
_ATTACHED: Final = ("Mn", "Mc", "Me", "Sk")  # accents, variation selectors, skin tones
_SENTENCE, _PARAGRAPH = 1, 2  # as in index.tokenising.tokens


def snippet(
    text: str,
    tokens: Places,
    marks: Sequence[Mark],
    *,
    limit: int = SNIPPET_CHARACTERS,
    weights: Sequence[float] | None = None,
) -> str:
    """Return the best passage of ``text`` in HTML, its matches in ``<mark>``; its beginning, if there are none.

    ``weights[word]`` is what query word number ``word`` is worth (its idf); None counts every word as 1. The
    passage has at most ``limit`` characters of the text, in single spaces. ``… `` and `` …`` stand where a
    sentence is cut, `` … `` between paragraphs, and ``…`` where a single word or match is longer than ``limit``.
    """
    if not len(tokens.starts):
        return one_line(_cut(" ".join(text.split()), limit))
    view = _View(text, tokens, limit)
    spans = merged(marks)
    first, last = _best_run(view, spans, weights) if spans else (0, -1)
    core = (spans[first].first, spans[last].last) if spans else (0, 0)
    if view.length(*core) > limit:
        return _clipped(view, tokens, core[0], bool(spans))
    passage = _passage(view, *core, spans[:first], spans[last + 1 :])
    return _shown(view, tokens, spans, *passage)


def to_terminal(snippet_html: str, colour: bool) -> str:
    """Return a snippet (or marked title) as plain text, matches bold red as in grep, or in ``**…**``."""
    begin, end = ("\x1b[1;31m", "\x1b[0m") if colour else ("**", "**")
    return unescape(snippet_html.replace("<mark>", begin).replace("</mark>", end))


class _View:
    """A text and its tokens, as the search for a passage asks about them."""

    def __init__(self, text: str, tokens: Places, limit: int) -> None:
        self.text, self.limit = text, limit
        self.starts, self.ends, self.count = tokens.starts, tokens.ends, len(tokens.starts)
        breaks = tokens.breaks  # as bytes, where the next or last break is found at the speed of memchr
        self.breaks = breaks.astype("u1").tobytes() if hasattr(breaks, "astype") else bytes(breaks)

    def length(self, first: int, last: int) -> int:
        """Return the characters from token ``first`` to token ``last``."""
        return int(self.ends[last] - self.starts[first])

    def is_joined(self, token: int) -> bool:
        """Return whether no white space parts the token from the one before, as in ``EU-Kommission``."""
        if not 0 < token < self.count or self.text[self.starts[token] - 1].isspace():
            return False
        return not any(map(str.isspace, self._gap(token)))

    def begin(self, token: int) -> int:
        """Return the character where a passage from ``token`` on begins, opening punctuation included."""
        start = int(self.starts[token])
        if token == 0 and start <= _EDGE:
            return 0
        if self.text[start - 1].isspace() or self.is_joined(token):
            return start
        return start - len(self._gap(token).split()[-1])

    def finish(self, token: int) -> int:
        """Return the character after a passage up to ``token``, closing punctuation included."""
        end = int(self.ends[token])
        after = len(self.text)
        if token + 1 < self.count:
            after = self.starts[token + 1]
        elif after <= end + _EDGE:
            return after
        if self.text[end].isspace() or self.is_joined(token + 1):
            return end
        return end + len(self.text[end : min(after, end + _EDGE)].split()[0])

    def _gap(self, token: int) -> str:
        """Return what stands before ``token``, the last few characters of it."""
        before = self.ends[token - 1] if token else 0
        return self.text[max(before, self.starts[token] - _EDGE) : self.starts[token]]

    def first_after(self, character: int, at_most: int) -> int:
        """Return the first token at a word boundary whose passage begins at ``character`` or later."""
        token = min(bisect_left(self.starts, character), at_most)
        while token < at_most and (self.is_joined(token) or self.begin(token) < character):
            token += 1
        return token

    def last_before(self, character: int, at_least: int) -> int:
        """Return the last token at a word boundary whose passage ends at ``character`` or earlier."""
        token = max(bisect_right(self.ends, character) - 1, at_least)
        while token > at_least and (self.is_joined(token + 1) or self.finish(token) > character):
            token -= 1
        return token

    def sentence(self, token: int) -> int:
        """Return the token that begins the sentence of ``token``."""
        find = self.breaks.rfind
        return max(0, find(_SENTENCE, 0, token + 1), find(_PARAGRAPH, 0, token + 1))

    def paragraphs(self, first: int, last: int) -> Iterator[int]:
        """Yield the tokens from ``first`` to ``last`` that begin a paragraph."""
        token = self.breaks.find(_PARAGRAPH, first, last + 1)
        while token >= 0:
            yield token
            token = self.breaks.find(_PARAGRAPH, token + 1, last + 1)

    def room_before(self, first: int, last: int, share: float) -> int:
        """Return how many characters may stand before ``first`` if all up to ``last`` is to be shown."""
        return min(self.limit - self.length(first, last), int(self.limit * share))

    def has_sentence_start_near(self, first: int, last: int) -> bool:
        """Return whether a passage that shows the tokens ``first`` to ``last`` can begin with their sentence."""
        distance = self.starts[first] - self.begin(self.sentence(first))
        return bool(distance <= self.room_before(first, last, _NEAR))


def _best_run(view: _View, spans: Sequence[Span], weights: Sequence[float] | None) -> tuple[int, int]:
    """Return the first and last span of the best run that fits; a single span need not."""
    longest = view.limit * _CORE
    if len(spans) == 1 or view.length(spans[0].first, spans[-1].last) <= longest:
        return 0, len(spans) - 1  # no other run has as many marks
    places = [(view.starts[span.first], view.ends[span.last]) for span in spans]
    words = 1 + max([word for span in spans for word in span.words])
    worth = [round(weight * _WEIGHT_UNIT) for weight in weights] if weights is not None else [1] * words
    times = [0] * words
    best, found = (-1, 0), (0, 0)
    has_sentence: bool | None = None  # whether the run found can begin with its sentence, None until that is asked
    total, stop = 0, 0
    for at, (start, _) in enumerate(places):
        while stop < len(spans) and (stop == at or places[stop][1] - start <= longest):
            for word in spans[stop].words:
                total += 0 if times[word] else worth[word]
                times[word] += 1
            stop += 1
        value = (total, stop - at)
        if value > best:
            best, found, has_sentence = value, (at, stop - 1), None
        elif value == best and not has_sentence:
            if has_sentence is None:
                has_sentence = view.has_sentence_start_near(spans[found[0]].first, spans[found[1]].last)
            if not has_sentence and view.has_sentence_start_near(spans[at].first, spans[stop - 1].last):
                found, has_sentence = (at, stop - 1), True
        for word in spans[at].words:
            times[word] -= 1
            total -= 0 if times[word] else worth[word]
    return found


def _passage(
    view: _View, first: int, last: int, before: Sequence[Span], after: Sequence[Span]
) -> tuple[int, int, int, int]:
    """Return what to show around the tokens ``first`` to ``last``: its first and last token, its characters."""
    start = _after_span(before, _start(view, first, last))
    begin = max(view.begin(start), int(view.ends[last]) - view.limit)
    stop = _before_span(after, _end(view, last, begin))
    end = min(view.finish(stop), begin + view.limit)
    if end - begin < view.limit * _ENOUGH:
        start = _after_span(before, _earlier(view, start, end))
        begin = max(view.begin(start), end - view.limit)
    if end - begin < view.limit * _NEAR:
        stop = _before_span(after, _later(view, stop, begin))
        end = min(view.finish(stop), begin + view.limit)
    return start, stop, begin, end


def _start(view: _View, first: int, last: int) -> int:
    """Return the token to begin with: that of the sentence if it is near, else a few words before ``first``."""
    if view.has_sentence_start_near(first, last):
        return view.sentence(first)
    return view.first_after(int(view.starts[first]) - view.room_before(first, last, _LEAD), first)


def _end(view: _View, last: int, begin: int) -> int:
    """Return the token to end with: of the paragraph, of a sentence if that is enough, else the last that fits."""
    stop = view.last_before(begin + view.limit, last)
    paragraph = view.breaks.find(_PARAGRAPH, last + 1, stop + 2)
    if paragraph > 0:
        return paragraph - 1
    if stop + 1 == view.count:
        return stop
    sentence = view.sentence(stop + 1)
    is_enough = sentence > last and view.ends[sentence - 1] - begin >= view.limit * _ENOUGH
    return sentence - 1 if is_enough else stop


def _later(view: _View, stop: int, begin: int) -> int:
    """Return where a passage that its paragraph leaves half empty may end instead: in one of the next."""
    while view.ends[stop] - begin < view.limit * _NEAR and view.last_before(begin + view.limit, stop) > stop:
        stop = _end(view, stop + 1, begin)
    return stop


def _earlier(view: _View, start: int, end: int) -> int:
    """Return where a short passage may begin instead: earlier in its paragraph, if possible with a sentence."""
    paragraph = max(0, view.breaks.rfind(_PARAGRAPH, 0, start + 1))
    earliest = max(paragraph, view.first_after(end - view.limit, start))
    for token in range(earliest, start):
        if view.breaks[token]:
            return token
    return start if view.breaks[start] else earliest


def _after_span(before: Sequence[Span], start: int) -> int:
    """Return ``start``, or the token after the span that it stands inside of."""
    for span in reversed(before):
        if span.last < start:
            break
        if span.first < start:
            return span.last + 1
    return start


def _before_span(after: Sequence[Span], stop: int) -> int:
    """Return ``stop``, or the token before the span that goes on after it."""
    for span in after:
        if span.first > stop:
            break
        if span.last > stop:
            return span.first - 1
    return stop


def _shown(view: _View, tokens: Places, spans: Sequence[Span], start: int, stop: int, begin: int, end: int) -> str:
    """Return the passage of the tokens ``start`` to ``stop`` as HTML."""
    inside = spans[bisect_left(spans, (start,)) : bisect_left(spans, (stop + 1,))]
    # Before its first token a passage has no line break, unless that is the first of the text.
    inner = view.paragraphs(start + (start > 0), stop)
    cuts = paragraph_cuts(view.text, tokens, inner, up_to=end)
    shown = " … ".join(lines(view.text, begin, end, cuts, character_spans(tokens, inside)))
    if start and not view.breaks[start]:
        shown = f"… {shown}"
    if stop + 1 < view.count and not view.breaks[stop + 1] and not shown.endswith("…"):
        shown = f"{shown} …"
    return shown


def _clipped(view: _View, tokens: Places, first: int, is_match: bool) -> str:
    """Return the beginning of a match (or of a first word) that alone is longer than the snippet may be."""
    start = int(view.starts[first])
    stop = bisect_right(view.ends, start + view.limit) - 1
    if stop >= first:
        spans = [Span(first, stop, [])] if is_match else []
        return _shown(view, tokens, spans, first, stop, start, int(view.ends[stop]))
    shown = one_line(_cut(view.text[start : view.ends[first]], view.limit))
    lead = "" if view.breaks[first] else "… "
    return f"{lead}<mark>{shown}</mark>" if is_match else f"{lead}{shown}"


def _cut(text: str, limit: int) -> str:
    """Return the first ``limit`` characters and ``…`` if there are more, accents and skin tones kept whole."""
    if len(text) <= limit:
        return text
    end = limit
    while end > max(1, limit - _EDGE) and unicodedata.category(text[end]) in _ATTACHED:
        end -= 1
    return f"{text[:end].rstrip()}…"
