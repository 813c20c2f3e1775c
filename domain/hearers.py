"""Who is there to be told something: the active users whom a condition names."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from db.models import Organisation, User, UserRole


def active_users(session: Session, condition: ColumnElement[bool]) -> set[int]:
    """The ids of the active users for whom it holds, read beside each of their roles and their organisation."""
    found = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(User.is_active, condition)
    )
    return set(session.exec(found))
