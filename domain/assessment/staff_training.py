"""What the people of a unit have done besides their orders in a month: the trainings they came to, the activities they
held. The indicators of that name count both; here they are told person by person.

Nobody loses points for what they could not do. Hours of training are measured of everybody where a training of staff
was held in the month for the whole city or in the unit's own area, activities of those who may hold any; of others
only where there are some. What is not measured is left out of the total.
"""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, col, literal, or_, select

from db.indicator_vocabulary import Indicator
from db.models import Activity, Organisation, UserRole
from domain.assessment.scoring import Counted
from domain.indicators import held
from domain.indicators.periods import last_of_month
from domain.indicators.reading import Scope
from domain.permissions import activity_makers


def of_unit(
    session: Session, indicator: Indicator, month: date, unit_id: int, people: tuple[int, ...]
) -> dict[int, Counted]:
    """How many whole hours or activities these people have, and of how many records: of whom it is measured."""
    scope = Scope(month, last_of_month(month), unit_id=unit_id)
    found = dict.fromkeys(_measured(session, indicator, scope, people), Counted(0, 0))
    for who, many, n in held.of_people(session, indicator, scope):
        if who in people:
            found[who] = Counted(int(many), n)
    return found


def _measured(
    session: Session, indicator: Indicator, scope: Scope, people: tuple[int, ...]
) -> Iterator[int]:
    """Of whom none at all is zero, and not missing."""
    if indicator is Indicator.ACTIVITIES_HELD:
        roles = {role for grant in activity_makers for role in grant.roles}
        asked = select(UserRole.user_id).where(
            col(UserRole.user_id).in_(people), col(UserRole.role).in_(roles)
        )
        yield from session.exec(asked.distinct())
        return
    area = select(Organisation.area_code).where(Organisation.id == scope.unit_id)
    near = or_(col(Activity.area_code).is_(None), Activity.area_code == area.scalar_subquery())
    held_there = held.trainings(scope, literal(1)).where(near)
    if session.exec(held_there.limit(1)).first() is not None:
        yield from people
