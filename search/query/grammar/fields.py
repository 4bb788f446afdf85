"""Fields: ``titel: text: quelle: ressort: autor: datum: seit: bis:`` and their English names, in any case."""

import re
from typing import TYPE_CHECKING, Any, Final

from whoosh.qparser import syntax
from whoosh.qparser.plugins import Plugin
from whoosh.qparser.taggers import RegexTagger, Tagger

from search.limits import MAX_PERIOD_CHARACTERS
from search.query.grammar.leaves import Gap, Typed, quotation
from search.query.grammar.operators import Operator, Prefix
from search.query.grammar.values import PERIODS, VALUE_FIELDS, as_published
from search.query.grammar.words import has_words
from search.query.nodes import BODY, TITLE, Published

if TYPE_CHECKING:
    from search.query.grammar.parser import Parser

FIELDS: Final = {
    **dict.fromkeys(("titel", "title"), TITLE),
    **dict.fromkeys(("text", "body"), BODY),
    **dict.fromkeys(("quelle", "source"), "source"),
    **dict.fromkeys(("ressort", "section"), "section"),
    **dict.fromkeys(("autor", "author"), "author"),
    **dict.fromkeys(("datum", "date"), "date"),
    **dict.fromkeys(("seit", "since"), "since"),
    **dict.fromkeys(("bis", "until"), "until"),
}
_GENDER_COLON: Final = re.compile(r":(?:innen|in(?![^\W_]))")
_BRACKETED: Final = re.compile(r"[\[{][^\]}]*[\]}]")
_BARE: Final = re.compile(rf"[^()^\"]{{1,{MAX_PERIOD_CHARACTERS}}}")
_FIRST_WORD: Final = re.compile(r"[^\s()]+")


class FieldName(syntax.FieldnameNode):  # type: ignore[misc]
    """The name of a field with its colon, for what stands behind it."""


class DaysNode(syntax.SyntaxNode):  # type: ignore[misc]
    """Days of publication, already read."""

    has_boost = True  # and no use of it: days have no score
    boost = 1.0

    def __init__(self, published: Published) -> None:
        self.published = published

    def query(self, parser: "Parser") -> Published | None:
        """Return the days, within the budget of words."""
        if not parser.take_words(1, self.startchar):
            return None
        self.published.startchar, self.published.endchar = self.startchar, self.endchar
        return self.published


class FieldTagger(RegexTagger):  # type: ignore[misc]
    """Finds names of fields; of an unknown one it leaves a note, and the text to others."""

    def create(self, parser: "Parser", match: re.Match[str]) -> syntax.SyntaxNode | None:
        """Return the name, or the days where a date is behind it; None for what is no field."""
        name, text, end = match["name"], match.string, match.end()
        field = FIELDS.get(name.lower())
        if field in PERIODS:
            return None  # `PeriodTagger` had its try; what follows is in brackets or is no date
        if field:
            return FieldName(field, match[0])
        follows = text[end : end + 1]
        if follows.isspace() or follows in ("", "/", ":") or name.isdecimal():
            return None  # a colon as punctuation, in an address, in a number
        if not _GENDER_COLON.match(text, end - 1):
            parser.note(
                "unknown-field",
                f"there is no field {name}: (fields are titel text quelle ressort autor datum seit bis)",
                match.start(),
                field=name,
            )
        return None


class PeriodTagger(RegexTagger):  # type: ignore[misc]
    """Finds ``datum: seit: bis:`` with a date behind them, be it quoted, in ``[ ]`` or some words long."""

    def match(self, parser: "Parser", text: str, pos: int) -> syntax.SyntaxNode | None:
        """Return the days; before ``(`` and at the end only the name of the field."""
        found = self.expr.match(text, pos)
        if not found:
            return None
        field, start = FIELDS[found["name"].lower()], found.end()
        if start == len(text) or text[start] in "()":
            return FieldName(field, found[0]).set_range(pos, start)
        if quoted := quotation(parser, text, start):
            return _delimited(parser, field, quoted[0], (pos, quoted[2]))
        if bracketed := _BRACKETED.match(text, start):
            return _delimited(parser, field, bracketed[0], (pos, bracketed.end()))
        return _bare(parser, field, text, (pos, start))


def _delimited(parser: "Parser", field: str, value: str, span: tuple[int, int]) -> syntax.SyntaxNode:
    """Return the days that ``value`` names; its words, and a note, if it names none."""
    from search.query.periods import PeriodError, parse_period

    try:
        node = DaysNode(as_published(field, parse_period(value, parser.clock())))
    except PeriodError as error:
        parser.note("not-a-date", str(error), span[0], text=value)
        node = Typed(value, literal=True) if has_words(value) else Gap()
    return node.set_range(*span)


def _bare(parser: "Parser", field: str, text: str, span: tuple[int, int]) -> syntax.SyntaxNode:
    """Return the days that the longest run of words after the field names, or nothing and a note."""
    from search.query.periods import PeriodError, leading_period, parse_period

    start = span[1]
    word = "".join(_FIRST_WORD.findall(text[start : start + MAX_PERIOD_CHARACTERS])[:1])
    match = _BARE.match(text, start)
    try:
        found = leading_period(match[0] if match else "", parser.clock())
        if found:
            return DaysNode(as_published(field, found[0])).set_range(span[0], start + found[1])
        parse_period(word, parser.clock())  # which says what is wrong with it
    except PeriodError as error:
        parser.note("not-a-date", str(error), start, text=word)
    return Gap().set_range(*span)


class FieldPlugin(Plugin):  # type: ignore[misc]
    """Names of fields, applied to the word, quotation or group behind them."""

    def taggers(self, _parser: "Parser") -> list[tuple[Tagger, int]]:
        """Return the taggers of dates and of other fields."""
        periods = "|".join(name for name, field in FIELDS.items() if field in PERIODS)
        return [
            (PeriodTagger(rf"(?i:(?P<name>{periods})):\s*"), 10),
            (FieldTagger(r"(?P<name>\w+):"), 11),
        ]

    def filters(self, _parser: "Parser") -> list[tuple[Any, int]]:
        """Return the filter that applies the names."""
        return [(apply_fields, 100)]


def apply_fields(parser: "Parser", group: syntax.GroupNode) -> syntax.GroupNode:
    """Give every node the field whose name stands before it; the inner one where there are two."""
    result = group.empty_copy()
    waiting: list[FieldName] = []
    for node in group:
        if isinstance(node, FieldName):
            _give_up(parser, waiting, result)
            waiting.append(node)
            continue
        target = apply_fields(parser, node) if isinstance(node, syntax.GroupNode) else node
        if waiting and not node.is_ws() and not isinstance(node, Prefix):
            if isinstance(node, Operator):
                _give_up(parser, waiting, result)
            else:
                _apply(waiting.pop().fieldname, target)
        result.append(target)
    _give_up(parser, waiting, result)
    return result


def _apply(field: str, target: syntax.SyntaxNode) -> None:
    """Set the field of a node and all within; in a group of values, words side by side are one value."""
    if field in VALUE_FIELDS and isinstance(target, syntax.GroupNode):
        _join_values(target)
    target.set_fieldname(field)


def _join_values(group: syntax.GroupNode) -> None:
    """Make one word of words without a field that only white space parts: ``quelle:(Die Zeit ODER taz)``."""
    joined: list[syntax.SyntaxNode] = []
    last: Typed | None = None
    for node in group:
        if isinstance(node, syntax.GroupNode):
            _join_values(node)
        if last is not None and isinstance(node, Typed) and node.fieldname is None:
            last.text = f"{last.text} {node.text}"
            last.set_range(last.startchar, node.endchar)
        elif not (last is not None and node.is_ws()):
            last = node if isinstance(node, Typed) and node.fieldname is None else None
            joined.append(node)
    group.nodes = joined


def _give_up(parser: "Parser", waiting: list[FieldName], result: syntax.GroupNode) -> None:
    """Make a word of the field that has nothing behind it, if one is waiting."""
    for name in waiting:
        parser.note(
            "dangling-field",
            f"nothing stands after {name.original.strip()} so it is searched for as a word",
            name.startchar,
            field=name.original.strip(),
        )
        result.append(Typed(name.original, literal=True).set_range(name.startchar, name.endchar))
    waiting.clear()
