"""The bilingual glossary that staff keep: technical terms in Chinese and English that come before the dictionary."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from db.models import GlossaryTerm
from domain.command import Act, command
from domain.errors import Missing, Refused
from domain.imports import reading
from domain.permissions import registrars
from domain.products import RetiredAlready
from domain.research_files.found import is_chinese
from domain.written import line

MOST_PAIRS = 2000  # of one file

Pair = tuple[str, str]  # Chinese, English


class KnownTerm(Refused):
    message = "The glossary holds {chinese} as {english} already."


class NotApart(Refused):
    message = "One of the two is to be Chinese and the other English: {chinese}, {english}."


class NothingNewInList(Refused):
    message = "The glossary holds all of these terms already."


class TooManyTerms(Refused):
    message = "A list holds at most {most} terms. Please split it."


class RowWithoutPair(Refused):
    message = "Row {row} does not hold a Chinese and an English term."


@command(GlossaryTerm, by=registrars, makes=True)
def add(act: Act, *, chinese: str, english: str) -> int:
    """Add a technical term in both languages to the glossary; returns its id."""
    pair = _read(chinese, english)
    if _kept(act.session, [pair]).get(pair, None) is not None:
        raise KnownTerm(chinese=pair[0], english=pair[1])
    return _enter(act, pair)


@command(GlossaryTerm, by=registrars, makes=True)
def bring_in(act: Act, *, pairs: Sequence[Pair]) -> int:
    """Bring in a list of technical terms; those that the glossary holds are passed over. Returns how many were new."""
    if len(pairs) > MOST_PAIRS:
        raise TooManyTerms(most=MOST_PAIRS)
    wanted = list(dict.fromkeys(_read(*pair) for pair in pairs))
    known = _kept(act.session, wanted)
    new = [pair for pair in wanted if known.get(pair) is None]
    if not new:
        raise NothingNewInList
    for pair in new:
        _enter(act, pair)
    return len(new)


@command(GlossaryTerm, by=registrars)
def retire(act: Act, term: GlossaryTerm) -> None:
    """Take a technical term out of the glossary."""
    if not term.is_active:
        raise RetiredAlready
    term.is_active = False
    act.record("term_retired", term, chinese=term.chinese, english=term.english)


def pairs_of(name: str, content: bytes) -> tuple[Pair, ...]:
    """The pairs of a list of two columns, in either order, with or without a line that heads them."""
    clean = reading.check(name, content)
    found: list[Pair] = []
    with reading.opened(clean, content) as rows:
        for place, (row, cells) in enumerate(rows):
            texts = [cell for cell in cells if cell][:2]
            if len(texts) == 2 and is_chinese(texts[0]) != is_chinese(texts[1]):
                found.append(tuple(sorted(texts, key=is_chinese, reverse=True)))
            elif place:  # the first may name the columns
                raise RowWithoutPair(row=row)
            if len(found) > MOST_PAIRS:
                raise TooManyTerms(most=MOST_PAIRS)
    if not found:
        raise reading.EmptyTable(name=clean)
    return tuple(found)


def _read(chinese: str, english: str) -> Pair:
    pair = (
        line(chinese, most=60, name="Chinese term"),
        " ".join(line(english, most=120, name="English term").split()),
    )
    if not is_chinese(pair[0]):
        raise NotApart(chinese=pair[0], english=pair[1])
    if is_chinese(pair[1]):
        raise NotApart(chinese=pair[0], english=pair[1])
    if not any(each.isalpha() for each in pair[1]):
        raise Missing(field="English term")
    return pair


def _enter(act: Act, pair: Pair) -> int:
    """A new term, or one that was taken out before and stands again."""
    asked = select(GlossaryTerm).where(
        GlossaryTerm.chinese == pair[0], GlossaryTerm.english == pair[1]
    )
    term = act.session.exec(asked).first()
    if term is None:
        term = act.add(GlossaryTerm(chinese=pair[0], english=pair[1], by_id=act.actor.id))
    term.is_active, term.by_id = True, act.actor.id
    act.record("term_added", term, chinese=pair[0], english=pair[1])
    return term.id


def _kept(session: Session, pairs: Iterable[Pair]) -> dict[Pair, int]:
    """The pairs that the glossary holds and uses."""
    words = sorted({chinese for chinese, _ in pairs})
    asked = select(GlossaryTerm).where(
        col(GlossaryTerm.chinese).in_(words), col(GlossaryTerm.is_active)
    )
    return {(row.chinese, row.english): row.id for row in session.exec(asked)}
