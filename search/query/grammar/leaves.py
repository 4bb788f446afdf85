"""What a query is made of in the end: words, ``=Wort``, wildcards, ``"…"``, ``/regex/``, ``*``."""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from whoosh import query
from whoosh.qparser import syntax
from whoosh.qparser.plugins import Plugin, TaggingPlugin
from whoosh.qparser.taggers import RegexTagger, Tagger
from whoosh.query import Query

from search.query.grammar import build, words
from search.query.grammar.regexes import RegexError, checked_regex
from search.query.grammar.simple import OPERATOR_WORDS
from search.query.grammar.values import VALUE_FIELDS, value_query
from search.query.nodes import ANY

if TYPE_CHECKING:
    from search.query.grammar.parser import Parser

# Which marks close a quotation that the key opens. Left out: pairs of two characters such as << and >>.
_CLOSERS: Final = {
    '"': '"',
    "„": '“”"',
    "‟": '”"',
    "“": '”“"',
    "”": "”",
    "»": "«»",
    "«": "»«",
    "「": "」",
    "『": "』",
    "＂": "＂",
    "'": "'",
    "‚": "‘’'",
    "‘": "’",
    "‹": "›‹",
    "›": "‹›",
}
_SINGLE: Final = "'‚‘‹›"
_ALWAYS_OPENING: Final = "„‚‟「『"
_QUOTES: Final = "".join(_CLOSERS) + "」』"
_DOUBLE_QUOTES: Final = "".join(mark for mark in _QUOTES if mark not in _SINGLE)


class Gap(syntax.Whitespace):  # type: ignore[misc]
    """White space, or something that is as good as that."""

    startchar: int | None = None
    endchar: int | None = None


class Leaf(syntax.TextNode):  # type: ignore[misc]
    """Text that becomes words, or the value of a field; ``exactness`` and ``edits`` as in `words.Marks`."""

    exactness = 0
    edits: int | None = None

    def query(self, parser: "Parser") -> Query | None:
        """Return what it asks for in its field; None where it holds nothing to search for."""
        if self.fieldname in VALUE_FIELDS:
            return value_query(parser, self)
        found = self.in_text(parser, words.Marks(self.fieldname or ANY, self.exactness, self.edits))
        for leaf in found.leaves() if found is not None else ():
            if leaf.startchar is None or leaf is found:  # a quotation with a wildcard becomes several without a place
                leaf.startchar, leaf.endchar = self.startchar, self.endchar
        return None if found is None else build.boosted(found, self.boost)

    def in_text(self, parser: "Parser", marks: words.Marks) -> Query | None:
        """Return what it asks for in a field of text."""
        raise NotImplementedError


class Typed(Leaf):
    """One run of characters without spaces; ``literal``: no wildcards in it."""

    def __init__(self, text: str, exactness: int = 0, literal: bool = False, offset: int = 0) -> None:
        super().__init__(text)
        self.exactness, self.literal, self.offset = exactness, literal, offset

    def in_text(self, parser: "Parser", marks: words.Marks) -> Query | None:
        """Return a term, a pattern, a phrase of touching words, or several of these side by side."""
        plain = marks[1:] == (0, None) and words.is_one_word(self.text)
        if plain and parser.take_words(1, self.startchar):
            return query.Term(marks.field, self.text)
        return words.typed_query(parser, self.text, self.startchar + self.offset, marks, self.literal)


class Quoted(Leaf):
    """Text between quotation marks; ``slop``: the number after ``~``, 0 for a ``~`` alone, None without."""

    slop: int | None = None

    def __init__(self, text: str, exactness: int = 0) -> None:
        super().__init__(text)
        self.exactness = exactness

    def in_text(self, parser: "Parser", marks: words.Marks) -> Query | None:
        """Return the forms in a row or, with ``slop``, the words so near."""
        return words.quoted_query(parser, self.text, (self.startchar, self.endchar), marks, self.slop)


class RegexLeaf(Leaf):
    """A regular expression between slashes."""

    def in_text(self, parser: "Parser", marks: words.Marks) -> Query | None:
        """Return the pattern, within the budget of words."""
        return query.Regex(marks.field, self.text) if parser.take_words(1, self.startchar) else None


class EveryLeaf(syntax.SyntaxNode):  # type: ignore[misc]
    """A star alone: every article. A field before it and a boost after it change nothing."""

    has_fieldname = has_boost = True
    fieldname: str | None = None
    boost = 1.0

    def query(self, _parser: "Parser") -> Query:
        """Return all articles."""
        return query.Every()


class PlainPlugin(Plugin):  # type: ignore[misc]
    """Words of letters and digits with white space behind them: tried first, they are nearly everything."""

    class Plain(RegexTagger):  # type: ignore[misc]
        """Takes such a word unless it is an operator."""

        def create(self, _parser: "Parser", match: re.Match[str]) -> Typed | None:
            """Return the word."""
            return None if match[0] in OPERATOR_WORDS else Typed(match[0])

    def taggers(self, _parser: "Parser") -> list[tuple[Tagger, int]]:
        """Return the one tagger."""
        return [(self.Plain(r"[^\W_]+(?=[\s)]|$)"), -30)]


class TypedPlugin(TaggingPlugin):  # type: ignore[misc]
    """Whatever stands between spaces, brackets and quotation marks; ``=``, ``==``, a backslash before it."""

    expr = rf"(?P<exact>={{1,2}})?(?P<escape>\\)?(?P<text>[^\s()^~{_DOUBLE_QUOTES}]+)"
    priority = 80

    def create(self, _parser: "Parser", match: re.Match[str]) -> syntax.SyntaxNode:
        """Return the word, or white space where it has no letter or digit."""
        text = match["text"]
        if not words.has_words(text):
            return Gap()
        offset = match.start("text") - match.start()
        return Typed(text, len(match["exact"] or ""), match["escape"] is not None, offset)


class QuotePlugin(Plugin, Tagger):  # type: ignore[misc]
    """Quoted text: any pair of quotation marks; single ones only around whole words (not in ``geht's``)."""

    priority = 20
    opening: Final = re.compile(rf"(?P<exact>={{1,2}})?(?P<mark>[{re.escape(''.join(_CLOSERS))}])")

    def taggers(self, _parser: "Parser") -> list[tuple[Tagger, int]]:
        """Return itself."""
        return [(self, self.priority)]

    def match(self, parser: "Parser", text: str, pos: int) -> Quoted | None:
        """Return the quotation that begins at ``pos``."""
        found = quotation(parser, text, pos)
        if found is None:
            return None
        inside, exact, end = found
        return Quoted(inside, len(exact)).set_range(pos, end)


@cache
def _closing(mark: str) -> re.Pattern[str]:
    """Return what closes a quotation that ``mark`` opened: a single mark only at the end of a word."""
    closers = f"[{_CLOSERS[mark]}]"
    return re.compile(rf"(?<=\S){closers}(?![^\W_])" if mark in _SINGLE else closers)


def quotation(parser: "Parser", text: str, pos: int) -> tuple[str, str, int] | None:
    """Return what is quoted from ``pos`` on, the ``=`` or ``==`` before it and its end; None for nothing."""
    opening = QuotePlugin.opening.match(text, pos)
    if not opening or opening["mark"] in parser.unclosed:
        return None
    mark, before = opening["mark"], text[pos - 1 : pos]
    if mark not in _ALWAYS_OPENING and before.isalnum():
        return None
    closing = _closing(mark).search(text, opening.end())
    if closing is None:
        parser.unclosed.add(mark)
        return None
    return text[opening.end() : closing.start()], opening["exact"] or "", closing.end()


class RegexPlugin(TaggingPlugin):  # type: ignore[misc]
    """A regular expression without spaces between slashes."""

    expr = r"/(?P<text>(?:[^/\\\s]|\\\S)+)/(?=[\s)^]|$)"
    priority = 30

    def create(self, parser: "Parser", match: re.Match[str]) -> Leaf:
        """Return the expression or, if it is none, what is typed as words."""
        try:
            return RegexLeaf(checked_regex(match["text"]))
        except RegexError as error:
            parser.note("bad-regex", str(error), match.start(), text=match[0])
            return Typed(match["text"], literal=True, offset=1)


class EveryPlugin(TaggingPlugin):  # type: ignore[misc]
    """``*`` or, as whoosh has it, ``*:*``."""

    expr = r"\*+(?::\*)?(?=[\s()^]|$)"
    priority = 40

    def create(self, _parser: "Parser", _match: re.Match[str]) -> EveryLeaf:
        """Return the node for every article."""
        return EveryLeaf()


class JunkPlugin(TaggingPlugin):  # type: ignore[misc]
    """Single characters that nothing else takes, such as a quotation mark that has no other."""

    expr = r"\S"
    priority = 90

    def create(self, parser: "Parser", match: re.Match[str]) -> syntax.SyntaxNode:
        """Return white space in its place; say so of a lonely quotation mark, if it isn't an inch sign."""
        before = match.string[match.start() - 1 : match.start()]
        if match[0] in _DOUBLE_QUOTES and not before.isdecimal():
            parser.note(
                "unbalanced-quote",
                "a quotation mark has no other; the words are searched for as words",
                match.start(),
            )
        return Gap()
