"""Whom an activity can name: experts who speak, organisations that help; found by part of a name."""

from sqlmodel import Session, col, or_, select

from db.models import Expert, Organisation
from db.vocabulary import Kind
from domain.permissions import Person, activity_makers, allows
from domain.queries.named import Named

MOST = 10


def speakers(session: Session, person: Person, typed: str) -> tuple[Named, ...]:
    """Experts whose name or subjects have this in them, the first ten; for those who plan activities."""
    if not (words := typed.strip()[:40]) or not allows(activity_makers, person, None):
        return ()
    asked = select(Expert.id, Expert.name, Expert.name_en).where(
        Expert.is_active,
        or_(
            *(
                col(each).contains(words, autoescape=True)
                for each in (Expert.name, Expert.name_en, Expert.topics)
            )
        ),
    )
    return tuple(Named(*row) for row in session.exec(asked.order_by(col(Expert.name)).limit(MOST)))


def co_organisers(session: Session, person: Person, typed: str) -> tuple[Named, ...]:
    """Units, sub-platforms and others, no enterprises, whose name has this in it, the first ten."""
    if not (words := typed.strip()[:40]) or not allows(activity_makers, person, None):
        return ()
    asked = select(Organisation.id, Organisation.name, Organisation.name_en).where(
        Organisation.is_active,
        Organisation.kind != Kind.ENTERPRISE,
        or_(
            col(Organisation.name).contains(words, autoescape=True),
            col(Organisation.name_en).contains(words, autoescape=True),
        ),
    )
    found = session.exec(asked.order_by(col(Organisation.name)).limit(MOST))
    return tuple(Named(*row) for row in found)
