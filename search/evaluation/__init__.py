"""Measuring relevance: a collection goes in, figures and a ranking for each query come out.

Its door. What computes the figures (ir-measures) is an extra, and is loaded when the first figure is needed.
"""

from search.evaluation.collections import Collection, CollectionError, Document, read_beir, read_known_items
from search.evaluation.measures import MEASURES, MeasuresMissingError, figures, per_query
from search.evaluation.run import Evaluation, Run, evaluate, index_collection, rank_all

__all__ = [
    "MEASURES",
    "Collection",
    "CollectionError",
    "Document",
    "Evaluation",
    "MeasuresMissingError",
    "Run",
    "evaluate",
    "figures",
    "index_collection",
    "per_query",
    "rank_all",
    "read_beir",
    "read_known_items",
]
