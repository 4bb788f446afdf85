"""The list of all relations: the one place that names them."""

from __future__ import annotations

from functools import cache

from index.relations.compound import CompoundRelation
from index.relations.relation import Relation


@cache
def relations() -> tuple[Relation, ...]:
    """Return every relation of the dictionary."""
    return (CompoundRelation("head"), CompoundRelation("modifier"))
