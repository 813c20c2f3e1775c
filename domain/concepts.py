"""What somebody who types into the directory's box means: areas, industries, fields, and words with their synonyms.

"Longwan valve loan" and 龙湾 阀门 贷款 are read as the same three concepts. What is no word of the lexicon is searched
as it stands.
"""

import re
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session, col, select

from db.models import Area, Synonym
from db.search import MOST_TYPED, Asked, exactly, is_cjk, mark, runs, tokens, words
from db.settings import settings
from domain import topics
from domain.entries import AREA, EVERY, FIELD, FOR, INDUSTRY, LONGEST_SOUND

MOST_CONCEPTS = 8
LONGEST_PHRASE = 4  # Latin words
SHORT = 40  # characters of a text in which every word was chosen

_NUMBER = re.compile(r"[\d\s()+\u2010-\u2015-]+")
_SUFFIX = re.compile("[市区县]$")
_ASKING = re.compile(
    "有没有|哪里有|哪些|哪家|哪里|怎么|如何|可以|能否|我们|我要|我想|想要|需要|寻找|查找|求助|办理|申请|提供"
    "|厂家|厂商|生产商|制造商|企业|公司|服务|[的找求给为在和与及或做办]"
)
_LITTLE_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a an the for of to in on at with by from and or my our we i need needs want
        looking find help me us who what where can please company companies firm firms
        maker makers manufacturer manufacturers factory factories enterprise enterprises
        business businesses service services provider providers near
        """,
    )
)


class Sort(StrEnum):
    """What a concept is."""

    WORD = "word"
    AREA = "area"
    INDUSTRY = "industry"
    FIELD = "field"


@dataclass(frozen=True)
class Concept:
    """Something that is asked for: as typed, as else it may be said, and the marks that also stand for it."""

    typed: str
    sort: Sort = Sort.WORD
    code: str = ""  # of the area, industry or field
    others: tuple[str, ...] = ()
    for_all: bool = False  # a product for every area or industry fits as well
    is_known: bool = False  # a word of the lexicon

    @property
    def mark(self) -> str | None:
        sign = {Sort.AREA: AREA, Sort.INDUSTRY: INDUSTRY, Sort.FIELD: FIELD}.get(self.sort)
        return mark(sign, self.code.replace("_", "")) if sign else None

    @property
    def general_mark(self) -> str | None:
        """The mark of what is for every area or industry."""
        sign = {Sort.AREA: AREA, Sort.INDUSTRY: INDUSTRY}.get(self.sort) if self.for_all else None
        return mark(sign, EVERY) if sign else None

    @property
    def wider_marks(self) -> tuple[str, ...]:
        """The marks of what is for a wider industry: a loan for makers of machinery, when a valve maker asks."""
        if self.sort is not Sort.INDUSTRY or not self.for_all:
            return ()
        return tuple(mark(INDUSTRY, f"{FOR}{self.code[:n]}") for n in range(2, len(self.code)))

    def alternatives(self) -> list[Asked]:
        asked = (self.mark, *self.wider_marks, self.general_mark)
        marks = [tokens(each) for each in asked if each]
        return [words(self.typed), *map(exactly, self.others), *marks]


@dataclass(frozen=True)
class Lexicon:
    """The words that are known, in one form each: 专利质押, patent pledge."""

    phrases: dict[str, Concept]
    longest: int  # characters of a Chinese one


def read(lexicon: Lexicon, typed: str, *, most: int = MOST_TYPED) -> tuple[Concept, ...]:
    """What is asked for, in the order in which it was typed; each concept once. `most` characters are read."""
    level = unicodedata.normalize("NFKC", typed[:most]).lower()
    if _NUMBER.fullmatch(level):
        return (Concept(level.strip()),) if runs(level) else ()
    found: dict[object, Concept] = {}
    for concept in _read(lexicon, level) or [Concept(run) for run in runs(level)]:
        found.setdefault((concept.sort, concept.code or concept.typed), concept)
    definite = [each for each in found.values() if each.is_known or len(each.typed) > 1]
    concepts = (definite or list(found.values()))[:MOST_CONCEPTS]
    places = (Sort.AREA, Sort.INDUSTRY)
    if any(each.sort not in places for each in concepts):
        concepts = [replace(each, for_all=each.sort in places) for each in concepts]
    return tuple(concepts)


_lexicons: OrderedDict[tuple, Lexicon] = OrderedDict()


def lexicon(session: Session) -> Lexicon:
    """The lexicon as it stands: read anew when an administrator has changed it."""
    key = (settings().database_url, topics.version(session, [topics.RULES]))
    known = _lexicons.get(key)
    if known is None:
        known = _lexicons[key] = _made(session)
        while len(_lexicons) > 4:
            _lexicons.popitem(last=False)
    return known


def _made(session: Session) -> Lexicon:
    phrases: dict[str, Concept] = {}
    for area in session.exec(select(Area)):
        names = {area.name, _SUFFIX.sub("", area.name), area.name_en, area.name_en.replace("'", "")}
        _learn(phrases, Sort.AREA, area.code, sorted(names))
    said: dict[str, list[str]] = {}
    for row in session.exec(select(Synonym).order_by(col(Synonym.concept), col(Synonym.id))):
        said.setdefault(row.concept, []).append(row.word)
    for concept, several in said.items():
        sort, _, code = concept.rpartition(":")
        _learn(phrases, Sort(sort) if sort else Sort.WORD, code, several)
    chinese = [len(phrase) for phrase in phrases if is_cjk(phrase)]
    return Lexicon(phrases, max(chinese, default=0))


def _learn(phrases: dict[str, Concept], sort: Sort, code: str, several: list[str]) -> None:
    """A longer meaning does not push out a first one: 包装 stays what it was read as first."""
    for word in several:
        key = " ".join(runs(word.lower()))
        others = tuple(each for each in several if each != word)
        if key:
            phrases.setdefault(key, Concept(key, sort, code, others, is_known=True))


def _read(lexicon: Lexicon, level: str) -> list[Concept]:
    found: list[Concept] = []
    latin: list[str] = []
    for run in [*runs(level), None]:
        if run is not None and not is_cjk(run):
            latin.append(run[:LONGEST_SOUND] if run.isalpha() else run)  # as entries hold a name
            continue
        found += _latin(lexicon, latin)
        latin = []
        if run is not None:
            found += _chinese(lexicon, run)
    return found


def _chinese(lexicon: Lexicon, run: str) -> list[Concept]:
    """The longest known words from the left; a single character is one only where no unknown one stands beside it."""
    found: list[Concept] = []
    rest, at = "", 0
    while at < len(run):
        alone = not rest and len(run) <= 3 and at == len(run) - 1
        known = _longest(lexicon, run, at, shortest=1 if alone else 2)
        if known:
            found += _as_it_stands(rest)
            found.append(known)
            rest, at = "", at + len(known.typed)
        else:
            rest, at = rest + run[at], at + 1
    return found + _as_it_stands(rest)


def _longest(lexicon: Lexicon, run: str, at: int, *, shortest: int) -> Concept | None:
    """The longest known word that begins there: 球阀 is no 阀."""
    lengths = range(min(lexicon.longest, len(run) - at), shortest - 1, -1)
    return next(filter(None, (lexicon.phrases.get(run[at : at + n]) for n in lengths)), None)


def _as_it_stands(rest: str) -> list[Concept]:
    """What is left of a sentence without its asking."""
    return [Concept(each) for each in _ASKING.sub(" ", rest).split()]


def _latin(lexicon: Lexicon, several: list[str]) -> list[Concept]:
    found: list[Concept] = []
    at = 0
    while at < len(several):
        for length in range(min(LONGEST_PHRASE, len(several) - at), 0, -1):
            phrase = " ".join(several[at : at + length])
            known = lexicon.phrases.get(phrase) or lexicon.phrases.get(phrase.removesuffix("s"))
            if known:
                found.append(replace(known, typed=phrase))
                break
        else:
            length = 1
            if several[at] not in _LITTLE_WORDS:
                found.append(Concept(several[at]))
        at += length
    return found or [Concept(word) for word in several]
