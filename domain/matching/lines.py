"""The weighted words of each record, of unit length: what is said of one is carried over to others by them."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse


class Lines:
    """Those that were built lie side by side in the parts in which they were counted, those that came later beside
    them; none of them is ever copied for one more."""

    def __init__(self, built: tuple[sparse.csr_matrix, ...]):
        self._built = built
        self._many = built[0].shape[0]
        self._later: list[sparse.csr_matrix] = []
        self._beside = self._of_built([])  # the later ones, stacked when they are asked for

    @property
    def width(self) -> int:
        return self._beside.shape[1]

    def add(self, line: sparse.csr_matrix) -> None:
        """Take in one or several records more."""
        self._later.append(line)

    def of(self, places: Sequence[int]) -> sparse.csr_matrix:
        """The lines of some records: (places, terms)."""
        at = np.asarray(places, np.int64)
        is_built = at < self._many
        if is_built.all():
            return self._of_built(at)
        later = self._stacked()[at[~is_built] - self._many]
        both = sparse.vstack([self._of_built(at[is_built]), later], "csr")
        order = np.concatenate([np.flatnonzero(is_built), np.flatnonzero(~is_built)])
        return both[np.argsort(order)]

    def _of_built(self, places: Sequence[int]) -> sparse.csr_matrix:
        return sparse.hstack([part[places] for part in self._built], "csr")

    def _stacked(self) -> sparse.csr_matrix:
        if self._later:
            self._beside = sparse.vstack([self._beside, *self._later], "csr")
            self._later = []
        return self._beside


def weightiest(weights: np.ndarray, most: int) -> np.ndarray:
    """Where the largest of these weights stand, for or against: so many at most, and none that is zero."""
    size = np.abs(weights)
    if len(size) > most:
        size[np.argpartition(-size, most)[most:]] = 0
    return np.flatnonzero(size)
