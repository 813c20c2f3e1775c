"""Characters and pairs of characters: many texts hold millions of them, so they are numbers here, not strings."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from scipy import sparse

SHIFT, MASK = 21, (1 << 21) - 1  # a pair of characters as one number


class Signs(Mapping[str, int]):
    """The column of each sign: those that were counted together in their order, later ones as they came."""

    def __init__(self, numbers: np.ndarray):
        self.numbers = numbers  # in order, each once: its place is its column
        self._later: dict[str, int] = {}

    def __getitem__(self, sign: str) -> int:
        column = self.get(sign)
        if column is None:
            raise KeyError(sign)
        return column

    def __setitem__(self, sign: str, column: int) -> None:
        self._later[sign] = column

    def __iter__(self) -> Iterator[str]:
        yield from map(_written, self.numbers.tolist())
        yield from self._later

    def __len__(self) -> int:
        return len(self.numbers) + len(self._later)

    def get(self, sign: str, default: int | None = None) -> int | None:
        """The column of one sign."""
        [column] = self.columns_of([sign]).tolist()
        return default if column < 0 else column

    def columns_of(self, signs: Iterable[str]) -> np.ndarray:
        """The columns of several; -1 for one that was never counted."""
        if isinstance(signs, Signs) and not signs._later:
            wanted, written = signs.numbers, signs
        else:
            written = list(signs)
            wanted = np.array([_number(each) for each in written], np.int64)
        at = np.searchsorted(self.numbers, wanted)
        inside = at < len(self.numbers)
        inside[inside] = self.numbers[at[inside]] == wanted[inside]
        found = np.where(inside, at, -1)
        if self._later and not inside.all():
            later = [self._later.get(each, -1) for each in written]
            found = np.where(inside, found, later)
        return found


class Counting:
    """Signs counted text by text."""

    def __init__(self):
        self._parts: list[tuple[np.ndarray, sparse.csr_matrix]] = []

    def add(self, signs: np.ndarray, text: np.ndarray, many: int) -> None:
        """The signs of `many` texts; `text` says of each to which it belongs."""
        here, at = np.unique(signs, return_inverse=True)
        ends = np.concatenate([[0], np.cumsum(np.bincount(text, minlength=many))])
        ones = np.ones(len(signs), np.float32)
        counts = sparse.csr_matrix(
            (ones, at.astype(np.int32), ends.astype(np.int32)), shape=(many, max(len(here), 1))
        )
        counts.sum_duplicates()
        self._parts.append((here, counts))

    def counted(self) -> tuple[Signs, sparse.csr_matrix]:
        """All signs, and how often each stands in each text; what was counted is used up, part by part."""
        known = np.unique(np.concatenate([here for here, _ in self._parts]))
        texts = sum(counts.shape[0] for _, counts in self._parts)
        indices = np.empty(sum(counts.nnz for _, counts in self._parts), np.int32)
        data = np.empty(len(indices), np.float32)
        ends = np.zeros(texts + 1, np.int64)
        row = begin = 0
        self._parts.reverse()
        while self._parts:
            here, counts = self._parts.pop()
            end = begin + counts.nnz
            indices[begin:end] = np.searchsorted(known, here)[counts.indices]
            data[begin:end] = counts.data
            ends[row + 1 : row + 1 + counts.shape[0]] = counts.indptr[1:] + begin
            row, begin = row + counts.shape[0], end
        shape = (texts, max(len(known), 1))
        return Signs(known), sparse.csr_matrix((data, indices, ends), shape=shape)


def _written(number: int) -> str:
    return (chr(number >> SHIFT) if number >> SHIFT else "") + chr(number & MASK)


def _number(sign: str) -> int:
    return ord(sign) if len(sign) == 1 else ord(sign[0]) << SHIFT | ord(sign[1])
