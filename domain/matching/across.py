"""Which word of one text stands for which of the other, where the two are in different languages."""

from collections.abc import Iterable, Iterator, Mapping

from domain.matching.glosses import Glosses
from domain.matching.segmenting import Segments, root

LEAST = 0.2  # share of a word's meaning that an English stem must have to stand for it

Pair = tuple[str, str]  # (the word of the first text, that of the second), as they are compared


def across(
    glosses: Glosses, first: Segments, second: Segments, worth: Mapping[str, float], most: int = 8
) -> tuple[Pair, ...]:
    """The pairs that weigh most; `worth`: what each root of English stems adds to the score.

    A term of the staff is told whole (静密封 ↔ static seal), a word of the dictionary with the stems that it shares.
    """
    found = [
        *((value, pair) for value, pair in _told(glosses, first, second, worth)),
        *((value, pair[::-1]) for value, pair in _told(glosses, second, first, worth)),
    ]
    found.sort(key=lambda each: (-each[0], each[1]))
    return tuple(dict.fromkeys(pair for _, pair in found))[:most]


def _told(
    glosses: Glosses, chinese: Segments, latin: Segments, worth: Mapping[str, float]
) -> Iterator[tuple[float, Pair]]:
    """(worth, (Chinese, English)) of each Chinese term whose English stands in the other text."""
    theirs = set(latin.latin)
    if not theirs:
        return
    for term, stems in glosses.terms_in(chinese):
        said = [stem for stem in stems if stem in theirs]
        if said and len(said) * 2 >= len(stems):
            yield _sum(said, worth), (term, " ".join(said))
    for word in dict.fromkeys(chinese.chinese):
        shares = glosses.of_word(word)
        if theirs.isdisjoint(shares):
            continue
        said = [stem for stem, share in shares.items() if share >= LEAST and stem in theirs]
        if said and (value := _sum(said, worth)) > 0:
            yield value, (word, " ".join(said))


def _sum(stems: Iterable[str], worth: Mapping[str, float]) -> float:
    return sum(worth.get(root(stem), 0.0) for stem in stems)
