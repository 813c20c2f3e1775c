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
    rarity: np.ndarray  # (terms) of those that were laid
    rarities: list[float]  # the same, and of the terms of newcomers
    spreads: np.ndarray  # (terms) in how many records each stands

    def spread(self, number: int) -> int:
        """In how many records a term stood when these were laid."""
        return int(self.spreads[number]) if number < len(self.spreads) else 0

    def rarity_of(self, numbers: np.ndarray) -> np.ndarray:
        """How rare these terms are; one that came later is as rare as one that was never heard."""
        is_laid = numbers < len(self.rarity)
        return np.where(is_laid, self.rarity[np.where(is_laid, numbers, 0)], self.unheard)

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
    terms, rarities, spreads, means, lengths = [], [], [], [], []
    offset = 0
    many = channels[0].counts.shape[0]
    for channel in channels:
        counts = channel.counts
        length = np.asarray(counts.sum(1), np.float32).ravel()
        means.append(max(float(length.mean()) if many else 1.0, 1e-9))
        lengths.append(length)
        held = np.bincount(counts.indices, minlength=counts.shape[1])
        rarities.append(np.log(1 + (many - held + 0.5) / (held + 0.5)).astype(np.float32))
        terms.append({term: offset + n for term, n in channel.terms.items()})
        spreads.append(held)
        offset += counts.shape[1]
    levels = [_levels(length, mean) for length, mean in zip(lengths, means, strict=True)]
    starts, records, impacts = _in_blocks([each.counts for each in channels], levels, rarities)
    rarity = np.concatenate(rarities)
    return Postings(
        starts=starts,
        records=records,
        impacts=impacts,
        terms=tuple(terms),
        lengths=tuple(means),
        unheard=float(np.log(1 + (many + 0.5) / 0.5)),
        rarity=rarity,
        rarities=rarity.tolist(),
        spreads=np.concatenate(spreads),
    )


def _levels(length: np.ndarray, mean: float) -> np.ndarray:
    """What a count is held against in each record (records): long ones need more of a term."""
    return (K1 * (1 - B + B * length / mean)).astype(np.float32)


def _in_blocks(
    tables: Sequence[sparse.csr_matrix],
    levels: Sequence[np.ndarray],
    rarities: Sequence[np.ndarray],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    many = tables[0].shape[0]
    postings = sum(table.nnz for table in tables)
    records, impacts = np.empty(postings, np.uint16), np.empty(postings, np.float32)
    rows, end = [], 0
    for first in range(0, max(many, 1), BLOCK):
        row = [np.array([end], np.int64)]
        for table, level, rarity in zip(tables, levels, rarities, strict=True):
            by_term = table[first : first + BLOCK].tocsc()
            by_term.sort_indices()
            row.append(by_term.indptr[1:].astype(np.int64) + end)
            here = slice(end, end + by_term.nnz)
            records[here] = by_term.indices
            said = by_term.data
            said *= (K1 + 1) / (said + level[first : first + BLOCK][by_term.indices])
            said *= np.repeat(rarity, np.diff(by_term.indptr))
            impacts[here] = said
            end += by_term.nnz
        rows.append(np.concatenate(row))
    return np.array(rows), records, impacts
