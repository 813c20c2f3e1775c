"""Registering for an activity, with or without an account: into a seat or the waiting list; approval, withdrawal.

Every command locks the activity first, then its registrations, so that two of them never wait for each other in a ring.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, select

from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from db.models import Activity, Organisation, Registration
from domain import named_enterprises, registration_mails, waiting_list
from domain import registration_rules as rules
from domain.activities import check
from domain.command import Act, command
from domain.errors import Forbidden, Missing, NotFound, Refused
from domain.identifiers import email as read_email
from domain.identifiers import phone as read_phone
from domain.permissions import activity_keepers, allows, anyone, is_theirs
from domain.registration_mails import code_of, token_of
from domain.similarity import name_key
from domain.tokens import hashed
from domain.written import line

R = RegistrationState


class RegistrationMovedOn(Refused):
    message = "This registration has already moved on. The page now shows how it stands."


@dataclass(frozen=True)
class Receipt:
    """What whoever registers takes away; token and code are told here and by mail, and kept as hashes only.

    Empty for a number that had registered before: to a stranger that reads as any other registration, and the first
    one's link goes to the address that was left with it.
    """

    registration_id: int
    ticket: int
    state: RegistrationState
    ahead: int  # who wait before this one
    token: str
    code: str


@command(Activity, by=anyone)
def register(
    act: Act,
    activity: Activity,
    *,
    person_name: str,
    phone: str = "",
    email: str = "",
    enterprise_name: str = "",
    organisation_id: int | None = None,
    answers: dict[str, str] | None = None,
    language: str = "zh",
) -> Receipt:
    """Register one person: into a seat while there is one, else at the end of the waiting list, or for approval.

    An enterprise's own people register for it; those who hold the activity may name any enterprise by
    `organisation_id`, and register whoever telephones outside the window too. Only they, and the person who has
    registered before, are told that a number or address is known: RegisteredAlready.
    """
    is_keeper = allows(activity_keepers, act.actor, activity)
    check(activity, ActivityStage.PUBLISHED)
    rules.check_window(act, activity, is_keeper)
    chosen_id = organisation_id if is_keeper else None
    organisation = named_enterprises.of_whoever_enters(act.session, act.actor, chosen_id)
    known = {
        "person_name": line(person_name, most=40, name="Name"),
        "phone": read_phone(phone) if phone.strip() else None,
        "email": read_email(email) if email.strip() else None,
    }
    if known["phone"] is None and known["email"] is None:
        raise Missing(field="Telephone")
    whose = named(organisation, enterprise_name)
    rules.check_audience(act.session, activity, organisation, is_keeper)
    before = rules.same_person(act.session, activity, known["phone"], known["email"])
    if any(is_keeper or is_theirs(act.actor, each) for each in before):
        raise rules.RegisteredAlready
    rules.check_share(act.session, activity, whose["enterprise_key"], whose["organisation_id"])
    answered = rules.answers(activity, answers or {})
    if before:
        return _again(act, activity, before)
    registration = enter(
        act,
        activity,
        state=_state(act, activity),
        language="en" if language == "en" else "zh",
        answers=answered,
        user_id=None if is_keeper else act.actor.id,
        **known,
        **whose,
    )
    act.record("registered", registration, state=registration.state.value)
    registration_mails.put(act, registration)
    return Receipt(
        registration.id,
        registration.ticket,
        registration.state,
        waiting_list.ahead_of(act, registration) if registration.state is R.WAITING else 0,
        token_of(activity.id, registration.ticket),
        code_of(activity.id, registration.ticket),
    )


@command(Activity, by=activity_keepers)
def approve(act: Act, activity: Activity, *, registration_id: int) -> RegistrationState:
    """Approve a registration: into a seat while there is one, else into the waiting list. Returns where it stands."""
    check(activity, ActivityStage.PUBLISHED)
    registration = of(act.session, activity, registration_id, R.AWAITING_APPROVAL, R.REFUSED)
    if registration.state is R.REFUSED:
        rules.check_once(act.session, activity, registration.phone, registration.email)
        rules.check_share(
            act.session, activity, registration.enterprise_key, registration.organisation_id
        )
    put(act, registration, R.REGISTERED if _has_seat(act, activity) else R.WAITING)
    registration.refused_because = ""
    act.record("registration_approved", registration, state=registration.state.value)
    registration_mails.put(act, registration)
    return registration.state


@command(Activity, by=activity_keepers)
def refuse(act: Act, activity: Activity, *, registration_id: int, reason: str) -> None:
    """Refuse a registration that waits for approval, with a reason that is told."""
    registration = of(act.session, activity, registration_id, R.AWAITING_APPROVAL)
    registration.refused_because = line(reason, most=400, name="Reason")
    put(act, registration, R.REFUSED)
    act.record("registration_refused", registration, reason=registration.refused_because)
    registration_mails.put(act, registration)


@command(Activity, by=anyone)
def withdraw(
    act: Act, activity: Activity, *, token: str = "", registration_id: int | None = None
) -> None:
    """Withdraw a registration before the activity begins: by its link, by the enterprise's own people, or by keepers.

    A seat that becomes free goes to whoever waits longest, in the same transaction.
    """
    registration = mine(act, activity, token, registration_id)
    if registration.state not in COMING:
        raise RegistrationMovedOn
    if act.now >= activity.starts_at:
        raise rules.RegistrationClosed
    had_seat = registration.state is R.REGISTERED
    put(act, registration, R.WITHDRAWN)
    act.record("registration_withdrawn", registration, had_seat=had_seat)
    registration_mails.put(act, registration)
    if had_seat:
        waiting_list.give_back_seat(act, activity)
        if activity.stage is ActivityStage.PUBLISHED:
            waiting_list.fill(act, activity)


def enter(act: Act, activity: Activity, **said) -> Registration:
    """A new row with the next ticket of the activity."""
    activity.last_ticket += 1
    ticket = activity.last_ticket
    return act.add(
        Registration(
            activity_id=activity.id,
            ticket=ticket,
            registered_at=act.now,
            state_since=act.now,
            token_hash=hashed(token_of(activity.id, ticket)),
            code_hash=hashed(code_of(activity.id, ticket)),
            **said,
        )
    )


def put(act: Act, registration: Registration, state: RegistrationState) -> None:
    registration.state, registration.state_since = state, act.now


def of(
    session: Session, activity: Activity, registration_id: int | None, *states: RegistrationState
) -> Registration:
    """A registration of this activity; raises NotFound, and RegistrationMovedOn where it is in none of the states."""
    found = session.get(Registration, registration_id) if registration_id else None
    if found is None or found.activity_id != activity.id:
        raise NotFound
    if states and found.state not in states:
        raise RegistrationMovedOn
    return found


def named_enterprise(act: Act, organisation_id: int | None, name: str) -> dict:
    """The columns that name an enterprise, chosen from the directory or typed; by those who hold the activity."""
    found = named_enterprises.of_whoever_enters(act.session, act.actor, organisation_id)
    return named(found, name)


def _again(act: Act, activity: Activity, before: list[Registration]) -> Receipt:
    """What a stranger is told whose number or address has registered: the same as somebody new; the others a mail."""
    tell_again(act, before)
    state = R.AWAITING_APPROVAL
    if not activity.wants_approval:
        state = R.REGISTERED if _is_free(act, activity) else R.WAITING
    ahead = waiting_list.length(act, activity) if state is R.WAITING else 0
    return Receipt(0, 0, state, ahead, token="", code="")


def tell_again(act: Act, before: Iterable[Registration]) -> None:
    """Let those whose number or address was said again have their link, at the address that they left."""
    for each in before:
        act.record("registration_told_again", each)
        registration_mails.tell_again(act, each)


def _state(act: Act, activity: Activity) -> RegistrationState:
    if activity.wants_approval:
        return R.AWAITING_APPROVAL
    return R.REGISTERED if _has_seat(act, activity) else R.WAITING


def _has_seat(act: Act, activity: Activity) -> bool:
    """A seat for somebody new, taken."""
    return _is_free(act, activity) and waiting_list.take_seat(act, activity)


def _is_free(act: Act, activity: Activity) -> bool:
    """Whether there is a seat for somebody new; never past those who wait. The row is locked: what it counts is so."""
    if activity.capacity is not None and activity.taken >= activity.capacity:
        return False
    waits = select(Registration.id).where(
        Registration.activity_id == activity.id, Registration.state == R.WAITING
    )
    return act.session.exec(waits.limit(1)).first() is None


def named(organisation: Organisation | None, typed: str) -> dict:
    """The columns that name an enterprise, by its record or as it was typed."""
    if organisation is not None:
        return named_enterprises.columns(organisation)
    name = line(typed, most=120, name="Enterprise", required=False)
    key = name_key(name) if name else ""
    return {"organisation_id": None, "enterprise_name": name, "enterprise_key": key}


def mine(act: Act, activity: Activity, token: str, registration_id: int | None) -> Registration:
    """The registration that this person may look after. Raises NotFound, Forbidden."""
    if token:
        found = select(Registration).where(
            Registration.token_hash == hashed(token), Registration.activity_id == activity.id
        )
        registration = act.session.exec(found).first()
        if registration is None:
            raise NotFound
        return registration
    registration = of(act.session, activity, registration_id)
    if not is_theirs(act.actor, registration) and not allows(activity_keepers, act.actor, activity):
        raise Forbidden if act.actor.id is not None else NotFound
    return registration
