"""Calling those whom nothing that is sent reaches: who is to be called because of what, and that they were."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from db.models import Activity, Event, Registration
from domain import clock
from domain.command import Act, command
from domain.errors import NotFound, Refused
from domain.permissions import activity_keepers
from domain.registrations import of
from domain.unreached import OF_PERSON, OF_THOSE_WHO_COME, unreached

STATES = (*COMING, RegistrationState.REFUSED)  # in which somebody has to hear of something
CALLED = "registration_called"


class CalledAlready(Refused):
    message = (
        "Nobody has to call this person now: there is no news for them, or somebody has called."
    )


@dataclass(frozen=True)
class Call:
    """What somebody is to hear, who is reached by nothing else: since when there is news, and who told them last.

    `news_at` None: none that still concerns them.
    """

    news_at: datetime | None
    called_at: datetime | None
    called_by_id: int | None
    is_coming: bool  # means to, so hears of what happens to the activity

    @property
    def is_open(self) -> bool:
        """Whether there is news of which they were not told."""
        return self.news_at is not None and (not self.called_at or self.called_at < self.news_at)


@command(Activity, by=activity_keepers)
def note_call(act: Act, activity: Activity, *, registration_id: int) -> None:
    """Note that somebody whom no mail reaches was called, so that nobody calls them again. Raises CalledAlready."""
    registration = of(act.session, activity, registration_id, *STATES)
    call = calls(act.session, activity.id).get(registration.id)
    if call is None:
        raise NotFound
    if not call.is_open:
        raise CalledAlready
    act.record(CALLED, registration)


def calls(session: Session, activity_id: int) -> dict[int, Call]:
    """Of an activity, everybody whom nothing reaches that is sent, by the id of their registration.

    Once its end is past, or it was reported, there is no news for anybody: who did not come has nothing to hear.
    """
    activity = session.get_one(Activity, activity_id)
    is_over = activity.stage is ActivityStage.REPORTED or activity.ends_at <= clock.now()
    whose = (
        Registration.activity_id == activity_id,
        col(Registration.state).in_(STATES),
        unreached(),
    )
    rows = session.exec(
        select(Registration.id, Registration.state, Registration.registered_at).where(*whose)
    ).all()
    happened = select(func.max(Event.at)).where(
        Event.subject_kind == Activity.__tablename__,
        Event.subject_id == activity_id,
        col(Event.action).in_(OF_THOSE_WHO_COME),
    )
    for_all = session.exec(happened).one() if rows else None
    own = dict(_newest(session, select(Registration.id).where(*whose), OF_PERSON)) if rows else {}
    told = dict(_newest(session, select(Registration.id).where(*whose), (CALLED,))) if rows else {}
    found = {}
    for registration_id, state, registered_at in rows:
        is_coming = state in COMING
        # Of what has happened before, whoever registers was told by the page.
        of_all = for_all if for_all and is_coming and for_all >= registered_at else None
        of_own, _ = own.get(registration_id, (None, None))
        newest = max(filter(None, (of_all, of_own)), default=None)
        told_last = told.get(registration_id, (None, None))
        found[registration_id] = Call(None if is_over else newest, *told_last, is_coming)
    return found


def _newest(session: Session, ids, actions) -> Iterator[tuple[int, tuple[datetime, int | None]]]:
    """Of each registration the newest of these events: when it was, and who did it."""
    events = select(Event.subject_id, Event.at, Event.actor_id).where(
        Event.subject_kind == Registration.__tablename__,
        col(Event.subject_id).in_(ids),
        col(Event.action).in_(actions),
    )
    for subject_id, at, actor_id in session.exec(events.order_by(col(Event.position))):
        yield subject_id, (at, actor_id)
