"""The dictionary: every form ever printed, and the relations between forms.

Forms are numbered in order of first appearance and never renumbered: postings are keyed by these numbers. The
dictionary grows by immutable *chunks*, each a folder of columns for a run of numbers:

- ``form.bytes``, ``form.start``: the forms, in order of their numbers;
- ``fold.form``: the numbers in order of their folds, so that equal folds and common beginnings are neighbours, and
  ``fold.head``: some of the folds (see `index.dictionary.folds`);
- ``stem.length``: how many characters of a form's fold are its stem, uint8 (254: see `folds.LONGEST_STEM`).

A stem is a beginning of the fold, so the forms with a stem are found among the folds that begin with it, and no
stem need be stored.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from index import compounds, hot, relations
from index.columns import Array, Columns, Strings, told
from index.dictionary import folds
from index.dictionary.similar import Neighbours
from index.german import derivation, german, kin, lemmas
from index.kernels import text_hash
from index.relations import Forms

if TYPE_CHECKING:
    from index.dictionary.family import Asked, Found
    from index.dictionary.ordered_kernels import Sorted

FormNumbers = npt.NDArray[np.int64]
FindFamilies: TypeAlias = "Callable[[Sequence[Asked]], list[Found | None]]"
_PATTERN_BLOCK: Final = 1 << 14
"""Characters of the dictionary that a pattern is compared with between two looks at the clock."""
_MANY: Final = 64
"""To find more than one in so many of the dictionary's forms, all of them are read instead of looking each up."""
_SORTED_COLUMNS: Final = 5
_NO_FORMS: Final = np.zeros(0, np.int64)


def build_chunk(forms: Forms, stem_length: Array | None = None) -> dict[str, Array]:
    """Return the columns of a chunk with the given distinct forms; ``stem_length`` if it is known already."""
    if stem_length is None:
        stem_length = np.minimum(forms.stem_sizes, folds.LONGEST_STEM).astype(np.uint8)
    return {
        **Strings.of(forms.texts).columns("form"),
        **folds.columns(forms.folds),
        "stem.length": stem_length,
    }


def merge_chunks(chunks: Sequence[Chunk], forms: Forms) -> dict[str, Array]:
    """Return the columns of one chunk with ``forms``, those of neighbouring ``chunks``: no form is stemmed again."""
    return build_chunk(forms, np.concatenate([chunk.stem_length for chunk in chunks]))


def forms_of(chunks: Sequence[Chunk]) -> Forms:
    """Return the forms of neighbouring ``chunks``."""
    return Forms([form for chunk in chunks for form in chunk.forms.tolist()])


def relate(chunks: Sequence[Chunk], forms: Forms) -> dict[str, Array]:
    """Return the relations of ``forms``, those of ``chunks``; what these have already is only put together."""
    if all(chunk.relations is not None for chunk in chunks):
        return relations.merge([(len(chunk.forms), chunk.relations or {}) for chunk in chunks])
    return relations.build(forms)


class Related(NamedTuple):
    """Forms that a relation leads to: numbers, and weights from 0 to 1."""

    relation: relations.Relation
    forms: FormNumbers
    weights: npt.NDArray[np.float64]


class Inflected(NamedTuple):
    """Forms that share the stem of a word: their numbers, ascending, and what is true of each.

    ``same``: it is the word in some spelling; ``derived``: it is another word made of the same stem (Arbeiter of
    Arbeit); ``small``: it has no capital and the word has one.
    """

    forms: FormNumbers
    same: npt.NDArray[np.bool_]
    derived: npt.NDArray[np.bool_]
    small: npt.NDArray[np.bool_]


class Chunk:
    """The forms numbered from ``first`` on, over their columns; ``relations`` None if they are not at hand."""

    def __init__(self, first: int, columns: Columns, relations: Columns | None = None) -> None:
        self.first, self.relations, self._columns = first, relations, columns
        self.forms = Strings.from_columns(columns, "form")
        self._by_fold, self.stem_length = folds.Folds(self.forms, columns), columns["stem.length"]

    def with_relations(self, relations: Columns) -> Chunk:
        """Return the same forms with other relations."""
        return Chunk(self.first, self._columns, relations)

    def find(self, forms: Sequence[str]) -> FormNumbers:
        """Return the number of each form, -1 where this chunk does not have it."""
        if len(forms) * _MANY > len(self.forms):
            number = dict(zip(self.forms.tolist(), range(self.first, self.first + len(self.forms)), strict=True))
            return np.fromiter((number.get(form, -1) for form in forms), np.int64, len(forms))
        if hot.lookups():
            return np.fromiter(map(self._find, forms), np.int64, len(forms))
        found = self._by_fold.find(forms)
        return np.where(found < 0, found, found + self.first)

    def _find(self, form: str) -> int:
        for number in self._by_fold.equal(german.fold(form)).tolist():
            if self.forms[number] == form:
                return self.first + int(number)
        return -1

    def with_prefix(self, prefix: str) -> FormNumbers:
        """Return the forms whose fold begins with ``prefix``, in order of their folds."""
        return self._by_fold.with_prefix(prefix) + self.first

    def few(self, fold: str, least: int, most: int) -> tuple[int, int, int]:
        """Return with how many letters of ``fold`` no more than ``most`` forms begin, and their places in order."""
        return self._by_fold.few(fold, least, most)

    def alike(self, fold: str, begin: int, end: int, least: float) -> folds.Alike:
        """Return those forms at places ``begin`` to ``end`` that are ``least`` like ``fold``."""
        return self._by_fold.alike(fold, begin, end, least, self.first)

    def with_fold(self, fold: str) -> FormNumbers:
        """Return the forms whose fold is ``fold``."""
        return self._by_fold.equal(fold) + self.first

    def with_stem(self, stem: str) -> FormNumbers:
        """Return the forms whose stem is ``stem``."""
        forms = self.with_prefix(stem[: folds.LONGEST_STEM])
        return forms[self.stem_length[forms - self.first] == min(len(stem), folds.LONGEST_STEM)]

    def sharing(self, fold: str, stem: str) -> folds.Sharing:
        """Return the forms with that fold or that stem."""
        return self._by_fold.sharing(fold, stem, self.stem_length, folds.LONGEST_STEM, self.first)

    def sharing_each(self, folds: Sequence[str], stem_sizes: Sequence[int]) -> list[FormNumbers]:
        """Return what `Lexicon.sharing_each` does of this chunk alone."""
        return [
            np.sort(self.with_fold(fold)) if size < 0 else self.sharing(fold, fold[:size]).forms
            for fold, size in zip(folds, stem_sizes, strict=True)
        ]

    @property
    def for_kernels(self) -> Sorted:
        """The forms as kernels look them up."""
        return self._by_fold.for_kernels

    @cached_property
    def printed(self) -> tuple[Array, Array]:
        """The bytes of the forms, in order of their numbers, and where each begins, as kernels read them."""
        from index.dictionary.ordered_kernels import read_only, starts

        return read_only(self.forms.blob), read_only(starts(self.forms))

    @cached_property
    def tables(self) -> relations.Tables:
        """All relations, as kernels look them up."""
        return relations.Tables.of(self.relations or {})

    def related(self, name: str, key: int) -> tuple[FormNumbers, npt.NDArray[np.uint8]]:
        """Return the forms under ``key`` of a relation, and their weights."""
        if self.relations is None:
            return _NO_FORMS, np.zeros(0, np.uint8)
        forms, weights = relations.find(self.relations, name, key)
        return (forms + self.first, weights) if len(forms) else (forms, weights)

    def made_of(self, keys: npt.NDArray[np.uint64]) -> FormNumbers:
        """Return the compounds with a part that is written as one of the ``keys`` says."""
        return (
            self.first + relations.find_each(self.relations, relations.MODIFIER, keys) if self.relations else _NO_FORMS
        )

    def stems(self, forms: FormNumbers) -> list[str]:
        """Return the stems of forms of this chunk."""
        lengths = self.stem_length[forms - self.first].tolist()
        folds = german.folds(self.forms.take(forms - self.first))
        return [fold[:length] for fold, length in zip(folds, lengths, strict=True)]

    @cached_property
    def folds(self) -> str:
        """All folds in order of the forms' numbers, a line each: for patterns that begin with anything."""
        return german.fold("\n".join(self.forms.tolist())) + "\n" if len(self.forms) else ""

    @cached_property
    def _line_ends(self) -> FormNumbers:
        return np.fromiter((match.start() for match in re.finditer("\n", self.folds)), np.int64)

    def matching(self, pattern: re.Pattern[str], deadline: float) -> tuple[FormNumbers, bool]:
        """Return the forms of which ``pattern`` (with re.MULTILINE) matches a whole line of `folds`.

        Also returns whether all were compared before ``deadline`` (of time.thread_time).
        """
        starts: list[int] = []
        begin = 0
        while begin < len(self.folds) and time.thread_time() < deadline:
            end = self.folds.find("\n", begin + _PATTERN_BLOCK) + 1 or len(self.folds)
            starts += [match.start() for match in pattern.finditer(self.folds, begin, end - 1)]
            begin = end
        lines = np.searchsorted(self._line_ends, starts)
        found = lines[np.diff(lines, prepend=-1) > 0].astype(np.int64)
        return self.first + found, begin >= len(self.folds)

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self.folds)

    def similar(self, fold: str, edits: int, prefix: int) -> FormNumbers:
        """Return the forms whose fold is at most ``edits`` edits from ``fold`` and begins as it does."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        forms = self.with_prefix(fold[:prefix]) - self.first if prefix else self._neighbours.near(fold, edits)
        choices = german.folds(self.forms.take(forms))
        if not choices:
            return _NO_FORMS
        distance = process.cdist([fold], choices, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8)[0]
        return self.first + forms[distance <= edits]


class Lexicon:
    """All chunks as one dictionary. Forms that were never indexed have no number."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.chunks = tuple(chunks)
        self._firsts = np.array([chunk.first for chunk in chunks], np.int64)

    def __len__(self) -> int:
        return self.chunks[-1].first + len(self.chunks[-1].forms) if self.chunks else 0

    @cached_property
    def told(self) -> npt.NDArray[np.int64]:
        """The forms of all chunks, as kernels are told of them that read stored texts: a row a chunk.

        It is the number of its first form, how many it has, the addresses of where each begins and of their bytes, and
        how many bytes these are.
        """
        rows = [
            (chunk.first, len(chunk.forms), told(start)[0], *told(blob))
            for chunk in self.chunks
            for blob, start in (chunk.printed,)
        ]
        return np.array(rows, np.int64).reshape(-1, 5)

    def load(self) -> None:
        """Make ready for many questions."""
        if hot.lookups():
            self.sorted_at  # noqa: B018  # it is made when it is first looked at
        lemmas.TABLE.load()
        lemmas.STEMS.load()
        kin.TABLE.load()
        compounds.load()

    def form(self, number: int) -> str:
        """Return the form with ``number``."""
        chunk = self.chunks[int(np.searchsorted(self._firsts, number, "right")) - 1]
        text: str = chunk.forms[number - chunk.first]
        return text

    def texts(self, numbers: Iterable[int]) -> list[str]:
        """Return the forms with ``numbers``."""
        wanted = np.fromiter(numbers, np.int64)
        owner = np.searchsorted(self._firsts, wanted, "right") - 1
        found = [""] * len(wanted)
        for at in sorted(set(owner.tolist())):
            places = np.flatnonzero(owner == at)
            taken = self.chunks[at].forms.take(wanted[places] - self.chunks[at].first)
            for place, text in zip(places.tolist(), taken, strict=True):
                found[place] = text
        return found

    def packed(self, forms: FormNumbers) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """Return the bytes of ``forms`` (ascending) end to end, some more behind them, and where each begins."""
        from index.tokenising import packed

        inner = forms.searchsorted(self._firsts[1:]).tolist() if len(self.chunks) > 1 else []
        parts = []
        for chunk, begin, end in zip(self.chunks, [0, *inner], [*inner, len(forms)], strict=True):
            if end > begin:
                parts.append((*chunk.printed, forms[begin:end], chunk.first))
        return packed(parts)

    def find(self, forms: Sequence[str]) -> FormNumbers:
        """Return the number of each form, -1 for unknown ones."""
        found = np.full(len(forms), -1, np.int64)
        for chunk in self.chunks:  # the oldest has most of what is printed, so few forms are looked up in the others
            left = np.flatnonzero(found < 0)
            found[left] = chunk.find([forms[at] for at in left.tolist()])
        return found

    def with_fold(self, fold: str) -> FormNumbers:
        """Return the forms whose fold is ``fold``: the word in every spelling."""
        return _joined([chunk.with_fold(fold) for chunk in self.chunks])

    def with_prefix(self, prefix: str) -> FormNumbers:
        """Return the forms whose fold begins with ``prefix`` (itself folded)."""
        return _joined([chunk.with_prefix(prefix) for chunk in self.chunks])

    def lookalikes(self, word: str, most: int, least: float = 0.0) -> folds.Alike:
        """Return the forms that are at least so like ``word``, of those that begin as it does.

        These are as many as begin with the fewest letters, `folds.LEAST_BEGINNING` at least, that no more than ``most``
        forms begin with.
        """
        fold = german.fold(word)
        length = folds.LEAST_BEGINNING
        while self.chunks and length <= len(fold):
            found = [chunk.few(fold, length, most) for chunk in self.chunks]
            longest = max(letters for letters, _, _ in found)
            if all(letters == longest for letters, _, _ in found) and longest <= len(fold):
                if sum(end - begin for _, begin, end in found) <= most:
                    places = zip(self.chunks, found, strict=True)
                    parts = [chunk.alike(fold, begin, end, least) for chunk, (_, begin, end) in places]
                    return parts[0] if len(parts) == 1 else folds.joined(parts)
                longest += 1
            length = longest
        return folds.Alike(_NO_FORMS, np.zeros(0))

    def likest(self, word: str, candidates: int, least: float, known: FormNumbers, most: int) -> folds.Alike:
        """Return the ``most`` likest of the `lookalikes` of ``word``, ascending, without ``known`` forms.

        More, if they are as like as the last of them.
        """
        return folds.likest(self.lookalikes(word, candidates, least), known, most)

    def with_stem(self, stem: str) -> FormNumbers:
        """Return the forms whose stem is ``stem``."""
        return _joined([chunk.with_stem(stem) for chunk in self.chunks])

    def sharing(self, fold: str, stem: str) -> folds.Sharing:
        """Return the forms whose fold is ``fold`` or whose stem is ``stem``, ascending, and which have the fold."""
        parts = [chunk.sharing(fold, stem) for chunk in self.chunks]
        if len(parts) == 1:
            return parts[0]
        forms = _joined([part.forms for part in parts])
        return folds.Sharing(forms, np.concatenate([np.zeros(0, bool), *(part.has_fold for part in parts)]))

    @staticmethod
    def spelled(word: str) -> tuple[str, int]:
        """Return the fold of a word and how many of its letters are the stem, -1 if it does not begin with the stem."""
        fold, stem = german.fold_and_stem(word)
        return fold, len(stem) if fold.startswith(stem) else -1

    def sharing_each(self, folds: Sequence[str], stem_sizes: Sequence[int]) -> list[FormNumbers]:
        """Return, for each of ``folds``, the forms that have it or share the stem, its first so many letters.

        A size of -1 asks for those with the fold alone. All ascend. (`index.dictionary.lookup_kernels.sharing` is the
        same for kernels.)
        """
        if len(self.chunks) == 1:
            return self.chunks[0].sharing_each(folds, stem_sizes)
        parts = [chunk.sharing_each(folds, stem_sizes) for chunk in self.chunks]
        return [np.concatenate([_NO_FORMS, *found]) for found in zip(*parts, strict=True)] or [_NO_FORMS] * len(folds)

    @cached_property
    def sorted_at(self) -> npt.NDArray[np.int64]:
        """Where the forms of each chunk are as kernels look them up, int64[chunks, 11].

        The number of the first form, and where each column of `index.dictionary.ordered_kernels.Sorted` is and how many
        entries it has.
        """
        rows = [(chunk.first, *chain.from_iterable(map(told, chunk.for_kernels))) for chunk in self.chunks]
        return np.array(rows, np.int64).reshape(-1, 1 + 2 * _SORTED_COLUMNS)

    @property
    def relation_names(self) -> tuple[str, ...]:
        """The names of all relations, those that lead to the word itself first."""
        return tuple(relation.name for relation in relations.relations())

    def families(
        self, derived: float, small: float, strengths: Mapping[str, float], alike: tuple[float, int, float, int, int]
    ) -> FindFamilies | None:
        """Return what finds the families of words by kernels, None where this process has loaded none.

        It is told what forms count that are another word, that are written small, and that a relation leads to, by
        its name; and what is sought that looks ``alike`` (see `index.dictionary.family.Alike`, and
        `index.dictionary.family.Families.of_each`).
        """
        if not hot.lookups():
            return None
        from index.dictionary.family import Alike, Families

        return Families(self, derived, small, strengths, Alike(*alike)).of_each

    @property
    def is_related(self) -> bool:
        """Whether the relations of all forms are at hand; if not, ``fundstelle relex`` computes them."""
        return all(chunk.relations is not None for chunk in self.chunks)

    def stems(self, forms: FormNumbers) -> list[str]:
        """Return the stems of ``forms``."""
        owner = np.searchsorted(self._firsts, forms, "right") - 1
        found = dict.fromkeys(forms.tolist(), "")
        for at in set(owner.tolist()):
            own = forms[owner == at]
            found.update(zip(own.tolist(), self.chunks[at].stems(own), strict=True))
        return [found[form] for form in forms.tolist()]

    def inflected(self, word: str) -> Inflected:
        """Return the forms with the fold or the stem of ``word``, and in what they differ from it."""
        fold, stem = german.fold(word), german.stem(word)
        forms, has_fold = self.sharing(fold, stem)
        same = forms[has_fold]
        texts = self.texts(forms.tolist())
        is_noun = word[:1].isupper() or all(self.form(int(number))[0].isupper() for number in same)
        own = derivation.kind(fold, len(stem), is_noun)
        kinds = (
            derivation.kind(one, len(stem), text[0].isupper())
            for one, text in zip(german.folds(texts), texts, strict=True)
        )
        return Inflected(
            forms,
            has_fold,
            np.fromiter((kind != own for kind in kinds), bool, len(forms)),
            np.fromiter((text[0].islower() and word[:1].isupper() for text in texts), bool, len(forms)),
        )

    def related(self, word: str, stems: Mapping[str, float], direct: bool) -> Iterator[Related]:
        """Yield the forms that each relation leads to from a word of a query (see `relations.Relation.texts_of`).

        ``direct`` chooses the relations that lead to the word itself, or the others. A form may come up repeatedly.
        """
        if not self.is_related:
            return
        for relation in relations.relations():
            if relation.direct != direct:
                continue
            for text, weight in relation.texts_of(word, stems).items():
                key = text_hash(text)
                for chunk in self.chunks:
                    forms, weights = chunk.related(relation.name, key)
                    if len(forms):
                        yield Related(relation, forms, weights.astype(np.float64) * (weight / relations.FULL_WEIGHT))
            for other, weight in relation.other_words(word).items():
                forms = self.with_stem(german.stem(other))
                yield Related(relation, forms, np.full(len(forms), weight))

    def made_of(self, folds: Sequence[str]) -> FormNumbers:
        """Return the compounds with a part that is one of ``folds``, with what links it on, in any order.

        Only parts of which a word never meets another one are known so (see `index.german.unlike`).
        """
        keys = compounds.written_keys(folds)
        return _joined([chunk.made_of(keys) for chunk in self.chunks])

    def of_lemma(self, lemma: str) -> FormNumbers:
        """Return the forms of the word with this ``lemma``, by its stem and as the table of lemmas has them."""
        parts = [self.with_stem(german.stem(lemma))]
        if self.is_related:
            key = text_hash(german.fold(lemma))
            parts += [chunk.related(relations.LemmaRelation.name, key)[0] for chunk in self.chunks]
        return _joined(parts)

    def kin(self, word: str) -> list[str]:
        """Return the lemmas of words that are made of what ``word`` is made of (see `index.german.kin`)."""
        return kin.kin(word)

    def lemmas(self, word: str) -> Mapping[str, float]:
        """Return the lemmas of ``word``, each with a weight, where its stem does not tell them."""
        return lemmas.lemmas(word)

    def other_stems(self, word: str) -> Mapping[str, float]:
        """Return the stems of all forms of the lemmas of ``word``, each with a weight (see `index.german.lemmas`)."""
        return lemmas.stems(word)

    def is_pair(self, word: str, lemma: str) -> bool:
        """Return whether ``word`` and ``lemma`` are those of a woman and of a man (see `index.german.kin`)."""
        return kin.is_pair(german.stem(word), german.stem(lemma))

    def similar(self, fold: str, edits: int, prefix: int = 0) -> FormNumbers:
        """Return the forms whose fold becomes ``fold`` by at most ``edits`` edits.

        An edit inserts, deletes or changes a letter or swaps two neighbours; the first ``prefix`` letters are the same.
        """
        return _joined([chunk.similar(fold, edits, prefix) for chunk in self.chunks])

    def matching(self, pattern: re.Pattern[str], seconds: float) -> tuple[FormNumbers, bool]:
        """Return the forms whose whole fold matches ``pattern``, compiled with re.MULTILINE and anchored.

        Also returns whether ``seconds`` of processor were enough to compare them all. What others take of the machine
        does not count, nor what it takes to fold the dictionary once: the same question gets the same answer.
        """
        for chunk in self.chunks:
            len(chunk.folds)
        deadline = time.thread_time() + seconds
        parts = [chunk.matching(pattern, deadline) for chunk in self.chunks]
        return _joined([forms for forms, _ in parts]), all(whole for _, whole in parts)


def _joined(parts: Sequence[FormNumbers]) -> FormNumbers:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else _NO_FORMS
