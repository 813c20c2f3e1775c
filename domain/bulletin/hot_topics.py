"""What enterprises ask about most in a month: demands that say alike, told by the words they have in common.

A demand is the words of its title, weighted by their rarity (texts begin alike, whatever they are about); two are
alike where the cosine of their words is high enough. The largest circle of alike demands is taken out first, then the
next one (leader clustering). A word that only a few enterprises use is no topic's word: it may be a name.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from domain.matching.segmenting import segmented

LEAST = 3  # demands, of as many enterprises
MOST = 6  # topics
ALIKE = 0.30  # cosine [own]
WORDS = 3  # that tell a topic
EVERYWHERE, FEW = 0.3, 12  # a word in a larger share of many demands tells none from the other


_EVERYDAY = frozenset(
    line
    for line in Path(__file__).with_name("everyday_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)


@dataclass(frozen=True)
class Said:
    """One demand: its words, and whose it is."""

    text: str
    owner: Hashable


@dataclass(frozen=True)
class Topic:
    """One topic: the words that tell it, which of the demands it is, and how many of the month before."""

    words: tuple[str, ...]
    places: tuple[int, ...]
    before: int


def topics(said: Sequence[Said], before: Sequence[Said] = ()) -> tuple[Topic, ...]:
    """The topics of a month, the largest first."""
    bags = [_words(each.text) for each in said]
    vocabulary = _vocabulary(bags, [each.owner for each in said])
    if not vocabulary:
        return ()
    rarity = _rarity(bags, vocabulary)
    rows = _rows(bags, vocabulary, rarity)
    earlier = _rows([_words(each.text) for each in before], vocabulary, rarity)
    alike = (rows @ rows.T) >= ALIKE
    numbers = {each.owner: n for n, each in enumerate(said)}
    owners = np.array([numbers[each.owner] for each in said])
    left = np.ones(len(said), bool)
    found = []
    words = list(vocabulary)
    while len(found) < MOST:
        many = np.asarray(alike[:, left].sum(axis=1)).ravel() * left
        leader = int(many.argmax())
        circle = np.flatnonzero(alike[[leader]].toarray().ravel() & left)
        if len(circle) < LEAST:
            break
        left[circle] = False
        if len(set(owners[circle].tolist())) < LEAST:
            continue
        middle = np.asarray(rows[circle].mean(axis=0)).ravel()
        outside = np.asarray(rows.mean(axis=0)).ravel()
        told = np.argsort(-(middle - outside), kind="stable")[: WORDS * 2]
        found.append(
            Topic(
                words=_apart([words[at] for at in told if middle[at] > outside[at]])[:WORDS],
                places=tuple(circle.tolist()),
                before=_alike_before(earlier, middle),
            )
        )
    return tuple(sorted(found, key=lambda each: -len(each.places)))


def _words(text: str) -> set[str]:
    return set(segmented(text).words) - _EVERYDAY


def _vocabulary(bags: Sequence[set[str]], owners: Sequence[Hashable]) -> dict[str, int]:
    """The words that several enterprises use, but not all, each with its column."""
    users: dict[str, set[Hashable]] = defaultdict(set)
    many: dict[str, int] = defaultdict(int)
    for bag, owner in zip(bags, owners, strict=True):
        for word in bag:
            users[word].add(owner)
            many[word] += 1
    most = max(EVERYWHERE * len(bags), FEW)
    kept = sorted(
        word
        for word in users
        if len(users[word]) >= LEAST
        and many[word] <= most
        and len(word) > 1
        and not word[0].isdigit()
    )
    return {word: column for column, word in enumerate(kept)}


def _rarity(bags: Sequence[set[str]], vocabulary: dict[str, int]) -> np.ndarray:
    many = np.zeros(len(vocabulary))
    for bag in bags:
        for word in bag & vocabulary.keys():
            many[vocabulary[word]] += 1
    return np.log((1 + len(bags)) / (1 + many)) + 1


def _rows(
    bags: Sequence[set[str]], vocabulary: dict[str, int], rarity: np.ndarray
) -> sparse.csr_matrix:
    """Unit vectors of weighted words: (demands, words)."""
    at, columns = [], []
    for row, bag in enumerate(bags):
        known = sorted(vocabulary[word] for word in bag & vocabulary.keys())
        at += [row] * len(known)
        columns += known
    values = rarity[columns] if columns else np.zeros(0)
    shape = (len(bags), len(vocabulary))
    found = sparse.csr_matrix((values, (at, columns)), shape=shape)
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ found


def _alike_before(earlier: sparse.csr_matrix, middle: np.ndarray) -> int:
    if not earlier.shape[0]:
        return 0
    length = max(float(np.linalg.norm(middle)), 1e-9)
    return int((np.asarray(earlier @ (middle / length)).ravel() >= ALIKE).sum())


def _apart(words: Sequence[str]) -> tuple[str, ...]:
    """Without words that stand in another one of them already."""
    return tuple(
        word for word in words if not any(word != other and word in other for other in words)
    )
