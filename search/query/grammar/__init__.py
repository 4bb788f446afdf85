"""The grammar of the query language: plugins for whoosh's parser, and the rules by which they build a tree.

====================  ==========================================================================
module                what it reads or builds
====================  ==========================================================================
``simple``            what nearly everybody types, without the parser
``parser``            whoosh's parser with the state of one reading: the notes, the budgets, today
``leaves``            words, ``=Wort``, wildcards, ``"…"``, ``/regex/``, ``*``
``words``             what one typed word stands for, and how its pieces are joined
``fields``            ``titel: text: quelle: ressort: autor: datum: seit: bis:``
``groups``            parentheses, ``mind3(…)``, ``^2``, ``~2``
``operators``         ``UND ODER NICHT + - NEAR VOR SATZ ABSATZ``
``build``             joins sub-queries into the trees that ``search/query/nodes.py`` documents
``wording``           a tree back to query text
====================  ==========================================================================

A question that ``simple`` reads never loads the parser, nor what that is made of.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from search.query.grammar.build import boosted
from search.query.grammar.simple import simple_query
from search.query.grammar.wording import to_text

if TYPE_CHECKING:
    from search.query.grammar.parser import Parser

__all__ = ["boosted", "new_parser", "simple_query", "to_text"]


def new_parser(today: date | None) -> Parser:
    """Return a parser for one reading, loading whoosh's at first need."""
    from search.query.grammar.parser import Parser

    return Parser(today)
