"""How the channels are put together. Every number here is fixed once for all collections; see docs/matching.md.

A need whose best record stands out by its own words is answered by words alone. Where the first ten are all alike, no
record says it in the need's words, and what records are about counts more: topics, and the neighbours of each record.
Of records that say little, what they are about can be told from few words only, and counts less.
"""

import math
from dataclasses import dataclass

import numpy as np

K1 = 1.2  # of BM25: how soon a repeated term is enough
B = 0.75  # and how far long texts are levelled
# Below the first places a record's neighbours speak louder, the more the less its own words say: who reads on to the
# hundredth record wants all that belongs to the matter.
PLACE = 20  # from which on they do
FARTHEST = 0.5  # of that record's score, where they are loudest
LOUDER = 2.4  # times the share that they have among the first
SHARES = (0.30, 0.30, 0.20, 0.20)  # words, pairs, characters, glosses
LIFT = 1 / SHARES[-1] - 1  # of the glosses, where they are all that two texts can share


@dataclass(frozen=True)
class Weighing:
    """What a term of a need weighs; numbers go in, or arrays of them.

    `k3`: how soon a term that the need repeats is enough (of BM25). `power`: how much more rare terms count than the
    inverse document frequency says, which many common ones of a long need outweigh.
    """

    k3: float = 8.0
    power: float = 1.25

    def said(self, counts):
        """What a term counts that a need says so often: once for once, and for each time more a little less."""
        return counts / (1 + (counts - 1) / (self.k3 + 1))

    def rare(self, rarity):
        """What a term counts that is so rare."""
        return rarity**self.power


WEIGHING = Weighing()
PLAIN = Weighing(math.inf, 1.0)  # as BM25 has it without k3


@dataclass(frozen=True)
class Mixing:
    """The weights.

    `reach`: how much a channel loses that finds little of what the need says. Flatness is the mean of the second and
    the tenth score, by the first; between `flat_from` and `flat_to` topics and neighbours grow to their most. They are
    as loud, too, where the best record stands out among the topics as far as among the words, in standard deviations
    above the mean of all; where it stands out less, in proportion (kernel.mixed_scores). That most is reached by
    records of `long_enough` words on the mean, and is less in proportion for shorter ones.
    """

    reach: float = 1.0
    flat_from: float = 0.50
    flat_to: float = 0.75
    most_topics: float = 0.50
    most_neighbours: float = 0.25
    long_enough: float = 50.0

    def array(self, words: float) -> np.ndarray:
        """As the kernel reads them, for records of so many words on the mean."""
        trust = min(words / self.long_enough, 1.0)
        numbers = (
            self.reach,
            self.flat_from,
            self.flat_to,
            self.most_topics * trust,
            self.most_neighbours * trust,
        )
        return np.array(numbers, np.float64)


DEFAULT = Mixing()
