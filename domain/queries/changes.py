"""When something last happened to records: the stamp by which calendars and others know that they have changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, and_, col, func, select

from db.models import Event


def changed_at(session: Session, kind: str, ids: Sequence[int]) -> dict[int, datetime]:
    """The moment of the newest event of each; `kind` is the name of their table. Without an event it is left out."""
    newest = (
        select(Event.subject_id, func.max(Event.position).label("position"))
        .where(Event.subject_kind == kind, col(Event.subject_id).in_(ids))
        .group_by(Event.subject_id)
        .subquery()
    )
    found = select(Event.subject_id, Event.at).join(
        newest,
        and_(
            Event.subject_kind == kind,
            Event.subject_id == newest.c.subject_id,
            Event.position == newest.c.position,
        ),
    )
    return dict(session.exec(found).all())
