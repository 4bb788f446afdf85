"""Strings as one run of code points, as kernels read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import Strings, characters

Numbers = npt.NDArray[np.int64]


class Words(NamedTuple):
    """Strings as one run of code points: ``codes`` uint32, and where each begins and ends, int64."""

    codes: npt.NDArray[np.uint32]
    start: Numbers
    end: Numbers

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        """Return ``texts`` laid end to end."""
        if isinstance(texts, Strings):  # none of them need become a string
            text, begins = characters(texts.blob)
            bounds = begins[texts.start]
            return cls(codes_of(text), bounds[:-1], bounds[1:])
        codes = codes_of("".join(texts))
        sizes = np.fromiter(map(len, texts), np.int64, len(texts))
        end = np.cumsum(sizes)
        return cls(codes, end - sizes, end)

    def take(self, places: Numbers) -> Words:
        """Return the strings at ``places``."""
        return Words(self.codes, self.start[places], self.end[places])

    def hashes(self) -> npt.NDArray[np.uint64]:
        """Return the hash of each string (`index.kernels.hashing.text_hash`)."""
        from index.kernels.hash_kernels import hash_spans

        hashes: npt.NDArray[np.uint64] = hash_spans(self.codes, self.start, self.end)
        return hashes


def codes_of(text: str) -> npt.NDArray[np.uint32]:
    """Return the code points of ``text``."""
    # A bytearray, so that the array may be written to: Numba compiles a kernel once more for arrays that may not.
    return np.frombuffer(bytearray(text.encode("utf-32-le", "surrogatepass")), np.uint32)


def joined(parts: Sequence[Words]) -> Words:
    """Return all strings of ``parts``, one after the other."""
    offsets = np.cumsum([0, *(len(part.codes) for part in parts)])
    return Words(
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.start + offset for part, offset in zip(parts, offsets, strict=False)]),
        np.concatenate([part.end + offset for part, offset in zip(parts, offsets, strict=False)]),
    )
