"""A query tree back to query text: what was understood, to be typed, changed and read again."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from whoosh import query
from whoosh.query import Query

from search.query.grammar.simple import OPERATOR_WORDS
from search.query.nodes import ANY, BODY, TITLE, AtLeast, Category, ExactPhrase, Form, Near, Published, Within, Words

# How tightly a text holds together: a part that binds less than its place asks for is put in parentheses.
_ALTERNATIVES, _SIDE_BY_SIDE, _CONJUNCTION, _SIGNED, _RELATION, _ALONE = range(6)
_FIELD_NAMES: Final = {ANY: "", TITLE: "titel:", BODY: "text:"}
_VALUE_NAMES: Final = {"source": "quelle:", "section": "ressort:", "author": "autor:"}
_UNIT_NAMES: Final = {"sentence": "SATZ", "paragraph": "ABSATZ"}


def to_text(tree: Query) -> str:
    """Return the query text of a tree as ``language.parse`` makes them, in the German names of the language.

    Reading it again gives an equal tree, as long as the text keeps within the limits on length and nesting.

    Raises:
        ValueError: the tree holds a node that no query text stands for.
    """
    return _text(tree, _ALTERNATIVES)


def _text(tree: Query, place: int) -> str:
    """Return the text of ``tree``, in parentheses unless it binds as tightly as ``place``."""
    if type(tree) not in _WRITERS:
        raise ValueError(f"no query text stands for {type(tree).__name__}; use the nodes of search/query/nodes.py")
    binding, write = _WRITERS[type(tree)]
    text = write(tree)
    boost = "" if tree.boost == 1.0 else f"^{_number(tree.boost)}"
    if binding < place or (boost and binding < _ALONE):
        return f"({text}){boost}"
    return text + boost


def _number(boost: float) -> str:
    """Return all digits of ``boost`` without an exponent."""
    digits = format(Decimal(repr(boost)), "f")
    return digits.removesuffix(".0")


def _word(leaf: Query) -> str:
    """Return the word of a leaf, escaped where it would be read as something else."""
    return f"\\{leaf.text}" if leaf.text in OPERATOR_WORDS or ":" in leaf.text else str(leaf.text)


def _in_field(write: Callable[[Query], str]) -> Callable[[Query], str]:
    """Return a writer that puts the field of a leaf before its text."""
    return lambda leaf: _FIELD_NAMES[leaf.fieldname] + write(leaf)


def _without(tree: Query) -> str:
    """Return ``a UND NICHT b`` (of every article: ``NICHT b``)."""
    unwanted = f"NICHT {_text(tree.b, _RELATION)}"
    if isinstance(tree.a, query.Every):
        return unwanted
    return f"{_text(tree.a, _CONJUNCTION if type(tree.a) is query.And else _SIGNED)} UND {unwanted}"


def _related(tree: Query) -> str:
    """Return ``a NEAR/5 b`` and its kin."""
    if isinstance(tree, Within):
        name = _UNIT_NAMES[tree.unit]
    else:
        name = f"{'VOR' if tree.ordered else 'NEAR'}/{tree.distance}"
    negation = "NICHT " if tree.negated else ""
    return f"{_text(tree.left, _RELATION)} {negation}{name} {_text(tree.right, _ALONE)}"


def _published(tree: Query) -> str:
    """Return ``datum:2024-05-16``, or with ``..`` between the first and the last day."""
    if tree.first == tree.last:
        return f"datum:{tree.first}"
    return f"datum:{tree.first or ''}..{tree.last or ''}"


_WRITERS: Final[dict[type[Query], tuple[int, Callable[[Query], str]]]] = {
    query.Or: (_ALTERNATIVES, lambda tree: " ODER ".join(_text(part, _SIDE_BY_SIDE) for part in tree)),
    Words: (_SIDE_BY_SIDE, lambda tree: " ".join(_text(part, _SIGNED) for part in tree)),
    query.And: (_CONJUNCTION, lambda tree: " UND ".join(_text(part, _SIGNED) for part in tree)),
    # Side by side with words, NICHT would take from them: its place is in an ODER, or in parentheses.
    query.AndNot: (_SIDE_BY_SIDE, _without),
    Near: (_RELATION, _related),
    Within: (_RELATION, _related),
    AtLeast: (_ALONE, lambda tree: f"mind{tree.count}({_text(tree.child, _ALTERNATIVES)})"),
    query.Term: (_ALONE, _in_field(_word)),
    Form: (_ALONE, _in_field(lambda leaf: ("==" if leaf.cased else "=") + _word(leaf))),
    query.Prefix: (_ALONE, _in_field(lambda leaf: f"{leaf.text}*")),
    query.Wildcard: (_ALONE, _in_field(lambda leaf: str(leaf.text))),
    query.Regex: (_ALONE, _in_field(lambda leaf: f"/{leaf.text}/")),
    query.FuzzyTerm: (_ALONE, _in_field(lambda leaf: f"{_word(leaf)}~{leaf.maxdist}")),
    ExactPhrase: (_ALONE, _in_field(lambda leaf: f'"{" ".join(leaf.words)}"')),
    query.Phrase: (_ALONE, _in_field(lambda leaf: f'"{" ".join(leaf.words)}"~{leaf.slop}')),
    Category: (_ALONE, lambda leaf: f'{_VALUE_NAMES[leaf.fieldname]}"{leaf.text}"'),
    Published: (_ALONE, _published),
    query.Every: (_ALONE, lambda _tree: "*"),
    type(query.NullQuery): (_ALONE, lambda _tree: "()"),
}
