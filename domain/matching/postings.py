"""What every term adds to the score of every record that holds it (BM25), channel by channel, in one line of arrays.

How rare a term is is not in it: that is counted as records come and go, and weighs on the side of the need.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from scipy import sparse

from domain.matching import leaders
from domain.matching.bags import Bag, Counted
from domain.matching.mixing import K1, WEIGHING, B
from domain.matching.sharing import halves, shared
from domain.matching.signs import Signs

BLOCK = 1 << 16  # records
MANY = 1 << 22  # postings that are worth another thread
# By channel: a term that stands in a larger share of many records tells none from the other. Characters and the stems
# of glosses are few, and each stands for much; words and pairs are as rare as what they say.
HEARD = (1.0, 1.0, 0.1, 0.1)
ALL_HEARD = 500  # records among which every term is heard


class Weighed(NamedTuple):
    """A term of a need that is heard: its number among all terms, and how often it is said, times how rare it is."""

    number: int
    weight: float


class Postings:
    """Records lie in blocks whose scores stay in the processor's cache while they are added up.

    `starts` (blocks, terms + 1): where the postings of a term begin in a block; `records` (postings): places within
    the block; `impacts` (postings). Terms are numbered through all channels; those of newcomers are numbered on.
    """

    def __init__(self, channels: list[Counted]):
        """Lay the channels one after the other. The list is emptied, so that what nobody else holds is let go of."""
        self.many = channels[0].counts.shape[0]  # records that can be found now
        self._terms = [channel.terms for channel in channels]  # each with its place in the channel
        widths = [channel.counts.shape[1] for channel in channels]
        self._firsts = [sum(widths[:n]) for n in range(len(widths))]  # by channel
        self._known = sum(widths)
        self.lengths: list[float] = []  # mean length of a record, by channel
        self._held = np.zeros(self._known, np.int64)  # (terms) in how many records each stands
        places = _Places([channel.counts for channel in channels])
        self.starts = np.zeros((places.blocks, self._known + 1), np.uint32)
        self.starts[:, -1] = places.ends[:, -1]
        self.records = np.empty(places.many, np.uint16)
        self.impacts = np.empty(places.many, np.float32)
        for channel in range(len(channels)):
            self._lay(channel, channels.pop(0).counts, places.begins[:, channel])

    @property
    def most(self) -> list[int]:
        """In how many records a term of each channel may stand to be heard."""
        return [int(share * self.many) if self.many > ALL_HEARD else self.many for share in HEARD]

    def _lay(self, channel: int, counts: sparse.csr_matrix, begins: np.ndarray) -> None:
        """Lay one channel: in each block from where it begins."""
        length = np.asarray(counts.sum(1), np.float32).ravel()
        self.lengths.append(_levelled(float(length.mean()) if self.many else 1.0))
        level = _levels(length, self.lengths[-1])
        first, width = self._firsts[channel], counts.shape[1]
        self._held[first : first + width] = np.bincount(counts.indices, minlength=width)
        for block, begin in enumerate(begins.tolist()):
            rows = slice(block * BLOCK, (block + 1) * BLOCK)
            by_term = counts[rows].tocsc()
            by_term.sort_indices()
            self.starts[block, first : first + width] = by_term.indptr[:-1] + begin
            here = slice(begin, begin + by_term.nnz)
            self.records[here] = by_term.indices
            said = by_term.data
            said *= (K1 + 1) / (said + level[rows][by_term.indices])
            self.impacts[here] = said

    def numbers(self, channel: int, terms: Iterable[str]) -> np.ndarray:
        """The numbers of terms; -1 for one that no record ever held."""
        known = self._terms[channel]
        if isinstance(known, Signs):
            found = known.columns_of(terms)
        else:
            found = np.array([known.get(term, -1) for term in terms], np.int64)
        return np.where(found < 0, -1, found + self._firsts[channel])

    def held(self, numbers: np.ndarray) -> np.ndarray:
        """In how many records these terms stand; -1 is a term that stands in none."""
        return np.where(numbers < 0, 0, self._held[numbers])

    def rarity(self, numbers: np.ndarray) -> np.ndarray:
        """How rare these terms are: the inverse document frequency of BM25, as of now."""
        held = self.held(numbers)
        return np.log(1 + (self.many - held + 0.5) / (held + 0.5))

    def weighed(self, channel: int, need: Bag) -> dict[str, Weighed]:
        """What each term of a need that is heard in a channel weighs (mixing.Weighing)."""
        numbers = self.numbers(channel, need)
        kept = self.held(numbers) <= self.most[channel]
        rarity = WEIGHING.rare(self.rarity(numbers)).tolist()
        each = zip(need.items(), rarity, numbers.tolist(), kept, strict=True)
        return {
            term: Weighed(number, WEIGHING.said(said) * rare)
            for (term, said), rare, number, is_heard in each
            if is_heard
        }

    def _impacts_of(self, channel: int, bag: Mapping[str, float]) -> dict[str, float]:
        """What each term of a record adds to a score for each time that the need says it, rarity aside."""
        level = K1 * (1 - B + B * sum(bag.values()) / self.lengths[channel])
        return {term: said * (K1 + 1) / (said + level) for term, said in bag.items()}

    def take_in(self, bags: Sequence[Mapping[str, float]]) -> list[dict[int, float]]:
        """Count one record more; by channel what its terms add, by their numbers, in order."""
        found = []
        for channel, bag in enumerate(bags):
            known, first = self._terms[channel], self._firsts[channel]
            numbers = self.numbers(channel, bag).tolist()
            impacts = {}
            for (term, impact), number in zip(
                self._impacts_of(channel, bag).items(), numbers, strict=True
            ):
                if number < 0:
                    number = self._next()
                    known[term] = number - first
                impacts[number] = impact
            found.append(dict(sorted(impacts.items())))
            self._held[list(impacts)] += 1
        self.many += 1
        return found

    def _next(self) -> int:
        """A number for a term that is new."""
        if self._known == len(self._held):
            self._held = np.concatenate([self._held, np.zeros(max(self._known, 1024), np.int64)])
        self._known += 1
        return self._known - 1

    def let_go(self, terms: np.ndarray) -> None:
        """Count one record less, which held these terms."""
        self._held[terms] -= 1
        self.many -= 1

    def stored(self, place: int, numbers: np.ndarray) -> np.ndarray:
        """What terms add to the score of a record that was laid, as it is stored: 0 of one that it does not hold."""
        found = np.empty(len(numbers))
        _stored(self.starts, self.records, self.impacts, place, numbers, found)
        return found

    def terms_of(self, place: int) -> np.ndarray:
        """The numbers of the terms of a record that was laid."""
        block, within = divmod(place, BLOCK)
        row = self.starts[block]
        first, end = int(row[0]), int(row[-1])

        def stands(part: tuple[int, int]) -> np.ndarray:
            begin = first + part[0]
            found = leaders.places_of(self.records[begin : first + part[1]], np.uint16(within))
            return found + begin

        at = np.concatenate(shared(stands, halves(end - first, least=MANY)))
        return np.searchsorted(row, at.astype(row.dtype), side="right") - 1


def _levelled(mean: float) -> float:
    """A mean length in two figures: so that one record more does not move the score of every other."""
    return max(float(f"{mean:.2g}"), 1e-9)


def _levels(length: np.ndarray, mean: float) -> np.ndarray:
    """What a count is held against in each record (records): long ones need more of a term."""
    return (K1 * (1 - B + B * length / mean)).astype(np.float32)


@njit(cache=True, nogil=True)
def _stored(starts, records, impacts, place, numbers, out):
    block, within = place // BLOCK, place % BLOCK
    known = starts.shape[1] - 1
    for at in range(numbers.shape[0]):
        out[at], term = 0, numbers[at]
        if term < 0 or term >= known:
            continue
        low, end = np.int64(starts[block, term]), np.int64(starts[block, term + 1])
        high = end
        while low < high:  # the records of a term stand in order within a block
            middle = (low + high) // 2
            if records[middle] < within:
                low = middle + 1
            else:
                high = middle
        if low < end and records[low] == within:
            out[at] = impacts[low]


class _Places:
    """Where the postings of each channel lie in each block: (blocks, channels)."""

    def __init__(self, tables: Sequence[sparse.csr_matrix]):
        many = tables[0].shape[0]
        self.blocks = max(-(-many // BLOCK), 1)
        edges = np.minimum(np.arange(self.blocks + 1) * BLOCK, many)
        sizes = np.stack([np.diff(table.indptr[edges]) for table in tables], axis=1)
        ends = np.cumsum(sizes.astype(np.int64).ravel()).reshape(sizes.shape)
        self.begins, self.ends, self.many = ends - sizes, ends, int(ends[-1, -1])
