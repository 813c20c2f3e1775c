"""For whom an activity is, and which of its conditions the reader's enterprise does not meet."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from db.activity_vocabulary import AudienceCondition
from db.models import Activity, Area, Industry, Organisation
from db.vocabulary import Kind, SizeClass
from domain.activity_plans import Plan
from domain.permissions import Person
from domain.queries.named import Named
from domain.registration_rules import misses


@dataclass(frozen=True)
class ForWhom:
    """Nothing of a sort: for all of it. `missed`: what the reader's enterprise is not, as far as it is known."""

    industries: tuple[Named, ...]
    sizes: tuple[SizeClass, ...]
    areas: tuple[Named, ...]
    binds: bool  # nobody else may register
    missed: tuple[AudienceCondition, ...]  # all of them for a reader without an enterprise


def for_whom(session: Session, person: Person, row: Activity, plan: Plan) -> ForWhom:
    """As it is planned, told to this reader."""
    own = None
    if person.kind is Kind.ENTERPRISE and person.organisation_id is not None:
        own = session.get(Organisation, person.organisation_id)
    return ForWhom(
        _named(session, Industry, plan.industries),
        plan.sizes,
        _named(session, Area, plan.areas),
        plan.audience_binds,
        misses(session, row, own),
    )


def _named(
    session: Session, table: type[Area] | type[Industry], codes: tuple[str, ...]
) -> tuple[Named, ...]:
    if not codes:
        return ()
    asked = select(table.name, table.name_en).where(col(table.code).in_(codes))
    return tuple(Named(0, *row) for row in session.exec(asked.order_by(col(table.code))))
