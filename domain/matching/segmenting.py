"""A text as the words, the pairs and the single characters by which it is compared, in Chinese, English or both.

Chinese is levelled to simplified script and cut by rjieba in its search mode; English words lose their endings
(Snowball). Words that say nothing alone are left out.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from operator import concat
from pathlib import Path

import rjieba
import Stemmer

from domain.matching.dictionary import simplified_characters

FIRST_CHINESE = "\u3400"
CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_PARTS = re.compile("[a-z]+(?:'[a-z]+)?|\\d+(?:\\.\\d+)?|[\u3400-\u4dbf\u4e00-\u9fff]+")

_EMPTY = frozenset(
    line
    for line in Path(__file__).with_name("empty_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)


@dataclass(frozen=True)
class Segments:
    """What stands in a text, in its order."""

    latin: tuple[str, ...]  # stems of English words; numbers as they stand
    chinese: tuple[str, ...]  # words, the longer ones also in their parts
    runs: tuple[str, ...]  # unbroken Chinese

    @property
    def words(self) -> Counter:
        return Counter((*self.latin, *self.chinese))

    @property
    def pairs(self) -> Counter:
        """Pairs of neighbouring Chinese characters; one that stands alone counts as it is."""
        alone = (run for run in self.runs if len(run) == 1)
        return Counter(chain(alone, *(map(concat, run, run[1:]) for run in self.runs)))

    @property
    def characters(self) -> Counter:
        return Counter("".join(self.runs))


def segmented(text: str) -> Segments:
    """Cut a text."""
    latin, chinese, runs = [], [], []
    for part in _PARTS.findall(levelled(text)):
        if part >= FIRST_CHINESE:
            runs.append(part)
            chinese += (word for word in rjieba.cut_for_search(part) if word not in _EMPTY)
        elif part not in _EMPTY:
            latin.append(stem(part))
    return Segments(tuple(latin), tuple(chinese), tuple(runs))


def levelled(text: str) -> str:
    """The text in half width, lower case and simplified script."""
    level = unicodedata.normalize("NFKC", text).lower()
    if _traditional().search(level):  # rare, and translating costs ten times as much as looking
        return level.translate(simplified_characters())
    return level


def stems(text: str) -> list[str]:
    """The stems of the English words of a text, without those that say nothing."""
    return [stem(word) for word in re.findall("[a-z]+|\\d+", text.lower()) if word not in _EMPTY]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    return _stemmer().stemWord(word)


@cache
def _traditional() -> re.Pattern:
    return re.compile(f"[{''.join(map(chr, simplified_characters()))}]")


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english", 0)
