"""Who came to activities, counted by enterprise, industry or area."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select
from sqlmodel import case as when

from db.activity_vocabulary import AttendedBy, RegistrationState
from db.models import Activity, Area, Industry, Organisation, Registration
from domain import named_enterprises
from domain.activities_visible import registrations_visible_to
from domain.permissions import Person

MOST_GROUPS = 200
R = RegistrationState


@dataclass(frozen=True)
class Attended:
    """How many of one enterprise, industry or area registered and came; without a name: not known."""

    key: str
    name: str
    name_en: str
    registered: int  # had a seat, or came
    attended: int
    walked_in: int  # of those who came


_KEYS = {
    AttendedBy.ENTERPRISE: (
        None,  # by `named_enterprises.whose`
        func.coalesce(Organisation.name, Registration.enterprise_name),
        Organisation.name_en,
    ),
    AttendedBy.INDUSTRY: (Organisation.industry_code, Industry.name, Industry.name_en),
    AttendedBy.AREA: (Organisation.area_code, Area.name, Area.name_en),
}


def attendance(
    session: Session,
    person: Person,
    activity_ids: Sequence[int],
    by: AttendedBy,
    most: int = MOST_GROUPS,
) -> tuple[Attended, ...]:
    """Who had a seat and who came to these activities, counted by enterprise, industry or area; most attended first."""
    key, name, name_en = _KEYS[by]
    names = (func.max(name), func.max(name_en))  # of one key the same, but for how it was typed
    came = func.sum(when((Registration.state == R.ATTENDED, 1), else_=0))
    walked = func.sum(when((col(Registration.is_walk_in), 1), else_=0))
    there = (
        col(Registration.activity_id).in_(activity_ids),
        col(Registration.state).in_((R.REGISTERED, R.ATTENDED)),
    )
    typed = named_enterprises.typed(*there)
    key = named_enterprises.whose(typed) if key is None else key
    record = named_enterprises.of_registration(typed)
    every = (
        select(key, *names, func.count(), came, walked)
        .select_from(Registration)
        .join(Activity, Activity.id == Registration.activity_id)
    )
    asked = (
        named_enterprises.joined(every, typed)
        .outerjoin(Organisation, Organisation.id == record)
        .outerjoin(Industry, Industry.code == Organisation.industry_code)
        .outerjoin(Area, Area.code == Organisation.area_code)
        .where(*there, registrations_visible_to(person))
        .group_by(key)
        .order_by(came.desc(), func.count().desc(), key)
        .limit(most)
    )
    return tuple(
        Attended(str(row[0] or ""), row[1] or "", row[2] or "", *map(int, row[3:]))
        for row in session.exec(asked)
    )
