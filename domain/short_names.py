"""What an organisation is called for short: 恒泽 for 龙湾恒泽阀门有限公司, 温大 for 温州大学."""

import re

import rjieba

from domain.matching.dictionary import definitions, english_words
from domain.matching.segmenting import CHINESE, levelled
from domain.similarity import name_key

LEAST_KEY = 4  # characters of a name without its legal form that tell whose it is
_TRADES = "业器具机电材料品"  # on which the word for a trade ends, not a coined name
_LATIN = re.compile("[a-z]{4,}")
_OF_ORGANISATIONS = """
university college institute school academy center centre laboratory company limited group corporation industry
industries technology technologies science research national china zhejiang wenzhou city first
"""


def short_names(name: str, name_en: str | None, areas: frozenset[str]) -> tuple[str, ...]:
    """Every short form of a name; `areas`: the names of areas, with which a name may begin."""
    found = []
    key = name_key(name)
    if len(key) >= LEAST_KEY:
        found.append(key)
    core = _without_area(key, areas)
    if len(core) >= LEAST_KEY and core != key:
        found.append(core)
    if (pair := core[:2]) and _is_coined(pair):
        found.append(pair)
    if (level := levelled(name)).endswith("大学") and len(level) <= 5:
        found.append(f"{level[0]}大")
    first = _LATIN.findall((name_en or "").lower())[:1]
    found += [word for word in first if word not in areas and not _is_everyday(word)]
    return tuple(dict.fromkeys(found))


def told(text: str, name: str) -> bool:
    """Whether a short name stands in a text as a word of its own, not across two others (温大 in 常温大气压)."""
    level = levelled(text)
    if not CHINESE.match(name):
        return re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", level) is not None
    level = "".join(level.split())
    if name not in level:
        return False
    cuts, at = {0}, 0
    for word in rjieba.cut(level, False):
        at += len(word)
        cuts.add(at)
    starts = (each.start() for each in re.finditer(re.escape(name), level))
    return any(start in cuts and start + len(name) in cuts for start in starts)


def _without_area(key: str, areas: frozenset[str]) -> str:
    for area in sorted(areas, key=len, reverse=True):
        if key.startswith(area) and len(key) > len(area) + 1:
            return key[len(area) :]
    return key


def _is_coined(pair: str) -> bool:
    is_chinese = len(pair) == 2 and all(CHINESE.match(sign) for sign in pair)
    return is_chinese and pair not in definitions() and pair[1] not in _TRADES


def _is_everyday(word: str) -> bool:
    """Whether an English word says what anybody says (valves, leather), so that it names nobody."""
    singular = word.removesuffix("s")
    return word in _OF_ORGANISATIONS.split() or not english_words().isdisjoint({word, singular})
