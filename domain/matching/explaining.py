"""Why a record was found for a need: parts that add up to its score, and the words of both texts behind them."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from domain.matching.across import Pair, across
from domain.matching.asking import CHINESE_ONLY, Heard
from domain.matching.bags import CHANNELS, GLOSSES, WORDS, Bag, remembered
from domain.matching.index import Index
from domain.matching.postings import Weighed
from domain.matching.segmenting import CHINESE

TOPICS, AROUND = "topics", "neighbours"


class Part(NamedTuple):
    """What one term that both texts share adds, or what the topics or the neighbours add."""

    channel: str  # one of CHANNELS, "topics" or "neighbours"
    term: str  # as it is compared: a stem or its root, a word, a pair, a character; empty for topics and neighbours
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
        return self._by_channel.get(channel, 0.0)

    @cached_property
    def _by_channel(self) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for channel, _, value in self.parts:
            found[channel] = found.get(channel, 0.0) + value
        return found


class Explaining:
    """One need, for which scores are taken apart."""

    def __init__(self, index: Index, need: str, heard: Heard | None = None):
        self._index = index
        self._heard = index.heard(need) if heard is None else heard
        self._need, self._ours = remembered(need, index.glosses)

    def of(self, key: Hashable, record: str) -> Explanation:
        """Take the score of one record apart. `record` is its text; raises KeyError of a record not indexed.

        Each term's part is what is stored of that term, not what the score leaves for it: that they add up is a proof
        of the engine, and tests/domain/matching/test_explaining.py holds it to it, up to the order of adding.
        """
        index, heard, place = self._index, self._heard, self._index.place(key)
        first, flat, share, lowest, width, _ = heard.told[len(CHANNELS) :]
        [shared] = heard.shares(np.array([place]))
        cut, its = remembered(record, index.glosses)
        parts = []
        if first > 0:
            scale = (1 - shared) * (1 - share) / first
            parts += self._words(its, place, scale, heard.lifts[place])
        if share > 0:
            near = share * (heard.alike[place] - lowest) / width
            parts.append(Part(TOPICS, "", float((1 - shared) * near)))
        if shared > 0:
            parts.append(Part(AROUND, "", float(shared * index.around(heard, place))))
        parts.sort(key=lambda part: -part.value)
        return Explanation(
            score=math.fsum(part.value for part in parts),
            parts=tuple(parts),
            covers=self._covers(its),
            stands_out=float(1 - flat),
            pairs=across(index.glosses, self._need, cut, _worth(parts)),
        )

    def _words(self, its: tuple[Bag, ...], place: int, scale: float, lift: float) -> list[Part]:
        """What each term that both say adds, channel by channel."""
        parts = []
        for channel, (weighed, theirs) in enumerate(zip(self._weighed, its, strict=True)):
            name, told = CHANNELS[channel], self._heard.told[channel]
            factor = float(scale * told * (lift if channel == GLOSSES else 1.0))
            both = [term for term in weighed if term in theirs]
            numbers = np.array([weighed[term].number for term in both], np.int64)
            impacts = self._index.stored(channel, place, numbers).tolist()
            factors = [factor] * len(both)
            if channel == WORDS:  # those that are not Chinese stand in two more channels
                more = float(scale * self._heard.told[list(CHINESE_ONLY)].sum())
                factors = [factor + (0.0 if CHINESE.match(term) else more) for term in both]
            parts += [
                Part(name, term, each * (weighed[term].weight * impact))
                for each, term, impact in zip(factors, both, impacts, strict=True)
            ]
        return parts

    def covers(self, record: str) -> float:
        """How much of what the need says a record says too: without its score, which takes longer."""
        return self._covers(remembered(record, self._index.glosses)[1])

    def _covers(self, its: tuple[Bag, ...]) -> float:
        return max(self._covers_by(channel, its[channel]) for channel in (WORDS, GLOSSES))

    def _covers_by(self, channel: int, its: Bag) -> float:
        weights, total = self._rare[channel]
        both = weights.keys() & its.keys()
        return math.fsum(weights[term] for term in both) / total if total else 0.0

    @cached_property
    def _weighed(self) -> tuple[Mapping[str, Weighed], ...]:
        """What each term of the need that is heard weighs, by channel."""
        return tuple(self._index.weighed(*each) for each in enumerate(self._ours))

    @cached_property
    def _rare(self) -> dict[int, tuple[dict[str, float], float]]:
        """What each term of the need counts, heard or not, and all of them together, by channel."""
        found = {}
        for channel in (WORDS, GLOSSES):
            ours = self._ours[channel]
            rarity = self._index.rarity(channel, list(ours)).tolist()
            weights = {
                term: said * rare for (term, said), rare in zip(ours.items(), rarity, strict=True)
            }
            found[channel] = weights, math.fsum(weights.values())
        return found


def _worth(parts: list[Part]) -> dict[str, float]:
    """What each root of the bridge adds."""
    return {part.term: part.value for part in parts if part.channel == CHANNELS[GLOSSES]}


def marked(explanation: Explanation, most: int = 12) -> tuple[str, ...]:
    """The words that weigh most, for marking them in both texts."""
    words = (part.term for part in explanation.parts if part.channel == CHANNELS[WORDS])
    return tuple(words)[:most]
