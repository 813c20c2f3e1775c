"""Who has how much on the table: the open orders of a place, handler by handler."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from db.models import Demand, User
from domain import topics
from domain.errors import Forbidden
from domain.indicators import allowed, at_moment
from domain.indicators.reading import Scope
from domain.permissions import Person
from domain.queries.narrowing import is_late

TOPICS = (topics.FIGURES, topics.PEOPLE)
MOST = 40


@dataclass(frozen=True)
class Handler:
    """One handler: how many orders they have on the table, and how many of them are late."""

    id: int
    name: str
    open: int
    late: int


def by_handler(session: Session, person: Person, scope: Scope) -> tuple[Handler, ...]:
    """Those with the most orders first; raises Forbidden where the records are not open to the reader."""
    if not allowed.may_list(person, scope):
        raise Forbidden
    many, late = func.count(), func.count().filter(is_late())
    found = session.execute(
        select(User.id, User.name, many, late)
        .join(Demand, Demand.handler_id == User.id)
        .where(*at_moment.still_open(scope))
        .group_by(col(User.id), col(User.name))
        .order_by(many.desc(), col(User.id))
        .limit(MOST)
    )
    return tuple(Handler(*row) for row in found)


def name_of(session: Session, person: Person, scope: Scope, handler_id: int) -> str | None:
    """The name of one of them, however many are ahead of them; none of who handles no open order there. Raises as
    `by_handler` does."""
    if not allowed.may_list(person, scope):
        raise Forbidden
    asked = select(User.name).join(Demand, Demand.handler_id == User.id)
    return session.exec(
        asked.where(User.id == handler_id, *at_moment.still_open(scope)).limit(1)
    ).first()


by_handler.by_minute = True
