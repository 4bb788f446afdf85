"""Snippets: the passage of an article that shows best why it was found.

The passage is chosen from the places of the marks alone: of all runs of marks that fit, the one whose distinct
query words weigh most; then the one with most marks; then one that can begin with its sentence; then the
first. Only that passage is cut from the text and escaped, so a long article costs no more than a short one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from search.limits import SNIPPET_CHARACTERS
from search.showing.marks import (
    NOTHING,
    PARAGRAPH,
    SENTENCE,
    Marked,
    Places,
    character_spans,
    line,
    lines,
    one_line,
    paragraph_cuts,
    unescape,
)

_EDGE: Final = 16  # most characters of punctuation that stay with the first and the last word: „(…).“
_CORE: Final = 5 / 6  # share of the snippet that the marks may fill, so that words around them have room
_NEAR: Final = 1 / 2  # a sentence begins near its match, if no more than this share lies between
_LEAD: Final = 1 / 4  # share that stands before the match where its sentence begins farther off
_ENOUGH: Final = 3 / 5  # a snippet so full may end with a sentence rather than go on into the next
_WEIGHT_UNIT: Final = 1 << 20  # weights are summed as whole numbers, so that taking one off again is exact
_ATTACHED: Final = ("Mn", "Mc", "Me", "Sk")  # accents, variation selectors, skin tones


def snippet(
    text: str,
    tokens: Places,
    marked: Marked,
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
    first, last = _best_run(view, marked, weights) if marked else (0, -1)
    core = (marked.firsts[first], marked.lasts[last]) if marked else (0, 0)
    if view.length(*core) > limit:
        return _clipped(view, tokens, core[0], bool(marked))
    return _shown(view, tokens, marked, *_passage(view, marked, first, last))


def to_terminal(snippet_html: str, colour: bool) -> str:
    """Return a snippet (or marked title) as plain text, matches bold red as in grep, or in ``**…**``."""
    begin, end = ("\x1b[1;31m", "\x1b[0m") if colour else ("**", "**")
    return unescape(snippet_html.replace("<mark>", begin).replace("</mark>", end))


def unmarked(snippet_html: str) -> str:
    """Return a snippet as plain text without its marks."""
    return unescape(snippet_html.replace("<mark>", "").replace("</mark>", ""))


class _View:
    """A text and its tokens, as the search for a passage asks about them."""

    def __init__(self, text: str, tokens: Places, limit: int) -> None:
        self.text, self.limit = text, limit
        self.starts, self.ends, self.count = tokens.starts, tokens.ends, len(tokens.starts)
        self.breaks = bytes(tokens.breaks)  # where the next or last break is found at the speed of memchr

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
        # Tokens end two characters apart or more, so those beyond as many as are left need not be looked at.
        left = max(0, character - self.ends[at_least])
        token = bisect_right(self.ends, character, at_least + 1, min(self.count, at_least + 2 + left // 2)) - 1
        while token > at_least and (self.is_joined(token + 1) or self.finish(token) > character):
            token -= 1
        return token

    def sentence(self, token: int) -> int:
        """Return the token that begins the sentence of ``token``."""
        sentence = max(0, self.breaks.rfind(SENTENCE, 0, token + 1))
        return max(sentence, self.breaks.rfind(PARAGRAPH, sentence, token + 1))

    def paragraphs(self, first: int, last: int) -> Iterator[int]:
        """Yield the tokens from ``first`` to ``last`` that begin a paragraph."""
        token = self.breaks.find(PARAGRAPH, first, last + 1)
        while token >= 0:
            yield token
            token = self.breaks.find(PARAGRAPH, token + 1, last + 1)

    def is_inside_paragraph(self, start: int, stop: int, end: int) -> bool:
        """Return whether the passage of the tokens ``start`` to ``stop`` is one line, told from its tokens alone.

        What stands before the first token of a text and behind the last may have blank lines of its own.
        """
        return start > 0 and end <= self.ends[-1] and self.breaks.find(PARAGRAPH, start + 1, stop + 1) < 0

    def room_before(self, first: int, last: int, share: float) -> int:
        """Return how many characters may stand before ``first`` if all up to ``last`` is to be shown."""
        return min(self.limit - self.length(first, last), int(self.limit * share))

    def sentence_near(self, first: int, last: int) -> int:
        """Return where the sentence of ``first`` begins, -1 if a passage up to ``last`` has no room for it."""
        start, room = self.starts[first], self.room_before(first, last, _NEAR)
        token = self.sentence(first)
        distance = start - self.starts[token]
        if distance > room or (distance + _EDGE > room and start - self.begin(token) > room):
            return -1
        return token


def _best_run(view: _View, marked: Marked, weights: Sequence[float] | None) -> tuple[int, int]:
    """Return the first and last stretch of the best run that fits; a single one need not."""
    firsts, lasts, words = marked
    longest = view.limit * _CORE
    if len(firsts) == 1 or view.length(firsts[0], lasts[-1]) <= longest:
        return 0, len(firsts) - 1  # no other run has as many marks
    starts, ends = list(map(view.starts.__getitem__, firsts)), list(map(view.ends.__getitem__, lasts))
    times = [0] * (1 + max(chain.from_iterable(words)))
    worth = [round(weight * _WEIGHT_UNIT) for weight in weights] if weights is not None else [1] * len(times)
    best, found = (-1, 0), (0, 0)
    has_sentence: bool | None = None  # whether the run found can begin with its sentence, None until that is asked
    total, stop = 0, 0
    for at, start in enumerate(starts):
        begun = stop
        while stop < len(starts) and (stop == at or ends[stop] - start <= longest):
            for word in words[stop]:
                if not times[word]:
                    total += worth[word]
                times[word] += 1
            stop += 1
        if stop > begun:  # else the run is part of the one before it, and has a mark less
            value = total, stop - at
            if value > best:
                best, found, has_sentence = value, (at, stop - 1), None
            elif value == best and not has_sentence:
                if has_sentence is None:
                    has_sentence = view.sentence_near(firsts[found[0]], lasts[found[1]]) >= 0
                if not has_sentence and view.sentence_near(firsts[at], lasts[stop - 1]) >= 0:
                    found, has_sentence = (at, stop - 1), True
        for word in words[at]:
            times[word] -= 1
            if not times[word]:
                total -= worth[word]
    return found


def _passage(view: _View, marked: Marked, first_of_run: int, last_of_run: int) -> tuple[int, int, int, int]:
    """Return what to show around a run of stretches: its first and last token, its characters.

    Where nothing is marked, that is the beginning of the text: the run ends before it begins.
    """
    first, last = (marked.firsts[first_of_run], marked.lasts[last_of_run]) if marked else (0, 0)
    start = _after_stretch(marked, first_of_run, _start(view, first, last))
    begin = max(view.begin(start), int(view.ends[last]) - view.limit)
    stop = _before_stretch(marked, last_of_run, _end(view, last, begin))
    end = min(view.finish(stop), begin + view.limit)
    if end - begin < view.limit * _ENOUGH:
        start = _after_stretch(marked, first_of_run, _earlier(view, start, end))
        begin = max(view.begin(start), end - view.limit)
    if end - begin < view.limit * _NEAR:
        stop = _before_stretch(marked, last_of_run, _later(view, stop, begin))
        end = min(view.finish(stop), begin + view.limit)
    return start, stop, begin, end


def _start(view: _View, first: int, last: int) -> int:
    """Return the token to begin with: that of the sentence if it is near, else a few words before ``first``."""
    sentence = view.sentence_near(first, last)
    if sentence >= 0:
        return sentence
    return view.first_after(int(view.starts[first]) - view.room_before(first, last, _LEAD), first)


def _end(view: _View, last: int, begin: int) -> int:
    """Return the token to end with: of the paragraph, of a sentence if that is enough, else the last that fits."""
    stop = view.last_before(begin + view.limit, last)
    paragraph = view.breaks.find(PARAGRAPH, last + 1, stop + 2)
    if paragraph > 0:
        return paragraph - 1
    if stop + 1 == view.count:
        return stop
    sentence = view.breaks.rfind(SENTENCE, last + 1, stop + 2)
    is_enough = sentence > 0 and view.ends[sentence - 1] - begin >= view.limit * _ENOUGH
    return sentence - 1 if is_enough else stop


def _later(view: _View, stop: int, begin: int) -> int:
    """Return where a passage that its paragraph leaves half empty may end instead: in one of the next."""
    while view.ends[stop] - begin < view.limit * _NEAR and view.last_before(begin + view.limit, stop) > stop:
        stop = _end(view, stop + 1, begin)
    return stop


def _earlier(view: _View, start: int, end: int) -> int:
    """Return where a short passage may begin instead: earlier in its paragraph, if possible with a sentence."""
    paragraph = max(0, view.breaks.rfind(PARAGRAPH, 0, start + 1))
    earliest = max(paragraph, view.first_after(end - view.limit, start))
    for token in range(earliest, start):
        if view.breaks[token]:
            return token
    return start if view.breaks[start] else earliest


def _after_stretch(marked: Marked, run: int, start: int) -> int:
    """Return ``start``, or the token after the stretch before the ``run`` that it stands inside of."""
    firsts, lasts, _ = marked
    for at in range(run - 1, -1, -1):
        if lasts[at] < start:
            break
        if firsts[at] < start:
            return lasts[at] + 1
    return start


def _before_stretch(marked: Marked, run: int, stop: int) -> int:
    """Return ``stop``, or the token before the stretch behind the ``run`` that goes on after it."""
    firsts, lasts, _ = marked
    for at in range(run + 1, len(firsts)):
        if firsts[at] > stop:
            break
        if lasts[at] > stop:
            return firsts[at] - 1
    return stop


def _shown(view: _View, tokens: Places, marked: Marked, start: int, stop: int, begin: int, end: int) -> str:
    """Return the passage of the tokens ``start`` to ``stop`` as HTML."""
    one = bisect_left(marked.firsts, start)
    other = bisect_left(marked.firsts, stop + 1, one)
    inside = character_spans(tokens, marked.firsts[one:other], marked.lasts[one:other])
    if view.is_inside_paragraph(start, stop, end):
        shown = line(view.text, begin, end, inside)
    else:
        # Before its first token a passage has no line break, unless that is the first of the text.
        inner = view.paragraphs(start + (start > 0), stop)
        cuts = paragraph_cuts(view.text, tokens, inner, up_to=end)
        shown = " … ".join(lines(view.text, begin, end, cuts, inside))
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
        marked = Marked([first], [stop], [[]]) if is_match else NOTHING
        return _shown(view, tokens, marked, first, stop, start, int(view.ends[stop]))
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
