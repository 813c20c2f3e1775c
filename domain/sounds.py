"""How Chinese is pronounced, without tones: for names found by initials, by pinyin, by characters that sound alike."""

import unicodedata
from functools import lru_cache

from db.search import is_cjk, runs


def syllables(text: str) -> list[str]:
    """One for each Chinese character, other words and numbers as they stand: 恒泽A3 → heng, ze, a3."""
    return [syllable for syllable, _ in _spoken(unicodedata.normalize("NFKC", text).lower())]


def initials(text: str) -> str:
    """The first letters of a name as it is pronounced, Latin words and numbers as they are: 恒泽A3 → hza3."""
    spoken = _spoken(unicodedata.normalize("NFKC", text).lower())
    return "".join(syllable[0] if is_chinese else syllable for syllable, is_chinese in spoken)


@lru_cache(maxsize=4096)
def _spoken(level: str) -> tuple[tuple[str, bool], ...]:
    """Each syllable, and whether it is a Chinese character's."""
    from pypinyin.contrib.mmseg import seg  # its dictionary takes long to load

    found = []
    for run in runs(level):
        if is_cjk(run):
            found += [(each, True) for word in seg.cut(run) for each in _pronounced(word)]
        else:
            found.append((run, False))
    return tuple(each for each in found if each[0])


@lru_cache(maxsize=16384)
def _pronounced(word: str) -> tuple[str, ...]:
    """The syllables of a word: which one a character has may hang on its neighbours in the word."""
    from pypinyin import lazy_pinyin

    return tuple(_letters(each) for each in lazy_pinyin(word))


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
