"""How the channels are put together. Every number here is fixed once for all collections; see docs/matching.md.

A need whose best record stands out by its own words is answered by words alone. Where the first ten are all alike, no
record says it in the need's words, and what records are about counts more: topics, and the neighbours of each record.
Of records that say little, what they are about can be told from few words only, and counts less.
"""

from dataclasses import dataclass

import numpy as np

K1 = 1.2  # of BM25: how soon a repeated term is enough
B = 0.75  # and how far long texts are levelled
SHARES = (0.30, 0.30, 0.20, 0.20)  # words, pairs, characters, glosses
LIFT = 1 / SHARES[-1] - 1  # of the glosses, where they are all that two texts can share


@dataclass(frozen=True)
class Mixing:
    """The weights.

    `reach`: how much a channel loses that finds little of what the need says. Flatness is the mean of the second and
    the tenth score, by the first; between `flat_from` and `flat_to` topics and neighbours grow to their most. That
    most is reached by records of `long_enough` words on the mean, and is less in proportion for shorter ones.
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
