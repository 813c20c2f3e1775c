"""Whom an activity can name: experts who speak, organisations that help; found by part of a name."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from db.models import BrandProject, Expert, Organisation
from db.vocabulary import Kind
from domain.permissions import Person, activity_makers, allows
from domain.queries.named import Named

MOST, MOST_PROJECTS = 10, 300


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
    return organisations(session, person, typed, Organisation.kind != Kind.ENTERPRISE)


def organisations(
    session: Session,
    person: Person,
    typed: str,
    where: ColumnElement[bool],
    *before: ColumnElement,
) -> tuple[Named, ...]:
    """Organisations whose name has this in it, by name after what is asked to come before; for those who plan."""
    if not (words := typed.strip()[:40]) or not allows(activity_makers, person, None):
        return ()
    holds = (
        col(each).contains(words, autoescape=True)
        for each in (Organisation.name, Organisation.name_en)
    )
    asked = select(Organisation.id, Organisation.name, Organisation.name_en).where(
        Organisation.is_active, where, or_(*holds)
    )
    found = session.exec(asked.order_by(*before, col(Organisation.name)).limit(MOST))
    return tuple(Named(*row) for row in found)


def brand_projects(session: Session, person: Person) -> tuple[Named, ...]:
    """The brand projects that an activity can belong to: those of the own sub-platform, else all, by area."""
    if not allows(activity_makers, person, None):
        return ()
    asked = select(BrandProject.id, BrandProject.name, BrandProject.name_en).where(
        col(BrandProject.is_active)
    )
    if person.kind is Kind.SUB_PLATFORM:
        asked = asked.where(BrandProject.area_code == person.area_code)
    ordered = asked.order_by(col(BrandProject.area_code), col(BrandProject.name))
    return tuple(Named(*row) for row in session.exec(ordered.limit(MOST_PROJECTS)))
