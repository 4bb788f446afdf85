"""Relations computed while forms still come: what is made of a form depends on that form alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Strings, end_to_end
from index.relations.registry import relations
from index.relations.relation import Forms, Rows

if TYPE_CHECKING:
    from concurrent.futures import Future

FORMS_AT_ONCE: Final = 20_000
"""So many new forms are worth a call, some 40 ms of it; what is made of them on the way fits the cache."""


class _Related(NamedTuple):
    """What was made of some consecutive forms; ``rows`` of each relation."""

    folds: Strings
    stem_sizes: npt.NDArray[np.int64]
    rows: list[Rows]


class Ahead:
    """Relates forms in their order, in a thread of its own, from number ``first`` on."""

    def __init__(self, first: int) -> None:
        from concurrent.futures import ThreadPoolExecutor  # which a query does not need

        self.taken = first
        """The number of the first form that was not taken."""
        self._thread = ThreadPoolExecutor(1, "relate")
        self._working: list[Future[_Related]] = []

    def take(self, texts: Strings) -> None:
        """Take the next forms."""
        self.taken += len(texts)
        self._working.append(self._thread.submit(_related, texts))

    def finish(self, texts: Sequence[str]) -> Forms:
        """Return ``texts``, which are all forms that were taken, with what is known of them."""
        parts = [working.result() for working in self._working]
        self.close()
        sizes = [len(part.stem_sizes) for part in parts]
        rows = [Rows.end_to_end(own, sizes) for own in zip(*(part.rows for part in parts), strict=True)]
        folds = end_to_end([part.folds for part in parts])
        names = [relation.name for relation in relations()]
        stem_sizes = np.concatenate([part.stem_sizes for part in parts])
        return Forms.known(texts, folds, stem_sizes, dict(zip(names, rows, strict=True)))

    def close(self) -> None:
        """Let the thread end; what it has not begun is not asked for."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _related(texts: Strings) -> _Related:
    forms = Forms(texts, few=False)
    return _Related(forms.folds, forms.stem_sizes, [relation.rows(forms) for relation in relations()])
