"""The words of one generation with their frequencies, and the phrases of its titles: what suggestions are made of.

Nothing here is stored: frequencies are sums over the columns of postings, and phrases are read from those of titles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from index import Snapshot, fold
from search.kernels import hot
from search.limits import MAX_PHRASES
from search.lists import FREQUENCY
from search.suggesting.names import is_particle
from search.suggesting.phrases import LONGEST_PHRASE, Phrase, most_frequent
from search.words import Asked, Expansion, SegmentTable

Numbers = npt.NDArray[np.int64]

FUNCTION_WORD_SHARE: Final = 0.08
"""Words in small letters that more articles have are function words; no phrase begins or ends with one."""
_FEW_ARTICLES: Final = 50
"""Below so many articles shares say nothing."""
_ONCE: Final = np.ones(1, np.int64)
_DIRECT: Final = np.ones(1, bool)


class Vocabulary:
    """The dictionary of one generation, with how many articles have each form."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.lexicon, self.segments = snapshot.lexicon, tuple(snapshot.segments)
        self._table, self._exact = SegmentTable(self.segments), dict[int, int]()

    def load(self) -> None:
        """Make ready what the first suggestion would wait for."""
        next(self.phrases_with("\n"), None)

    @cached_property
    def frequency(self) -> Numbers:
        """Articles a form, int64[forms]: never low, but those with it in title and body count twice."""
        total = np.zeros(len(self.lexicon), np.int64)
        for segment in self.segments:
            for field in segment.fields.values():
                total[field.forms] += field.all_frequencies()
        return total

    def frequencies(self, forms: Numbers) -> Numbers:
        """Return in how many articles each form is; never low, but those with it in title and body count twice."""
        known: Numbers | None = self.__dict__.get("frequency")
        if known is not None:
            return known[forms]
        total = np.zeros(len(forms), np.int64)
        for segment in self.segments:
            total += hot.operations().frequencies(segment, forms)
        return total

    def articles(self, forms: Sequence[int]) -> list[int]:
        """Return exactly how many articles have each form."""
        new = [form for form in forms if form not in self._exact]
        if new:
            self._exact.update(zip(new, self._articles(new).tolist(), strict=True))
        return [self._exact[form] for form in forms]

    def _articles(self, forms: Sequence[int]) -> Numbers:
        """Return how many live articles have each form in their title or body, all read by one call."""
        alone = Asked([Expansion("", np.array([form], np.int64), _ONCE, _DIRECT) for form in forms])
        table = self._table
        read = hot.operations().counts(table, alone, {"title": 1, "body": 1}, 0, len(self.segments), table.unmarked)
        found: Numbers = read.rows[:, :, FREQUENCY].sum(axis=0)
        return found

    def commonest(self, forms: Numbers, count: int) -> Numbers:
        """Return up to ``count`` of the forms, those of most articles first; ties go to the older form."""
        frequency = self.frequencies(forms)
        if len(forms) > count:
            kept = np.argpartition(-frequency, count)[:count]
            forms, frequency = forms[kept], frequency[kept]
        return forms[np.lexsort((forms, -frequency))]

    @cached_property
    def function_words(self) -> frozenset[str]:
        """Folds of the words that stand nearly everywhere, written small: ``die``, ``und``, ``im``."""
        articles = sum(segment.live_count for segment in self.segments)
        if articles < _FEW_ARTICLES:
            return frozenset()
        common = np.flatnonzero(self.frequency > articles * FUNCTION_WORD_SHARE)
        return frozenset(fold(form) for form in self.lexicon.texts(common.tolist()) if form[0].islower())

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """Phrases of titles, those of most articles first, at most `MAX_PHRASES`."""
        frequent = most_frequent(self.segments, MAX_PHRASES)
        ends = self._may_end_phrases({form for phrase in frequent for form in (phrase.forms[0], phrase.forms[-1])})
        frequent = [one for one in frequent if one.forms[0] in ends and one.forms[-1] in ends]
        return tuple(one for one in frequent if len(one.forms) < LONGEST_PHRASE or self._is_long_name(one))

    def _is_long_name(self, phrase: Phrase) -> bool:
        """Return whether there are only particles between the first and the last word: Ursula von der Leyen."""
        return all(map(is_particle, self.lexicon.texts(phrase.forms[1:-1])))

    def _may_end_phrases(self, forms: set[int]) -> set[int]:
        """Return those of the forms that say something by themselves: no function words, no numbers."""
        texts = self.lexicon.texts(sorted(forms))
        pairs = zip(sorted(forms), texts, strict=True)
        return {form for form, text in pairs if fold(text) not in self.function_words and not text.isdecimal()}

    @cached_property
    def _phrase_lines(self) -> tuple[str, Numbers]:
        """The folds of each phrase's words on a line of its own, each word after a space, and where lines begin."""
        wanted = list({form for phrase in self.phrases for form in phrase.forms})
        texts = dict(zip(wanted, map(fold, self.lexicon.texts(wanted)), strict=True))
        lines = ["\n " + " ".join(texts[form] for form in phrase.forms) for phrase in self.phrases]
        return "".join(lines), np.cumsum([0, *map(len, lines)])

    def phrases_with(self, wanted: str) -> Iterator[Phrase]:
        """Yield the phrases whose line of folds has ``wanted``, which may begin with a line break."""
        lines, starts = self._phrase_lines
        place = lines.find(wanted)
        while 0 <= place < len(lines):
            at = int(np.searchsorted(starts, place, "right")) - 1
            yield self.phrases[at]
            place = lines.find(wanted, int(starts[at + 1]))
