"""From typed words to sub-queries: where a word ends, what its wildcards ask for, how its pieces join.

A typed word is cut into tokens as an article is. Tokens with only a hyphen, a full stop, an apostrophe or
the like between them (``EU-Kommission``, ``U.S.``, ``geht's``, ``3,5``) belong together; a comma, a colon, a
bracket and the like part words. A question mark at the end of a word is punctuation.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from whoosh import query
from whoosh.query import Query

from search.query.grammar import build
from search.query.nodes import ExactPhrase, Form, Words

if TYPE_CHECKING:
    from search.query.grammar.parser import Parser

LETTER_OR_DIGIT: Final = re.compile(r"[^\W_]")
# What parts words, but for a comma or colon within a number and the colon of ``Bürger:innen``.
_PARTING: Final = re.compile(
    r"(?!(?<=[^\W\d_]):(?:innen|in(?![^\W_])))"
    r"(?:[;|<>\[\]{}!…¿¡\"„“”»«#=~^\\\s]|(?<![0-9])[,:]|[,:](?![0-9]))+"
)
_LINK: Final = re.compile(r"[a-z][a-z0-9+.-]*://|www\.", re.IGNORECASE)
_GENDER_STAR: Final = re.compile(r"(?<=[^\W\d_])\*(?:innen[^\W_]*|in(?![^\W_]))")
_WILDCARD: Final = re.compile(r"[*?]")
_BETWEEN_PATTERNS: Final = re.compile(r"(?:[^\w*?]|_)+")
_STARS: Final = re.compile(r"\*+")
_PUNCTUATION: Final = "?!.,;:…"


class Marks(NamedTuple):
    """What is said about a word: its ``field``; 1 ``=`` or 2 ``==`` before it; the number after its ``~``."""

    field: str
    exactness: int = 0
    edits: int | None = None


class Atom(NamedTuple):
    """One token, or one pattern with wildcards (``is_pattern``)."""

    text: str
    is_pattern: bool = False


def has_words(text: str) -> bool:
    """Return whether ``text`` has anything in it that can be searched for."""
    return LETTER_OR_DIGIT.search(text) is not None


def is_one_word(text: str) -> bool:
    """Return whether ``text`` certainly is one token and already clean."""
    return text.isalnum() and (text.isascii() or unicodedata.is_normalized("NFC", text))


def typed_query(parser: "Parser", text: str, start: int, marks: Marks, literal: bool) -> Query | None:
    """Return what the typed ``text`` (from character ``start``) asks for; ``literal``: without wildcards."""
    members = []
    for piece, begin, end in _pieces(text, start):
        atoms = atoms_of(piece, literal)
        atoms = atoms[: parser.take_words(len(atoms), begin)]
        if _LINK.match(text):
            members += [_spanned(_leaf(atom, marks), begin, end) for atom in atoms]
        elif atoms:
            members.append(_touching(parser, atoms, marks, (begin, end)))
    return build.side_by_side(("", member) for member in members)


def quoted_query(parser: "Parser", text: str, span: tuple[int, int], marks: Marks, slop: int | None) -> Query | None:
    """Return what the quoted ``text`` asks for: its forms in a row or, with ``slop``, its words so near."""
    atoms = atoms_of(text, literal=False, separator=None)
    atoms = atoms[: parser.take_words(len(atoms), span[0])]
    if not atoms:
        return None
    if slop is None:
        return _touching(parser, atoms, marks._replace(exactness=max(1, marks.exactness)), span)
    if len(atoms) > 1 and not any(atom.is_pattern for atom in atoms):
        return _spanned(query.Phrase(marks.field, [atom.text for atom in atoms], slop=slop), *span)
    return _chain(parser, [_spanned(_leaf(atom, marks), *span) for atom in atoms], span[0], slop, ordered=False)


def atoms_of(text: str, literal: bool, separator: str | None = "") -> list[Atom]:
    """Return the tokens and patterns of a piece of typed text; ``separator`` None: of all its words."""
    if is_one_word(text):
        return [Atom(text)]
    from index import clean, words

    found: list[Atom] = []
    for part in clean(text).split() if separator is None else [clean(text)]:
        if literal or not _has_wildcard(part.rstrip(_PUNCTUATION)):
            found += map(Atom, words(part))
            continue
        for core in (core.rstrip("?") for core in _BETWEEN_PATTERNS.split(part) if has_words(core)):
            if _has_wildcard(core):
                found.append(Atom(_STARS.sub("*", core), is_pattern=True))
            else:
                found += map(Atom, words(core))
    return found


def _has_wildcard(text: str) -> bool:
    """Return whether ``text`` has a star or question mark that is not the star of ``Bürger*innen``."""
    return _WILDCARD.search(_GENDER_STAR.sub("", text)) is not None


def _pieces(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Yield each piece of ``text`` between parting characters, with its span in the query."""
    begin = 0
    for gap in _PARTING.finditer(text):
        if gap.start() > begin:
            yield text[begin : gap.start()], start + begin, start + gap.start()
        begin = gap.end()
    if begin < len(text):
        yield text[begin:], start + begin, start + len(text)


def _leaf(atom: Atom, marks: Marks) -> Query:
    """Return the node for one token or pattern."""
    if atom.is_pattern:
        if atom.text.endswith("*") and not _WILDCARD.search(atom.text[:-1]):
            return query.Prefix(marks.field, atom.text[:-1])
        return query.Wildcard(marks.field, atom.text)
    if marks.edits:
        return query.FuzzyTerm(marks.field, atom.text, maxdist=marks.edits, prefixlength=0)
    if marks.exactness:
        return Form(marks.field, atom.text, cased=marks.exactness > 1)
    return query.Term(marks.field, atom.text)


def _touching(parser: "Parser", atoms: Sequence[Atom], marks: Marks, span: tuple[int, int]) -> Query:
    """Return one node for atoms that stand directly one after the other."""
    plain = len(atoms) > 1 and not marks.edits and not any(atom.is_pattern for atom in atoms)
    if plain and marks.exactness < 2:
        kind = ExactPhrase if marks.exactness else query.Phrase
        return _spanned(kind(marks.field, [atom.text for atom in atoms], slop=build.ADJACENT), *span)
    return _chain(
        parser, [_spanned(_leaf(atom, marks), *span) for atom in atoms], span[0], build.ADJACENT, ordered=True
    )


def _chain(parser: "Parser", leaves: list[Query], start: int, distance: int, ordered: bool) -> Query:
    """Return the leaves in a chain of ``Near`` or, where too many are asked for, side by side."""
    if parser.take_places(len(leaves) - 1, start):
        return build.in_a_row(leaves, distance, ordered)
    return Words(leaves)


def _spanned(leaf: Query, start: int, end: int) -> Query:
    """Return ``leaf`` with the part of the query text that it stands for."""
    leaf.startchar, leaf.endchar = start, end
    return leaf
