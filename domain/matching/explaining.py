"""Why a record was found for a need: parts that add up to its score, and the words of both texts behind them."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from domain.matching.bags import CHANNELS, GLOSSES, WORDS, Bag, bags
from domain.matching.index import Index

TOPICS, AROUND = "topics", "neighbours"


@dataclass(frozen=True)
class Part:
    """What one term that both texts share adds, or what the topics or the neighbours add."""

    channel: str  # one of CHANNELS, "topics" or "neighbours"
    term: str  # as it is compared: a stem, a word, a pair, a character; empty for topics and neighbours
    value: float


@dataclass(frozen=True)
class Explanation:
    """The parts of one score, the largest first."""

    score: float
    parts: tuple[Part, ...]
    covers: float  # how much of what the need says the record says too: 0 to 1, rare words counting more
    stands_out: float  # 1: nothing else says what the need says; 0: ten records say it as well

    def of(self, channel: str) -> float:
        """What one channel adds."""
        return sum(part.value for part in self.parts if part.channel == channel)


class Explaining:
    """One need, for which scores are taken apart."""

    def __init__(self, index: Index, need: str):
        self._index = index
        self._mixed, self._told, self._apart = index.mixed(need)
        self._ours = bags(need, index.glosses)

    def of(self, key: Hashable, record: str) -> Explanation:
        """Take the score of one record apart. `record` is its text; raises KeyError of a record not indexed.

        Each term's part is computed from the two texts, not from the score: that they add up is a proof of the engine,
        and tests/domain/matching/test_explaining.py holds it to it.
        """
        index, place = self._index, self._index.place(key)
        topic, lift = self._apart[place]
        first, share, lowest, width, shared = self._told[len(CHANNELS) :]
        parts, its = [], bags(record, index.glosses)
        if first > 0:
            parts += self._words(its, (1 - shared) * (1 - share) / first, lift)
        if share > 0:
            near = share * (topic - lowest) / width
            parts.append(Part(TOPICS, "", float((1 - shared) * near)))
        if shared > 0:
            parts.append(Part(AROUND, "", float(shared * index.around(self._mixed, place))))
        parts.sort(key=lambda part: -part.value)
        return Explanation(
            score=sum(part.value for part in parts),
            parts=tuple(parts),
            covers=max(self._covers(channel, its[channel]) for channel in (WORDS, GLOSSES)),
            stands_out=float(np.clip(1 - shared / max(index.mixing.most_neighbours, 1e-9), 0, 1)),
        )

    def _words(self, its: tuple[Bag, ...], scale: float, lift: float) -> list[Part]:
        """What each term that both say adds, channel by channel."""
        parts = []
        for channel, (ours, theirs) in enumerate(zip(self._ours, its, strict=True)):
            factor = scale * self._told[channel] * (lift if channel == GLOSSES else 1.0)
            for term, value in self._index.shared(channel, ours, theirs):
                parts.append(Part(CHANNELS[channel], term, float(factor * value)))
        return parts

    def _covers(self, channel: int, its: Bag) -> float:
        ours = self._ours[channel]
        weights = {
            term: weight * self._index.rarity(channel, term) for term, weight in ours.items()
        }
        total = sum(weights.values())
        return sum(weights[term] for term in ours if term in its) / total if total else 0.0


def explained(index: Index, need: str, key: Hashable, record: str) -> Explanation:
    """Take the score of one record for one need apart."""
    return Explaining(index, need).of(key, record)


def marked(explanation: Explanation, most: int = 12) -> tuple[str, ...]:
    """The words that weigh most, for marking them in both texts."""
    words = (part.term for part in explanation.parts if part.channel == CHANNELS[WORDS])
    return tuple(words)[:most]
