"""Which orders and matches that a bulletin names its reader may open, and the demands in which a topic was found."""

from dataclasses import dataclass

from sqlmodel import Session, case, col, select

from db.models import Area, Demand, Match
from db.vocabulary import Stage
from domain.permissions import Person, visible_to
from domain.queries import told_stage
from domain.research_visible import matches_visible_to

MATCHED = ("matches",)
PAGE = 50


@dataclass(frozen=True)
class Raised:
    """A demand; of one that is not open to the reader only the number is told, and where it stands."""

    number: str
    title: str
    stage: Stage
    area: str
    area_en: str
    is_open: bool


def open_orders(session: Session, person: Person, numbers: tuple[str, ...]) -> frozenset[str]:
    """Those of these orders, by their numbers."""
    asked = select(Demand.number).where(col(Demand.number).in_(numbers), visible_to(person))
    return frozenset(session.exec(asked))


def open_matches(session: Session, person: Person, numbers: tuple[str, ...]) -> dict[str, int]:
    """Those of these matches: their ids by their numbers."""
    asked = select(Match.number, Match.id)
    asked = asked.where(col(Match.number).in_(numbers), matches_visible_to(person))
    return dict(session.exec(asked).all())


def demands(session: Session, person: Person, ids: tuple[int, ...]) -> tuple[Raised, ...]:
    """These demands, the newest first."""
    is_open = case((visible_to(person), 1), else_=0)
    asked = (
        select(
            *(Demand.number, Demand.title, told_stage.column(person)),
            *(Area.name, Area.name_en, is_open),
        )
        .join(Area, Area.code == Demand.area_code)
        .where(col(Demand.id).in_(ids))
        .order_by(col(Demand.submitted_at).desc(), col(Demand.id).desc())
    )
    return tuple(
        Raised(number, title if may else "", stage, area, area_en or area, bool(may))
        for number, title, stage, area, area_en, may in session.execute(asked)
    )


open_orders.by_scope = open_matches.by_scope = True
