"""Calling those who registered for an activity whom nothing that is sent reaches."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from db.models import Activity, Event, Registration
from domain import calling, clock
from domain.calling import Call
from domain.command import Act, command
from domain.permissions import activity_keepers
from domain.registrations import of
from domain.unreached import OF_PERSON, OF_THOSE_WHO_COME, unreached

STATES = (*COMING, RegistrationState.REFUSED)  # in which somebody has to hear of something
CALLED = "registration_called"


@command(Activity, by=activity_keepers)
def note_call(act: Act, activity: Activity, *, registration_id: int) -> None:
    """Note that somebody whom no mail reaches was called, so that nobody calls them again. Raises CalledAlready."""
    registration = of(act.session, activity, registration_id, *STATES)
    call = calls(act.session, activity.id).get(registration.id)
    calling.note(act, registration, call, CALLED)


def calls(session: Session, activity_id: int) -> dict[int, Call]:
    """Of an activity, everybody whom nothing reaches that is sent, by the id of their registration.

    Once its end is past, or it was reported, there is no news for anybody: who did not come has nothing to hear.
    """
    activity = session.get_one(Activity, activity_id)
    here = (Registration.activity_id == activity_id, col(Registration.state).in_(STATES))
    found = calling.heard(session, Registration, here, news=OF_PERSON, called=CALLED)
    if activity.stage is ActivityStage.REPORTED or activity.ends_at <= clock.now():
        return {each: replace(call, news_at=None) for each, call in found.items()}
    for_all = _for_all(session, activity_id) if found else None
    if for_all is None:
        return found
    coming = select(Registration.id).where(
        *here,
        unreached(Registration),
        col(Registration.state).in_(COMING),
        # Of what has happened before, whoever registers was told by the page.
        Registration.registered_at <= for_all,
    )
    for each in session.exec(coming):
        own = found[each].news_at
        found[each] = replace(found[each], news_at=max(for_all, own or for_all))
    return found


def _for_all(session: Session, activity_id: int) -> datetime | None:
    """When something happened to the activity last of which all have to hear who come."""
    happened = select(func.max(Event.at)).where(
        Event.subject_kind == Activity.__tablename__,
        Event.subject_id == activity_id,
        col(Event.action).in_(OF_THOSE_WHO_COME),
    )
    return session.exec(happened).one()
