"""Makes ``index/data/lemmas.tsv``, the inflected forms that Snowball's stems do not bring together, and its reverse.

Reads the German dictionary of simplemma (its rows come from Měchura's lemmatisation lists and from Wiktionary, under
licences that ask to share alike; the file says so at its top) and keeps the lemmas with a form of another stem
(``ging`` of ``gehen``, ``Häuser`` of ``Haus``), each with all forms that wordfreq has seen often enough.
``index/data/inflections.tsv`` has the other stems of nouns, which compounds are made of (``Häuserkampf``)::

    python -m benchmarks.lemmas
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from index import fold, stem

MIN_FREQUENCY: Final = 3e-8
"""About 1.5 on Zipf's scale, once in thirty million words: rarer forms would double the file."""
_HEADER: Final = """\
# Inflected forms whose Snowball stem is not that of their lemma, and the other forms of those lemmas: key, lemmas.
# Made by `python -m benchmarks.lemmas`; do not edit. A key is a folded form, with a capital if the form has one.
# Derived from the German dictionary of simplemma {version}, which derives from the lemmatisation lists by M. Měchura
# (Open Database License 1.0) and from Wiktionary (CC BY-SA 4.0). This file is under the same terms; see docs/german.md.
"""
_REVERSE: Final = """\
# The stems of nouns' forms other than that of the lemma: lemma, stems. The reverse of lemmas.tsv, of its nouns.
# Made by `python -m benchmarks.lemmas`; do not edit.
"""
_DATA: Final = Path(__file__).parents[1] / "index/data"


def main() -> None:
    """Write the tables."""
    import simplemma

    keyed: dict[str, set[str]] = defaultdict(set)
    for form, lemma in table_rows(list(dictionary())):
        keyed[_key(form)].add(fold(lemma))
    lines = [f"{key}\t{' '.join(sorted(found))}\n" for key, found in keyed.items()]
    header = _HEADER.format(version=simplemma.__version__)
    (_DATA / "lemmas.tsv").write_text(header + "".join(sorted(lines)), "utf-8")
    more = [f"{lemma}\t{' '.join(sorted(stems))}\n" for lemma, stems in other_stems(keyed).items()]
    (_DATA / "inflections.tsv").write_text(
        _REVERSE + header[header.index("# Derived") :] + "".join(sorted(more)), "utf-8"
    )


def other_stems(keyed: Mapping[str, Iterable[str]]) -> Mapping[str, set[str]]:
    """Return the stems of the forms of each noun that are not the lemma's; ``keyed`` has the lemmas of each key."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, lemmas in keyed.items():
        for lemma in lemmas:
            if key[:1].isupper() and stem(key) != stem(lemma):
                found[lemma].add(stem(key))
    return found


def table_rows(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield (form, lemma) of every lemma with a form of another stem.

    Where a form that is written small has a twin with a capital and another lemma (``lagen``, ``Lagen``), the twin
    comes too: without it, the small one's lemma would count for a word at the beginning of a sentence.
    """
    irregular = {_key(lemma) for form, lemma in pairs if stem(form) != stem(lemma)}  # Bass is Baß there, Bässe Bass
    kept = [(form, lemma) for form, lemma in pairs if _key(lemma) in irregular]
    yield from kept
    lemma_of = dict(pairs)
    for form, lemma in kept:
        twin = form.capitalize()
        if form.islower() and lemma_of.get(twin, lemma) != lemma:
            yield twin, lemma_of[twin]


def dictionary() -> Iterator[tuple[str, str]]:
    """Yield the (form, lemma) pairs of the dictionary and of our additions, without rare words and closed classes."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
    from wordfreq import get_frequency_dict

    frequency = get_frequency_dict("de", "large")

    def is_often(form: str) -> bool:
        return frequency.get(form.casefold(), 0) >= MIN_FREQUENCY  # wordfreq writes ss for ß

    ours = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    closed = set(ours["closed"].split())
    listed = dict(map(_texts, DefaultDictionaryFactory().get_dictionary("de").items()))
    for form, lemma in (*listed.items(), *participles(listed, ours["separable"].split())):
        if is_often(form) and form.isalpha() and lemma.isalpha() and fold(lemma) not in closed:
            yield form, lemma
    for lemma, forms in ours["forms"].items():
        yield from ((form, lemma) for form in (lemma, *forms.split()))


def participles(listed: Mapping[str, str], separable: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (participle, verb) of verbs with a separable prefix, where ``listed`` calls it a word by itself.

    It has ``abgebrannt`` as an adjective, but ``gebrannt`` with its verb, brennen.
    """
    bases = [(form, verb) for form, verb in listed.items() if form.startswith("ge") and verb.endswith("n")]
    for prefix in separable:
        for form, verb in bases:
            if not verb.startswith("ge") and listed.get(prefix + form) == prefix + form and prefix + verb in listed:
                yield prefix + form, prefix + verb


def _key(form: str) -> str:
    """Return what the table calls a form, as `index.german.lemmas.key` does (which no other room may use)."""
    folded = fold(form)
    return folded[:1].upper() + folded[1:] if form[:1].isupper() else folded


def _texts(pair: Iterable[str | bytes]) -> tuple[str, str]:
    form, lemma = (text if isinstance(text, str) else text.decode() for text in pair)
    return form, lemma


if __name__ == "__main__":
    main()
