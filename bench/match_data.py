"""Needs and results in numbers: texts of about eighty words, in Chinese, English and both, about so many matters.

Words fall as in language without its function words (Zipf and Mandelbrot), and each matter has words of its own, so
that there is something to be found. Nothing of it is anybody's.
"""

from collections.abc import Iterator
from random import Random

import numpy as np

from domain.matching.dictionary import definitions
from domain.matching.segmenting import stems

WORDS = 80
MATTERS = 400
OWN = 0.4  # share of a matter's own words in its texts
OWN_WORDS = 120
SEED = 20260105
CHINESE, ENGLISH = 30_000, 20_000
LEVEL = 30  # ranks that function words would take


class Writer:
    """Writes texts under a fixed seed."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(SEED)
        order = Random(SEED)
        chinese = [word for word in definitions() if 2 <= len(word) <= 4]
        english = sorted({stem for said in definitions().values() for stem in _words(said)})
        order.shuffle(chinese)
        order.shuffle(english)
        self._words = (np.array(chinese[:CHINESE]), np.array(english[:ENGLISH]))
        self._falls = [_falls(len(words), LEVEL) for words in self._words]
        self._own_falls = _falls(OWN_WORDS, 3)
        self._own = [
            [self._rng.choice(len(words), OWN_WORDS, False) for _ in range(MATTERS)]
            for words in self._words
        ]

    def texts(self, many: int) -> Iterator[str]:
        """So many texts: two in five Chinese, two English, one in both."""
        for n in range(many):
            matter = int(self._rng.integers(MATTERS))
            share = (1.0, 1.0, 0.0, 0.0, 0.5)[n % 5]
            chinese = self._some(0, matter, round(WORDS * share))
            english = self._some(1, matter, WORDS - len(chinese))
            yield "".join(chinese) + " " + " ".join(english)

    def _some(self, language: int, matter: int, many: int) -> list[str]:
        words = self._words[language]
        common = np.searchsorted(self._falls[language], self._rng.random(many))
        own = np.searchsorted(self._own_falls, self._rng.random(many))
        own = self._own[language][matter][own]
        chosen = np.where(self._rng.random(many) < OWN, own, common)
        return words[chosen].tolist()


def _falls(many: int, level: int) -> np.ndarray:
    """How likely a word is among the first so many: the share of a rank is 1 / (rank + level)."""
    shares = np.cumsum(1 / (np.arange(many) + level))
    return shares / shares[-1]


def _words(said: tuple[str, ...]) -> list[str]:
    return [stem for each in said[:2] for stem in stems(each) if stem.isalpha() and len(stem) > 2]
