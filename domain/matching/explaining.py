"""Why a record was found for a need: parts that add up to its score, and the words of both texts behind them."""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from domain.matching.across import Pair, across
from domain.matching.asking import Heard
from domain.matching.bags import CHANNELS, GLOSSES, WORDS, Bag, remembered
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
    pairs: tuple[
        Pair, ...
    ] = ()  # (the need's word, the record's) that mean the same in two languages

    def of(self, channel: str) -> float:
        """What one channel adds."""
        return sum(part.value for part in self.parts if part.channel == channel)


class Explaining:
    """One need, for which scores are taken apart."""

    def __init__(self, index: Index, need: str, heard: Heard | None = None):
        self._index = index
        self._heard = index.heard(need) if heard is None else heard
        self._need, self._ours = remembered(need, index.glosses)

    def of(self, key: Hashable, record: str) -> Explanation:
        """Take the score of one record apart. `record` is its text; raises KeyError of a record not indexed.

        Each term's part is computed from the two texts, not from the score: that they add up is a proof of the engine,
        and tests/domain/matching/test_explaining.py holds it to it, up to the rounding of stored impacts.
        """
        index, heard, place = self._index, self._heard, self._index.place(key)
        first, flat, share, lowest, width, shared = heard.told[len(CHANNELS) :]
        cut, its = remembered(record, index.glosses)
        parts = []
        if first > 0:
            parts += self._words(its, (1 - shared) * (1 - share) / first, heard.lifts[place])
        if share > 0:
            near = share * (heard.alike[place] - lowest) / width
            parts.append(Part(TOPICS, "", float((1 - shared) * near)))
        if shared > 0:
            parts.append(Part(AROUND, "", float(shared * index.around(heard, place))))
        parts.sort(key=lambda part: -part.value)
        return Explanation(
            score=math.fsum(part.value for part in parts),
            parts=tuple(parts),
            covers=max(self._covers(channel, its[channel]) for channel in (WORDS, GLOSSES)),
            stands_out=float(1 - flat),
            pairs=across(index.glosses, self._need, cut, _worth(parts)),
        )

    def _words(self, its: tuple[Bag, ...], scale: float, lift: float) -> list[Part]:
        """What each term that both say adds, channel by channel."""
        parts = []
        for channel, (ours, theirs) in enumerate(zip(self._ours, its, strict=True)):
            factor = scale * self._heard.told[channel] * (lift if channel == GLOSSES else 1.0)
            for term, value in self._index.shared(channel, ours, theirs):
                parts.append(Part(CHANNELS[channel], term, float(factor * value)))
        return parts

    def _covers(self, channel: int, its: Bag) -> float:
        ours, weights = self._ours[channel], self._rare[channel]
        total = float(weights.sum())
        says = np.array([term in its for term in ours], bool)
        return float(weights[says].sum()) / total if total else 0.0

    @cached_property
    def _rare(self) -> tuple[np.ndarray, ...]:
        """What each term of the need counts, by channel."""
        return tuple(
            np.array(list(ours.values()), float) * self._index.rarity(channel, list(ours))
            for channel, ours in enumerate(self._ours)
        )


def _worth(parts: list[Part]) -> dict[str, float]:
    """What each English stem of the bridge adds."""
    return {part.term: part.value for part in parts if part.channel == CHANNELS[GLOSSES]}


def marked(explanation: Explanation, most: int = 12) -> tuple[str, ...]:
    """The words that weigh most, for marking them in both texts."""
    words = (part.term for part in explanation.parts if part.channel == CHANNELS[WORDS])
    return tuple(words)[:most]
