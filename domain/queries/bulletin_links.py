"""Which orders and matches that a bulletin names its reader may open."""

from sqlmodel import Session, col, select

from db.models import Demand, Match
from domain.permissions import Person, visible_to
from domain.research_visible import matches_visible_to

MATCHED = ("matches",)


def open_orders(session: Session, person: Person, numbers: tuple[str, ...]) -> frozenset[str]:
    """Those of these orders, by their numbers."""
    asked = select(Demand.number).where(col(Demand.number).in_(numbers), visible_to(person))
    return frozenset(session.exec(asked))


def open_matches(session: Session, person: Person, numbers: tuple[str, ...]) -> dict[str, int]:
    """Those of these matches: their ids by their numbers."""
    asked = select(Match.number, Match.id)
    asked = asked.where(col(Match.number).in_(numbers), matches_visible_to(person))
    return dict(session.exec(asked).all())


open_orders.by_scope = open_matches.by_scope = True
