"""Whether somebody else has changed an activity since it was read: then they are named, and nothing is overwritten."""

from sqlmodel import col, select

from db.models import Activity, Event, User
from domain.clock import LOCAL
from domain.command import Act
from domain.errors import Refused

CHANGING = ("activity_corrected", "activity_moved", "activity_materials_put")


class ActivityChanged(Refused):
    message = (
        "{name} changed this activity meanwhile, at {at}. What you typed is still here; please look at what stands now,"
        " then save again."
    )


def check_version(act: Act, activity: Activity, version: int | None) -> None:
    """Raises ActivityChanged, with who and when, where somebody else has done something to it since this version."""
    if version is None or version == activity.version:
        return
    since = (
        select(Event.at, User.name)
        .join(User, User.id == Event.actor_id)
        .where(
            Event.subject_kind == Activity.__tablename__,
            Event.subject_id == activity.id,
            Event.position > version,
            Event.actor_id != act.actor.id,
            col(Event.action).in_(CHANGING),
        )
        .order_by(col(Event.position).desc())
    )
    found = act.session.exec(since).first()
    if found is not None:
        at, name = found
        raise ActivityChanged(name=name, at=f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}")
