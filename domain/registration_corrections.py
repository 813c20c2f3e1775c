"""Putting right what was said with a registration: by whoever registered, or by those who hold the activity."""

from collections.abc import Mapping
from datetime import datetime

from db.activity_vocabulary import COMING, ActivityStage, RegistrationState
from db.models import Activity, Registration
from domain import named_enterprises, registration_mails, registrations, topics
from domain import registration_rules as rules
from domain.activities import check
from domain.command import Act, command
from domain.errors import Missing, Refused
from domain.identifiers import email as read_email
from domain.identifiers import phone as read_phone
from domain.permissions import activity_keepers, allows, anyone, is_theirs
from domain.records import ChangedMeanwhile, NothingChanged
from domain.registrations import RegistrationMovedOn
from domain.written import line

# What a correction is told by in the story: nothing of what was said, which stands in the registration alone.
FIELDS = {
    "person_name": "Name",
    "phone": "Telephone",
    "email": "E-mail",
    "enterprise_name": "Enterprise",
    "organisation_id": "Enterprise",
    "answers": "What was answered",
}
OF_KEEPERS = (*COMING, RegistrationState.ATTENDED)  # in which they correct what was said


class EnterpriseStands(Refused):
    message = "The enterprise of this registration is known and cannot be said anew here."


@command(Activity, by=anyone)
def correct(
    act: Act,
    activity: Activity,
    *,
    person_name: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    enterprise_name: str | None = None,
    organisation_id: int | None = None,
    answers: dict[str, str] | None = None,
    was: Mapping[str, str] | None = None,
    token: str = "",
    registration_id: int | None = None,
) -> None:
    """Put right what was said with a registration: by its link, by the enterprise's own people, or by keepers.

    What is None stays, and so does where it stands: seat, place in the waiting list, approval. Whoever registered
    corrects it as long as they can withdraw, those who hold the activity until its end; they alone choose an enterprise
    from the directory. `was`: the name, telephone and e-mail that a keeper's form showed.

    Refused as at registering: RegisteredAlready, EnterpriseFull, NotOfAudience, Missing; besides EnterpriseStands, and
    for keepers NothingChanged, and ChangedMeanwhile where somebody else's word would be written over. A stranger is not
    told that another number or address has registered: it is left as it was, and the link of the other registration
    goes to the address left with that.
    """
    check(activity, ActivityStage.PUBLISHED)
    registration = registrations.mine(act, activity, token, registration_id)
    is_keeper = allows(activity_keepers, act.actor, activity)
    if registration.state not in (OF_KEEPERS if is_keeper else COMING):
        raise RegistrationMovedOn
    if not is_open(activity, registration, act.now, is_keeper):
        raise rules.RegistrationClosed
    said = _reached(phone, email)
    if person_name is not None:
        said["person_name"] = line(person_name, most=40, name="Name")
    if answers is not None:
        said["answers"] = registration.answers | rules.answers(activity, answers)
    if not is_keeper:
        organisation_id = None
    if enterprise_name is not None or organisation_id is not None:
        said |= _enterprise(act, activity, registration, enterprise_name, organisation_id)
    changes = {name: value for name, value in said.items() if getattr(registration, name) != value}
    if is_keeper:  # of a stranger nothing is asked that would tell what stands there
        _check_shown(registration, changes, was or {})
    if not (changes.get("phone", registration.phone) or changes.get("email", registration.email)):
        raise Missing(field="Telephone")
    before = _known(act, activity, registration, changes, is_keeper)
    _keep_one(registration, changes)
    if changes:
        _put(act, registration, changes)
    elif is_keeper:
        raise NothingChanged
    elif (
        not before
    ):  # no refusal: it would tell that a number said twice was free, and is not known from another
        act.record("registration_said_again", registration)
    registrations.tell_again(act, before)


def is_open(activity: Activity, registration: Registration, now: datetime, is_keeper: bool) -> bool:
    """Whether what was said with it can be put right now: by whoever registered, or by those who hold the activity."""
    if activity.stage is not ActivityStage.PUBLISHED:
        return False
    if is_keeper:
        return registration.state in OF_KEEPERS and now < activity.ends_at
    return registration.state in COMING and now < activity.starts_at


def may_name(registration: Registration, is_keeper: bool) -> bool:
    """Whether its enterprise can be said anew: where it was typed, and by keepers unless its own account registered."""
    if registration.organisation_id is None:
        return True
    return is_keeper and registration.user_id is None


def _check_shown(registration: Registration, changes: dict, was: Mapping[str, str]) -> None:
    shown = dict(was) | _reached(was.get("phone"), was.get("email"))
    for name in changes.keys() & shown.keys():
        if getattr(registration, name) != shown[name]:
            raise ChangedMeanwhile(field=FIELDS[name])


def _reached(phone: str | None, email: str | None) -> dict:
    """The columns of telephone and e-mail as far as they are said anew; an empty one is taken away."""
    said: dict[str, object] = {}
    if phone is not None:
        said["phone"] = read_phone(phone) if phone.strip() else None
    if email is not None:
        said["email"] = read_email(email) if email.strip() else None
    return said


def _enterprise(
    act: Act,
    activity: Activity,
    registration: Registration,
    typed: str | None,
    organisation_id: int | None,
) -> dict:
    """The columns of the enterprise as it is said anew; its share is looked at where it is another one."""
    if organisation_id is not None and organisation_id == registration.organisation_id:
        return {}  # also one that is closed by now, or that this keeper does not find
    is_keeper = allows(activity_keepers, act.actor, activity)
    chosen = None
    if organisation_id is not None:
        chosen = named_enterprises.chosen(act.session, act.actor, organisation_id)
    whose = registrations.named(chosen, typed or "")
    was = (registration.organisation_id, registration.enterprise_key)
    if (whose["organisation_id"], whose["enterprise_key"]) == was:
        return whose
    if not may_name(registration, is_keeper):
        raise EnterpriseStands
    rules.check_audience(act.session, activity, chosen, is_keeper)
    named = (whose["enterprise_key"], whose["organisation_id"])
    rules.check_share(act.session, activity, *named, but=registration.id)
    return whose


def _known(
    act: Act, activity: Activity, registration: Registration, changes: dict, is_keeper: bool
) -> list[Registration]:
    """Those who have registered with a number or an address that is said anew; it is left out of the changes.

    Raises RegisteredAlready for those who may know of them.
    """
    found: dict[int, Registration] = {}
    for name in ("phone", "email"):
        if not changes.get(name):
            continue
        only = {"phone": None, "email": None} | {name: changes[name]}
        same = rules.same_person(act.session, activity, **only, but=registration.id)
        if any(is_keeper or is_theirs(act.actor, each) for each in same):
            raise rules.RegisteredAlready
        if same:
            del changes[name]
        found |= {each.id: each for each in same}
    return list(found.values())


def _keep_one(registration: Registration, changes: dict) -> None:
    """Where what would stay is known to have registered, what was to be taken away stays."""
    left = {name: changes.get(name, getattr(registration, name)) for name in ("phone", "email")}
    if not any(left.values()):
        for name in left:
            changes.pop(name, None)


def _put(act: Act, registration: Registration, changes: dict) -> None:
    act.topics |= topics.of(registration)  # also of the enterprise that it was for
    registration.sqlmodel_update(changes)
    what = sorted({FIELDS[name] for name in changes if name in FIELDS})
    act.record("registration_corrected", registration, what=what)
    # Who came needs no confirmation; what follows goes to the new address by itself.
    if changes.get("email") and registration.state in COMING:
        registration_mails.put(act, registration)
