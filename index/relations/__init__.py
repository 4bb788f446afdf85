"""Relations between the forms of the dictionary beyond fold and stem: compounds and their parts, ...

A relation gives each form keys (`Relation.rows`); a word of a query looks its own keys up (`Relation.texts_of`), and
so finds forms that share one. Everything around that is done once for all relations: columns on disk (`stored`),
growth with the dictionary and ``fundstelle relex`` (`index.writer`), look-up
(`index.dictionary.lexicon.Lexicon.related`), weights in an Expansion (`search.words.expand`), `explain`.

To add one:

1. write a class with the members of `relation.Relation` in a module of its own here, its data in ``index/data``;
2. add an object of it to `registry.relations`;
3. add a field of its name to `search.ranking.Parameters`: what it counts beside the typed word, and what measured it.

Importing the module must be cheap, for every query does: load what only `rows` needs inside of it. Raise what
`fingerprint` returns whenever rows change; indexes then say that ``fundstelle relex`` is due.
"""

from index.relations.compound import MODIFIER
from index.relations.lemma import LemmaRelation
from index.relations.registry import relations
from index.relations.relation import FULL_WEIGHT, WEIGHT_UNIT, Forms, Relation, Rows
from index.relations.stored import Tables, build, find, find_each, fingerprint, merge

__all__ = [
    "FULL_WEIGHT",
    "MODIFIER",
    "WEIGHT_UNIT",
    "Forms",
    "LemmaRelation",
    "Relation",
    "Rows",
    "Tables",
    "build",
    "find",
    "find_each",
    "fingerprint",
    "merge",
    "relations",
]
