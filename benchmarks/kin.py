"""Makes ``index/data/kin.tsv``: words that are made of one another and have different stems.

Nouns of verbs follow from the rules below (forschen: Forschung, Forscher; produzieren: Produktion), and those of women
from those of men (Anwalt: Anwältin), where simplemma's
German dictionary knows both and wordfreq has seen both often enough. What rules do not reach (ziehen and Zug,
Frankreich and französisch) is in ``kin.txt`` beside this file, of our own writing::

    python -m benchmarks.kin
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.lemmas import dictionary
from index import fold, stem

LEAST_FORMS: Final = 3
"""Forms written small that a verb of the dictionary has; what has fewer is an adverb or a mistake."""
NOUNS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("izieren", ("ikation",)),
    ("zieren", ("ktion",)),
    ("tieren", ("ssion", "tion")),
    ("lieren", ("lion",)),
    ("ieren", ("ation", "ator", "ierung", "ant", "eur")),
    ("eln", ("elung", "lung", "ler", "lerin")),
    ("ern", ("erung", "rung", "erer")),
    ("en", ("ung", "er", "erin")),
)
"""Endings of verbs, and those of nouns that are made of them."""
SHORTEST_ROOT: Final = 3
"""Letters that at least are left of a verb before its ending: gieren has no noun in -ant."""
LONG_ROOT: Final = 6
"""Letters before -ieren from which on these are a noun themselves, perhaps with -e (kontrollieren, Kontrolle)."""
UMLAUTS: Final = (("äu", "au"), ("ä", "a"), ("ö", "o"), ("ü", "u"))
"""What women's names of professions may have, and those of men have instead (Anwältin, Anwalt)."""
_HEADER: Final = """\
# Words made of one another, with different stems: a stem, and the lemmas of the others.
# Made by `python -m benchmarks.kin`; do not edit. It says which words there are after the German dictionary of
# simplemma {version}, which derives from the lemmatisation lists by M. Měchura (Open Database License 1.0) and from
# Wiktionary (CC BY-SA 4.0). This file is under the same terms; see docs/german.md.
"""
_TABLE: Final = Path(__file__).parents[1] / "index/data/kin.tsv"


def main() -> None:
    """Write the table."""
    import simplemma

    others: dict[str, set[str]] = defaultdict(set)
    lemma_of = dict(dictionary())
    for words in (*derived(lemma_of), *women(lemma_of), *by_hand()):
        for own in {stem(word) for word in (*words, *_before_signs(words))}:
            others[own] |= {fold(word) for word in words if stem(word) != own or _may_be_irregular(word)}
    lines = [f"{own}\t{' '.join(sorted(found))}\n" for own, found in others.items() if found]
    _TABLE.write_text(_HEADER.format(version=simplemma.__version__) + "".join(sorted(lines)), "utf-8")


def derived(lemma_of: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield every verb with the nouns that are made of it; ``lemma_of`` has the lemma of each form."""
    forms: dict[str, int] = defaultdict(int)
    for form, lemma in lemma_of.items():
        forms[lemma] += form.islower()
    nouns = {form.lower(): form for form, lemma in lemma_of.items() if form[0].isupper() and form == lemma}
    for verb in sorted(forms):
        if verb.islower() and verb.endswith("n") and forms[verb] >= LEAST_FORMS:
            found = {nouns[noun] for noun in _candidates(verb) if noun in nouns}
            if found:
                yield [verb, *sorted(found)]


def women(lemma_of: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield nouns of women with those of men that they are made of: Präsidentin, Präsident; Kollegin, Kollege."""
    nouns = {form for form, lemma in lemma_of.items() if form[0].isupper() and form == lemma}
    for noun in sorted(nouns):
        if noun.endswith("in") and lemma_of.get(noun + "nen") == noun:
            own = noun.removesuffix("in")
            roots = (own, *(plain.join(own.rsplit(umlaut, 1)) for umlaut, plain in UMLAUTS if umlaut in own))
            found = next((root + end for end in ("", "e", "er") for root in roots if root + end in nouns), None)
            if found:
                yield [found, noun]


def _before_signs(words: Sequence[str]) -> Iterator[str]:
    """Yield what stands before the sign of a gender form: Jüd of Jüd*innen."""
    yield from (word.removesuffix("in") for word in words if word[0].isupper() and word.endswith("in"))


def _candidates(verb: str) -> Iterator[str]:
    for ending, replacements in NOUNS:
        if verb.endswith(ending) and len(verb) - len(ending) >= SHORTEST_ROOT:
            yield from (verb.removesuffix(ending) + other for other in replacements)
    root = verb.removesuffix("ieren")
    if root != verb and len(root) >= LONG_ROOT:
        yield from (root, root + "e")


def by_hand() -> list[list[str]]:
    """Return the families of our own writing."""
    lines = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def _may_be_irregular(word: str) -> bool:
    """Return whether a word is a verb, whose other forms (angesteckt) may have other stems than itself."""
    return word.islower() and word.endswith("n")


if __name__ == "__main__":
    main()
