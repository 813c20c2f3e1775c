"""Who came: checked in at the door by code or from the list, or walked in."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, or_, select

from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from db.models import Activity, Event, Registration
from domain import topics, waiting_list
from domain.activities import check
from domain.command import Act, command
from domain.errors import NotFound, Refused
from domain.identifiers import email as read_email
from domain.identifiers import phone as read_phone
from domain.permissions import activity_keepers
from domain.registrations import enter, named_enterprise, of, put
from domain.tokens import hashed, normal_secret
from domain.written import line

R = RegistrationState
EARLIEST = timedelta(hours=12)  # before it begins
LET_IN = COMING  # at the door; who has no seat is let in as a walk-in


class TooEarly(Refused):
    message = "People are checked in from {hours} hours before the beginning on."


class IsInAlready(Refused):
    message = "{name} is checked in already."


class OnTheList(Refused):
    message = "{name} is on the list of this activity: please check in there."


class NotComing(Refused):
    message = (
        "{name} has no seat: the registration was refused or withdrawn. Whoever comes in all the same is noted as "
        "somebody without a registration."
    )


@dataclass(frozen=True)
class CheckedIn:
    """Whom the door lets in."""

    registration_id: int
    person_name: str
    enterprise_name: str
    had_seat: bool


@command(Activity, by=activity_keepers)
def check_in(
    act: Act, activity: Activity, *, code: str = "", registration_id: int | None = None
) -> CheckedIn:
    """Check somebody in by the code they show, or from the list; who waits, or awaits approval, comes as a walk-in."""
    _check_time(act, activity)
    registration = (
        _by_code(act, activity, code) if code else of(act.session, activity, registration_id)
    )
    if registration.state is R.ATTENDED:
        raise IsInAlready(name=registration.person_name)
    if registration.state not in LET_IN:
        raise NotComing(name=registration.person_name)
    stood = registration.state
    had_seat = stood is R.REGISTERED
    registration.is_walk_in = not had_seat
    _let_in(act, activity, registration)
    by = "code" if code else "list"
    act.record("attended", registration, by=by, had_seat=had_seat, stood=stood.value)
    return CheckedIn(
        registration.id, registration.person_name, registration.enterprise_name, had_seat
    )


@command(Activity, by=activity_keepers)
def walk_in(
    act: Act,
    activity: Activity,
    *,
    person_name: str,
    phone: str = "",
    email: str = "",
    enterprise_name: str = "",
    organisation_id: int | None = None,
) -> int:
    """Note somebody who came without having registered: takes no seat. Returns the registration's id."""
    _check_time(act, activity)
    number = read_phone(phone) if phone.strip() else None
    address = read_email(email) if email.strip() else None
    known = _on_the_list(act, activity, number, address)
    if known is not None:
        raise (IsInAlready if known.state is R.ATTENDED else OnTheList)(name=known.person_name)
    registration = enter(
        act,
        activity,
        person_name=line(person_name, most=40, name="Name"),
        phone=number,
        email=address,
        state=R.ATTENDED,
        is_walk_in=True,
        checked_in_by_id=act.actor.id,
        **named_enterprise(act, organisation_id, enterprise_name),
    )
    _count(act, activity)
    act.record("walked_in", registration)
    return registration.id


@command(Activity, by=activity_keepers)
def take_back(act: Act, activity: Activity, *, registration_id: int) -> None:
    """Take a check-in back that was a mistake: they stand where they stood, and a walk-in was not there."""
    check(activity, ActivityStage.PUBLISHED, ActivityStage.HELD)
    _take_back(act, activity, of(act.session, activity, registration_id, R.ATTENDED))
    if activity.stage is ActivityStage.PUBLISHED:
        waiting_list.fill(act, activity)  # a seat may have become free since they were let in


def take_all_back(act: Act, activity: Activity) -> None:
    """Take every check-in back where it is held at another time, at which nobody has been yet: not where the door is
    open for the new beginning too, and who is in stays in."""
    if _is_open(act, activity):
        return
    came = select(Registration).where(
        Registration.activity_id == activity.id, Registration.state == R.ATTENDED
    )
    for each in act.session.exec(came.order_by(col(Registration.ticket))).all():
        _take_back(act, activity, each)


def _take_back(act: Act, activity: Activity, registration: Registration) -> None:
    stood = _stood(act, registration) if registration.is_walk_in else R.REGISTERED
    put(act, registration, stood)
    registration.is_walk_in = stood is R.WITHDRAWN
    registration.checked_in_by_id = None
    _count(act, activity)
    act.record("check_in_taken_back", registration)


def _stood(act: Act, registration: Registration) -> RegistrationState:
    """Where somebody without a seat stood before they were let in; withdrawn who came without having registered."""
    let_in = select(Event.action, Event.particulars).where(
        Event.subject_kind == Registration.__tablename__,
        Event.subject_id == registration.id,
        col(Event.action).in_(("attended", "walked_in")),
    )
    action, said = act.session.exec(let_in.order_by(col(Event.position).desc())).first()
    return R.WITHDRAWN if action == "walked_in" else R(said.get("stood", R.WAITING))


def _check_time(act: Act, activity: Activity) -> None:
    check(activity, ActivityStage.PUBLISHED, ActivityStage.HELD)
    if not _is_open(act, activity):
        raise TooEarly(hours=int(EARLIEST.total_seconds() // 3600))


def _is_open(act: Act, activity: Activity) -> bool:
    """Whether the door is."""
    return act.now >= activity.starts_at - EARLIEST


def _by_code(act: Act, activity: Activity, code: str) -> Registration:
    found = select(Registration).where(
        Registration.activity_id == activity.id,
        Registration.code_hash == hashed(normal_secret(code)),
    )
    registration = act.session.exec(found).first()
    if registration is None:
        raise NotFound
    return registration


def _on_the_list(
    act: Act, activity: Activity, phone: str | None, email: str | None
) -> Registration | None:
    """Whoever has this number or address and is on the list; they are checked in rather than written down twice."""
    same = [Registration.phone == phone] if phone else []
    same += [Registration.email == email] if email else []
    if not same:
        return None
    found = select(Registration).where(
        Registration.activity_id == activity.id,
        or_(*same),
        Registration.state != R.WITHDRAWN,
        Registration.state != R.REFUSED,
    )
    return act.session.exec(found).first()


def _let_in(act: Act, activity: Activity, registration: Registration) -> None:
    _count(act, activity)
    put(act, registration, R.ATTENDED)
    registration.checked_in_by_id = act.actor.id


def _count(act: Act, activity: Activity) -> None:
    """Who came to an activity that was held is counted in the key figures: whoever is late moves them."""
    if activity.stage is ActivityStage.HELD:
        act.topics.add(topics.ACTIVITIES)
