"""Lists of documents: what a query is made of on its way from postings to hits."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Documents = npt.NDArray[np.int32]
"""Numbers of one segment's documents, ascending, none twice."""
Numbers = npt.NDArray[np.int64]
Unsigned = npt.NDArray[np.unsignedinteger]
Mask = npt.NDArray[np.bool_]
NO_DOCUMENTS: Final[Documents] = np.zeros(0, np.int32)


class Counts(NamedTuple):
    """The live documents that hold a form of an Expansion, and the weighted counts there.

    ``weighted`` int64[documents] and ``nearest`` int16[documents], the weight of the best form there, are in units of
    1 / `search.expand.WEIGHT_UNIT`; ``frequency`` is how many of the documents hold a direct form: the word itself, in
    one of its inflections.
    """

    document: Documents
    weighted: Numbers
    nearest: npt.NDArray[np.int16]
    frequency: int


class Matched(NamedTuple):
    """The live documents of a segment that match, and their scores, float64[documents]."""

    document: Documents
    score: npt.NDArray[np.float64]

    def among(self, allowed: Mask | None) -> Matched:
        """Return only the documents that are ``allowed``; None allows all."""
        if allowed is None:
            return self
        keep = allowed[self.document]
        return Matched(self.document[keep], self.score[keep])


class Weights(NamedTuple):
    """What decides about every document of a segment beside the words: length norm, recency factor and date."""

    norm: npt.NDArray[np.float64]
    recency: npt.NDArray[np.float64]
    published: Numbers
