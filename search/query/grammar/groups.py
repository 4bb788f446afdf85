"""Parentheses, ``mind3(…)``, and the marks behind a word, quotation or group: ``^2`` and ``~2``."""

import re
from typing import TYPE_CHECKING, Any, Final

from whoosh.qparser import syntax
from whoosh.qparser.plugins import Plugin
from whoosh.qparser.taggers import RegexTagger, Tagger
from whoosh.query import Query

from search.limits import MAX_BOOST, MAX_COUNT, MAX_DISTANCE, MAX_FUZZY_EDITS, MAX_NESTING
from search.query.grammar import build
from search.query.grammar.leaves import Gap, Quoted, Typed

if TYPE_CHECKING:
    from search.query.grammar.parser import Parser

_MANY_DIGITS: Final = 9
"""So many digits are more than any limit; Python refuses to read thousands of them."""


class SideBySide(syntax.GroupNode):  # type: ignore[misc]
    """What stands side by side without an operator; the group that everything is in at first."""

    def query(self, parser: "Parser") -> Query | None:
        """Return all members as one query."""
        found = self.content(parser)
        return None if found is None else build.boosted(found, self.boost)

    def content(self, parser: "Parser") -> Query | None:
        """Return all members as one query, without the boost of the group."""
        members = [(getattr(node, "sign", ""), node.query(parser)) for node in self.nodes]
        return build.side_by_side((sign, member) for sign, member in members if member is not None)


class Counted(SideBySide):
    """``mind3(…)``; the number is the keyword argument ``count``, ``position`` is where it stands."""

    def query(self, parser: "Parser") -> Query | None:
        """Return the content, as often as asked for."""
        found = self.content(parser)
        if found is None:
            return None
        if build.has_places(found):
            found = build.at_least(found, self.kwargs["count"])
        else:
            parser.note("no-places", "only words can be counted by mindn(…)", self.kwargs["position"])
        return build.boosted(found, self.boost)


class Open(syntax.SyntaxNode):  # type: ignore[misc]
    """An opening parenthesis, with the number of ``mindn(``, if it is one."""

    def __init__(self, count: int | None) -> None:
        self.count = count


class Close(syntax.SyntaxNode):  # type: ignore[misc]
    """A closing parenthesis."""


class Mark(syntax.SyntaxNode):  # type: ignore[misc]
    """``^2`` or ``~2`` behind something."""

    def __init__(self, sign: str, number: str) -> None:
        self.sign, self.number = sign, number


def bounded(parser: "Parser", digits: str, limit: int, what: str, position: int) -> int:
    """Return the number, or ``limit`` with a note where it is larger."""
    number = limit + 1 if len(digits) > _MANY_DIGITS else int(digits)
    if number > limit:
        parser.note("number-too-large", f"{what} is at most {limit}", position, what=what, limit=limit)
    return min(number, limit)


class BracketPlugin(Plugin):  # type: ignore[misc]
    """Parentheses and ``mindn(``."""

    class Opening(RegexTagger):  # type: ignore[misc]
        """Finds ``(``, ``mind3(`` and ``atleast3(``."""

        def create(self, parser: "Parser", match: re.Match[str]) -> Open:
            """Return the bracket."""
            digits = match["count"]
            count = bounded(parser, digits, MAX_COUNT, "the number of mindn(…)", match.start()) if digits else None
            return Open(count)

    class Closing(RegexTagger):  # type: ignore[misc]
        """Finds ``)``."""

        def create(self, _parser: "Parser", _match: re.Match[str]) -> Close:
            """Return the bracket."""
            return Close()

    def taggers(self, _parser: "Parser") -> list[tuple[Tagger, int]]:
        """Return one tagger for each side."""
        opening = self.Opening(r"(?i:(?:mind|atleast)(?P<count>[0-9]+))?\(")
        return [(opening, 0), (self.Closing(r"\)"), 0)]

    def filters(self, _parser: "Parser") -> list[tuple[Any, int]]:
        """Return the filter that makes groups."""
        return [(nest, 0)]


def nest(parser: "Parser", flat: syntax.GroupNode) -> syntax.GroupNode:
    """Make groups of what is in parentheses; what is open at the end is closed there, with a note."""
    stack: list[syntax.GroupNode] = [SideBySide()]
    opened: list[int] = []
    too_deep = 0
    for node in flat:
        if isinstance(node, Open):
            if len(opened) == MAX_NESTING:
                too_deep += 1
                _note_depth(parser, node)
                continue
            stack.append(SideBySide() if node.count is None else Counted(count=node.count, position=node.startchar))
            opened.append(node.startchar)
        elif not isinstance(node, Close):
            stack[-1].append(node)
        elif too_deep:
            too_deep -= 1
        elif opened:
            opened.pop()
            _close(stack)
        else:
            _note_balance(parser, node.startchar)
    while opened:
        _note_balance(parser, opened.pop())
        _close(stack)
    return stack[0]


def _close(stack: list[syntax.GroupNode]) -> None:
    """Move the innermost group into the one around it; an empty one leaves only a space."""
    group = stack.pop()
    stack[-1].append(group if any(not node.is_ws() for node in group) else Gap())


def _note_balance(parser: "Parser", position: int) -> None:
    parser.note("unbalanced-parenthesis", "a parenthesis has no other", position)


def _note_depth(parser: "Parser", node: Open) -> None:
    parser.note(
        "too-deep",
        f"parentheses more than {MAX_NESTING} deep are read as if they were not there",
        node.startchar,
        limit=MAX_NESTING,
    )


class MarkPlugin(Plugin):  # type: ignore[misc]
    """``^2`` and ``~2``, applied to what they stand directly behind."""

    class Marks(RegexTagger):  # type: ignore[misc]
        """Finds ``^2``, and ``~2`` without a space before it: ``~5 km`` has no mark."""

        def create(self, _parser: "Parser", match: re.Match[str]) -> Mark:
            """Return the mark."""
            return Mark("^" if match["boost"] else "~", match["boost"] or match["edits"])

    def taggers(self, _parser: "Parser") -> list[tuple[Tagger, int]]:
        """Return the one tagger."""
        mark = r"\^(?P<boost>[0-9]+(?:[.,][0-9]+)?)|(?<=[^\s(])~(?P<edits>[0-9]*)"
        return [(self.Marks(rf"(?:{mark})(?=[\s()^~,;:.!?]|$)"), 50)]

    def filters(self, _parser: "Parser") -> list[tuple[Any, int]]:
        """Return the filter that applies the marks."""
        return [(apply_marks, 10)]


def apply_marks(parser: "Parser", group: syntax.GroupNode) -> syntax.GroupNode:
    """Apply every mark to the node before it; a mark that means nothing there is left out, with a note."""
    result = group.empty_copy()
    for node in group:
        if isinstance(node, syntax.GroupNode):
            result.append(apply_marks(parser, node))
        elif not isinstance(node, Mark):
            result.append(node)
        elif not (len(result) and _applied(parser, node, result[-1])):
            sign = node.sign + node.number
            parser.note(
                "dangling-mark",
                f"{sign} has nothing before it that it could apply to",
                node.startchar,
                mark=sign,
            )
    return result


def _applied(parser: "Parser", mark: Mark, target: syntax.SyntaxNode) -> bool:
    """Apply the mark and return True, or return False if it has no meaning for the target."""
    if mark.sign == "^":
        if target.has_boost:
            target.set_boost(_boost(parser, mark))
        return bool(target.has_boost)
    if isinstance(target, Quoted) and target.slop is None:
        distance = bounded(parser, mark.number or "1", MAX_DISTANCE, "a distance", mark.startchar)
        target.slop = max(1, distance)
    elif isinstance(target, Typed) and target.edits is None and not target.exactness:
        target.edits = bounded(parser, mark.number or "1", MAX_FUZZY_EDITS, "the number after ~", mark.startchar)
    else:
        return False
    target.endchar = mark.endchar
    return True


def _boost(parser: "Parser", mark: Mark) -> float:
    """Return the number of ``^n``, at most `MAX_BOOST`."""
    boost = float(mark.number.replace(",", "."))
    if boost > MAX_BOOST:
        parser.note(
            "number-too-large",
            f"a boost is at most {MAX_BOOST:g}",
            mark.startchar,
            what="a boost",
            limit=MAX_BOOST,
        )
    return min(boost, MAX_BOOST)
