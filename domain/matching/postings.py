"""What every term adds to the score of every record that holds it (BM25), channel by channel, in one line of arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from domain.matching.bags import Counted
from domain.matching.mixing import K1, B

BLOCK = 1 << 16  # records


@dataclass(frozen=True)
class Postings:
    """Records lie in blocks whose scores stay in the processor's cache while they are added up.

    `starts` (blocks, terms + 1): where the postings of a term begin in a block; `records` (postings): places within
    the block; `impacts` (postings). Terms are numbered through all channels.
    """

    starts: np.ndarray
    records: np.ndarray
    impacts: np.ndarray
    terms: tuple[dict[str, int], ...]  # by channel
    lengths: tuple[float, ...]  # mean length of a record, by channel
    unheard: float  # rarity of a term that stands in no record
    rarities: list[float]  # of each term, those of newcomers too
    spreads: np.ndarray  # (terms) in how many records each stands

    def spread(self, number: int) -> int:
        """In how many records a term stood when these were laid."""
        return int(self.spreads[number]) if number < len(self.spreads) else 0

    def asked(
        self, channel: int, bag: Mapping[str, float]
    ) -> tuple[list[tuple[int, float]], float]:
        """The known terms of a text in order, each with its weight; and the score of a record that said all of it
        again and again."""
        numbers, rarities = self.terms[channel], self.rarities
        known, ideal = [], 0.0
        for term, weight in bag.items():
            number = numbers.get(term)
            if number is None:
                ideal += weight * self.unheard
            else:
                known.append((number, weight))
                ideal += weight * rarities[number]
        known.sort()
        return known, (K1 + 1) * ideal

    def impacts_of(self, channel: int, bag: Mapping[str, float]) -> dict[int, float]:
        """What each term of a record adds to a score, by its number, in order; new terms are numbered on."""
        numbers, length = self.terms[channel], sum(bag.values())
        level = K1 * (1 - B + B * length / self.lengths[channel])
        found = {}
        for term, count in bag.items():
            number = numbers.get(term)
            if number is None:
                number = numbers[term] = len(self.rarities)
                self.rarities.append(self.unheard)
            found[number] = self.rarities[number] * count * (K1 + 1) / (count + level)
        return dict(sorted(found.items()))


def lay(channels: Sequence[Counted]) -> Postings:
    """The postings of counted texts."""
    terms, rarities, spreads, lengths, tables = [], [], [], [], []
    offset = 0
    many = channels[0].counts.shape[0]
    for channel in channels:
        counts = channel.counts
        length = np.asarray(counts.sum(1)).ravel()
        mean = max(float(length.mean()) if many else 1.0, 1e-9)
        held = np.bincount(counts.indices, minlength=counts.shape[1])
        rarity = np.log(1 + (many - held + 0.5) / (held + 0.5)).astype(np.float32)
        level = np.repeat(K1 * (1 - B + B * length / mean), np.diff(counts.indptr))
        said = rarity[counts.indices] * counts.data * (K1 + 1) / (counts.data + level)
        shape = (counts.indices, counts.indptr)
        tables.append(sparse.csr_matrix((said.astype(np.float32), *shape), shape=counts.shape))
        terms.append({term: offset + n for term, n in channel.terms.items()})
        rarities.append(rarity)
        spreads.append(held)
        lengths.append(mean)
        offset += counts.shape[1]
    starts, records, impacts = _in_blocks(tables, many)
    return Postings(
        starts=starts,
        records=records,
        impacts=impacts,
        terms=tuple(terms),
        lengths=tuple(lengths),
        unheard=float(np.log(1 + (many + 0.5) / 0.5)),
        rarities=np.concatenate(rarities).tolist(),
        spreads=np.concatenate(spreads),
    )


def _in_blocks(
    tables: Sequence[sparse.csr_matrix], many: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows, records, impacts = [], [], []
    end = 0
    for first in range(0, max(many, 1), BLOCK):
        row = [np.array([end], np.int64)]
        for table in tables:
            by_term = table[first : first + BLOCK].tocsc()
            by_term.sort_indices()
            row.append(by_term.indptr[1:].astype(np.int64) + end)
            records.append(by_term.indices.astype(np.uint16))
            impacts.append(by_term.data)
            end += by_term.nnz
        rows.append(np.concatenate(row))
    return np.array(rows), np.concatenate(records), np.concatenate(impacts)
