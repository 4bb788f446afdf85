"""whoosh's query parser, set up for one reading of one query text."""

from datetime import date
from functools import cache
from typing import Any

from whoosh.qparser import QueryParser
from whoosh.qparser.plugins import WhitespacePlugin

from search.answer import Note
from search.limits import MAX_NESTING, MAX_NOTES, MAX_QUERY_WORDS
from search.query.grammar.fields import FieldPlugin
from search.query.grammar.groups import BracketPlugin, MarkPlugin, SideBySide
from search.query.grammar.leaves import EveryPlugin, JunkPlugin, PlainPlugin, QuotePlugin, RegexPlugin, TypedPlugin
from search.query.grammar.operators import OperatorPlugin
from search.query.nodes import ANY


class EarlySpacePlugin(WhitespacePlugin):  # type: ignore[misc]
    """White space, tried before everything else but plain words: it is every second match."""

    priority = -20


PLUGINS = (
    PlainPlugin,
    OperatorPlugin,
    BracketPlugin,
    FieldPlugin,
    QuotePlugin,
    RegexPlugin,
    EveryPlugin,
    MarkPlugin,
    TypedPlugin,
    JunkPlugin,
)


class Parser(QueryParser):  # type: ignore[misc]
    """One reading: the plugins, made once for all, and what this reading has noted and used up.

    ``notes`` are the remarks so far; ``today`` is what relative dates are counted from (None: read the clock
    when one is met).
    """

    def __init__(self, today: date | None = None) -> None:
        super().__init__(ANY, None, plugins=(), group=SideBySide)
        self.today = today
        self.notes: list[Note] = []
        self.unclosed: set[str] = set()  # quotation marks that nothing after here closes
        self._words_left = MAX_QUERY_WORDS
        self._places_left = MAX_NESTING

    def _add_ws_plugin(self) -> None:
        """Leave out whoosh's: `PLUGINS` has its own."""

    def taggers(self) -> list[Any]:
        """Return the taggers of `PLUGINS` by priority."""
        return _tables()[0]

    def filters(self) -> list[Any]:
        """Return the filters of `PLUGINS` by priority."""
        return _tables()[1]

    def clock(self) -> date:
        """Return the day that relative dates are counted from: the same for the whole reading."""
        if self.today is None:
            from search.query.periods import today_in_berlin

            self.today = today_in_berlin()
        return self.today

    def note(self, code: str, message: str, position: int | None, **values: object) -> None:
        """Remember a remark; the same one a second time, and those beyond `MAX_NOTES`, add nothing."""
        if any(note.code == code and note.values == values for note in self.notes):
            return
        if len(self.notes) < MAX_NOTES:
            self.notes.append(Note(code, message, values, position))
        elif len(self.notes) == MAX_NOTES:
            self.notes.append(Note("more-notes", "there is more in this query that could not be read"))

    def take_words(self, wanted: int, position: int) -> int:
        """Return how many of ``wanted`` more words may be searched for."""
        granted = min(wanted, self._words_left)
        self._words_left -= granted
        if granted < wanted:
            self.note(
                "too-many-words",
                f"only the first {MAX_QUERY_WORDS} words are searched for; shorten the query",
                position,
                limit=MAX_QUERY_WORDS,
            )
        return granted

    def take_places(self, wanted: int, position: int) -> bool:
        """Return whether ``wanted`` more relations of place may be built, each inside the one before."""
        if wanted > self._places_left:
            self.note(
                "too-many-places",
                f"only {MAX_NESTING} of NEAR, VOR, SATZ, ABSATZ in one query; the rest are read as UND",
                position,
                limit=MAX_NESTING,
            )
            return False
        self._places_left -= wanted
        return True


@cache
def _tables() -> tuple[list[Any], list[Any]]:
    """Return taggers and filters in the order of their priorities, as whoosh finds them."""
    parser = QueryParser(ANY, None, plugins=PLUGINS)
    parser.remove_plugin_class(WhitespacePlugin)
    parser.add_plugin(EarlySpacePlugin)
    return QueryParser.taggers(parser), QueryParser.filters(parser)
