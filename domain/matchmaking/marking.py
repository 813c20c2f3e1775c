"""Where the words that two texts share stand in one of them, so that they can be marked."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from domain.matching.segmenting import CHINESE, LATIN, PIECE, is_mixed, levelled, stem


def cut(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """The text in pieces, in its order: (piece, whether it is one of the words).

    `words` are as the engine compares them: Chinese words as they are, English ones as stems.
    """
    if len(level := levelled(text)) != len(text):  # a sign that becomes several in half width
        level = text.lower()
    marks = [False] * len(text)
    for begin, end in _found(level, set(words)):
        marks[begin:end] = [True] * (end - begin)
    pieces: list[tuple[str, bool]] = []
    at = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marks[end] != marks[at]:
            pieces.append((text[at:end], marks[at]))
            at = end
    return pieces


def as_said(text: str, words: Iterable[str]) -> list[str]:
    """The words as they stand in a text, where they stand first: an English stem as the word it was taken from; each
    once."""
    stood, level = _stood(text), levelled(text)
    found = []
    for word in words:
        if not CHINESE.match(word):
            found.append(stood.get(word, word))
            continue
        at = level.find(word) if len(level) == len(text) else -1
        found.append(text[at : at + len(word)] if at >= 0 else word)
    return list(dict.fromkeys(found))


def telling(words: Iterable[str]) -> list[str]:
    """The words that tell a reader something: none that is a piece of another, and no single sign (a figure, a letter
    of a formula, a character) where something longer is shared."""
    found = whole(words)
    return [word for word in found if len(word) > 1] or found


def to_mark(words: Iterable[str], said: Iterable[str]) -> tuple[str, ...]:
    """What is to be marked in a text: the telling ones of these words, and what was found there in another language."""
    return *telling(words), *(stem(levelled(word)) for each in said for word in each.split())


def whole(words: Iterable[str]) -> list[str]:
    """The words without those Chinese ones that are a piece of another: 密封 beside 静密封 says nothing more."""
    every = list(words)
    return [
        word
        for word in every
        if not CHINESE.match(word) or not any(word in each and word != each for each in every)
    ]


@lru_cache(maxsize=256)
def _stood(text: str) -> Mapping[str, str]:
    """By stem, the English word of a text that it was taken from, the first one."""
    level = levelled(text)
    of = text if len(level) == len(text) else level  # a sign that becomes several in half width
    found: dict[str, str] = {}
    for begin, end in _latin(level):
        found.setdefault(stem(level[begin:end]), of[begin:end])
    return found


def excerpt(text: str, words: Iterable[str], most: int = 160) -> list[tuple[str, bool]]:
    """The part of a longer text where most of the words stand, in pieces; an ellipsis where something is left out."""
    if len(text) <= most:
        return cut(text, words)
    pieces = cut(text, words)
    begins = [0]
    for piece, _ in pieces:
        begins.append(begins[-1] + len(piece))
    marked = [
        (begin, begin + len(piece))
        for (piece, is_marked), begin in zip(pieces, begins, strict=False)
        if is_marked
    ]
    starts = [max(begin - most // 8, 0) for begin, _ in marked] or [0]
    best = max(starts, key=lambda start: _held(marked, start, start + most))
    best = min(best, len(text) - most)
    shown = cut(text[best : best + most], words)
    before = [("… ", False)] if best else []
    after = [(" …", False)] if best + most < len(text) else []
    return [*before, *shown, *after]


def _held(marked: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """How many signs of the words lie between the two; of equals the earlier part is taken."""
    held = sum(stop - begin for begin, stop in marked if start <= begin and stop <= end)
    return held, -start


def _found(level: str, words: set[str]) -> Iterator[tuple[int, int]]:
    for word in words:
        if CHINESE.match(word):
            at = level.find(word)
            while at >= 0:
                yield at, at + len(word)
                at = level.find(word, at + 1)
    for begin, end in _latin(level):
        if stem(level[begin:end]) in words:
            yield begin, end


def _latin(level: str) -> Iterator[tuple[int, int]]:
    """Where the English words and the numbers stand, those of letters and figures also in their pieces."""
    for found in LATIN.finditer(level):
        yield found.span()
        if is_mixed(found.group()):
            yield from (piece.span() for piece in PIECE.finditer(level, *found.span()))
