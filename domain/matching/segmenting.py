"""A text as the words, the pairs and the single characters by which it is compared, in Chinese, English or both.

Chinese is levelled to simplified script and cut by rjieba in its search mode; English words lose their endings
(Snowball), those with accents and in Greek letters are taken whole, and what is written of letters and figures (Al2O3)
is one word and its pieces. Words that say nothing alone are left out.

Other scripts stand in what was thought for Chinese and English, so that none is passed over: those that write without
gaps between words, or let particles grow onto them (Japanese, Korean, Thai), count as Chinese, each unbroken piece of
one script as a word; all others as words, of which the Russian ones lose their endings.
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

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_SYLLABLES = "\u1100-\u11ff\u3105-\u312f\u3131-\u318e\uac00-\ud7a3"  # Korean; Chinese sounds
_SYLLABLES += "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd\u1000-\u103f\u1780-\u17d3"  # Thai to Khmer
_KANA = "\u30a1-\u30fa\u30fc-\u30fe\u31f0-\u31ff"
_RUNNING = rf"{_HAN}\U00020000-\U0003ffff\u3005\u3041-\u309f{_KANA}{_SYLLABLES}"
CHINESE = re.compile(f"[{_RUNNING}]")  # what a run of Chinese, or of what counts as it, is made of
_SIGNS = "a-z\u00df-\u00f6\u00f8-\u02af\u0370-\u03ff\u1e00-\u1fff"  # Latin and Greek letters
_NUMBER = r"\d+(?:\.\d+)?"
_OTHER = (
    rf"[^\W\d_\u3007{_SIGNS}{_RUNNING}]"  # the letters of all other scripts; not the Chinese nought
)
_MARKS = "\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0966-\u0dff"  # that stand on them, and letters of India
_WORD = rf"[{_SIGNS}]+(?:'[{_SIGNS}]+|\d(?:[{_SIGNS}\d]|\.\d)*)?|{_NUMBER}|{_OTHER}(?:{_OTHER}|[{_MARKS}])*"
LATIN = re.compile(_WORD)  # a word or a number of a levelled text
PIECE = re.compile(f"[{_SIGNS}]+|{_NUMBER}")  # of a word of letters and figures
_ENGLISH = re.compile(rf"[{_SIGNS}]+|\d+")
_PARTS = re.compile(f"{_WORD}|[{_RUNNING}]+")
_SCRIPTS = re.compile(f"[{_HAN}]+|[{_KANA}]+|[\u3041-\u309f]+|[^{_HAN}{_KANA}\u3041-\u309f]+")
_ALL_HAN = re.compile(f"[{_HAN}]*")
_RUSSIAN = "\u0400", "\u0530"  # the first letter, and the first that is none

ROOT = 6  # letters

_EMPTY = frozenset(
    line
    for line in Path(__file__).with_name("empty_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)


@dataclass(frozen=True)
class Segments:
    """What stands in a text, in its order."""

    latin: tuple[
        str, ...
    ]  # stems of English words; numbers as they stand; al2o3 also in its pieces
    chinese: tuple[str, ...]  # words, the longer ones also in their parts
    runs: tuple[str, ...]  # unbroken Chinese
    text: str = ""  # the whole of it, levelled

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
    level = levelled(text)
    for part in _PARTS.findall(level):
        if not part.isascii() and CHINESE.match(part):
            runs.append(part)
            chinese += (word for word in _cut(part) if word not in _EMPTY)
        elif part not in _EMPTY:
            latin.append(stem(part))
            if is_mixed(part):
                latin += (stem(each) for each in PIECE.findall(part) if each not in _EMPTY)
    return Segments(tuple(latin), tuple(chinese), tuple(runs), level)


def _cut(run: str) -> list[str]:
    """The words of an unbroken run."""
    if _ALL_HAN.fullmatch(run):
        return rjieba.cut_for_search(run)
    words = []
    for piece in _SCRIPTS.findall(run):
        words += rjieba.cut_for_search(piece) if _ALL_HAN.fullmatch(piece) else [piece]
    return words


def is_mixed(word: str) -> bool:
    """Whether a word begins with a letter and has figures in it."""
    return not word.isalpha() and word[0].isalpha() and "'" not in word


def levelled(text: str) -> str:
    """The text in half width, lower case and simplified script."""
    level = unicodedata.normalize("NFKC", text).lower()
    if _traditional().search(level):  # rare, and translating costs ten times as much as looking
        return level.translate(simplified_characters())
    return level


def stems(text: str) -> list[str]:
    """The stems of the English words of a text, without those that say nothing."""
    return [stem(word) for word in _ENGLISH.findall(levelled(text)) if word not in _EMPTY]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    is_russian = _RUSSIAN[0] <= word < _RUSSIAN[1]
    return _stemmer("russian" if is_russian else "english").stemWord(word)


def root(stem: str) -> str:
    """How a stem begins: what words of one family have in common (economi, economist: econom)."""
    return stem[:ROOT] if stem.isalpha() else stem


@cache
def _traditional() -> re.Pattern:
    return re.compile(f"[{''.join(map(chr, simplified_characters()))}]")


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language, 0)
