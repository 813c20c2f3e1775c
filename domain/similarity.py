"""Possible duplicates: demands that say the same, names that mean one organisation."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from db.search import is_cjk, runs

MOST_COMPARED = 1500  # characters of a text that are compared
_ENOUGH = 10  # weight of a text from which on it says something definite

# What a demand is wrapped in, whatever it is about.
_WRAPPING = re.compile(
    "我们|我公司|我司|我厂|我单位|本公司|本单位|贵单位|公司|企业|你好|您好|请问|请教|咨询|希望|能否|可否|是否"
    "|如何|怎么样|怎么办|怎么|怎样|哪些|什么|可以|需要|想要|帮助|帮忙|协助|解决|反映|问题|有关"
    "|关于|相关|部门|谢谢|感谢|尽快|目前|现在|由于|因为|所以|但是|已经|一直|没有|进行|办理|申请"
    "|[的了吗呢吧啊是在有和与及并或就也都很被把给对向将为]"
)
_LITTLE_WORDS = re.compile(
    r"\b(?:a|an|the|and|or|but|of|to|in|on|at|for|with|by|from|as|is|are|was|were|be|been|am|do"
    r"|does|did|how|what|which|who|when|where|why|can|could|would|should|may|we|our|us|i|my|you"
    r"|your|it|its|this|that|these|those|there|have|has|had|not|no|please|help|need|want|company"
    r"|enterprise|question|about|any|some)\b"
)
_ENDINGS = ("ments", "ment", "ings", "ing", "ies", "ied", "ers", "ed", "es", "s", "y")

_LEGAL_FORM = re.compile(
    r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$|集团$|合伙企业(?:\(.{2}合伙\))?$|个体工商户$"
    r"|(?:[\s,.]*\b(?:co|company|ltd|limited|inc|llc|corp|corporation|group)\b\.?)+$"
)
_PLACE = re.compile(r"^(?:中国|浙江省?|温州市?)+|\((?:中国|浙江省?|温州市?)\)")


def similar(
    text: str, candidates: Iterable[tuple[int, str]], *, at_least: float = 0.35, most: int = 5
) -> list[tuple[int, float]]:
    """The candidates (id, text) that may say the same, with their scores; the most alike first."""
    scored = ((key, likeness(text, other)) for key, other in candidates)
    found = [(key, score) for key, score in scored if score >= at_least]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


def likeness(text: str, other: str) -> float:
    """How much two texts say the same, from 0 to 1.

    Two fifths is Dice's coefficient of what they are about; two fifths is how much of the shorter
    one the longer one holds, since a title being typed is compared with whole demands; the rest is
    rapidfuzz's comparison in any order. A word or two hold too little to be held by anything.
    """
    one, two = _about(text[:MOST_COMPARED]), _about(other[:MOST_COMPARED])
    smaller, larger = sorted((one.total(), two.total()))
    if not smaller:
        return 0.0
    shared = (one & two).total()
    words = fuzz.token_set_ratio(" ".join(one), " ".join(two)) / 100
    definite = min(1.0, smaller / _ENOUGH)
    score = 0.4 * 2 * shared / (smaller + larger)
    return round(score + definite * (0.4 * shared / smaller + 0.2 * words), 4)


def name_key(name: str) -> str:
    """A name without what does not tell organisations apart: legal form, city, gaps and width.

    温州市鹿城鞋业有限公司 and 鹿城鞋业（温州）股份有限公司 have one key. A name that is nothing
    else keeps it all.
    """
    level = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name).lower()).strip()
    core = _PLACE.sub("", _LEGAL_FORM.sub("", _PLACE.sub("", level)))
    return _letters(core) or _letters(level)


@lru_cache(maxsize=4096)
def _about(text: str) -> Counter[str]:
    """What a text is about, by weight: its Chinese pairs and characters, its English stems."""
    found: Counter[str] = Counter()
    level = unicodedata.normalize("NFKC", text).lower()
    for run in runs(_LITTLE_WORDS.sub(" ", _WRAPPING.sub(" ", level))):
        if is_cjk(run):
            found |= Counter(set(run))
            found |= Counter({"".join(pair): 2 for pair in pairwise(run)})
        else:
            found[_stem(run)] = 3
    return found


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
