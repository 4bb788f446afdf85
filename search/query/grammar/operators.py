"""``UND ODER NICHT``, ``+ -``, and the relations of place ``NEAR VOR SATZ ABSATZ``; English names too.

From tightest to loosest: relations of place (from left to right); ``NICHT + -``; ``UND``; side by side;
``ODER``. An operator that lacks a side is a word, with a note.
"""

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

from whoosh.qparser import syntax
from whoosh.qparser.plugins import Plugin
from whoosh.qparser.taggers import RegexTagger, Tagger
from whoosh.query import Query

from search.limits import DEFAULT_DISTANCE, MAX_DISTANCE
from search.query.grammar import build
from search.query.grammar.groups import SideBySide, bounded
from search.query.grammar.leaves import Typed
from search.query.nodes import Near, Unit, Within

if TYPE_CHECKING:
    from search.query.grammar.parser import Parser

_UNITS: Final[dict[str, Unit]] = {
    "SATZ": "sentence",
    "SENTENCE": "sentence",
    "ABSATZ": "paragraph",
    "PARAGRAPH": "paragraph",
}
_ORDERED: Final = frozenset(("VOR", "BEFORE"))


class Operator(syntax.SyntaxNode):  # type: ignore[misc]
    """An operator that has not found its sides yet; ``text`` as typed."""

    def __init__(self, text: str) -> None:
        self.text = text


class Prefix(Operator):
    """``NICHT``, ``+`` and ``-``: an operator for what follows; ``sign`` is ``+`` or ``-``."""

    @property
    def sign(self) -> str:
        """``+`` or ``-``."""
        return "+" if self.text == "+" else "-"


class And(Operator):
    """``UND``."""


class Or(Operator):
    """``ODER``."""


class Place(Operator):
    """A relation of place: the operator's ``name``, its ``distance`` in words, whether it is ``negated``."""

    def __init__(self, text: str, name: str, distance: int, negated: bool) -> None:
        super().__init__(text)
        self.name, self.distance, self.negated = name, distance, negated


class Signed(SideBySide):
    """One node with the sign ``+`` or ``-`` before it (keyword argument ``sign``)."""

    @property
    def sign(self) -> str:
        """``+`` or ``-``."""
        return str(self.kwargs["sign"])


class Both(syntax.GroupNode):  # type: ignore[misc]
    """What ``UND`` joins."""

    def query(self, parser: "Parser") -> Query | None:
        """Return all members, those with ``NICHT`` taken away."""
        members = [(getattr(node, "sign", ""), node.query(parser)) for node in self.nodes]
        return build.both((sign, member) for sign, member in members if member is not None)


class Either(syntax.GroupNode):  # type: ignore[misc]
    """What ``ODER`` joins."""

    def query(self, parser: "Parser") -> Query | None:
        """Return the members as alternatives."""
        members = [node.query(parser) for node in self.nodes]
        return build.either([member for member in members if member is not None])


class Related(syntax.GroupNode):  # type: ignore[misc]
    """Two sides or more with relations of place between them (keyword argument ``places``, one fewer).

    Flat, though the tree made of it is not: a long chain must not be as deep as Python's stack.
    """

    def query(self, parser: "Parser") -> Query | None:
        """Return the relations applied from left to right."""
        found = self.nodes[0].query(parser)
        for place, node in zip(self.kwargs["places"], self.nodes[1:], strict=True):
            side = node.query(parser)
            if found is None or side is None:
                found = side if found is None else found
            else:
                found = _related_by(parser, place, found, side)
        return found


def _related_by(parser: "Parser", place: Place, left: Query, right: Query) -> Query | None:
    """Return the relation or, where a side has no places in a text, both sides joined by ``UND``."""
    if not (build.has_places(left) and build.has_places(right)):
        message = f"{place.text} needs words on both sides; read as {'UND NICHT' if place.negated else 'UND'}"
        parser.note("no-places", message, place.startchar, operator=place.text)
    elif parser.take_places(1, place.startchar):
        return _relation(place, left, right)
    return build.without(left, [right]) if place.negated else build.both([("", left), ("", right)])


def _relation(place: Place, left: Query, right: Query) -> Query:
    """Return the node for the relation."""
    if place.name in _UNITS:
        return Within(left, right, _UNITS[place.name], negated=place.negated)
    return Near(left, right, place.distance, ordered=place.name in _ORDERED, negated=place.negated)


class OperatorPlugin(Plugin):  # type: ignore[misc]
    """The operators: capital words between spaces or parentheses, and signs directly before something."""

    class Words(RegexTagger):  # type: ignore[misc]
        """Finds ``UND ODER NICHT``."""

        kinds: ClassVar[dict[str, type[Operator]]] = {
            "UND": And,
            "AND": And,
            "ODER": Or,
            "OR": Or,
            "NICHT": Prefix,
            "NOT": Prefix,
        }

        def create(self, _parser: "Parser", match: re.Match[str]) -> Operator:
            """Return the operator."""
            return self.kinds[match[0]](match[0])

    class Places(RegexTagger):  # type: ignore[misc]
        """Finds ``NEAR/5`` and the like, and ``NICHT`` before it."""

        def create(self, parser: "Parser", match: re.Match[str]) -> Place:
            """Return the operator."""
            digits = match["distance"]
            distance = (
                bounded(parser, digits, MAX_DISTANCE, "a distance", match.start()) if digits else DEFAULT_DISTANCE
            )
            return Place(match[0], match["near"] or match["unit"], max(1, distance), match["negated"] is not None)

    class Signs(RegexTagger):  # type: ignore[misc]
        """Finds ``+`` and ``-`` where a word begins."""

        def create(self, _parser: "Parser", match: re.Match[str]) -> Prefix:
            """Return the operator."""
            return Prefix(match[0])

    def taggers(self, _parser: "Parser") -> list[tuple[Tagger, int]]:
        """Return the taggers, ``NICHT NEAR`` before ``NICHT``."""
        near = r"(?P<near>NEAR|VOR|BEFORE)(?:/(?P<distance>[0-9]+))?"
        place = rf"(?:{near}|(?P<unit>SATZ|SENTENCE|ABSATZ|PARAGRAPH))"
        begin, end = r"(?<![^\s()])", r"(?=[\s()]|$)"
        return [
            (self.Places(rf"{begin}(?P<negated>(?:NICHT|NOT)\s+)?{place}{end}"), -10),
            (self.Words(rf"{begin}(?:UND|AND|ODER|OR|NICHT|NOT){end}"), -9),
            (self.Signs(r"(?<![^\s(:])[+-](?=[^\s()+-]|\()"), -8),
        ]

    def filters(self, _parser: "Parser") -> list[tuple[Any, int]]:
        """Return the filter that gives operators their sides."""
        return [(arrange, 600)]


def arrange(parser: "Parser", group: syntax.GroupNode) -> syntax.GroupNode:
    """Return the group with every operator in it replaced by a group of its sides."""
    nodes = [arrange(parser, node) if isinstance(node, syntax.GroupNode) else node for node in group]
    nodes = _conjunctions(_signed(_related(_settled(parser, nodes))))
    result = group.empty_copy()
    result.extend(_alternatives(nodes))
    return result


def _settled(parser: "Parser", nodes: list[syntax.SyntaxNode]) -> list[syntax.SyntaxNode]:
    """Return the nodes with every operator that lacks a side made a word (a sign: left out)."""
    leads: list[bool] = [False]  # whether an operand follows from here, signs before it or not; from the end
    for node in reversed(nodes):
        leads.append(leads[-1] if isinstance(node, Prefix) else not isinstance(node, Operator))
    leads.reverse()
    result: list[syntax.SyntaxNode] = []
    for at, node in enumerate(nodes):
        if not isinstance(node, Operator) or _has_sides(node, nodes, leads, at, result):
            result.append(node)
        elif node.text not in "+-":
            parser.note(
                "dangling-operator",
                f"{node.text} lacks a side, so it is searched for as a word",
                node.startchar,
                operator=node.text,
            )
            result.append(Typed(node.text, literal=True).set_range(node.startchar, node.endchar))
    return result


def _has_sides(
    node: Operator,
    nodes: list[syntax.SyntaxNode],
    leads: list[bool],
    at: int,
    before: list[syntax.SyntaxNode],
) -> bool:
    """Return whether the operator at that place has what it needs on both sides."""
    if isinstance(node, Prefix):
        return leads[at + 1]
    if not before or isinstance(before[-1], Operator):
        return False
    return leads[at + 1] and not (isinstance(node, Place) and isinstance(nodes[at + 1], Prefix))


def _related(nodes: list[syntax.SyntaxNode]) -> list[syntax.SyntaxNode]:
    """Return the nodes with relations of place applied from left to right."""
    result: list[syntax.SyntaxNode] = []
    waiting: Place | None = None
    for node in nodes:
        if isinstance(node, Place):
            waiting = node
        elif waiting and isinstance(result[-1], Related):
            result[-1].append(node)
            result[-1].kwargs["places"].append(waiting)
            waiting = None
        elif waiting:
            result.append(Related([result.pop(), node], places=[waiting]))
            waiting = None
        else:
            result.append(node)
    return result


def _signed(nodes: list[syntax.SyntaxNode]) -> list[syntax.SyntaxNode]:
    """Return the nodes with ``NICHT``, ``+`` and ``-`` applied; two negations are none."""
    result: list[syntax.SyntaxNode] = []
    signs: list[str] = []
    for node in nodes:
        if isinstance(node, Prefix):
            signs.append(node.sign)
        elif signs:
            negative = signs.count("-") % 2 == 1
            sign = "-" if negative else "+" if "+" in signs else ""
            result.append(Signed([node], sign=sign))
            signs = []
        else:
            result.append(node)
    return result


def _conjunctions(nodes: list[syntax.SyntaxNode]) -> list[syntax.SyntaxNode]:
    """Return the nodes with ``UND`` applied."""
    result: list[syntax.SyntaxNode] = []
    joining = False
    for node in nodes:
        if isinstance(node, And):
            joining = True
        elif not joining:
            result.append(node)
        else:
            joining = False
            if isinstance(result[-1], Both):
                result[-1].append(node)
            else:
                result[-1] = Both([result[-1], node])
    return result


def _alternatives(nodes: list[syntax.SyntaxNode]) -> list[syntax.SyntaxNode]:
    """Return the nodes or, where ``ODER`` is among them, one node of what stands between as alternatives."""
    parts: list[list[syntax.SyntaxNode]] = [[]]
    for node in nodes:
        if isinstance(node, Or):
            parts.append([])
        else:
            parts[-1].append(node)
    return nodes if len(parts) == 1 else [Either([SideBySide(part) for part in parts])]
