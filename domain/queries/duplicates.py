"""Possible duplicates: what the same enterprise asked lately, and what anybody asked in similar words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select

from db.models import Demand
from db.search import condition, is_cjk, runs
from db.vocabulary import Stage
from domain import clock
from domain.errors import Refused
from domain.identifiers import phone
from domain.permissions import Person, visible_to
from domain.queries import told_stage
from domain.similarity import likeness, similar

LATELY = timedelta(days=30)  # domain reference: same enterprise, 30 days, similar text
ALIKE = 0.35  # from this score on two texts may say the same
ENOUGH = 6  # characters from which on a text is compared
MOST_SHOWN = 5
MOST_OF_THE_CALLER = 8
PHRASE = 4  # characters of Chinese that two texts on one matter are likely to share
MOST_PHRASES = 12
MOST_PER_PHRASE = 30
MOST_RECENT = 100


@dataclass(frozen=True)
class Possible:
    """An earlier demand that may be the one being told; `score` from 0 to 1, none while nothing is compared."""

    id: int
    number: str
    title: str
    enterprise: str
    submitted_at: datetime
    stage: Stage
    is_open: bool
    of_caller: bool
    score: float | None = None


def of_caller(
    session: Session,
    person: Person,
    enterprise_id: int | None,
    telephone: str,
    text: str = "",
) -> list[Possible]:
    """What this enterprise, or this telephone, has asked before: what is alike first, then what is open, the newest."""
    whose = _whose(enterprise_id, telephone)
    if not whose:
        return []
    mine = select(Demand).where(visible_to(person), or_(*whose))
    newest = mine.order_by(col(Demand.submitted_at).desc(), col(Demand.id).desc())
    found = session.exec(newest.limit(MOST_OF_THE_CALLER)).all()
    compared = len(text.strip()) >= ENOUGH
    stages = told_stage.of(session, person, [demand.id for demand in found])
    told = [
        _told(demand, stages, True, likeness(text, _words(demand)) if compared else None)
        for demand in found
    ]
    return sorted(told, key=lambda each: (-_alike(each), not each.is_open))


def city_wide(
    session: Session,
    person: Person,
    text: str,
    enterprise_id: int | None = None,
    telephone: str = "",
) -> list[Possible]:
    """Demands of the last thirty days in similar words, of others than the caller; the most alike first."""
    if len(text.strip()) < ENOUGH:
        return []
    candidates = _candidates(session, person, text)
    for own in _whose_own(enterprise_id, telephone, candidates):
        del candidates[own]
    scores = similar(
        text, [(key, _words(demand)) for key, demand in candidates.items()], most=MOST_SHOWN
    )
    stages = told_stage.of(session, person, [key for key, _ in scores])
    return [_told(candidates[key], stages, False, score) for key, score in scores]


def _alike(possible: Possible) -> float:
    """Its score where it says something; below that the order of the scores is chance."""
    score = possible.score or 0
    return score if score >= ALIKE else 0


def _candidates(session: Session, person: Person, text: str) -> dict[int, Demand]:
    """The newest demands, and those that share a phrase with the text: a bounded set, by index."""
    lately = select(Demand).where(
        visible_to(person),
        Demand.submitted_at >= clock.now() - LATELY,
        Demand.stage != Stage.MERGED,
    )
    newest = lately.order_by(col(Demand.submitted_at).desc()).limit(MOST_RECENT)
    found = {demand.id: demand for demand in session.exec(newest)}
    for phrase in _phrases(text):
        sharing = lately.where(condition(Demand, phrase)).limit(MOST_PER_PHRASE)
        found |= {demand.id: demand for demand in session.exec(sharing)}
    return found


def _phrases(text: str) -> list[str]:
    """Some short pieces of the text, evenly over its length."""
    pieces: list[str] = []
    for run in runs(text):
        if is_cjk(run):
            pieces += [run[at : at + PHRASE] for at in range(0, len(run) - PHRASE + 1, 2)]
        elif len(run) > PHRASE:
            pieces.append(run)
    step = max(1, -(-len(pieces) // MOST_PHRASES))
    return list(dict.fromkeys(pieces[::step]))


def _whose(enterprise_id: int | None, telephone: str) -> list[Any]:
    number = _number(telephone)
    by_record = [Demand.enterprise_id == enterprise_id] if enterprise_id is not None else []
    return by_record + ([Demand.contact_phone == number] if number else [])


def _whose_own(
    enterprise_id: int | None, telephone: str, candidates: dict[int, Demand]
) -> list[int]:
    number = _number(telephone)
    return [
        key
        for key, demand in candidates.items()
        if (enterprise_id is not None and demand.enterprise_id == enterprise_id)
        or (number and demand.contact_phone == number)
    ]


def _number(typed: str) -> str | None:
    try:
        return phone(typed)
    except Refused:
        return None


def _words(demand: Demand) -> str:
    return f"{demand.title}\n{demand.body}"


def _told(
    demand: Demand, stages: Mapping[int, Stage], of_caller: bool, score: float | None
) -> Possible:
    return Possible(
        id=demand.id,
        number=demand.number,
        title=demand.title,
        enterprise=demand.enterprise_name,
        submitted_at=demand.submitted_at,
        stage=stages[demand.id],
        is_open=demand.is_open,
        of_caller=of_caller,
        score=score,
    )
