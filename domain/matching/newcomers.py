"""The records that came after an index was built: few, lying record by record, so that one more costs nothing."""

from collections.abc import Mapping, Sequence

import numpy as np

ROOM = 2048  # records that may come or change before it is time to build again


class New:
    """Terms and impacts of each newcomer, channel after channel; the arrays grow by doubling."""

    def __init__(self, channels: int):
        self.many = 0
        self._spans = np.zeros((64, channels + 1), np.int64)
        self._terms, self._impacts = np.zeros(4096, np.int64), np.zeros(4096, np.float32)
        self._end = 0

    def add(self, parts: Sequence[Mapping[int, float]]) -> None:
        """Take in a record: for each channel the impacts of its terms, in the order of the terms."""
        if self.many == len(self._spans):
            self._spans = np.concatenate([self._spans, np.zeros_like(self._spans)])
        for channel, impacts in enumerate(parts):
            self._spans[self.many, channel] = self._end
            end = self._end + len(impacts)
            while end > len(self._terms):
                self._terms = np.concatenate([self._terms, np.zeros_like(self._terms)])
                self._impacts = np.concatenate([self._impacts, np.zeros_like(self._impacts)])
            self._terms[self._end : end] = list(impacts)
            self._impacts[self._end : end] = list(impacts.values())
            self._end = end
        self._spans[self.many, len(parts)] = self._end
        self.many += 1

    def terms_of(self, number: int) -> np.ndarray:
        """The numbers of the terms of one newcomer."""
        return self._terms[self._spans[number, 0] : self._spans[number, -1]]

    def stored(self, number: int, channel: int, terms: np.ndarray) -> np.ndarray:
        """What terms of a channel add to the score of one newcomer, as it is stored: 0 of one that it does not hold."""
        here = slice(*self._spans[number, channel : channel + 2])
        its = dict(zip(self._terms[here].tolist(), self._impacts[here].tolist(), strict=True))
        return np.array([its.get(term, 0.0) for term in terms.tolist()])

    @property
    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Spans (newcomers, channels + 1), terms and impacts, as the kernel reads them."""
        return self._spans[: self.many], self._terms[: self._end], self._impacts[: self._end]


def with_room(array: np.ndarray) -> np.ndarray:
    """The same with room for records to come."""
    return np.concatenate([array, np.zeros((ROOM, *array.shape[1:]), array.dtype)])
