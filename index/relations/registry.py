"""The list of all relations: the one place that names them."""

from __future__ import annotations

from functools import cache

from index.relations.compound import HEAD, MODIFIER, CompoundRelation
from index.relations.lemma import LemmaRelation
from index.relations.names import NameRelation
from index.relations.relation import Relation
from index.relations.spelling import SpellingRelation


@cache
def relations() -> tuple[Relation, ...]:
    """Return every relation of the dictionary."""
    return (
        LemmaRelation(),
        SpellingRelation(),
        CompoundRelation(HEAD),
        CompoundRelation(MODIFIER),
        NameRelation(),
    )
